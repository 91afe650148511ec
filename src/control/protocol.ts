/** Open this to see what is said over the control socket: one JSON text a line, a request and its answer. */
import type { Problem } from '../model/problem.js';

/** Longest line that either side takes, in characters. */
export const LONGEST_LINE = 1_048_576;
/** Longest request; nobody asks much. */
export const LONGEST_REQUEST = 65_536;

/** A question to a running host. `id` comes back with the answer. */
export interface Request {
  readonly id: number;
  /** `list`, `info`, `why`, `graph`, `history`, `doctor` and `dump` ask; `plan`, `change`, `apply` and `undo` change; `exec` runs a command of a plugin. */
  readonly op: string;
  readonly arguments: readonly string[];
  /** Of `plan` and `change`: what is asked for, as it came; of `exec`: what comes with the line. */
  readonly change?: unknown;
}

/** Answers one question; what it throws becomes the problem of the answer. */
export type Answerer = (request: Request) => unknown;

export type Answer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly problem: Problem };

/** Cuts a stream of text into lines. A line that is too long ends it. */
export function lines(most: number, each: (line: string) => void, tooLong: () => void): (chunk: string) => void {
  let rest = '';
  let over = false;
  return (chunk) => {
    if (over) return;
    rest += chunk;
    for (let end = rest.indexOf('\n'); end >= 0 && end <= most; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      each(line);
    }
    if (rest.length <= most) return;
    over = true;
    rest = '';
    tooLong();
  };
}

/** A request, if the line is one. */
export function parseRequest(line: string): Request | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const { id, op, arguments: given = [], change } = value as Record<string, unknown>;
    if (typeof id !== 'number' || typeof op !== 'string' || !Array.isArray(given)) return undefined;
    if (!given.every((argument): argument is string => typeof argument === 'string')) return undefined;
    return { id, op, arguments: given, ...(change === undefined ? {} : { change }) };
  } catch {
    return undefined;
  }
}

/** Whole numbers of any size are as they are written. Throws what JSON can't hold: an object that stands in itself. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
}
