/** Open this to see what a host and each of its apps has of inversify: one container, and one binding for each published namespace. */
import { Container, type BindingIdentifier } from 'inversify';
import type { Provision } from '../model/manifest.js';
import type { Undo } from '../model/ports.js';
import { Names, type Entry } from './names.js';

/** The container and the names of a host, or of an app. */
export interface Scope {
  readonly app: string | undefined;
  readonly container: Container;
  readonly names: Names;
  /** The binding that leads to each namespace that is published here. */
  readonly bindings: Map<string, Binding>;
}

interface Binding {
  readonly how: Scoping;
  readonly identifier: BindingIdentifier;
}

type Scoping = Provision['scope'];

/** The host's scope; the owner may bring a container of their own. */
export function hostScope(container?: Container): Scope {
  return { app: undefined, container: container ?? new Container(), names: new Names(), bindings: new Map() };
}

/** The scope of an app: it sees what its host has, and may publish over it. */
export function appScope(app: string, host: Scope): Scope {
  return { app, container: new Container({ parent: host.container }), names: new Names(host.names), bindings: new Map() };
}

/** Publishes an entry, and sees to it that `container.get('acme/presence')` finds it. */
export function publish(scope: Scope, entry: Entry, how: Scoping): Undo {
  const { namespace } = entry;
  const unpublish = scope.names.publish(entry);
  lead(scope, namespace, how);
  return () => {
    unpublish();
    if (scope.names.own(namespace) === undefined) release(scope, namespace);
  };
}

/**
 * Binds a namespace to whatever is published under it, so that a successor changes the record and not the binding.
 * The identifier is the text itself: a class as identifier would be kept for ever by inversify's activation records.
 */
function lead(scope: Scope, namespace: string, how: Scoping): void {
  const { container, names, bindings } = scope;
  if (bindings.get(namespace)?.how === how) return;
  release(scope, namespace);
  // A binding of the owner under the same text stays theirs: a second one would make both ambiguous.
  if (container.isCurrentBound(namespace)) return;
  const bound = container.bind<unknown>(namespace).toDynamicValue(() => names.own(namespace)!.get());
  const fluent = how === 'request' ? bound.inRequestScope() : bound.inTransientScope();
  bindings.set(namespace, { how, identifier: fluent.getIdentifier() });
}

function release({ container, bindings }: Scope, namespace: string): void {
  const binding = bindings.get(namespace);
  if (binding === undefined) return;
  bindings.delete(namespace);
  container.unbind(binding.identifier);
}
