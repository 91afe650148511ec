/** Open this to see how a noun is made immutable. */

/** A noun while it is made. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Freezes JSON to the bottom. */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    if (Array.isArray(value)) {
      value.forEach(freeze);
      return value;
    }
    // JSON has nothing that is inherited, so this is all of it, and no list of it is made.
    // oxlint-disable-next-line guard-for-in
    for (const key in value) freeze(value[key]);
  }
  return value;
}
