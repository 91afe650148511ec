/** Open this to see what is published under a namespace: one record for each name. */
import type { Provision } from '../model/manifest.js';

/** A name that a plugin publishes. A swap changes which record stands under a name, never the bindings that lead to it. */
export class Entry {
  readonly #value: unknown;
  readonly #make: (() => unknown) | undefined;

  constructor(
    readonly namespace: string,
    readonly how: Provision['scope'],
    /** Key of the plugin that publishes it. */
    readonly owner: string,
    readonly category: string | undefined,
    /** The same for all who ask. */
    value: unknown,
    /** Makes one for each who asks. */
    make?: () => unknown,
  ) {
    this.#value = value;
    this.#make = make;
  }

  /** Whether all who ask are given the same. */
  get isKept(): boolean {
    return this.#make === undefined;
  }

  get(): unknown {
    const value = this.#value;
    // Most are kept: then nothing else is looked at.
    return value === undefined ? this.#make?.() : value;
  }
}
