/** Open this to see promise G6 held: the order of a stop, its time, and that it works in the middle of a start. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type MortiseError, type PluginDefinition } from 'mortise';
import { createTestHost, settle, type TestHost } from 'mortise/testing';

const never = (): Promise<void> => new Promise(() => {});

/** A chain of plugins, each needing the one before; all write down when they start and stop. */
function chain(calls: string[], overrides: Readonly<Record<string, Partial<PluginDefinition>>> = {}) {
  return ['a', 'b', 'c'].map((id, index, ids) =>
    definePlugin({
      id,
      version: '1.0.0',
      dependencies: index === 0 ? {} : { [ids[index - 1]!]: '*' },
      start: () => void calls.push(`${id} starts`),
      stop: (force: boolean) => void calls.push(`${id} stops${force ? ' by force' : ''}`),
      ...overrides[id],
    }),
  );
}

/** Settled, and how. */
async function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: MortiseError) => error.code,
  );
}

function states(test: TestHost): string {
  return test.host.list().map(({ key, state }) => `${key} ${state}`).join(', '); // prettier-ignore
}

describe('G6: stop runs in exact reverse of start, dependents first', () => {
  it('whatever the order of the list', async () => {
    const calls: string[] = [];
    const test = createTestHost({ plugins: chain(calls).reverse() });
    await test.start();
    await test.stop();
    expect(calls).toEqual(['a starts', 'b starts', 'c starts', 'c stops', 'b stops', 'a stops']);
    expect(states(test)).toBe('c stopped, b stopped, a stopped');
    test.expectClean();
  });

  it('with one that was loaded later, and one that holds it by chance', async () => {
    const calls: string[] = [];
    const user = definePlugin({
      id: 'user',
      version: '1.0.0',
      inject: [{ use: 'late/x', optional: true }],
      setup: () => ({ stop: () => void calls.push('user stops') }),
    });
    const test = createTestHost({ plugins: chain(calls) });
    await test.start();
    await test.host.load(
      definePlugin({ id: 'late', version: '1.0.0', provides: { 'late/x': 1 }, stop: () => void calls.push('late stops') }),
    );
    await test.host.load(user);
    calls.length = 0;
    await test.stop();
    expect(calls).toEqual(['user stops', 'late stops', 'c stops', 'b stops', 'a stops']);
  });

  it('answers every caller with the same report', async () => {
    const test = createTestHost({ plugins: chain([]) });
    await test.start();
    const [one, two] = await Promise.all([test.stop(), test.stop()]);
    expect(one).toBe(two);
    expect(await test.stop()).toBe(one);
    expect((await test.host.untilStopped()).plugins.map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped']);
  });

  it('of a host that never started is nothing', async () => {
    const calls: string[] = [];
    const test = createTestHost({ plugins: chain(calls) });
    expect((await test.stop()).plugins).toEqual([]);
    expect(test.host.state).toBe('stopped');
    expect(calls).toEqual([]);
  });
});

describe('G6: within 5 s per plugin and 10 s in all', () => {
  it('a stop that hangs costs 5 s, and the rest goes on in order', async () => {
    const calls: string[] = [];
    const test = createTestHost({
      plugins: chain(calls, { b: { stop: (force: boolean) => (calls.push(`b stops${force ? ' by force' : ''}`), never()) } }),
    });
    await test.start();
    calls.length = 0;
    const stop = test.stop();
    await test.clock.advance(4999);
    expect(calls).toEqual(['c stops', 'b stops']);
    await test.clock.advance(1);
    const report = await stop;
    expect(calls).toEqual(['c stops', 'b stops', 'a stops']);
    expect(report.problems).toMatchObject([
      {
        code: 'lifecycle.undo-timeout',
        plugin: 'b',
        phase: 'stop',
        message: 'Taking back b (its stop) did not finish within 5 s; mortise went on.',
      },
    ]);
    test.expectClean();
  });

  it('three that hang cost 10 s in all: whoever comes after that is forced', async () => {
    const calls: string[] = [];
    const hang = (id: string) => ({ [id]: { stop: (force: boolean) => (calls.push(`${id}${force ? ' by force' : ''}`), never()) } });
    const test = createTestHost({ plugins: chain([], { ...hang('a'), ...hang('b'), ...hang('c') }) });
    await test.start();
    const stop = test.stop();
    await test.clock.advance(10_000);
    await stop;
    expect(calls).toEqual(['c', 'b', 'a by force']);
    expect(test.clock.now()).toBe(10_000);
    test.expectClean();
  });

  it('the time of beforeStop is part of it', async () => {
    const calls: string[] = [];
    const test = createTestHost({
      plugins: chain(calls, {
        a: {
          beforeStop: () => new Promise<void>((done) => void test.clock.setTimeout(done, 4000)),
          stop: (force: boolean) => (calls.push(`a stops${force ? ' by force' : ''}`), never()),
        },
        b: { beforeStop: never },
        c: { beforeStop: never },
      }),
    });
    await test.start();
    calls.length = 0;
    const stop = test.stop();
    await test.clock.advance(10_000);
    const report = await stop;
    expect(test.clock.now()).toBe(10_000);
    expect(calls).toEqual(['c stops by force', 'b stops by force', 'a stops by force']);
    expect(report.problems.map(({ code, severity, plugin }) => [code, severity, plugin])).toEqual([
      ['lifecycle.timeout', 'warning', 'c'],
      ['lifecycle.timeout', 'warning', 'b'],
      ['lifecycle.timeout', 'warning', 'a'],
      ['lifecycle.undo-timeout', 'warning', 'a'],
    ]);
  });

  it('is as long as the owner says', async () => {
    const test = createTestHost({ timeouts: { stop: 100, total: 150 }, plugins: chain([], { b: { stop: never }, c: { stop: never } }) });
    await test.start();
    const stop = test.stop();
    await test.clock.advance(150);
    await stop;
    expect(test.clock.now()).toBe(150);
  });

  it('errors of a stop are told, and everything else is taken back', async () => {
    const calls: string[] = [];
    const fail = (): never => {
      throw new Error('boom');
    };
    const test = createTestHost({
      plugins: chain(calls, { c: { beforeStop: fail, stop: fail }, b: { stop: () => Promise.reject(new Error('boom')) } }),
    });
    await test.start();
    const report = await test.stop();
    expect(report.problems.map(({ code, severity, plugin, message }) => [code, severity, plugin, message])).toEqual([
      ['lifecycle.failed', 'warning', 'c', "beforeStop of 'c' failed: boom"],
      ['lifecycle.undo-failed', 'warning', 'c', 'Taking back c (its stop) failed: boom'],
      ['lifecycle.undo-failed', 'warning', 'b', 'Taking back b (its stop) failed: boom'],
    ]);
    expect(report.problems[1]!.cause).toMatchObject({ message: 'boom' });
    expect(report.ok).toBe(true);
    expect(calls.at(-1)).toBe('a stops');
    expect(states(test)).toBe('a stopped, b stopped, c stopped');
    test.expectClean();
  });
});

describe('G6: a stop in any phase stops what was started', () => {
  const STEPS = ['wire a', 'start a', 'wire b', 'start b', 'wire c', 'start c', 'afterStart a', 'afterStart b', 'afterStart c'];

  it.each(STEPS.map((step, index) => [step, index] as const))('before %s', async (_, index) => {
    const calls: string[] = [];
    const afters = Object.fromEntries(['a', 'b', 'c'].map((id) => [id, { afterStart: () => void calls.push(`${id} after`) }]));
    const test = createTestHost({ stepwise: true, plugins: chain(calls, afters) });
    const start = outcome(test.start());
    for (const step of STEPS.slice(0, index))
      expect(await test.step()).toMatchObject({ action: step.split(' ')[0], plugin: step.split(' ')[1] });
    const stop = test.stop();
    const stopped: string[] = [];
    for (let step = await test.step(); step !== undefined; step = await test.step()) {
      if (step.action === 'stop') stopped.push(step.plugin);
    }
    expect(await start).toBe('host.aborted');
    await stop;
    const started = calls.filter((call) => call.endsWith('starts')).map((call) => call[0]!);
    expect(started).toEqual(STEPS.slice(0, index).filter((step) => step.startsWith('start')).map((step) => step.at(-1))); // prettier-ignore
    expect(calls.filter((call) => call.endsWith('stops'))).toEqual([...started].reverse().map((id) => `${id} stops`));
    // One that was wired and never started is taken back as well, before what it holds.
    const wired = STEPS.slice(0, index).filter((step) => step.startsWith('wire')).map((step) => step.at(-1)!); // prettier-ignore
    expect(stopped).toEqual([...wired].reverse());
    expect(test.host.list().every(({ state }) => state === 'stopped' || state === 'described')).toBe(true);
    expect(test.host.state).toBe('stopped');
    test.expectClean();
  });

  it.each(['beforeStart', 'start', 'afterStart'])('while %s never ends: it is given up at once', async (method) => {
    const calls: string[] = [];
    const test = createTestHost({ plugins: chain(calls, { b: { [method]: (_done: () => void) => void calls.push('b hangs') } }) });
    const start = outcome(test.start());
    await settle();
    expect(calls.at(-1)).toBe('b hangs');
    const report = await test.stop();
    expect(await start).toBe('host.aborted');
    expect(test.clock.now()).toBe(0);
    expect(calls.filter((call) => call.includes('stops'))).toEqual(
      method === 'afterStart' ? ['c stops', 'b stops by force', 'a stops'] : ['a stops'],
    );
    expect(test.problems.filter(({ plugin }) => plugin === 'b')).toMatchObject([
      {
        code: 'host.aborted',
        message: "The host 'test' was stopped meanwhile, so this was interrupted; what had begun was stopped in reverse.",
      },
    ]);
    expect(report.plugins.find(({ key }) => key === 'a')).toMatchObject({ state: 'stopped' });
    test.expectClean();
  });

  it('while an attach waits, and while a factory of an extension does', async () => {
    for (const extension of [{ name: 'slow', attach: (_options: unknown, _callback: () => void) => {} }, never]) {
      const calls: string[] = [];
      const test = createTestHost({ plugins: [extension, ...chain(calls)] });
      const start = outcome(test.start());
      await settle();
      await test.stop();
      expect(await start).toBe('host.aborted');
      expect([calls, test.clock.pending]).toEqual([[], 0]);
    }
  });

  it("by the owner's AbortSignal, before, during and after the start", async () => {
    for (const when of ['before', 'during', 'after']) {
      const calls: string[] = [];
      const abort = new AbortController();
      const test = createTestHost({ signal: abort.signal, stepwise: when === 'during', plugins: chain(calls) });
      if (when === 'before') abort.abort();
      const start = outcome(test.start());
      if (when === 'during') await test.runTo('b', 'start');
      if (when === 'after') await start;
      abort.abort();
      for (let step = await test.step(); step !== undefined;) step = await test.step();
      await test.host.untilStopped();
      expect([when, await start, calls]).toEqual([
        when,
        when === 'after' ? 'done' : 'host.aborted',
        {
          before: [],
          during: ['a starts', 'b starts', 'b stops', 'a stops'],
          after: ['a starts', 'b starts', 'c starts', 'c stops', 'b stops', 'a stops'],
        }[when],
      ]);
      test.expectClean();
    }
  });

  it('in the middle of a load: what was loading is given up, and what was asked after it is refused', async () => {
    const calls: string[] = [];
    const test = createTestHost({ plugins: chain(calls) });
    await test.start();
    const load = outcome(test.host.load(definePlugin({ id: 'd', version: '1.0.0', start: never })));
    const next = outcome(test.host.load(definePlugin({ id: 'e', version: '1.0.0' })));
    await settle();
    await test.stop();
    expect([await load, await next, test.clock.now()]).toEqual(['done', 'host.not-running', 0]);
    expect(states(test)).toBe('a stopped, b stopped, c stopped, d failed');
    test.expectClean();
  });

  it('a start that succeeds after it was given up is stopped again', async () => {
    const calls: string[] = [];
    let end = (): void => {};
    const test = createTestHost({ plugins: chain(calls, { b: { start: (done: () => void) => void (end = done) } }) });
    const start = outcome(test.start());
    await settle();
    await test.stop();
    expect(await start).toBe('host.aborted');
    end();
    await settle();
    expect(calls).toEqual(['a starts', 'a stops', 'b stops by force']);
    expect(test.problems.at(-1)).toMatchObject({ code: 'lifecycle.late', severity: 'note', plugin: 'b' });
  });
});
