/** Open this to see how handlers that emit inside handlers are kept from going round for ever. */
import { failure } from '../problem/problem.js';

/** So many deliveries may run inside one another. */
export const DEEPEST = 64;
/** Names are written down from here on: below, an emission costs a comparison and an addition. */
const TRAIL_FROM = 32;
/** Of a long circle, or of ever different names that make none, the last are shown. */
const MOST_SHOWN = 16;

/** How deep the deliveries of one bus are nested at this moment. Only synchronous nesting counts. */
export class Nesting {
  #depth = 0;
  #checkFrom = TRAIL_FROM;
  readonly #trail: string[] = [];
  #cycle: readonly string[] = [];
  readonly #refused = new Set<string>();
  #refusesAll = false;

  /** Goes one deeper, or throws `event.recursion`. Answers how deep it was, to be given back. */
  enter(name: string): number {
    const depth = this.#depth;
    if (depth >= this.#checkFrom) this.#check(name);
    this.#depth = depth + 1;
    return depth;
  }

  /** Goes one deeper whatever the depth: for what mortise itself tells, which must be told at the bottom too. */
  enterAnyway(name: string): number {
    if (this.#depth === 0) this.#restart();
    this.#note(name);
    return this.#depth++;
  }

  leave(depth: number): void {
    this.#depth = depth;
  }

  /** The outermost delivery has returned since something was refused. */
  #restart(): void {
    if (this.#checkFrom === TRAIL_FROM) return;
    this.#checkFrom = TRAIL_FROM;
    this.#refused.clear();
    this.#refusesAll = false;
  }

  #check(name: string): void {
    if (this.#depth === 0) return this.#restart();
    // At the bottom the names of the cycle are refused until the outermost delivery has returned. Otherwise every handler on the way back up
    // would go down again by its next emission: two handlers that emit their own event would take 2^64 calls to unwind.
    if (this.#depth >= DEEPEST) {
      const path = [...this.#trail.slice(0, this.#depth - TRAIL_FROM), name];
      // It may be a bystander that finds no room, since the event it is emitted in goes round in circles.
      const circle = circleAt(path, path.length - 1) ?? circleAt(path, path.length - 2);
      this.#cycle = circle ?? path;
      for (const each of this.#cycle) this.#refused.add(each);
      // If the names are ever different, so that no circle is to be seen, every name is refused.
      this.#refusesAll ||= circle === undefined;
      this.#checkFrom = 0;
    }
    if (this.#depth >= DEEPEST || this.#refusesAll || this.#refused.has(name)) {
      throw failure('event.recursion', { cycle: this.#cycle.slice(-MOST_SHOWN), depth: DEEPEST });
    }
    this.#note(name);
  }

  #note(name: string): void {
    if (this.#depth >= TRAIL_FROM) this.#trail[this.#depth - TRAIL_FROM] = name;
  }
}

/** From the last time that a name of the path was there before. */
function circleAt(path: readonly string[], end: number): string[] | undefined {
  const before = path.lastIndexOf(path[end]!, end - 1);
  return before === -1 ? undefined : path.slice(before, end + 1);
}
