/** Open this to see the whole system: how a host is put together, and the eight steps from an extension spec to a running plugin. */
import { resolve as resolvePath } from 'node:path';
import { nodeModules } from './extension/locate.js';
import { apply } from './kernel/apply.js';
import { attachAll, describeAll, readAll } from './kernel/candidates.js';
import { checkAppOptions, checkHostOptions } from './kernel/check-options.js';
import { createKernel, type HostPorts, type KernelSetup } from './kernel/create-kernel.js';
import { announce, type Kernel } from './kernel/kernel.js';
import { homeOf, listingOf, specsOf, type Listing } from './kernel/listing.js';
import { lookupIn, type LookupWorld } from './kernel/lookup.js';
import { Queue } from './kernel/queue.js';
import type { LoadedExtension, PluginRecord } from './kernel/record.js';
import { makeReport } from './kernel/report.js';
import { readSettings, timeoutsOf, type Settings } from './kernel/settings.js';
import { infoOf, snapshotOf, wantedOf } from './kernel/snapshot.js';
import type { EventBusView, LookupView } from './model/context.js';
import type { ExtensionSpec } from './model/extension.js';
import type { ChangeRequest, HostState, MortiseApp, MortiseHost } from './model/host.js';
import type { AppOptions, HostOptions } from './model/options.js';
import type { Change, Plan, Wanted, WantedPlugin } from './model/plan.js';
import type { Problem } from './model/problem.js';
import type { PluginInfo, Report } from './model/report.js';
import { plan } from './plan/plan.js';
import { resolve } from './plan/resolve.js';
import { systemClock } from './platform/clock.js';
import { nodeFiles } from './platform/files.js';
import { consoleLog } from './platform/log.js';
import { leaveBy, nodeVersion, workingDirectory } from './platform/runtime.js';
import { onSignals } from './platform/signals.js';
import { whyOf } from './problem/cause.js';
import { MortiseError } from './problem/error.js';
import { failure, problem } from './problem/problem.js';
import { near, quoted } from './problem/text.js';
import { npmVersions } from './version/npm.js';
import { appScope, type Scope } from './wiring/scope.js';

/**
 * Makes a host. Synchronous, and touches nothing: files are read and code is loaded by `start()`. Events work at once.
 * Throws `host.bad-options`. See `HostOptions` for everything that can be said.
 *
 * ```ts
 * import { createHost } from 'mortise';
 *
 * const host = createHost({
 *   name: 'shop',
 *   extensions: [
 *     {
 *       name: 'billing',
 *       version: '1.0.0',
 *       attach(this: import('mortise').ExtensionContext, _options: unknown, callback: () => void) {
 *         this.registerPlugin('billing/rates', { of: () => 0.19 });
 *         callback();
 *       },
 *     },
 *   ],
 * });
 * const report = await host.start();
 * console.log(String(report));
 * await host.stop();
 * ```
 */
export function createHost(options: HostOptions = {}): MortiseHost {
  checkHostOptions(options);
  return assembleHost(options, {
    clock: options.clock ?? systemClock,
    files: nodeFiles,
    modules: nodeModules,
    log: options.log?.sink ?? consoleLog(),
  });
}

/** A host on given ports; `mortise/testing` brings its own. */
export function assembleHost(options: HostOptions, ports: HostPorts): Host {
  return new Host(options, ports);
}

/** Which plugins a change is about, and what else it alters. */
interface Intent {
  readonly change: Change;
  readonly load?: readonly Listing[];
  /** Extensions that are no longer wanted, with all their plugins. */
  readonly drop?: ReadonlySet<LoadedExtension>;
  readonly enable?: ReadonlySet<string>;
  readonly disable?: ReadonlySet<string>;
  readonly apps?: ReadonlySet<string>;
}

/** A plan with the records that it would bring in. */
interface Planned {
  readonly plan: Plan;
  readonly intent: Intent;
  readonly candidates: readonly PluginRecord[];
  /** What was attached for it. */
  readonly extensions: readonly LoadedExtension[];
  /** How many of the changes that happened by themselves are planned for. */
  readonly seen: number;
}

export class Host implements MortiseHost {
  readonly lookup: LookupView['lookup'];
  readonly find: LookupView['find'];
  readonly lookup$: LookupView['lookup$'];
  readonly lookupAll: LookupView['lookupAll'];
  readonly category: LookupView['category'];
  readonly events: EventBusView;
  /** For the test kit and the command; not part of the public face. */
  readonly kernel: Kernel;
  readonly #setup: KernelSetup;
  readonly #queue = new Queue();
  readonly #apps = new Map<string, { readonly scope: Scope; readonly lookup: LookupView; options: AppOptions; loaded: boolean }>();
  readonly #planned = new WeakMap<Plan, Planned>();
  /** Attached for plans that were not applied yet. */
  readonly #proposed = new Set<LoadedExtension>();
  /** Attached, in that order; an extension may have no plugin at all. */
  readonly #extensions = new Set<LoadedExtension>();
  #settings: Settings | undefined;
  #state: HostState = 'new';
  #upApps: ReadonlySet<string> = new Set();
  #stopping: Promise<Report> | undefined;
  readonly #whenStopped: Promise<Report>;
  #resolveStopped!: (report: Report) => void;
  #requiredGaps: string[] = [];
  #seen = 0;
  #settling = false;

  constructor(
    readonly options: HostOptions,
    readonly ports: HostPorts,
  ) {
    this.#setup = createKernel(options, ports, () => this.#settleSoon());
    this.kernel = this.#setup.kernel;
    const lookup = this.#lookupIn(this.kernel.host);
    ({ lookup: this.lookup, find: this.find, lookup$: this.lookup$, lookupAll: this.lookupAll, category: this.category } = lookup);
    this.events = this.kernel.bus.view({ plugin: 'host' });
    this.#whenStopped = new Promise((done) => (this.#resolveStopped = done));
    for (const [name, app] of Object.entries(options.apps ?? {})) this.#addApp(name, app);
  }

  get name(): string {
    return this.kernel.name;
  }

  get version(): string {
    return this.kernel.version;
  }

  get state(): HostState {
    return this.#state;
  }

  get container() {
    return this.kernel.host.container;
  }

  get problems(): readonly Problem[] {
    return [...this.#setup.problems];
  }

  list(): readonly PluginInfo[] {
    return [...this.kernel.records.values()].map(infoOf);
  }

  untilStopped(): Promise<Report> {
    return this.#whenStopped;
  }

  /** Resolves when no operation runs or waits. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** The scopes of the host and its apps. */
  scopes(): Scope[] {
    return [this.kernel.host, ...[...this.#apps.values()].map((app) => app.scope)];
  }

  async start(): Promise<Report> {
    if (this.#state !== 'new') throw failure('host.started-twice', { host: this.name, state: this.#state });
    this.#state = 'starting';
    const undoSignals = this.#listen();
    return this.#operation(async () => {
      const began = this.kernel.clock.now();
      announce(this.kernel, 'host.starting', { host: this.name });
      try {
        this.#checkAborted();
        const settings = this.#readSettings();
        this.#upApps = new Set(this.#apps.keys());
        await this.#bring({ change: { start: true }, load: this.#listings(settings), apps: this.#upApps });
        this.#complainOfUnusedSettings(settings);
        this.#checkRequired();
      } catch (error) {
        await this.#stopEverything();
        undoSignals();
        throw error;
      }
      this.#state = 'running';
      announce(this.kernel, 'host.started', { host: this.name, ms: this.kernel.clock.now() - began });
    });
  }

  stop(): Promise<Report> {
    if (this.#stopping !== undefined) return this.#stopping;
    // Whatever starts now ends at once: a start of the host stops what it had started by itself.
    this.kernel.abort.abort();
    this.#stopping = this.#operation(() => this.#stopEverything());
    return this.#stopping;
  }

  createApp(name: string, options: AppOptions = {}): MortiseApp {
    checkAppOptions(name, options);
    if (this.#apps.has(name)) throw failure('host.duplicate-app', { app: name });
    this.#addApp(name, options);
    return this.#app(name);
  }

  async plan(change: ChangeRequest): Promise<Plan> {
    return this.#queue.run(async () => {
      if (this.#state !== 'new') this.#mustRun('plan');
      const planned = await this.#plan(this.#intent(change));
      this.#planned.set(planned.plan, planned);
      for (const extension of planned.extensions) this.#proposed.add(extension);
      return planned.plan;
    });
  }

  apply(made: Plan): Promise<Report> {
    return this.#operation(async () => {
      const planned = this.#planned.get(made);
      this.#mustRun('apply a plan');
      if (planned === undefined || made.revision !== this.kernel.revision) {
        throw failure('plan.stale', { planned: made.revision, now: this.kernel.revision });
      }
      this.#planned.delete(made);
      await this.#apply(planned);
    });
  }

  load(...extensions: readonly ExtensionSpec[]): Promise<Report> {
    return this.#change({ load: extensions });
  }

  unload(...keys: readonly string[]): Promise<Report> {
    return this.#change({ unload: keys });
  }

  enable(...keys: readonly string[]): Promise<Report> {
    return this.#change({ enable: keys });
  }

  disable(...keys: readonly string[]): Promise<Report> {
    return this.#change({ disable: keys });
  }

  #change(request: ChangeRequest): Promise<Report> {
    return this.#operation(async () => {
      this.#mustRun(Object.keys(request)[0] ?? 'change');
      await this.#bring(this.#intent(request));
    });
  }

  /** Brings about what is intended: planned first, then done. Unloading, step 8, is part of the same plan; delivering, step 7, goes on by itself. */
  async #bring(intent: Intent): Promise<void> {
    const planned = await this.#plan(intent);
    // Nothing came of what changed by itself, so plans that were made before still hold.
    if (intent.change.settle === true && planned.plan.steps.length === 0) this.#seen = planned.seen;
    else await this.#apply(planned);
  }

  /** Steps 1 to 5: what is to be loaded is read, attached and described; then it is decided what to do. Nothing runs yet. */
  async #plan(intent: Intent): Promise<Planned> {
    const { kernel } = this;
    const read = await readAll(intent.load ?? [], kernel, { ...this.ports, dialects: this.options.dialects ?? [] });
    const attached = await attachAll(read, kernel);
    if (this.#state === 'starting') this.#noteGaps(intent, attached);
    const candidates = describeAll(attached, kernel, this.#settings, (app) => this.#scope(app), this.#describeWorld());
    const wanted = this.#wanted(intent, candidates);
    const snapshot = snapshotOf(kernel);
    const resolution = resolve(wanted, snapshot);
    return { plan: plan(resolution, wanted, snapshot, intent.change), intent, candidates, extensions: attached.map((entry) => entry.extension), seen: kernel.changes };
  }

  /** Step 6: the plan is done; and again, as long as what happened changes what should be. */
  async #apply({ plan: made, intent, candidates, extensions, seen }: Planned): Promise<void> {
    const { kernel } = this;
    for (const found of made.problems) kernel.report(found);
    for (const extension of extensions) this.#extensions.add(extension);
    for (const record of candidates) this.#adopt(record);
    for (const record of kernel.records.values()) {
      if (intent.enable?.has(record.key) === true) record.enabled = true;
      if (intent.disable?.has(record.key) === true) record.enabled = false;
    }
    if (intent.apps !== undefined) this.#upApps = intent.apps;
    this.#seen = seen;
    await apply(made, kernel, { lookupFor: (record, owner) => lookupIn(record.scope, this.#lookupWorld(), owner), unloaded: (record) => this.#unloaded(record, candidates) });
    await this.#dropRefused(candidates);
    for (const extension of intent.drop ?? []) await this.#dispose(extension);
    await this.#discardProposals(extensions);
    if (kernel.changes !== seen && !kernel.abort.signal.aborted) await this.#bring({ change: { settle: true } });
  }

  /** Every other plan that was made is stale now, and what was attached for it is taken back. */
  async #discardProposals(taken: readonly LoadedExtension[]): Promise<void> {
    for (const extension of this.#proposed) {
      this.#proposed.delete(extension);
      if (!taken.includes(extension)) await this.#dispose(extension);
    }
  }

  #adopt(record: PluginRecord): void {
    if (!this.kernel.records.has(record.key)) this.kernel.records.set(record.key, record);
  }

  /** What should run: what is there and not dropped, then what comes. */
  #wanted(intent: Intent, candidates: readonly PluginRecord[]): Wanted {
    const kept = [...this.kernel.records.values()].filter((record) => intent.drop?.has(record.extension) !== true);
    const flagged = (record: PluginRecord): WantedPlugin => {
      const enabled = intent.disable?.has(record.key) === true ? false : intent.enable?.has(record.key) === true ? true : record.enabled;
      return { ...wantedOf(record), enabled };
    };
    return {
      plugins: [...kept, ...candidates].map(flagged),
      apps: [...(intent.apps ?? this.#upApps)],
      // What settles while the host stops must not bring anything back.
      up: intent.change.stop !== true && this.#state !== 'stopping',
      host: { name: this.name, version: this.version, node: nodeVersion },
      kinds: this.#kindsWithout(intent.drop),
    };
  }

  /** Every kind with the extension it is from; those of extensions that go are gone. */
  #kindsWithout(drop: Intent['drop']): Wanted['kinds'] {
    const { kinds, kindOwners } = this.kernel;
    const goes = (owner: { extension: string; app?: string }): boolean => [...(drop ?? [])].some(({ name, app }) => name === owner.extension && app === owner.app);
    return [...kinds.keys()].map((key) => kindOwners.find((owner) => owner.key === key) ?? { key }).filter((kind) => !('extension' in kind) || !goes(kind));
  }

  #intent(request: ChangeRequest): Intent {
    const { host } = this.#settingsNow();
    const named = (keys: readonly string[] | undefined, action: string): Set<LoadedExtension> =>
      new Set((keys ?? []).flatMap((key) => this.#extensionsOf(key, action)));
    const keysOf = (extensions: ReadonlySet<LoadedExtension>): Set<string> =>
      new Set([...this.kernel.records.values()].filter((record) => extensions.has(record.extension)).map((record) => record.key));
    const { specs, missed } = specsOf(request.load ?? [], undefined, this.kernel);
    const drop = named(request.unload, 'unload');
    const enable = keysOf(named(request.enable, 'enable'));
    const disable = keysOf(named(request.disable, 'disable'));
    const change: Change = {
      ...(request.load === undefined ? {} : { load: specs.map((spec) => spec.source.spec) }),
      ...(request.unload === undefined ? {} : { unload: [...keysOf(drop)] }),
      ...(request.enable === undefined ? {} : { enable: [...enable] }),
      ...(request.disable === undefined ? {} : { disable: [...disable] }),
    };
    return { change, load: [{ app: undefined, home: homeOf(host, host.home), specs, missed }], drop, enable, disable };
  }

  /** The extension that a plugin came with, since its plugins go together; or all of that name. */
  #extensionsOf(key: string, action: string): LoadedExtension[] {
    const record = this.kernel.records.get(key);
    if (record !== undefined) return [record.extension];
    const named = [...this.#extensions].filter((extension) => extension.name === key);
    if (named.length === 0) throw failure('plan.unknown-plugin', { key, action, near: near(key, this.kernel.records.keys()) });
    return named;
  }

  /** One change at a time; what it finds goes into its report. */
  #operation(run: () => Promise<void>): Promise<Report> {
    return this.#queue.run(async () => {
      const began = this.kernel.clock.now();
      const found: Problem[] = [];
      this.#setup.collect = found;
      try {
        await run();
        return makeReport(this.list(), found, this.kernel.clock.now() - began);
      } finally {
        this.#setup.collect = undefined;
      }
    });
  }

  /** Something changed by itself. An operation that runs will see it at its end; without one, one is asked for. */
  #settleSoon(): void {
    this.kernel.changes += 1;
    if (this.#state !== 'running' || this.#settling) return;
    this.#settling = true;
    const settled = this.#operation(async () => {
      this.#settling = false;
      if (this.#state === 'running' && this.kernel.changes !== this.#seen) await this.#bring({ change: { settle: true } });
    });
    settled.catch((thrown: unknown) => {
      this.kernel.logger(this.name).error('what changed by itself could not be settled', { error: thrown });
    });
  }

  async #stopEverything(): Promise<void> {
    if (this.#state === 'stopped') return;
    const { kernel } = this;
    const began = kernel.clock.now();
    this.#state = 'stopping';
    kernel.stopBy = began + kernel.timeouts.total;
    announce(kernel, 'host.stopping', { host: this.name });
    await this.#apply(await this.#plan({ change: { stop: true } }));
    for (const extension of [...this.#extensions].reverse()) await this.#dispose(extension);
    this.#state = 'stopped';
    announce(kernel, 'host.stopped', { host: this.name, ms: kernel.clock.now() - began });
    kernel.bus.close();
    this.#resolveStopped(makeReport(this.list(), [...this.#setup.problems], kernel.clock.now() - began));
  }

  /** Everything that is listed when the host starts: the host's own, then that of each app. */
  #listings({ host, apps }: Settings): Listing[] {
    const listed = [...this.#apps].map(([name, app]) => {
      app.loaded = true;
      return listingOf(name, apps.get(name) ?? app.options, host.home, this.kernel, this.ports.files);
    });
    return [listingOf(undefined, host, host.home, this.kernel, this.ports.files), ...listed];
  }

  #home(): string {
    return this.options.home === undefined ? workingDirectory() : resolvePath(this.options.home);
  }

  /** The configuration file is read once, at the start; what is wrong with it as a whole ends the start. */
  #readSettings(): Settings {
    const { kernel } = this;
    const apps = Object.fromEntries([...this.#apps].map(([name, app]) => [name, app.options]));
    const { settings, problems } = readSettings({ ...this.options, apps }, this.#home(), this.ports.files);
    for (const found of problems) kernel.report(found);
    const unreadable = problems.find((found) => found.code === 'config.not-yaml' || found.code === 'config.not-readable');
    if (unreadable !== undefined) throw new MortiseError(unreadable, { problems });
    this.#settings = settings;
    kernel.name = settings.host.name ?? kernel.name;
    kernel.timeouts = timeoutsOf(settings.host);
    kernel.parallel = settings.host.parallel === true;
    kernel.bus.declare(settings.host.events ?? []);
    this.#setup.setLogLevels(settings.host.log?.level, settings.host.log?.plugins ?? {});
    for (const [name, app] of settings.apps) if (!this.#apps.has(name)) this.#addApp(name, app);
    return settings;
  }

  #settingsNow(): Settings {
    return this.#settings ?? this.#readSettings();
  }

  #describeWorld() {
    const { kinds, bus } = this.kernel;
    return { versions: npmVersions, kinds, events: new Set(bus.declared()) };
  }

  #addApp(name: string, options: AppOptions): void {
    // One that is made after the start brings its settings along.
    this.#settings?.apps.set(name, this.#settings.apps.get(name) ?? options);
    const scope = appScope(name, this.kernel.host);
    this.#apps.set(name, { scope, lookup: this.#lookupIn(scope), options, loaded: false });
  }

  #app(name: string): MortiseApp {
    const app = this.#apps.get(name)!;
    return {
      ...app.lookup,
      name,
      container: app.scope.container,
      events: this.events,
      list: () => this.list().filter((plugin) => plugin.app === name),
      start: () =>
        this.#operation(async () => {
          this.#mustRun(`start the app ${quoted(name)}`);
          const load = app.loaded ? [] : [listingOf(name, app.options, this.#settingsNow().host.home, this.kernel, this.ports.files)];
          app.loaded = true;
          await this.#bring({ change: { startApp: [name] }, load, apps: new Set([...this.#upApps, name]) });
        }),
      stop: () =>
        this.#operation(async () => {
          this.#mustRun(`stop the app ${quoted(name)}`);
          await this.#bring({ change: { stopApp: [name] }, apps: new Set([...this.#upApps].filter((other) => other !== name)) });
        }),
    };
  }

  #scope(app: string | undefined): Scope {
    return app === undefined ? this.kernel.host : this.#apps.get(app)!.scope;
  }

  #lookupIn(scope: Scope): LookupView {
    const failed = (cause: unknown, namespace: string): void =>
      this.kernel.report(problem('lookup.subscriber-failed', { namespace, why: whyOf(cause) }, { cause }));
    return lookupIn(scope, this.#lookupWorld(), { failed });
  }

  #lookupWorld(): LookupWorld {
    return { records: this.kernel.records, state: () => this.#state };
  }

  /** A plugin that was to replace it comes in. When the last one of an extension is gone, what its attach did goes too. */
  async #unloaded(record: PluginRecord, candidates: readonly PluginRecord[]): Promise<void> {
    const successor = candidates.find((candidate) => candidate.key === record.key && candidate !== record);
    if (successor !== undefined) this.#adopt(successor);
    const others = [...this.kernel.records.values()].some((other) => other.extension === record.extension);
    if (!others) await this.#dispose(record.extension);
  }

  /** Its id was taken: nothing of it has run but its attach. */
  async #dropRefused(candidates: readonly PluginRecord[]): Promise<void> {
    for (const record of candidates) {
      if (this.kernel.records.get(record.key) === record) continue;
      if (record.required && record.enabled && this.#state === 'starting') this.#requiredGaps.push(record.key);
      await this.#unloaded(record, []);
    }
  }

  async #dispose(extension: LoadedExtension): Promise<void> {
    this.#extensions.delete(extension);
    await extension.dispose();
  }

  /** A required extension that could not even be read or attached has no plugin that could be missing. */
  #noteGaps(intent: Intent, attached: readonly { readonly spec: Listing['specs'][number] }[]): void {
    const there = new Set(attached.map((entry) => entry.spec));
    for (const { specs, missed } of intent.load ?? []) {
      this.#requiredGaps.push(...missed);
      for (const spec of specs) if (spec.required && spec.enabled && !there.has(spec)) this.#requiredGaps.push(spec.source.spec);
    }
  }

  #checkRequired(): void {
    this.#checkAborted();
    const absent = [...this.kernel.records.values()].filter((record) => record.required && record.enabled && record.state !== 'running');
    const missing = [...this.#requiredGaps, ...absent.map((record) => record.key)];
    if (missing.length === 0) return;
    const problems = this.#setup.collect ?? [];
    const why = absent[0]?.reason ?? problems.find((found) => found.severity === 'error')?.message ?? 'it is not running.';
    throw new MortiseError(problem('host.required-missing', { host: this.name, missing, why }), { problems });
  }

  #checkAborted(): void {
    if (this.kernel.abort.signal.aborted) throw failure('host.aborted', { host: this.name });
  }

  #complainOfUnusedSettings(settings: Settings): void {
    for (const app of [undefined, ...this.#apps.keys()]) {
      const ids = [...this.kernel.records.values()].filter((record) => record.app === app).map((record) => record.manifest.id);
      for (const id of settings.ids(app)) {
        if (ids.includes(id)) continue;
        const place = settings.place(app, id);
        const at = { field: `${app === undefined ? '' : `apps.${app}.`}plugins.${id}`, ...(place === undefined ? {} : { place }) };
        this.kernel.report(problem('config.unused', { plugin: id, near: near(id, ids) }, at));
      }
    }
  }

  #mustRun(action: string): void {
    const state = this.#state === 'running' && this.#stopping !== undefined ? 'stopping' : this.#state;
    if (state !== 'running') throw failure('host.not-running', { host: this.name, state, action });
  }

  /** Signals and the owner's AbortSignal, until the host has stopped. */
  #listen(): () => void {
    const stop = (): void => {
      // Whoever started the host hears of a failed stop by its own promise.
      this.stop().catch(() => undefined);
    };
    const undos: (() => void)[] = [];
    const undo = (): void => {
      for (const each of undos.splice(0)) each();
    };
    if (this.options.signals === true) {
      const second = (signal: string): void => {
        undo();
        leaveBy(signal);
      };
      undos.push(onSignals({ first: stop, second }, this.ports.clock));
    }
    const { signal } = this.options;
    if (signal !== undefined) {
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      undos.push(() => signal.removeEventListener('abort', stop));
    }
    void this.#whenStopped.then(undo);
    return undo;
  }
}
