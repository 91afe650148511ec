/** Open this to see step `wire`: a plugin's context, configuration, components, facts and names are made, and nobody sees them yet. */
import { Gate, type StandIn } from '../events/bus.js';
import { markedMethods } from '../facts/constructor.js';
import type { LookupView, PluginContextView } from '../model/context.js';
import type { Class } from '../model/manifest.js';
import { isThenable } from '../model/thenable.js';
import { frozenCopy } from '../extension/frozen-copy.js';
import { MortiseError } from '../problem/error.js';
import { whyOf } from '../problem/cause.js';
import { failure, problem } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { Assembly, isKept, type Built } from '../wiring/construct.js';
import { Cancellation } from './cancellation.js';
import { contextTokens, factContext, ownerOf, pluginContext, type ContextInput } from './context.js';
import { elsewhere } from './elsewhere.js';
import { announce, type Kernel } from './kernel.js';
import { Ledger } from './ledger.js';
import type { LookupOwner } from './lookup.js';
import { phasePorts, waitFor } from './phase.js';
import { show } from './provide.js';
import type { PhaseUnderWay } from './phases.js';
import { move, type Bound, type Life, type PluginRecord } from './record.js';

/** Makes the look-ups of a plugin, for its scope. */
export type LookupFor = (record: PluginRecord, owner: LookupOwner) => LookupView;

/** What else there is of the plugin while it is wired. */
export interface Wiring {
  /** It is made ready beside another generation, which serves. */
  readonly isStaged?: boolean;
  /** Who keeps the events of a generation that stopped to make room. */
  readonly standIn?: StandIn | undefined;
}

/** Step `wire`: context, configuration, containers, components, handlers. Nothing is started, and nobody sees it yet. */
export async function wire(
  record: PluginRecord,
  kernel: Kernel,
  lookupFor: LookupFor,
  { isStaged = false, standIn }: Wiring = {},
): Promise<void> {
  move(record, 'starting');
  if (!isStaged) announce(kernel, 'plugin.starting', { plugin: record.key, version: record.manifest.version });
  const life: Life = {
    ledger: new Ledger(),
    // What is made ready beside another generation gets nothing: that one does, or who stands in for it, until it gives way.
    gate: new Gate(!isStaged && standIn === undefined),
    standIn,
    abort: new Cancellation(),
    holds: new Set(),
    published: new Map(),
    expected: new Map(),
    whenReady: new Set(),
    shown: new Set(),
    bound: new Set(),
    isReady: false,
    isRetired: false,
    isStaged,
    hooks: new Set(),
    container: undefined,
    built: [],
    awaited: new Set(),
    config: undefined,
    takeConfig: () => undefined,
    told: 0,
  };
  record.life = life;
  kernel.secrets.note(record);
  const { config, configClass } = configOf(record);
  const owner = ownerOf(record, life);
  const lookup = lookupFor(record, {
    own: owner.own,
    awaited: life.awaited,
    failed(cause, namespace) {
      kernel.report(problem('lookup.subscriber-failed', { namespace, why: whyOf(cause) }, { plugin: record.key, phase: 'event', cause }));
    },
  });
  const input: ContextInput = { kernel, record, life, lookup, owner, container: () => assembly.container };
  const context = pluginContext(input);
  const services = contextTokens(context);
  life.takeConfig = (next) => {
    life.config = next;
    if (configClass !== undefined) services.set(configClass, next);
  };
  life.takeConfig(config);
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
  life.container = assembly.container;
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
  if (!life.isStaged) life.gate.buffer();
  for (const built of assembly.built) bindFacts(built, context, input, kernel);
  prepareNames(input, assembly);
  const ports = phasePorts(kernel);
  const waits = assembly.pending.map(({ component, method, promise }) =>
    waitFor(promise, { plugin: record.key, component, method: String(method), phase: 'construct' }, ports),
  );
  await Promise.all(waits);
}

/** The values of the configuration, as an instance of their class if there is one. Nobody changes them. */
export function configOf(record: Pick<PluginRecord, 'key' | 'config' | 'parts'>): { config: unknown; configClass: Class | undefined } {
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

/** Every fact gets its meaning from its kind; what the kind returns goes on the ledger. What others can see waits until the plugin takes over. */
function bindFacts({ part, instance }: Built, context: PluginContextView, input: ContextInput, kernel: Kernel): void {
  const { life, record } = input;
  for (const fact of part.facts) {
    const kind = kernel.kinds.get(fact.key)?.kind;
    if (kind === undefined) continue;
    const member = fact.member === undefined ? undefined : String(fact.member);
    const where = member === undefined ? part.name : `${part.name}.${member}`;
    const what = `${kind.title ?? kind.key} of ${where}`;
    const bound = boundBy(() => kind.bind(instance, fact, factContext(context, input, part.name, member)), {
      plugin: record.key,
      kind: kind.title ?? kind.key,
      where,
    });
    if (kind.local !== true) life.bound.add(bound);
    if (kind.local === true || !life.isStaged) bound.bind();
    life.ledger.push(what, () => {
      life.bound.delete(bound);
      bound.undo();
    });
  }
}

/** A fact that is bound, and let go, as often as its plugin takes over and gives way. */
function boundBy(bind: () => unknown, { plugin, kind, where }: { plugin: string; kind: string; where: string }): Bound {
  let undo: unknown;
  return {
    bind() {
      try {
        undo = bind();
        // The view of the bus has put its own effects on the ledger already; undoing twice does nothing.
        if (!isThenable(undo)) return;
        Promise.resolve(undo).catch(() => undefined);
        undo = undefined;
        throw new TypeError('bind returned a promise; it has to be synchronous');
      } catch (cause) {
        if (cause instanceof MortiseError) throw cause;
        throw failure('wire.bind-failed', { kind, where, why: whyOf(cause) }, { plugin, phase: 'wire', place: where, cause });
      }
    },
    undo() {
      const now = undo;
      undo = undefined;
      if (typeof now === 'function') return (now as () => unknown)();
    },
  };
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
