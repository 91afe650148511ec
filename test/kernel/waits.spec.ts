/** Open this to see that one timer bounds many waits, each in its own time, and that all but those which outlive the host are given up with it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VirtualClock } from 'mortise/testing';
import { Waits } from '../../src/kernel/waits.js';

/** Waits on a clock that is moved by hand, and what they are told. */
function told() {
  const clock = new VirtualClock();
  const host = new AbortController();
  const waits = new Waits(clock, host.signal, () => new Error('given up'));
  const calls: string[] = [];
  const add = (name: string, warn: number, fail: number, outlivesHost = false) => {
    const say = (what: string) => () => void calls.push(`${clock.now()} ${name} ${what}`);
    const wait = { limits: { warn, fail }, outlivesHost, slow: say('slow'), timeout: say('timeout'), abort: say('abort') };
    waits.add(wait);
    return wait;
  };
  return { clock, host, waits, calls, add };
}

describe('the waits of a host', () => {
  it('have one timer, and none when nothing is waited for', async () => {
    const { clock, waits, calls, add } = told();
    const all = Array.from({ length: 100 }, (_, index) => add(`wait ${index}`, 3000, 10_000));
    expect([waits.size, clock.pending]).toEqual([100, 1]);
    for (const wait of all) waits.delete(wait);
    expect([waits.size, clock.pending]).toEqual([0, 0]);
    await clock.advance(20_000);
    expect(calls).toEqual([]);
  });

  it('keep their timer from one to the next while operations run, and no longer', async () => {
    const { clock, waits, calls, add } = told();
    waits.busy(true);
    waits.delete(add('first', 3000, 10_000));
    expect(clock.pending).toBe(1);
    await clock.advance(2_000);
    waits.delete(add('second', 3000, 10_000));
    add('third', 3000, 10_000);
    expect(clock.pending).toBe(1);
    await clock.advance(10_000);
    expect(calls).toEqual(['5000 third slow', '12000 third timeout']);
    waits.delete(add('fourth', 3000, 10_000));
    expect(clock.pending).toBe(1);
    waits.busy(false);
    expect(clock.pending).toBe(0);
  });

  it('are each warned of once, and fail once, in their own time', async () => {
    const { clock, waits, calls, add } = told();
    add('long', 3000, 10_000);
    await clock.advance(1000);
    add('short', 500, 800);
    await clock.advance(20_000);
    expect(calls).toEqual(['1500 short slow', '1800 short timeout', '3000 long slow', '10000 long timeout']);
    expect([waits.size, clock.pending]).toEqual([0, 0]);
  });

  it('are not warned of where warning and failing are one moment', async () => {
    const { clock, calls, add } = told();
    add('both', 500, 500);
    await clock.advance(1000);
    expect(calls).toEqual(['500 both timeout']);
  });

  it('may end because of each other', async () => {
    const { clock, waits, calls, add } = told();
    const second = add('second', 500, 600);
    const first = { limits: { warn: 400, fail: 400 }, slow() {}, timeout: () => waits.delete(second), abort() {} };
    waits.add(first);
    await clock.advance(1000);
    expect([calls, waits.size, clock.pending]).toEqual([[], 0, 0]);
  });

  it('are given up with the host, at once if it has been already, unless they outlive it', async () => {
    const { clock, host, calls, add } = told();
    add('a start', 3000, 10_000);
    add('a stop', 3000, 10_000, true);
    host.abort();
    add('a late start', 3000, 10_000);
    add('a late stop', 3000, 3000, true);
    expect(calls).toEqual(['0 a start abort', '0 a late start abort']);
    await clock.advance(3000);
    expect(calls.slice(2)).toEqual(['3000 a stop slow', '3000 a late stop timeout']);
  });

  it.each([
    ['stands still', () => 0],
    ['is set back again and again', (ms: number) => -ms],
    ['ticks rarely', (ms: number) => ms - (ms % 700)],
  ])('last as long as their timers say when the time of the day %s', async (_how, now) => {
    const timers = new VirtualClock();
    const clock = {
      now: () => now(timers.now()),
      setTimeout: timers.setTimeout.bind(timers),
      setInterval: timers.setInterval.bind(timers),
    };
    const waits = new Waits(clock, new AbortController().signal, () => new Error('given up'));
    const calls: string[] = [];
    const add = (name: string, warn: number, fail: number) => {
      const say = (what: string) => () => void calls.push(`${timers.now()} ${name} ${what}`);
      waits.add({ limits: { warn, fail }, slow: say('slow'), timeout: say('timeout'), abort() {} });
    };
    add('first', 1000, 3000);
    add('second', 2000, 2500);
    await timers.advance(5000);
    expect(calls).toEqual(['1000 first slow', '2000 second slow', '2500 second timeout', '3000 first timeout']);
    expect([waits.size, timers.pending]).toEqual([0, 0]);
  });

  it.each([2 ** 31, Infinity])(
    'of %d ms are not over at once, though timers of Node can be set for no longer than 2^31-1',
    async (longest) => {
      const timers = new VirtualClock();
      const setTimeout = (run: () => void, ms: number) => timers.setTimeout(run, ms > 2 ** 31 - 1 ? 1 : ms);
      const clock = { now: () => timers.now(), setTimeout, setInterval: timers.setInterval.bind(timers) };
      const waits = new Waits(clock, new AbortController().signal, () => new Error('given up'));
      const calls: string[] = [];
      const add = (name: string, limit: number) => {
        const wait = {
          limits: { warn: limit, fail: limit },
          slow() {},
          timeout: () => void calls.push(`${timers.now()} ${name}`),
          abort() {},
        };
        waits.add(wait);
        return wait;
      };
      const long = add('long', longest);
      await timers.advance(1000);
      add('short', 500);
      await timers.advance(1000);
      expect(calls).toEqual(['1500 short']);
      waits.delete(long);
      add('late', 500);
      await timers.advance(400);
      expect(calls).toHaveLength(1);
      await timers.advance(100);
      expect([calls, timers.pending]).toEqual([['1500 short', '2500 late'], 0]);
    },
  );

  it('hear the same as with a timer each, whatever comes and goes', async () => {
    const ms = fc.integer({ min: 0, max: 50 });
    const one = fc.record({ at: ms, warn: ms, fail: ms, ends: fc.option(ms, { nil: undefined }) });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 12 }), async (given) => {
        const { clock, waits, calls, add } = told();
        given.forEach(({ at, warn, fail, ends }, index) => {
          clock.setTimeout(() => {
            const wait = add(String(index), warn, fail);
            if (ends !== undefined) clock.setTimeout(() => waits.delete(wait), ends);
          }, at);
        });
        await clock.advance(200);
        const expected = given.flatMap(({ at, warn, fail, ends = Infinity }, index) => [
          ...(warn < fail && warn < ends ? [`${at + warn} ${index} slow`] : []),
          ...(fail < ends ? [`${at + fail} ${index} timeout`] : []),
        ]);
        // Of two things at the same moment either may be first: what ends then is in nobody's way.
        const isTie = given.some(({ warn, fail, ends }) => ends === warn || ends === fail);
        fc.pre(!isTie);
        expect([...calls].sort()).toEqual([...expected].sort());
        expect(clock.pending).toBe(0);
      }),
    );
  });
});
