/** Open this to see what explaining starts from: what was decided, what stands, and where it was written. */
import type { Revision } from '../model/history.js';
import type { HandlerInfo } from '../model/manifest.js';
import type { Snapshot } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import type { Resolution } from '../plan/resolve.js';

/** One listener of an event, at its place in the order. */
export interface Listening {
  /** The key of the plugin; `host`, where the owner listens. */
  readonly plugin: string;
  readonly component?: string;
  readonly method?: string;
  readonly priority: number;
  /** The pattern by which it gets the event. */
  readonly pattern?: string;
  readonly stream: boolean;
  readonly failures: number;
  /** `open`: it is called. `buffering`: events are kept for it. `closed`: they are dropped. */
  readonly state: 'open' | 'buffering' | 'closed';
}

/** One place that gives a value of a configuration, the strongest last. */
export interface Layer {
  /** "the default of the field", "plugins.presence.config in the configuration file". */
  readonly from: string;
  readonly value: unknown;
  readonly place?: string;
  /** It is what the schema of the field says. */
  readonly isDefault?: boolean;
}

/** What disables a plugin: its settings in the file or in code, its entry in the list, a call of `disable`, or `mortise disable`. */
export interface Disabled {
  readonly by: 'file' | 'options' | 'entry' | 'call' | 'command';
  readonly place?: string;
  /** ISO 8601; only where a command did it. */
  readonly at?: string;
}

/** All that is known, as data and as questions that cost something only when they are asked. */
export interface Evidence {
  readonly host: { readonly name: string; readonly state: string };
  readonly resolution: Resolution;
  readonly snapshot: Snapshot;
  /** Of all times, oldest first. */
  readonly problems: readonly Problem[];
  /** The changes that are remembered, oldest first. */
  history(): readonly Revision[];
  /** Apps that run. */
  readonly apps: readonly string[];
  /** A problem at the line that it is about, if somebody can tell. */
  placed(found: Problem): Problem;
  /** Where the plugin is declared: its decorator, or its file. */
  declaredAt(plugin: string): string | undefined;
  /** Where a class or a member of it is decorated. `where` is what problems and uses say: `Presence.mail`, `class Presence`. */
  decoratedAt(plugin: string, where: string): string | undefined;
  /** Where somebody listed it: the line of the YAML file, or of the code. */
  listedAt(plugin: string): string | undefined;
  /** What disabled it. */
  disabled(plugin: string): Disabled;
  /** The names that are nearly that of an app which there is not. */
  appsNear(app: string): readonly string[] | undefined;
  /** The key of whoever publishes a namespace now, as it is seen from an app or from the host. */
  publisher(namespace: string, app: string | undefined): string | undefined;
  /** Names without a namespace that may be emitted. */
  readonly declaredEvents: readonly string[];
  /** Who would get an event now, in order. */
  listening(event: string): readonly Listening[];
  /** Whether a name is caught by a pattern of a handler. */
  catches(pattern: HandlerInfo['event'], event: string): boolean;
  layers(plugin: string, field: string): readonly Layer[];
}
