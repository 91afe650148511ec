/** Open this to see how one lifecycle method is called, and what becomes of every way in which it can end. */
import { describe, expect, it } from '@jest/globals';
import type { Problem } from 'mortise';
import { VirtualClock } from 'mortise/testing';
import { callPhase } from '../../src/kernel/phase.js';
import { Waits } from '../../src/kernel/waits.js';
import { MortiseError } from '../../src/problem/error.js';

type Callback = (error?: unknown) => void;

/** Calls `start` of an object, with 3 s to warn and 10 s to fail. */
function call(method: unknown, args: readonly unknown[] = []) {
  const clock = new VirtualClock();
  const problems: Problem[] = [];
  const host = new AbortController();
  const waits = new Waits(clock, host.signal, () => new Error('given up'));
  let late = 0;
  let ended: unknown = 'not yet';
  const run = (): void | Promise<void> =>
    callPhase(
      { start: method },
      args,
      { plugin: 'a', component: 'Store', method: 'start', phase: 'start' },
      {
        report: (problem) => problems.push(problem),
        bounds: { waits, limits: { warn: 3000, fail: 10_000 } },
      },
      () => late++,
    );
  try {
    const result = run();
    if (result === undefined) ended = 'at once';
    else result.then(() => (ended = 'well'), (error: unknown) => (ended = error)); // prettier-ignore
  } catch (error) {
    ended = error;
  }
  return {
    clock,
    problems,
    waits,
    host,
    late: () => late,
    ended: async (ms = 0) => {
      await clock.advance(ms);
      return ended instanceof MortiseError ? `${ended.code}: ${ended.problem.message}` : ended;
    },
    error: () => ended as MortiseError,
  };
}

describe('a lifecycle method', () => {
  it.each<[string, unknown, unknown]>([
    ['is absent', undefined, 'at once'],
    ['is no function', 5, 'at once'],
    ['is synchronous', () => {}, 'at once'],
    ['returns something', () => ({ then: 5 }), 'at once'],
    ['returns a promise', async () => {}, 'well'],
    ['returns a thenable', () => ({ then: (done: () => void) => done() }), 'well'],
    ['calls back at once', (callback: Callback) => callback(), 'well'],
    ['calls back with null', (callback: Callback) => callback(null), 'well'],
    ['calls back later', (callback: Callback) => void setImmediate(callback), 'well'],
    ['calls back, and returns a promise that never settles', (callback: Callback) => (callback(), new Promise(() => {})), 'well'],
  ])('that %s ends well', async (_, method, ended) => {
    const made = call(method);
    expect(await made.ended()).toBe(ended);
    expect([made.problems, made.clock.pending, made.waits.size]).toEqual([[], 0, 0]);
  });

  it.each<[string, unknown, string]>([
    ['throws', () => { throw new Error('boom'); }, 'boom'], // prettier-ignore
    ['throws no error', () => { throw 'boom'; }, 'boom'], // prettier-ignore
    ['throws nothing at all', () => { throw undefined; }, 'undefined was thrown'], // prettier-ignore
    ['rejects', () => Promise.reject(new TypeError('boom')), 'TypeError: boom'],
    ['rejects with null', () => Promise.reject(null), 'null was thrown'],
    ['returns a thenable that throws', () => ({ then() { throw new Error('boom'); } }), 'boom'], // prettier-ignore
    ['returns what throws when it is looked at', () => ({ get then() { throw new Error('boom'); } }), 'boom'], // prettier-ignore
    ['calls back with an error', (callback: Callback) => callback(new Error('boom')), 'boom'],
    ['calls back with a text', (callback: Callback) => callback('boom'), 'boom'],
    ['takes a callback and throws', (_callback: Callback) => { throw new Error('boom'); }, 'boom'], // prettier-ignore
    ['takes a callback and rejects', (_callback: Callback) => Promise.reject(new Error('boom')), 'boom'],
  ])('that %s fails, with plugin, phase and place', async (_, method, why) => {
    const made = call(method);
    expect(await made.ended()).toBe(`lifecycle.failed: start of 'Store' failed: ${why}`);
    expect(made.error().problem).toMatchObject({ plugin: 'a', phase: 'start', place: 'Store.start' });
    expect([made.problems, made.clock.pending]).toEqual([[], 0]);
  });

  it('that is a getter which throws fails as well', () => {
    const target = {
      get start(): never {
        throw new Error('boom');
      },
    };
    const of = { plugin: 'a', component: 'Store', method: 'start', phase: 'start' } as const;
    expect(() => callPhase(target, [], of, { report: () => {} })).toThrow("start of 'Store' failed: boom");
  });

  it.each<[string, (...args: never[]) => unknown, unknown[]]>([
    ['its arguments', (...given: unknown[]) => seen(given), [true]],
    [
      'a callback behind its arguments, if it declares one',
      (force: boolean, callback: Callback) => seen([force, typeof callback], callback),
      [true, 'function'],
    ],
  ])('gets %s', async (_, method, expected) => {
    given.length = 0;
    await call(method, [true]).ended();
    expect(given).toEqual(expected);
  });

  it.each<[string, unknown, string]>([
    ['calls back twice', (callback: Callback) => (callback(), callback()), 'called back again'],
    [
      'calls back with an error afterwards',
      (callback: Callback) => (callback(), callback(new Error('boom'))),
      'called back with an error: boom',
    ],
    ['throws after its callback', (callback: Callback) => { callback(); throw new Error('boom'); }, 'threw: boom'], // prettier-ignore
    ['rejects after its callback', (callback: Callback) => (callback(), Promise.reject(new Error('boom'))), 'was rejected: boom'],
  ])('that %s has ended well, and is told of', async (_, method, how) => {
    const made = call(method);
    expect(await made.ended()).toBe('well');
    expect(made.problems).toMatchObject([
      {
        code: 'lifecycle.ended-twice',
        severity: 'warning',
        plugin: 'a',
        phase: 'start',
        place: 'Store.start',
        message: `start of 'Store' had ended already when it ${how}.`,
      },
    ]);
  });
});

const given: unknown[] = [];
function seen(args: unknown[], callback?: Callback): void {
  given.push(...args);
  callback?.();
}

describe('the time of a method', () => {
  it.each<[string, unknown]>([
    ['promise never settles', () => new Promise(() => {})],
    ['callback is never called', (_callback: Callback) => {}],
  ])('is up after 10 s, with a warning after 3 s, when its %s', async (_, method) => {
    const made = call(method);
    expect(await made.ended(2999)).toBe('not yet');
    expect(made.problems).toEqual([]);
    await made.ended(1);
    expect(made.problems).toMatchObject([
      {
        code: 'lifecycle.slow',
        severity: 'warning',
        plugin: 'a',
        place: 'Store.start',
        message: "start of 'Store' has not finished after 3 s; it fails at 10 s.",
      },
    ]);
    expect(await made.ended(6999)).toBe('not yet');
    expect(await made.ended(1)).toBe("lifecycle.timeout: start of 'Store' did not finish within 10 s.");
    expect([made.clock.pending, made.late()]).toEqual([0, 0]);
  });

  it('ends its warning when it ends', async () => {
    let end: Callback = () => {};
    const made = call((callback: Callback) => void (end = callback));
    await made.ended(3500);
    end();
    expect(await made.ended(60_000)).toBe('well');
    expect(made.problems).toHaveLength(1);
  });

  it('is up at once when everything is given up', async () => {
    const made = call(() => new Promise(() => {}));
    made.host.abort();
    expect(await made.ended()).toEqual(new Error('given up'));
    expect([made.clock.pending, made.waits.size]).toEqual([0, 0]);
  });

  it('does not matter to a success that comes later: it is undone', async () => {
    let end: Callback = () => {};
    const made = call((callback: Callback) => void (end = callback));
    await made.ended(10_000);
    end();
    expect(made.late()).toBe(1);
    expect(made.error().code).toBe('lifecycle.timeout');
  });

  it('does not matter to a failure that comes later: there is nothing to undo', async () => {
    let fail: Callback = () => {};
    const made = call(() => new Promise((_, reject) => void (fail = reject)));
    await made.ended(10_000);
    fail(new Error('at last'));
    await made.ended();
    expect([made.late(), made.problems.map(({ code }) => code)]).toEqual([0, ['lifecycle.slow']]);
  });
});
