/** Open this to see what a plugin can do through its context, and that all of it ends with the plugin. */
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { App, Clock, Config, EventBus, Field, Host, Plugin, PluginContext } from 'mortise/decorators';
import { definePlugin, type Effect, type ExtensionSpec } from 'mortise';
import { createTestHost, settle, type TestHostOptions } from 'mortise/testing';

/** A running plugin `a`, and its context. */
async function inside(options: TestHostOptions = {}, id = 'a') {
  let given: PluginContext | undefined;
  const plugin = definePlugin({
    id,
    version: '1.2.0',
    inject: [PluginContext],
    setup(context: PluginContext) {
      given = context;
    },
  });
  const test = createTestHost({ ...options, plugins: [...(options.plugins ?? []), plugin] });
  await test.start();
  return Object.assign(test, { context: given! });
}

const thing = (value: unknown, id = 'provider'): ExtensionSpec => definePlugin({ id, version: '1.0.0', provides: { 'acme/thing': value } });

describe('a context', () => {
  it('says whose it is, and shows the host without its insides', async () => {
    const { context, host } = await inside();
    expect(context.id).toBe('a');
    expect(context.app).toBeUndefined();
    const names = [
      'category',
      'events',
      'find',
      'history',
      'list',
      'lookup',
      'lookup$',
      'lookupAll',
      'name',
      'reference',
      'state',
      'version',
    ];
    expect(Object.keys(context.host).sort()).toEqual(names);
    expect([context.host.name, context.host.version, context.host.state]).toEqual(['test', host.version, 'running']);
    expect([context.host.list(), context.host.history()]).toEqual([host.list(), host.history()]);
  });

  it('may be wrapped, and tells nothing of its insides when it is printed', async () => {
    const { context } = await inside({ plugins: [thing(1)] });
    const derived = Object.create(context, { extra: { value: 2 } }) as PluginContext & { extra: number };
    const watched = new Proxy(context, {});
    for (const wrapped of [derived, watched]) {
      const { find, own } = wrapped;
      expect([wrapped.id, wrapped.host.name, find('acme/thing'), typeof own]).toEqual(['a', 'test', 1, 'function']);
      expect(wrapped.events).toBe(context.events);
    }
    expect(inspect({ context })).toBe("{ context: PluginContext of 'a' }");
  });

  it('has the options of its extension and its configuration, and neither can be changed', async () => {
    @Config()
    class Settings {
      @Field.integer({ default: 1 }) ttl!: number;
      @Field.list({ default: ['x'] }) tags!: string[];
      get twice(): number {
        return this.ttl * 2;
      }
    }
    const contexts: PluginContext<{ deep: { list: number[] } }, Settings>[] = [];
    @Plugin({ id: 'b', version: '1.0.0', config: Settings, inject: [PluginContext] })
    class B {
      constructor(context: PluginContext) {
        contexts.push(context);
      }
    }
    const pool = { open: true };
    const options = { deep: { list: [1] }, pool: Object.assign(Object.create({ kind: 'pool' }) as object, pool) };
    const extension = { name: 'ext', attach(this: { registerPlugin(plugin: object): void }, _: unknown, done: () => void) { this.registerPlugin(B); done(); } }; // prettier-ignore
    const test = createTestHost({ plugins: [{ extension, options }], config: { b: { ttl: 5 } } });
    await test.start();
    const { options: seen, config } = contexts[0]!;
    expect(seen).toMatchObject({ deep: { list: [1] } });
    expect(config).toBeInstanceOf(Settings);
    expect([config.ttl, config.twice, config.tags]).toEqual([5, 10, ['x']]);
    for (const change of [
      () => (seen.deep.list[0] = 2),
      () => seen.deep.list.push(2),
      () => (config.ttl = 6),
      () => config.tags.push('y'),
    ]) {
      expect(change).toThrow(TypeError);
    }
    // What is an instance of a class is the author's own.
    expect(Object.isFrozen(options.pool)).toBe(false);
    expect(options.deep.list).toEqual([1]);
  });

  it('has plain values as configuration without a class', async () => {
    const { context } = await inside({ config: { a: { ttl: 5, deep: { list: [1] } } } });
    expect(context.config).toEqual({ ttl: 5, deep: { list: [1] } });
    expect(() => context.config.deep.list.push(2)).toThrow(TypeError);
  });

  it('has a logger that carries the name of the plugin', async () => {
    const { context, log } = await inside({ log: { level: 'trace' } });
    context.log.warn('careful', { step: 1 });
    expect(log.at(-1)).toMatchObject({ plugin: 'a', level: 'warn', message: 'careful', fields: { step: 1 } });
  });

  it('finds what others publish', async () => {
    const { context, host } = await inside({ plugins: [thing(1)] });
    expect([context.find('acme/thing'), context.lookup('acme/thing'), context.host.lookup('acme/thing')]).toEqual([1, 1, 1]);
    expect(context.find('acme/other')).toBeUndefined();
    expect(() => context.lookup('acme/other')).toThrow(expect.objectContaining({ code: 'lookup.absent' }));
    expect(host.category('none').size).toBe(0);
  });

  it('of a plugin of an app sees the app first', async () => {
    let given: { context: PluginContext; app: App } | undefined;
    @Plugin({ id: 'b', version: '1.0.0', inject: [PluginContext, App] })
    class B {
      constructor(context: PluginContext, app: App) {
        given = { context, app };
      }
    }
    const test = createTestHost({ plugins: [thing('host')], apps: { shop: { extensions: [thing('app'), B] } } });
    await test.start();
    expect([given!.context.id, given!.app.name, given!.context.app]).toEqual(['shop:b', 'shop', given!.app]);
    expect([given!.context.find('acme/thing'), given!.app.find('acme/thing'), test.host.find('acme/thing')]).toEqual([
      'app',
      'app',
      'host',
    ]);
  });

  it('is the same thing as the tokens that can be injected one by one', async () => {
    let given: unknown[] = [];
    @Plugin({ id: 'b', version: '1.0.0', inject: [PluginContext, Host, Clock, EventBus] })
    class B {
      constructor(...all: unknown[]) {
        given = all;
      }
    }
    await createTestHost({ plugins: [B] }).start();
    const { host, clock, events } = given[0] as PluginContext;
    expect(given.slice(1)).toEqual([host, clock, events]);
  });
});

describe('timers', () => {
  it('run on the clock of the host, and end when they are taken back, when they have run, and with the plugin', async () => {
    const test = await inside();
    const { context, clock } = test;
    const ran: string[] = [];
    expect(context.clock.now()).toBe(clock.now());
    context.setTimeout(() => ran.push('timeout'), 10);
    context.clock.setTimeout(() => ran.push('clock'), 10);
    const cancel = context.setTimeout(() => ran.push('never'), 10);
    context.setInterval(() => ran.push('interval'), 15);
    const cancelToo = context.clock.setInterval(() => ran.push('never'), 10);
    cancel();
    cancelToo();
    expect(clock.pending).toBe(3);
    await clock.advance(31);
    expect(ran).toEqual(['timeout', 'clock', 'interval', 'interval']);
    context.setTimeout(() => ran.push('too late'), 60_000);
    await test.stop();
    expect(clock.pending).toBe(0);
    await clock.advance(100_000);
    expect(ran).toHaveLength(4);
    test.expectClean();
  });

  it.each(['setTimeout', 'setInterval'] as const)(
    'of %s that throw or reject are a problem of the plugin, and everything goes on',
    async (set) => {
      const test = await inside();
      const { context, clock, host } = test;
      const ran: string[] = [];
      const [line] = [/:(\d+):\d+\)?$/.exec(new Error().stack!.split('\n')[1]!)![1]!];
      const boom = (): never => {
        throw new RangeError('boom');
      };
      context[set](boom, 10);
      context[set](async () => (await settle(), boom()), 10);
      // oxlint-disable-next-line typescript/only-throw-error -- what authors do
      context.clock[set](() => Promise.reject({ status: 500 }), 10);
      context[set](() => ran.push('another'), 10);
      await clock.advance(set === 'setInterval' ? 25 : 15);
      await settle();
      const times = set === 'setInterval' ? 2 : 1;
      expect(ran).toHaveLength(times);
      const found = host.problems.filter(({ code }) => code === 'lifecycle.timer-failed');
      expect(found).toHaveLength(3 * times);
      expect(found[0]).toMatchObject({ plugin: 'a', severity: 'warning', cause: { name: 'RangeError', message: 'boom' } });
      expect(found[0]!.message).toBe(`${set === 'setInterval' ? 'An interval' : 'A timer'} of 'a' (10 ms) failed: RangeError: boom`);
      expect(found[0]!.place).toContain(`context.spec.ts:${Number(line) + 2}:`);
      await test.stop();
      expect(clock.pending).toBe(0);
    },
  );
});

describe('events', () => {
  it('reach handlers and subscriptions of the plugin until it stops; its streams complete then', async () => {
    const test = await inside();
    const { context, host } = test;
    const seen: unknown[] = [];
    context.events.handle('acme.tick', (payload) => seen.push(['handler', payload]));
    context.events.on('acme.tick').subscribe({ next: (payload) => seen.push(['stream', payload]), complete: () => seen.push('complete') });
    context.host.events.handle('acme.tick', (payload) => seen.push(['host view', payload]));
    host.events.emit('acme.tick', 1);
    await host.unload('a');
    host.events.emit('acme.tick', 2);
    expect(seen).toEqual([['handler', 1], ['stream', 1], ['host view', 1], 'complete']);
    test.expectClean('a');
  });

  it('may be emitted by it', async () => {
    const { context, host } = await inside();
    const seen: unknown[] = [];
    host.events.handle('acme.tick', (payload) => seen.push(payload));
    context.events.emit('acme.tick', 1);
    await context.events.emitAsync('acme.tick', 2);
    expect(seen).toEqual([1, 2]);
  });
});

describe('lookup$', () => {
  it('of a plugin ends with it: it hears nothing more, and completes', async () => {
    const test = await inside();
    const seen: unknown[] = [];
    test.context.host.lookup$('acme/thing').subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });
    const left = test.context.host.lookup$('acme/thing').subscribe((value) => seen.push(['left', value]));
    left.unsubscribe();
    await test.host.load(thing(1));
    await test.host.unload('a');
    await test.host.unload('provider');
    expect(seen).toEqual([undefined, ['left', undefined], 1, 'complete']);
    test.expectClean('a');
  });
});

describe('own', () => {
  it.each<[string, (end: () => void) => Effect]>([
    ['a function', (end) => end],
    ['a subscription', (end) => ({ unsubscribe: end })],
    ['a Disposable', (end) => ({ [Symbol.dispose]: end })],
    ['an AsyncDisposable', (end) => ({ [Symbol.asyncDispose]: async () => (await settle(), end()) })],
  ])('takes %s, gives it back, and ends it with the plugin', async (_, make) => {
    const test = await inside();
    let ended = 0;
    const effect = make(() => void ended++);
    expect(test.context.own(effect)).toBe(effect);
    expect(ended).toBe(0);
    await test.stop();
    expect(ended).toBe(1);
  });

  it('refuses what nobody can end', async () => {
    const { context } = await inside();
    expect(() => context.own({} as Effect)).toThrow('own() takes a function, a subscription or a disposable');
  });
});

describe('provide', () => {
  it('publishes at once in a plugin that runs, in the category of the plugin, and takes it back', async () => {
    const test = await inside();
    const hide = test.context.provide(['a', 'thing'], 1);
    expect([test.host.find('a/thing'), test.host.container.get('a/thing')]).toEqual([1, 1]);
    hide();
    hide();
    expect([test.host.find('a/thing'), test.host.container.isBound('a/thing')]).toEqual([undefined, false]);
    test.context.provide('a/thing', 2);
    test.context.provide('a/thing', 3);
    expect(test.host.find('a/thing')).toBe(3);
    await test.stop();
    test.expectClean();
  });

  it('keeps a value back until the plugin runs, and may take it back before', async () => {
    const seen: unknown[] = [];
    const test = createTestHost({
      plugins: [
        definePlugin({
          id: 'a',
          version: '1.0.0',
          category: 'things',
          inject: [PluginContext],
          setup: (context: PluginContext) => {
            context.provide('a/one', 1);
            const hide = context.provide('a/two', 2);
            return {
              start() {
                hide();
                seen.push(context.find('a/one'), test.host.find('a/one'));
              },
              afterStart: () => seen.push(context.find('a/one')),
            };
          },
        }),
      ],
    });
    await test.start();
    expect(seen).toEqual([undefined, undefined, 1]);
    expect([...test.host.category('things')]).toEqual([['a/one', 1]]);
  });

  it('refuses a name that another plugin of the same scope has, and one that is none', async () => {
    const { context, host } = await inside({ plugins: [thing(1)] });
    expect(() => context.provide('acme/thing', 2)).toThrow(
      expect.objectContaining({ code: 'plan.duplicate-namespace', problem: expect.objectContaining({ plugin: 'a' }) }),
    );
    expect(() => context.provide('a//thing', 2)).toThrow(expect.objectContaining({ code: 'lookup.bad-namespace' }));
    expect(host.lookup('acme/thing')).toBe(1);
  });

  it('of two plugins that start at the same time gives the name to the first that runs, and tells of the other', async () => {
    const provider = (id: string) =>
      definePlugin({
        id,
        version: '1.0.0',
        inject: [PluginContext],
        setup: (context: PluginContext) => ({ start: () => void context.provide('acme/thing', id) }),
      });
    const test = createTestHost({ parallel: true, plugins: [provider('a'), provider('b')] });
    const { problems } = await test.start();
    expect(test.host.find('acme/thing')).toBe('a');
    expect(problems.map(({ code, plugin }) => [code, plugin])).toContainEqual(['plan.duplicate-namespace', 'b']);
  });
});
