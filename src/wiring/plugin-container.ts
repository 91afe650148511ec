/** Open this to see when a plugin gets a container of its own, and what is in it. */
import type { Container, ContainerModule, GetOptions, ServiceIdentifier } from 'inversify';
import type { Class, Token } from '../model/manifest.js';
import { newContainer } from './container.js';
import type { Scope } from './scope.js';

type IdentifierToken = Extract<Token, { kind: 'identifier' }>;

/** What the plugin's own record answers, as bindings for inversify: tokens of mortise, configuration, sibling components. */
interface Answers {
  answer(type: Class): unknown;
  answered(): Iterable<Class>;
}

/**
 * A plugin's container, made on first use: most plugins never need one. It is dropped with the plugin, and whatever inversify
 * remembers of the plugin's classes goes with it.
 */
export class PluginContainer {
  #child: Container | undefined;

  constructor(
    readonly scope: Scope,
    readonly answers: Answers,
  ) {}

  /** On the plugin's ledger it is called so. */
  get what(): string {
    return 'its inversify container';
  }

  get exists(): boolean {
    return this.#child !== undefined;
  }

  /** The container, made now if it was not there. */
  get(): Container {
    return this.#child ?? this.#make([]);
  }

  load(modules: readonly unknown[]): void {
    if (modules.length > 0) this.#make(modules as ContainerModule[]);
  }

  #make(modules: readonly ContainerModule[]): Container {
    const child = (this.#child = newContainer(this.scope.container));
    const { answers } = this;
    for (const type of answers.answered()) child.bind<unknown>(type as ServiceIdentifier).toDynamicValue(() => answers.answer(type));
    child.load(...modules);
    // What is made ready for a change must not be given what will be gone by way of the parent; what its modules bind is its own.
    const { names } = this.scope;
    for (const namespace of names.differing())
      if (!child.isCurrentBound(namespace)) child.bind<unknown>(namespace).toDynamicValue(() => names.entry(namespace)?.get());
    return child;
  }

  /** What inversify has for an identifier; throws inversify's error. */
  resolve(token: IdentifierToken): unknown {
    const container = this.get();
    const options: GetOptions = {
      ...(token.name === undefined ? {} : { name: token.name }),
      ...(token.tags === undefined ? {} : { tag: firstTag(token.tags) }),
    };
    const id = token.id as ServiceIdentifier;
    // Those of the host as well: without `chained` inversify stops at the first container that has any.
    if (token.multiple) return container.getAll(id, { ...options, chained: true });
    return token.optional ? container.get(id, { ...options, optional: true }) : container.get(id, options);
  }

  /** Lets go of it; what was made in it is deactivated. */
  undo(): void | Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    return child?.unbindAllAsync();
  }
}

function firstTag(tags: ReadonlyMap<string | number | symbol, unknown>) {
  const [key, value] = [...tags][0]!;
  return { key, value };
}
