/** Open this to see fault A13: what becomes of changes that are asked for inside handlers and inside the phases of plugins. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { preDestroy, postConstruct } from 'inversify';
import { definePlugin, type ExtensionContext, type MortiseHost, type PluginDefinition } from 'mortise';
import { Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost, settle } from 'mortise/testing';
import type { Host } from '../../src/host.js';

/** Resolves when no change runs or waits. */
const idle = (host: MortiseHost): Promise<void> => (host as Host).idle();

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a phase does with the host: it is called once, the first time. */
type Deed = (host: MortiseHost) => unknown;

/** For each phase of a plugin 'me' a host that loads it, in which that phase does something. */
const PHASES: readonly (readonly [phase: string, make: (deed: () => unknown) => object | (() => unknown)])[] = [
  ['read', (deed) => async () => (await deed(), me({}))],
  ['attach', (deed) => ({ name: 'me', version: '1.0.0', async attach(this: ExtensionContext) { this.registerPlugin(me({})); await deed(); } })], // prettier-ignore
  ['construct', (deed) => withMark(postConstruct, deed)],
  ['beforeStart', (deed) => me({ beforeStart: deed })],
  ['start', (deed) => me({ start: deed })],
  ['afterStart', (deed) => me({ afterStart: deed })],
  ['beforeStop', (deed) => me({ beforeStop: deed })],
  ['stop', (deed) => me({ stop: deed })],
  ['stop', (deed) => withMark(preDestroy, deed)],
  ['stop', (deed) => me({ inject: [PluginContext], setup: (context: PluginContext) => void context.own(deed) })],
];

function me(rest: Partial<PluginDefinition>): PluginDefinition {
  return definePlugin({ id: 'me', version: '1.0.0', ...rest });
}

function withMark(mark: () => MethodDecorator, deed: () => unknown): object {
  @Plugin({ id: 'me', version: '1.0.0' })
  class Me {
    @mark() act() {
      return deed();
    }
  }
  return Me;
}

const other = definePlugin({ id: 'other', version: '1.0.0' });

/** Loads a plugin whose phase does something with the host, unloads it again, and answers how the deed ended. */
async function inPhase(make: (deed: () => unknown) => object, does: Deed) {
  const test = createTestHost();
  await test.start();
  let ended: unknown = 'not called';
  let called = false;
  const deed = async (): Promise<void> => {
    if (called) return;
    called = true;
    ended = 'pending';
    try {
      await does(test.host);
      ended = 'well';
    } catch (error) {
      ended = (error as { code?: string }).code ?? error;
      throw error;
    }
  };
  const loaded = await test.host.load(make(deed));
  await idle(test.host);
  if (test.host.list().some(({ key }) => key === 'me')) await test.host.unload('me');
  await idle(test.host);
  return { ...test, ended, loaded, keys: test.host.list().map(({ key, state }) => `${key} ${state}`) };
}

describe('A13: a phase of a plugin', () => {
  it.each(PHASES)('%s that awaits a change of its own host is refused at once, and the change takes its turn', async (phase, make) => {
    // Time stands still: a wait that nobody refused would never end.
    const { ended, problems, keys, clock } = await inPhase(make, (host) => host.load(other));
    expect(ended).toBe('host.waits-for-itself');
    const told = problems.filter(({ cause }) => cause?.code === 'host.waits-for-itself');
    expect(told).toHaveLength(1);
    expect(told[0]!.cause!.message).toContain(
      `${phase} of '${phase === 'read' ? 'an anonymous function' : 'me'}' awaits a change of its own host`,
    );
    expect(keys).toEqual(['other running']);
    expect(clock.pending).toBe(0);
  });

  it.each<[string, Deed]>([
    ['its own unload', (host) => host.unload('me')],
    ['a plan', (host) => host.plan({ load: [other] })],
    ['several at once', (host) => Promise.all([host.load(other), host.unload('other')])],
    ['one that another function awaits', async (host) => (async () => void (await host.load(other)))()],
    ['one that it awaits after something else', async (host) => { await turn(); await host.load(other); }], // prettier-ignore
    ['one by callbacks', (host) => new Promise((resolve, reject) => void host.load(other).then(resolve, reject))],
    ['what a catch makes of one', async (host) => void (await host.unload('me').catch((thrown: unknown) => Promise.reject(thrown)))],
    ['what a finally makes of one', async (host) => void (await host.unload('me').finally(() => undefined))],
    ['what comes after one', async (host) => void (await host.unload('me').then((report) => report))],
    ['the start of an app', (host) => host.createApp('late').start()],
  ])('that awaits %s is refused as well', async (_, deed) => {
    const { ended } = await inPhase((does) => me({ start: does }), deed);
    expect(ended).toBe('host.waits-for-itself');
  });

  it('that returns the change itself awaits it', async () => {
    const test = createTestHost();
    await test.start();
    const report = await test.host.load(me({ start: () => test.host.unload('me') }));
    expect(report.problems).toMatchObject([{ code: 'lifecycle.failed', plugin: 'me', cause: { code: 'host.waits-for-itself' } }]);
    await idle(test.host);
    expect(test.host.list()).toEqual([]);
  });

  it('of the start of the host itself is refused the same', async () => {
    const held: { started?: ReturnType<MortiseHost['start']> } = {};
    const test = createTestHost({ plugins: [me({ start: async () => void (await held.started) }), other] });
    const report = await (held.started = test.host.start());
    expect(report.problems).toMatchObject([{ plugin: 'me', cause: { code: 'host.waits-for-itself' } }]);
    expect(report.plugins.map(({ state }) => state)).toEqual(['failed', 'running']);
  });

  it.each(PHASES)('%s that asks for a change and does not await it is told of its end when it has come', async (_, make) => {
    let told: unknown;
    const { ended, problems, keys } = await inPhase(make, (host) => {
      void host.load(other).then((report) => (told = report.plugins.map(({ key }) => key)));
      void host.unload('nobody').catch((error: { code: string }) => (told = [told, error.code]));
    });
    expect([ended, problems, keys]).toEqual(['well', [], ['other running']]);
    expect(told).toEqual([expect.arrayContaining(['other']), 'plan.unknown-plugin']);
  });

  it('may unload its own plugin, without awaiting it', async () => {
    const test = createTestHost();
    await test.start();
    const calls: string[] = [];
    let gone: Promise<unknown> | undefined;
    await test.host.load(
      me({ start: () => void (calls.push('start'), (gone = test.host.unload('me'))), stop: () => void calls.push('stop') }),
    );
    expect(test.host.list()).toMatchObject([{ key: 'me', state: 'running' }]);
    await gone;
    expect([test.host.list(), calls]).toEqual([[], ['start', 'stop']]);
    test.expectClean('me');
  });

  it('that ends in the same turn did not wait, and what outlasts it is free', async () => {
    const test = createTestHost();
    await test.start();
    const told: string[] = [];
    const bring = async (id: string): Promise<void> => {
      await test.host.load({ ...other, id });
      told.push(id);
    };
    await test.host.load(
      me({
        beforeStart: () => void bring('a'),
        async start() {
          void bring('b');
          await Promise.resolve();
        },
        afterStart: () => void test.clock.setTimeout(() => void bring('c'), 5),
      }),
    );
    await test.clock.advance(5);
    await idle(test.host);
    expect([told, test.problems]).toEqual([['a', 'b', 'c'], []]);
  });

  it('that has ended is free, while other effects of its plugin are still taken back', async () => {
    const test = createTestHost();
    await test.start();
    const outcomes: string[] = [];
    let release!: () => void;
    const slow = (): Promise<void> => new Promise((done) => (release = done));
    const leaves = (what: string) => () => {
      void test.host.load(definePlugin({ id: what, version: '1.0.0' })).then(
        () => outcomes.push(what),
        () => outcomes.push(`${what} refused`),
      );
    };
    const plugin = me({
      inject: [PluginContext],
      setup: (context: PluginContext) => {
        context.own(slow);
        context.own(leaves('effect'));
        return { stop: leaves('method') };
      },
    });
    await test.host.load(plugin);
    const gone = test.host.unload('me');
    for (let i = 0; i < 5; i++) await turn();
    release();
    await gone;
    await idle(test.host);
    await turn();
    expect(outcomes.toSorted()).toEqual(['effect', 'method']);
    await test.stop();
    test.expectClean();
  });

  it('that is given up is over, and what it still does may await changes', async () => {
    const test = createTestHost({ timeouts: { stop: 30 } });
    await test.start();
    let ended: unknown;
    const endless = async (): Promise<void> => {
      await new Promise<void>((done) => test.clock.setTimeout(done, 100));
      await test.host.load(other).then(
        () => (ended = 'well'),
        (error: { code: string }) => (ended = error.code),
      );
    };
    const plugin = me({ inject: [PluginContext], setup: (context: PluginContext) => void context.own(endless) });
    await test.host.load(plugin);
    const gone = test.host.unload('me');
    await test.clock.advance(30);
    await gone;
    expect(test.problems.map(({ code }) => code)).toEqual(['lifecycle.undo-timeout']);
    const later = test.host.load(definePlugin({ id: 'later', version: '1.0.0', start: () => test.clock.advance(100) }));
    await later;
    await idle(test.host);
    await turn();
    expect(ended).toBe('well');
    await test.stop();
  });

  it('may await the stop of the host, which gives it up', async () => {
    const test = createTestHost();
    await test.start();
    const loading = test.host.load(me({ start: () => test.host.stop() }));
    expect((await loading).problems).toMatchObject([{ code: 'host.aborted', plugin: 'me' }]);
    await test.host.untilStopped();
    expect(test.host.list()).toMatchObject([{ key: 'me', state: 'failed' }]);
  });

  it('of one host may await changes of another', async () => {
    const inner = createTestHost();
    await inner.start();
    const { ended } = await inPhase(
      (deed) => me({ start: deed }),
      () => inner.host.load(other),
    );
    expect([ended, inner.host.list().map(({ state }) => state)]).toEqual(['well', ['running']]);
  });
});

describe('A13: a handler', () => {
  it.each<[string, (host: MortiseHost) => Promise<unknown>]>([
    ['its own unload', (host) => host.unload('me')],
    ['a load', (host) => host.load(other)],
  ])('of a plugin may await %s', async (_, does) => {
    const test = createTestHost();
    await test.start();
    let ended = 'not yet';
    await test.host.load(me({ on: { 'acme.go': async () => { await does(test.host); ended = 'well'; } } })); // prettier-ignore
    test.host.events.emit('acme.go', 1);
    await idle(test.host);
    await settle();
    expect([ended, test.problems]).toEqual(['well', []]);
  });

  it('may await changes too when the event comes from a phase that is still under way', async () => {
    const test = createTestHost();
    await test.start();
    const told: string[] = [];
    test.host.events.handle('me.starts', async () => {
      await test.host.load(other);
      told.push('other');
    });
    let goOn = (): void => {};
    const loading = test.host.load(
      me({
        inject: [PluginContext],
        setup: ({ events }: PluginContext) => ({
          async start() {
            events.emit('me.starts', 1);
            await new Promise<void>((resolve) => (goOn = resolve));
          },
        }),
      }),
    );
    for (let i = 0; i < 5; i++) await turn();
    expect(told).toEqual([]);
    goOn();
    await loading;
    await idle(test.host);
    await settle();
    expect([told, test.problems]).toEqual([['other'], []]);
  });

  it('that a phase awaits is a part of it', async () => {
    const test = createTestHost();
    await test.start();
    test.host.events.handle('me.starts', () => test.host.load(other));
    const loading = test.host.load(
      me({
        inject: [PluginContext],
        setup: ({ events }: PluginContext) => ({ start: () => events.emitAsync('me.starts') }),
      }),
    );
    expect((await loading).ok).toBe(true);
    expect(test.problems).toMatchObject([{ code: 'event.handler-failed', cause: { code: 'host.waits-for-itself' } }]);
    await idle(test.host);
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['me running', 'other running']);
  });
});

describe('A13: changes asked for anywhere', () => {
  const ids = ['a', 'b', 'c', 'd'] as const;
  type Id = (typeof ids)[number];
  type Ask = { readonly op: 'load' | 'unload'; readonly id: Id };
  type Script = { readonly [K in Id]?: readonly (Ask & { readonly from: 'attach' | 'start' | 'handler' | 'stop' })[] };

  /** What must come of it: each change takes its turn, and asks for further ones on its way. */
  function expected(first: readonly Ask[], script: Script): { done: string[]; loaded: string[] } {
    const queue = [...first];
    const loaded: Id[] = [];
    const done: string[] = [];
    const asked = new Set<string>();
    const act = (id: Id, from: string): void => {
      if (asked.has(`${id} ${from}`)) return;
      asked.add(`${id} ${from}`);
      for (const each of script[id] ?? []) if (each.from === from) queue.push(each);
    };
    for (let ask = queue.shift(); ask !== undefined; ask = queue.shift()) {
      const { op, id } = ask;
      const isThere = loaded.includes(id);
      done.push(`${op} ${id}`);
      if (op === 'load') {
        act(id, 'attach');
        if (isThere) continue;
        loaded.push(id);
        act(id, 'start');
        act(id, 'handler');
      } else if (isThere) {
        act(id, 'stop');
        loaded.splice(loaded.indexOf(id), 1);
      }
    }
    return { done, loaded };
  }

  const ask = fc.record({ op: fc.constantFrom('load', 'unload'), id: fc.constantFrom(...ids) });
  const inside = fc.array(fc.record({ op: fc.constantFrom('load', 'unload'), id: fc.constantFrom(...ids), from: fc.constantFrom('attach', 'start', 'handler', 'stop') }), { maxLength: 3 }); // prettier-ignore
  const scripts = fc.record({ a: inside, b: inside, c: inside, d: inside }) as fc.Arbitrary<Script>;

  it('are done one after the other, in the order in which they were asked for, wherever that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ask as fc.Arbitrary<Ask>, { minLength: 1, maxLength: 6 }), scripts, async (first, script) => {
        const test = createTestHost();
        await test.start();
        const done: string[] = [];
        const asked = new Set<string>();
        const request = ({ op, id }: Ask): void => {
          const note = (): void => void done.push(`${op} ${id}`);
          const change = op === 'load' ? test.host.load(extension(id)) : test.host.unload(id);
          void change.catch(() => undefined).then(note);
        };
        const act = (id: Id, from: string): void => {
          if (asked.has(`${id} ${from}`)) return;
          asked.add(`${id} ${from}`);
          for (const each of script[id] ?? []) if (each.from === from) request(each);
        };
        const extension = (id: Id) => ({
          name: id,
          version: '1.0.0',
          attach(this: ExtensionContext) {
            act(id, 'attach');
            this.registerPlugin(definePlugin({ id, version: '1.0.0', start: () => act(id, 'start'), stop: () => act(id, 'stop') }));
          },
        });
        test.host.events.handle('plugin.started', ({ plugin }) => act(plugin as Id, 'handler'));
        for (const each of first) request(each);
        await idle(test.host);
        await settle();
        const { done: order, loaded } = expected(first, script);
        expect(done).toEqual(order);
        expect(test.host.list().map(({ key }) => key)).toEqual(loaded);
        await test.stop();
      }),
      { numRuns: 100 },
    );
  });
});
