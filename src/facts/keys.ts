/** Open this for the facts that mortise itself understands: their keys and the shape of each. */
import type { Class, FieldSchema, LocalText } from '../model/manifest.js';
import type { AroundOptions } from '../model/around.js';
import type { CommandHandler, CommandOptions } from '../model/command.js';
import type { HandlerOptions } from '../model/context.js';

/** What an inject list may hold: a namespace, a class or symbol, or the long form of a namespace. */
export type InjectToken = string | symbol | Class | UseToken;

/** The long form of a namespace in an inject list. */
export interface UseToken {
  readonly use: string;
  readonly optional?: boolean;
  readonly live?: boolean;
  /** Namespaces that will do as well: of `use` and these, the first that somebody provides; if that one does not run, it is waited for. Not for a live use. */
  readonly or?: readonly string[];
}

export interface ComponentMeta {
  readonly name?: string;
  readonly inject?: readonly InjectToken[];
}

/** What a plugin says of itself, in `@Plugin` and in a definition alike. */
export interface PluginMeta {
  /** An npm name, or a lowercase letter or `_` followed by at most 63 of `a-z 0-9 _ . -`. */
  readonly id: string;
  /** Default: that of the extension or package it comes from. */
  readonly version?: string;
  /** For people. Default: the id. */
  readonly name?: string;
  readonly description?: LocalText;
  readonly author?: string | readonly string[];
  readonly authors?: string | readonly string[];
  readonly link?: string;
  /** Who provides it: an organisation. */
  readonly provider?: string;
  /** Found again by `host.category(name)`. */
  readonly category?: string;
  /**
   * How a reload puts another generation in its place. `overlap`: it is started beside the one that serves, and takes over in one moment.
   * `restart`: both can't run at the same time (a port, a lease), so the old one stops first, and starts again if the new one fails.
   * Default `overlap`.
   */
  readonly reload?: 'overlap' | 'restart';
  /** The rules by which its version and its ranges are read: `npm` or `mcdreforged`. Default `npm`. */
  readonly versions?: string;
  /** Plugin id to version range. The ids `mortise` and `node` mean the host and its runtime. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Start after these if they are there. */
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** Do not start beside these. */
  readonly conflicts?: Readonly<Record<string, string>>;
  /** Namespaces that code publishes with `context.provide`. In a definition also a map from namespace to value. */
  readonly provides?: readonly string[] | Readonly<Record<string, unknown>>;
  /** A class with `@Config`. */
  readonly config?: Class;
  readonly components?: readonly (Class | ComponentDefinition)[];
  /** inversify `ContainerModule`s for the plugin's own container. */
  readonly modules?: readonly unknown[];
  /** What the constructor of the class, or `setup` of a definition, gets. */
  readonly inject?: readonly InjectToken[];
}

/** How a definition handles an event: a method by name, a function, or a function with options. */
export type HandlerDefinition =
  | string
  | ((payload: never, name: string) => unknown)
  | (HandlerOptions & { readonly handler: string | ((payload: never, name: string) => unknown) });

/** The generation whose place another one takes. */
export interface Previous {
  readonly version: string;
  readonly generation: number;
}

/** Lifecycle methods: synchronous, with a promise, or with a callback as the last parameter. */
export interface Lifecycle {
  beforeStart?(callback: (error?: unknown) => void): unknown;
  start?(callback: (error?: unknown) => void): unknown;
  afterStart?(callback: (error?: unknown) => void): unknown;
  beforeStop?(callback: (error?: unknown) => void): unknown;
  stop?(force: boolean, callback: (error?: unknown) => void): unknown;
  /** Asked of a new generation before it takes over: throw, reject or return false, and the old one goes on. */
  health?(callback: (error?: unknown) => void): unknown;
  /**
   * Goes on in the background for as long as the plugin runs: called when it has started, and nobody waits for it. The signal is aborted before
   * the plugin stops, and `stop` comes when it has ended. What it throws is reported as `lifecycle.run-failed`. A method with a decorator of
   * its own is none.
   */
  run?(signal: AbortSignal): unknown;
  /**
   * Takes other values of the configuration while the plugin runs, so that no other generation has to take over. Throw or reject, and the
   * values before stay. Every component that is given the configuration needs it.
   */
  onConfig?(next: never, previous: never, callback: (error?: unknown) => void): unknown;
  /** What the next generation shall go on with, at the moment it takes over. Synchronous; copied as `structuredClone` does. */
  snapshot?(): unknown;
  /** Takes over what the generation before it gave. Synchronous; when it throws, that one goes on. */
  restore?(state: unknown, previous: Previous): void;
}

/** What a definition does for a command: a method by name, a function, or either with what `@Command` takes as options. */
export type CommandDefinition = string | CommandHandler | (CommandOptions & { readonly handler: string | CommandHandler });

/** A component without a class: an object with lifecycle methods, a ready-made instance, or a factory. */
export interface ComponentDefinition extends Lifecycle {
  readonly name: string;
  /** A ready-made object whose lifecycle methods are called. Default: the definition itself. */
  readonly instance?: object;
  readonly inject?: readonly InjectToken[];
  /** Makes the component from what `inject` lists. */
  setup?(...injected: never[]): object | void;
  readonly on?: Readonly<Record<string, HandlerDefinition>>;
  /** Commands by their lines, as `@Command` has them. */
  readonly commands?: Readonly<Record<string, CommandDefinition>>;
  /** By method: the name of its events, or all that `@Around` takes. */
  readonly around?: Readonly<Record<string, string | AroundOptions>>;
  /** Publishes the component under these namespaces. */
  readonly provides?: string | readonly string[];
}

/** A plugin without decorators: its metadata, its lifecycle and its handlers in one object. */
export interface PluginDefinition extends PluginMeta, Lifecycle {
  /** Makes the plugin's main component from what `inject` lists. */
  setup?(...injected: never[]): object | void;
  readonly on?: Readonly<Record<string, HandlerDefinition>>;
  /** Commands by their lines, as `@Command` has them. */
  readonly commands?: Readonly<Record<string, CommandDefinition>>;
  /** By method: the name of its events, or all that `@Around` takes. */
  readonly around?: Readonly<Record<string, string | AroundOptions>>;
}

export interface ProvideMeta {
  readonly namespace: string | readonly string[];
  readonly scope?: 'singleton' | 'transient' | 'request';
}

export interface UseMeta {
  readonly namespace: unknown;
  readonly optional?: boolean;
  readonly live?: boolean;
  readonly or?: readonly string[];
}

export interface OnEventMeta extends HandlerOptions {
  readonly event: string;
  /** Only from a definition: the function itself. */
  readonly handler?: (payload: never, name: string) => unknown;
}

export interface CommandMeta {
  readonly usage: string;
  readonly options?: CommandOptions;
  /** Only from a definition: the function itself. */
  readonly handler?: CommandHandler;
}

export type AroundMeta = AroundOptions;

export type FieldMeta = FieldSchema;

/** What a configuration class says of itself. */
export interface ConfigMeta {
  /**
   * Counts up when values that were written before mean something else. Values of a file that say nothing in `$version` are of version 1, all
   * others of this one. Default 1.
   */
  readonly version?: number;
  /** Lifts values of version `from` to `from + 1`: called once for each version in between, synchronous, with a copy. */
  readonly migrate?: (values: Record<string, unknown>, from: number) => unknown;
}

export const PLUGIN = 'mortise.plugin';
export const COMPONENT = 'mortise.component';
export const PROVIDE = 'mortise.provide';
export const USE = 'mortise.use';
export const EVENT = 'mortise.event';
export const COMMAND = 'mortise.command';
export const AROUND = 'mortise.around';
export const CONFIG = 'mortise.config';
export const FIELD = 'mortise.field';

/** Every key that begins so belongs to mortise. */
export const OWN_KEYS = 'mortise.';
