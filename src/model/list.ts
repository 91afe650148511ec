/** Open this to see how lists are kept that nobody adds to: without room for more, and the empty one only once. */

/** The list of nothing: most lists of most plugins are empty, and this is all of them. */
export const NONE: readonly never[] = Object.freeze([]);

/** A list that was filled one by one, as it is kept: what it grew by goes. */
export function kept<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NONE : list.slice();
}
