/** Open this to see how answers about texts are kept, so that asking again costs one look-up, and memory stays bounded. */

/** A function that keeps its answers. When `most` are kept it forgets them all; a key beyond 1,000 characters is never kept. */
export function memo<T>(answer: (key: string) => T, most = 10_000): (key: string) => T {
  const kept = new Map<string, T>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined || kept.has(key)) return known as T;
    const found = answer(key);
    if (key.length > 1000) return found;
    if (kept.size >= most) kept.clear();
    kept.set(key, found);
    return found;
  };
}
