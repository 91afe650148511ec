/** Open this to see what calling a slot can give: a value that nobody reads, a promise, or the news that nobody was called. */

/** What is called with a payload and the concrete name under which it was emitted. */
export interface Handler {
  (payload: unknown, name: string): unknown;
  /** What it does, if that is no more than to call a method: generated code calls it directly. */
  readonly calls?: MethodCall;
}

/** A method as it is found on its object when it is called. */
export interface MethodCall {
  readonly on: object;
  readonly member: PropertyKey;
}

/** A handler that calls a method. */
export function callingMethod(on: object, member: PropertyKey): Handler {
  const methods = on as Record<PropertyKey, (payload: unknown, name: string) => unknown>;
  return Object.assign((payload: unknown, name: string): unknown => methods[member]!(payload, name), { calls: { on, member } });
}

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
