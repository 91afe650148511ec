/** Open this to see step `wire`: a plugin's context, configuration, components, facts and names are made, and nobody sees them yet. */
import type { StandIn } from '../events/bus.js';
import { markedMethods } from '../facts/constructor.js';
import type { Fact } from '../model/fact.js';
import type { Kind } from '../model/kind.js';
import type { Class, PluginParts } from '../model/manifest.js';
import { isThenable, type Waiting } from '../model/thenable.js';
import { frozenCopy } from '../extension/frozen-copy.js';
import { MortiseError } from '../problem/error.js';
import { whyOf } from '../problem/cause.js';
import { failure } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { Assembly, isKept, type Services, type WiringInput } from '../wiring/construct.js';
import type { Built } from '../wiring/siblings.js';
import type { Scope } from '../wiring/scope.js';
import type { Elsewhere } from '../wiring/unresolved.js';
import { Context, ContextServices } from './context.js';
import { ContextParts, type LookupFor } from './context-parts.js';
import { elsewhere } from './elsewhere.js';
import { announce, type Kernel } from './kernel.js';
import type { Ledger, LedgerEntry } from './ledger.js';
import { Life, type Bound } from './life.js';
import { phasePorts, waitFor } from './phase.js';
import { show } from './provide.js';
import type { PhaseUnderWay } from './phases.js';
import { move, type PluginRecord } from './record.js';

/** What else there is of the plugin while it is wired. */
export interface Wiring {
  /** It is made ready beside another generation, which serves. */
  readonly isStaged?: boolean;
  /** Who keeps the events of a generation that stopped to make room. */
  readonly standIn?: StandIn | undefined;
}

/** Step `wire`: context, configuration, containers, components, handlers. Nothing is started, and nobody sees it yet. */
export function wire(record: PluginRecord, kernel: Kernel, lookupFor: LookupFor, { isStaged = false, standIn }: Wiring = {}): Waiting {
  move(record, 'starting');
  if (!isStaged) announce(kernel, 'plugin.starting', { plugin: record.key, version: record.manifest.version });
  const life = (record.life = new Life(kernel.elapsed(), isStaged, standIn));
  kernel.secrets.note(record);
  const { config, configClass } = configOf(record);
  life.config = config;
  const parts = new ContextParts(kernel, record, life, lookupFor);
  const assembly = new Assembly(new WiredPlugin(parts, configClass));
  life.container = assembly.container;
  life.ledger.add(assembly.container);
  const constructing = kernel.phases.begin(record.key, 'construct');
  let waiting: Waiting = undefined;
  try {
    construct(assembly, parts, constructing);
    if (assembly.pending.length > 0) waiting = untilMade(assembly, kernel).finally(() => constructing.end());
  } finally {
    if (waiting === undefined) constructing.end();
  }
  return waiting;
}

/** What wiring is given for one plugin. */
class WiredPlugin implements WiringInput {
  readonly scope: Scope;
  #services: Services | undefined;

  constructor(
    readonly shared: ContextParts,
    readonly configClass: Class | undefined,
  ) {
    this.scope = shared.record.scope;
  }

  get plugin(): string {
    return this.shared.record.key;
  }

  get parts(): PluginParts {
    return this.shared.record.parts;
  }

  get services(): Services {
    return (this.#services ??= new ContextServices(new Context(this.shared), this.configClass));
  }

  live(namespace: string): unknown {
    return this.shared.lookup.lookup$(namespace);
  }

  elsewhere(type: Class): Elsewhere | undefined {
    return elsewhere(type, this.shared.record, this.shared.kernel);
  }

  hold(key: string): void {
    const { record, life } = this.shared;
    // What is made for somebody who looks it up later is theirs to hold.
    if (key !== record.key && record.state === 'starting') life.hold(key);
  }

  lack(namespace: string): void {
    const { record, life } = this.shared;
    if (record.state === 'starting') (life.lacks ??= new Set()).add(namespace);
  }
}

/** Everything is made, its facts get their meaning and its names are prepared. */
function construct(assembly: Assembly, parts: ContextParts, constructing: PhaseUnderWay): void {
  const { life } = parts;
  try {
    constructing.run(() => assembly.construct());
  } finally {
    // What was made before another one failed has its end as well.
    for (const built of assembly.siblings.built) ownPreDestroy(built, life.ledger);
  }
  life.built = assembly.siblings.built;
  if (!life.isStaged) life.gate.buffer();
  for (const built of assembly.siblings.built) bindFacts(built, parts);
  prepareNames(parts, assembly);
}

/** Whatever was made asynchronously is waited for. */
async function untilMade({ pending, input: { plugin } }: Assembly, kernel: Kernel): Promise<void> {
  const ports = phasePorts(kernel);
  const waits = pending.map(({ component, method, promise }) =>
    waitFor(promise, { plugin, component, method: String(method), phase: 'construct' }, ports),
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

/** Every fact gets its meaning from its kind. What others can see waits until the plugin takes over. */
function bindFacts({ part, instance }: Built, parts: ContextParts): void {
  const { life, kernel } = parts;
  for (const fact of part.facts) {
    const kind = kernel.kinds.get(fact.key)?.kind;
    if (kind === undefined) continue;
    const bound = new BoundFact(kind, fact, instance, part.name, parts);
    if (kind.local !== true) (life.bound ??= new Set()).add(bound);
    if (kind.local === true || !life.isStaged) bound.bind();
    life.ledger.add(bound);
  }
}

/** A fact that is bound, and let go, as often as its plugin takes over and gives way; for good when its ledger is taken back. */
class BoundFact implements Bound, LedgerEntry {
  #unbind: unknown;

  constructor(
    readonly kind: Kind,
    readonly fact: Fact,
    readonly instance: object,
    readonly component: string,
    readonly parts: ContextParts,
  ) {}

  get what(): string {
    return this.kind.what?.(this.fact) ?? `${this.kind.title ?? this.kind.key} of ${this.#where}`;
  }

  get #member(): string | undefined {
    return this.fact.member === undefined ? undefined : String(this.fact.member);
  }

  get #where(): string {
    return this.#member === undefined ? this.component : `${this.component}.${this.#member}`;
  }

  bind(): void {
    const { kind, fact, instance, component, parts } = this;
    try {
      const unbind = kind.bind(instance, fact, new Context(parts, component, this.#member));
      if (!isThenable(unbind)) {
        this.#unbind = unbind;
        return;
      }
      Promise.resolve(unbind).catch(() => undefined);
      throw new TypeError('bind returned a promise; it has to be synchronous');
    } catch (cause) {
      if (cause instanceof MortiseError) throw cause;
      const [where, plugin] = [this.#where, parts.record.key];
      const details = { kind: kind.title ?? kind.key, where, why: whyOf(cause) };
      throw failure('wire.bind-failed', details, { plugin, phase: 'wire', place: where, cause });
    }
  }

  unbind(): unknown {
    const now = this.#unbind;
    this.#unbind = undefined;
    return typeof now === 'function' ? (now as () => unknown)() : undefined;
  }

  undo(): unknown {
    this.parts.life.bound?.delete(this);
    return this.unbind();
  }
}

/** Gets ready what the plugin publishes; it becomes visible when the plugin runs. */
function prepareNames(provider: ContextParts, assembly: Assembly): void {
  const { parts } = provider.record;
  // One that is kept was made by now, and is made no more.
  for (const part of parts.components) {
    const source = isKept(part) ? { value: assembly.make(part) } : { make: () => assembly.make(part) };
    for (const { namespace, scope } of part.provides) show(provider, { namespace, how: scope, ...source });
  }
  for (const [namespace, value] of parts.values) show(provider, { namespace, how: 'singleton', value });
}
