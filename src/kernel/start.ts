/** Open this to see a plugin come to life: wired, constructed, started, made visible; or taken back whole when any of that fails. */
import { Gate } from '../events/gate.js';
import { markedMethods } from '../facts/constructor.js';
import type { LookupView, PluginContextView } from '../model/context.js';
import type { Class, ComponentPart } from '../model/manifest.js';
import type { Phase } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { whyOf } from '../problem/cause.js';
import { failure, problem } from '../problem/problem.js';
import { Assembly, isKept, type Built } from '../wiring/construct.js';
import { publish } from '../wiring/scope.js';
import { contextTokens, factContext, pluginContext, type ContextInput } from './context.js';
import { announce, type Kernel } from './kernel.js';
import { Ledger } from './ledger.js';
import { callPhase, type PhasePorts } from './phase.js';
import { move, type Life, type PluginRecord } from './record.js';
import { dispose } from './unload.js';

/** Step `wire`: context, configuration, containers, components, handlers. Nothing is started, and nobody sees it yet. */
export async function wire(record: PluginRecord, kernel: Kernel, lookup: LookupView): Promise<void> {
  move(record, 'starting');
  announce(kernel, 'plugin.starting', { plugin: record.key, version: record.manifest.version });
  const life: Life = {
    ledger: new Ledger(),
    gate: new Gate(),
    abort: new AbortController(),
    holds: new Set(),
    published: new Set(),
    whenRunning: new Set(),
    built: [],
  };
  record.life = life;
  const { config, configClass } = configOf(record);
  const input: ContextInput = { kernel, record, life, lookup, config, container: () => assembly.container };
  const context = pluginContext(input);
  const services = contextTokens(context);
  if (configClass !== undefined) services.set(configClass, config);
  const assembly: Assembly = new Assembly({
    plugin: record.key,
    parts: record.parts,
    scope: record.scope,
    services,
    live: (namespace) => lookup.lookup$(namespace),
    hold: (owner) => {
      if (owner !== record.key) life.holds.add(owner);
    },
  });
  life.ledger.push('its inversify container', () => assembly.container.drop());
  assembly.construct();
  life.built = assembly.built;
  for (const built of assembly.built) ownPreDestroy(built, life.ledger);
  life.gate.buffer();
  for (const built of assembly.built) bindFacts(built, context, input, kernel);
  prepareNames(record, assembly, life);
  if (assembly.pending.length > 0) {
    const waiting = { wait: () => Promise.all(assembly.pending) };
    await callPhase(waiting, [], { plugin: record.key, component: record.key, method: 'wait', phase: 'construct' }, phasePorts(kernel));
  }
}

/** Step `start`: `beforeStart` of all components, then `start` of each; then the plugin runs, is visible, and gets its events. */
export async function start(record: PluginRecord, kernel: Kernel): Promise<void> {
  const life = record.life!;
  for (const built of life.built) await call(record, built, 'beforeStart', kernel);
  for (const { part, instance } of life.built) {
    const stopLate = (): void => {
      kernel.report(problem('lifecycle.late', { component: part.name, method: 'start' }, { plugin: record.key, phase: 'start' }));
      void stopComponent(record, part, instance, true, kernel);
    };
    await call(record, { part, instance }, 'start', kernel, stopLate);
    life.ledger.push(`${part.name} (its stop)`, (force) => stopComponent(record, part, instance, force, kernel));
  }
  record.startedAs = kernel.starts++;
  move(record, 'running');
  for (const show of [...life.whenRunning]) show();
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
      : problem('lifecycle.failed', { component: record.key, method: phase, why: whyOf(thrown) }, { plugin: record.key, phase, cause: thrown });
  kernel.report(found);
  move(record, 'failed', found.message);
  await dispose(record, kernel, true);
  kernel.unsettled = true;
  announce(kernel, 'plugin.failed', { plugin: record.key, version: record.manifest.version, reason: found.message });
}

function phasePorts(kernel: Kernel): PhasePorts {
  const { signal } = kernel.abort;
  return {
    clock: kernel.clock,
    report: kernel.report,
    limits: kernel.timeouts,
    onAbort(abort) {
      signal.addEventListener('abort', abort, { once: true });
      return () => signal.removeEventListener('abort', abort);
    },
  };
}

function call(record: PluginRecord, { part, instance }: Built, method: 'beforeStart' | 'start' | 'afterStart', kernel: Kernel, late?: () => void) {
  return callPhase(instance, [], { plugin: record.key, component: part.name, method, phase: method }, phasePorts(kernel), late);
}

/** Calls the `stop(force)` of a component; the wait for it is bounded by whoever takes the ledger back. */
function stopComponent(record: PluginRecord, part: ComponentPart, instance: object, force: boolean, kernel: Kernel): void | Promise<void> {
  const of = { plugin: record.key, component: part.name, method: 'stop', phase: 'stop' } as const;
  return callPhase(instance, [force], of, { clock: kernel.clock, report: kernel.report });
}

function configOf(record: PluginRecord): { config: unknown; configClass: Class | undefined } {
  const { configClass } = record.parts;
  if (configClass === undefined) return { config: record.config, configClass };
  try {
    const config = Reflect.construct(configClass, []) as object;
    for (const [field, value] of Object.entries(record.config)) Reflect.set(config, field, value);
    return { config, configClass };
  } catch (cause) {
    throw failure('wire.construct-failed', { component: configClass.name, why: whyOf(cause) }, { plugin: record.key, phase: 'construct', cause });
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
    const kind = kernel.kinds.get(fact.key);
    const where = `${part.name}${fact.member === undefined ? '' : `.${String(fact.member)}`}`;
    if (kind === undefined) continue;
    try {
      const undo = kind.bind(instance, fact, factContext(context, input, part.name, fact.member === undefined ? undefined : String(fact.member)));
      // The view of the bus has put its own effects on the ledger already; undoing twice does nothing.
      if (typeof undo === 'function') input.life.ledger.push(`${kind.title ?? kind.key} of ${where}`, () => undo());
    } catch (cause) {
      if (cause instanceof MortiseError) throw cause;
      const details = { kind: kind.title ?? kind.key, where, why: whyOf(cause) };
      throw failure('wire.bind-failed', details, { plugin: input.record.key, phase: 'wire', place: where, cause });
    }
  }
}

/** Gets ready what the plugin publishes; it becomes visible when the plugin runs. */
function prepareNames(record: PluginRecord, assembly: Assembly, life: Life): void {
  const { category } = record.manifest;
  const show = (namespace: string, get: () => unknown, how: 'singleton' | 'transient' | 'request'): void => {
    life.whenRunning.add(() => {
      const undo = publish(record.scope, { namespace, owner: record.key, category, get }, how);
      life.ledger.push(`the namespace ${namespace}`, () => undo());
    });
  };
  const instances = new Map(assembly.built.map(({ part, instance }) => [part, instance]));
  for (const part of record.parts.components) {
    for (const { namespace, scope } of part.provides) {
      show(namespace, isKept(part) ? () => instances.get(part) : () => assembly.make(part), scope);
    }
  }
  for (const [namespace, value] of record.parts.values) show(namespace, () => value, 'singleton');
}
