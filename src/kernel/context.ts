/** Open this to see what a plugin is given: views of host, events, log and clock whose every effect is on the plugin's ledger. */
import type { Own } from '../events/bus.js';
import { branded } from '../facts/brand.js';
import { App, Clock, EventBus, Host, Logger, PluginContext } from '../facts/tokens.js';
import type { AppView, Effect, EventBusView, HostView, LookupView, PluginContextView } from '../model/context.js';
import type { Class } from '../model/manifest.js';
import type { ClockPort } from '../model/ports.js';
import { isThenable } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { failure, problem, reported, type At } from '../problem/problem.js';
import type { PluginContainer } from '../wiring/plugin-container.js';
import { commandsOf } from './commands.js';
import { healthOf } from './health.js';
import { hooksOf } from './hooks.js';
import type { Kernel } from './kernel.js';
import { undoOf, type Ledger } from './ledger.js';
import { provide } from './provide.js';
import type { Life, PluginRecord } from './record.js';
import { infoOf } from './snapshot.js';
import { usageView } from './usage.js';

/** What the context of a plugin is made from. */
export interface ContextInput {
  readonly kernel: Kernel;
  readonly record: PluginRecord;
  readonly life: Life;
  readonly lookup: LookupView;
  readonly owner: PluginOwner;
  /** Asked only when a plugin uses its container. */
  readonly container: () => PluginContainer;
}

/** How the views of a plugin put effects on its ledger, and what they say when it is closed. */
export interface PluginOwner {
  readonly gone: (what: string) => Error;
  readonly own: Own;
}

/** Effects that come when the plugin has stopped are refused; whoever made them takes them back. */
export function ownerOf({ key }: PluginRecord, { ledger }: Life): PluginOwner {
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

export function pluginContext(input: ContextInput): PluginContextView {
  const { kernel, record, life, lookup, owner } = input;
  const { ledger } = life;
  const clock = ownedClock(kernel.clock, ledger, owner.gone, timerFailedOf(kernel, record.key, { plugin: record.key }));
  const events = eventsOf(input);
  const host: HostView = {
    ...lookup,
    name: kernel.name,
    version: kernel.version,
    events,
    get state() {
      return kernel.state();
    },
    list: () => [...kernel.records.values()].map(infoOf),
    history: () => kernel.history(),
  };
  return branded({
    id: record.key,
    host,
    ...(record.app === undefined ? {} : { app: { ...lookup, name: record.app } satisfies AppView }),
    ...(record.previous === undefined ? {} : { previous: record.previous }),
    options: record.parts.options,
    get config() {
      return life.config;
    },
    log: kernel.logger(record.key),
    report: (given) => kernel.report(reported(given, record.key)),
    clock,
    get signal() {
      return life.abort.signal;
    },
    events,
    commands: commandsOf(input),
    hooks: hooksOf(kernel, record, life, owner.gone),
    health: healthOf(kernel, record, life, owner.gone),
    usage: usageView(kernel, record.key),
    get container() {
      const container = input.container();
      // One that is made now would never be dropped.
      if (!ledger.open && !container.exists) throw owner.gone('container');
      return container.get();
    },
    own: (effect) => ownEffect(effect, ledger, owner.gone),
    setTimeout: (run, ms) => clock.setTimeout(run, ms),
    setInterval: (run, ms) => clock.setInterval(run, ms),
    provide(namespace, value) {
      if (!ledger.open) throw owner.gone('provide');
      return provide(input, namespace, value);
    },
    find: lookup.find,
    lookup: lookup.lookup,
  });
}

/** The tokens that a constructor may ask for, with what they stand for in this plugin. */
export function contextTokens(context: PluginContextView): Map<Class, unknown> {
  return new Map<Class, unknown>([
    [PluginContext, context],
    [Host, context.host],
    [Logger, context.log],
    [Clock, context.clock],
    [EventBus, context.events],
    ...(context.app === undefined ? [] : [[App, context.app] as const]),
  ]);
}

/** A view of the bus for one component or handler: same ledger, finer blame. */
export function eventsOf({ kernel, record, life, owner }: ContextInput, component?: string, method?: string): EventBusView {
  const listener = {
    plugin: record.key,
    gate: life.gate,
    ...(component === undefined ? {} : { component }),
    ...(method === undefined ? {} : { method }),
  };
  // What a phase emits waits for no handler, so no handler is within the phase.
  return kernel.bus.view(listener, owner.own, kernel.phases);
}

/** The context of one handler, as its kind sees it. */
export function factContext(
  context: PluginContextView,
  input: ContextInput,
  component: string,
  method: string | undefined,
): PluginContextView {
  return Object.create(context, {
    events: { value: eventsOf(input, component, method), enumerable: true },
    component: { value: component, enumerable: true },
  }) as PluginContextView;
}
