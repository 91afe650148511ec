/** Open this to see how the app knows what a plugin's own code did to it, so that all of it can be taken back. */

export type Say = (level: 'warn' | 'error', message: string) => void;

/** What happened to the app while code of one plugin, or of one component, ran. */
export class Trace {
  /** What was attached to the app, by name. */
  readonly services = new Map<string, unknown>();
  readonly #undos: (() => void)[] = [];

  constructor(readonly say: Say) {}

  push(undo: () => void): void {
    this.#undos.push(undo);
  }

  /** What happened within another trace happened within this one. */
  include(inner: Trace): void {
    for (const [name, value] of inner.services) this.services.set(name, value);
    this.push(() => inner.undo());
  }

  /** Takes everything back, last first. A second time does nothing. */
  undo(): void {
    for (const undo of this.#undos.splice(0).reverse()) undo();
  }
}
