/** Open this to see how one copy of mortise recognises what another one made. */
import { homeOf, pathOf } from './place.js';

/** The version of this copy; a test holds it equal to package.json. */
export const VERSION = '0.1.0';

/** Which copy of mortise made something, so that a host of another copy can name both. */
export interface Brand {
  readonly version: string;
  /** The folder of that copy; of one in the bundle of a service, the bundle. */
  readonly from: string;
}

// In a bundle there may be none.
const HERE = pathOf((import.meta as { url?: string }).url ?? '');
export const brand: Brand = Object.freeze({ version: VERSION, from: homeOf(HERE)?.slice(0, -1) ?? HERE });

/** Global, so that two copies find each other's. */
const BRAND = Symbol.for('mortise.brand');

/** Writes on a thing that this copy made it. */
export function branded<T extends object>(made: T): T {
  if (Object.isExtensible(made) && !Object.hasOwn(made, BRAND)) Object.defineProperty(made, BRAND, { value: brand });
  return made;
}

/** The copy that made a thing, if it is another one than this. */
export function otherMaker(value: unknown): Brand | undefined {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined;
  const found = (value as { [BRAND]?: Brand })[BRAND];
  return found !== undefined && isOther(found) ? found : undefined;
}

/** The same files loaded twice, as test runners do, are one copy. */
export function isOther({ version, from }: Brand): boolean {
  return version !== brand.version || from !== brand.from;
}
