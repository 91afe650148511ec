/** Open this to see the graphs that the specs of this folder walk, and the slow, obvious answers they compare with. */
import fc from 'fast-check';

/** Up to seven rows, with edges to themselves and edges that are there twice. */
export const digraphs: fc.Arbitrary<number[][]> = fc
  .integer({ min: 0, max: 7 })
  .chain((rows) =>
    fc.array(fc.array(fc.integer({ min: 0, max: Math.max(0, rows - 1) }), { maxLength: 4 }), { minLength: rows, maxLength: rows }),
  );

/** Row 0 needs row 1, row 1 needs row 2, and so on; the last needs nothing. */
export function chain(rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) => (row + 1 < rows ? [row + 1] : []));
}

/** A chain whose last row needs the first. */
export function ring(rows: number): number[][] {
  return Array.from({ length: rows }, (_, row) => [(row + 1) % rows]);
}

/** Everybody needs everybody else. */
export function complete(rows: number): number[][] {
  const all = [...Array(rows).keys()];
  return all.map((row) => all.filter((other) => other !== row));
}

/** Every elementary cycle by walking every simple path, from the smallest row of each; by length, then by rows. */
export function cyclesByHand(edges: readonly (readonly number[])[]): number[][] {
  const found: number[][] = [];
  const walk = (path: number[]): void => {
    for (const needed of new Set(edges[path.at(-1)!])) {
      if (needed === path[0]) found.push([...path]);
      else if (needed > path[0]! && !path.includes(needed)) walk([...path, needed]);
    }
  };
  edges.forEach((_, row) => walk([row]));
  const digits = (cycle: number[]): string => cycle.map((row) => String(row).padStart(6, '0')).join(' ');
  return found.sort((a, b) => a.length - b.length || (digits(a) < digits(b) ? -1 : 1));
}

/** Warshall: whether one row reaches another in at least one step. */
export function reachesByHand(edges: readonly (readonly number[])[]): boolean[][] {
  const reaches = edges.map((needs) => edges.map((_, to) => needs.includes(to)));
  for (const via of edges.keys())
    for (const from of edges.keys()) for (const to of edges.keys()) if (reaches[from]![via] && reaches[via]![to]) reaches[from]![to] = true;
  return reaches;
}

/** Rows that reach each other, each component where its smallest row stands. */
export function componentsByHand(edges: readonly (readonly number[])[]): number[][] {
  const reaches = reachesByHand(edges);
  const together = (a: number, b: number): boolean => a === b || (reaches[a]![b]! && reaches[b]![a]!);
  const rows = [...edges.keys()];
  return rows
    .filter((row) => rows.findIndex((other) => together(row, other)) === row)
    .map((row) => rows.filter((other) => together(row, other)));
}

/** The same edges, counting how often one of them is read. */
export function counted(edges: readonly (readonly number[])[]): { edges: readonly (readonly number[])[]; reads: () => number } {
  let reads = 0;
  const watched = edges.map((needs) => {
    const row = Array.from<number>({ length: needs.length });
    needs.forEach((needed, at) => {
      Object.defineProperty(row, at, {
        get() {
          reads += 1;
          return needed;
        },
      });
    });
    return row;
  });
  return { edges: watched, reads: () => reads };
}
