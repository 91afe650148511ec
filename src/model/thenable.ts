/** Open this to see how it is told whether there is something to wait for, and how nobody waits where there is nothing. */

/** A promise of anybody's. May throw what a hostile `then` getter throws: call it where that is contained. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

/** What has ended already when it gives nothing: a promise is made only where something is waited for. */
export type Waiting = void | Promise<void>;

/** Goes on when something has ended: at once, if it has. */
export function afterwards<R>(waiting: Waiting, goOn: () => R): R | Promise<Awaited<R>> {
  return waiting === undefined ? goOn() : (waiting.then(goOn) as Promise<Awaited<R>>);
}
