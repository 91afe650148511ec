/** Open this to see what a host and each of its apps has of inversify: one container, and one binding for each published namespace. */
import type { BindingIdentifier, Container } from 'inversify';
import { newContainer } from './container.js';
import type { Entry } from './entry.js';
import { Names } from './names.js';

interface Binding {
  readonly how: Entry['how'];
  readonly identifier: BindingIdentifier;
}

/** The container and the names of a host, or of an app. */
export class Scope {
  #container: Container | undefined;
  /** The binding that leads to each namespace that is published here. */
  readonly #bindings = new Map<string, Binding>();

  constructor(
    readonly app: string | undefined,
    readonly names: Names,
    readonly host?: Scope,
    container?: Container,
  ) {
    this.#container = container;
  }

  /**
   * Made when it is first asked for, with all that is published by then: a binding costs more than everything else about a name, and most
   * services never use one.
   */
  get container(): Container {
    if (this.#container === undefined) {
      this.#container = newContainer(this.host?.container);
      for (const entry of this.names.owned()) this.#lead(entry, this.#container);
    }
    return this.#container;
  }

  /** Publishes an entry, and sees to it that `container.get('acme/presence')` finds it. */
  publish(entry: Entry): void {
    this.names.publish(entry);
    if (this.#container !== undefined) this.#lead(entry, this.#container);
  }

  unpublish(entry: Entry): void {
    const { namespace } = entry;
    this.names.unpublish(entry);
    if (this.#container !== undefined && this.names.own(namespace) === undefined) this.#release(namespace, this.#container);
  }

  /** Whether something is bound here under a text, by whomever. */
  isBound(namespace: string): boolean {
    return this.#container?.isCurrentBound(namespace) === true;
  }

  /**
   * Binds a namespace to whatever is published under it, so that a successor changes the record and not the binding.
   * The identifier is the text itself: a class as identifier would be kept for ever by inversify's activation records.
   */
  #lead({ namespace, how }: Entry, container: Container): void {
    if (this.#bindings.get(namespace)?.how === how) return;
    this.#release(namespace, container);
    // A binding of the owner under the same text stays theirs: a second one would make both ambiguous.
    if (container.isCurrentBound(namespace)) return;
    const { names } = this;
    const bound = container.bind<unknown>(namespace).toDynamicValue(() => names.own(namespace)!.get());
    const fluent = how === 'request' ? bound.inRequestScope() : bound.inTransientScope();
    this.#bindings.set(namespace, { how, identifier: fluent.getIdentifier() });
  }

  #release(namespace: string, container: Container): void {
    const binding = this.#bindings.get(namespace);
    if (binding === undefined) return;
    this.#bindings.delete(namespace);
    container.unbind(binding.identifier);
  }
}

/** The host's scope; the owner may bring a container of their own. */
export function hostScope(container?: Container): Scope {
  return new Scope(undefined, new Names(), undefined, container);
}

/** The scope of an app: it sees what its host has, and may publish over it. */
export function appScope(app: string, host: Scope): Scope {
  return new Scope(app, new Names(host.names), host, undefined);
}
