/** Open this to see how an emission becomes a delivery: the name is checked, the channel found, and its slots called one level deeper. */
import type { EmitOptions } from '../model/context.js';
import type { ClockPort } from '../model/ports.js';
import { preciseOf } from '../model/precise.js';
import type { Channel } from './channel.js';
import type { Channels } from './channels.js';
import { type Fail, SAMPLED, SAMPLED_HOT, stopwatch, timedWalk, walk } from './dispatch.js';
import type { AwaitedParts, EmitParts } from './generate.js';
import type { Faults } from './faults.js';
import { checkName } from './name.js';
import { Nesting } from './nesting.js';
import type { Vocabulary } from './vocabulary.js';
import { inParallel, inSeries, type Patience, restsOf } from './waiting.js';

export interface DeliveryParts {
  readonly channels: Channels;
  readonly vocabulary: Vocabulary;
  readonly faults: Faults;
  readonly clock: ClockPort;
  readonly strict: boolean;
  readonly samples: boolean;
  readonly closed: () => boolean;
}

/** The ways to emit. */
export interface Delivery {
  emit(name: string, payload: unknown): number;
  /** Looks a name up for whoever emits it again and again. Throws what is wrong with the name. */
  find(name: string): Channel | undefined;
  /** How many deliveries to the same handlers make an event hot. */
  readonly hotAfter: number;
  /** Emits to what was found, where it has no code. */
  deliver(channel: Channel, payload: unknown): number;
  emitAsync(name: string, payload: unknown, options?: EmitOptions): Promise<number>;
  /** For mortise itself: reserved names too, at any depth, and never throws because of a handler. */
  announce(name: string, payload: unknown): void;
}

export function createDelivery({ channels, vocabulary, faults, clock, strict, samples, closed }: DeliveryParts): Delivery {
  const { hotAfter } = channels;
  const { failed } = faults;
  const nesting = new Nesting();
  const patience: Patience = { late: faults.late, nesting, clock };
  const watch = stopwatch(() => preciseOf(clock));

  function everyOf({ code, awaitedCode }: Channel): number {
    return code === undefined && awaitedCode === undefined ? SAMPLED : SAMPLED_HOT;
  }

  /** Whether the delivery that begins now is one that is timed. */
  function isTimed(channel: Channel): boolean {
    return samples && (channel.deliveries & (everyOf(channel) - 1)) === 0;
  }

  /** Counts the deliveries that are timed. */
  function turnOf(channel: Channel): number {
    return Math.floor(channel.deliveries / everyOf(channel));
  }

  /** The channel of a name that anybody may emit; none if nobody listens. Throws what is wrong with the name. */
  function find(name: string): Channel | undefined {
    const known = channels.get(name);
    if (known?.emittable === true) return known;
    if (closed()) return undefined;
    vocabulary.check(name, channels.names());
    return channels.resolve(name);
  }

  /** Emits to a channel that has no code by now. */
  function deliver(channel: Channel, payload: unknown): number {
    return channel.deliveries < channel.due ? deliverByWalk(channel, payload, false, failed) : deliverDue(channel, payload);
  }

  /** The same, when it may be timed, or hot. */
  function deliverDue(channel: Channel, payload: unknown): number {
    const isSample = isTimed(channel);
    // A strict host wants to know who failed in each delivery, so it always walks.
    if (strict) return deliverStrictly(channel, payload, isSample);
    const code = isSample ? undefined : channel.generated(hotAfter, emitParts);
    if (code !== undefined) return code(payload);
    const nextTimed = samples ? (turnOf(channel) + 1) * everyOf(channel) : Infinity;
    channel.due = Math.min(nextTimed, channel.hotAt(hotAfter));
    return deliverByWalk(channel, payload, isSample, failed);
  }

  function deliverStrictly(channel: Channel, payload: unknown, isSample: boolean): number {
    const tally = faults.strictly();
    const delivered = deliverByWalk(channel, payload, isSample, tally.failed);
    tally.throwFirst();
    return delivered;
  }

  function deliverByWalk(channel: Channel, payload: unknown, isSample: boolean, fail: Fail): number {
    const depth = nesting.enter(channel.name);
    try {
      return walkThrough(channel, payload, isSample, fail);
    } finally {
      nesting.leave(depth);
    }
  }

  function walkThrough(channel: Channel, payload: unknown, isSample: boolean, fail: Fail): number {
    channel.deliveries++;
    return isSample
      ? timedWalk(watch, channel.table(), payload, channel.name, fail, turnOf(channel))
      : walk(channel.table(), payload, channel.name, fail);
  }

  const emitParts: EmitParts<Channel> = {
    nesting,
    fail: failed,
    samples,
    timed: (channel, payload) => deliverByWalk(channel, payload, true, failed),
  };

  /** The same for somebody who waits. */
  function deliverAndWait(channel: Channel, payload: unknown, isParallel: boolean): Promise<number> {
    const code = strict || isTimed(channel) ? undefined : channel.generatedAwaited(hotAfter, awaitedParts);
    return code === undefined ? waitByWalk(channel, payload, isParallel) : code(payload, isParallel);
  }

  /** Makes no promise of its own but the one that it answers, and that at once if no handler has to be waited for. */
  function waitByWalk(channel: Channel, payload: unknown, isParallel: boolean): Promise<number> {
    const { name } = channel;
    const tally = strict ? faults.strictly() : undefined;
    // Recursion is thrown here and now: this is inside of a handler, which may not await, and must feel it nevertheless.
    const depth = nesting.enter(name);
    let delivered: number | Promise<number>;
    try {
      const isSample = isTimed(channel);
      channel.deliveries++;
      const delivery = { slots: channel.table(), payload, name, fail: tally?.failed ?? failed, watch: isSample ? watch : undefined };
      // Of one there is nothing to do at once.
      delivered = isParallel && channel.size > 1 ? inParallel(patience, delivery) : inSeries(patience, delivery);
    } finally {
      nesting.leave(depth);
    }
    const promise = Promise.resolve(delivered);
    if (tally === undefined) return promise;
    return promise.then((count) => {
      tally.throwFirst();
      return count;
    });
  }

  const awaitedParts: AwaitedParts<Channel> = { nesting, fail: failed, samples, timed: waitByWalk, ...restsOf(patience, failed) };

  return {
    emit(name, payload) {
      const known = channels.get(name);
      const code = known?.code;
      if (code !== undefined) return code(payload);
      const channel = known?.emittable === true ? known : find(name);
      return channel === undefined ? 0 : deliver(channel, payload);
    },

    find,
    hotAfter,
    deliver,

    emitAsync(name, payload, options) {
      const isParallel = options?.parallel === true;
      const code = channels.get(name)?.awaitedCode;
      if (code !== undefined) return code(payload, isParallel);
      let channel: Channel | undefined;
      try {
        channel = find(name);
      } catch (refused) {
        return Promise.reject(refused);
      }
      return channel === undefined ? Promise.resolve(0) : deliverAndWait(channel, payload, isParallel);
    },

    announce(name, payload) {
      if (name === 'problem.found' && faults.isQuiet(payload)) return;
      checkName(name);
      const channel = channels.get(name) ?? channels.resolve(name);
      if (channel === undefined) return;
      const depth = nesting.enterAnyway(name);
      try {
        walkThrough(channel, payload, isTimed(channel), failed);
      } finally {
        nesting.leave(depth);
      }
    },
  };
}
