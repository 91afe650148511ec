/** Open this to see how anything that needs each other is put in an order, and its circles are named, without a host. */
import { failure } from '../problem/problem.js';
import { kindOf, quoted } from '../problem/text.js';
import { tangles } from './cycle.js';
import { levelsOf, rowsOf, sorted, type Rows, type Sorted } from './rows.js';

/** So many circles of things that hang together are told; there may be more of them than anybody can count. */
const MOST_CIRCLES = 100;

/** What needs what, ready to be asked. Each answer takes time linear in entries and needs, without recursion. */
export interface DependencyGraph<K> {
  /** Everything after all that it needs; among equals in the order of the entries. What is in a circle, or needs what is, is left out. */
  order(): K[];
  /** The same in levels: each needs only earlier ones, so all of one level may start together. */
  levels(): K[][];
  /**
   * Circles, the shortest first: `['a', 'b']` means that a needs b, and b needs a. Of those that hang together, all where they are at most 100,
   * else the shortest through each and some others.
   */
  cycles(): K[][];
}

/**
 * Reads who needs whom, as a host does to start its plugins in order: a map from an id, or from anything else, to what it needs. A need of what has
 * no entry orders nothing. An entry that comes again adds its needs. Throws `graph.bad-entries`, with the entry that is wrong.
 *
 * ```ts
 * import { dependencyGraph } from 'mortise';
 *
 * const graph = dependencyGraph(
 *   new Map([
 *     ['shop', ['cache', 'mail']],
 *     ['mail', ['cache']],
 *     ['cache', []],
 *   ]),
 * );
 * console.log(graph.order()); // [ 'cache', 'mail', 'shop' ]
 * console.log(graph.cycles()); // []
 * ```
 */
export function dependencyGraph<K>(entries: Iterable<readonly [K, Iterable<K>]>): DependencyGraph<K> {
  const rowOf = new Map<K, number>();
  const keys: K[] = [];
  const given: (readonly K[])[] = [];
  const givenFor: number[] = [];
  let most = 0;
  if (!isList(entries)) throw refused('the entries', 'entries', 'a list', entries);
  let count = 0;
  for (const entry of entries) {
    if (!Array.isArray(entry)) throw refused(`entry ${count}`, `entries[${count}]`, 'a pair of an id and its needs', entry);
    const [key, needed] = entry as readonly [K, Iterable<K>];
    if (!isList(needed)) throw refused(`what ${named(key)} needs in entry ${count}`, `entries[${count}][1]`, 'a list', needed);
    count += 1;
    let row = rowOf.get(key);
    if (row === undefined) {
      row = keys.push(key) - 1;
      rowOf.set(key, row);
    }
    const list: readonly K[] = Array.isArray(needed) ? needed : [...needed];
    most += list.length;
    given.push(list);
    givenFor.push(row);
  }
  const from = new Int32Array(most);
  const to = new Int32Array(most);
  let edges = 0;
  for (let at = 0; at < given.length; at += 1) {
    const list = given[at]!;
    for (let need = 0; need < list.length; need += 1) {
      const row = rowOf.get(list[need]!);
      if (row === undefined) continue;
      from[edges] = givenFor[at]!;
      to[edges] = row;
      edges += 1;
    }
  }
  return new Read(keys, from.subarray(0, edges), to.subarray(0, edges));
}

/** Text can be walked as well, letter by letter, and nobody means that. */
function isList(given: unknown): boolean {
  return typeof given === 'object' && given !== null && Symbol.iterator in given;
}

function named(key: unknown): string {
  return typeof key === 'string' ? quoted(key) : kindOf(key);
}

function refused(where: string, field: string, wants: string, seen: unknown): Error {
  return failure('graph.bad-entries', { where, wants, seen: kindOf(seen) }, { field });
}

class Read<K> implements DependencyGraph<K> {
  readonly #rows: Rows;
  /** Whether everything has a place in the order, once that is known. */
  #isWhole: boolean | undefined;

  constructor(
    readonly keys: readonly K[],
    readonly from: Int32Array,
    readonly to: Int32Array,
  ) {
    this.#rows = rowsOf(keys.length, from, to);
  }

  order(): K[] {
    const { rows } = this.#sorted();
    const { keys } = this;
    const order: K[] = [];
    for (let at = 0; at < rows.length; at += 1) order.push(keys[rows[at]!]!);
    return order;
  }

  levels(): K[][] {
    return levelsOf(this.#sorted()).map((level) => this.#keyed(level));
  }

  cycles(): K[][] {
    if (this.#isWhole === undefined) this.#sorted();
    // What has an order has no circle, and to have one is the rule.
    if (this.#isWhole) return [];
    const edges = this.keys.map((): number[] => []);
    for (const [edge, row] of this.from.entries()) edges[row]!.push(this.to[edge]!);
    const circles = tangles(edges, MOST_CIRCLES).flatMap(({ cycles }) => cycles);
    return circles.sort((a, b) => a.length - b.length).map((circle) => this.#keyed(circle));
  }

  #sorted(): Sorted {
    const found = sorted(this.#rows);
    this.#isWhole = found.rows.length === this.keys.length;
    return found;
  }

  #keyed(rows: Iterable<number>): K[] {
    return Array.from(rows, (row) => this.keys[row]!);
  }
}
