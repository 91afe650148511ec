/** Open this to see what a plugin is given: views of host, events, log and clock whose every effect is on the plugin's ledger. */
import type { Container } from 'inversify';
import type { Call, HandlerOwner, Own } from '../events/bus.js';
import { branded } from '../facts/brand.js';
import { App, Clock, EventBus, Host, Logger, PluginContext } from '../facts/tokens.js';
import type { CommandsView } from '../model/command.js';
import type {
  AppView,
  Effect,
  EventBusView,
  HandlerOptions,
  HostView,
  LoggerView,
  LookupView,
  PluginContextView,
} from '../model/context.js';
import type { HealthView } from '../model/health.js';
import type { HooksView } from '../model/hooks.js';
import type { Class } from '../model/manifest.js';
import type { ClockPort, Undo } from '../model/ports.js';
import { isThenable } from '../model/thenable.js';
import type { UsageView } from '../model/usage.js';
import { whyOf } from '../problem/cause.js';
import { failure, problem, reported, type At } from '../problem/problem.js';
import type { Services } from '../wiring/construct.js';
import { commandsOf } from './commands.js';
import { healthOf } from './health.js';
import { hooksOf } from './hooks.js';
import type { Kernel } from './kernel.js';
import { undoOf, type Ledger } from './ledger.js';
import type { Life } from './life.js';
import type { LookupOwner } from './lookup.js';
import { provide } from './provide.js';
import type { PluginRecord } from './record.js';
import { infoOf } from './snapshot.js';
import { usageView } from './usage.js';

/** Makes the look-ups of a plugin, for its scope. */
export type LookupFor = (record: PluginRecord, owner: LookupOwner) => LookupView;

/** How the views of a plugin put effects on its ledger, and what they say when it is closed. */
export interface PluginOwner {
  readonly gone: (what: string) => Error;
  readonly own: Own;
}

/** Effects that come when the plugin has stopped are refused; whoever made them takes them back. */
function ownerOf({ key }: PluginRecord, { ledger }: Life): PluginOwner {
  const gone = (what: string): Error => failure('context.gone', { plugin: key, what }, { plugin: key });
  return {
    gone,
    own(undo, what) {
      if (!ledger.open) throw gone(what);
      return ledger.push(what, undo);
    },
  };
}

/** Hears what a callback of a timer threw, or what its promise was rejected with. */
export type TimerFailed = (timer: 'A timer' | 'An interval', ms: number, thrown: unknown) => void;

/** Nobody called a timer, so nobody can catch what it throws: it is told as a problem of whoever set it. */
export function timerFailedOf(kernel: Kernel, owner: string, at: At): TimerFailed {
  return (timer, ms, thrown) =>
    kernel.report(
      problem('lifecycle.timer-failed', { owner, timer, ms: Number.isFinite(ms) ? ms : 0, why: whyOf(thrown) }, { ...at, cause: thrown }),
    );
}

/** A clock whose timers end with their owner, and whose failures go to `failed`. */
export function ownedClock(clock: ClockPort, ledger: Ledger, gone: (what: string) => Error, failed?: TimerFailed): ClockPort {
  const contained = (timer: 'A timer' | 'An interval', run: () => unknown, ms: number): (() => void) => {
    if (failed === undefined) return run;
    const tell = (thrown: unknown): void => failed(timer, ms, thrown);
    return () => {
      try {
        const result = run();
        if (isThenable(result)) Promise.resolve(result).catch(tell);
      } catch (thrown) {
        tell(thrown);
      }
    };
  };
  return {
    now: () => clock.now(),
    setTimeout(run, ms) {
      if (!ledger.open) throw gone('setTimeout');
      const owned = ledger.own('a timer', () => stop());
      const called = contained('A timer', run, ms);
      const stop = clock.setTimeout(() => {
        owned.ended();
        called();
      }, ms);
      return owned.undo;
    },
    setInterval(run, ms) {
      if (!ledger.open) throw gone('setInterval');
      const owned = ledger.own('an interval', () => stop());
      const stop = clock.setInterval(contained('An interval', run, ms), ms);
      return owned.undo;
    },
  };
}

/** Puts an effect of the author's own on a ledger; on a closed one it is taken back at once. */
export function ownEffect<T extends Effect>(effect: T, ledger: Ledger, gone: (what: string) => Error): T {
  const undo = undoOf(effect);
  if (!ledger.open) {
    // The refusal is what there is to tell.
    Promise.resolve()
      .then(() => undo(true))
      .catch(() => undefined);
    throw gone('own');
  }
  ledger.push('an effect of its own', undo);
  return effect;
}

/** What a context has that may be taken from it and called alone. */
type Acts = Pick<PluginContextView, 'report' | 'own' | 'setTimeout' | 'setInterval' | 'provide'>;

/** What the contexts of one life of a plugin share. Each part is made when somebody first asks for it: most plugins ask for few. */
export class ContextParts {
  #owner: PluginOwner | undefined;
  #lookup: LookupView | undefined;
  #host: HostView | undefined;
  #app: AppView | undefined;
  #log: LoggerView | undefined;
  #clock: ClockPort | undefined;
  #events: EventBusView | undefined;
  #commands: CommandsView | undefined;
  #hooks: HooksView | undefined;
  #health: HealthView | undefined;
  #usage: UsageView | undefined;
  #acts: Acts | undefined;

  constructor(
    readonly kernel: Kernel,
    readonly record: PluginRecord,
    readonly life: Life,
    readonly lookupFor: LookupFor,
  ) {}

  get owner(): PluginOwner {
    return (this.#owner ??= ownerOf(this.record, this.life));
  }

  get lookup(): LookupView {
    const { record, life, kernel } = this;
    return (this.#lookup ??= this.lookupFor(record, {
      own: this.owner.own,
      awaited: {
        add: (namespace) => void (life.awaited ??= new Set()).add(namespace),
        delete: (namespace) => void life.awaited?.delete(namespace),
      },
      failed(cause, namespace) {
        const at = { plugin: record.key, phase: 'event', cause } as const;
        kernel.report(problem('lookup.subscriber-failed', { namespace, why: whyOf(cause) }, at));
      },
    }));
  }

  get host(): HostView {
    const { kernel } = this;
    return (this.#host ??= {
      ...this.lookup,
      name: kernel.name,
      version: kernel.version,
      events: this.events,
      get state() {
        return kernel.state();
      },
      list: () => [...kernel.records.values()].map(infoOf),
      history: () => kernel.history(),
    });
  }

  get app(): AppView | undefined {
    const { app } = this.record;
    return app === undefined ? undefined : (this.#app ??= { ...this.lookup, name: app });
  }

  get log(): LoggerView {
    return (this.#log ??= this.kernel.logger(this.record.key));
  }

  get clock(): ClockPort {
    const { kernel, record, life } = this;
    const failed = timerFailedOf(kernel, record.key, { plugin: record.key });
    return (this.#clock ??= ownedClock(kernel.clock, life.ledger, this.owner.gone, failed));
  }

  get events(): EventBusView {
    return (this.#events ??= this.eventsOf());
  }

  /** A view of the bus for one component or handler: same ledger, finer blame. */
  eventsOf(component?: string, method?: string): EventBusView {
    // What a phase emits waits for no handler, so no handler is within the phase.
    return this.kernel.bus.view(this.handlerOwner(component, method), this.owner.own, this.kernel.phases);
  }

  /** On whom a failure of a handler is blamed. */
  handlerOwner(component?: string, method?: string): HandlerOwner {
    return { plugin: this.record.key, gate: this.life.gate, component, method };
  }

  get commands(): CommandsView {
    return (this.#commands ??= commandsOf(this));
  }

  get hooks(): HooksView {
    return (this.#hooks ??= hooksOf(this.kernel, this.record, this.life, this.owner.gone));
  }

  get health(): HealthView {
    return (this.#health ??= healthOf(this.kernel, this.record, this.life, this.owner.gone));
  }

  get usage(): UsageView {
    return (this.#usage ??= usageView(this.kernel, this.record.key));
  }

  get container(): Container {
    const container = this.life.container!;
    // One that is made now would never be dropped.
    if (!this.life.ledger.open && !container.exists) throw this.owner.gone('container');
    return container.get();
  }

  get acts(): Acts {
    const { kernel, record, life, owner, clock } = this;
    return (this.#acts ??= {
      report: (given) => kernel.report(reported(given, record.key)),
      own: (effect) => ownEffect(effect, life.ledger, owner.gone),
      setTimeout: (run, ms) => clock.setTimeout(run, ms),
      setInterval: (run, ms) => clock.setInterval(run, ms),
      provide: (namespace, value) => {
        if (!life.ledger.open) throw owner.gone('provide');
        return provide(this, namespace, value);
      },
    });
  }
}

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
