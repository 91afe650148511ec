/** Open this to see where published values live: one record for each namespace, an app's before its host's. */
import type { NamespaceLike } from '../model/name.js';
import type { Undo } from '../model/ports.js';
import { parseNamespace } from '../manifest/namespace.js';
import { failure } from '../problem/problem.js';
import type { Entry } from './entry.js';
import { NameIndex } from './name-index.js';

type Listener = (namespace: string) => void;

/** So many keep what they found: whoever takes references and drops them does not fill the memory with them. */
const MOST_KEEPING = 10_000;

/** Keeps what it found. */
interface Keeping {
  forget(): void;
}

/** The changes of the names of a host and of its apps. */
class Changes {
  /** Those that listeners hear of when all of them are made. */
  held: Map<Names, Set<string>> | undefined = undefined;
  #keeping: Keeping[] = [];

  /** Whoever keeps what they found forgets it at the next change of any name. */
  tellNext(keeping: Keeping): void {
    if (this.#keeping.length === MOST_KEEPING) this.made();
    this.#keeping.push(keeping);
  }

  made(): void {
    if (this.#keeping.length === 0) return;
    const keeping = this.#keeping;
    this.#keeping = [];
    for (const each of keeping) each.forget();
  }
}

/** The published names of a host, or of an app over its host. */
export class Names {
  readonly changes: Changes;
  readonly #own = new Map<string, Entry>();
  /** What look-ups have found: at an app also what its host has, once it was asked for. */
  readonly #found: Map<string, Entry>;
  /** Those of the apps over this host. */
  readonly #apps: Names[] = [];
  readonly #listeners = new Map<string, Set<Listener>>();
  /** Of the own ones, from the first question that needs it. */
  #index: NameIndex | undefined;

  constructor(
    readonly parent?: Names,
    changes: Changes = parent?.changes ?? new Changes(),
  ) {
    this.changes = changes;
    this.#found = parent === undefined ? this.#own : new Map();
    if (parent !== undefined) parent.#apps.push(this);
  }

  /** Makes several changes as one: listeners hear of each name once, when all are made; those of the apps over it too. */
  together(change: () => void): void {
    if (this.changes.held !== undefined) return change();
    const held = (this.changes.held = new Map());
    try {
      change();
    } finally {
      this.changes.held = undefined;
      for (const [names, changed] of held) for (const namespace of changed) names.#tell(namespace);
    }
  }

  /** What was published under the name gives way. */
  publish(entry: Entry): void {
    const { namespace } = entry;
    this.#index?.set(entry, this.#own.get(namespace));
    this.#own.set(namespace, entry);
    this.#changed(namespace);
  }

  unpublish(entry: Entry): void {
    const { namespace } = entry;
    // A successor that has taken the name already keeps it.
    if (this.#own.get(namespace) !== entry) return;
    this.#own.delete(namespace);
    this.#index?.delete(entry);
    this.#changed(namespace);
  }

  /** What is visible under a name in its one spelling: the own entry, then the host's. */
  entry(namespace: string): Entry | undefined {
    return this.#found.get(namespace) ?? this.#find(namespace);
  }

  /** What is published here itself, not at the host. */
  own(namespace: string): Entry | undefined {
    return this.#own.get(namespace);
  }

  /** What is visible under a name in any spelling. Throws `lookup.bad-namespace`. */
  find(like: NamespaceLike): Entry | undefined {
    return (typeof like === 'string' ? this.#found.get(like) : this.listed(like)) ?? this.#seek(like);
  }

  /** What is visible under a list of segments, if that is what it is. */
  protected listed(like: readonly string[]): Entry | undefined {
    return Array.isArray(like) ? (this.#indexed().find(like) ?? this.parent?.listed(like)) : undefined;
  }

  /** Every visible entry under a pattern, hidden ones left out, sorted by name. Throws `lookup.bad-namespace`. */
  match(pattern: NamespaceLike): readonly Entry[] {
    return this.matching(canonical(pattern, true).split('/'));
  }

  protected matching(pattern: readonly string[]): readonly Entry[] {
    return this.#over(this.#indexed().match(pattern), this.parent?.matching(pattern));
  }

  /** Every visible entry of the plugins of a category, sorted by name. */
  category(name: string): readonly Entry[] {
    return this.#over(this.#indexed().category(name), this.parent?.category(name));
  }

  /** Every visible entry, sorted by name. */
  all(): readonly Entry[] {
    const own = [...this.#own.values()].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
    return this.#over(own, this.parent?.all());
  }

  /** What is published here itself, not at the host, in no order. */
  owned(): Iterable<Entry> {
    return this.#own.values();
  }

  /** Names of which somebody in the middle of a change sees something else than is published. */
  differing(): readonly string[] {
    return [];
  }

  /** Number of entries that a plugin owns here. */
  countOf(owner: string): number {
    let count = 0;
    for (const entry of this.#own.values()) if (entry.owner === owner) count += 1;
    return count;
  }

  /** Calls back at each coming and going of a name that can be seen here. */
  onChange(namespace: string, listener: Listener): Undo {
    const own = this.#listeners.get(namespace) ?? this.#listeners.set(namespace, new Set()).get(namespace)!;
    own.add(listener);
    const undoParent = this.parent?.onChange(namespace, () => {
      if (!this.#own.has(namespace)) listener(namespace);
    });
    return () => {
      own.delete(listener);
      if (own.size === 0 && this.#listeners.get(namespace) === own) this.#listeners.delete(namespace);
      undoParent?.();
    };
  }

  /** Number of listeners, for leak checks. */
  get listening(): number {
    let count = 0;
    for (const listeners of this.#listeners.values()) count += listeners.size;
    return count;
  }

  #seek(like: NamespaceLike): Entry | undefined {
    return (typeof like === 'string' ? this.entry(like) : undefined) ?? this.entry(canonical(like, false));
  }

  #find(namespace: string): Entry | undefined {
    const found = this.parent?.entry(namespace);
    if (found !== undefined) this.#found.set(namespace, found);
    return found;
  }

  #indexed(): NameIndex {
    return (this.#index ??= new NameIndex(this.#own.values()));
  }

  /** Own entries and those of the host, both sorted, as one list, without those that are hidden here. */
  #over(own: readonly Entry[], others: readonly Entry[] | undefined): readonly Entry[] {
    if (others === undefined) return own;
    const all: Entry[] = [];
    let next = 0;
    for (const other of others) {
      if (this.#own.has(other.namespace)) continue;
      while (next < own.length && own[next]!.namespace < other.namespace) all.push(own[next++]!);
      all.push(other);
    }
    while (next < own.length) all.push(own[next++]!);
    return all;
  }

  #changed(namespace: string): void {
    const { changes } = this;
    changes.made();
    this.#forget(namespace);
    if (changes.held === undefined) this.#tell(namespace);
    else (changes.held.get(this) ?? changes.held.set(this, new Set()).get(this)!).add(namespace);
  }

  /** An app that has found the name at its host looks again. */
  #forget(namespace: string): void {
    const own = this.#own.get(namespace);
    if (own === undefined) this.#found.delete(namespace);
    else this.#found.set(namespace, own);
    for (const names of this.#apps) if (!names.#own.has(namespace)) names.#forget(namespace);
  }

  #tell(namespace: string): void {
    if (this.#listeners.size > 0) for (const listener of [...(this.#listeners.get(namespace) ?? [])]) listener(namespace);
  }
}

/** The one spelling of a name; throws `lookup.bad-namespace`. */
export function canonical(like: NamespaceLike, pattern: boolean): string {
  const parsed = parseNamespace(like, pattern);
  if ('namespace' in parsed) return parsed.namespace;
  throw failure('lookup.bad-namespace', { namespace: parsed.shown, why: parsed.why });
}
