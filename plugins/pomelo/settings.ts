/** Open this to see what `app.set` does: a value by name, perhaps a member of the app, and gone again with the plugin that set it. */

interface Layer {
  readonly value: unknown;
  readonly attach: boolean;
  /** Goes with the plugin that set it. */
  readonly passing: boolean;
}

/** The last value that was set counts. When it goes with its plugin, the one before it counts again. */
export class Settings {
  readonly #layers = new Map<string, readonly Layer[]>();
  readonly #members = new Set<string>();
  readonly #target: object;

  /** Attached values become members of the target. */
  constructor(target: object) {
    this.#target = target;
  }

  get(name: string): unknown {
    return this.#layers.get(name)?.at(-1)?.value;
  }

  /** Whether a value of that name may become a member: what the target has itself stays. */
  canAttach(name: string): boolean {
    return this.#members.has(name) || !(name in this.#target);
  }

  /** A value that is not passing replaces the one that was set so before. Returns what takes it back. */
  set(name: string, value: unknown, attach: boolean, passing: boolean): () => void {
    const layer: Layer = { value, attach, passing };
    const kept = (this.#layers.get(name) ?? []).filter((other) => passing || other.passing || other.attach !== attach);
    this.#put(name, [...kept, layer]);
    return () =>
      this.#put(
        name,
        (this.#layers.get(name) ?? []).filter((other) => other !== layer),
      );
  }

  #put(name: string, layers: readonly Layer[]): void {
    if (layers.length === 0) this.#layers.delete(name);
    else this.#layers.set(name, layers);
    const attached = layers.findLast((layer) => layer.attach);
    if (attached === undefined) {
      if (this.#members.delete(name)) Reflect.deleteProperty(this.#target, name);
    } else if (this.canAttach(name)) {
      this.#members.add(name);
      Object.defineProperty(this.#target, name, { value: attached.value, configurable: true, enumerable: true, writable: true });
    }
  }
}
