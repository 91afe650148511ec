/** Open this to see how a plan is done, taken back or refused, and how what happens by itself is planned for until all is at rest. */
import { apply, type Applied } from '../kernel/apply.js';
import type { Apps } from '../kernel/apps.js';
import type { HostPorts, KernelSetup } from '../kernel/create-kernel.js';
import type { Extensions } from '../kernel/extensions.js';
import { switchBy, type Intent } from '../kernel/intent.js';
import type { Kernel } from '../kernel/kernel.js';
import { lookupIn, type LookupWorld } from '../kernel/lookup.js';
import type { LoadedExtension, PluginRecord } from '../kernel/record.js';
import type { Settings } from '../kernel/settings.js';
import { giveUpOn, MOST_ROUNDS } from '../kernel/settle.js';
import type { HostState } from '../model/host.js';
import type { HostOptions } from '../model/options.js';
import type { Snapshot } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { nextTurn } from '../platform/runtime.js';
import { problem } from '../problem/problem.js';
import type { Departed } from './departed.js';
import type { Escaped, Makers } from './escaped.js';
import { Planning, type Planned } from './planning.js';

/** A plan, and what became of it. */
export interface Done {
  readonly planned: Planned;
  /** Absent when the plan was refused as a whole. */
  readonly applied?: Applied;
}

export interface ApplyingInput {
  readonly setup: KernelSetup;
  readonly options: HostOptions;
  readonly ports: HostPorts;
  readonly apps: Apps;
  readonly extensions: Extensions;
  readonly state: () => HostState;
  readonly settings: () => Settings | undefined;
  /** What was read anew counts from now on. */
  readonly adoptSettings: (settings: Settings) => void;
  readonly escaped: Escaped;
  readonly departed: Departed;
  /** Told of each plan that was done, with those that followed by themselves. */
  readonly done: (done: Done) => void;
}

export class Applying {
  /** Required entries of which no plugin came. */
  gaps: string[] = [];
  /** How many of the changes that happened by themselves are planned for. */
  seen = 0;
  readonly #kernel: Kernel;
  readonly #planning: Planning;

  constructor(readonly input: ApplyingInput) {
    this.#kernel = input.setup.kernel;
    this.#planning = new Planning({ ...input, kernel: this.#kernel, seen: () => this.seen });
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

  /** Steps 1 to 5. Nothing runs yet. */
  async plan(intent: Intent, before?: Snapshot): Promise<Planned> {
    const planned = await this.#planning.plan(intent, before);
    if (intent.change.start === true) this.gaps = [...planned.gaps];
    return planned;
  }

  /** Step 6: the plan is done, or, where it can't be, nothing is. */
  async #apply(planned: Planned): Promise<void> {
    const kernel = this.#kernel;
    const { extensions } = this.input;
    const { plan: made, intent, candidates } = planned;
    if (made.refused !== undefined) return this.#refuse(planned);
    // Before anything starts that takes their places, and makes the same from the same files.
    const madeBy = this.input.escaped.madeBy(intent.drop, planned.newcomers);
    const forget = this.adopt(planned);
    const byKey = new Map(candidates.map((record) => [record.key, record]));
    const applied = await apply(made, kernel, {
      lookupFor: (record, owner) => lookupIn(record.scope, this.lookupWorld(), owner),
      candidates: byKey,
      reconfigured: planned.reconfigured,
      force: intent.force === true,
      forget,
    });
    if (applied.failed === undefined) {
      this.#keepConfigured(planned);
      await this.#save(intent);
      await extensions.release(applied.unloaded);
      await this.#dropRefused(candidates);
      for (const extension of intent.drop ?? []) await extensions.dispose(extension);
      for (const record of applied.unloaded) {
        const heir = applied.inherited.get(record.key);
        if (heir !== undefined) this.input.departed.inherited(record, heir);
      }
      await this.#look(applied.unloaded, byKey, planned, madeBy);
      await extensions.discardProposed();
    } else {
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
    this.input.done({ planned, applied });
  }

  /** Nothing is done, and what was attached for it is taken back. */
  async #refuse(planned: Planned): Promise<void> {
    const kernel = this.#kernel;
    const { refused = [], problems } = planned.plan;
    for (const found of problems) if (!planned.missing.includes(found)) kernel.report(found);
    const cause = problems[0]!;
    kernel.report(problem('change.refused', { plugins: refused, why: cause.message }, { plugin: refused[0]! }));
    this.#outlives(refused, cause);
    this.seen = planned.seen;
    for (const extension of planned.extensions) await this.input.extensions.dispose(extension);
    this.input.done({ planned });
  }

  /** Whoever asks why it runs as it does is told of the change that it did not come to. Its next generation starts without that. */
  #outlives(keys: readonly string[], cause: Problem): void {
    const meant = new Set(keys);
    for (const record of this.#kernel.records.values())
      if (meant.has(record.key) || meant.has(record.extension.name) || meant.has(record.manifest.source.spec)) record.outlived = cause;
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
    for (const { app, origin } of extensions) if (app !== undefined) apps.get(app).came.add(origin.spec.source.spec);
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

  /** Whether what went is gone: its code is watched from now on, and what it made past its context is told. */
  async #look(
    unloaded: readonly PluginRecord[],
    successors: ReadonlyMap<string, PluginRecord>,
    { intent, left }: Planned,
    madeBy: ReadonlyMap<LoadedExtension, Makers>,
  ): Promise<void> {
    const { escaped, departed } = this.input;
    const told = new Set<LoadedExtension>();
    for (const record of unloaded) {
      if (intent.drop?.has(record.extension) !== true) continue;
      departed.code(record);
      // What an extension has made is told once, for the first of its plugins.
      if (told.has(record.extension)) continue;
      told.add(record.extension);
      const makers = madeBy.get(record.extension);
      if (makers !== undefined) left.set(record.key, await escaped.left(record, makers, successors.has(record.key)));
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
    const refused = candidates.filter((record) => this.#kernel.records.get(record.key) !== record);
    if (this.input.state() === 'starting')
      this.gaps.push(...refused.flatMap(({ key, required, enabled }) => (required && enabled ? [key] : [])));
    await this.input.extensions.release(refused);
  }

  /** What could not be written counts all the same, as long as the host runs. */
  async #save({ configure, save = false }: Intent): Promise<void> {
    const settings = this.input.settings();
    if (!save || settings === undefined || configure === undefined) return;
    // It was planned with, so it is there.
    const { saveConfig } = await import('../kernel/save-config.js');
    const saved = saveConfig(configure, this.#kernel.records, settings, this.input.ports.files);
    this.input.adoptSettings(saved.settings);
    for (const found of saved.problems) this.#kernel.report(found);
  }

  #keepConfigured({ intent: { configure, settings }, reconfigured }: Planned): void {
    const { records } = this.#kernel;
    if (settings !== undefined) this.input.adoptSettings(settings);
    // The history keeps those of before, which are the same as long as nothing changes.
    const before = this.#kernel.configured;
    const configured = new Map([...before].filter(([key]) => records.has(key)));
    for (const [key, values] of configure ?? [])
      if (values === undefined) configured.delete(key);
      // A field that is undefined is taken out of the file, and nobody has given it.
      else configured.set(key, Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
    if ((configure?.size ?? 0) > 0 || configured.size < before.size) this.#kernel.configured = configured;
    // What stopped meanwhile has them when it starts again.
    for (const [key, values] of reconfigured) Object.assign(records.get(key) ?? {}, values);
  }
}

function replaceBy<K, V>(map: Map<K, V>, by: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of by) map.set(key, value);
}
