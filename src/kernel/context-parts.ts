/** Open this to see what the contexts of a plugin are made of, each part when somebody first asks for it, and all on the plugin's ledger. */
import type { Container } from 'inversify';
import type { HandlerOwner, Own, Owned } from '../events/bus.js';
import type { CommandsView } from '../model/command.js';
import type { AppView, EventBusView, HostView, LoggerView, LookupView, PluginContextView } from '../model/context.js';
import type { HealthView } from '../model/health.js';
import type { HooksView } from '../model/hooks.js';
import type { ClockPort } from '../model/ports.js';
import type { UsageView } from '../model/usage.js';
import { whyOf } from '../problem/cause.js';
import { failure, problem, reported } from '../problem/problem.js';
import { commandsOf } from './commands.js';
import { healthOf } from './health.js';
import { hooksOf } from './hooks.js';
import type { Kernel } from './kernel.js';
import type { Life } from './life.js';
import type { Ledger } from './ledger.js';
import type { LookupOwner } from './lookup.js';
import { ownedClock, ownEffect, timerFailedOf } from './owned.js';
import { provide } from './provide.js';
import type { PluginRecord } from './record.js';
import { infoOf } from './snapshot.js';
import { usageView } from './usage.js';

/** Makes the look-ups of a plugin, for its scope. */
export type LookupFor = (record: PluginRecord, owner: LookupOwner) => LookupView;

/** How the views of a plugin put effects on its ledger. Those that come when the plugin has stopped are refused; whoever made them takes them back. */
class PluginOwner implements Own {
  constructor(
    readonly plugin: string,
    readonly ledger: Ledger,
  ) {}

  /** What is said when the ledger is closed. */
  get gone(): (what: string) => Error {
    const { plugin } = this;
    return (what) => failure('context.gone', { plugin, what }, { plugin });
  }

  add(owned: Owned): void {
    if (!this.ledger.open) throw this.gone(owned.what);
    this.ledger.add(owned);
  }

  drop(owned: Owned): void {
    this.ledger.drop(owned);
  }
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
    return (this.#owner ??= new PluginOwner(this.record.key, this.life.ledger));
  }

  get lookup(): LookupView {
    const { record, life, kernel } = this;
    return (this.#lookup ??= this.lookupFor(record, {
      own: this.owner,
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
    const { kernel, record, life, owner } = this;
    return (this.#clock ??= ownedClock(kernel.clock, life.ledger, owner.gone, timerFailedOf(kernel, record.key, { plugin: record.key })));
  }

  get events(): EventBusView {
    return (this.#events ??= this.eventsOf());
  }

  /** A view of the bus for one component or handler: same ledger, finer blame. */
  eventsOf(component?: string, method?: string): EventBusView {
    // What a phase emits waits for no handler, so no handler is within the phase.
    return this.kernel.bus.view(this.handlerOwner(component, method), this.kernel.phases);
  }

  /** On whom a failure of a handler is blamed. */
  handlerOwner(component?: string, method?: string): HandlerOwner {
    return { plugin: this.record.key, gate: this.life.gate, component, method, own: this.owner };
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
    const { kernel, record, life, owner } = this;
    return (this.#acts ??= {
      report: (given) => kernel.report(reported(given, record.key)),
      own: (effect) => ownEffect(effect, life.ledger, owner.gone),
      setTimeout: (run, ms) => this.clock.setTimeout(run, ms),
      setInterval: (run, ms) => this.clock.setInterval(run, ms),
      provide: (namespace, value) => {
        if (!life.ledger.open) throw owner.gone('provide');
        return provide(this, namespace, value);
      },
    });
  }
}
