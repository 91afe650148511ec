/** Open this to see what calling a slot can give: a value that nobody reads, a promise, or the news that nobody was called. */

/** What is called with a payload and the concrete name under which it was emitted. */
export type Handler = (payload: unknown, name: string) => unknown;

/**
 * What the call of a slot gives when there was nobody to call: the slot was removed, or its plugin is away. A sentinel instead of a
 * flag on the slot: a walk looks at the result of each call anyway, so being away costs those who are there nothing.
 */
export const SKIPPED = Symbol('skipped');

/** Takes the place of `call` in a slot that must not be called. */
export const skip: Handler = () => SKIPPED;

/** A native promise of whatever a thenable turns out to be; a `then` that throws becomes a rejection. */
export function adopt(thenable: PromiseLike<unknown>): Promise<unknown> {
  return new Promise((resolve) => resolve(thenable));
}
