/** Open this to see how a namespace is held on to: its value is kept until names change. */
import type { NamespaceReference } from '../model/context.js';
import type { Entry } from '../wiring/entry.js';
import type { Names } from '../wiring/names.js';

/**
 * A namespace, with the value that was found under it. At the next change of any name the value is forgotten, so it keeps no plugin alive, and neither
 * does `missing`, which gives the error of whoever asks for what is not there.
 */
export class Reference implements NamespaceReference {
  /** `undefined` when nothing is kept. */
  #value: unknown = undefined;
  readonly #names: Names;
  readonly #missing: (namespace: string) => Error;

  constructor(
    readonly namespace: string,
    names: Names,
    missing: (namespace: string) => Error,
  ) {
    this.#names = names;
    this.#missing = missing;
  }

  get value(): unknown {
    const kept = this.#value;
    return kept === undefined ? this.#look(this.#names.entry(this.namespace)) : kept;
  }

  find(): unknown {
    if (this.#value !== undefined) return this.#value;
    const entry = this.#names.entry(this.namespace);
    return entry === undefined ? undefined : this.#look(entry);
  }

  forget(): void {
    this.#value = undefined;
  }

  #look(entry: Entry | undefined): unknown {
    if (entry === undefined) throw this.#missing(this.namespace);
    const value = entry.get();
    // What is made for each who asks is made each time.
    if (entry.isKept && value !== undefined) {
      this.#value = value;
      this.#names.changes.tellNext(this);
    }
    return value;
  }
}
