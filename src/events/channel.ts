/** Open this to see how the slots of one event stay in order while handlers come and go, even in the middle of a delivery. */
import { generate, type Generated, type GeneratedSeries, generateSeries, type SeriesParts } from './generate.js';
import { byOrder, type Slot } from './slot.js';

/** One way to deliver to the same handlers. */
interface Heat<F> {
  code: F | undefined;
  /** Deliveries until it is worth while to generate code for exactly those who are there. */
  cold: number;
}

/**
 * One event by its concrete name: all who get it, those of matching patterns among them.
 *
 * A delivery takes the table and its length and walks that. So the table may only grow at its end, beyond every such length; whatever
 * would move a slot makes a new table and leaves the old one to the deliveries that walk it. A removed slot stays behind, dead.
 */
export class Channel {
  readonly name: string;
  /** Whether anybody may emit it, not just mortise. */
  emittable: boolean;
  /** Slots that were registered for this very name, not for a pattern. */
  exact = 0;
  /** Nobody is told of changes through it any more. */
  isForgotten = false;
  /** Counts what a delivery by generated code must notice in the middle of it: who is in the table is called otherwise, or not any more. */
  version = 0;
  /** Both ways to deliver, as far as they have code of their own. */
  #heat: Heat<Generated> | undefined;
  #seriesHeat: Heat<GeneratedSeries> | undefined;
  /** Deliveries to its slots so far. What each of them got is told by the difference: counting costs one addition for all. */
  deliveries = 0;
  #table: Slot[] = [];
  #dead = 0;
  /** Nobody new may walk the table as it is. */
  #stale = false;
  #hasRetired = false;

  /** `hotAfter`: how many deliveries to the same handlers are walked before code is generated for them. */
  constructor(
    name: string,
    emittable: boolean,
    readonly hotAfter: number,
  ) {
    this.name = name;
    this.emittable = emittable;
  }

  /** The function for one more delivery to exactly those who are there now; none as long as walking the table is cheaper. */
  generated(): Generated | undefined {
    const heat = (this.#heat ??= { code: undefined, cold: this.hotAfter });
    if (heat.code === undefined && --heat.cold < 0) this.#warm(heat, (slots) => generate(slots, this));
    return heat.code;
  }

  /** The same for one that is waited for, one handler after the other. */
  generatedSeries(parts: SeriesParts): GeneratedSeries | undefined {
    const heat = (this.#seriesHeat ??= { code: undefined, cold: this.hotAfter });
    if (heat.code === undefined && --heat.cold < 0) this.#warm(heat, (slots) => generateSeries(slots, this, parts));
    return heat.code;
  }

  #warm<F>(heat: Heat<F>, make: (slots: readonly Slot[]) => F | undefined): void {
    if (this.#dead > 0 || this.#stale) this.#rebuild();
    heat.code = make([...this.#table]);
    // Somebody is away, or it can't be had.
    heat.cold = this.hotAfter;
  }

  /** Tells that a slot is called otherwise from now on. */
  touched(): void {
    this.version++;
    this.#cool();
  }

  /** How many slots are alive. */
  get size(): number {
    return this.#table.length - this.#dead;
  }

  /** The slots in order of delivery, dead ones among them. */
  table(): readonly Slot[] {
    if (this.#stale) this.#rebuild();
    return this.#table;
  }

  add(slot: Slot): void {
    this.#cool();
    slot.heard -= this.deliveries;
    // It may be one that is still in the table of the deliveries under way.
    if (this.#hasRetired) this.#rebuild();
    const last = this.#table.at(-1);
    if (last !== undefined && byOrder(last, slot) > 0) this.#stale = true;
    this.#table.push(slot);
  }

  /** Tells that one of the slots has died. Half of them may be dead before the rest moves together, so a removal costs O(1) on average. */
  buried(): void {
    this.touched();
    this.#dead++;
    if (this.#dead * 2 > this.#table.length) this.#rebuild();
  }

  /** Tells that one of the slots is for the deliveries under way only: they keep their table, and it is in no other. */
  retired(): void {
    this.touched();
    this.#dead++;
    this.#stale = this.#hasRetired = true;
  }

  #cool(): void {
    this.#heat = this.#seriesHeat = undefined;
  }

  #rebuild(): void {
    const seated = this.#table.filter((slot) => slot.seated);
    this.#table = this.#stale ? seated.sort(byOrder) : seated;
    this.#stale = this.#hasRetired = false;
    this.#dead = 0;
  }
}
