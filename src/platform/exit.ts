/** Open this to see how it is noticed that some code ends the process. */
import { firstOutside } from '../facts/place.js';
import type { Undo } from '../model/ports.js';

/** A call of `process.exit`. */
export interface Exit {
  readonly code: number;
  /** `file:line:column` of the call. */
  readonly place: string | undefined;
}

const DEEPEST = 64;

/**
 * Calls back when somebody calls `process.exit`, and not when the process ends by itself. It only hears: the process ends whatever is done.
 * `process.abort`, a fatal error and a signal leave nobody to hear.
 */
export function onExit(hear: (exit: Exit) => void): Undo {
  const listener = (code: number): void => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = DEEPEST;
    const holder: { stack?: string } = {};
    // Node tells of the exit inside of the call, so whoever called is still on the stack.
    Error.captureStackTrace(holder, listener);
    Error.stackTraceLimit = limit;
    const [, caller] = (holder.stack ?? '').split(/^ +at process\.exit .*$/m);
    if (caller !== undefined) hear({ code, place: firstOutside(caller) });
  };
  process.on('exit', listener);
  return () => void process.off('exit', listener);
}
