/** Open this to see what is called with an event, and what that can give: a value that nobody reads, a promise, or the news that nobody was called. */
import { kindOf } from '../problem/text.js';

/** What is called with a payload and the concrete name under which it was emitted. */
export type Handler = (payload: unknown, name: string) => unknown;

/** A method, by its name: what is there may be exchanged until it is called. */
export interface Method {
  readonly on: object;
  readonly member: PropertyKey;
}

/** What somebody listens with. */
export type Call = Handler | Method;

/** A function that calls it; a method as it is then. */
export function handlerOf(call: Call): Handler {
  return typeof call === 'function'
    ? call
    : (payload, name) => Reflect.apply(methodOf(call.on, call.member), call.on, [payload, name]) as unknown;
}

/** The method that is there. Throws if there is none. */
export function methodOf(on: object, member: PropertyKey): Handler {
  const found: unknown = Reflect.get(on, member);
  if (typeof found === 'function') return found as Handler;
  throw new TypeError(`there is ${kindOf(found)} where the method ${String(member)} should be, so nobody can be called`);
}

/** What a delivery calls in a slot. */
export interface Called {
  readonly call: Handler;
  readonly thisArg: unknown;
}

/** Not by `call.call`, which V8 would have to look up for each kind of function: this is no more than the call. */
export function invoke({ call, thisArg }: Called, payload: unknown, name: string): unknown {
  return Reflect.apply(call, thisArg, [payload, name]);
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
