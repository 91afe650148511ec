/** Open this to see what a plugin is given: one face for its components, and one for each handler, whose failures are blamed on it. */
import type { Container } from 'inversify';
import type { Call } from '../events/bus.js';
import { branded } from '../facts/brand.js';
import { App, Clock, EventBus, Host, Logger, PluginContext } from '../facts/tokens.js';
import type { CommandsView } from '../model/command.js';
import type { AppView, EventBusView, HandlerOptions, HostView, LoggerView, LookupView, PluginContextView } from '../model/context.js';
import type { HealthView } from '../model/health.js';
import type { HooksView } from '../model/hooks.js';
import type { Class } from '../model/manifest.js';
import type { ClockPort, Undo } from '../model/ports.js';
import type { UsageView } from '../model/usage.js';
import type { Services } from '../wiring/construct.js';
import type { ContextParts } from './context-parts.js';

/** The context of a plugin; or of one of its handlers, whose events are blamed on it. */
export class Context implements PluginContextView {
  readonly #parts: ContextParts;
  readonly #method: string | undefined;
  readonly component?: string;
  #events: EventBusView | undefined;

  constructor(parts: ContextParts, component?: string, method?: string) {
    this.#parts = parts;
    this.#method = method;
    if (component !== undefined) this.component = component;
  }

  get id(): string {
    return this.#parts.record.key;
  }

  get host(): HostView {
    return this.#parts.host;
  }

  get app(): AppView | undefined {
    return this.#parts.app;
  }

  get previous(): PluginContextView['previous'] {
    return this.#parts.record.previous;
  }

  get options(): unknown {
    return this.#parts.record.parts.options;
  }

  get config(): unknown {
    return this.#parts.life.config;
  }

  get log(): LoggerView {
    return this.#parts.log;
  }

  get report(): PluginContextView['report'] {
    return this.#parts.acts.report;
  }

  get clock(): ClockPort {
    return this.#parts.clock;
  }

  get signal(): AbortSignal {
    return this.#parts.life.abort.signal;
  }

  get events(): EventBusView {
    if (this.component === undefined) return this.#parts.events;
    return (this.#events ??= this.#parts.eventsOf(this.component, this.#method));
  }

  /** Registers the handler of a decorated member. What it answers is all that takes it back: who binds the member has that on the ledger. */
  static handle(context: PluginContextView, event: string, call: Call, options: HandlerOptions): Undo {
    const of = context as Context;
    return of.#parts.kernel.bus.register(event, call, options, of.#parts.handlerOwner(of.component, of.#method));
  }

  get commands(): CommandsView {
    return this.#parts.commands;
  }

  get hooks(): HooksView {
    return this.#parts.hooks;
  }

  get health(): HealthView {
    return this.#parts.health;
  }

  get usage(): UsageView {
    return this.#parts.usage;
  }

  get container(): Container {
    return this.#parts.container;
  }

  get own(): PluginContextView['own'] {
    return this.#parts.acts.own;
  }

  get setTimeout(): PluginContextView['setTimeout'] {
    return this.#parts.acts.setTimeout;
  }

  get setInterval(): PluginContextView['setInterval'] {
    return this.#parts.acts.setInterval;
  }

  get provide(): PluginContextView['provide'] {
    return this.#parts.acts.provide;
  }

  get find(): LookupView['find'] {
    return this.#parts.lookup.find;
  }

  get reference(): LookupView['reference'] {
    return this.#parts.lookup.reference;
  }

  get lookup(): LookupView['lookup'] {
    return this.#parts.lookup.lookup;
  }
}

branded(Context.prototype);

const SERVICES = new Map<Class, (context: Context) => unknown>([
  [PluginContext, (context) => context],
  [Host, (context) => context.host],
  [Logger, (context) => context.log],
  [Clock, (context) => context.clock],
  [EventBus, (context) => context.events],
  [App, (context) => context.app],
]);

/** What a constructor may ask for that is no component: the tokens of mortise, and the class of the configuration. */
export class ContextServices implements Services {
  constructor(
    readonly context: Context,
    readonly configClass: Class | undefined,
  ) {}

  get(type: Class): unknown {
    return type === this.configClass ? this.context.config : SERVICES.get(type)?.(this.context);
  }

  *keys(): Iterable<Class> {
    for (const type of SERVICES.keys()) if (type !== App || this.context.app !== undefined) yield type;
    if (this.configClass !== undefined) yield this.configClass;
  }
}
