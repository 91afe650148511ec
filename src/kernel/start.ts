/** Open this to see a plugin come to life: wired, constructed, started, made visible; or taken back whole when any of that fails. */
import { Gate } from '../events/gate.js';
import { markedMethods } from '../facts/constructor.js';
import type { LookupView, PluginContextView } from '../model/context.js';
import type { Class, ComponentPart } from '../model/manifest.js';
import type { Phase } from '../model/problem.js';
import { isThenable } from '../model/thenable.js';
import { frozenCopy } from '../extension/frozen-copy.js';
import { MortiseError } from '../problem/error.js';
import { whyOf } from '../problem/cause.js';
import { failure, problem } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { Assembly, isKept, type Built } from '../wiring/construct.js';
import { contextTokens, factContext, ownerOf, pluginContext, type ContextInput } from './context.js';
import { elsewhere } from './elsewhere.js';
import { announce, type Kernel } from './kernel.js';
import { Ledger } from './ledger.js';
import type { LookupOwner } from './lookup.js';
import { callPhase, phasePorts, waitFor } from './phase.js';
import { placed } from './places.js';
import { show } from './provide.js';
import type { PhaseUnderWay } from './phases.js';
import { move, type Life, type PluginRecord } from './record.js';
import { dispose, disposeLedger } from './unload.js';

/** Makes the look-ups of a plugin, for its scope. */
export type LookupFor = (record: PluginRecord, owner: LookupOwner) => LookupView;

/** Step `wire`: context, configuration, containers, components, handlers. Nothing is started, and nobody sees it yet. */
export async function wire(record: PluginRecord, kernel: Kernel, lookupFor: LookupFor): Promise<void> {
  move(record, 'starting');
  announce(kernel, 'plugin.starting', { plugin: record.key, version: record.manifest.version });
  const life: Life = {
    ledger: new Ledger(),
    gate: new Gate(),
    abort: new AbortController(),
    holds: new Set(),
    published: new Map(),
    whenRunning: new Set(),
    built: [],
    awaited: new Set(),
    told: 0,
  };
  record.life = life;
  const { config, configClass } = configOf(record);
  const owner = ownerOf(record, life);
  const lookup = lookupFor(record, {
    own: owner.own,
    awaited: life.awaited,
    failed(cause, namespace) {
      kernel.report(problem('lookup.subscriber-failed', { namespace, why: whyOf(cause) }, { plugin: record.key, phase: 'event', cause }));
    },
  });
  const input: ContextInput = { kernel, record, life, lookup, owner, config, container: () => assembly.container };
  const context = pluginContext(input);
  const services = contextTokens(context);
  if (configClass !== undefined) services.set(configClass, config);
  const assembly: Assembly = new Assembly({
    plugin: record.key,
    parts: record.parts,
    scope: record.scope,
    services,
    live: (namespace) => lookup.lookup$(namespace),
    elsewhere: (type) => elsewhere(type, record, kernel),
    hold: (key) => {
      // What is made for somebody who looks it up later is theirs to hold.
      if (key !== record.key && record.state === 'starting') life.holds.add(key);
    },
  });
  life.ledger.push('its inversify container', () => assembly.container.drop());
  const constructing = kernel.phases.begin(record.key, 'construct');
  try {
    await construct(assembly, context, input, constructing);
  } finally {
    constructing.end();
  }
}

/** Everything is made, its facts get their meaning and its names are prepared; then whatever was made asynchronously is waited for. */
async function construct(assembly: Assembly, context: PluginContextView, input: ContextInput, { run }: PhaseUnderWay): Promise<void> {
  const { kernel, record, life } = input;
  try {
    run(() => assembly.construct());
  } finally {
    // What was made before another one failed has its end as well.
    for (const built of assembly.built) ownPreDestroy(built, life.ledger);
  }
  life.built = assembly.built;
  life.gate.buffer();
  for (const built of assembly.built) bindFacts(built, context, input, kernel);
  prepareNames(input, assembly);
  const ports = phasePorts(kernel);
  const waits = assembly.pending.map(({ component, method, promise }) =>
    waitFor(promise, { plugin: record.key, component, method: String(method), phase: 'construct' }, ports),
  );
  await Promise.all(waits);
}

/** Step `start`: `beforeStart` of all components, then `start` of each; then the plugin runs, is visible, and gets its events. */
export async function start(record: PluginRecord, kernel: Kernel): Promise<void> {
  const life = record.life!;
  for (const built of life.built) await call(record, built, 'beforeStart', kernel);
  for (const { part, instance } of life.built) {
    const stopLate = (): void => {
      kernel.report(problem('lifecycle.late', { component: part.name, method: 'start' }, { plugin: record.key, phase: 'start' }));
      const late = new Ledger();
      late.push(`${part.name} (its late start)`, (force) => stopComponent(record, part, instance, force, kernel));
      void disposeLedger(late, record.key, kernel, { force: true });
    };
    await call(record, { part, instance }, 'start', kernel, stopLate);
    life.ledger.push(`${part.name} (its stop)`, (force) => stopComponent(record, part, instance, force, kernel));
  }
  record.startedAs = kernel.starts++;
  move(record, 'running');
  for (const showNow of [...life.whenRunning]) showNow();
  life.whenRunning.clear();
  // Closed first of all when it stops: streams flush to handlers that still work.
  life.ledger.push('the delivery of its events', () => life.gate.close());
  life.gate.open();
}

/** Step `afterStart`, when everything has started. */
export async function afterStart(record: PluginRecord, kernel: Kernel): Promise<void> {
  for (const built of record.life!.built) await call(record, built, 'afterStart', kernel);
}

/** A start that went wrong: what the plugin had started is stopped again, in reverse, and the reason is kept. */
export async function fail(record: PluginRecord, thrown: unknown, phase: Phase, kernel: Kernel): Promise<void> {
  const found =
    thrown instanceof MortiseError
      ? { ...thrown.problem, plugin: record.key, extension: record.manifest.extension, phase: thrown.problem.phase ?? phase }
      : problem(
          'lifecycle.failed',
          { component: record.key, method: phase, why: whyOf(thrown) },
          { plugin: record.key, phase, cause: thrown },
        );
  kernel.report(found);
  move(record, 'failed', found.message);
  record.failure = placed(found, kernel.records);
  await dispose(record, kernel, true);
  kernel.changes += 1;
  announce(kernel, 'plugin.failed', { plugin: record.key, version: record.manifest.version, reason: found.message });
}

/** A plugin whose provider runs but has not published yet is no failure: it waits, and starts when the name comes. */
export async function putOff(record: PluginRecord, { problem: found }: MortiseError, kernel: Kernel): Promise<void> {
  kernel.report({ ...found, plugin: record.key, extension: record.manifest.extension });
  move(record, 'waiting', found.message);
  await dispose(record, kernel, true);
  kernel.changes += 1;
  announce(kernel, 'plugin.waiting', { plugin: record.key, version: record.manifest.version, reason: found.message });
}

function call(
  record: PluginRecord,
  { part, instance }: Built,
  method: 'beforeStart' | 'start' | 'afterStart',
  kernel: Kernel,
  late?: () => void,
) {
  const awaits = (): string[] => [...(record.life?.awaited ?? [])];
  return callPhase(instance, [], { plugin: record.key, component: part.name, method, phase: method, awaits }, phasePorts(kernel), late);
}

/** Calls the `stop(force)` of a component; the wait for it is bounded by whoever takes the ledger back. */
function stopComponent(record: PluginRecord, part: ComponentPart, instance: object, force: boolean, kernel: Kernel): void | Promise<void> {
  const of = { plugin: record.key, component: part.name, method: 'stop', phase: 'stop' } as const;
  return callPhase(instance, [force], of, { clock: kernel.clock, report: kernel.report });
}

/** The values of the configuration, as an instance of their class if there is one. Nobody changes them. */
function configOf(record: PluginRecord): { config: unknown; configClass: Class | undefined } {
  const { configClass } = record.parts;
  const values = frozenCopy(record.config) as Readonly<Record<string, unknown>>;
  if (configClass === undefined) return { config: values, configClass };
  try {
    const config = Reflect.construct(configClass, []) as object;
    for (const [field, value] of Object.entries(values)) Reflect.set(config, field, value);
    return { config: Object.freeze(config), configClass };
  } catch (cause) {
    const what = `The constructor of the configuration ${quoted(configClass.name)}`;
    throw failure('wire.construct-failed', { what, why: whyOf(cause) }, { plugin: record.key, phase: 'construct', cause });
  }
}

function ownPreDestroy({ part, instance }: Built, ledger: Ledger): void {
  if (part.make.by !== 'class') return;
  for (const method of markedMethods(part.make.type, 'preDestroy')) {
    ledger.push(`${part.name}.${String(method)} (@preDestroy)`, () => (Reflect.get(instance, method) as () => unknown).call(instance));
  }
}

/** Every fact gets its meaning from its kind; what the kind returns goes on the ledger. */
function bindFacts({ part, instance }: Built, context: PluginContextView, input: ContextInput, kernel: Kernel): void {
  for (const fact of part.facts) {
    const kind = kernel.kinds.get(fact.key)?.kind;
    const where = `${part.name}${fact.member === undefined ? '' : `.${String(fact.member)}`}`;
    if (kind === undefined) continue;
    try {
      const undo: unknown = kind.bind(
        instance,
        fact,
        factContext(context, input, part.name, fact.member === undefined ? undefined : String(fact.member)),
      );
      // The view of the bus has put its own effects on the ledger already; undoing twice does nothing.
      if (isThenable(undo)) {
        Promise.resolve(undo).catch(() => undefined);
        throw new TypeError('bind returned a promise; it has to be synchronous');
      }
      if (typeof undo === 'function') input.life.ledger.push(`${kind.title ?? kind.key} of ${where}`, () => (undo as () => unknown)());
    } catch (cause) {
      if (cause instanceof MortiseError) throw cause;
      const details = { kind: kind.title ?? kind.key, where, why: whyOf(cause) };
      throw failure('wire.bind-failed', details, { plugin: input.record.key, phase: 'wire', place: where, cause });
    }
  }
}

/** Gets ready what the plugin publishes; it becomes visible when the plugin runs. */
function prepareNames(input: ContextInput, assembly: Assembly): void {
  const { parts } = input.record;
  const instances = new Map(assembly.built.map(({ part, instance }) => [part, instance]));
  for (const part of parts.components) {
    for (const { namespace, scope } of part.provides)
      show(input, namespace, isKept(part) ? () => instances.get(part) : () => assembly.make(part), scope);
  }
  for (const [namespace, value] of parts.values) show(input, namespace, () => value, 'singleton');
}
