/** Open this to see how `emitAsync` waits: one handler after the other or for all at once, and for none longer than its deadline. */
import type { ClockPort } from '../model/ports.js';
import { adopt, SKIPPED } from './call.js';
import { callAwaited, type Fail, type Stopwatch } from './dispatch.js';
import type { Nesting } from './nesting.js';
import type { Slot } from './slot.js';

/** What a delivery needs that somebody waits for. Its synchronous beginning is nested by whoever begins it; the rest nests itself. */
export interface Awaited {
  readonly slots: readonly Slot[];
  readonly payload: unknown;
  readonly name: string;
  readonly fail: Fail;
  readonly late: (slot: Slot, name: string, deadline: number) => void;
  readonly nesting: Nesting;
  readonly clock: ClockPort;
  /** Where this delivery is one that is timed. */
  readonly watch: Stopwatch | undefined;
}

/**
 * One after the other. As long as handlers are synchronous so is this, and there is no promise: the first one that returns a thenable
 * turns the rest into asynchronous code.
 */
export function inSeries(delivery: Awaited): number | Promise<number> {
  const { slots, payload, name, fail, watch } = delivery;
  const end = slots.length;
  let delivered = 0;
  for (let i = 0; i < end; i++) {
    const slot = slots[i]!;
    const result = callAwaited(slot, payload, name, fail, watch);
    if (result === SKIPPED) continue;
    delivered++;
    if (result !== undefined) return continueSeries(delivery, slot, result, i + 1, end, delivered);
  }
  return delivered;
}

async function continueSeries(
  delivery: Awaited,
  first: Slot,
  owed: PromiseLike<unknown>,
  from: number,
  end: number,
  before: number,
): Promise<number> {
  const { slots, payload, name, fail, nesting, watch } = delivery;
  let slot = first;
  let waiting: PromiseLike<unknown> | undefined = owed;
  let delivered = before;
  let i = from;
  while (waiting !== undefined) {
    if (slot.deadline === undefined) {
      try {
        await waiting;
      } catch (thrown) {
        fail(slot, thrown, name);
      }
    } else {
      await inTime(delivery, slot, waiting, slot.deadline);
    }
    waiting = undefined;
    while (waiting === undefined && i < end) {
      slot = slots[i++]!;
      nesting.enter(name);
      const result = callAwaited(slot, payload, name, fail, watch);
      nesting.leave();
      if (result === SKIPPED) continue;
      delivered++;
      waiting = result;
    }
  }
  return delivered;
}

interface Owed {
  readonly slot: Slot;
  readonly promise: Promise<unknown>;
}

/** All at once. Only when one of them rejects is each looked at by itself. */
export function inParallel(delivery: Awaited): number | Promise<number> {
  const { slots, payload, name, fail, watch } = delivery;
  const end = slots.length;
  const owed: Owed[] = [];
  let delivered = 0;
  for (let i = 0; i < end; i++) {
    const slot = slots[i]!;
    const result = callAwaited(slot, payload, name, fail, watch);
    if (result === SKIPPED) continue;
    delivered++;
    if (result === undefined) continue;
    // Some thenables do their work once for each `then`; as a promise they can be looked at twice.
    const promise = result instanceof Promise ? result : adopt(result);
    owed.push({ slot, promise: slot.deadline === undefined ? promise : inTime(delivery, slot, promise, slot.deadline) });
  }
  return owed.length === 0 ? delivered : allSettled(delivery, owed, delivered);
}

async function allSettled(delivery: Awaited, owed: readonly Owed[], delivered: number): Promise<number> {
  try {
    await Promise.all(owed.map(({ promise }) => promise));
  } catch {
    await Promise.all(owed.map(({ slot, promise }) => contained(delivery, slot, promise)));
  }
  return delivered;
}

async function contained({ name, fail }: Awaited, slot: Slot, thenable: PromiseLike<unknown>): Promise<void> {
  try {
    await thenable;
  } catch (thrown) {
    fail(slot, thrown, name);
  }
}

/** Settles when the handler does or its deadline passes. A rejection is the handler's failure even when nobody waits any more. */
function inTime(delivery: Awaited, slot: Slot, thenable: PromiseLike<unknown>, deadline: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = delivery.clock.setTimeout(() => {
      delivery.late(slot, delivery.name, deadline);
      resolve();
    }, deadline);
    void contained(delivery, slot, thenable).then(cancel).then(resolve);
  });
}
