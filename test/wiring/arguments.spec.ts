/** Open this to see what fills a constructor parameter or a field: the plugin's own record first, inversify last. */
import { describe, expect, it } from '@jest/globals';
import { Container, inject, injectable } from 'inversify';
import type { Observable } from 'rxjs';
import { App, Clock, Component, Config, EventBus, Field, Host, Logger, Plugin, PluginContext, Provide, Use } from 'mortise/decorators';
import { definePlugin, type ExtensionSpec } from 'mortise';
import { createTestHost, settle, type TestHostOptions } from 'mortise/testing';

/** Starts the plugins, and answers with what went wrong. */
async function started(plugins: ExtensionSpec[], options: TestHostOptions = {}) {
  const test = createTestHost({ plugins, ...options });
  const report = await test.start();
  return { ...test, report, codes: report.problems.map((problem) => problem.code) };
}

const INVERSIFY = '@inversifyjs/core/classMetadataReflectKey';

describe('a constructor', () => {
  it('gets its config, its context, the services of the host and its sibling components', async () => {
    @Config()
    class Settings {
      @Field.integer({ default: 60 }) ttl!: number;
    }
    @Component('store')
    class Store {}
    let given: unknown[] = [];
    @Plugin({
      id: 'presence',
      version: '1.0.0',
      config: Settings,
      components: [Store],
      inject: [Settings, PluginContext, Host, Logger, Clock, EventBus, Store],
    })
    class Presence {
      constructor(...all: unknown[]) {
        given = all;
      }
    }
    const { codes } = await started([Presence]);
    expect(codes).toEqual([]);
    const [settings, context, host, log, clock, events, store] = given as [Settings, PluginContext, Host, Logger, Clock, EventBus, Store];
    expect(settings).toBeInstanceOf(Settings);
    expect(settings.ttl).toBe(60);
    expect(context.id).toBe('presence');
    expect(context.config).toBe(settings);
    expect(host).toBe(context.host);
    expect(host.name).toBe('test');
    expect(log).toBe(context.log);
    expect(clock).toBe(context.clock);
    expect(events).toBe(context.events);
    expect(store).toBeInstanceOf(Store);
  });

  it('gets by its emitted types alone what a list would have named', async () => {
    @Component()
    class Store {}
    let given: unknown[] = [];
    @Plugin({ id: 'presence', version: '1.0.0', components: [Store] })
    class Presence {
      constructor(store: Store, context: PluginContext, @Use('acme/cache') cache: unknown) {
        given = [store, context.id, cache];
      }
    }
    const cache = { get: () => 1 };
    await started([Presence], { fakes: { 'acme/cache': cache } });
    expect(given[0]).toBeInstanceOf(Store);
    expect(given.slice(1)).toEqual(['presence', cache]);
  });

  it('gets namespaces: one that must be there, one that may be absent, and one as a stream', async () => {
    const seen: unknown[] = [];
    let given: unknown[] = [];
    @Plugin({ id: 'a', version: '1.0.0', inject: ['acme/cache', { use: 'acme/mail', optional: true }, { use: 'acme/flags', live: true }] })
    class A {
      constructor(cache: unknown, mail: unknown, flags: Observable<unknown>) {
        given = [cache, mail];
        flags.subscribe((value) => seen.push(value));
      }
    }
    const test = await started([A], { fakes: { 'acme/cache': 'cache' } });
    expect(given).toEqual(['cache', undefined]);
    await test.host.load(definePlugin({ id: 'flags', version: '1.0.0', provides: { 'acme/flags': 'on' } }));
    await test.host.unload('flags');
    expect(seen).toEqual([undefined, 'on', undefined]);
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['fakes running', 'a running']);
  });

  it('gets what its own plugin publishes before anybody else could see it', async () => {
    let given: unknown[] = [];
    @Component()
    @Provide('a/store')
    class Store {}
    @Plugin({ id: 'a', version: '1.0.0', components: [Store], inject: ['a/store'] })
    class A {
      constructor(store: unknown) {
        given = [store];
      }
    }
    const { host } = await started([A]);
    expect(given[0]).toBeInstanceOf(Store);
    expect(host.lookup('a/store')).toBe(given[0]);
  });

  it('gets its app in a plugin of an app, and nobody does in a plugin of the host', async () => {
    let app: App | undefined;
    @Plugin({ id: 'a', version: '1.0.0', inject: [App] })
    class A {
      constructor(given: App) {
        app = given;
      }
    }
    const test = await started([A], { apps: { shop: { extensions: [A] } } });
    expect(app?.name).toBe('shop');
    expect(test.host.list().map(({ key, state }) => [key, state])).toEqual([
      ['a', 'failed'],
      ['shop:a', 'running'],
    ]);
    expect(test.report.problems).toMatchObject([
      {
        code: 'wire.unresolved',
        plugin: 'a',
        phase: 'construct',
        message: "parameter 1 of the constructor of A asks for the class App, which nobody provides: 'a' is not in an app.",
      },
    ]);
  });
});

describe('a configuration', () => {
  it('that the plugin does not name is told with where to name it', async () => {
    @Config()
    class Settings {
      @Field.integer({ default: 1 }) ttl!: number;
    }
    @Plugin({ id: 'a', version: '1.0.0', inject: [Settings] })
    class A {
      constructor(readonly settings: Settings) {}
    }
    const { report } = await started([A]);
    expect(report.problems.map(({ code, message, hint }) => `${code}: ${message} ${hint}`)).toEqual([
      "wire.unresolved: parameter 1 of the constructor of A asks for the class Settings, which nobody provides: it holds settings, and 'a' does not name it as its own. Name it in the plugin: @Plugin({ config: Settings }).",
    ]);
  });
});

describe('a component', () => {
  it('that no plugin lists is told with where to list it', async () => {
    @Component('cache')
    class Cache {}
    @Plugin({ id: 'a', version: '1.0.0', inject: [Cache] })
    class A {
      constructor(readonly cache: Cache) {}
    }
    const { report } = await started([A]);
    expect(report.problems.map(({ code, hint }) => `${code}: ${hint}`)).toEqual([
      "wire.unresolved: List it among the components of 'a': @Plugin({ components: [Cache] }).",
    ]);
  });

  it('that is a plugin of its own is told with how to list it, and how to ask for what it publishes, and that works', async () => {
    @Plugin({ id: 'b', version: '1.0.0' })
    @Provide(['acme', 'cache'])
    class Cache {}
    @Plugin({ id: 'c', version: '1.0.0' })
    class Quiet {}
    const hintFor = async (type: typeof Cache) => {
      @Plugin({ id: 'a', version: '1.0.0', inject: [type] })
      class A {
        constructor(readonly cache: unknown) {}
      }
      const { report } = await started([A]);
      return report.problems.map(({ code, hint }) => `${code}: ${hint}`);
    };
    expect(await hintFor(Cache)).toEqual([
      "wire.unresolved: It is a plugin of its own: list it among the extensions, and ask for its namespace, @Use('acme/cache').",
    ]);
    expect(await hintFor(Quiet)).toEqual([
      "wire.unresolved: It is a plugin of its own: list it among the extensions, publish it there, @Provide('c/name') on Quiet, and ask for that namespace.",
    ]);
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @Use('acme/cache') declare readonly cache: unknown;
    }
    expect((await started([A, Cache])).codes).toEqual([]);
  });
});

describe('a sibling', () => {
  it('is made once, needs first, however the components are listed', async () => {
    const made: string[] = [];
    @Component('log')
    class Log {
      constructor() {
        made.push('log');
      }
    }
    @Component('store', { inject: [Log] })
    class Store {
      constructor(readonly log: Log) {
        made.push('store');
      }
    }
    let same: boolean | undefined;
    @Plugin({ id: 'a', version: '1.0.0', components: [Store, Log], inject: [Log, Store] })
    class A {
      constructor(log: Log, store: Store) {
        same = store.log === log;
        made.push('a');
      }
    }
    await started([A]);
    expect(made).toEqual(['log', 'store', 'a']);
    expect(same).toBe(true);
  });

  it.each(['singleton', 'transient'] as const)(
    'in a circle of %s components is a problem with the path, and the plugin fails alone',
    async (scope) => {
      @Component('first', { inject: ['a/second'] })
      @Provide('a/first', { scope })
      class First {
        constructor(readonly second: unknown) {}
      }
      @Component('second', { inject: [First] })
      @Provide('a/second', { scope })
      class Second {
        constructor(readonly first: First) {}
      }
      @Plugin({ id: 'a', version: '1.0.0', components: [First, Second], inject: [First] })
      class A {
        constructor(readonly first: First) {}
      }
      const { report, host } = await started([A, definePlugin({ id: 'b', version: '1.0.0' })]);
      expect(report.problems).toMatchObject([{ code: 'wire.component-cycle', plugin: 'a', phase: 'construct' }]);
      expect(report.problems[0]!.message).toBe('These components need each other in a circle: first -> second -> first.');
      expect(host.list().map(({ state }) => state)).toEqual(['failed', 'running']);
    },
  );

  it('in a circle that goes through a binding of the owner is the same problem', async () => {
    @Component('first')
    class First {
      constructor(@inject('of first') readonly second: unknown) {}
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [First] })
    class A {}
    const container = new Container();
    container.bind('of first').toResolvedValue((first: unknown) => first, [First]);
    const { report } = await started([A], { container });
    expect(report.problems).toMatchObject([{ code: 'wire.component-cycle', plugin: 'a' }]);
    expect(report.problems[0]!.message).toContain("first -> inversify ('of first') -> first");
  });
});

describe('what nobody provides', () => {
  it('is a problem that names the place, and says whether inversify knew the identifier', async () => {
    const TOKEN = Symbol('token');
    @Plugin({ id: 'a', version: '1.0.0', inject: [TOKEN] })
    class A {
      constructor(readonly token: unknown) {}
    }
    @injectable()
    class Broken {
      constructor() {
        throw new Error('no database');
      }
    }
    @Plugin({ id: 'b', version: '1.0.0', inject: [Broken] })
    class B {
      constructor(readonly broken: Broken) {}
    }
    const container = new Container();
    container.bind(Broken).toSelf();
    const { report } = await started([A, B], { container });
    expect(report.problems.map(({ code, plugin, message }) => [code, plugin, message.split(':')[0]])).toEqual([
      ['wire.unresolved', 'a', 'parameter 1 of the constructor of A asks for Symbol(token), which nobody provides'],
      ['wire.unresolved', 'b', 'parameter 1 of the constructor of B asks for the class Broken, which nobody provides'],
    ]);
    expect(report.problems[0]!.message).toContain('inversify says: ');
    expect(report.problems[1]!.message).toContain('inversify says: no database');
  });

  it('although it is declared keeps the plugin waiting, which starts when the name is published', async () => {
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @Use('acme/cache') cache!: unknown;
    }
    let publish = (): void => {};
    const cache = definePlugin({
      id: 'cache',
      version: '1.0.0',
      provides: ['acme/cache'],
      inject: [PluginContext],
      setup: (context: PluginContext) => void (publish = () => void context.provide('acme/cache', 'warm')),
    });
    const test = createTestHost({ plugins: [cache, A] });
    const states = (): string[] => test.host.list().map(({ id, state }) => `${id} ${state}`);
    const { problems } = await test.start();
    expect(problems).toMatchObject([
      { code: 'wire.absent', severity: 'note', plugin: 'a', place: expect.stringMatching(/arguments\.spec\.ts:\d+:\d+$/) },
      { code: 'plan.missing-provider', plugin: 'a', place: expect.stringMatching(/arguments\.spec\.ts:\d+:\d+$/) },
    ]);
    expect(problems[1]!.message).toBe("'a' uses 'acme/cache' (A.cache), and 'cache' declares it and has not published it yet.");
    expect(states()).toEqual(['cache running', 'a waiting']);
    publish();
    await settle();
    expect(states()).toEqual(['cache running', 'a running']);
    await test.stop();
  });
});

describe('a component', () => {
  it('whose constructor throws fails its plugin with the cause, before anything of it started', async () => {
    const calls: string[] = [];
    @Component('first')
    class First {
      start() {
        calls.push('start');
      }
    }
    @Component('second')
    class Second {
      constructor() {
        throw new RangeError('too many');
      }
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [First, Second] })
    class A {}
    const { report } = await started([A]);
    expect(report.problems).toMatchObject([
      {
        code: 'wire.construct-failed',
        plugin: 'a',
        phase: 'construct',
        message: "The constructor of 'second' failed: RangeError: too many",
      },
    ]);
    expect(report.problems[0]!.cause).toMatchObject({ name: 'RangeError', message: 'too many' });
    expect(calls).toEqual([]);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('never seen')), 'TypeError: setup returned a promise'],
    ['gives no object', () => 5 as never, 'TypeError: setup returned something else than an object'],
  ])('whose setup %s fails its plugin', async (_, setup, why) => {
    const { report } = await started([definePlugin({ id: 'a', version: '1.0.0', setup })]);
    expect(report.problems).toMatchObject([{ code: 'wire.construct-failed', plugin: 'a' }]);
    expect(report.problems[0]!.message).toContain(`setup of 'a' failed: ${why}`);
  });

  it('whose constructor returns a promise, or something else that is waited for, fails its plugin: nothing of it would ever be called', async () => {
    const lent = { then: (done: (value: unknown) => void) => done({}) }; // oxlint-disable-line unicorn/no-thenable -- what is refused
    const of = (id: string, returned: () => object) => {
      @Plugin({ id, version: '1.0.0' })
      class P {
        constructor() {
          return returned();
        }
      }
      return P;
    };
    @Plugin({ id: 'c', version: '1.0.0' })
    class Late extends Promise<void> {
      constructor() {
        super(() => {});
      }
    }
    const { report } = await started([of('a', () => Promise.reject(new Error('never seen'))), of('b', () => lent), Late]);
    const why = 'failed: TypeError: the constructor returned a promise; it has to be synchronous, so leave the waiting to start';
    expect(report.problems.map(({ code, plugin, message }) => [code, plugin, message])).toEqual([
      ['wire.construct-failed', 'a', `The constructor of 'P' ${why}`],
      ['wire.construct-failed', 'b', `The constructor of 'P' ${why}`],
      ['wire.construct-failed', 'c', `The constructor of 'Late' ${why}`],
    ]);
  });

  it('whose class has a method that is called then is made all the same, and so is what stands for it', async () => {
    const calls: string[] = [];
    @Component('query')
    class Query {
      start() {
        calls.push('start');
      }
      // oxlint-disable-next-line unicorn/no-thenable -- queries of some libraries are sent when they are awaited
      then(done: () => void) {
        calls.push('sent');
        done();
      }
    }
    @Component('behind')
    class Behind extends Query {
      constructor() {
        super();
        return new Proxy(this, {});
      }
    }
    const { codes } = await started([definePlugin({ id: 'a', version: '1.0.0', components: [Query, Behind] })]);
    expect(codes).toEqual([]);
    expect(calls).toEqual(['start', 'start']);
  });

  it('whose instance is a promise is refused with its definition', async () => {
    const { report } = await started([
      definePlugin({ id: 'a', version: '1.0.0', components: [{ name: 'pool', instance: Promise.resolve({}) }] }),
    ]);
    expect(report.problems.map(({ code, plugin, message }) => [code, plugin, message])).toEqual([
      ['manifest.bad-type', 'a', "The field 'pool.instance' wants an object, but is a promise."],
    ]);
  });

  it('whose setup returns something without a method that on names fails its plugin, with the method that was meant', async () => {
    class Ledger {
      record() {}
    }
    const on = { 'orders.placed': 'recrod' as never };
    const { report } = await started([
      definePlugin({ id: 'a', version: '1.0.0', on, setup: () => new Ledger() }),
      definePlugin({ id: 'b', version: '1.0.0', on, setup: () => ({}) }),
      definePlugin({ id: 'c', version: '1.0.0', on: { 'orders.placed': 'record' }, setup: () => new Ledger() }),
      definePlugin({ id: 'd', version: '1.0.0', components: [{ name: 'ledger', on, setup: () => new Ledger() }] }),
    ]);
    expect(report.problems.map(({ code, plugin, field, message }) => [code, plugin, field, message])).toEqual(
      [
        ['a', "on['orders.placed'] on a: there is no method 'recrod' on what setup returned (did you mean 'record'?)."],
        ['b', "on['orders.placed'] on b: there is no method 'recrod' on what setup returned."],
        ['d', "on['orders.placed'] on ledger: there is no method 'recrod' on what setup returned (did you mean 'record'?)."],
      ].map(([plugin, message]) => ['manifest.bad-fact', plugin, 'on.orders.placed', message]),
    );
  });

  it('may have a setup that returns nothing', async () => {
    const { host } = await started([definePlugin({ id: 'a', version: '1.0.0', setup: () => {} })]);
    expect(host.list()[0]!.state).toBe('running');
  });
});

describe('a list with a function in it', () => {
  it('is told that it wants the class itself, with the name of the function, if it has one', async () => {
    class Cache {}
    const later = () => Cache;
    const nameless = class extends (class {} as new () => object) {};
    Object.defineProperty(nameless, 'name', { value: '' });
    const setup = () => ({});
    const { report } = await started([
      definePlugin({ id: 'a', version: '1.0.0', inject: [(() => Cache) as never], setup }),
      definePlugin({ id: 'b', version: '1.0.0', inject: [later as never], setup }),
      definePlugin({ id: 'c', version: '1.0.0', inject: [nameless], setup }),
    ]);
    const fix = "List the class itself, or a namespace: inject: [Cache], or inject: ['acme/cache'].";
    expect(report.problems.map(({ message, hint }) => `${message} ${hint}`)).toEqual([
      `parameter 1 of setup of a asks for a function without a name, which nobody provides: it is no class, and nobody calls it. ${fix}`,
      `parameter 1 of setup of b asks for the function later, which nobody provides: it is no class, and nobody calls it. ${fix}`,
      expect.stringContaining('asks for a class without a name, which nobody provides: it is no component of this plugin'),
    ]);
  });
});

describe("inversify's metadata", () => {
  it('is read and never written: the class has afterwards exactly what its author wrote', async () => {
    @Component('mine')
    class Mine {
      constructor(
        @inject('a string') readonly text: unknown,
        readonly context: PluginContext,
      ) {}
      @inject('a string') field!: unknown;
    }
    @Component('plain', { inject: [Mine] })
    class Plain {
      constructor(readonly mine: Mine) {}
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [Mine, Plain] })
    class A {}
    const before = Reflect.getOwnMetadataKeys(Mine).map((key) => [key, Reflect.getOwnMetadata(key, Mine)]);
    const text = JSON.stringify(before, (_, value: unknown) => (value instanceof Map ? [...value] : value));
    const container = new Container();
    container.bind('a string').toConstantValue('x');
    const { codes } = await started([A], { container });
    expect(codes).toEqual([]);
    const after = Reflect.getOwnMetadataKeys(Mine).map((key) => [key, Reflect.getOwnMetadata(key, Mine)]);
    expect(JSON.stringify(after, (_, value: unknown) => (value instanceof Map ? [...value] : value))).toBe(text);
    expect(Reflect.getOwnMetadataKeys(Plain)).not.toContain(INVERSIFY);
    expect(Reflect.getOwnMetadataKeys(A)).not.toContain(INVERSIFY);
  });
});
