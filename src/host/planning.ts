/** Open this to see steps 1 to 5: what a change would bring in is read, attached and described, and it is decided what to do. */
import type { Apps } from '../kernel/apps.js';
import { Concerns } from '../kernel/concerned.js';
import { same } from '../config/plain.js';
import { attachAll, configuredAnew, describeAll, readAll, valuesOf, type AttachedEntry } from '../kernel/candidates.js';
import type { HostPorts } from '../kernel/create-kernel.js';
import { enabledBy, isReplaced, kindsAfter, wantedBy, type Coming, type Intent } from '../kernel/intent.js';
import type { Kernel, KindEntry } from '../kernel/kernel.js';
import { anew, type LoadedExtension, type PluginRecord } from '../kernel/record.js';
import { gapsOf } from '../kernel/required.js';
import type { Settings } from '../kernel/settings.js';
import { snapshotOf } from '../kernel/snapshot.js';
import { takesConfig, type Reconfigured } from '../kernel/configure.js';
import type { DescribeWorld } from '../manifest/describe.js';
import type { EscapeInfo } from '../model/doctor.js';
import type { HostState } from '../model/host.js';
import { groupedBy } from '../model/list.js';
import type { HostOptions } from '../model/options.js';
import type { Plan, Snapshot } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { plan } from '../plan/plan.js';
import { resolve, type Resolution } from '../plan/resolve.js';
import { nodeVersion } from '../platform/runtime.js';
import { npmVersions } from '../version/npm.js';
import { inversifyReady } from '../wiring/container.js';
import type { Escaped, Makers } from './escaped.js';

/** A plan with the records that it would bring in. */
export interface Planned {
  readonly plan: Plan;
  readonly intent: Intent;
  readonly candidates: readonly PluginRecord[];
  /** Values that plugins take while they run. */
  readonly reconfigured: Reconfigured;
  /** What was attached for it. */
  readonly extensions: readonly LoadedExtension[];
  /** How many of the changes that happened by themselves are planned for. */
  readonly seen: number;
  readonly resolution: Resolution;
  readonly snapshot: Snapshot;
  /** What could not be read or attached of what is to take the place of something; it was told then. */
  readonly missing: readonly Problem[];
  /** What was made past contexts while all was read: from the files of those that are to go, and yet not by them. */
  readonly newcomers: Makers;
  /** What generations that went had made past their contexts, by plugin. */
  readonly left: Map<string, readonly EscapeInfo[]>;
  /** Required entries of which no plugin came; only looked for at a start. */
  readonly gaps: readonly string[];
  /** Milliseconds that it took to make. */
  readonly ms: number;
}

/** What is decided, and from what. */
interface Decided {
  readonly snapshot: Snapshot;
  readonly resolution: Resolution;
  readonly made: Plan;
}

export interface PlanningInput {
  readonly kernel: Kernel;
  readonly options: HostOptions;
  readonly ports: HostPorts;
  readonly apps: Apps;
  readonly state: () => HostState;
  readonly settings: () => Settings | undefined;
  readonly escaped: Escaped;
  /** How many of the changes that happened by themselves are planned for. */
  readonly seen: () => number;
}

export class Planning {
  readonly #kernel: Kernel;
  readonly #concerns = new Concerns();

  constructor(readonly input: PlanningInput) {
    this.#kernel = input.kernel;
  }

  /** Steps 1 to 5: what is to be loaded is read, attached and described; then it is decided what to do. Nothing runs yet. */
  async plan(intent: Intent, before?: Snapshot): Promise<Planned> {
    const { options, ports, apps, state, escaped } = this.input;
    const kernel = this.#kernel;
    const began = kernel.elapsed();
    const missing: Problem[] = [...(intent.missing ?? [])];
    const earlier = escaped.madeBy(intent.drop);
    if (intent.load?.some(({ specs }) => specs.some(({ target }) => !('value' in target)))) await inversifyReady();
    const read = await readAll(
      intent.load ?? [],
      kernel,
      { ...ports, dialects: options.dialects ?? [], live: options.live === true },
      missing,
    );
    const attached = await attachAll(read, kernel, missing);
    const newcomers = escaped.since(earlier);
    const extensions = attached.map((entry) => entry.extension);
    const settings = await this.#settings(intent);
    const { candidates, reconfigured } = this.#candidates(intent, attached, settings);
    const coming = { extensions, candidates, reconfigured };
    const isUp = intent.change.stop !== true && state() !== 'stopping';
    const inTheWay = [...missing, ...unfitOf(attached, candidates, kernel)];
    const decide = (world: Kernel): Decided => {
      const wanted = {
        ...wantedBy(intent, coming, world, apps, isUp, nodeVersion),
        ...(inTheWay.length === 0 ? {} : { missing: inTheWay }),
      };
      const snapshot = before ?? snapshotOf(world, intent.retry);
      const resolution = resolve(wanted, snapshot);
      return { snapshot, resolution, made: plan(resolution, wanted, snapshot, intent.change) };
    };
    const { snapshot, resolution, made } =
      (before === undefined && isUp ? this.#decideNearby(intent, coming, decide) : undefined) ?? decide(kernel);
    return {
      plan: made,
      intent,
      candidates,
      reconfigured,
      extensions,
      seen: kernel.changes,
      resolution,
      snapshot,
      missing,
      newcomers,
      left: new Map(),
      gaps: intent.change.start === true ? gapsOf(intent.load ?? [], attached) : [],
      ms: kernel.elapsed() - began,
    };
  }

  /** In a host that is at rest, of what a change does not concern nothing has to be decided, unless something stands still. */
  #decideNearby(
    intent: Intent,
    { extensions, candidates, reconfigured }: Required<Coming>,
    decide: (world: Kernel) => Decided,
  ): Decided | undefined {
    const kernel = this.#kernel;
    const { change, drop, apps, enable, disable } = intent;
    const isOfSome = drop !== undefined && change.start !== true && change.undo === undefined && apps === undefined;
    const isAtRest = this.input.state() === 'running' && kernel.changes === this.input.seen();
    if (!isOfSome || !isAtRest || (enable?.size ?? 0) + (disable?.size ?? 0) > 0) return undefined;
    // What gives facts of others their meaning may have no plugin that is concerned.
    if ([...extensions, ...drop].some(({ kinds }) => kinds.length > 0)) return undefined;
    const going = [...kernel.records.values()].filter(({ extension }) => drop.has(extension));
    const touched = new Set([...[...candidates, ...going].map(({ key }) => key), ...reconfigured.keys()]);
    const kinds = [...kernel.kinds, ...kindsAfter(intent, extensions, kernel)].map(([key, { extension }]) => ({
      key,
      ...(extension === undefined ? {} : { extension: extension.name }),
    }));
    const records = this.#concerns.of(kernel.records, { coming: candidates, touched, kinds });
    const decided = decide({ ...kernel, records });
    const { steps, problems } = decided.made;
    const isSmooth =
      problems.length === 0 && steps.every(({ plugin, action }) => touched.has(plugin) && action !== 'wait' && action !== 'fail');
    return isSmooth ? decided : undefined;
  }

  /** What counts after the change: what was read anew, with what it saves. */
  async #settings({ settings = this.input.settings(), configure, save }: Intent): Promise<Settings | undefined> {
    if (save !== true || settings === undefined || configure === undefined) return settings;
    // Few hosts write what was set into their files.
    const { asSaved } = await import('../kernel/save-config.js');
    return asSaved(configure, this.#kernel.records, settings);
  }

  /** What comes with a change: what is loaded, what is configured anew, and whoever holds one that is replaced. */
  #candidates(
    intent: Intent,
    attached: readonly AttachedEntry[],
    settings: Settings | undefined,
  ): Pick<Planned, 'candidates' | 'reconfigured'> {
    const kernel = this.#kernel;
    const { apps } = this.input;
    const configured = (key: string): Readonly<Record<string, unknown>> | undefined => {
      const isGiven = intent.configure?.has(key) === true;
      return isGiven ? intent.configure?.get(key) : kernel.configured.get(key);
    };
    const world = this.#describeWorld(
      kindsAfter(
        intent,
        attached.map((entry) => entry.extension),
        kernel,
      ),
    );
    const loaded = describeAll(attached, kernel, settings, (app) => apps.scope(app), world, configured);
    const there = new Set(loaded.map(({ key }) => key));
    // Whoever switched a plugin off meant every generation of it.
    for (const record of loaded) {
      const now = kernel.records.get(record.key);
      if (now !== undefined && intent.drop?.has(now.extension) === true)
        Object.assign(record, { enabled: now.enabled, disabledAt: now.disabledAt });
    }
    const stays = (record: PluginRecord): boolean => intent.drop?.has(record.extension) !== true && !there.has(record.key);
    const reconfigured = new Map<string, Pick<PluginRecord, 'config' | 'problems'>>();
    const changed: PluginRecord[] = [];
    const isAnew = (key: string, values: Pick<PluginRecord, 'config' | 'problems'>, record: PluginRecord): boolean =>
      intent.configure?.has(key) === true || !same(values.config, record.config) || errorsOf(values) !== errorsOf(record);
    for (const [key, record] of kernel.records) {
      if (settings === undefined || (intent.settings === undefined && intent.configure?.has(key) !== true) || !stays(record)) continue;
      const values = valuesOf(record, settings, configured(key));
      if (!isAnew(key, values, record)) continue;
      if (isOnlyConfigured(intent) && takesConfig(record)) reconfigured.set(key, values);
      else changed.push(configuredAnew(record, settings, configured(key), kernel));
    }
    const candidates = [...loaded, ...changed];
    const isReplacing = (record: PluginRecord): boolean =>
      isReplaced(record, intent, kernel) && kernel.records.get(record.key)?.life !== undefined;
    const replaced = new Set(candidates.filter(isReplacing).map(({ key }) => key));
    const running = [...kernel.records.values()].filter(({ state }) => state === 'running');
    const follow = (record: PluginRecord): void => {
      if (replaced.has(record.key) || !stays(record) || !enabledBy(intent, record)) return;
      replaced.add(record.key);
      kernel.generations += 1;
      const values = reconfigured.get(record.key) ?? {};
      reconfigured.delete(record.key);
      candidates.push(anew(record, kernel.generations, { ...values, follows: true }));
    };
    // Whose facts another generation of a kind gives their meaning.
    const renewed = new Set(
      attached.flatMap(({ extension }) => extension.kinds.map(({ key }) => key)).filter((key) => kernel.kinds.has(key)),
    );
    for (const record of running) if (record.manifest.kinds.some(({ key }) => renewed.has(key))) follow(record);
    if (replaced.size > 0) {
      const heldBy = groupedBy(running, ({ life }) => life!.holds);
      // A set goes on to what is added while it is walked.
      for (const key of replaced) heldBy.get(key)?.forEach(follow);
    }
    return { candidates, reconfigured };
  }

  #describeWorld(entries: ReadonlyMap<string, KindEntry>): DescribeWorld {
    const kinds = new Map([...entries].map(([key, { kind }]) => [key, kind]));
    return { versions: npmVersions, kinds, events: new Set(this.#kernel.bus.declared()) };
  }
}

/** What comes in the place of something, and is wrong under a name that nobody has: whose place it was to take can't be known. */
function unfitOf(attached: readonly AttachedEntry[], candidates: readonly PluginRecord[], { records }: Kernel): Problem[] {
  const replacing = new Set(attached.flatMap(({ extension, isReplacing }) => (isReplacing ? [extension] : [])));
  if (replacing.size === 0) return [];
  const unknown = candidates.filter(({ key, extension }) => replacing.has(extension) && !records.has(key));
  return unknown.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
}

function errorsOf({ problems }: Pick<PluginRecord, 'problems'>): string {
  return problems.flatMap(({ severity, message }) => (severity === 'error' ? [message] : [])).join('\n');
}

/** Whether a change is about nothing but values: only then it is known who will still be there to take them. */
function isOnlyConfigured({ load = [], drop, enable, disable }: Intent): boolean {
  return (
    load.every(({ specs, missed }) => specs.length + missed.length === 0) && [drop, enable, disable].every((set) => (set?.size ?? 0) === 0)
  );
}
