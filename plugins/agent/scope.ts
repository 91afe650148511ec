/** Open this to see what the elements of one app have in common: its name, its events, and what they find in `this`. */
import type { PluginContextView } from 'mortise';
import type { Implicit } from './definition.js';

/** Where an element lives. */
export interface Scope {
  /** The name of its app, agent or plugin. */
  readonly of: string;
  /** Events without a dot are its own. A decorated plugin has none: its names are those of the host. */
  readonly ownEvents: boolean;
}

/** The name on the bus of an event that an element publishes. */
export function eventOf({ of, ownEvents }: Scope, event: string): string {
  return !ownEvents || event.includes('.') ? event : `${of}.${event}`;
}

/** The names on the bus that a subscription means: that of the app, and that of the host, should there be one. */
export function heardOf(scope: Scope, subscription: string): string[] {
  return [...new Set([eventOf(scope, subscription), subscription])];
}

/** A text, or a list of texts. */
export function listOf(names: string | readonly string[] | undefined): readonly string[] {
  return names === undefined ? [] : typeof names === 'string' ? [names] : names;
}

/** What an element finds in `this`. */
export function implicitOf(name: string, scope: Scope, context: PluginContextView): Implicit {
  return {
    name,
    logger: context.log,
    publish: (event, payload) => void context.events.emit(eventOf(scope, event), payload),
    own: (effect) => context.own(effect),
  };
}

/** Both in one object; what is written there counts before what is implicit. */
export function selfOf(implicit: object, props: unknown): object {
  const self = {};
  for (const from of [implicit, props]) Object.defineProperties(self, Object.getOwnPropertyDescriptors(from ?? {}));
  return self;
}
