/** Open this to see how effects are owned: taken back in reverse, early or all at once, whatever they throw. */
import { describe, expect, it } from '@jest/globals';
import type { Effect, Problem } from 'mortise';
import { VirtualClock } from 'mortise/testing';
import { Ledger, undoOf } from '../../src/kernel/ledger.js';
import { Phases } from '../../src/kernel/phases.js';
import { disposeLedger } from '../../src/kernel/unload.js';
import { Waits } from '../../src/kernel/waits.js';

/** A ledger, and what taking it back needs: 5 s for it, unless the host must be down by `stopBy`. */
function owned(stopBy?: number) {
  const clock = new VirtualClock();
  const problems: Problem[] = [];
  const ledger = new Ledger();
  const calls: string[] = [];
  const phases = new Phases();
  const waits = new Waits(clock, new AbortController().signal, () => new Error('given up'));
  const timeouts = { warn: 3000, fail: 10_000, stop: 5000, total: 10_000, grace: 0 };
  return {
    ledger,
    clock,
    problems,
    calls,
    note: (what: string, result?: unknown) => (force: boolean) => {
      calls.push(force ? `${what} forced` : what);
      return result;
    },
    dispose: (force = false) =>
      disposeLedger(
        ledger,
        'a',
        { elapsed: () => clock.now(), timeouts, stopBy, phases, waits, report: (found) => problems.push(found) },
        { force },
      ),
  };
}

describe('a ledger', () => {
  it('takes effects back in reverse, one after the other', async () => {
    const { ledger, calls, note, dispose } = owned();
    ledger.push('first', note('first'));
    ledger.push('second', () => Promise.resolve().then(() => calls.push('second')));
    ledger.push('third', note('third'));
    expect(ledger.list().map(({ what }) => what)).toEqual(['first', 'second', 'third']);
    await dispose();
    expect(calls).toEqual(['third', 'second', 'first']);
    expect([ledger.open, ledger.size, ledger.list()]).toEqual([false, 0, []]);
    await dispose();
    expect(calls).toHaveLength(3);
  });

  it('takes one back early, once, and forgets what ended by itself', async () => {
    const { ledger, calls, note, dispose } = owned();
    const early = ledger.push('early', note('early'));
    const timer = ledger.own('a timer', note('timer'));
    const other = ledger.own('another timer', note('another timer'));
    early();
    early();
    timer.ended();
    timer.undo();
    other.undo();
    other.undo();
    await dispose();
    expect(calls).toEqual(['early', 'another timer']);
  });

  it('lets one effect take back another at once, while all are taken back', async () => {
    const { ledger, calls, note, dispose } = owned();
    const cancel = ledger.push('timer', note('timer'));
    ledger.push('stop', () => {
      calls.push('stop begins');
      cancel();
      calls.push('stop ends');
    });
    await dispose();
    expect(calls).toEqual(['stop begins', 'timer', 'stop ends']);
  });

  it('goes on after an error and reports each, with what it was', async () => {
    const { ledger, calls, note, dispose, problems } = owned();
    ledger.push('last', note('last'));
    ledger.push('the socket', () => Promise.reject(new Error('reset')));
    ledger.push('the file', () => {
      throw 'no disk';
    });
    await dispose();
    expect(calls).toEqual(['last']);
    expect(problems.map(({ code, severity, plugin, phase, message }) => [code, severity, plugin, phase, message])).toEqual([
      ['lifecycle.undo-failed', 'warning', 'a', 'stop', 'Taking back the file failed: no disk'],
      ['lifecycle.undo-failed', 'warning', 'a', 'stop', 'Taking back the socket failed: reset'],
    ]);
  });

  it('waits 5 s for all together, then forces the rest and waits for nothing more', async () => {
    const { ledger, calls, note, dispose, problems, clock } = owned();
    ledger.push('last', note('last'));
    ledger.push('the server', note('server', new Promise(() => {})));
    ledger.push('the cache', note('cache', new Promise(() => {})));
    ledger.push('first', note('first'));
    const disposed = dispose();
    await clock.advance(4999);
    expect(calls).toEqual(['first', 'cache']);
    await clock.advance(1);
    await disposed;
    expect(calls).toEqual(['first', 'cache', 'server forced', 'last forced']);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['lifecycle.undo-timeout', 'Taking back the cache did not finish within 5 s; mortise went on.'],
      ['lifecycle.undo-timeout', 'Taking back the server did not finish within 5 s; mortise went on.'],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('has no more time than the host has left', async () => {
    const { ledger, calls, note, dispose, clock } = owned(1000);
    ledger.push('the server', note('server', new Promise(() => {})));
    const disposed = dispose();
    await clock.advance(1000);
    await disposed;
    expect([calls, clock.now()]).toEqual([['server'], 1000]);
  });

  it('is forced from the beginning when that is asked for', async () => {
    const { ledger, calls, note, dispose } = owned();
    ledger.push('the server', note('server'));
    await dispose(true);
    expect(calls).toEqual(['server forced']);
  });
});

describe('an effect of the author', () => {
  it.each<[string, (end: () => void) => Effect]>([
    ['a function', (end) => end],
    ['a subscription', (end) => ({ unsubscribe: end })],
    ['an object with dispose', (end) => ({ dispose: end })],
    ['a Disposable', (end) => ({ [Symbol.dispose]: end })],
    ['an AsyncDisposable', (end) => ({ [Symbol.asyncDispose]: async () => end() })],
  ])('may be %s', async (_, make) => {
    let ended = 0;
    await undoOf(make(() => void ended++))(false);
    expect(ended).toBe(1);
  });

  it('may not be something that nobody can end', () => {
    expect(() => undoOf({} as Effect)).toThrow('own() takes a function, a subscription or a disposable');
  });
});
