/** Open this to see how it is known who made something: by the code that was nearest on the stack. */
import { isCarrier, isFramework, pathOf, placeIn } from '../facts/place.js';
import { sourcePlace } from './source-place.js';

export interface Maker {
  /** The modules of Node between the call and what it made, nearest first: `node:net`. */
  readonly through: readonly string[];
  /** `file:line:column` of what was loaded, the innermost first. Further ones follow as long as they lie in packages: a library often acts for its caller. */
  readonly places: readonly string[];
  /** The same places as they are told where source maps are followed. Whose something is goes by the files that were loaded. */
  readonly sources?: readonly string[];
  /** mortise itself made it, and answers for it: a timer of a context is on a ledger. */
  readonly own: boolean;
}

/** rxjs alone puts five frames on the stack for each operator. */
const DEEPEST = 64;

/** Node's own way of telling what is made. */
const TELLING = /^node:(?:internal\/)?(?:async_hooks|diagnostics_channel)$/;

/** Reads the stack at once: one that is kept for later keeps every function alive that is on it. */
export function makerAbove(called: (...args: never[]) => unknown): Maker {
  const { stackTraceLimit: limit, prepareStackTrace: prepare } = Error;
  Error.stackTraceLimit = DEEPEST;
  // An application may have its own idea of what a stack is, and Node, where it follows source maps, tells the sources only.
  Error.prepareStackTrace = asLoaded;
  const holder = {} as { readonly stack: string };
  Error.captureStackTrace(holder, called);
  const { stack } = holder;
  Error.stackTraceLimit = limit;
  Error.prepareStackTrace = prepare;
  return makerIn(stack, process.sourceMapsEnabled ? sourceOf : undefined);
}

function asLoaded(_error: Error, frames: readonly { toString(): string }[]): string {
  return ['Error', ...frames.map((frame) => `    at ${frame.toString()}`)].join('\n');
}

function sourceOf(place: string): string | undefined {
  const [, url, line, column] = /^(.*):(\d+):(\d+)$/.exec(place)!;
  return sourcePlace(url!, Number(line) - 1, Number(column) - 1);
}

export function makerIn(stack: string, sourceOfPlace?: (place: string) => string | undefined): Maker {
  const through: string[] = [];
  const found: string[] = [];
  for (const line of stack.split('\n').slice(1)) {
    const place = placeIn(line);
    if (place === undefined) {
      const module = /(node:[\w/-]+):\d+:\d+\)?$/.exec(line)?.[1];
      if (module !== undefined && found.length === 0 && !TELLING.test(module)) through.push(module);
      continue;
    }
    if (isCarrier(place)) continue;
    if (isFramework(place)) {
      if (found.length === 0) return { through, places: [], own: true };
      break;
    }
    found.push(place);
    if (!/[\\/]node_modules[\\/]/.test(place)) break;
  }
  const places = found.map(pathOf);
  if (sourceOfPlace === undefined || found.length === 0) return { through, places, own: false };
  return { through, places, sources: found.map((place, index) => sourceOfPlace(place) ?? places[index]!), own: false };
}

/** The file of a place, without what a loader has added to its name: `/srv/a.js?v=2:3:4` -> `/srv/a.js`. */
export function fileOf(place: string): string {
  return place.replace(/(?:\?[^/\\]*)?:\d+:\d+$/, '');
}
