/** Open this to see that each of inversify's own decorators works beside @Use in one class, and so do its modules. */
import { describe, expect, it } from '@jest/globals';
import {
  Container,
  ContainerModule,
  inject,
  injectable,
  multiInject,
  named,
  optional,
  postConstruct,
  preDestroy,
  tagged,
  unmanaged,
} from 'inversify';
import { Component, Plugin, PluginContext, Provide, Use } from 'mortise/decorators';
import type { ExtensionSpec } from 'mortise';
import { createTestHost } from 'mortise/testing';

const WEAPON = Symbol.for('weapon');

/** A host whose owner binds weapons, and publishes `acme/cache`. */
async function started(...plugins: ExtensionSpec[]) {
  const container = new Container();
  container.bind(WEAPON).toConstantValue('bow').whenNamed('far');
  container.bind(WEAPON).toConstantValue('knife').whenTagged('reach', 'near');
  container.bind('shield').toConstantValue('round');
  container.bind('arrow').toConstantValue('first');
  container.bind('arrow').toConstantValue('second');
  const test = createTestHost({ plugins, container, fakes: { 'acme/cache': 'cache' } });
  const report = await test.start();
  return { ...test, report };
}

describe('beside @Use in one class', () => {
  it('@inject, @optional, @named, @tagged, @multiInject and @unmanaged fill parameters', async () => {
    let given: unknown[] = [];
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      constructor(
        @Use('acme/cache') cache: unknown,
        @inject('shield') shield: unknown,
        @inject(WEAPON) @named('far') far: unknown,
        @inject(WEAPON) @tagged('reach', 'near') near: unknown,
        @inject('absent') @optional() absent: unknown,
        @multiInject('arrow') arrows: unknown,
        @multiInject('absent') @optional() none: unknown,
        @unmanaged() own: unknown = 'own',
      ) {
        given = [cache, shield, far, near, absent, arrows, none, own];
      }
    }
    const { report } = await started(A);
    expect(report.problems).toEqual([]);
    expect(given).toEqual(['cache', 'round', 'bow', 'knife', undefined, ['first', 'second'], [], 'own']);
  });

  it('they fill fields as well, and an absent optional one leaves what the class has put there', async () => {
    let made: A | undefined;
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @Use('acme/cache') cache!: unknown;
      @inject('shield') shield!: unknown;
      @inject(WEAPON) @named('far') far!: unknown;
      @inject(WEAPON) @tagged('reach', 'near') near!: unknown;
      @inject('absent') @optional() absent: unknown = 'own';
      @multiInject('arrow') arrows!: unknown;
      start() {
        made = this;
      }
    }
    const { report } = await started(A);
    expect(report.problems).toEqual([]);
    expect({ ...made }).toEqual({ cache: 'cache', shield: 'round', far: 'bow', near: 'knife', absent: 'own', arrows: ['first', 'second'] });
  });

  it('@injectable changes nothing', async () => {
    let given: unknown;
    @injectable()
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      constructor(@Use('acme/cache') cache: unknown) {
        given = cache;
      }
    }
    await started(A);
    expect(given).toBe('cache');
  });

  it('@inject of a namespace finds what is published, also by the plugin itself', async () => {
    let given: unknown[] = [];
    @Component()
    @Provide('a/store')
    class Store {}
    @Plugin({ id: 'a', version: '1.0.0', components: [Store] })
    class A {
      constructor(@inject('acme/cache') cache: unknown, @inject('a/store') store: unknown) {
        given = [cache, store];
      }
    }
    const { report, host } = await started(A);
    expect(report.problems).toEqual([]);
    expect(given).toEqual(['cache', host.lookup('a/store')]);
    expect(host.list().find(({ key }) => key === 'a')?.holds).toEqual(['fakes']);
  });

  it('@multiInject of a sibling is a list of the one', async () => {
    let given: unknown;
    @Component()
    class Store {}
    @Plugin({ id: 'a', version: '1.0.0', components: [Store] })
    class A {
      constructor(@multiInject(Store) stores: unknown) {
        given = stores;
      }
    }
    await started(A);
    expect(given).toEqual([expect.any(Store)]);
  });
});

describe('@postConstruct', () => {
  it('runs when fields are set and before anything starts, synchronous or not', async () => {
    const calls: unknown[] = [];
    @Component('sync')
    class Sync {
      @Use('acme/cache') cache!: unknown;
      @postConstruct() ready() {
        calls.push(['sync', this.cache]);
      }
    }
    @Component('async')
    class Async {
      @postConstruct() async ready() {
        await Promise.resolve();
        calls.push('async');
      }
      start() {
        calls.push('start');
      }
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [Sync, Async] })
    class A {}
    await started(A);
    expect(calls).toEqual([['sync', 'cache'], 'async', 'start']);
  });

  it.each([
    ['throws', () => { throw new Error('boom'); }, 'wire.construct-failed', 'A.ready (@postConstruct) failed: boom'], // prettier-ignore
    ['rejects', () => Promise.reject(new Error('boom')), 'lifecycle.failed', "ready of 'A' failed: boom"],
  ])('that %s fails its plugin in the phase of construction', async (_, ready, code, message) => {
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @postConstruct() ready() {
        return ready();
      }
    }
    const { report, host } = await started(A);
    expect(report.problems).toMatchObject([{ code, message, plugin: 'a', phase: 'construct' }]);
    expect(host.list()[1]).toMatchObject({ key: 'a', state: 'failed', reason: message });
  });

  it('that rejects after another component has failed disturbs nobody', async () => {
    @Component('first')
    class First {
      @postConstruct() ready() {
        return Promise.reject(new Error('nobody waits'));
      }
    }
    @Component('second')
    class Second {
      constructor() {
        throw new Error('boom');
      }
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [First, Second] })
    class A {}
    const { report } = await started(A);
    expect(report.problems).toMatchObject([{ code: 'wire.construct-failed', plugin: 'a' }]);
  });

  it('that hangs is named after 3 s and fails the plugin after 10 s', async () => {
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @postConstruct() ready() {
        return new Promise(() => {});
      }
    }
    const test = createTestHost({ plugins: [A] });
    const start = test.start();
    await test.clock.advance(10_000);
    expect((await start).problems).toMatchObject([
      { code: 'lifecycle.slow', message: "ready of 'A' has not finished after 3 s; it fails at 10 s.", phase: 'construct' },
      { code: 'lifecycle.timeout', message: "ready of 'A' did not finish within 10 s." },
    ]);
  });
});

describe('@preDestroy', () => {
  it('runs when its plugin stops, after stop, latest first; what it throws is told and stops nothing', async () => {
    const calls: string[] = [];
    @Component('first')
    class First {
      @preDestroy() async end() {
        await Promise.resolve();
        calls.push('first gone');
      }
    }
    @Component('second', { inject: [First] })
    class Second {
      constructor(readonly first: First) {}
      stop() {
        calls.push('second stopped');
      }
      @preDestroy() end() {
        calls.push('second gone');
        throw new Error('boom');
      }
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [First, Second] })
    class A {}
    const test = await started(A);
    const report = await test.stop();
    expect(calls).toEqual(['second stopped', 'second gone', 'first gone']);
    expect(report.problems).toMatchObject([
      { code: 'lifecycle.undo-failed', severity: 'warning', plugin: 'a', message: 'Taking back second.end (@preDestroy) failed: boom' },
    ]);
    test.expectClean();
  });

  it('runs for what was made, when a later component fails', async () => {
    const calls: string[] = [];
    @Component('first')
    class First {
      @preDestroy() end() {
        calls.push('first gone');
      }
    }
    @Component('second')
    class Second {
      constructor() {
        throw new Error('boom');
      }
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [First, Second] })
    class A {}
    const test = await started(A);
    expect(calls).toEqual(['first gone']);
    test.expectClean('a');
  });
});

describe('a module of inversify', () => {
  it('is loaded into the container of its plugin, where components find what it binds, and it may ask for them', async () => {
    const ended: string[] = [];
    @Component('store')
    class Store {
      readonly name = 'store';
    }
    const module = new ContainerModule(({ bind }) => {
      bind('pool')
        .toResolvedValue((store: Store, context: PluginContext) => ({ of: store.name, for: context.id }), [Store, PluginContext as never])
        .inSingletonScope()
        .onDeactivation(async (ending) => {
          await Promise.resolve();
          ended.push((ending as { of: string }).of);
        });
    });
    let pool: unknown;
    @Plugin({ id: 'a', version: '1.0.0', components: [Store], modules: [module] })
    class A {
      constructor(@inject('pool') given: unknown) {
        pool = given;
      }
    }
    const test = await started(A);
    expect(pool).toEqual({ of: 'store', for: 'a' });
    expect(test.host.container.isBound('pool')).toBe(false);
    const report = await test.stop();
    expect(report.problems).toEqual([]);
    expect(ended).toEqual(['store']);
  });

  it.each([
    ['throws', new ContainerModule(() => { throw new Error('boom'); })], // prettier-ignore
    ['is asynchronous', new ContainerModule(async () => {})],
    ['is none', {}],
  ])('that %s is a problem of its plugin', async (_, module) => {
    @Plugin({ id: 'a', version: '1.0.0', modules: [module] })
    class A {}
    const { report, host } = await started(A);
    expect(report.problems).toMatchObject([{ code: 'wire.module-failed', plugin: 'a', phase: 'wire' }]);
    expect(host.list()[1]).toMatchObject({ key: 'a', state: 'failed' });
  });
});
