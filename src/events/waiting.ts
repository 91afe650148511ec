/** Open this to see how `emitAsync` waits: one handler after the other or for all at once, and for none longer than its deadline. */
import type { ClockPort } from '../model/ports.js';
import { onSettled, SKIPPED } from './call.js';
import { callAwaited, type Fail, type Stopwatch } from './dispatch.js';
import type { Channel } from './channel.js';
import type { AwaitedParts } from './generate.js';
import { Latch } from './latch.js';
import type { Nesting } from './nesting.js';
import type { Slot } from './slot.js';

/** What all deliveries need that somebody waits for. The synchronous beginning of one is nested by whoever begins it; the rest nests itself. */
export interface Patience {
  readonly late: (slot: Slot, name: string, deadline: number) => void;
  readonly nesting: Nesting;
  readonly clock: ClockPort;
}

/** One such delivery. */
export interface Awaited {
  readonly slots: readonly Slot[];
  readonly payload: unknown;
  readonly name: string;
  readonly fail: Fail;
  /** Where this delivery is one that is timed. */
  readonly watch: Stopwatch | undefined;
}

/**
 * One after the other, from a place in the table on, with those whom `before` has counted. As long as handlers are synchronous so is this, and there is no promise: the first one that
 * returns a thenable turns the rest into asynchronous code.
 */
export function inSeries(patience: Patience, delivery: Awaited, from = 0, before = 0): number | Promise<number> {
  const { slots, payload, name, fail, watch } = delivery;
  const end = slots.length;
  let delivered = before;
  for (let i = from; i < end; i++) {
    const slot = slots[i]!;
    const result = callAwaited(slot, payload, name, fail, watch);
    if (result === SKIPPED) continue;
    delivered++;
    if (result !== undefined) return continueSeries(patience, delivery, slot, result, i + 1, end, delivered);
  }
  return delivered;
}

/** Waits for a handler, and goes on behind it. */
async function continueSeries(
  patience: Patience,
  delivery: Awaited,
  first: Slot,
  owed: PromiseLike<unknown>,
  from: number,
  end: number,
  before: number,
): Promise<number> {
  const { slots, payload, name, fail, watch } = delivery;
  const { nesting } = patience;
  let slot = first;
  let waiting: PromiseLike<unknown> | undefined = owed;
  let delivered = before;
  let i = from;
  while (waiting !== undefined) {
    if (slot.deadline === undefined) {
      const { gate } = slot.owner;
      gate?.began();
      try {
        await waiting;
      } catch (thrown) {
        fail(slot, thrown, name);
      }
      gate?.ended();
    } else {
      await inTime(patience, slot, waiting, name, fail);
    }
    waiting = undefined;
    while (waiting === undefined && i < end) {
      slot = slots[i++]!;
      const depth = nesting.enter(name);
      const result = callAwaited(slot, payload, name, fail, watch);
      nesting.leave(depth);
      if (result === SKIPPED) continue;
      delivered++;
      waiting = result;
    }
  }
  return delivered;
}

/** What generated code leaves to a walk. */
export function restsOf(patience: Patience, fail: Fail): Pick<AwaitedParts<Channel>, 'rest' | 'restAtOnce' | 'inTime' | 'counted'> {
  const { nesting } = patience;
  return {
    rest(slots, payload, name, from, isNested, before) {
      const depth = isNested ? nesting.enter(name) : undefined;
      const delivered = inSeries(patience, { slots, payload, name, fail, watch: undefined }, from, before);
      if (depth !== undefined) nesting.leave(depth);
      return delivered;
    },
    restAtOnce: (slots, payload, name, from, before, latch) =>
      inParallel(patience, { slots, payload, name, fail, watch: undefined }, from, before, latch),
    inTime: (slot, thenable, name) => inTime(patience, slot, thenable, name, fail),
    counted: (latch, slot, thenable, name) => counted(patience, latch, slot, thenable, name, fail),
  };
}

/** All at once, from a place in the table on, with those whom `before` and `begun` have counted. */
export function inParallel(patience: Patience, delivery: Awaited, from = 0, before = 0, begun?: Latch): number | Promise<number> {
  const { slots, payload, name, fail, watch } = delivery;
  const end = slots.length;
  let latch = begun;
  let delivered = before;
  for (let i = from; i < end; i++) {
    const slot = slots[i]!;
    const result = callAwaited(slot, payload, name, fail, watch);
    if (result === SKIPPED) continue;
    delivered++;
    if (result !== undefined) latch = counted(patience, latch, slot, result, name, fail);
  }
  return latch === undefined ? delivered : latch.closed(delivered);
}

function counted(
  patience: Patience,
  latch: Latch | undefined,
  slot: Slot,
  thenable: PromiseLike<unknown>,
  name: string,
  fail: Fail,
): Latch {
  const open = latch ?? new Latch();
  open.left++;
  if (slot.deadline === undefined) whenEnded(slot, thenable, name, fail, open.ended);
  else void inTime(patience, slot, thenable, name, fail).then(open.ended);
  return open;
}

/** Tells when a handler has ended; a rejection is its failure. Its plugin knows until then that it has not. */
function whenEnded(slot: Slot, thenable: PromiseLike<unknown>, name: string, fail: Fail, then: () => void): void {
  const { gate } = slot.owner;
  const ended = (): void => {
    gate?.ended();
    then();
  };
  const failed = (thrown: unknown): void => {
    fail(slot, thrown, name);
    ended();
  };
  gate?.began();
  onSettled(thenable, ended, failed);
}

/** Settles when the handler does or its deadline passes. A rejection is the handler's failure even when nobody waits any more. */
function inTime({ clock, late }: Patience, slot: Slot, thenable: PromiseLike<unknown>, name: string, fail: Fail): Promise<void> {
  const deadline = slot.deadline!;
  return new Promise((resolve) => {
    const cancel = clock.setTimeout(() => {
      late(slot, name, deadline);
      resolve();
    }, deadline);
    whenEnded(slot, thenable, name, fail, () => {
      cancel();
      resolve();
    });
  });
}
