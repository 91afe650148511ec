/** Open this to see how plugins that are made ready beside those that serve see the names as they will be, while everybody else sees them as they are. */
import type { Container } from 'inversify';
import type { NamespaceLike } from '../model/name.js';
import type { Undo } from '../model/ports.js';
import type { Entry } from './entry.js';
import { NameIndex } from './name-index.js';
import { canonical, Names } from './names.js';
import { Scope } from './scope.js';

/** Names that lie over the published ones until they take their place; from then on it is those themselves that are seen. */
class StagedNames extends Names {
  readonly #own = new Map<string, Entry>();
  #isLive = false;

  constructor(
    readonly published: Names,
    readonly over: StagedNames | undefined,
    /** Whether a plugin will be gone. */
    private isLeaving: (owner: string) => boolean,
  ) {
    super(undefined, published.changes);
  }

  goLive(): void {
    this.#isLive = true;
    this.#own.clear();
    this.changes.made();
    // Whoever looks up for years must not keep a change in mind that is long done.
    this.isLeaving = () => false;
  }

  override publish(entry: Entry): void {
    if (this.#isLive) return this.published.publish(entry);
    this.#own.set(entry.namespace, entry);
    this.changes.made();
  }

  override unpublish(entry: Entry): void {
    if (this.#isLive) return this.published.unpublish(entry);
    if (this.#own.get(entry.namespace) === entry) this.#own.delete(entry.namespace);
    this.changes.made();
  }

  override entry(namespace: string): Entry | undefined {
    if (this.#isLive) return this.published.entry(namespace);
    return this.own(namespace) ?? this.over?.entry(namespace);
  }

  override own(namespace: string): Entry | undefined {
    if (this.#isLive) return this.published.own(namespace);
    const staged = this.#own.get(namespace);
    if (staged !== undefined) return staged;
    const there = this.published.own(namespace);
    return there === undefined || this.isLeaving(there.owner) ? undefined : there;
  }

  override find(like: NamespaceLike): Entry | undefined {
    return this.#isLive ? this.published.find(like) : this.entry(canonical(like, false));
  }

  override match(pattern: NamespaceLike): readonly Entry[] {
    return this.#isLive ? this.published.match(pattern) : new NameIndex(this.all()).match(canonical(pattern, true).split('/'));
  }

  override category(name: string): readonly Entry[] {
    return this.#isLive ? this.published.category(name) : new NameIndex(this.all()).category(name);
  }

  override all(): readonly Entry[] {
    if (this.#isLive) return this.published.all();
    const names = new Set([
      ...this.published.all().map(({ namespace }) => namespace),
      ...this.#own.keys(),
      ...(this.over?.differing() ?? []),
    ]);
    return [...names].sort().flatMap((namespace) => this.entry(namespace) ?? []);
  }

  override differing(): readonly string[] {
    if (this.#isLive) return [];
    const hidden = this.published.all().filter(({ owner }) => this.isLeaving(owner));
    return [...new Set([...this.#own.keys(), ...hidden.map(({ namespace }) => namespace), ...(this.over?.differing() ?? [])])];
  }

  /** What comes and goes is told of the published ones: a staged name comes when it takes its place. */
  override onChange(namespace: string, listener: (namespace: string) => void): Undo {
    return this.published.onChange(namespace, listener);
  }

  override countOf(owner: string): number {
    return this.published.countOf(owner);
  }

  override get listening(): number {
    return this.published.listening;
  }
}

/** A scope as those see it that are made ready. What they publish gets no binding before it takes its place. */
class StagedScope extends Scope {
  constructor(
    readonly published: Scope,
    override readonly names: StagedNames,
  ) {
    super(published.app, names);
  }

  override get container(): Container {
    return this.published.container;
  }

  override isBound(namespace: string): boolean {
    return this.published.isBound(namespace);
  }

  override publish(entry: Entry): void {
    this.names.publish(entry);
  }

  override unpublish(entry: Entry): void {
    this.names.unpublish(entry);
  }
}

/** The scopes of one change, as the plugins see them that are made ready for it. */
export class StagedScopes {
  readonly #scopes = new Map<Scope, StagedScope>();

  /** `isLeaving` says of a plugin that what it publishes will be gone. */
  constructor(
    readonly host: Scope,
    readonly isLeaving: (owner: string) => boolean,
  ) {}

  of(scope: Scope): Scope {
    return this.#staged(scope);
  }

  /** From now on they see what everybody sees. */
  goLive(): void {
    for (const { names } of this.#scopes.values()) names.goLive();
  }

  #staged(scope: Scope): StagedScope {
    const known = this.#scopes.get(scope);
    if (known !== undefined) return known;
    const over = scope === this.host ? undefined : this.#staged(this.host).names;
    const staged = new StagedScope(scope, new StagedNames(scope.names, over, this.isLeaving));
    this.#scopes.set(scope, staged);
    return staged;
  }
}
