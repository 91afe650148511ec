/** Open this to see what can be loaded: the spec an owner writes, the extension it leads to, and what attaching it yields. */
import type { Fact } from './fact.js';
import type { Kind } from './kind.js';
import type { Class } from './manifest.js';

/** A namespace as people write it: `'billing/tax'` or `['billing', 'tax']`. */
export type NamespaceLike = string | readonly string[];

/**
 * What an owner lists. Exactly one of `module` (resolved by Node's algorithm from the home of the container that lists it) and
 * `file` (relative to that home; a package directory means its main or index). From the agent's extension contract.
 */
export interface FileOrModuleSpec {
  readonly module?: string;
  readonly file?: string;
  /** Handed to `attach` as it is, frozen; references in it are not resolved. */
  readonly options?: unknown;
  /** Its absence fails `host.start()`. Default false. */
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
export interface Extension<C = any> {
  readonly name: string;
  readonly version?: string;
  readonly description?: string | Readonly<Record<string, string>>;
  readonly provider?: string;
  attach(this: C, options: any, callback: AttachCallback): unknown;
}

/** One `registerPlugin` call, as recorded. */
export interface Registration {
  /** Canonical, `a/b`; absent for a class that is its own extension. */
  readonly namespace?: string;
  readonly value: unknown;
}

/** Where an extension came from, in words a person recognises. */
export interface SourceInfo {
  readonly kind: 'class' | 'object' | 'module' | 'file' | 'discovered';
  /** What the owner wrote: `./plugins/billing`, `mortise-plugin-cache`, or the name of the class. */
  readonly spec: string;
  readonly path?: string;
  /** SHA-256 of the entry file. */
  readonly hash?: string;
  /** The package it belongs to, from the nearest package.json above it. */
  readonly package?: PackageInfo;
}

/** What a package.json says, as far as it can fill gaps in metadata. */
export interface PackageInfo {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly author?: string;
  readonly homepage?: string;
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

export type { Fact };
