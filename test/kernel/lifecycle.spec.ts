/** Open this to see the order in which plugins start and stop, and what each of their methods may do. */
import { describe, expect, it } from '@jest/globals';
import { Component, Plugin, PluginContext, Use } from 'mortise/decorators';
import { definePlugin, type PluginDefinition } from 'mortise';
import { createTestHost, settle } from 'mortise/testing';

type Part = Partial<PluginDefinition> & { readonly needs?: readonly string[] };

/** Plugins whose methods write their names into one list. */
function logged() {
  const calls: string[] = [];
  const note = (what: string) => () => void calls.push(what);
  const plugin = (id: string, { needs = [], ...rest }: Part = {}) =>
    definePlugin({
      id,
      version: '1.0.0',
      dependencies: Object.fromEntries(needs.map((other) => [other, '*'])),
      beforeStart: note(`${id}.beforeStart`),
      start: note(`${id}.start`),
      afterStart: note(`${id}.afterStart`),
      beforeStop: note(`${id}.beforeStop`),
      stop: (force: boolean) => void calls.push(`${id}.stop${force ? ' forced' : ''}`),
      ...rest,
    });
  return { calls, note, plugin };
}

/** A promise that is settled from outside. */
function held() {
  let end!: () => void;
  const promise = new Promise<void>((resolve) => (end = resolve));
  return { promise, end };
}

describe('the order', () => {
  it('is beforeStart and start of one plugin after the other, needs first, then afterStart of all; and all of it reversed', async () => {
    const { calls, plugin } = logged();
    const test = createTestHost({ plugins: [plugin('c', { needs: ['b'] }), plugin('b', { needs: ['a'] }), plugin('a')] });
    await test.start();
    expect(calls).toEqual([
      'a.beforeStart',
      'a.start',
      'b.beforeStart',
      'b.start',
      'c.beforeStart',
      'c.start',
      'a.afterStart',
      'b.afterStart',
      'c.afterStart',
    ]);
    calls.length = 0;
    await test.stop();
    expect(calls).toEqual(['c.beforeStop', 'b.beforeStop', 'a.beforeStop', 'c.stop', 'b.stop', 'a.stop']);
    test.expectClean();
  });

  it('of the components of one plugin is that of their making, and stop is reversed', async () => {
    const calls: string[] = [];
    const methods = (name: string) =>
      class {
        beforeStart() {
          calls.push(`${name}.beforeStart`);
        }
        start() {
          calls.push(`${name}.start`);
        }
        beforeStop() {
          calls.push(`${name}.beforeStop`);
        }
        stop() {
          calls.push(`${name}.stop`);
        }
      };
    @Component('log')
    class Log extends methods('log') {}
    @Component('store', { inject: [Log] })
    class Store extends methods('store') {
      constructor(readonly log: Log) {
        super();
      }
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [Store, Log] })
    class A extends methods('a') {}
    const test = createTestHost({ plugins: [A] });
    await test.start();
    await test.stop();
    expect(calls).toEqual([
      ...['log.beforeStart', 'store.beforeStart', 'a.beforeStart', 'log.start', 'store.start', 'a.start'],
      ...['a.beforeStop', 'store.beforeStop', 'log.beforeStop', 'a.stop', 'store.stop', 'log.stop'],
    ]);
  });

  it.each([true, false])(
    'what a start leaves to a later turn has happened before the next one only if it is waited for: %s',
    async (isAwaited) => {
      let isDone = false;
      let seen: boolean | undefined;
      const begin = (): unknown => {
        const work = Promise.resolve().then(() => void (isDone = true));
        return isAwaited ? work : undefined;
      };
      const { plugin } = logged();
      const test = createTestHost({
        plugins: [plugin('a', { start: begin }), plugin('b', { needs: ['a'], start: () => void (seen = isDone) })],
      });
      await test.start();
      expect(seen).toBe(isAwaited);
      await test.stop();
    },
  );

  it('is one after the other unless the owner asks for parallel starts', async () => {
    for (const parallel of [false, true]) {
      const { calls, plugin } = logged();
      const [a, b] = [held(), held()];
      const test = createTestHost({
        parallel,
        plugins: [
          plugin('a', { start: () => (calls.push('a.start'), a.promise) }),
          plugin('b', { start: () => (calls.push('b.start'), b.promise) }),
          plugin('c', { needs: ['a', 'b'] }),
        ],
      });
      const start = test.start();
      await settle();
      expect(calls).toEqual(parallel ? ['a.beforeStart', 'b.beforeStart', 'a.start', 'b.start'] : ['a.beforeStart', 'a.start']);
      b.end();
      await settle();
      expect(calls).not.toContain('c.beforeStart');
      a.end();
      const report = await start;
      expect(report.plugins.map(({ state }) => state)).toEqual(['running', 'running', 'running']);
      expect(calls.slice(-3)).toEqual(['a.afterStart', 'b.afterStart', 'c.afterStart']);
      calls.length = 0;
      await test.stop();
      expect(calls.slice(3)).toEqual(parallel ? ['c.stop', 'a.stop', 'b.stop'] : ['c.stop', 'b.stop', 'a.stop']);
    }
  });

  it('in parallel holds as many steps as there are independent plugins', async () => {
    const { plugin } = logged();
    const test = createTestHost({ parallel: true, stepwise: true, plugins: [plugin('a'), plugin('b'), plugin('c', { needs: ['a'] })] });
    const start = test.start();
    const steps: string[] = [];
    for (let step = await test.step(); step !== undefined; step = await test.step()) steps.push(`${step.action} ${step.plugin}`);
    await start;
    expect(steps).toEqual([
      ...['wire a', 'wire b', 'start a', 'start b'],
      ...['wire c', 'start c'],
      ...['afterStart a', 'afterStart b', 'afterStart c'],
    ]);
  });
});

describe('a method', () => {
  it.each<[string, (log: (what: string) => void) => Part]>([
    ['synchronous', (log) => ({ start: () => log('start'), stop: () => log('stop') })],
    ['with a promise', (log) => ({ start: async () => (await settle(), log('start')), stop: async () => (await settle(), log('stop')) })],
    [
      'with a callback',
      (log) => ({
        start: (done: () => void) => void setImmediate(() => (log('start'), done())),
        stop: (_force: boolean, done: () => void) => void setImmediate(() => (log('stop'), done())),
      }),
    ],
  ])('may be %s: the next plugin waits for it', async (_, methods) => {
    const { calls, plugin } = logged();
    const test = createTestHost({
      plugins: [
        plugin(
          'a',
          methods((what) => void calls.push(`a.${what}`)),
        ),
        plugin('b', { needs: ['a'] }),
      ],
    });
    await test.start();
    await test.stop();
    expect(calls.filter((call) => call.endsWith('.start'))).toEqual(['a.start', 'b.start']);
    expect(calls.filter((call) => call.endsWith('.stop'))).toEqual(['b.stop', 'a.stop']);
  });

  it('is called on its component', async () => {
    let self: unknown;
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      readonly mine = 1;
      start() {
        self = this;
      }
    }
    const test = createTestHost({ plugins: [A] });
    await test.start();
    expect(self).toBeInstanceOf(A);
    expect(self).toMatchObject({ mine: 1 });
  });
});

describe('waiting', () => {
  it('has a reason, and ends by itself when what is missing comes', async () => {
    const { calls, plugin } = logged();
    const test = createTestHost({ plugins: [plugin('b', { needs: ['a'] }), plugin('c', { needs: ['b'] })] });
    const report = await test.start();
    expect(report.plugins.map(({ key, state, reason }) => [key, state, reason])).toEqual([
      ['b', 'waiting', "'b' needs 'a' *, which is not loaded."],
      ['c', 'waiting', "'c' waits for 'b', which is waiting itself."],
    ]);
    expect(calls).toEqual([]);
    await test.host.load(plugin('a'));
    expect(calls.filter((call) => call.endsWith('.start'))).toEqual(['a.start', 'b.start', 'c.start']);
    expect(test.host.list().map(({ state, reason }) => [state, reason])).toEqual([
      ['running', undefined],
      ['running', undefined],
      ['running', undefined],
    ]);
  });

  it('ends as well when code publishes at last what was missing, and begins again when it takes it back', async () => {
    const started: unknown[] = [];
    let hide = (): void => {};
    @Plugin({ id: 'user', version: '1.0.0' })
    class User {
      @Use('late/thing') thing!: unknown;
      start() {
        started.push(this.thing);
      }
    }
    const test = createTestHost({ plugins: [User] });
    await test.start();
    expect(test.host.list()[0]).toMatchObject({ state: 'waiting' });
    await test.host.load(
      definePlugin({
        id: 'provider',
        version: '1.0.0',
        inject: [PluginContext],
        setup: (context: PluginContext) => ({ start: () => void (hide = context.provide('late/thing', 'thing')) }),
      }),
    );
    expect(started).toEqual(['thing']);
    hide();
    await settle();
    expect(test.host.list()[0]).toMatchObject({ key: 'user', state: 'waiting' });
    expect(test.host.list()[0]!.reason).toContain("uses 'late/thing' (User.thing), and no plugin it can see publishes it");
  });

  it('is told by an event with the reason', async () => {
    const { plugin } = logged();
    const test = createTestHost({ plugins: [plugin('b', { needs: ['a'] })] });
    await test.start();
    expect(test.events.filter(({ name }) => name === 'plugin.waiting').map(({ payload }) => payload)).toEqual([
      { plugin: 'b', version: '1.0.0', reason: "'b' needs 'a' *, which is not loaded." },
    ]);
  });

  it('is what becomes of a plugin whose need fails in the very same start', async () => {
    const { calls, plugin } = logged();
    const test = createTestHost({
      plugins: [plugin('a', { start: () => Promise.reject(new Error('boom')) }), plugin('b', { needs: ['a'] }), plugin('c')],
    });
    const report = await test.start();
    expect(report.plugins.map(({ key, state, reason }) => [key, state, reason])).toEqual([
      ['a', 'failed', "start of 'a' failed: boom"],
      ['b', 'waiting', "'b' waits for 'a', which failed: start of 'a' failed: boom."],
      ['c', 'running', undefined],
    ]);
    expect(calls.filter((call) => call.startsWith('b'))).toEqual([]);
  });
});
