/** Open this to see how options are handed over: as they are, in a copy that nobody can change. */
import { copyPlain, isPlain } from '../config/plain.js';

/** What most configurations and options are. */
const EMPTY: Readonly<Record<string, unknown>> = Object.freeze({});

/** A frozen copy of plain data; functions and instances of classes are handed on as they are. */
export function frozenCopy(value: unknown): unknown {
  return isPlain(value) && Object.keys(value).length === 0 ? EMPTY : freezePlain(copyPlain(value));
}

function freezePlain(copy: unknown): unknown {
  if ((!Array.isArray(copy) && !isPlain(copy)) || Object.isFrozen(copy)) return copy;
  for (const part of Object.values(copy)) freezePlain(part);
  return Object.freeze(copy);
}
