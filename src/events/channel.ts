/** Open this to see how the slots of one event stay in order while handlers come and go, even in the middle of a delivery. */
import { generate, type Generated, type GeneratedSeries, generateSeries, type SeriesParts } from './generate.js';
import { byOrder, type Slot } from './slot.js';

/** One way to deliver to the same handlers. */
interface Heat<F> {
  code: F | undefined;
  /** Deliveries until it is worth while to generate code for exactly those who are there. */
  cold: number;
}

/** The slots of an event with several, and what has become of them. */
interface Table {
  slots: Slot[];
  dead: number;
  /** Nobody new may walk the table as it is. */
  isStale: boolean;
  hasRetired: boolean;
}

/**
 * One event by its concrete name: all who get it, those of matching patterns among them.
 *
 * A delivery takes the table and its length and walks that. So the table may only grow at its end, beyond every such length; whatever
 * would move a slot makes a new table and leaves the old one to the deliveries that walk it. A removed slot stays behind, dead.
 *
 * Most events have one handler, and most are not emitted for long: neither needs more than a slot until then.
 */
export class Channel {
  readonly name: string;
  /** Whether anybody may emit it, not just mortise. Nobody may once it is forgotten, since it may have a successor. */
  emittable: boolean;
  /** Slots that were registered for this very name, not for a pattern. */
  exact = 0;
  /** Counts what a delivery by generated code must notice in the middle of it: who is in the table is called otherwise, or not any more. */
  version = 0;
  /** Deliveries to its slots so far. What each of them got is told by the difference: counting costs one addition for all. */
  deliveries = 0;
  /** Both ways to deliver, as far as they have code of their own. */
  #heat: Heat<Generated> | undefined = undefined;
  #seriesHeat: Heat<GeneratedSeries> | undefined = undefined;
  /** The only one that ever was in it, until somebody asks for the table. */
  #only: Slot | undefined = undefined;
  #table: Table | undefined = undefined;

  constructor(name: string, emittable: boolean) {
    this.name = name;
    this.emittable = emittable;
  }

  /**
   * The function for one more delivery to exactly those who are there now; none as long as walking the table is cheaper: for so many deliveries
   * to the same handlers.
   */
  generated(hotAfter: number): Generated | undefined {
    const heat = (this.#heat ??= { code: undefined, cold: hotAfter });
    if (heat.code === undefined && --heat.cold < 0) this.#warm(heat, hotAfter, (slots) => generate(slots, this));
    return heat.code;
  }

  /** The same for one that is waited for, one handler after the other. */
  generatedSeries(hotAfter: number, parts: SeriesParts): GeneratedSeries | undefined {
    const heat = (this.#seriesHeat ??= { code: undefined, cold: hotAfter });
    if (heat.code === undefined && --heat.cold < 0) this.#warm(heat, hotAfter, (slots) => generateSeries(slots, this, parts));
    return heat.code;
  }

  #warm<F>(heat: Heat<F>, hotAfter: number, make: (slots: readonly Slot[]) => F | undefined): void {
    const table = this.#several();
    if (table.dead > 0 || table.isStale) rebuild(table);
    heat.code = make([...table.slots]);
    // Somebody is away, or it can't be had.
    heat.cold = hotAfter;
  }

  /** Tells that a slot is called otherwise from now on. */
  touched(): void {
    this.version++;
    this.#cool();
  }

  /** How many slots are alive. */
  get size(): number {
    if (this.#table !== undefined) return this.#table.slots.length - this.#table.dead;
    return this.#only?.seated === true ? 1 : 0;
  }

  /** The slots in order of delivery, dead ones among them. */
  table(): readonly Slot[] {
    const table = this.#several();
    if (table.isStale) rebuild(table);
    return table.slots;
  }

  add(slot: Slot): void {
    this.#cool();
    slot.heard(-this.deliveries);
    if (this.#table === undefined && this.#only === undefined) {
      this.#only = slot;
      return;
    }
    const table = this.#several();
    // It may be one that is still in the table of the deliveries under way.
    if (table.hasRetired) rebuild(table);
    const last = table.slots.at(-1);
    if (last !== undefined && byOrder(last, slot) > 0) table.isStale = true;
    table.slots.push(slot);
  }

  /** Tells that one of the slots has died. Half of them may be dead before the rest moves together, so a removal costs O(1) on average. */
  buried(): void {
    this.touched();
    if (this.#table === undefined) {
      this.#only = undefined;
      return;
    }
    const table = this.#table;
    table.dead++;
    if (table.dead * 2 > table.slots.length) rebuild(table);
  }

  /** Tells that one of the slots is for the deliveries under way only: they keep their table, and it is in no other. */
  retired(): void {
    this.touched();
    if (this.#table === undefined) {
      this.#only = undefined;
      return;
    }
    this.#table.dead++;
    this.#table.isStale = this.#table.hasRetired = true;
  }

  #several(): Table {
    if (this.#table !== undefined) return this.#table;
    this.#table = { slots: this.#only === undefined ? [] : [this.#only], dead: 0, isStale: false, hasRetired: false };
    this.#only = undefined;
    return this.#table;
  }

  #cool(): void {
    this.#heat = this.#seriesHeat = undefined;
  }
}

function rebuild(table: Table): void {
  const seated = table.slots.filter((slot) => slot.seated);
  table.slots = table.isStale ? seated.sort(byOrder) : seated;
  table.isStale = table.hasRetired = false;
  table.dead = 0;
}
