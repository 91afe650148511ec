/** Open this to see which containers there are, what is bound in each, and when a plugin gets one of its own. */
import { describe, expect, it } from '@jest/globals';
import { Container, ContainerModule, inject } from 'inversify';
import { Component, Plugin, PluginContext, Provide, Use } from 'mortise/decorators';
import { definePlugin, type ExtensionSpec } from 'mortise';
import { createTestHost, type TestHostOptions } from 'mortise/testing';
import type { ComponentPart, PluginParts, Token } from '../../src/model/manifest.js';
import { Assembly } from '../../src/wiring/construct.js';
import { Entry } from '../../src/wiring/entry.js';
import { appScope, hostScope } from '../../src/wiring/scope.js';

async function started(plugins: ExtensionSpec[], options: TestHostOptions = {}) {
  const test = createTestHost({ plugins, ...options });
  return { ...test, report: await test.start() };
}

class Store {}
class Other {}

/** A plugin with one component, as wiring sees it. */
function assembly(
  parameters: readonly Token[],
  { modules = [], published = {} }: { modules?: readonly unknown[]; published?: Record<string, unknown> } = {},
) {
  const scope = hostScope();
  for (const [namespace, value] of Object.entries(published)) scope.publish(new Entry(namespace, 'singleton', 'other', undefined, value));
  scope.container.bind('of the owner').toConstantValue(1);
  const part = (name: string, type: new () => object, tokens: readonly Token[]): ComponentPart => ({
    name,
    make: { by: 'class', type },
    parameters: tokens,
    fields: new Map(),
    facts: [],
    provides: [],
  });
  const parts: PluginParts = {
    components: [part('store', Store, []), part('other', Other, parameters)],
    modules,
    values: new Map(),
    options: {},
    place: () => undefined,
  };
  return new Assembly({
    plugin: 'a',
    parts,
    scope,
    services: new Map([[PluginContext, {}]]),
    live: () => undefined,
    hold: () => {},
    lack: () => {},
  });
}

const identifier = (id: Extract<Token, { kind: 'identifier' }>['id']): Token => ({
  kind: 'identifier',
  id,
  optional: true,
  multiple: false,
});

describe('a plugin', () => {
  it.each<[string, Parameters<typeof assembly>, boolean]>([
    ['asks for nothing', [[]], false],
    ['asks for siblings, services and namespaces', [[identifier(Store), identifier(PluginContext), { kind: 'namespace', namespace: 'acme/x', optional: false, live: false }], { published: { 'acme/x': 1 } }], false], // prettier-ignore
    ['asks by @inject for what is published', [[identifier('acme/x')], { published: { 'acme/x': 1 } }], false],
    ['has an identifier that its record cannot answer', [[identifier('of the owner')]], true],
    ['has one that nobody answers', [[identifier(Symbol('absent'))]], true],
    ['loads a module', [[], { modules: [new ContainerModule(() => {})] }], true],
  ])('that %s has a container of its own exactly when it needs one', (_, [parameters, world], exists) => {
    const made = assembly(parameters, world);
    made.construct();
    expect(made.container.exists).toBe(exists);
  });

  it('that binds has one, and it is dropped with what was bound in it', async () => {
    const made = assembly([]);
    made.construct();
    expect(made.container.exists).toBe(false);
    let ended = 0;
    made.container
      .get()
      .bind('mine')
      .toDynamicValue(() => ({}))
      .inSingletonScope()
      .onDeactivation(() => void ended++);
    made.container.get().get('mine');
    await made.container.undo();
    expect([made.container.exists, ended]).toEqual([false, 1]);
    await made.container.undo();
  });

  it('reaches its own container through the context: what it binds there nobody else sees', async () => {
    let context: PluginContext | undefined;
    @Component()
    class Cache {}
    @Plugin({ id: 'a', version: '1.0.0', components: [Cache], inject: [PluginContext] })
    class A {
      constructor(given: PluginContext) {
        context = given;
      }
    }
    const { host, stop } = await started([A]);
    context!.container.bind('mine').toConstantValue(1);
    expect(context!.container.get('mine')).toBe(1);
    expect(context!.container).toBe(context!.container);
    expect(context!.container.get(Cache)).toBeInstanceOf(Cache);
    expect(context!.container.get(PluginContext)).toBe(context);
    expect(host.container.isBound('mine')).toBe(false);
    await stop();
    expect(() => context!.container).toThrow('called container after it had stopped');
  });

  it('keeps what its modules bind under a name that is published, also when it follows the publisher', async () => {
    const seen: unknown[] = [];
    const mail = definePlugin({ id: 'mail', version: '1.0.0', provides: { 'acme/mail': 'published' } });
    const letters = definePlugin({
      id: 'letters',
      version: '1.0.0',
      inject: ['acme/mail', PluginContext],
      modules: [new ContainerModule(({ bind }) => void bind('acme/mail').toConstantValue('private'))],
      setup: (_mail, context) => void seen.push(context.container.get('acme/mail')),
    });
    const { host, stop } = await started([mail, letters]);
    const { ok } = await host.reload('mail');
    expect([ok, seen]).toEqual([true, ['private', 'private']]);
    await stop();
  });
});

describe('the container of the host', () => {
  it('has one binding for each published namespace, gone with its plugin, and no class of a plugin', async () => {
    @Component()
    @Provide('acme/store')
    @Provide('acme/cache')
    class Cache {}
    @Plugin({ id: 'cache', version: '1.0.0', components: [Cache] })
    class CachePlugin {}
    const { host } = await started([CachePlugin]);
    const cache = host.lookup('acme/cache');
    expect(host.container.get('acme/cache')).toBe(cache);
    expect(host.container.get('acme/store')).toBe(cache);
    expect([Cache, CachePlugin, PluginContext].map((type) => host.container.isBound(type))).toEqual([false, false, false]);
    await host.unload('cache');
    expect(host.container.isBound('acme/cache')).toBe(false);
  });

  it('follows the record: a successor is found through the same binding, whoever leaves first', () => {
    const scope = hostScope();
    const entry = (value: string) => new Entry('acme/x', 'singleton', value, undefined, value);
    const [old, next] = [entry('old'), entry('new')];
    scope.publish(old);
    expect(scope.container.get('acme/x')).toBe('old');
    scope.publish(next);
    expect(scope.container.get('acme/x')).toBe('new');
    scope.unpublish(old);
    expect(scope.container.get('acme/x')).toBe('new');
    scope.unpublish(next);
    expect(scope.container.isBound('acme/x')).toBe(false);
  });

  it("leaves the owner's binding under the same text alone", async () => {
    const container = new Container();
    container.bind('acme/x').toConstantValue("the owner's");
    const { host } = await started([definePlugin({ id: 'a', version: '1.0.0', provides: { 'acme/x': "the plugin's" } })], { container });
    expect(host.container).toBe(container);
    expect(container.get('acme/x')).toBe("the owner's");
    expect(host.lookup('acme/x')).toBe("the plugin's");
    await host.stop();
    expect(container.get('acme/x')).toBe("the owner's");
  });

  it("may be the owner's, and its symbols and classes are injected", async () => {
    const DATABASE = Symbol('database');
    class Pool {}
    const container = new Container();
    container.bind(DATABASE).toConstantValue('database');
    container.bind(Pool).toSelf().inSingletonScope();
    let given: unknown[] = [];
    @Plugin({ id: 'a', version: '1.0.0', inject: [DATABASE, Pool] })
    class A {
      @inject(Pool) pool!: Pool;
      constructor(...all: unknown[]) {
        given = all;
      }
      start() {
        given.push(this.pool);
      }
    }
    await started([A], { container });
    const pool = container.get(Pool);
    expect(given).toEqual(['database', pool, pool]);
    expect(given[1]).toBe(pool);
  });
});

describe('the container of an app', () => {
  it("is a child of the host's, with the app's own namespaces", async () => {
    const test = createTestHost({ plugins: [definePlugin({ id: 'a', version: '1.0.0', provides: { 'acme/x': 'host', 'acme/y': 'y' } })] });
    test.host.container.bind('owned').toConstantValue('owned');
    const app = test.host.createApp('shop', { extensions: [definePlugin({ id: 'b', version: '1.0.0', provides: { 'acme/x': 'app' } })] });
    await test.start();
    expect(['owned', 'acme/x', 'acme/y'].map((id) => app.container.get(id))).toEqual(['owned', 'app', 'y']);
    expect(test.host.container.get('acme/x')).toBe('host');
    await app.stop();
    expect(app.container.get('acme/x')).toBe('host');
  });

  it('is asked for what a plugin of the app injects', async () => {
    const host = hostScope();
    const app = appScope('shop', host);
    host.publish(new Entry('acme/x', 'singleton', 'a', undefined, 'host'));
    app.publish(new Entry('acme/x', 'singleton', 'b', undefined, 'app'));
    expect([host.container.get('acme/x'), app.container.get('acme/x')]).toEqual(['host', 'app']);
    let given: unknown;
    @Plugin({ id: 'c', version: '1.0.0' })
    class C {
      constructor(@inject('of the app') x: unknown) {
        given = x;
      }
    }
    const test = createTestHost();
    const shop = test.host.createApp('shop', { extensions: [C] });
    shop.container.bind('of the app').toConstantValue('x');
    await test.start();
    expect(given).toBe('x');
  });
});

describe('a provided class', () => {
  class Node {
    left: unknown;
    right: unknown;
    constructor(left: unknown, right: unknown) {
      Object.assign(this, { left, right });
    }
  }

  /** What two look-ups and one resolution with two askers see of a class in that scope. */
  async function seen(scope: 'singleton' | 'transient' | 'request') {
    let made = 0;
    @Component('counter')
    @Provide('acme/counter', { scope })
    class Counter {
      readonly number = ++made;
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [Counter] })
    class A {}
    const { host } = await started([A]);
    host.container.bind('pair').toResolvedValue((left: unknown, right: unknown) => new Node(left, right), ['acme/counter', 'acme/counter']);
    const pair = (): boolean => {
      const { left, right } = host.container.get<Node>('pair');
      return left === right;
    };
    return { perLookup: host.lookup('acme/counter') === host.lookup('acme/counter'), perResolution: pair(), made: made > 0 };
  }

  it('is one for all as a singleton, one for each asker as transient, one for each resolution of inversify as request', async () => {
    expect(await seen('singleton')).toEqual({ perLookup: true, perResolution: true, made: true });
    expect(await seen('transient')).toEqual({ perLookup: false, perResolution: false, made: true });
    expect(await seen('request')).toEqual({ perLookup: false, perResolution: true, made: true });
  });

  it('in transient scope is made with its needs, and not before somebody asks', async () => {
    let made = 0;
    @Component('log')
    class Log {}
    @Component('line', { inject: [Log] })
    @Provide('acme/line', { scope: 'transient' })
    class Line {
      @Use('acme/x') x!: unknown;
      constructor(readonly log: Log) {
        made += 1;
      }
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [Log, Line] })
    class A {}
    const { host } = await started([A], { fakes: { 'acme/x': 'x' } });
    expect(made).toBe(0);
    const [one, two] = [host.lookup('acme/line'), host.lookup('acme/line')] as [Line, Line];
    expect([made, one.x, one.log === two.log]).toEqual([2, 'x', true]);
  });
});
