/** Open this to see why loading a plugin again costs what was edited, and not what it consists of. */

interface Kept<Unit> {
  readonly text: string;
  readonly type: unknown;
  readonly unit: Unit;
}

/**
 * The files of one plugin as they were compiled last: those whose text is the same are not compiled again. It goes from one generation to the
 * next, and nothing that ran is in it, so it keeps no class alive.
 */
export class KeptUnits<Unit extends { readonly kind: string }> {
  readonly #units = new Map<string, Kept<Unit>>();

  /** `type` is what the package says that its files are. */
  of(file: string, text: string, type: unknown, make: () => Unit): Unit {
    const known = this.#units.get(file);
    if (known !== undefined && known.text === text && known.type === type) return known.unit;
    const unit = make();
    // What is parsed may be written to, so each generation has its own.
    if (unit.kind === 'module' || unit.kind === 'commonjs') this.#units.set(file, { text, type, unit });
    return unit;
  }

  /** What the latest generation does not consist of is forgotten. */
  retain(files: ReadonlySet<string>): void {
    for (const file of this.#units.keys()) if (!files.has(file)) this.#units.delete(file);
  }
}
