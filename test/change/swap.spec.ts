/** Open this to see what becomes of all that a generation shows, binds and hears when another one takes its place, and when that is taken back. */
import { describe, expect, it } from '@jest/globals';
import { bufferCount, type Observable } from 'rxjs';
import { definePlugin, memberFact, PluginContext, type Extension, type ExtensionContext } from 'mortise';
import { Config, Field, OnEvent, Plugin } from 'mortise/decorators';
import { createTestHost, settle } from 'mortise/testing';

const never = (): Promise<void> => new Promise(() => {});

/** An extension whose every attach registers what this makes of its number. */
function generations(id: string, make: (number: number) => object): Extension {
  let number = 0;
  return {
    name: id,
    attach(this: { registerPlugin(plugin: object): void }) {
      number += 1;
      this.registerPlugin(definePlugin({ id, version: '1.0.0', ...make(number) } as never));
    },
  };
}

/** A plugin with a handler that never ends, so that a reload of it is taken back when the time of a stop is over. */
function hanging() {
  const contexts: PluginContext[] = [];
  const extension = generations('a', () => ({
    inject: [PluginContext],
    on: { 't.hang': never },
    setup: (context: PluginContext) => void contexts.push(context),
  }));
  const test = createTestHost({ log: { level: 'silent' }, plugins: [extension] });
  /** Reloads, and does something while the old generation drains. */
  const takenBack = async (meanwhile: () => unknown): Promise<void> => {
    test.host.events.emit('t.hang');
    const report = test.host.reload('a');
    for (let turn = 0; turn < 20; turn += 1) await settle();
    await meanwhile();
    await test.clock.advance(5_000);
    expect((await report).receipt!.outcome).toBe('rolled back');
  };
  return { test, contexts, takenBack };
}

describe('what is taken back', () => {
  it('does not bring back what the old generation took back meanwhile', async () => {
    const { test, contexts, takenBack } = hanging();
    await test.start();
    const undos = [contexts[0]!.provide('a/x', 1), contexts[0]!.commands.register('cmd', () => 1)];
    await takenBack(() => undos.forEach((undo) => undo()));
    expect(test.host.find('a/x')).toBeUndefined();
    await expect(test.host.commands.run('cmd')).rejects.toMatchObject({ code: 'command.unknown' });
    await test.host.change({ unload: ['a'], force: true });
    expect(test.host.find('a/x')).toBeUndefined();
  });

  it('brings back what the plugin of an app publishes over its host, which has the same', async () => {
    const { test, takenBack } = hanging();
    const value = generations('b', (number) => ({ inject: ['c/value'], provides: { 'b/x': `of the app, ${number}` } }));
    const host = definePlugin({ id: 'b', version: '1.0.0', provides: { 'b/x': 'of the host' } });
    const held = generations('c', () => ({ dependencies: { a: '^1' }, provides: { 'c/value': 1 } }));
    const app = test.host.createApp('shop', { extensions: [value] });
    await test.start();
    await test.host.load(held, host);
    await takenBack(() => undefined);
    expect([app.find('b/x'), test.host.find('b/x')]).toEqual(['of the app, 1', 'of the host']);
  });

  it('brings back what the old generation made meanwhile', async () => {
    const { test, contexts, takenBack } = hanging();
    const heard: unknown[] = [];
    await test.start();
    await takenBack(() => {
      contexts[0]!.provide('a/late', 1);
      contexts[0]!.commands.register('late', () => 'yes');
      contexts[0]!.events.handle('t.late', (payload: unknown) => void heard.push(payload));
    });
    test.host.events.emit('t.late', 7);
    expect([test.host.find('a/late'), await test.host.commands.run('late'), heard]).toEqual([1, 'yes', [7]]);
  });

  it('lets the new generation end what it began to handle, before it goes', async () => {
    const log: string[] = [];
    let go = (): void => undefined;
    const extension = generations('a', (number) => ({
      on: {
        't.hang': never,
        't.work': async () => {
          await new Promise<void>((resolve) => (go = resolve));
          log.push(`${number} worked`);
        },
      },
      setup: () => ({ stop: () => void log.push(`${number} stopped`) }),
    }));
    const test = createTestHost({ log: { level: 'silent' }, plugins: [extension] });
    await test.start();
    test.host.events.emit('t.hang');
    const report = test.host.reload('a');
    for (let turn = 0; turn < 20; turn += 1) await settle();
    test.host.events.emit('t.work');
    await test.clock.advance(5_000);
    expect(log).toEqual([]);
    go();
    expect((await report).receipt!.outcome).toBe('rolled back');
    expect(log).toEqual(['2 worked', '2 stopped']);
  });

  it.each(['t.ev', 't.*'])('has one place in the order of %s, whatever the new generation listened to', async (event) => {
    const heard: string[] = [];
    const extension = generations('a', (number) => ({
      on: { 'u.hang': never, ...(number === 1 ? { [event]: () => void heard.push('a') } : {}) },
    }));
    const test = createTestHost({ log: { level: 'silent' }, plugins: [extension] });
    await test.start();
    test.host.events.handle('t.ev', () => void heard.push('host'));
    const all = test.host.events.emit('t.ev');
    test.host.events.emit('u.hang');
    const report = test.host.reload('a');
    await test.clock.advance(5_000);
    expect((await report).receipt!.outcome).toBe('rolled back');
    expect([test.host.events.emit('t.ev'), test.host.events.emit('t.ev')]).toEqual([all, all]);
    expect(heard).toEqual(['a', 'host', 'a', 'host', 'a', 'host']);
  });

  it('skips a handler that the old generation took back, in the deliveries that were under way', async () => {
    const heard: number[] = [];
    let undo = (): void => undefined;
    const extension = generations('a', (number) => ({
      inject: [PluginContext],
      on: { 't.hang': never },
      setup(context: PluginContext) {
        const undone = context.events.handle('t.ev', () => void heard.push(number));
        if (number === 1) undo = undone;
      },
    }));
    const test = createTestHost({ log: { level: 'silent' }, plugins: [extension] });
    let go = (): void => undefined;
    test.host.events.handle('t.ev', () => new Promise<void>((resolve) => (go = resolve)), { priority: 1 });
    await test.start();
    test.host.events.emit('t.hang');
    const under = test.host.events.emitAsync('t.ev');
    const report = test.host.reload('a');
    for (let turn = 0; turn < 20; turn += 1) await settle();
    undo();
    await test.clock.advance(5_000);
    expect((await report).receipt!.outcome).toBe('rolled back');
    go();
    await under;
    expect([heard, test.host.problems.map(({ code }) => code)]).toEqual([[], ['change.drain-timeout', 'change.rolled-back']]);
  });

  it('takes no name and no command from who got it meanwhile, and goes on with the rest', async () => {
    const { test, contexts, takenBack } = hanging();
    const other: PluginContext[] = [];
    await test.start();
    await test.host.load(
      definePlugin({
        id: 'b',
        version: '1.0.0',
        inject: [PluginContext],
        setup: (context: PluginContext) => void other.push(context),
      } as never),
    );
    contexts[0]!.provide('a/x', 'a');
    contexts[0]!.commands.register('cmd', () => 'a');
    await takenBack(() => {
      other[0]!.provide('a/x', 'b');
      other[0]!.commands.register('cmd', () => 'b');
    });
    expect([test.host.find('a/x'), await test.host.commands.run('cmd')]).toEqual(['b', 'b']);
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['a running', 'b running']);
    const forced = test.host.change({ reload: ['a'], force: true });
    for (let turn = 0; turn < 20; turn += 1) await settle();
    await test.clock.advance(5_000);
    expect((await forced).receipt!.outcome).toBe('done');
  });
});

describe('an event on its way', () => {
  it.each([
    ['another priority', { priority: 20 }],
    ['its own', {}],
  ])('reaches the next generation whose handler has %s, once', async (_, other) => {
    const heard: number[] = [];
    let go = (): void => undefined;
    const extension = generations('a', (number) => ({
      on: { 't.ev': { priority: 10, ...(number > 1 ? other : {}), handler: () => void heard.push(number) } },
    }));
    const test = createTestHost({ plugins: [extension] });
    test.host.events.handle('t.ev', () => new Promise<void>((resolve) => (go = resolve)), { priority: 1 });
    await test.start();
    const delivered = test.host.events.emitAsync('t.ev');
    await test.host.reload('a');
    go();
    await delivered;
    expect(heard).toEqual([2]);
    await test.stop();
  });
});

describe('a stream', () => {
  it('gives what it holds to its handler before the plugin is stopped', async () => {
    const log: unknown[] = [];
    const counting = definePlugin({
      id: 'counting',
      version: '1.0.0',
      on: {
        't.ev': { through: (source: Observable<number>) => source.pipe(bufferCount(3)), handler: (all: unknown) => void log.push(all) },
      },
      setup: () => ({ stop: () => void log.push('stop') }),
    } as never);
    const test = createTestHost({ plugins: [counting] });
    await test.start();
    for (const payload of [1, 2]) test.host.events.emit('t.ev', payload);
    await test.host.unload('counting');
    expect(log).toEqual([[1, 2], 'stop']);
    await test.stop();
  });
});

describe('commands', () => {
  it('of which two could be meant go to the same plugin after a reload', async () => {
    const paying = (id: string, argument: string) =>
      generations(id, () => ({
        inject: [PluginContext],
        setup: (context: PluginContext) => ({ start: () => void context.commands.register(`pay <${argument}>`, () => id) }),
      }));
    const test = createTestHost({ plugins: [paying('a', 'name:text'), paying('b', 'n:integer')] });
    await test.start();
    const before = await test.host.commands.run('pay 5');
    await test.host.reload('a');
    expect(await test.host.commands.run('pay 5')).toBe(before);
    await test.stop();
  });
});

describe('a kind that puts something around a method', () => {
  const Timed = memberFact<true>('acme.timed');
  const kinds = {
    name: 'kinds',
    attach(this: ExtensionContext) {
      this.registerKind({
        key: 'acme.timed',
        bind(instance, { member }) {
          const on = instance as Record<PropertyKey, (...args: unknown[]) => unknown>;
          const [method, mark] = [on[member!]!, `around ${++bound}`];
          on[member!] = (...args) => [log.push(mark), Reflect.apply(method, instance, args)];
          return () => (on[member!] = method);
        },
      });
    },
  };
  let bound = 0;
  const log: unknown[] = [];

  it('is there for its events: at the start, in the next generation, and again when a reload is taken back', async () => {
    let generation = 0;
    const sold = {
      name: 'sold',
      attach(this: ExtensionContext) {
        const number = ++generation;
        @Plugin({ id: 'sold', version: '1.0.0' })
        class Sold {
          @Timed(true) @OnEvent('t.sold') onSold() {
            log.push(`sold ${number}`);
          }
          @OnEvent('t.hang') async hang() {
            if (number === 2) await never();
          }
        }
        this.registerPlugin(Sold);
      },
    };
    const test = createTestHost({ log: { level: 'silent' }, extensions: [kinds, sold] });
    const { host, clock } = test;
    await test.start();
    const emitted = () => {
      log.length = 0;
      host.events.emit('t.sold');
      return log;
    };
    expect(emitted()).toEqual(['around 1', 'sold 1']);
    expect((await host.reload('sold')).receipt!.outcome).toBe('done');
    expect(emitted()).toEqual(['around 2', 'sold 2']);
    host.events.emit('t.hang');
    const report = host.reload('sold');
    for (let turn = 0; turn < 20; turn += 1) await settle();
    expect(emitted()).toEqual(['around 3', 'sold 3']);
    await clock.advance(5_000);
    expect((await report).receipt!.outcome).toBe('rolled back');
    expect(emitted()).toEqual(['around 4', 'sold 2']);
  });
});

describe('an extension that has nothing but a kind', () => {
  const Marked = memberFact<number>('acme.mark');
  @Plugin({ id: 'user', version: '1.0.0' })
  class User {
    @Marked(1) method() {}
  }

  it('stops those whose facts nobody understands any more, and binds them anew with its next generation', async () => {
    const log: string[] = [];
    let number = 0;
    const kinds = {
      name: 'kinds',
      attach(this: ExtensionContext) {
        const label = ++number;
        this.registerKind({
          key: 'acme.mark',
          bind(instance, _, context) {
            log.push(`${label} binds`);
            context.provide('acme/marked', instance);
            return () => void log.push(`${label} lets go`);
          },
        });
      },
    };
    const test = createTestHost({ plugins: [kinds, User] });
    const { host } = test;
    await test.start();
    expect((await host.reload('kinds')).receipt!.outcome).toBe('done');
    expect(log).toEqual(['1 binds', '1 lets go', '2 binds']);
    const first = host.find('acme/marked');
    expect(first).toBeInstanceOf(User);
    expect((await host.reload('user')).receipt!.outcome).toBe('done');
    expect(host.find('acme/marked')).toBeInstanceOf(User);
    expect(host.find('acme/marked')).not.toBe(first);
    await host.unload('kinds');
    expect(host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['user waiting']);
    expect(log.filter((line) => line.endsWith('binds')).length).toBe(log.filter((line) => line.endsWith('lets go')).length);
    await test.stop();
    test.expectClean();
  });
});

describe('a plan that is stale', () => {
  it('is made again from what was asked, with what names mean now', async () => {
    const test = createTestHost({ plugins: [definePlugin({ id: 'a', version: '1.0.0' }), definePlugin({ id: 'b', version: '1.0.0' })] });
    await test.start();
    const plan = await test.host.plan({ unload: ['b'] });
    await test.host.reload('b');
    const { receipt } = await test.host.apply(plan, { stale: 'replan' });
    expect(receipt).toMatchObject({ outcome: 'done', plugins: [{ plugin: 'b', did: 'unloaded' }] });
    expect(test.host.list().map(({ key }) => key)).toEqual(['a']);
    await test.stop();
  });
});

describe('requests that look alike', () => {
  it('are not one, where one of them says undefined of another plugin', async () => {
    @Config()
    class Values {
      @Field.number({ default: 1 }) n!: number;
    }
    const plugin = (id: string) => definePlugin({ id, version: '1.0.0', config: Values } as never);
    const test = createTestHost({ plugins: [plugin('a'), plugin('b')] });
    const { host } = test;
    await test.start();
    await host.configure('a', { n: 2 });
    await host.configure('b', { n: 2 });
    await Promise.all([host.reload('a'), host.configure('a', undefined), host.configure('b', undefined)]);
    expect(['a', 'b'].map((key) => host.info(key).config.map(({ value }) => value))).toEqual([[1], [1]]);
    await test.stop();
  });

  it('are not one, where something else was asked in between', async () => {
    const test = createTestHost({ plugins: [definePlugin({ id: 'a', version: '1.0.0' })] });
    const { host } = test;
    await test.start();
    const plan = await host.plan({ disable: ['a'] });
    await Promise.all([host.enable('a'), host.apply(plan, { stale: 'replan' }), host.enable('a')]);
    expect(host.list()[0]).toMatchObject({ state: 'running', enabled: true });
    await test.stop();
  });

  it.each([
    [null, 'change'],
    [{ undo: 'last', reload: ['a'] }, 'reload'],
    [{ reload: ['a'], force: 'no' }, 'force'],
  ])('%j is refused', async (request, field) => {
    const test = createTestHost({ plugins: [definePlugin({ id: 'a', version: '1.0.0' })] });
    await test.start();
    await expect(test.host.change(request as never)).rejects.toMatchObject({ code: 'change.bad-request', problem: { field } });
    await expect(test.host.plan(request as never)).rejects.toMatchObject({ code: 'change.bad-request' });
    await test.stop();
  });
});
