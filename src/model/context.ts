/** Open this to see what a plugin may do: the views of host, events, log and clock that it is given. */
/// <reference lib="esnext.disposable" preserve="true" />
import type { Container } from 'inversify';
import type { Observable } from 'rxjs';
import type { CommandsView } from './command.js';
import type { HealthView } from './health.js';
import type { Revision } from './history.js';
import type { HooksView } from './hooks.js';
import type { HostState } from './host-state.js';
import type { NamespaceLike } from './name.js';
import type { ClockPort, LogLevel, Undo } from './ports.js';
import type { ReportedProblem } from './problem.js';
import type { EventPayload, Events, NamespaceValue } from './registry.js';
import type { PluginInfo } from './report.js';
import type { UsageView } from './usage.js';

/** Completes names from `T` and takes any other string as well. */
export type NameOr<T> = T | (string & {});

type PayloadArguments<E extends string> =
  undefined extends EventPayload<E>
    ? [payload?: EventPayload<E>]
    : void extends EventPayload<E>
      ? [payload?: EventPayload<E>]
      : [payload: EventPayload<E>];

/** What a pattern (`server.*`) emits when it is observed as a stream. */
export interface NamedPayload<P = unknown> {
  readonly name: string;
  readonly payload: P;
}

/** The payload of a name, or `NamedPayload` of a pattern. */
export type StreamOf<E extends string> = E extends `${string}*${string}` ? NamedPayload : EventPayload<E>;

/** How a handler is called, and when. */
export interface HandlerOptions {
  /** Smaller runs earlier; ties run in the order of registration. Default 1000. */
  readonly priority?: number;
  /** Handle the first delivery only. Default false. */
  readonly once?: boolean;
  /** Milliseconds that `emitAsync` waits for this handler before it reports it as late. Default: it waits. */
  readonly deadline?: number;
  /** Puts a stream between the event and the handler: the handler sees what the stream emits. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the payload type is the handler's business
  readonly through?: (source: Observable<any>) => Observable<any>;
}

/** How `emitAsync` goes on from one handler to the next. */
export interface EmitOptions {
  /** All handlers at once instead of one after the other. Default false. */
  readonly parallel?: boolean;
}

/**
 * One event, looked up once: for whoever emits it again and again. Everything else is as by its name. Its methods belong to it, as those of a `Map`
 * do: taken off it they have nothing to emit. Hold one for each place that emits, in a field or a constant: once the event is hot its handlers are
 * compiled into that place, as if it called them itself.
 *
 * ```ts
 * import { createHost } from 'mortise';
 *
 * const host = createHost({ name: 'shop' });
 * const sold = host.events.event<'shop.sold'>('shop.sold');
 * host.events.handle('shop.sold', (order) => console.log(order));
 * sold.emit({ sku: 'tea' }); // { sku: 'tea' }
 * ```
 */
export interface EventHandle<E extends string = string> {
  readonly name: E;
  on(options?: { readonly priority?: number }): Observable<StreamOf<E>>;
  handle(handler: (payload: EventPayload<E>, name: string) => unknown, options?: HandlerOptions): Undo;
  once(options?: { readonly priority?: number }): Promise<EventPayload<E>>;
  emit(...payload: PayloadArguments<E>): number;
  emitAsync(payload?: EventPayload<E>, options?: EmitOptions): Promise<number>;
}

/** The event bus. What a plugin is given is its own view: whatever it registers goes when it stops. */
export interface EventBusView {
  /**
   * The channel as a stream, cold: nothing happens until somebody subscribes. A subscriber takes its place among the handlers by `priority`.
   * A pattern emits `{ name, payload }`.
   */
  on<E extends NameOr<keyof Events & string>>(name: E, options?: { readonly priority?: number }): Observable<StreamOf<E>>;
  /** Registers a handler; call what it returns to take it back. */
  handle<E extends NameOr<keyof Events & string>>(
    name: E,
    handler: (payload: EventPayload<E>, name: string) => unknown,
    options?: HandlerOptions,
  ): Undo;
  /** The next payload. */
  once<E extends NameOr<keyof Events & string>>(name: E, options?: { readonly priority?: number }): Promise<EventPayload<E>>;
  /** Delivers now, to all handlers in order; returns how many were there. A handler's error never reaches the caller, unless the host is strict. */
  emit<E extends NameOr<keyof Events & string>>(name: E, ...payload: PayloadArguments<E>): number;
  /** Delivers and waits for handlers that return promises: one after the other, or all at once with `{ parallel: true }`. */
  emitAsync<E extends NameOr<keyof Events & string>>(name: E, payload?: EventPayload<E>, options?: EmitOptions): Promise<number>;
  /** An event to hold on to: emitting it looks nothing up. Throws `event.bad-name` for a pattern, and what `emit` throws of a name. */
  event<E extends NameOr<keyof Events & string>>(name: E): EventHandle<E>;
}

/** A logger with five levels that knows whose it is. */
export interface LoggerView {
  trace(message: string, fields?: Readonly<Record<string, unknown>>): void;
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Whether a line of that level would be written. */
  enabled(level: LogLevel): boolean;
}

/**
 * One namespace, to hold on to: for whoever needs what stands under it again and again. It follows what is published, across reloads, and keeps no
 * plugin alive. Everything else is as by its name. Ask the reference itself each time: `const { value } = rates` is the value of that moment, and `find`
 * taken off it has nothing to look in.
 *
 * ```ts
 * import { createHost, definePlugin } from 'mortise';
 *
 * const host = createHost({ extensions: [definePlugin({ id: 'rates', version: '1.0.0', provides: { 'acme/tariff': { tea: 0.19 } } })] });
 * const rates = host.reference('acme/tariff'); // nothing is published yet
 * console.log(rates.find()); // undefined
 * await host.start();
 * console.log(rates.value); // { tea: 0.19 }
 * await host.stop();
 * ```
 */
export interface NamespaceReference<T = unknown> {
  readonly namespace: string;
  /** What is published now, at about the cost of a property; when nothing is, it throws what `lookup` throws. */
  readonly value: T;
  /** What is published now, or `undefined`. */
  find(): T | undefined;
}

/** Finding what others publish. */
export interface LookupView {
  /** The value, or a `MortiseError` `lookup.absent` with near names, the hiding rule and the fix. */
  lookup<N extends NamespaceLike>(namespace: N): N extends string ? NamespaceValue<N> : unknown;
  find<N extends NamespaceLike>(namespace: N): (N extends string ? NamespaceValue<N> : unknown) | undefined;
  /** A namespace to hold on to, whether or not something is published under it by now. Throws `lookup.bad-namespace`. */
  reference<N extends NamespaceLike>(namespace: N): NamespaceReference<N extends string ? NamespaceValue<N> : unknown>;
  /** The value now and at each coming and going; `undefined` while it is away. */
  lookup$<N extends NamespaceLike>(namespace: N): Observable<(N extends string ? NamespaceValue<N> : unknown) | undefined>;
  /** Every value under a pattern: `*` is one segment, `**` the rest. */
  lookupAll(pattern: NamespaceLike): Map<string, unknown>;
  /** Published values of the plugins of a category, by namespace. */
  category(name: string): Map<string, unknown>;
}

/** An app as a plugin sees it. */
export interface AppView extends LookupView {
  readonly name: string;
}

/** The host as a plugin sees it. */
export interface HostView extends LookupView {
  readonly name: string;
  readonly version: string;
  readonly state: HostState;
  readonly events: EventBusView;
  /** Every plugin of the host and its apps, in the order of loading. */
  list(): readonly PluginInfo[];
  /** The changes since the start, oldest first; the last 100. */
  history(): readonly Revision[];
}

/** What a plugin is given. Everything done through it is undone when the plugin stops. */
// oxlint-disable-next-line typescript/no-explicit-any -- options and config have the type their plugin gives them
export interface PluginContextView<O = any, C = any> {
  readonly id: string;
  readonly host: HostView;
  /** Present for a plugin that an app declares. */
  readonly app?: AppView | undefined;
  /** Present in what a kind is given: the component that its fact is on. */
  readonly component?: string;
  /** Present in a generation that takes the place of another one: what is handed over need not be opened. */
  readonly previous?: { readonly version: string; readonly generation: number } | undefined;
  /** As written in the spec, frozen. */
  readonly options: O;
  /** The instance of the `@Config` class, or the plain validated values. */
  readonly config: C;
  readonly log: LoggerView;
  /**
   * A text with `***` where it has a secret of any configuration of the host, as log lines and problems have it: for what somebody else threw, before it
   * is kept, answered or written.
   */
  withoutSecrets(text: string): string;
  /**
   * Tells of a problem that stops nothing: a file that can't be read, a limit that was reached. It is in the report of the operation that runs, in
   * `host.problems` and in the log, with the plugin's key. Severity by default `warning`. What stops something is thrown instead.
   */
  report(problem: ReportedProblem): void;
  readonly clock: ClockPort;
  /** Aborted when the plugin begins to stop. */
  readonly signal: AbortSignal;
  readonly events: EventBusView;
  /** What is registered is there while the plugin serves; what is run comes from the plugin. */
  readonly commands: CommandsView;
  /** What is registered goes with the plugin; around the steps of others it runs while the plugin serves. */
  readonly hooks: HooksView;
  /** What is declared counts while the plugin serves. */
  readonly health: HealthView;
  /** What it tracks counts for the plugin. */
  readonly usage: UsageView;
  /** The plugin's own inversify container, made on first use, dropped with the plugin. */
  readonly container: Container;
  /** Puts an effect of your own on the ledger: a function that undoes it, a subscription, or a disposable. Returns it. */
  own<T extends Effect>(effect: T): T;
  setTimeout(run: () => void, ms: number): Undo;
  setInterval(run: () => void, ms: number): Undo;
  /** Publishes a value; it is visible as soon as the plugin runs. */
  provide(namespace: NamespaceLike, value: unknown): Undo;
  find: LookupView['find'];
  lookup: LookupView['lookup'];
  reference: LookupView['reference'];
}

/** What `own` accepts. */
export type Effect =
  | (() => unknown)
  | { unsubscribe(): void }
  | { dispose(): unknown }
  | { [Symbol.dispose](): void }
  | { [Symbol.asyncDispose](): PromiseLike<void> };
