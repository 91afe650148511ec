/** Open this to see who keeps the extensions that were attached, and takes back what their attach did. */
import type { Kind } from '../model/kind.js';
import type { Waiting } from '../model/thenable.js';
import { failure, problem } from '../problem/problem.js';
import { near, quoted } from '../problem/text.js';
import { inOrder } from './in-order.js';
import type { Kernel } from './kernel.js';
import type { LoadedExtension, PluginRecord } from './record.js';

/** The extensions of one host. One may have no plugin at all, so the records do not know them all. */
export class Extensions {
  /** In the order in which they were attached. */
  readonly #attached = new Set<LoadedExtension>();
  /** Attached for plans that were not applied yet. */
  readonly #proposed = new Set<LoadedExtension>();

  constructor(readonly kernel: Kernel) {}

  /** From now on they are loaded, and their kinds have their meaning. Those of `leaving` give way. */
  adopt(extensions: readonly LoadedExtension[], leaving?: ReadonlySet<LoadedExtension>): void {
    for (const extension of extensions) {
      this.#attached.add(extension);
      for (const kind of extension.kinds) this.#adoptKind(kind, extension, leaving);
    }
  }

  #adoptKind(kind: Kind, extension: LoadedExtension, leaving: ReadonlySet<LoadedExtension> | undefined): void {
    const { kinds, report } = this.kernel;
    const first = kinds.get(kind.key);
    if (first === undefined || (first.extension !== undefined && leaving?.has(first.extension) === true)) {
      kinds.set(kind.key, { kind, extension });
      return;
    }
    const why = `has the key ${quoted(kind.key)}, which another one has`;
    report(problem('attach.bad-kind', { extension: extension.name, why }, { extension: extension.name, phase: 'attach' }));
  }

  propose(extensions: readonly LoadedExtension[]): void {
    for (const extension of extensions) this.#proposed.add(extension);
  }

  /** The extension that a plugin came with, since its plugins go together; or all of that name, `<app>:<name>` for those of an app. Throws `plan.unknown-plugin`. */
  named(key: string, action: string): readonly LoadedExtension[] {
    const { records } = this.kernel;
    const record = records.get(key);
    if (record !== undefined) return [record.extension];
    const named = [...this.#attached].filter(({ name, app }) => (app === undefined ? name : `${app}:${name}`) === key);
    if (named.length === 0) throw failure('plan.unknown-plugin', { key, action, near: near(key, records.keys()) });
    return named;
  }

  /** The plugin of that key. Throws `plan.unknown-plugin`. */
  plugin(key: string, action: string): PluginRecord {
    const record = this.kernel.records.get(key);
    if (record === undefined) throw failure('plan.unknown-plugin', { key, action, near: near(key, this.kernel.records.keys()) });
    return record;
  }

  /** In the order in which they were attached. */
  list(): readonly LoadedExtension[] {
    return [...this.#attached];
  }

  /** Where the last plugin of an extension is gone, what its attach did goes too. */
  release(gone: readonly PluginRecord[]): Waiting {
    if (gone.length === 0) return undefined;
    const leaving = new Set(gone.map(({ extension }) => extension));
    for (const { extension } of this.kernel.records.values()) leaving.delete(extension);
    return inOrder([...leaving], (extension) => this.dispose(extension));
  }

  dispose(extension: LoadedExtension): Waiting {
    this.#attached.delete(extension);
    this.#proposed.delete(extension);
    for (const [key, entry] of this.kernel.kinds) if (entry.extension === extension) this.kernel.kinds.delete(key);
    return extension.dispose();
  }

  /** A plan will not be applied: what was attached for it is taken back. */
  async withdraw(extensions: readonly LoadedExtension[]): Promise<void> {
    for (const extension of extensions) if (this.#proposed.delete(extension) && !this.#attached.has(extension)) await extension.dispose();
  }

  /** Once a plan is applied every other one is stale, and what was attached for it is taken back. */
  async discardProposed(): Promise<void> {
    for (const extension of this.#proposed) {
      this.#proposed.delete(extension);
      if (!this.#attached.has(extension)) await extension.dispose();
    }
  }

  /** Latest first. */
  disposeAll(): Waiting {
    return inOrder([...this.#attached].reverse(), (extension) => this.dispose(extension));
  }
}
