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
import { quoted } from '../problem/text.js';
import type { Services } from '../wiring/construct.js';
import type { ContextParts } from './context-parts.js';

// A context that is wrapped, by a Proxy or with Object.create, has what is under a symbol, and would not have what is private.
const PARTS = Symbol('parts');
const METHOD = Symbol('method');
const EVENTS = Symbol('events');

/** The context of a plugin; or of one of its handlers, whose events are blamed on it. */
export class Context implements PluginContextView {
  readonly [PARTS]: ContextParts;
  readonly [METHOD]: string | undefined;
  readonly component?: string;
  [EVENTS]: EventBusView | undefined;

  constructor(parts: ContextParts, component?: string, method?: string) {
    this[PARTS] = parts;
    this[METHOD] = method;
    if (component !== undefined) this.component = component;
  }

  get id(): string {
    return this[PARTS].record.key;
  }

  get host(): HostView {
    return this[PARTS].host;
  }

  get app(): AppView | undefined {
    return this[PARTS].app;
  }

  get previous(): PluginContextView['previous'] {
    return this[PARTS].record.previous;
  }

  get options(): unknown {
    return this[PARTS].record.parts.options;
  }

  get config(): unknown {
    return this[PARTS].life.config;
  }

  get log(): LoggerView {
    return this[PARTS].log;
  }

  withoutSecrets(text: string): string {
    return this[PARTS].kernel.secrets.text(text);
  }

  get report(): PluginContextView['report'] {
    return this[PARTS].acts.report;
  }

  get clock(): ClockPort {
    return this[PARTS].clock;
  }

  get signal(): AbortSignal {
    return this[PARTS].life.abort.signal;
  }

  get events(): EventBusView {
    if (this.component === undefined) return this[PARTS].events;
    return (this[EVENTS] ??= this[PARTS].eventsOf(this.component, this[METHOD]));
  }

  /** What it is made of is nothing to print. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `PluginContext of ${quoted(this.id)}`;
  }

  /** Registers the handler of a decorated member. What it answers is all that takes it back: who binds the member has that on the ledger. */
  static handle(context: PluginContextView, event: string, call: Call, options: HandlerOptions): Undo {
    const of = context as Context;
    return of[PARTS].kernel.bus.register(event, call, options, of[PARTS].handlerOwner(of.component, of[METHOD]));
  }

  get commands(): CommandsView {
    return this[PARTS].commands;
  }

  get hooks(): HooksView {
    return this[PARTS].hooks;
  }

  get health(): HealthView {
    return this[PARTS].health;
  }

  get usage(): UsageView {
    return this[PARTS].usage;
  }

  get container(): Container {
    return this[PARTS].container;
  }

  get own(): PluginContextView['own'] {
    return this[PARTS].acts.own;
  }

  get setTimeout(): PluginContextView['setTimeout'] {
    return this[PARTS].acts.setTimeout;
  }

  get setInterval(): PluginContextView['setInterval'] {
    return this[PARTS].acts.setInterval;
  }

  get provide(): PluginContextView['provide'] {
    return this[PARTS].acts.provide;
  }

  get find(): LookupView['find'] {
    return this[PARTS].lookup.find;
  }

  get reference(): LookupView['reference'] {
    return this[PARTS].lookup.reference;
  }

  get lookup(): LookupView['lookup'] {
    return this[PARTS].lookup.lookup;
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
