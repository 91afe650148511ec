/** Open this to see how lists are kept that nobody adds to, without room for more and the empty one only once, and how they are put into groups. */

/** The list of nothing: most lists of most plugins are empty, and this is all of them. */
export const NONE: readonly never[] = Object.freeze([]);

/** A list that was filled one by one, as it is kept: what it grew by goes. */
export function kept<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}

/** Who has which key, where each may have several: `groupedBy(plugins, ({ holds }) => holds)` says who holds each. */
export function groupedBy<K, T>(all: Iterable<T>, keysOf: (each: T) => Iterable<K>): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) for (const key of keysOf(each)) (groups.get(key) ?? groups.set(key, []).get(key)!).push(each);
  return groups;
}
