/** Open this to see the words of Pomelo: what a plugin is, and what the `app` can do that its factories and event classes are given. */
import type { Extension, LogSink, MortiseHost } from 'mortise';

/** What a Pomelo plugin exports: a directory of components, and perhaps one of event classes. Other members are left alone. */
export interface PomeloPlugin {
  readonly components?: string;
  readonly events?: string;
  readonly [member: string]: unknown;
}

/** What an owner says of the server that the plugins find themselves in; all of it may be left out. */
export interface PomeloAppOptions {
  /** Default: `<serverType>-1`. */
  readonly id?: string;
  /** Default: `server`. */
  readonly serverType?: string;
  /** The directory that `getBase()` gives. Default: the working directory. */
  readonly base?: string;
  /** Default: NODE_ENV, else `development`. */
  readonly env?: string;
  /** Events without a namespace that are shared with the host, besides the five of Pomelo; list them in `createHost({ events })` too. */
  readonly events?: readonly string[];
  /** Where the warnings of `use` and `load` go. Default: readable lines on stderr. */
  readonly log?: LogSink;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a listener takes what its event carries, and only the two of them know
export type PomeloListener = (...args: any[]) => void;

/**
 * The part of Node's EventEmitter that plugins use. Pomelo's five events, names with a dot and those of `PomeloAppOptions.events` are
 * the host's: a listener stands in the host's order, what it throws is reported and reaches nobody else, and only the first argument
 * of an emission is carried. Every other name stays inside the app.
 */
export interface PomeloEvents {
  on(name: string, listener: PomeloListener): this;
  addListener(name: string, listener: PomeloListener): this;
  once(name: string, listener: PomeloListener): this;
  off(name: string, listener: PomeloListener): this;
  removeListener(name: string, listener: PomeloListener): this;
  removeAllListeners(name?: string): this;
  /** Whether anybody listened. */
  emit(name: string, ...args: readonly unknown[]): boolean;
  listeners(name: string): PomeloListener[];
  listenerCount(name: string): number;
}

/**
 * Pomelo's application object. What plugins attach with `set(name, value, true)` becomes a member; declare those that you use:
 *
 * ```ts
 * declare module 'mortise/pomelo' {
 *   interface PomeloApp {
 *     readonly statusService: { getStatusByUid(uid: string, callback: (error: unknown, sids?: string[]) => void): void };
 *   }
 * }
 * ```
 */
export interface PomeloApp {
  readonly serverId: string;
  readonly serverType: string;
  readonly env: string;
  readonly event: PomeloEvents;
  /** Named components, of `use` and `load` alike. */
  readonly components: Readonly<Record<string, unknown>>;

  /** What was used and loaded, for `createHost({ extensions })`. Live: what is used until the host starts takes part in that start. */
  readonly extensions: readonly Extension[];
  /** Joins the app to its host, before the host starts, and gives the host back. Events are shared from now on. Throws if it has another one. */
  join<H extends MortiseHost>(host: H): H;
  /** Resolves when everything that was used while the host runs is loaded or refused. */
  settled(): Promise<void>;

  /**
   * Runs the plugin's component factories, then constructs its event classes, here and now; what they throw is thrown, and nothing of
   * the plugin stays then. The host starts what was made: in its start, or at once when it runs already.
   */
  use(plugin: PomeloPlugin, options?: object): void;
  /** Adds one component. Nothing comes back when its name is taken. */
  load(component: unknown, options?: unknown): this | undefined;
  load(name: string, component: unknown, options?: unknown): this | undefined;

  /** Calls the function at once if environment and server type match: `configure('production|stage', 'gate|connector', fn)`, `'all'` for any. */
  configure(run: (this: this) => void): this;
  configure(env: string, run: (this: this) => void): this;
  configure(env: string, serverType: string, run: (this: this) => void): this;
  /** With `attach` the value is also a member of the app, and of a plugin that attaches it, published as `pomelo/<name>` while that runs. */
  set(name: string, value: unknown, attach?: boolean): this;
  /** With one argument it reads, as `get` does. */
  set(name: string): unknown;
  get(name: string): unknown;
  getServerId(): string;
  getServerType(): string;
  getBase(): string;
}
