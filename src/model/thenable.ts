/** Open this to see how it is told whether there is something to wait for. */

/** A promise of anybody's. May throw what a hostile `then` getter throws: call it where that is contained. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && typeof Reflect.get(value, 'then') === 'function';
}
