/** Open this to see what counts as an object or a plain value, and how one is copied so that nobody else can change it. */

/** Deeper values are refused: nobody writes them, and a walk through them could overflow. */
export const DEEPEST = 64;

/** Keys that reach a prototype. They are never taken from outside, whatever the schema says. */
export const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export type PlainObject = Record<string, unknown>;

/** Whether it has fields: no list, and not `null`; of whatever class. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is an object as a literal makes one, in whichever realm: neither a list nor an instance of a class. */
export function isPlain(value: unknown): value is PlainObject {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** An own value; what an object inherits is never configuration. */
export function own(value: PlainObject, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether two plain values say the same; keys may come in any order. Of what is not plain, only a thing itself is the same. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => same(item, b[at]));
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

/** What a copy leaves out, told as it happens. */
export interface CopyWatch {
  forbidden(path: readonly (string | number)[]): void;
  /** Deeper than `DEEPEST`. */
  deep(path: readonly (string | number)[]): void;
  /** Inside itself. */
  circular(path: readonly (string | number)[]): void;
}

const SILENT: CopyWatch = { forbidden() {}, deep() {}, circular() {} };

/**
 * A copy of lists and plain objects all the way down; functions and instances of classes stay what they are. Forbidden keys are left
 * out, and so is what is undefined, too deep or inside itself; in a list it is undefined, so that the others keep their places.
 * What stands in two places is copied once, so a copy never explodes.
 */
export function copyPlain(value: unknown, watch: CopyWatch = SILENT, start: readonly (string | number)[] = []): unknown {
  const copies = new Map<object, unknown>();
  const around = new Set<object>();

  function copy(original: unknown, path: readonly (string | number)[], depth: number): unknown {
    if (!Array.isArray(original) && !isPlain(original)) return original;
    const refuse = around.has(original) ? watch.circular : depth > DEEPEST ? watch.deep : undefined;
    if (refuse !== undefined) {
      refuse(path);
      return undefined;
    }
    if (copies.has(original)) return copies.get(original);
    around.add(original);
    const made = Array.isArray(original) ? copyList(original, path, depth) : copyObject(original, path, depth);
    around.delete(original);
    copies.set(original, made);
    return made;
  }

  function copyList(list: readonly unknown[], path: readonly (string | number)[], depth: number): unknown[] {
    return Array.from(list, (item, at) => copy(item, [...path, at], depth + 1));
  }

  function copyObject(object: PlainObject, path: readonly (string | number)[], depth: number): PlainObject {
    const made: PlainObject = {};
    for (const key of Object.keys(object)) {
      if (FORBIDDEN.has(key)) watch.forbidden([...path, key]);
      else {
        const part = copy(object[key], [...path, key], depth + 1);
        if (part !== undefined) made[key] = part;
      }
    }
    return made;
  }

  return copy(value, start, start.length);
}
