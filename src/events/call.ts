/** Open this to see what is called with an event, and what that can give: a value that nobody reads, a promise, or the news that nobody was called. */

/** What is called with a payload and the concrete name under which it was emitted. */
export type Handler = (payload: unknown, name: string) => unknown;

/** A method as it is found on its object when it is called. */
export class MethodCall {
  constructor(
    readonly on: object,
    readonly member: PropertyKey,
  ) {}
}

/** What a slot has to be called: a function, or a method, which needs no function of its own to be called through. */
export type Call = Handler | MethodCall;

/** A handler that calls a method. */
export function callingMethod(on: object, member: PropertyKey): MethodCall {
  return new MethodCall(on, member);
}

type Methods = Record<PropertyKey, Handler>;

/** Calls it: a function without a `this`, a method with its object. */
export function invoke(call: Call, payload: unknown, name: string): unknown {
  return typeof call === 'function' ? call(payload, name) : (call.on as Methods)[call.member]!(payload, name);
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

const { then } = Promise.prototype;

/** A promise with nothing of its own about it, which need not be adopted. May throw what a hostile one throws. */
export function isPlain(thenable: PromiseLike<unknown>): thenable is Promise<unknown> {
  return thenable instanceof Promise && thenable.constructor === Promise;
}

/** Calls one of the two, once, as `await` would go on: a promise's own `then` is not asked, that of others is asked once. Never throws. */
export function onSettled(thenable: PromiseLike<unknown>, ended: () => void, failed: (thrown: unknown) => void): void {
  try {
    void then.call(isPlain(thenable) ? thenable : adopt(thenable), ended, failed);
  } catch (thrown) {
    failed(thrown);
  }
}
