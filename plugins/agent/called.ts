/** Open this to see how what an author wrote is called: with a callback, with a promise or plainly, whichever it is written for. */
import { AgentError, kindOf, textOf } from './errors.js';

/** Takes callbacks: `(error, ...results)`. */
export type Callback = (error?: unknown, ...results: unknown[]) => void;

/**
 * Calls a function and waits for its end: the callback, if it takes one more parameter than is given; else the promise or value that it returns.
 * Resolves with what the callback was given behind the error, as a list, or with what was returned, as a list of one.
 */
export function called(fn: Function, self: unknown, args: readonly unknown[]): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const takesCallback = fn.length > args.length;
    const callback: Callback = (error, ...results) =>
      error === undefined || error === null ? resolve(results) : reject(error instanceof Error ? error : new Error(textOf(error)));
    const returned: unknown = Reflect.apply(fn, self, takesCallback ? [...args, callback] : [...args]);
    const isPromise = typeof (returned as { then?: unknown } | undefined)?.then === 'function';
    if (isPromise) Promise.resolve(returned).then((value) => resolve([value]), reject);
    else if (!takesCallback) resolve([returned]);
  });
}

/** A function, or an error that names what should be one. */
export function functionOf(value: unknown, what: string): Function {
  if (typeof value === 'function') return value;
  throw new AgentError('agent.not-a-function', {
    message: `${what} is ${kindOf(value)} instead of a function.`,
    hint: 'Give a function, or a reference to one: $plugins:handlers:monitor.',
  });
}
