/** Open this to see how one place is given to the first plugin that asks, and what the others are told. */

/** Something that one plugin may override: the first one wins, and when it goes, the next one has its turn. */
export class Slot<T> {
  readonly #claims: { readonly plugin: string; readonly value: T }[] = [];

  /** `what` is it for people: `Server handler`. */
  constructor(
    readonly what: string,
    readonly usual: T,
  ) {}

  get value(): T {
    return this.#claims[0]?.value ?? this.usual;
  }

  /** Who has it; nobody where it is as usual. */
  get holder(): string | undefined {
    return this.#claims[0]?.plugin;
  }

  /** Claims it. What is answered takes the claim back; `warn` hears that somebody else was first. */
  claim(plugin: string, value: T, warn: (text: string) => void): () => void {
    const claim = { plugin, value };
    const first = this.holder;
    if (first !== undefined)
      warn(`${this.what} is already overridden by plugin '${first}', so that of '${plugin}' is ignored while it is there`);
    this.#claims.push(claim);
    return () => {
      const index = this.#claims.indexOf(claim);
      if (index !== -1) this.#claims.splice(index, 1);
    };
  }
}
