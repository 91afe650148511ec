/** Open this to see everything that is told of one plugin. */
import type { Manifest } from './manifest.js';
import type { Problem } from './problem.js';
import type { PluginInfo } from './report.js';

/** Where a value of a configuration may come from; a later one counts more. */
export type ConfigLayer = 'default' | 'extension' | 'settings' | 'file' | 'parameters' | 'environment' | 'live';

/** A value of a configuration, and where it comes from. */
export interface ConfigDetail {
  readonly field: string;
  /** `'***'` for a secret. */
  readonly value: unknown;
  /** "the default of the field", "plugins.presence.config.ttl in the configuration file". */
  readonly from?: string;
  readonly layer?: ConfigLayer;
  /** What else says something of it and counts less, the default aside; the strongest last. */
  readonly under?: readonly ConfigLayer[];
  /** `file:line:column`, or the name of the variable. */
  readonly place?: string;
  readonly doc?: string;
}

/** One plugin in full, as JSON: the line of `host.list()`, what it says of itself, and what it was given. */
export interface PluginDetails extends PluginInfo {
  readonly manifest: Manifest;
  readonly config: readonly ConfigDetail[];
  /** `file:line:column` of its decorator or definition, or its file. */
  readonly declaredAt?: string;
  /** `file:line:column` of the entry in the list of extensions. */
  readonly listedAt?: string;
  /** What its `run` failed with last. */
  readonly lastError?: Problem;
  /** Namespaces that are published now, beside those it declares. */
  readonly published: readonly string[];
}
