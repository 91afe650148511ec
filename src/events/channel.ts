/** Open this to see how the slots of one event stay in order while handlers come and go, even in the middle of a delivery. */
import {
  type EmitParts,
  type Emitted,
  generate,
  type Generated,
  type GeneratedAwaited,
  generateAwaited,
  type AwaitedParts,
} from './generate.js';
import { byOrder, type Slot } from './slot.js';

/** The slots of an event with several, and what has become of them. */
class Table {
  dead = 0;
  /** Nobody new may walk the table as it is. */
  isStale = false;
  hasRetired = false;

  constructor(public slots: Slot[]) {}
}

/**
 * One event by its concrete name: all who get it, those of matching patterns among them.
 *
 * A delivery takes the table and its length and walks that. So the table may only grow at its end, beyond every such length; whatever
 * would move a slot makes a new table and leaves the old one to the deliveries that walk it. A removed slot stays behind, dead.
 *
 * Most events have one handler, and most are not emitted for long: neither needs more than a slot until then.
 */
export class Channel implements Emitted {
  readonly name: string;
  /** Whether anybody may emit it, not just mortise. Nobody may once it is forgotten, since it may have a successor. */
  emittable: boolean;
  /** Slots that were registered for this very name, not for a pattern. */
  exact = 0;
  /** Counts what generated code must notice in the middle of a delivery. */
  version = 0;
  /** Deliveries to its slots so far. What each of them got is told by the difference: counting costs one addition for all. */
  deliveries = 0;
  /** Emits to exactly those who are there now; none as long as walking the table is cheaper. */
  code: Generated | undefined = undefined;
  /** The same for somebody who waits. */
  awaitedCode: GeneratedAwaited | undefined = undefined;
  /** Before so many deliveries there is nothing to look at: none is timed, and there can be no code. */
  due = 0;
  /** The deliveries there were when handlers last changed, or when no code could be had. */
  #since = 0;
  /** The only one that ever was in it, until somebody asks for the table. */
  #held: Slot | Table | undefined = undefined;

  constructor(name: string, emittable: boolean) {
    this.name = name;
    this.emittable = emittable;
  }

  /** After how many deliveries it is hot. */
  hotAt(hotAfter: number): number {
    return this.#since + hotAfter;
  }

  /** Code, once it is hot. */
  generated(hotAfter: number, parts: EmitParts<Channel>): Generated | undefined {
    if (this.deliveries >= this.hotAt(hotAfter)) this.code = generate(this.#settled(), this, parts);
    return this.code;
  }

  generatedAwaited(hotAfter: number, parts: AwaitedParts<Channel>): GeneratedAwaited | undefined {
    if (this.deliveries >= this.hotAt(hotAfter)) this.awaitedCode = generateAwaited(this.#settled(), this, parts);
    return this.awaitedCode;
  }

  /** A copy of the table as it is. */
  #settled(): readonly Slot[] {
    const table = this.#several();
    if (table.dead > 0 || table.isStale) rebuild(table);
    // Somebody may be away, or code can't be had.
    this.#since = this.deliveries;
    return [...table.slots];
  }

  /** Tells that code is out of date: a slot is called otherwise, one has come or gone, or nobody may emit it any more. */
  touched(): void {
    this.version++;
    this.code = undefined;
    this.awaitedCode = undefined;
    this.#since = this.deliveries;
    this.due = 0;
  }

  /** How many slots are alive. */
  get size(): number {
    const held = this.#held;
    if (held instanceof Table) return held.slots.length - held.dead;
    return held?.seated === true ? 1 : 0;
  }

  /** The slots in order of delivery, dead ones among them. */
  table(): readonly Slot[] {
    const table = this.#several();
    if (table.isStale) rebuild(table);
    return table.slots;
  }

  add(slot: Slot): void {
    this.touched();
    slot.heard(-this.deliveries);
    if (this.#held === undefined) {
      this.#held = slot;
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
    const table = this.#held;
    if (!(table instanceof Table)) {
      this.#held = undefined;
      return;
    }
    table.dead++;
    if (table.dead * 2 > table.slots.length) rebuild(table);
  }

  /** Tells that one of the slots is for the deliveries under way only: they keep their table, and it is in no other. */
  retired(): void {
    this.touched();
    const table = this.#held;
    // A held event keeps its channel, and through its table a channel would keep every generation that was the last in it.
    if (!(table instanceof Table) || table.slots.length === table.dead + 1) {
      this.#held = undefined;
      return;
    }
    table.dead++;
    table.isStale = table.hasRetired = true;
  }

  #several(): Table {
    const held = this.#held;
    if (held instanceof Table) return held;
    return (this.#held = new Table(held === undefined ? [] : [held]));
  }
}

function rebuild(table: Table): void {
  const seated = table.slots.filter((slot) => slot.seated);
  table.slots = table.isStale ? seated.sort(byOrder) : seated;
  table.isStale = table.hasRetired = false;
  table.dead = 0;
}
