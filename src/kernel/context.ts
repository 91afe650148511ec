/** Open this to see what a plugin is given: views of host, events, log and clock whose every effect is on the plugin's ledger. */
import { App, Clock, EventBus, Host, Logger, PluginContext } from '../facts/tokens.js';
import type { AppView, Effect, EventBusView, HostView, LookupView, PluginContextView } from '../model/context.js';
import type { NamespaceLike } from '../model/name.js';
import type { Class } from '../model/manifest.js';
import type { ClockPort, Undo } from '../model/ports.js';
import { failure } from '../problem/problem.js';
import { canonical } from '../wiring/names.js';
import type { PluginContainer } from '../wiring/plugin-container.js';
import { publish } from '../wiring/scope.js';
import type { Kernel } from './kernel.js';
import { undoOf, type Ledger } from './ledger.js';
import type { Life, PluginRecord } from './record.js';

/** What the context of a plugin is made from. */
export interface ContextInput {
  readonly kernel: Kernel;
  readonly record: PluginRecord;
  readonly life: Life;
  readonly lookup: LookupView;
  /** Asked only when a plugin uses its container. */
  readonly container: () => PluginContainer;
  readonly config: unknown;
}

/** A clock whose timers end with their owner. */
export function ownedClock(clock: ClockPort, ledger: Ledger, gone: (what: string) => Error): ClockPort {
  return {
    now: () => clock.now(),
    setTimeout(run, ms) {
      if (!ledger.open) throw gone('setTimeout');
      const owned = ledger.own('a timer', () => stop());
      const stop = clock.setTimeout(() => {
        owned.ended();
        run();
      }, ms);
      return owned.undo;
    },
    setInterval(run, ms) {
      if (!ledger.open) throw gone('setInterval');
      const owned = ledger.own('an interval', () => stop());
      const stop = clock.setInterval(run, ms);
      return owned.undo;
    },
  };
}

/** Puts an effect of the author's own on a ledger; on a closed one it is taken back at once. */
export function ownEffect<T extends Effect>(effect: T, ledger: Ledger, gone: (what: string) => Error): T {
  const undo = undoOf(effect);
  if (!ledger.open) {
    void undo(true);
    throw gone('own');
  }
  ledger.push('an effect of its own', undo);
  return effect;
}

export function pluginContext(input: ContextInput): PluginContextView {
  const { kernel, record, life, lookup } = input;
  const { ledger } = life;
  const gone = (what: string): Error => failure('context.gone', { plugin: record.key, what }, { plugin: record.key });
  const clock = ownedClock(kernel.clock, ledger, gone);
  const events = eventsOf(input, gone);
  const host: HostView = { ...lookup, name: kernel.name, version: kernel.version, events };
  return {
    id: record.key,
    host,
    ...(record.app === undefined ? {} : { app: { ...lookup, name: record.app } satisfies AppView }),
    options: record.parts.options,
    config: input.config,
    log: kernel.logger(record.key),
    clock,
    signal: life.abort.signal,
    events,
    get container() {
      return input.container().get();
    },
    own: (effect) => ownEffect(effect, ledger, gone),
    setTimeout: (run, ms) => clock.setTimeout(run, ms),
    setInterval: (run, ms) => clock.setInterval(run, ms),
    provide: (namespace, value) => provide(input, namespace, value, gone),
    find: lookup.find,
    lookup: lookup.lookup,
  };
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
export function eventsOf(input: ContextInput, gone: (what: string) => Error, component?: string, method?: string): EventBusView {
  const { kernel, record, life } = input;
  const owner = {
    plugin: record.key,
    gate: life.gate,
    ...(component === undefined ? {} : { component }),
    ...(method === undefined ? {} : { method }),
  };
  return kernel.bus.view(owner, (undo, what) => {
    if (!life.ledger.open) {
      undo();
      throw gone(what);
    }
    return life.ledger.push(what, undo);
  });
}

/** The context of one handler, as its kind sees it. */
export function factContext(context: PluginContextView, input: ContextInput, component: string, method: string | undefined): PluginContextView {
  const gone = (what: string): Error => failure('context.gone', { plugin: input.record.key, what }, { plugin: input.record.key });
  const events = eventsOf(input, gone, component, method);
  return Object.create(context, { events: { value: events, enumerable: true } }) as PluginContextView;
}

/** Publishes a value from code. Before the plugin runs it is kept back, so that nobody sees half a plugin. */
function provide(input: ContextInput, like: NamespaceLike, value: unknown, gone: (what: string) => Error): Undo {
  const { kernel, record, life } = input;
  if (!life.ledger.open) throw gone('provide');
  const namespace = canonical(like, false);
  const taken = record.scope.names.entry(namespace);
  if (taken !== undefined && taken.owner !== record.key && isSameScope(taken.owner, record, kernel)) {
    throw failure('plan.duplicate-namespace', { namespace, first: taken.owner, second: record.key }, { plugin: record.key });
  }
  let unpublish: Undo | undefined;
  const show = (): void => {
    unpublish = publish(record.scope, { namespace, owner: record.key, category: record.manifest.category, get: () => value }, 'singleton');
  };
  life.published.add(namespace);
  const undo = life.ledger.push(`the namespace ${namespace}`, () => {
    life.published.delete(namespace);
    life.whenRunning.delete(show);
    unpublish?.();
    kernel.unsettled = true;
  });
  if (record.state === 'running') {
    show();
    kernel.settle();
  } else life.whenRunning.add(show);
  return undo;
}

function isSameScope(owner: string, record: PluginRecord, kernel: Kernel): boolean {
  return kernel.records.get(owner)?.app === record.app;
}
