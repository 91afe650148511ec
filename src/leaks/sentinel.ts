/** Open this to see how it is watched whether objects are still there, by somebody who holds none of them. */

/** Knows whether objects are still there, and holds none of them. */
export interface Sentinel {
  readonly label: string;
  /** Those that are still there; whoever keeps the list keeps them. It says something only after `collectGarbage`. */
  survivors(): readonly object[];
}

/** Watches over what should be gone soon: `sentinelOf('chat', [instance, ...components])`. */
export function sentinelOf(label: string, objects: readonly object[]): Sentinel {
  const refs = objects.map((object) => new WeakRef(object));
  return { label, survivors: () => refs.map((ref) => ref.deref()).filter((object) => object !== undefined) };
}
