/** Open this to see how a name leads to its channel: resolved once, kept, and forgotten when nobody is left. */
import { Channel } from './channel.js';
import { matches, type Pattern, PatternTree } from './pattern.js';
import { byOrder, type Slot } from './slot.js';

/** How many channels are kept whose names nobody handles but by a pattern. */
export const MOST_PASSING = 4096;

/** All channels of a bus. There is one for each name that has a handler, and for recent names that a pattern caught. */
export class Channels {
  readonly #allows: (name: string) => boolean;
  readonly #byName = new Map<string, Channel>();
  readonly #patterns = new PatternTree();
  /** Channels with slots of patterns only, oldest first: names made up from data (`user.4711.seen`) must not fill the memory. */
  readonly #passing = new Set<Channel>();

  /** `allows` says whether anybody may emit a name; `hotAfter`: see `Channel`. */
  constructor(
    allows: (name: string) => boolean,
    readonly hotAfter: number,
  ) {
    this.#allows = allows;
  }

  get size(): number {
    return this.#byName.size;
  }

  names(): Iterable<string> {
    return this.#byName.keys();
  }

  get(name: string): Channel | undefined {
    return this.#byName.get(name);
  }

  /** The channel of a name that has none yet, if patterns match it. */
  resolve(name: string): Channel | undefined {
    const patterns = this.#patterns.match(name);
    if (patterns.length === 0) return undefined;
    const channel = this.#make(name, patterns);
    this.#pass(channel);
    return channel;
  }

  add(slot: Slot): void {
    if (slot.pattern) this.#addToPattern(slot);
    else this.#addToChannel(slot);
    // Only now: one that comes back may still be in tables, which leave out whoever has no seat.
    slot.seated = true;
  }

  #addToChannel(slot: Slot): void {
    const channel = this.#byName.get(slot.event) ?? this.#make(slot.event, this.#patterns.match(slot.event));
    if (channel.exact++ === 0 && channel.size > 0) this.#passing.delete(channel);
    channel.add(slot);
  }

  /** Takes out a slot, dead or alive: deliveries under way may call one that is alive, and no others. */
  remove(slot: Slot): void {
    slot.seated = false;
    if (slot.pattern) return this.#removeFromPattern(slot);
    const channel = this.#byName.get(slot.event)!;
    channel.exact--;
    this.#take(slot, channel);
    if (channel.exact === 0 && channel.size > 0) this.#pass(channel);
  }

  /** Tells that a slot is called otherwise from now on. */
  touched(slot: Slot): void {
    if (!slot.seated) return;
    if (!slot.pattern) return this.#byName.get(slot.event)!.touched();
    for (const channel of this.#patterns.find(slot.event)!.channels) channel.touched();
  }

  /** Reads again whether anybody may emit it. */
  review(name: string): void {
    const channel = this.#byName.get(name);
    if (channel === undefined) return;
    channel.emittable = this.#allows(name);
    channel.touched();
  }

  /** Living slots that would get an event, in order; of a pattern, those registered for it. Keeps nothing. */
  peek(name: string): Slot[] {
    const channel = this.#byName.get(name);
    if (channel !== undefined) return channel.table().filter((slot) => slot.seated);
    if (name.includes('*')) return [...(this.#patterns.find(name)?.slots ?? [])].sort(byOrder);
    return this.#patterns
      .match(name)
      .flatMap(({ slots }) => [...slots])
      .sort(byOrder);
  }

  /** Deliveries that a slot got so far. */
  heardBy(slot: Slot): number {
    if (!slot.seated) return slot.base;
    if (!slot.pattern) return slot.base + this.#byName.get(slot.event)!.deliveries;
    let heard = slot.base;
    for (const { deliveries } of this.#patterns.find(slot.event)!.channels) heard += deliveries;
    return heard;
  }

  /** Every living slot. */
  slots(): Slot[] {
    const exact = [...this.#byName.values()].flatMap((channel) => channel.table().filter((slot) => slot.seated && !slot.pattern));
    return [...exact, ...[...this.#patterns].flatMap(({ slots }) => [...slots])];
  }

  #make(name: string, patterns: readonly Pattern[]): Channel {
    const channel = new Channel(name, this.#allows(name));
    for (const pattern of patterns) {
      pattern.channels.add(channel);
      for (const slot of pattern.slots) channel.add(slot);
    }
    this.#byName.set(name, channel);
    return channel;
  }

  #pass(channel: Channel): void {
    this.#passing.add(channel);
    if (this.#passing.size > MOST_PASSING) this.#forget(this.#passing.values().next().value!);
  }

  #forget(channel: Channel): void {
    channel.emittable = false;
    channel.touched();
    this.#byName.delete(channel.name);
    this.#passing.delete(channel);
    for (const pattern of this.#patterns.match(channel.name))
      if (pattern.channels.delete(channel)) for (const slot of pattern.slots) slot.heard(channel.deliveries);
  }

  #take(slot: Slot, channel: Channel): void {
    slot.heard(channel.deliveries);
    if (slot.live) channel.retired();
    else channel.buried();
    if (channel.size === 0) this.#forget(channel);
  }

  #addToPattern(slot: Slot): void {
    let pattern = this.#patterns.find(slot.event);
    if (pattern === undefined) {
      pattern = this.#patterns.plant(slot.event);
      for (const channel of this.#byName.values()) if (matches(slot.event, channel.name)) pattern.channels.add(channel);
    }
    pattern.slots.add(slot);
    for (const channel of pattern.channels) channel.add(slot);
  }

  #removeFromPattern(slot: Slot): void {
    const pattern = this.#patterns.find(slot.event)!;
    pattern.slots.delete(slot);
    for (const channel of pattern.channels) this.#take(slot, channel);
    if (pattern.slots.size === 0) this.#patterns.fell(slot.event);
  }
}
