/** Open this to see what can be reached from some rows, along the edges or against them. */

/** Everything reachable from the starting rows, and those rows themselves. */
export function reach(from: Iterable<number>, edges: readonly (readonly number[])[]): Set<number> {
  const reached = new Set<number>(from);
  // A set visits what is added while it is walked, so it is its own queue.
  for (const row of reached) {
    for (const next of edges[row]!) reached.add(next);
  }
  return reached;
}

/** The same edges read the other way: `reversed([[1], []])` is `[[], [0]]`. An edge that was there twice stays there twice. */
export function reversed(edges: readonly (readonly number[])[]): number[][] {
  const against = edges.map((): number[] => []);
  edges.forEach((needs, row) => {
    for (const needed of needs) against[needed]!.push(row);
  });
  return against;
}
