/** Open this to see what becomes of secrets that a page was not shown, and gives back hidden: they stay as they are, or are refused. */
import { isDeepStrictEqual } from 'node:util';
import type { FieldSchema } from 'mortise';
import { isDict } from './communication-handler.js';

/** What stands for a secret that nobody is shown. */
const HIDDEN = '***';

/** A value that a page gives for a field. */
export interface Given {
  readonly field: FieldSchema;
  readonly value: unknown;
  /** What the page was shown. */
  readonly shown: unknown;
  readonly path: readonly string[];
  /** It takes the place of what is there as a whole. Else an object is put over that, and what it leaves out stays. */
  readonly isWhole: boolean;
}

/**
 * The value without what is hidden in it, so that this stays as it is; nothing where nothing is left to give. Places of hidden secrets that
 * can't stay are added to `lost`.
 */
export function withoutHidden({ field, value, shown, path, isWhole }: Given, lost: string[]): unknown {
  const hidden = hiddenIn(field, value);
  if (hidden === undefined) return value;
  // Whoever was not shown a secret has not changed it.
  if (isDeepStrictEqual(value, shown)) return undefined;
  if (isWhole || !isDict(value)) {
    lost.push([...path, ...hidden].join('.'));
    return undefined;
  }
  const left = Object.entries(value).flatMap(([key, each]) => {
    const given = { field: below(field, key), value: each, shown: isDict(shown) ? own(shown, key) : undefined };
    const kept = withoutHidden({ ...given, path: [...path, key], isWhole }, lost);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return Object.fromEntries(left);
}

/** Where the first hidden secret stands. A text that only looks like one is none. */
function hiddenIn(field: FieldSchema, value: unknown): readonly string[] | undefined {
  if (field.secret === true) return value === HIDDEN ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, each] of Object.entries(value)) {
    const hidden = hiddenIn(below(field, key), each);
    if (hidden !== undefined) return [key, ...hidden];
  }
  return undefined;
}

function below({ type, of, fields = {} }: FieldSchema, key: string): FieldSchema {
  return (type === 'object' ? own(fields, key) : of) ?? { type: 'any' };
}

/** What is its own, and not what every object has. */
export function own<V>(values: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
