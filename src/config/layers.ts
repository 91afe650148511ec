/** Open this to see which value wins when several places configure the same thing. */
import { copyPlain, isPlain, own, type PlainObject } from './plain.js';

/**
 * One value out of many, the later over the earlier: plain objects merge key by key, everything else replaces, lists as a whole.
 * `undefined` never overrides, `null` does. Forbidden keys are dropped; so is what is deeper than 64 levels or inside itself.
 * The result is new all the way down, so changing it changes no layer.
 *
 * Example: `mergeLayers([{ ttl: 60, tags: ['a'] }, { tags: [] }, undefined])` is `{ ttl: 60, tags: [] }`.
 */
export function mergeLayers(layers: readonly unknown[]): unknown {
  return layers.reduce((merged, layer) => merge(merged, copyPlain(layer)), undefined);
}

/** Both are copies already: they end, and their keys are safe. */
function merge(earlier: unknown, later: unknown): unknown {
  if (later === undefined) return earlier;
  if (!isPlain(earlier) || !isPlain(later)) return later;
  const merged: PlainObject = { ...earlier };
  for (const [key, value] of Object.entries(later)) merged[key] = merge(own(earlier, key), value);
  return merged;
}
