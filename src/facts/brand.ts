/** Open this to see how one copy of mortise recognises the facts of another. */

/** The version of this copy; a test holds it equal to package.json. */
export const VERSION = '0.1.0';

/** Written beside the facts of a class, so that a host of another copy can name both. */
export interface Brand {
  readonly version: string;
  /** Where that copy was loaded from. */
  readonly from: string;
}

export const brand: Brand = Object.freeze({ version: VERSION, from: new URL('../..', import.meta.url).href });
