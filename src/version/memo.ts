/** Open this to see how answers about texts are kept, so that asking again costs one look-up, and memory stays bounded. */

/** Longer texts are never kept. */
const LONGEST = 1000;

/** A function that keeps its answers. When `most` are kept it forgets them all; a key beyond 1,000 characters is never kept. */
export function memo<T>(answer: (key: string) => T, most = 10_000): (key: string) => T {
  const kept = new Map<string, T>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined || kept.has(key)) return known as T;
    const found = answer(key);
    if (key.length <= LONGEST) keep(kept, key, found, most);
    return found;
  };
}

/** The same for whether two texts fit each other: two look-ups, by the second and then by the first, and no text is made to look for. */
export function memoOfTwo(answer: (first: string, second: string) => boolean, most = 1000): (first: string, second: string) => boolean {
  const kept = new Map<string, Map<string, boolean>>();
  const find = (first: string, second: string): boolean => {
    const found = answer(first, second);
    if (Math.max(first.length, second.length) > LONGEST) return found;
    if (!kept.has(second)) keep(kept, second, new Map<string, boolean>(), most);
    keep(kept.get(second)!, first, found, most);
    return found;
  };
  return (first, second) => kept.get(second)?.get(first) ?? find(first, second);
}

function keep<T>(kept: Map<string, T>, key: string, value: T, most: number): void {
  if (kept.size >= most) kept.clear();
  kept.set(key, value);
}
