/** Open this to see the loop in which deliveries happen, until an event is so hot that a function is generated for it. */
import { isThenable } from '../model/thenable.js';
import { adopt, invoke, isPlain, onSettled, SKIPPED } from './call.js';
import type { Listener, Slot } from './slot.js';

/** Puts the blame where it belongs: counts, reports, publishes. Never throws. */
export type Fail = (listener: Listener, thrown: unknown, name: string) => void;

/** Delivers by walking a table from one place to another; returns how many were there. What is removed meanwhile is skipped. Never throws. */
export function walk(slots: readonly Slot[], payload: unknown, name: string, fail: Fail, from = 0, end = slots.length): number {
  let delivered = end - from;
  for (let i = from; i < end; i++) {
    const slot = slots[i]!;
    try {
      const result = invoke(slot, payload, name);
      if (result !== undefined) delivered -= settle(slot, result, name, fail);
    } catch (thrown) {
      fail(slot, thrown, name);
    }
  }
  return delivered;
}

/** Looks at what a call gave, if it gave anything: 1 if nobody was called, else 0. */
export function settle(slot: Slot, result: unknown, name: string, fail: Fail): 0 | 1 {
  if (result === SKIPPED) return 1;
  if (isThenable(result)) contain(slot, result, name, fail);
  return 0;
}

/** Of each event the first delivery is timed, and then one in so many; one in fewer while there is code for it. Powers of two. */
export const [SAMPLED, SAMPLED_HOT] = [128, 1024];
/** So many handlers are timed in the first delivery and in later ones, in turn, however many there are: asking the clock costs as much as ten calls. */
const [TIMED_FIRST, TIMED] = [8, 2];

/** Times the handlers of one delivery. */
export interface Stopwatch {
  readonly now: () => number;
  /** Calls a slot and counts how long it takes; a promise until it has settled. What it throws is thrown on. */
  time(slot: Slot, payload: unknown, name: string): unknown;
}

export function stopwatch(now: () => number): Stopwatch {
  return {
    now,
    time(slot, payload, name) {
      const began = now();
      let result: unknown;
      try {
        result = invoke(slot, payload, name);
      } catch (thrown) {
        took(slot, now() - began);
        throw thrown;
      }
      if (result === SKIPPED) return result;
      if (result !== undefined && isThenable(result)) return timed(slot, result, began, now);
      took(slot, now() - began);
      return result;
    },
  };
}

function took(slot: Slot, ms: number): void {
  const { tally } = slot;
  tally.samples++;
  tally.ms += ms;
}

/** Counts when a promise has settled. Some thenables do their work once for each `then`, so whoever waits has the promise that it gives. */
function timed(slot: Slot, thenable: PromiseLike<unknown>, began: number, now: () => number): Promise<unknown> {
  const promise = isPlain(thenable) ? thenable : adopt(thenable);
  // A failure is told by whoever waits for it.
  const counted = (): void => took(slot, now() - began);
  onSettled(promise, counted, counted);
  return promise;
}

/** The same walk, with some of the handlers timed: all of a few, and of many a few in turn. */
export function timedWalk({ now }: Stopwatch, slots: readonly Slot[], payload: unknown, name: string, fail: Fail, turn: number): number {
  const end = slots.length;
  const most = turn === 0 ? TIMED_FIRST : TIMED;
  if (end <= most) return timedPart(now, slots, payload, name, fail, 0, end);
  const from = (turn * most) % end;
  const to = Math.min(from + most, end);
  const before = walk(slots, payload, name, fail, 0, from);
  return before + timedPart(now, slots, payload, name, fail, from, to) + walk(slots, payload, name, fail, to, end);
}

/** Where one ends the next begins, so that the clock is asked once for each. */
function timedPart(
  now: () => number,
  slots: readonly Slot[],
  payload: unknown,
  name: string,
  fail: Fail,
  from: number,
  to: number,
): number {
  let delivered = to - from;
  let began = now();
  for (let i = from; i < to; i++) {
    const slot = slots[i]!;
    let isPending = false;
    try {
      const result = invoke(slot, payload, name);
      if (result !== undefined) {
        isPending = result === SKIPPED || isThenable(result);
        if (result === SKIPPED) delivered--;
        else if (isPending) contain(slot, timed(slot, result as PromiseLike<unknown>, began, now), name, fail);
      }
    } catch (thrown) {
      fail(slot, thrown, name);
    }
    const next = now();
    if (!isPending) took(slot, next - began);
    began = next;
  }
  return delivered;
}

/** Calls a slot that somebody waits for, contained; gives what there is to wait for, or whether it was skipped. */
export function callAwaited(slot: Slot, payload: unknown, name: string, fail: Fail, watch: Stopwatch | undefined): Due | undefined {
  try {
    const result = watch === undefined ? invoke(slot, payload, name) : watch.time(slot, payload, name);
    return result === undefined ? undefined : due(result);
  } catch (thrown) {
    fail(slot, thrown, name);
    return undefined;
  }
}

/** What a call gave that means something to somebody who waits. */
type Due = PromiseLike<unknown> | typeof SKIPPED;

/** May throw what a hostile `then` throws. */
export function due(result: unknown): Due | undefined {
  return result === SKIPPED || isThenable(result) ? (result as Due) : undefined;
}

/** Calls what nobody waits for, outside of a walk. Never throws. */
export function run(listener: Listener, call: () => unknown, name: string, fail: Fail): void {
  try {
    const result = call();
    if (result !== undefined && isThenable(result)) contain(listener, result, name, fail);
  } catch (thrown) {
    fail(listener, thrown, name);
  }
}

/** Looks after a promise that nobody waits for. */
export function contain(listener: Listener, thenable: PromiseLike<unknown>, name: string, fail: Fail): void {
  const { gate } = listener.owner;
  gate?.began();
  onSettled(
    thenable,
    () => gate?.ended(),
    (thrown: unknown) => {
      gate?.ended();
      fail(listener, thrown, name);
    },
  );
}
