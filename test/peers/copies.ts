/** Open this to see how a mistake pretends that another copy of mortise made something; `guarantees/g9-two-copies` tries real copies. */

/** The mark that each copy leaves on what it makes; the first one stays. */
export function asIfBy<T extends object>(copy: { readonly version: string; readonly from: string }, made: T): T {
  return Object.defineProperty(made, Symbol.for('mortise.brand'), { value: copy });
}
