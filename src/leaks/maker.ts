/** Open this to see how it is known who made something: by the code that was nearest on the stack. */
import { isCarrier, isFramework, pathOf, placeIn } from '../facts/place.js';

export interface Maker {
  /** The modules of Node between the call and what it made, nearest first: `node:net`. */
  readonly through: readonly string[];
  /** `file:line:column`, the innermost first. Further ones follow as long as they lie in packages: a library often acts for its caller. */
  readonly places: readonly string[];
  /** mortise itself made it, and answers for it: a timer of a context is on a ledger. */
  readonly own: boolean;
}

/** rxjs alone puts five frames on the stack for each operator. */
const DEEPEST = 64;

/** Node's own way of telling what is made. */
const TELLING = /^node:(?:internal\/)?(?:async_hooks|diagnostics_channel)$/;

/** Reads the stack at once: one that is kept for later keeps every function alive that is on it. */
export function makerAbove(called: (...args: never[]) => unknown): Maker {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEEPEST;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, called);
  // An application may have its own idea of what a stack is.
  const stack = typeof holder.stack === 'string' ? holder.stack : '';
  Error.stackTraceLimit = limit;
  return makerIn(stack);
}

export function makerIn(stack: string): Maker {
  const through: string[] = [];
  const places: string[] = [];
  for (const line of stack.split('\n').slice(1)) {
    const place = placeIn(line);
    if (place === undefined) {
      const module = /(node:[\w/-]+):\d+:\d+\)?$/.exec(line)?.[1];
      if (module !== undefined && places.length === 0 && !TELLING.test(module)) through.push(module);
      continue;
    }
    if (isCarrier(place)) continue;
    if (isFramework(place)) {
      if (places.length === 0) return { through, places, own: true };
      break;
    }
    places.push(pathOf(place));
    if (!/[\\/]node_modules[\\/]/.test(place)) break;
  }
  return { through, places, own: false };
}

/** The file of a place, without what a loader has added to its name: `/srv/a.js?v=2:3:4` -> `/srv/a.js`. */
export function fileOf(place: string): string {
  return place.replace(/(?:\?[^/\\]*)?:\d+:\d+$/, '');
}
