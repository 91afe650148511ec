/** Open this to give names their types: both interfaces are empty doors that plugin authors and owners extend by declaration merging. */

/**
 * Types of published values by namespace. Extend it where a plugin is declared:
 *
 * ```ts
 * declare module 'mortise' {
 *   interface Namespaces {
 *     'acme/rates': { of(sku: string): number };
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Namespaces {}

/** A server of the cluster, as Pomelo describes one. */
export interface ServerInfo {
  readonly id: string;
  readonly serverType?: string;
  readonly host?: string;
  readonly port?: number;
  readonly [field: string]: unknown;
}

/** What every session has; a transport or session plugin may add more. */
export interface SessionInfo {
  readonly uid: string;
  readonly frontendId?: string;
  readonly [field: string]: unknown;
}

/** Something that is done at certain times, as Pomelo describes it. */
export interface CronInfo {
  readonly id: number | string;
  readonly time?: string;
  readonly action?: string;
  readonly [field: string]: unknown;
}

/** What a handler failure looks like on `handler.failed`. */
export interface HandlerFailure {
  readonly event: string;
  /** Key of the owning plugin, or `host` for a handler of the service itself. */
  readonly plugin: string;
  readonly component?: string;
  readonly method?: string;
  readonly error: unknown;
}

/** What a plugin's lifecycle event carries. */
export interface PluginEvent {
  readonly plugin: string;
  readonly version: string;
  /** Only on `failed` and `waiting`: why. */
  readonly reason?: string;
  /** Only on the past tenses: how long it took, in milliseconds. */
  readonly ms?: number;
}

/**
 * Payload types by event name. Extend it for your own events; names of your own are namespaced (`billing.invoice_paid`).
 * Declared here: Pomelo's events of cluster, sessions and servers, and the host's own lifecycle, in paired tenses.
 */
export interface Events {
  add_servers: readonly ServerInfo[];
  remove_servers: readonly string[];
  replace_servers: readonly ServerInfo[];
  bind_session: SessionInfo;
  unbind_session: SessionInfo;
  close_session: SessionInfo;
  add_crons: readonly CronInfo[];
  /** Only their ids count. */
  remove_crons: readonly Pick<CronInfo, 'id'>[];
  /** The id of the server that has started. */
  start_server: string;
  /** Every configured server has started. */
  start_all: void;
  'host.starting': { readonly host: string };
  'host.started': { readonly host: string; readonly ms: number };
  /** A change that was asked for has come to its end: done, taken back or refused. */
  'host.changed': { readonly host: string; readonly by: string; readonly receipt: import('./history.js').Receipt };
  'host.stopping': { readonly host: string };
  'host.stopped': { readonly host: string; readonly ms: number };
  'extension.attached': { readonly extension: string; readonly plugins: number; readonly ms: number };
  'plugin.starting': PluginEvent;
  'plugin.started': PluginEvent;
  'plugin.failed': PluginEvent;
  'plugin.waiting': PluginEvent;
  /** Another generation has taken over; the plugin ran on all the time. */
  'plugin.replaced': PluginEvent & { readonly generation: number; readonly previous: number };
  'plugin.stopping': PluginEvent;
  'plugin.stopped': PluginEvent;
  /** Somebody has typed a line at the console of `mortise run`. What begins like a command is run as well. */
  'console.line': string;
  'handler.failed': HandlerFailure;
  'problem.found': import('./problem.js').Problem;
}

/** The type under a namespace: the declared one, else `unknown`. */
export type NamespaceValue<N extends string> = N extends keyof Namespaces ? Namespaces[N] : unknown;

/** The payload of an event: the declared one, `{ name, payload }` for a pattern observed as a stream is built on it, else `unknown`. */
export type EventPayload<E extends string> = E extends keyof Events ? Events[E] : unknown;
