import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';

const DAY = 86_400_000;

function counter(): { run: () => void; times: () => number } {
  let times = 0;
  return { run: () => void (times += 1), times: () => times };
}

describe('the system clock', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 1_700_000_000_000 }));
  afterEach(() => void jest.useRealTimers());

  it('tells the milliseconds since the epoch', () => {
    expect(systemClock.now()).toBe(1_700_000_000_000);
    jest.advanceTimersByTime(5);
    expect(systemClock.now()).toBe(1_700_000_000_005);
  });

  it('runs a timeout once, after its time', () => {
    const { run, times } = counter();
    systemClock.setTimeout(run, 100);
    jest.advanceTimersByTime(99);
    expect(times()).toBe(0);
    jest.advanceTimersByTime(1000);
    expect(times()).toBe(1);
  });

  it('runs an interval again and again until its undo', () => {
    const { run, times } = counter();
    const undo = systemClock.setInterval(run, 100);
    jest.advanceTimersByTime(350);
    undo();
    undo();
    jest.advanceTimersByTime(1000);
    expect(times()).toBe(3);
  });

  it('takes a timeout back, before and after it ran', () => {
    const { run, times } = counter();
    const undo = systemClock.setTimeout(run, 100);
    undo();
    undo();
    jest.advanceTimersByTime(1000);
    expect(times()).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits longer than 25 days, where Node alone would not wait at all', () => {
    const { run, times } = counter();
    systemClock.setTimeout(run, 60 * DAY);
    jest.advanceTimersByTime(60 * DAY - 1);
    expect(times()).toBe(0);
    jest.advanceTimersByTime(1);
    expect(times()).toBe(1);
  });

  it('repeats every 60 days until its undo', () => {
    const { run, times } = counter();
    const undo = systemClock.setInterval(run, 60 * DAY);
    jest.advanceTimersByTime(150 * DAY);
    expect(times()).toBe(2);
    undo();
    jest.advanceTimersByTime(150 * DAY);
    expect(times()).toBe(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('never ends an endless wait, and still takes it back', () => {
    const { run, times } = counter();
    const undo = systemClock.setTimeout(run, Infinity);
    jest.advanceTimersByTime(100 * DAY);
    expect(times()).toBe(0);
    undo();
    expect(jest.getTimerCount()).toBe(0);
  });
});
