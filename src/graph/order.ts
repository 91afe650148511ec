/** Open this to see how rows come into levels, so that each row follows everything it needs. */
import { reversed } from './reach.js';

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
  const neededBy = reversed(edges);
  const missing = edges.map((needs) => needs.length);
  const levels: number[][] = [];
  let level = rowsWhere(missing, (count) => count === 0);
  while (level.length > 0) {
    levels.push(level);
    const next: number[] = [];
    for (const row of level) {
      for (const dependent of neededBy[row]!) {
        missing[dependent]! -= 1;
        if (missing[dependent] === 0) next.push(dependent);
      }
    }
    level = next;
  }
  return { levels: ascending(levels, edges.length), cyclic: rowsWhere(missing, (count) => count > 0) };
}

function rowsWhere(counts: readonly number[], holds: (count: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < counts.length; row += 1) if (holds(counts[row]!)) rows.push(row);
  return rows;
}

/** Sorts the rows of all levels with one pass over the rows, where a comparing sort would cost more than the order itself. */
function ascending(levels: readonly number[][], rows: number): number[][] {
  const levelOf = Array.from<number | undefined>({ length: rows });
  levels.forEach((level, index) => {
    for (const row of level) levelOf[row] = index;
  });
  const sorted = levels.map((): number[] => []);
  levelOf.forEach((index, row) => {
    if (index !== undefined) sorted[index]!.push(row);
  });
  return sorted;
}
