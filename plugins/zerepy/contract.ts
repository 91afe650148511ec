/** Open this to see what connections and actions are: the classes of the document, and what the decorators take. */
import type { ConfigSchema, PluginContextView } from 'mortise';
import { checkValues } from './values.js';

/** The parameters of an action by name, in the order in which positional arguments fill them. Required unless `required: false` or with a default. */
export type Parameters = ConfigSchema;

type Typed = {
  readonly string: string;
  readonly integer: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly list: readonly unknown[];
};
type ValueOf<F> = F extends { readonly type: 'select'; readonly choices: readonly (infer C)[] }
  ? C
  : F extends { readonly type: infer T extends keyof Typed }
    ? Typed[T]
    : F extends { readonly type: 'map' | 'object' }
      ? Readonly<Record<string, unknown>>
      : unknown;
type OptionalOf<P> = {
  [K in keyof P]: P[K] extends { readonly required: false } ? (P[K] extends { readonly default: unknown } ? never : K) : never;
}[keyof P];

/** The values that an action with these parameters is called with. */
export type ValuesOf<P> = string extends keyof P
  ? // oxlint-disable-next-line typescript/no-explicit-any -- which parameters there are is known where they are written
    any
  : { readonly [K in Exclude<keyof P, OptionalOf<P>>]: ValueOf<P[K]> } & { readonly [K in OptionalOf<P>]?: ValueOf<P[K]> };

/** Arguments: by name, or a list in the order of the parameters. */
export type Arguments = Readonly<Record<string, unknown>> | readonly unknown[];

/** How long is waited before a further try, in milliseconds: `delay`, then `factor` times the wait before, and never more than `most`. */
export interface Backoff {
  /** Default 200. */
  readonly delay?: number;
  /** Default 2. */
  readonly factor?: number;
  /** Default 30,000. */
  readonly most?: number;
}

/** How long a call may take and how often it is tried. */
export interface Limits {
  /** Milliseconds for each try. Default 30,000. */
  readonly timeout?: number;
  /** Further tries after the first has failed. Default 0. */
  readonly retries?: number;
  readonly backoff?: Backoff;
}

/** What is said of an action. */
export interface ActionOptions<P extends Parameters = Parameters> extends Limits {
  readonly parameters?: P;
  readonly description?: string;
  /** Connections that have to be there and configured, by name. */
  readonly connections?: readonly string[];
}

/** What whoever calls may decide. */
export interface CallOptions extends Limits {
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/** What an action is told of its call. */
export interface Call {
  /** Aborted when this try is over: its time is up, its plugin stops, or the caller has given up. */
  readonly signal: AbortSignal;
  /** 1 at the first try. */
  readonly attempt: number;
}

/** What is said of a connection. */
export interface ConnectionOptions extends Limits {
  /** Actions that `performAction` understands, besides the methods with `@Action`. Without any, whatever is asked is handed to `performAction`. */
  readonly actions?: Readonly<Record<string, ActionOptions>>;
}

/** Options of a plugin as its configuration has them. */
export interface PluginOptions {
  /** Seconds for each try of a call. */
  readonly timeout?: number;
  /** Further tries after the first has failed. */
  readonly retries?: number;
  readonly [option: string]: unknown;
}

/** The configuration of a plugin, as the document has it. */
export interface PluginConfig {
  readonly name: string;
  readonly version: string;
  /** Its category: `connection`, `action`, or one of your own. */
  readonly type: string;
  readonly config?: { readonly enabled?: boolean; readonly options?: PluginOptions };
}

/** Global, so that two copies of mortise agree on what a plugin class is. */
const BASE: unique symbol = Symbol.for('mortise.zerepy.base');

/**
 * What a plugin class extends: its name, version, `initialize` and `cleanup`. The host starts and stops it: `initialize` is its start, `cleanup`
 * its stop, each synchronous or with a promise. `preInitialize`, `postInitialize`, `preCleanup` and `postCleanup` are hooks of its own.
 * Constructing one does nothing that others could notice: a host makes one only to read its name. From ZerePy's `PluginBase`.
 */
export abstract class PluginBase {
  /** The category that it is registered under; a class of a category of your own overrides it. */
  static readonly category: string = 'plugin';
  /** @internal */
  static readonly [BASE] = true;
  /** An id: `my_plugin`. */
  abstract readonly name: string;
  abstract readonly version: string;

  /** Gets `config.options`, frozen, and the context by which whatever it makes goes with it. */
  initialize?(options: PluginOptions, context: PluginContextView): unknown;
  cleanup?(): unknown;
  preInitialize?(): unknown;
  postInitialize?(): unknown;
  preCleanup?(): unknown;
  postCleanup?(): unknown;
}

/** What every connection can do; a class with `@Connection` does it without extending anything. From ZerePy's `ConnectionPlugin`. */
export interface ConnectionContract {
  /** Whether it can be used as it is. */
  isConfigured(): boolean | PromiseLike<boolean>;
  /** Makes it usable, and says whether it is now. */
  configure(): boolean | PromiseLike<boolean>;
  /** Not needed where methods with `@Action` do it. */
  performAction?(action: string, params: Readonly<Record<string, unknown>>, call: Call): unknown;
}

/** The base class of connections, as in the document; `@Connection` needs none. */
export abstract class ConnectionPlugin extends PluginBase implements ConnectionContract {
  static override readonly category: string = 'connection';
  /** As in `ConnectionOptions`. */
  readonly actions?: Readonly<Record<string, ActionOptions>>;
  abstract isConfigured(): boolean | PromiseLike<boolean>;
  abstract configure(): boolean | PromiseLike<boolean>;
  abstract performAction(action: string, params: Readonly<Record<string, unknown>>, call: Call): unknown;
}

/** A class that is one action. From ZerePy's `ActionPlugin`. */
export abstract class ActionPlugin extends PluginBase implements ActionOptions {
  static override readonly category: string = 'action';
  readonly parameters?: Parameters;
  readonly description?: string;
  readonly connections?: readonly string[];
  readonly timeout?: number;
  readonly retries?: number;
  readonly backoff?: Backoff;

  /** Everything that is wrong, one sentence each. What you override is asked after the schema, with values that fit it. */
  validateParams(params: Readonly<Record<string, unknown>>): readonly string[] {
    return checkValues(this.parameters ?? {}, params, { coerce: true, open: this.parameters === undefined }).issues.map(
      ({ message }) => message,
    );
  }

  abstract execute(params: Readonly<Record<string, unknown>>, call: Call): unknown;
}

/** A class that can be made without arguments. */
export type PluginClass<P extends PluginBase = PluginBase> = new () => P;

/** The category of a class that extends `PluginBase` and can be made; nothing for anything else, and for the base classes of the document. */
export function categoryOf(type: unknown): string | undefined {
  if (typeof type !== 'function' || Reflect.get(type, BASE) !== true) return undefined;
  if (type === PluginBase || type === ConnectionPlugin || type === ActionPlugin) return undefined;
  const { category } = type as unknown as typeof PluginBase;
  return category;
}
