/** Open this to see what can be loaded: the spec an owner writes, the extension it leads to, and what attaching it yields. */
import type { PluginContextView } from './context.js';
import type { Kind } from './kind.js';
import type { Class } from './manifest.js';
import type { NamespaceLike } from './name.js';
import type { SourceInfo } from './source.js';

/**
 * What an owner lists. Exactly one of `module` (resolved by Node's algorithm from the home of the container that lists it) and
 * `file` (relative to that home; a package directory means its main or index). From the agent's extension contract.
 */
export interface FileOrModuleSpec {
  readonly module?: string;
  readonly file?: string;
  /** Handed to `attach` as it is, frozen; references in it are not resolved. */
  readonly options?: unknown;
  /**
   * `true`: its absence fails `host.start()`. In a change that unloads something as well, what can't be read or attached is in the way of all of it,
   * since it may be the next version of what goes; `false`: the change goes on without it.
   */
  readonly required?: boolean;
  /** Listed but not started when false. Default true. */
  readonly enabled?: boolean;
  /** The dialect to use instead of the first that recognises the export. */
  readonly dialect?: string;
}

/** An extension given directly in code, with options and flags. */
export interface DirectSpec {
  readonly extension: Extension | (() => Extension) | Class | object;
  readonly options?: unknown;
  readonly required?: boolean;
  readonly enabled?: boolean;
  readonly dialect?: string;
}

/** Everything that may stand in a list of extensions. */
export type ExtensionSpec = FileOrModuleSpec | DirectSpec | Extension | (() => Extension) | Class | object;

/** The callback of an attach: call it once, with an error if it failed. */
export type AttachCallback = (error?: unknown) => void;

/**
 * What an extension is: a name, and an `attach` that registers plugins. From the agent's extension contract.
 * `C` is the type of `this` inside `attach` (`ExtensionContext`).
 */
// oxlint-disable-next-line typescript/no-explicit-any -- an author types this and the options as the extension needs them
export interface Extension<C = any, O = any> {
  readonly name: string;
  readonly version?: string;
  readonly description?: string | Readonly<Record<string, string>>;
  readonly provider?: string;
  attach(this: C, options: O, callback: AttachCallback): unknown;
}

/** One `registerPlugin` call, as recorded. */
export interface Registration {
  /** Canonical, `a/b`; absent for a class that is its own extension. */
  readonly namespace?: string;
  readonly value: unknown;
}

/** An extension after `attach`: nothing of it runs yet. */
export interface Attached {
  readonly name: string;
  readonly version: string;
  readonly description?: string | Readonly<Record<string, string>>;
  readonly provider?: string;
  readonly source: SourceInfo;
  readonly dialect: string;
  readonly options: unknown;
  readonly registrations: readonly Registration[];
  readonly kinds: readonly Kind[];
}

/**
 * Translates a foreign plugin shape into an extension, and does nothing else.
 * `recognises` and `describe` are called once for each thing loaded; neither may start anything.
 */
export interface Dialect {
  readonly name: string;
  recognises(exported: unknown, source: SourceInfo): boolean;
  describe(exported: unknown, source: SourceInfo): Extension;
}

/** `this` inside an `attach`: it only records. Nothing is wired yet, so it has no events, lookup or container. */
export interface ExtensionContextView<O = unknown> extends Pick<
  PluginContextView<O>,
  'id' | 'options' | 'log' | 'clock' | 'signal' | 'own' | 'setTimeout' | 'setInterval'
> {
  readonly host: { readonly name: string; readonly version: string };
  readonly app?: { readonly name: string };
  /** The home of the container that lists the extension. */
  readonly home: string;
  /**
   * Registers a plugin and publishes it under its namespace: a decorated class, a definition, or any object or function as a value.
   * A class or definition with an id of its own may come without a namespace.
   */
  registerPlugin(namespace: NamespaceLike, plugin: object): void;
  registerPlugin(plugin: object): void;
  /** Gives a fact of your own a meaning, for every plugin of the host. */
  registerKind(kind: Kind): void;
}
