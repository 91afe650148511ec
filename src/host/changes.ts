/** Open this to see the eight steps from an extension spec to a running plugin, and how every later change takes the same way. */
import { apply, type Applied } from '../kernel/apply.js';
import type { Apps } from '../kernel/apps.js';
import { Concerns } from '../kernel/concerned.js';
import { attachAll, configuredAnew, describeAll, readAll, type AttachedEntry } from '../kernel/candidates.js';
import type { HostPorts, KernelSetup } from '../kernel/create-kernel.js';
import type { Extensions } from '../kernel/extensions.js';
import { enabledBy, isReplaced, kindsAfter, switchBy, wantedBy, type Intent } from '../kernel/intent.js';
import type { Kernel, KindEntry } from '../kernel/kernel.js';
import { lookupIn, type LookupWorld } from '../kernel/lookup.js';
import { anew, type LoadedExtension, type PluginRecord } from '../kernel/record.js';
import { gapsOf } from '../kernel/required.js';
import type { Settings } from '../kernel/settings.js';
import { giveUpOn, MOST_ROUNDS } from '../kernel/settle.js';
import { snapshotOf } from '../kernel/snapshot.js';
import type { Escape } from '../leaks/escapes.js';
import type { DescribeWorld } from '../manifest/describe.js';
import type { EscapeInfo } from '../model/doctor.js';
import type { HostState } from '../model/host.js';
import type { HostOptions } from '../model/options.js';
import type { Plan, Snapshot } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { plan } from '../plan/plan.js';
import { resolve, type Resolution } from '../plan/resolve.js';
import { nextTurn, nodeVersion } from '../platform/runtime.js';
import { problem } from '../problem/problem.js';
import { npmVersions } from '../version/npm.js';
import type { Departed } from './departed.js';
import type { Escaped } from './escaped.js';

/** A plan with the records that it would bring in. */
export interface Planned {
  readonly plan: Plan;
  readonly intent: Intent;
  readonly candidates: readonly PluginRecord[];
  /** What was attached for it. */
  readonly extensions: readonly LoadedExtension[];
  /** How many of the changes that happened by themselves are planned for. */
  readonly seen: number;
  readonly resolution: Resolution;
  readonly snapshot: Snapshot;
  /** What could not be read or attached of what is to take the place of something; it was told then. */
  readonly missing: readonly Problem[];
  /** What generations that went had made past their contexts, by plugin. */
  readonly left: Map<string, readonly EscapeInfo[]>;
  /** Milliseconds that it took to make. */
  readonly ms: number;
}

/** A plan, and what became of it. */
export interface Done {
  readonly planned: Planned;
  /** Absent when the plan was refused as a whole. */
  readonly applied?: Applied;
}

/** What is decided, and from what. */
interface Decided {
  readonly snapshot: Snapshot;
  readonly resolution: Resolution;
  readonly made: Plan;
}

export interface ChangesInput {
  readonly setup: KernelSetup;
  readonly options: HostOptions;
  readonly ports: HostPorts;
  readonly apps: Apps;
  readonly extensions: Extensions;
  readonly state: () => HostState;
  readonly settings: () => Settings | undefined;
  readonly escaped: Escaped;
  readonly departed: Departed;
  /** Told of each plan that was done, with those that followed by themselves. */
  readonly done: (done: Done) => void;
}

export class Changes {
  /** Required entries of which no plugin came. */
  gaps: string[] = [];
  /** How many of the changes that happened by themselves are planned for. */
  seen = 0;
  readonly #kernel: Kernel;
  readonly #concerns = new Concerns();

  constructor(readonly input: ChangesInput) {
    this.#kernel = input.setup.kernel;
  }

  /** Brings about what is intended: planned first, then done. Unloading, step 8, is part of the same plan; delivering, step 7, goes on by itself. */
  async bring(intent: Intent): Promise<void> {
    await this.carryOut(await this.plan(intent));
  }

  /** Does a plan, and plans again as long as what happened meanwhile changes what should be. */
  async carryOut(first: Planned): Promise<void> {
    const kernel = this.#kernel;
    let planned = first;
    for (let round = 1; ; round += 1) {
      // Nothing came of what changed by itself, so plans that were made before still hold.
      const isIdle = planned.intent.change.settle === true && planned.plan.steps.length === 0;
      if (isIdle) this.seen = planned.seen;
      else await this.#apply(planned);
      if (kernel.changes === planned.seen || kernel.abort.signal.aborted) return;
      if (round % MOST_ROUNDS === 0) await giveUpOn(planned.plan, round, kernel);
      // Plugins that undo each other's starts must not keep timers and signals from being heard.
      await nextTurn();
      planned = await this.plan({ change: { settle: true } });
    }
  }

  /** Steps 1 to 5: what is to be loaded is read, attached and described; then it is decided what to do. Nothing runs yet. */
  async plan(intent: Intent, before?: Snapshot): Promise<Planned> {
    const { options, ports, apps, state } = this.input;
    const kernel = this.#kernel;
    const began = kernel.clock.now();
    const missing: Problem[] = [];
    const read = await readAll(
      intent.load ?? [],
      kernel,
      { ...ports, dialects: options.dialects ?? [], live: options.live === true },
      missing,
    );
    const attached = await attachAll(read, kernel, missing);
    const extensions = attached.map((entry) => entry.extension);
    const candidates = this.#candidates(intent, attached);
    const isUp = intent.change.stop !== true && state() !== 'stopping';
    const decide = (world: Kernel): Decided => {
      const wanted = {
        ...wantedBy(intent, { extensions, candidates }, world, apps, isUp, nodeVersion),
        ...(missing.length === 0 ? {} : { missing }),
      };
      const snapshot = before ?? snapshotOf(world, intent.retry);
      const resolution = resolve(wanted, snapshot);
      return { snapshot, resolution, made: plan(resolution, wanted, snapshot, intent.change) };
    };
    const { snapshot, resolution, made } =
      (before === undefined && isUp ? this.#decideNearby(intent, extensions, candidates, decide) : undefined) ?? decide(kernel);
    if (intent.change.start === true) this.gaps = gapsOf(intent.load ?? [], attached);
    return {
      plan: made,
      intent,
      candidates,
      extensions,
      seen: kernel.changes,
      resolution,
      snapshot,
      missing,
      left: new Map(),
      ms: kernel.clock.now() - began,
    };
  }

  /** In a host that is at rest, of what a change does not concern nothing has to be decided, unless something stands still. */
  #decideNearby(
    intent: Intent,
    extensions: readonly LoadedExtension[],
    candidates: readonly PluginRecord[],
    decide: (world: Kernel) => Decided,
  ): Decided | undefined {
    const kernel = this.#kernel;
    const { change, drop, apps, enable, disable } = intent;
    const isOfSome = drop !== undefined && change.start !== true && change.undo === undefined && apps === undefined;
    const isAtRest = this.input.state() === 'running' && kernel.changes === this.seen;
    if (!isOfSome || !isAtRest || (enable?.size ?? 0) + (disable?.size ?? 0) > 0) return undefined;
    // What gives facts of others their meaning may have no plugin that is concerned.
    if ([...extensions, ...drop].some(({ kinds }) => kinds.length > 0)) return undefined;
    const going = [...kernel.records.values()].filter(({ extension }) => drop.has(extension));
    const touched = new Set([...candidates, ...going].map(({ key }) => key));
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

  /** What comes with a change: what is loaded, what is configured anew, and whoever holds one that is replaced. */
  #candidates(intent: Intent, attached: readonly AttachedEntry[]): PluginRecord[] {
    const kernel = this.#kernel;
    const { apps, settings } = this.input;
    const configured = (key: string): Readonly<Record<string, unknown>> | undefined =>
      intent.configure?.has(key) === true ? intent.configure.get(key) : kernel.configured.get(key);
    const world = this.#describeWorld(
      kindsAfter(
        intent,
        attached.map((entry) => entry.extension),
        kernel,
      ),
    );
    const loaded = describeAll(attached, kernel, settings(), (app) => apps.scope(app), world, configured);
    const there = new Set(loaded.map(({ key }) => key));
    // Whoever switched a plugin off meant every generation of it.
    for (const record of loaded) {
      const now = kernel.records.get(record.key);
      if (now !== undefined && intent.drop?.has(now.extension) === true)
        Object.assign(record, { enabled: now.enabled, disabledAt: now.disabledAt });
    }
    const stays = (record: PluginRecord): boolean => intent.drop?.has(record.extension) !== true && !there.has(record.key);
    const changed = [...(intent.configure?.keys() ?? [])].flatMap((key) => {
      const record = kernel.records.get(key);
      return record === undefined || !stays(record) ? [] : [configuredAnew(record, settings()!, configured(key), kernel)];
    });
    const candidates = [...loaded, ...changed];
    // A set goes on to what is added while it is walked.
    const isReplacing = (record: PluginRecord): boolean =>
      isReplaced(record, intent, kernel) && kernel.records.get(record.key)?.life !== undefined;
    const replaced = new Set(candidates.filter(isReplacing).map(({ key }) => key));
    const running = [...kernel.records.values()].filter(({ state }) => state === 'running');
    const follow = (record: PluginRecord): void => {
      if (replaced.has(record.key) || !stays(record) || !enabledBy(intent, record)) return;
      replaced.add(record.key);
      kernel.generations += 1;
      candidates.push(anew(record, kernel.generations, { follows: true }));
    };
    // Whose facts another generation of a kind gives their meaning.
    const renewed = new Set(
      attached.flatMap(({ extension }) => extension.kinds.map(({ key }) => key)).filter((key) => kernel.kinds.has(key)),
    );
    for (const record of running) if (record.manifest.kinds.some(({ key }) => renewed.has(key))) follow(record);
    for (const key of replaced) {
      for (const holder of running) if (holder.life!.holds.has(key)) follow(holder);
    }
    return candidates;
  }

  /** Step 6: the plan is done, or, where it can't be, nothing is. */
  async #apply(planned: Planned): Promise<void> {
    const kernel = this.#kernel;
    const { extensions } = this.input;
    const { plan: made, intent, candidates } = planned;
    if (made.refused !== undefined) return this.#refuse(planned);
    const undo = this.adopt(planned);
    const escapes = new Map([...(intent.drop ?? [])].map((extension) => [extension, this.#madeBy(extension)]));
    const byKey = new Map(candidates.map((record) => [record.key, record]));
    const applied = await apply(made, kernel, {
      lookupFor: (record, owner) => lookupIn(record.scope, this.lookupWorld(), owner),
      candidates: byKey,
      force: intent.force === true,
    });
    if (applied.failed === undefined) {
      this.#keepConfigured(intent);
      for (const record of applied.unloaded) await extensions.release(record);
      await this.#dropRefused(candidates);
      for (const extension of intent.drop ?? []) await extensions.dispose(extension);
      for (const record of applied.unloaded) {
        const heir = applied.inherited.get(record.key);
        if (heir !== undefined) this.input.departed.inherited(record, heir);
      }
      this.#look(applied.unloaded, escapes, planned);
    } else {
      undo();
      const { step, problem: found } = applied.failed;
      const serving = made.steps.flatMap(({ action, plugin }) =>
        action === 'stop' && kernel.records.get(plugin)?.state === 'running' ? [plugin] : [],
      );
      kernel.report(
        problem('change.rolled-back', { plugin: step.plugin, step: step.action, why: found.message, serving }, { plugin: step.plugin }),
      );
      this.#outlives([step.plugin], found);
      for (const extension of planned.extensions) await extensions.dispose(extension);
    }
    await extensions.discardProposed();
    this.input.done({ planned, applied });
  }

  /** Nothing is done, and what was attached for it is taken back. */
  async #refuse(planned: Planned): Promise<void> {
    const kernel = this.#kernel;
    const { refused = [], problems } = planned.plan;
    for (const found of problems) if (!planned.missing.includes(found)) kernel.report(found);
    const cause = problems.find(({ severity }) => severity === 'error');
    const why = cause?.message ?? '';
    kernel.report(problem('change.refused', { plugins: refused, why }, { plugin: refused[0]! }));
    if (cause !== undefined) this.#outlives(refused, cause);
    this.seen = planned.seen;
    for (const extension of planned.extensions) await this.input.extensions.dispose(extension);
    await this.input.extensions.discardProposed();
    this.input.done({ planned });
  }

  /** Whoever asks why it runs as it does is told of the change that it did not come to. Its next generation starts without that. */
  #outlives(keys: readonly string[], cause: Problem): void {
    const { records } = this.#kernel;
    for (const record of records.values())
      if (keys.includes(record.key) || keys.includes(record.extension.name) || keys.includes(record.manifest.source.spec))
        record.outlived = cause;
  }

  /** What was planned for is known from now on; what it answers makes it unknown again. */
  adopt({ plan: made, intent, candidates, extensions, seen }: Planned): () => void {
    const kernel = this.#kernel;
    const { apps } = this.input;
    const kinds = new Map(kernel.kinds);
    const records = new Map(kernel.records);
    const flags = [...records.values()].map(({ key, enabled, disabledAt }) => ({ key, enabled, disabledAt }));
    const { up } = apps;
    this.input.extensions.adopt(extensions, intent.drop);
    // What is made ready beside what serves is known when it takes over.
    const staged = new Set(made.steps.flatMap((step) => (step.staged === true ? [step.plugin] : [])));
    for (const record of candidates) if (!staged.has(record.key)) this.#adopt(record);
    for (const found of made.problems) kernel.report(found);
    for (const record of [...kernel.records.values(), ...candidates]) switchBy(intent, record);
    apps.up = intent.apps ?? up;
    this.seen = seen;
    return () => {
      replaceBy(kernel.kinds, kinds);
      replaceBy(kernel.records, records);
      for (const { key, enabled, disabledAt } of flags) Object.assign(records.get(key)!, { enabled, disabledAt });
      apps.up = up;
    };
  }

  #madeBy(extension: LoadedExtension): readonly Escape[] {
    const one = [...this.#kernel.records.values()].find((record) => record.extension === extension);
    return this.input.escaped.by(extension, one?.manifest.source.path);
  }

  /** Whether what went is gone: its code is watched from now on, and what it made past its context is told. */
  #look(unloaded: readonly PluginRecord[], escapes: ReadonlyMap<LoadedExtension, readonly Escape[]>, { candidates, left }: Planned): void {
    const { escaped, departed } = this.input;
    const told = new Set<LoadedExtension>();
    for (const record of unloaded) {
      const before = escapes.get(record.extension);
      if (before === undefined) continue;
      departed.code(record);
      // What an extension has made is told once, for the first of its plugins.
      if (told.has(record.extension)) continue;
      told.add(record.extension);
      left.set(
        record.key,
        escaped.left(
          record,
          before,
          candidates.some(({ key }) => key === record.key),
        ),
      );
    }
  }

  lookupWorld(): LookupWorld {
    const { setup, state } = this.input;
    return { records: this.#kernel.records, state, problems: () => setup.problems };
  }

  #adopt(record: PluginRecord): void {
    if (!this.#kernel.records.has(record.key)) this.#kernel.records.set(record.key, record);
  }

  /** Whose id was taken: nothing of it has run but its attach. */
  async #dropRefused(candidates: readonly PluginRecord[]): Promise<void> {
    for (const record of candidates) {
      if (this.#kernel.records.get(record.key) === record) continue;
      if (record.required && record.enabled && this.input.state() === 'starting') this.gaps.push(record.key);
      await this.input.extensions.release(record);
    }
  }

  #keepConfigured({ configure }: Intent): void {
    const { configured } = this.#kernel;
    for (const [key, values] of configure ?? [])
      if (values === undefined) configured.delete(key);
      else configured.set(key, values);
  }

  #describeWorld(entries: ReadonlyMap<string, KindEntry>): DescribeWorld {
    const kinds = new Map([...entries].map(([key, { kind }]) => [key, kind]));
    return { versions: npmVersions, kinds, events: new Set(this.#kernel.bus.declared()) };
  }
}

function replaceBy<K, V>(map: Map<K, V>, by: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of by) map.set(key, value);
}
