/** Open this to see where published values live: one record for each namespace, an app's before its host's. */
import type { NamespaceLike } from '../model/name.js';
import type { Undo } from '../model/ports.js';
import { parseNamespace } from '../manifest/namespace.js';
import { failure } from '../problem/problem.js';

/** What is published under a namespace now. A swap changes the record, never the bindings that lead to it. */
export interface Entry {
  readonly namespace: string;
  /** Key of the plugin that publishes it. */
  readonly owner: string;
  readonly category: string | undefined;
  get(): unknown;
}

type Listener = (namespace: string) => void;

/** Changes that listeners hear of when all of them are made. */
interface Bulletin {
  held: Map<Names, Set<string>> | undefined;
}

/** The published names of a host, or of an app over its host. */
export class Names {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Map<string, Set<Listener>>();

  readonly #bulletin: Bulletin;

  constructor(readonly parent?: Names) {
    this.#bulletin = parent === undefined ? { held: undefined } : parent.#bulletin;
  }

  /** Makes several changes as one: listeners hear of each name once, when all are made; those of the apps over it too. */
  together(change: () => void): void {
    if (this.#bulletin.held !== undefined) return change();
    const held = (this.#bulletin.held = new Map());
    try {
      change();
    } finally {
      this.#bulletin.held = undefined;
      for (const [names, changed] of held) for (const namespace of changed) names.#changed(namespace);
    }
  }

  publish(entry: Entry): Undo {
    const { namespace } = entry;
    this.#entries.set(namespace, entry);
    this.#changed(namespace);
    return () => {
      // A successor that has taken the name already keeps it.
      if (this.#entries.get(namespace) !== entry) return;
      this.#entries.delete(namespace);
      this.#changed(namespace);
    };
  }

  /** What is visible under a name in its one spelling: the own entry, then the host's. */
  entry(namespace: string): Entry | undefined {
    return this.#entries.get(namespace) ?? this.parent?.entry(namespace);
  }

  /** What is published here itself, not at the host. */
  own(namespace: string): Entry | undefined {
    return this.#entries.get(namespace);
  }

  /** What is visible under a name in any spelling. Throws `lookup.bad-namespace`. */
  find(like: NamespaceLike): Entry | undefined {
    if (typeof like === 'string') {
      const found = this.entry(like);
      if (found !== undefined) return found;
    }
    return this.entry(canonical(like, false));
  }

  /** Every visible entry under a pattern, hidden ones left out, sorted by name. Throws `lookup.bad-namespace`. */
  match(pattern: NamespaceLike): Entry[] {
    const wanted = canonical(pattern, true).split('/');
    return this.all().filter((entry) => fits(entry.namespace.split('/'), wanted));
  }

  /** Every visible entry, sorted by name. */
  all(): Entry[] {
    const found = new Map<string, Entry>(this.parent?.all().map((entry) => [entry.namespace, entry]));
    for (const [namespace, entry] of this.#entries) found.set(namespace, entry);
    return [...found.values()].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  }

  /** Names of which somebody in the middle of a change sees something else than is published. */
  differing(): readonly string[] {
    return [];
  }

  /** Number of entries that a plugin owns here. */
  countOf(owner: string): number {
    let count = 0;
    for (const entry of this.#entries.values()) if (entry.owner === owner) count += 1;
    return count;
  }

  /** Calls back at each coming and going of a name that can be seen here. */
  onChange(namespace: string, listener: Listener): Undo {
    const own = this.#listeners.get(namespace) ?? this.#listeners.set(namespace, new Set()).get(namespace)!;
    own.add(listener);
    const undoParent = this.parent?.onChange(namespace, () => {
      if (!this.#entries.has(namespace)) listener(namespace);
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

  #changed(namespace: string): void {
    const { held } = this.#bulletin;
    if (held !== undefined) {
      (held.get(this) ?? held.set(this, new Set()).get(this)!).add(namespace);
      return;
    }
    for (const listener of [...(this.#listeners.get(namespace) ?? [])]) listener(namespace);
  }
}

/** The one spelling of a name; throws `lookup.bad-namespace`. */
export function canonical(like: NamespaceLike, pattern: boolean): string {
  const parsed = parseNamespace(like, pattern);
  if ('namespace' in parsed) return parsed.namespace;
  throw failure('lookup.bad-namespace', { namespace: parsed.shown, why: parsed.why });
}

function fits(segments: readonly string[], pattern: readonly string[]): boolean {
  const open = pattern.at(-1) === '**';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  if (open ? segments.length < fixed.length : segments.length !== fixed.length) return false;
  return fixed.every((part, index) => part === '*' || part === segments[index]);
}
