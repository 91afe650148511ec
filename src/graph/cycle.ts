/** Open this to see which rows need each other in a circle, and the shortest way around. */
import { connected } from './connected.js';
import { reversed } from './reach.js';

type Edges = readonly (readonly number[])[];

/**
 * One shortest cycle for each strongly connected component that has one: `[a, b, c]` means that a needs b, b needs c, and c needs a.
 * A cycle starts at its smallest row, cycles are sorted by that row, and a row that needs itself is the cycle `[row]`.
 * Of several shortest cycles it is the one whose first row is smallest, then the one found first along the edges.
 */
export function cycles(edges: Edges): number[][] {
  const neededBy = reversed(edges);
  const found: number[][] = [];
  for (const rows of connected(edges).components) {
    const cycle = shortest(rows, edges, neededBy);
    if (cycle !== undefined) found.push(cycle);
  }
  return found.sort((a, b) => a[0]! - b[0]!);
}

/**
 * Breadth first from each row, ascending, only for cycles shorter than the best so far. A row is dropped when it is done,
 * and with it those that can't be in a cycle any more: so one long ring costs one walk, and the start is the smallest row.
 */
function shortest(rows: readonly number[], edges: Edges, neededBy: Edges): number[] | undefined {
  const left = remaining(rows, edges, neededBy);
  let best: number[] | undefined;
  for (const start of rows) {
    if (best?.length === 1) break;
    if (!left.has(start)) continue;
    best = around(start, edges, left.has, best?.length ?? Infinity) ?? best;
    left.drop(start);
  }
  return best;
}

/** The shortest way from `start` back to itself, with fewer rows than `limit`. */
function around(start: number, edges: Edges, allowed: (row: number) => boolean, limit: number): number[] | undefined {
  const cameFrom = new Map<number, number | undefined>([[start, undefined]]);
  let frontier = [start];
  for (let length = 1; length < limit && frontier.length > 0; length += 1) {
    const next: number[] = [];
    for (const row of frontier) {
      for (const needed of edges[row]!) {
        if (needed === start) return pathTo(row, cameFrom);
        if (!allowed(needed) || cameFrom.has(needed)) continue;
        cameFrom.set(needed, row);
        next.push(needed);
      }
    }
    frontier = next;
  }
  return undefined;
}

function pathTo(last: number, cameFrom: ReadonlyMap<number, number | undefined>): number[] {
  const path: number[] = [];
  for (let row: number | undefined = last; row !== undefined; row = cameFrom.get(row)) path.push(row);
  return path.reverse();
}

interface Remaining {
  has(row: number): boolean;
  drop(row: number): void;
}

/** The rows that may still be in a cycle: those with an edge in and an edge out among themselves. All drops together are linear. */
function remaining(rows: readonly number[], edges: Edges, neededBy: Edges): Remaining {
  const left = new Set(rows);
  const degree = (row: number, along: Edges): number => along[row]!.filter((other) => left.has(other)).length;
  const outward = new Map(rows.map((row) => [row, degree(row, edges)]));
  const inward = new Map(rows.map((row) => [row, degree(row, neededBy)]));
  rows.filter((row) => outward.get(row) === 0 || inward.get(row) === 0).forEach(drop);
  return { has: (row) => left.has(row), drop };

  function drop(row: number): void {
    const dropped = left.delete(row) ? [row] : [];
    for (let gone = dropped.pop(); gone !== undefined; gone = dropped.pop()) {
      loosen(edges[gone]!, inward, dropped);
      loosen(neededBy[gone]!, outward, dropped);
    }
  }

  function loosen(neighbours: readonly number[], counts: Map<number, number>, dropped: number[]): void {
    for (const neighbour of neighbours) {
      const count = counts.get(neighbour);
      if (count === undefined) continue;
      counts.set(neighbour, count - 1);
      if (count === 1 && left.delete(neighbour)) dropped.push(neighbour);
    }
  }
}
