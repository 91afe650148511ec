/** Open this for the tokens that a plugin may inject: each is a type and an injection token in one. */
import type { AppView, EventBusView, HostView, LoggerView, PluginContextView } from '../model/context.js';
import type { ExtensionContextView } from '../model/extension.js';
import type { ClockPort } from '../model/ports.js';
import { branded } from './brand.js';

// oxlint-disable typescript/no-unsafe-declaration-merging -- that is the point: the interface gives the class its members

/** The host, as this plugin sees it. */
export interface Host extends HostView {}
export abstract class Host {}

/** The app that declares this plugin; injecting it into a plugin of the host fails. */
export interface App extends AppView {}
export abstract class App {}

/**
 * Everything a plugin may do, owned by its ledger: whatever is made through it goes when the plugin stops.
 *
 * ```ts
 * import { Plugin, PluginContext } from 'mortise/decorators';
 *
 * @Plugin({ id: 'ticker', version: '1.0.0', inject: [PluginContext] })
 * export class Ticker {
 *   constructor(readonly context: PluginContext) {}
 *
 *   start() {
 *     this.context.setInterval(() => this.context.log.info('tick'), 60_000);
 *   }
 * }
 * ```
 */
// oxlint-disable-next-line typescript/no-explicit-any -- options and config have the type their plugin gives them
export interface PluginContext<O = any, C = any> extends PluginContextView<O, C> {}
// oxlint-disable-next-line typescript/no-explicit-any, no-unused-vars -- must have the parameters of the interface
export abstract class PluginContext<O = any, C = any> {}

/** A logger with five levels that carries the plugin's id. */
export interface Logger extends LoggerView {}
export abstract class Logger {}

/** The host's clock; timers made through it end with the plugin. */
export interface Clock extends ClockPort {}
export abstract class Clock {}

/** The event bus; handlers and subscriptions made through it end with the plugin. */
export interface EventBus extends EventBusView {}
export abstract class EventBus {}

/** `this` inside an `attach`. */
export type ExtensionContext<O = unknown> = ExtensionContextView<O>;

// A host knows its own tokens only; those of another copy are told as such.
for (const token of [Host, App, PluginContext, Logger, Clock, EventBus]) branded(token);
