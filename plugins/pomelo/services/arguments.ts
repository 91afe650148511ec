/** Open this to see which arguments of pushes may be left out, as Pomelo has it. */
import type { Callback } from './ports.js';

/** The route comes first, or is a member of the message. */
export function routed(args: readonly unknown[]): [route: string, message: unknown, ...rest: unknown[]] {
  const [first, ...rest] = args;
  return typeof first === 'string' ? [first, ...(rest as [unknown])] : [(first as { readonly route: string }).route, first, ...rest];
}

/** Options may be left out before the callback. */
export function optional(args: readonly unknown[]): [options: object, callback: Callback | undefined] {
  const [options, callback] = typeof args[0] === 'function' ? [{}, args[0]] : args;
  return [(options ?? {}) as object, callback as Callback | undefined];
}
