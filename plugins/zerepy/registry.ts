/** Open this to see the registry: what there is, by category and name, whose it is, and how it goes. */
import type { Class, HealthView, HooksView, Undo } from 'mortise';
import { nearTo, PluginLoadError, PluginNotFoundError } from './errors.js';

/** Whoever registers something, and with whom it goes: the context of a plugin or of an attach. */
export interface Owner {
  readonly id: string;
  own(undo: () => unknown): unknown;
  /** Of the context of a plugin: what is registered for it is its own. */
  readonly hooks?: HooksView;
  readonly health?: HealthView;
}

/** A class in the registry, and with whom it goes. */
export interface RegistryEntry {
  readonly category: string;
  readonly name: string;
  /** Key of the plugin it goes with, or `host`. */
  readonly owner: string;
  readonly type: Class;
}

/** Whose a class is, and whether it may stand in front of another one. */
export interface RegisterOptions {
  /** Whose it is: it goes with that plugin. Default: the host's own. */
  readonly owner?: Owner;
  /** Stands in front of one of the same name, which is back when this one goes. Default false: it is refused. */
  readonly overwrite?: boolean;
}

/** What is said of a category. */
export interface CategoryOptions {
  readonly doc?: string;
  readonly owner?: Owner;
}

/** By what entries are chosen; all that is given has to fit. */
export type EntryFilter = Partial<Pick<RegistryEntry, 'category' | 'name' | 'owner'>> | ((entry: RegistryEntry) => boolean);

/**
 * Classes by category and name. Categories are open: whoever needs one declares it. From ZerePy's `PluginRegistry`.
 *
 * ```ts
 * import { createZerePy } from 'mortise/zerepy';
 *
 * const { registry } = createZerePy({ categories: ['tool'] });
 * class Hammer {}
 * const undo = registry.register('tool', 'hammer', Hammer);
 * console.log(registry.get('tool', 'hammer') === Hammer, registry.list('tool').map(({ owner }) => owner)); // true [ 'host' ]
 * undo();
 * ```
 */
export class PluginRegistry {
  readonly #categories = new Map<string, { readonly doc?: string }>();
  /** By category and name; the last one counts. */
  readonly #entries = new Map<string, RegistryEntry[]>();

  /** Declares a category. Call what it returns to take it back; doing it again changes nothing. Throws `PluginLoadError` `zerepy.bad-name`. */
  declare(category: string, { doc, owner }: CategoryOptions = {}): Undo {
    named('category', category, owner);
    if (this.#categories.has(category)) return () => undefined;
    const declared = doc === undefined ? {} : { doc };
    this.#categories.set(category, declared);
    return owned(owner, () => {
      if (this.#categories.get(category) === declared) this.#categories.delete(category);
    });
  }

  /** The categories that are declared, with what is said of each. */
  categories(): ReadonlyMap<string, { readonly doc?: string }> {
    return new Map(this.#categories);
  }

  /**
   * Registers a class. Call what it returns to take it back; with an owner it goes with that plugin. Throws `PluginNotFoundError`
   * `zerepy.unknown-category`, and `PluginLoadError` `zerepy.taken`, `zerepy.bad-name` or `zerepy.not-a-plugin`.
   */
  register(category: string, name: string, type: Class, { owner, overwrite = false }: RegisterOptions = {}): Undo {
    this.#known(category, owner);
    named('plugin', name, owner);
    const place = { category, name };
    if (typeof type !== 'function')
      throw new PluginLoadError('zerepy.not-a-plugin', {
        message: `What is registered as ${shown(place)} is no class.`,
        hint: 'Give the class itself, not an instance of it.',
        ...blamed(owner),
      });
    const key = keyOf(category, name);
    const there = this.#entries.get(key) ?? [];
    const before = there.at(-1);
    if (before !== undefined && !overwrite)
      throw new PluginLoadError('zerepy.taken', {
        message: `${shown(place)} is registered already, by '${before.owner}'.`,
        hint: 'Take another name, or say { overwrite: true } to stand in front of it.',
        ...blamed(owner),
        details: { ...place, by: before.owner },
      });
    const entry: RegistryEntry = Object.freeze({ ...place, owner: owner?.id ?? 'host', type });
    this.#entries.set(key, [...there, entry]);
    return owned(owner, () => {
      const rest = (this.#entries.get(key) ?? []).filter((each) => each !== entry);
      if (rest.length === 0) this.#entries.delete(key);
      else this.#entries.set(key, rest);
    });
  }

  /** The class. Throws `PluginNotFoundError`, with names that are near. */
  get(category: string, name: string): Class {
    return this.entry(category, name).type;
  }

  /** The class with its owner. Throws `PluginNotFoundError`. */
  entry(category: string, name: string): RegistryEntry {
    const found = this.find(category, name);
    if (found !== undefined) return found;
    this.#known(category);
    throw new PluginNotFoundError('zerepy.not-found', {
      message: `There is no ${shown({ category, name })}.`,
      hint: nearTo(
        name,
        this.list(category).map((entry) => entry.name),
      ),
      blame: 'host',
      details: { category, name },
    });
  }

  find(category: string, name: string): RegistryEntry | undefined {
    return this.all(category, name)[0];
  }

  /** Everything of that name: the one that counts, then those it stands in front of. */
  all(category: string, name: string): readonly RegistryEntry[] {
    return [...(this.#entries.get(keyOf(category, name)) ?? [])].reverse();
  }

  /** Everything, or everything of a category; sorted by category and name. */
  list(category?: string): readonly RegistryEntry[] {
    const all = [...this.#entries.values()].map((entries) => entries.at(-1)!);
    return all
      .filter((entry) => category === undefined || entry.category === category)
      .sort((a, b) => (keyOf(a.category, a.name) < keyOf(b.category, b.name) ? -1 : 1));
  }

  filter(by: EntryFilter): readonly RegistryEntry[] {
    if (typeof by === 'function') return this.list().filter(by);
    const wanted = Object.entries(by) as [keyof RegistryEntry, unknown][];
    return this.list().filter((entry) => wanted.every(([field, value]) => entry[field] === value));
  }

  #known(category: string, owner?: Owner): void {
    if (this.#categories.has(category)) return;
    throw new PluginNotFoundError('zerepy.unknown-category', {
      message: `There is no category '${category}'.`,
      hint: `${nearTo(category, this.#categories.keys())} A new one is declared with registry.declare('${category}').`,
      ...blamed(owner),
      details: { category },
    });
  }
}

const keyOf = (category: string, name: string): string => JSON.stringify([category, name]);

function shown({ category, name }: { readonly category: string; readonly name: string }): string {
  return `${category} '${name}'`;
}

function blamed(owner: Owner | undefined): { readonly plugin: string } | { readonly blame: 'host' } {
  return owner === undefined ? { blame: 'host' } : { plugin: owner.id };
}

function named(what: string, name: unknown, owner: Owner | undefined): void {
  if (typeof name === 'string' && /^[^\s/]{1,64}$/.test(name)) return;
  throw new PluginLoadError('zerepy.bad-name', {
    message: `The name of a ${what} is ${typeof name === 'string' ? JSON.stringify(name) : typeof name}.`,
    hint: 'Use 1 to 64 characters without spaces and slashes.',
    ...blamed(owner),
  });
}

/** What goes with its owner goes at most once. The ledger of the owner keeps its entry, which then holds nothing any more. */
export function owned<T>(owner: Owner | undefined, undo: () => T): () => T | undefined {
  let left: (() => T) | undefined = undo;
  const once = (): T | undefined => {
    const work = left;
    left = undefined;
    return work?.();
  };
  owner?.own(once);
  return once;
}
