/** Open this to see how people may write the name of a published value. */

/** A namespace: `'billing/tax'` or `['billing', 'tax']`. */
export type NamespaceLike = string | readonly string[];
