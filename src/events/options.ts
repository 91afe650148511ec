/** Open this to see which options listening and emitting take, and what is said of wrong ones. */
import { failure } from '../problem/problem.js';
import { kindOf, quoted, unknownOption } from '../problem/text.js';
import type { HandlerOwner } from './slot.js';

interface Check {
  readonly wants: string;
  readonly holds: (value: unknown) => boolean;
}

const PRIORITY: Check = { wants: 'a number', holds: (value) => typeof value === 'number' && !Number.isNaN(value) };
const FLAG: Check = { wants: 'true or false', holds: (value) => typeof value === 'boolean' };

/** What each call takes. */
const OPTIONS = {
  handle: {
    priority: PRIORITY,
    once: FLAG,
    deadline: { wants: 'milliseconds above 0', holds: (value) => typeof value === 'number' && value > 0 },
    through: { wants: 'a function from stream to stream', holds: (value) => typeof value === 'function' },
  },
  on: { priority: PRIORITY },
  once: { priority: PRIORITY },
  emitAsync: { parallel: FLAG },
} satisfies Readonly<Record<string, Readonly<Record<string, Check>>>>;

export type CallWithOptions = keyof typeof OPTIONS;

/** What is wrong with the options of a call, in one clause; nothing, if they are fine. */
export function whyNotOptions(call: CallWithOptions, options: unknown): string | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    return `the options are ${kindOf(options)} instead of an object`;
  const known: Readonly<Record<string, Check>> = OPTIONS[call];
  // Whoever emits in parallel has options each time, and a list of them would cost as much as two handlers.
  for (const name in options) {
    if (!Object.hasOwn(options, name)) continue;
    const value = (options as Readonly<Record<string, unknown>>)[name];
    const check = Object.hasOwn(known, name) ? known[name]! : undefined;
    if (check === undefined) return unknownOption(name, Object.keys(known));
    if (value !== undefined && !check.holds(value)) return `${name} is ${kindOf(value)} instead of ${check.wants}`;
  }
  return undefined;
}

/** Throws `event.bad-call` for options that can't be meant. */
export function checkOptions(call: CallWithOptions, event: unknown, options: unknown, owner: HandlerOwner): void {
  // Most calls have none.
  if (options === undefined) return;
  const why = whyNotOptions(call, options);
  if (why !== undefined) throw badCall(call, event, why, owner);
}

export function badCall(call: string, event: unknown, why: string, { plugin }: HandlerOwner): Error {
  const spoken = `events.${call}(${typeof event === 'string' ? quoted(event) : kindOf(event)})`;
  return failure('event.bad-call', { call: spoken, why }, plugin === 'host' ? {} : { plugin });
}
