/** Open this to see how rows come into levels, so that each row follows everything it needs. */
import { levelsOf, rowsOf, sorted } from './rows.js';

export interface Order {
  /** Level 0 needs nothing; every other row stands one level above the highest row it needs. Rows ascend inside a level. */
  readonly levels: number[][];
  /** Rows in a cycle, or behind one: they have no place in the order. Ascending. */
  readonly cyclic: number[];
}

/**
 * Kahn's algorithm by levels, in time linear in rows and edges. `edges[i]` are the rows that row `i` needs; an edge may be there twice.
 * Example: `order([[], [0], [0, 1]])` is `{ levels: [[0], [1], [2]], cyclic: [] }`.
 */
export function order(edges: readonly (readonly number[])[]): Order {
  const from: number[] = [];
  const to: number[] = [];
  for (let row = 0; row < edges.length; row += 1)
    for (const needed of edges[row]!) {
      from.push(row);
      to.push(needed);
    }
  const found = sorted(rowsOf(edges.length, from, to));
  const { rows } = found;
  const levels = levelsOf(found).map((level) => [...level]);
  const cyclic: number[] = [];
  if (rows.length < edges.length) {
    const placed = new Set(rows);
    for (let row = 0; row < edges.length; row += 1) if (!placed.has(row)) cyclic.push(row);
  }
  return { levels, cyclic };
}
