/** Open this to see how a namespace is held on to: its value is kept until names change. */
import type { NamespaceReference } from '../model/context.js';
import type { Entry } from '../wiring/entry.js';
import type { Names } from '../wiring/names.js';

/** Stands where no value is kept: `undefined` may be one. */
const FORGOTTEN = Symbol('forgotten');

/**
 * A namespace, with the value that was found under it. At the next change of any name the value is forgotten, so it keeps no plugin alive, and neither
 * does `missing`, which gives the error of whoever asks for what is not there.
 */
export class Reference implements NamespaceReference {
  readonly #names: Names;
  readonly #missing: (namespace: string) => Error;
  #value: unknown = FORGOTTEN;

  constructor(
    readonly namespace: string,
    names: Names,
    missing: (namespace: string) => Error,
  ) {
    this.#names = names;
    this.#missing = missing;
  }

  get value(): unknown {
    return this.#value === FORGOTTEN ? this.#look(this.#names.entry(this.namespace)) : this.#value;
  }

  find(): unknown {
    if (this.#value !== FORGOTTEN) return this.#value;
    const entry = this.#names.entry(this.namespace);
    return entry === undefined ? undefined : this.#look(entry);
  }

  forget(): void {
    this.#value = FORGOTTEN;
  }

  #look(entry: Entry | undefined): unknown {
    if (entry === undefined) throw this.#missing(this.namespace);
    const value = entry.get();
    // What is made for each who asks is made each time.
    if (entry.isKept) {
      this.#value = value;
      this.#names.changes.tellNext(this);
    }
    return value;
  }
}
