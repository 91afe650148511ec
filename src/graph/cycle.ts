/** Open this to see which rows need each other in circles, and which circles those are. */
import { connected } from './connected.js';
import { elementary, shorterFirst, type Cycle } from './elementary.js';
import { reversed } from './reach.js';

type Edges = readonly (readonly number[])[];

/** Rows that all need each other, and the ways around among them. */
export interface Tangle {
  /** Ascending. */
  readonly rows: readonly number[];
  /** Each starts at its smallest row; sorted by length, then by rows; no two are the same. */
  readonly cycles: readonly Cycle[];
  /** True when there are more cycles: then these are the shortest through each row, if the tangle is not too large, and some others. */
  readonly more: boolean;
}

/**
 * The strongly connected components that have a cycle, by their smallest row, each with all of its elementary cycles. One that has more than
 * `most` tells the shortest through each row instead, and some others. The time is linear in rows and edges, for a given `most`.
 */
export function tangles(edges: Edges, most: number): Tangle[] {
  const found: Tangle[] = [];
  for (const rows of connected(edges).components) {
    const inside = within(rows, edges);
    // A component of several rows has a cycle; one of a single row only when that needs itself.
    if (inside[0]!.length === 0) continue;
    const { cycles, more } = elementary(inside, most);
    const all = more ? distinct([...shortest(inside), ...cycles]) : cycles;
    found.push({ rows, cycles: all.map((cycle) => cycle.map((at) => rows[at]!)), more });
  }
  return found.sort((a, b) => a.rows[0]! - b.rows[0]!);
}

/** The edges of some rows among themselves, once each and ascending, so that nothing depends on the order in which they are given. */
function within(rows: readonly number[], edges: Edges): number[][] {
  const place = new Map(rows.map((row, at) => [row, at]));
  return rows.map((row) => {
    const needs = new Set(edges[row]!.map((needed) => place.get(needed)));
    return [...needs].filter((at) => at !== undefined).sort((a, b) => a - b);
  });
}

function distinct(cycles: readonly Cycle[]): Cycle[] {
  return [...new Map(cycles.map((cycle) => [cycle.join(' '), cycle])).values()].sort(shorterFirst);
}

/** With so few edges every row finds its shortest way around. */
const FEW_EDGES = 1000;
/** With more, a row looks no further than so many times the edges of an average row: otherwise the time would not be linear. */
const LONGEST_WALK = 25;

/** The shortest cycle through each row that finds it. */
function shortest(edges: Edges): Cycle[] {
  const neededBy = reversed(edges);
  const reads = edges.reduce((sum, needs) => sum + needs.length, 0);
  const limit = reads > FEW_EDGES ? (LONGEST_WALK * reads) / edges.length : Infinity;
  return edges.flatMap((_, row) => {
    const cycle = around(row, edges, neededBy, limit);
    return cycle === undefined ? [] : [cycle];
  });
}

/** One end of a way around: the rows that were reached from there, each with the row it was reached from. */
interface End {
  readonly edges: Edges;
  readonly cameFrom: Map<number, number>;
  edge: readonly number[];
}

/** A shortest way from a row back to itself: from both ends, level by level, where there is less to read, until they meet. */
function around(start: number, edges: Edges, neededBy: Edges, limit: number): Cycle | undefined {
  if (edges[start]!.includes(start)) return [start];
  const ahead: End = { edges, cameFrom: new Map([[start, start]]), edge: [start] };
  const behind: End = { edges: neededBy, cameFrom: new Map(neededBy[start]!.map((row) => [row, start])), edge: neededBy[start]! };
  for (let left = limit; left >= 0;) {
    const [near, far] = toRead(ahead) <= toRead(behind) ? [ahead, behind] : [behind, ahead];
    left -= toRead(near);
    const met = widen(near, far);
    if (met === undefined) continue;
    const there = trail(met, start, ahead.cameFrom).reverse();
    const back = trail(behind.cameFrom.get(met)!, start, behind.cameFrom);
    return fromSmallest([start, ...there, ...back]);
  }
  return undefined;
}

function toRead({ edges, edge }: End): number {
  return edge.reduce((sum, row) => sum + edges[row]!.length, 0);
}

/** Goes one level on, or to the first row that the other end knows as well. */
function widen(near: End, far: End): number | undefined {
  const next: number[] = [];
  for (const row of near.edge) {
    for (const reached of near.edges[row]!) {
      if (near.cameFrom.has(reached)) continue;
      near.cameFrom.set(reached, row);
      if (far.cameFrom.has(reached)) return reached;
      next.push(reached);
    }
  }
  near.edge = next;
  return undefined;
}

/** The rows from one to another, without that. */
function trail(from: number, to: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const path: number[] = [];
  for (let row = from; row !== to; row = cameFrom.get(row)!) path.push(row);
  return path;
}

function fromSmallest(cycle: Cycle): Cycle {
  const at = cycle.indexOf(cycle.reduce((a, b) => Math.min(a, b)));
  return [...cycle.slice(at), ...cycle.slice(0, at)];
}
