/** Open this to see what a host and each of its apps has of inversify: one container, and one binding for each published namespace. */
import { Container } from 'inversify';
import type { Undo } from '../model/ports.js';
import { Names, type Entry } from './names.js';

/** The container and the names of a host, or of an app. */
export interface Scope {
  readonly app: string | undefined;
  readonly container: Container;
  readonly names: Names;
}

/** The host's scope; the owner may bring a container of their own. */
export function hostScope(container?: Container): Scope {
  return { app: undefined, container: container ?? new Container(), names: new Names() };
}

/** The scope of an app: it sees what its host has, and may publish over it. */
export function appScope(app: string, host: Scope): Scope {
  return { app, container: new Container({ parent: host.container }), names: new Names(host.names) };
}

/**
 * Publishes an entry and binds its namespace, so that `container.get('acme/presence')` finds it.
 * The identifier is the text itself: a class as identifier would be kept for ever by inversify's activation records.
 */
export function publish(scope: Scope, entry: Entry, how: 'singleton' | 'transient' | 'request'): Undo {
  const unpublish = scope.names.publish(entry);
  // A binding of the owner under the same text stays theirs: a second one would make both ambiguous.
  const owned = scope.container.isCurrentBound(entry.namespace);
  const bound = owned ? undefined : scope.container.bind<unknown>(entry.namespace).toDynamicValue(() => entry.get());
  const fluent = how === 'request' ? bound?.inRequestScope() : bound?.inTransientScope();
  const identifier = fluent?.getIdentifier();
  return () => {
    unpublish();
    if (identifier !== undefined) scope.container.unbind(identifier);
  };
}
