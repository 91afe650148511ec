/** Open this to see how an emission becomes a delivery: the name is checked, the channel found, and its slots called one level deeper. */
import type { EmitOptions } from '../model/context.js';
import type { ClockPort } from '../model/ports.js';
import type { Channel } from './channel.js';
import type { Channels } from './channels.js';
import { type Fail, SAMPLED, stopwatch, timedWalk, walk } from './dispatch.js';
import type { Faults } from './faults.js';
import { checkName } from './name.js';
import { Nesting } from './nesting.js';
import type { Vocabulary } from './vocabulary.js';
import { inParallel, inSeries, type Patience, seriesParts } from './waiting.js';

export interface DeliveryParts {
  readonly channels: Channels;
  readonly vocabulary: Vocabulary;
  readonly faults: Faults;
  readonly clock: ClockPort;
  readonly strict: boolean;
  readonly closed: () => boolean;
}

/** The three ways to emit. */
export interface Delivery {
  emit(name: string, payload: unknown): number;
  /** `emit` of one name, which is looked up once. Throws what is wrong with the name. */
  emitterOf(name: string): (payload: unknown) => number;
  emitAsync(name: string, payload: unknown, options?: EmitOptions): Promise<number>;
  /** For mortise itself: reserved names too, at any depth, and never throws because of a handler. */
  announce(name: string, payload: unknown): void;
}

export function createDelivery({ channels, vocabulary, faults, clock, strict, closed }: DeliveryParts): Delivery {
  const { hotAfter } = channels;
  const nesting = new Nesting();
  const patience: Patience = { late: faults.late, nesting, clock };
  const parts = seriesParts(patience);
  const watch = stopwatch(() => clock.precise?.() ?? clock.now());

  /** Whether the delivery that begins now is one that is timed. */
  function counts(channel: Channel): boolean {
    return (channel.deliveries++ & (SAMPLED - 1)) === 0;
  }

  /** Counts the deliveries that are timed. */
  function turnOf({ deliveries }: Channel): number {
    return Math.floor(deliveries / SAMPLED);
  }

  /** The channel of a name that anybody may emit; none if nobody listens. Throws what is wrong with the name. */
  function find(name: string): Channel | undefined {
    const known = channels.get(name);
    if (known?.emittable === true) return known;
    if (closed()) return undefined;
    vocabulary.check(name, channels.names());
    return channels.resolve(name);
  }

  /** Makes no promise of its own but the one that it answers, and that at once if no handler has to be waited for. */
  function deliverAndWait(channel: Channel, payload: unknown, isParallel: boolean): Promise<number> {
    const { name } = channel;
    const tally = strict ? faults.strictly() : undefined;
    const fail = tally?.failed ?? faults.failed;
    const isTimed = counts(channel);
    const generated = isTimed || isParallel ? undefined : channel.generatedSeries(hotAfter, parts);
    const delivered = generated === undefined ? walked(channel, payload, fail, isTimed, isParallel) : generated(payload, name, fail);
    const promise = typeof delivered === 'number' ? Promise.resolve(delivered) : delivered;
    if (tally === undefined) return promise;
    return promise.then((count) => {
      tally.throwFirst();
      return count;
    });
  }

  function walked(channel: Channel, payload: unknown, fail: Fail, isTimed: boolean, isParallel: boolean): number | Promise<number> {
    const delivery = { slots: channel.table(), payload, name: channel.name, fail, watch: isTimed ? watch : undefined };
    return isParallel ? inParallel(patience, delivery) : inSeries(patience, delivery);
  }

  function deliver(channel: Channel, payload: unknown): number {
    const { name } = channel;
    const tally = strict ? faults.strictly() : undefined;
    const fail = tally?.failed ?? faults.failed;
    let delivered: number;
    nesting.enter(name);
    try {
      if (counts(channel)) delivered = timedWalk(watch, channel.table(), payload, name, fail, turnOf(channel));
      else {
        const generated = channel.generated(hotAfter);
        delivered = generated === undefined ? walk(channel.table(), payload, name, fail) : generated(payload, name, fail);
      }
    } finally {
      nesting.leave();
    }
    tally?.throwFirst();
    return delivered;
  }

  return {
    emit(name, payload) {
      const channel = find(name);
      return channel === undefined ? 0 : deliver(channel, payload);
    },

    emitterOf(name) {
      let channel = find(name);
      return (payload) => {
        // A name that nobody may emit any more is refused again.
        if (channel === undefined || !channel.emittable) channel = find(name);
        return channel === undefined ? 0 : deliver(channel, payload);
      };
    },

    emitAsync(name, payload, options) {
      let channel: Channel | undefined;
      try {
        channel = find(name);
      } catch (refused) {
        return Promise.reject(refused);
      }
      if (channel === undefined) return Promise.resolve(0);
      // Recursion is thrown here and now: this is inside of a handler, which may not await, and must feel it nevertheless.
      nesting.enter(name);
      try {
        return deliverAndWait(channel, payload, options?.parallel === true);
      } finally {
        nesting.leave();
      }
    },

    announce(name, payload) {
      if (name === 'problem.found' && faults.isQuiet(payload)) return;
      checkName(name);
      const channel = channels.get(name) ?? channels.resolve(name);
      if (channel === undefined) return;
      nesting.enterAnyway(name);
      try {
        if (counts(channel)) timedWalk(watch, channel.table(), payload, name, faults.failed, turnOf(channel));
        else walk(channel.table(), payload, name, faults.failed);
      } finally {
        nesting.leave();
      }
    },
  };
}
