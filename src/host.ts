/** Open this to see the whole system: how a host is put together, and what its owner can ask of it. The way from spec to plan is in host/planning.ts, from plan to plugin in host/applying.ts. */
import { modulesOn } from './extension/modules.js';
import { appFace } from './host/app-face.js';
import { Applying } from './host/applying.js';
import { Controls } from './host/controls.js';
import { Departed } from './host/departed.js';
import { Escaped } from './host/escaped.js';
import { Intents } from './host/intents.js';
import { Operations } from './host/operations.js';
import { Owned, type Site } from './host/owned.js';
import type { HostParts } from './host/parts.js';
import { Plans } from './host/plans.js';
import { Views } from './host/views.js';
import { Apps, type App } from './kernel/apps.js';
import { checkAccess, checkAppOptions, checkHostOptions } from './kernel/check-options.js';
import { hostCommands } from './kernel/commands.js';
import { createKernel, type HostPorts, type KernelSetup } from './kernel/create-kernel.js';
import { dumpOf } from './kernel/dump.js';
import { Extensions } from './kernel/extensions.js';
import { asAsked, checkRequest } from './kernel/intent.js';
import { hostHealth } from './kernel/health.js';
import { hooksView } from './kernel/hooks.js';
import { onInterrupt } from './kernel/interrupt.js';
import { announce, type Kernel } from './kernel/kernel.js';
import { lookupIn } from './kernel/lookup.js';
import { checkRequired, complainOfUnused } from './kernel/required.js';
import type { Settings } from './kernel/settings.js';
import { infoOf } from './kernel/snapshot.js';
import { usageView } from './kernel/usage.js';
import { branded } from './facts/brand.js';
import { callSite } from './facts/place.js';
import type { HostCommandsView } from './model/command.js';
import type { EventBusView, LookupView } from './model/context.js';
import type { Doctor, DoctorOptions } from './model/doctor.js';
import type { Dump } from './model/dump.js';
import type { Explanation, Subject } from './model/explanation.js';
import type { ExtensionSpec } from './model/extension.js';
import type { HealthView } from './model/health.js';
import type { HooksView } from './model/hooks.js';
import type { Revision } from './model/history.js';
import type {
  ApplyOptions,
  ChangeRequest,
  ConfigureOptions,
  ControlAccess,
  ControlSocket,
  HostState,
  MortiseApp,
  MortiseHost,
} from './model/host.js';
import type { AppOptions, HostOptions } from './model/options.js';
import type { PluginDetails } from './model/details.js';
import type { Graph } from './model/graph.js';
import type { Plan } from './model/plan.js';
import type { Problem } from './model/problem.js';
import type { UsageView } from './model/usage.js';
import type { PluginInfo, Report } from './model/report.js';
import { systemClock } from './platform/clock.js';
import { nodeFiles, sha256 } from './platform/files.js';
import { consoleLog } from './platform/log.js';
import { mapStacks } from './platform/runtime.js';
import { whyOf } from './problem/cause.js';
import { failure, problem } from './problem/problem.js';
import type { Scope } from './wiring/scope.js';

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
    modules: modulesOn({ files: nodeFiles, sha256, mapStacks }),
    log: options.log?.sink ?? consoleLog(),
  });
}

/** A host on given ports; `mortise/testing` brings its own. */
export function assembleHost(options: HostOptions, ports: HostPorts): Host {
  return new Host(options, ports);
}

export class Host implements MortiseHost {
  readonly lookup: LookupView['lookup'];
  readonly find: LookupView['find'];
  readonly reference: LookupView['reference'];
  readonly lookup$: LookupView['lookup$'];
  readonly lookupAll: LookupView['lookupAll'];
  readonly category: LookupView['category'];
  readonly events: EventBusView;
  readonly commands: HostCommandsView;
  readonly hooks: HooksView;
  readonly health: HealthView;
  readonly usage: UsageView;
  /** For the test kit and the command; not part of the public face. */
  readonly kernel: Kernel;
  readonly #setup: KernelSetup;
  readonly #apps: Apps;
  readonly #extensions: Extensions;
  readonly #owned: Owned;
  readonly #operations: Operations;
  readonly #applying: Applying;
  readonly #views: Views;
  readonly #departed: Departed;
  readonly #escaped: Escaped;
  readonly #plans: Plans;
  readonly #whenStopped: Promise<Report>;
  #resolveStopped!: (report: Report) => void;
  #state: HostState = 'new';
  #stopping: Promise<Report> | undefined;
  #settling = false;
  readonly #controls: Controls;
  readonly #intents: Intents;
  /** For the command; not part of the public face. */
  readonly parts: HostParts;

  constructor(
    readonly options: HostOptions,
    readonly ports: HostPorts,
  ) {
    this.#setup = createKernel(options, ports, {
      settle: () => this.#settleSoon(),
      letGo: (record, instances) => this.#departed.instances(record, instances),
      state: () => this.#state,
      history: () => this.history(),
      home: () => this.#owned.known?.host.home ?? this.#owned.home,
      permissions: () => (this.#owned.known?.host ?? options).permissions,
    });
    this.kernel = this.#setup.kernel;
    this.#departed = new Departed(this.kernel);
    this.#escaped = new Escaped(options.escapes ?? 'ignore', this.kernel);
    this.#extensions = new Extensions(this.kernel);
    this.#apps = new Apps(this.kernel.host, (scope) => this.#lookupIn(scope));
    this.#owned = new Owned(options, ports, this.#setup, this.#apps, callSite());
    const settings = (): Settings | undefined => this.#owned.known;
    const state = (): HostState => this.#state;
    this.#operations = new Operations(this.#setup, this.#extensions, settings);
    this.#views = new Views(this.#setup, this.#apps, state, settings);
    this.#applying = new Applying({
      setup: this.#setup,
      options,
      ports,
      apps: this.#apps,
      extensions: this.#extensions,
      state,
      settings,
      adoptSettings: (read) => this.#owned.adopt(read),
      escaped: this.#escaped,
      departed: this.#departed,
      done: (done) => this.#operations.done(done),
    });
    const parts = { setup: this.#setup, apps: this.#apps, owned: this.#owned, extensions: this.#extensions, applying: this.#applying };
    this.#intents = new Intents({ ...parts, journal: this.#operations.journal, state });
    this.parts = { ...parts, operations: this.#operations, intents: this.#intents, mustRun: (action) => this.#mustRun(action) };
    this.#plans = new Plans(this.parts, this.#views);
    this.#controls = new Controls({
      host: this,
      options,
      home: () => this.#owned.home,
      about: () => ({ home: this.#owned.settings().host.home, files: ports.files, configured: (key) => this.kernel.configured.get(key) }),
      report: this.kernel.report,
      hide: (found) => this.kernel.secrets.hide(found),
    });
    const lookup = this.#lookupIn(this.kernel.host);
    ({ lookup: this.lookup, find: this.find, reference: this.reference } = lookup);
    ({ lookup$: this.lookup$, lookupAll: this.lookupAll, category: this.category } = lookup);
    this.events = this.kernel.bus.view({ plugin: 'host' });
    this.commands = hostCommands(this.kernel);
    this.hooks = hooksView('host', (hook) => this.kernel.hooks.add(hook));
    this.health = hostHealth(this.kernel);
    this.usage = usageView(this.kernel, 'host');
    this.#whenStopped = new Promise((done) => (this.#resolveStopped = done));
    branded(this);
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

  info(key: string): PluginDetails {
    return this.#views.info(key);
  }

  graph(): Graph {
    return this.#views.graph();
  }

  why(subject: string | Subject): Explanation {
    return this.#views.why(subject);
  }

  list(): readonly PluginInfo[] {
    return [...this.kernel.records.values()].map(infoOf);
  }

  untilStopped(): Promise<Report> {
    return this.#whenStopped;
  }

  /** Resolves when no operation runs or waits. */
  idle(): Promise<void> {
    return this.#operations.queue.idle();
  }

  /** The scopes of the host and its apps. */
  scopes(): Scope[] {
    return [this.kernel.host, ...this.#apps.all().map((app) => app.scope)];
  }

  start(): Promise<Report> {
    if (this.#state !== 'new') return Promise.reject(failure('host.started-twice', { host: this.name, state: this.#state }));
    this.#state = 'starting';
    // Whoever started the host hears of a failed stop by its own promise.
    const undoInterrupt = onInterrupt(this.options, this.kernel, () => void this.stop().catch(() => undefined));
    void this.#whenStopped.then(undoInterrupt);
    return this.#operations.run(async () => {
      await this.#escaped.begin();
      const began = this.kernel.elapsed();
      announce(this.kernel, 'host.starting', { host: this.name });
      try {
        this.#checkAborted();
        const settings = this.#owned.settings();
        await this.#controls.openOwn();
        await this.#applying.bring(this.#intents.ofStart());
        complainOfUnused(this.kernel, settings, this.#apps.names());
        this.#checkAborted();
        checkRequired(this.kernel, 'running', this.#applying.gaps, this.#setup.collect ?? []);
      } catch (error) {
        await this.#stopEverything();
        throw error;
      }
      this.#state = 'running';
      announce(this.kernel, 'host.started', { host: this.name, ms: this.kernel.elapsed() - began });
    });
  }

  async openControl(access: ControlAccess = 'change'): Promise<ControlSocket> {
    checkAccess(access);
    return this.#controls.open(access);
  }

  stop(): Promise<Report> {
    if (this.#stopping !== undefined) return this.#stopping;
    // Whatever starts now ends at once: a start of the host stops what it had started by itself.
    this.kernel.abort.abort();
    // From now on, whatever stops before it is this one's turn.
    this.kernel.stopBy = this.kernel.elapsed() + this.kernel.timeouts.total;
    this.#stopping = this.#operations.run(() => this.#stopEverything());
    return this.#stopping;
  }

  createApp(name: string, options: AppOptions = {}): MortiseApp {
    checkAppOptions(name, options);
    return this.#face(this.#owned.addApp(name, options));
  }

  app(name: string): MortiseApp {
    return this.#face(this.#apps.get(name));
  }

  plan(given: ChangeRequest): Promise<Plan> {
    const site = callSite();
    return this.#plans.make(asAsked(given), site);
  }

  apply(made: Plan, options: ApplyOptions = {}): Promise<Report> {
    return this.#plans.apply(made, options, callSite());
  }

  discard(made: Plan): Promise<void> {
    return this.#plans.discard(made);
  }

  load(...extensions: readonly ExtensionSpec[]): Promise<Report> {
    return this.#change({ load: extensions }, callSite());
  }

  unload(...keys: readonly string[]): Promise<Report> {
    return this.#change({ unload: keys }, callSite());
  }

  reload(...keys: readonly string[]): Promise<Report> {
    return this.#change({ reload: keys }, callSite());
  }

  enable(...keys: readonly string[]): Promise<Report> {
    return this.#change({ enable: keys }, callSite());
  }

  disable(...keys: readonly string[]): Promise<Report> {
    return this.#change({ disable: keys }, callSite());
  }

  configure(key: string, values: Readonly<Record<string, unknown>> | undefined, { save = false }: ConfigureOptions = {}): Promise<Report> {
    return this.#change({ configure: { [key]: values }, ...(save ? { save } : {}) }, callSite());
  }

  reconfigure(): Promise<Report> {
    return this.#change({ reconfigure: true }, callSite());
  }

  undo(revision?: number): Promise<Report> {
    return this.#change({ undo: revision ?? 'last' }, callSite());
  }

  change(request: ChangeRequest): Promise<Report> {
    return this.#change(request, callSite());
  }

  /** Asked between operations, so that nothing is on its way out. */
  doctor({ holders = false }: DoctorOptions = {}): Promise<Doctor> {
    return this.#operations.queue.run(async () => {
      const departed = await this.#departed.check(holders);
      const escapes = this.#escaped.now();
      return { healthy: escapes.length === 0 && departed.every(({ state }) => state !== 'unloaded (leaked)'), departed, escapes };
    });
  }

  dump(): Dump {
    return dumpOf(this.kernel, this.scopes());
  }

  history(): readonly Revision[] {
    return this.#operations.journal.list();
  }

  #change(given: ChangeRequest, site: Site): Promise<Report> {
    const request = asAsked(given);
    return this.#operations.change(request, site, async () => {
      this.#mustRun(actionOf(request));
      const intent = this.#intents.of(request, site);
      await this.#applying.bring(intent);
      return intent;
    });
  }

  /** Something changed by itself. An operation that runs will see it at its end; without one, one is asked for. */
  #settleSoon(): void {
    this.kernel.changes += 1;
    if (this.#state !== 'running' || this.#settling) return;
    this.#settling = true;
    const settled = this.#operations.run(async () => {
      this.#settling = false;
      if (this.#state === 'running' && this.kernel.changes !== this.#applying.seen)
        await this.#applying.bring({ change: { settle: true } });
    });
    settled.catch((thrown: unknown) => {
      this.kernel.logger(this.name).error('what changed by itself could not be settled', { error: thrown });
    });
  }

  async #stopEverything(): Promise<void> {
    if (this.#state === 'stopped') return;
    const { kernel } = this;
    const began = kernel.elapsed();
    this.#state = 'stopping';
    announce(kernel, 'host.stopping', { host: this.name });
    try {
      await this.#applying.bring({ change: { stop: true } });
    } finally {
      // Whatever went wrong: nothing of the host stays.
      await this.#controls.close();
      await this.#extensions.disposeAll();
      this.#escaped.end();
      this.#state = 'stopped';
      announce(kernel, 'host.stopped', { host: this.name, ms: kernel.elapsed() - began });
      kernel.bus.close();
      this.#resolveStopped(this.#operations.report(this.problems, began));
    }
  }

  #face(app: App): MortiseApp {
    const [apps, owned, applying, operations] = [this.#apps, this.#owned, this.#applying, this.#operations];
    return appFace(app, { host: this, apps, owned, applying, operations, mustRun: (action) => this.#mustRun(action) });
  }

  #lookupIn(scope: Scope): LookupView {
    const failed = (cause: unknown, namespace: string): void =>
      this.kernel.report(problem('lookup.subscriber-failed', { namespace, why: whyOf(cause) }, { cause }));
    return lookupIn(scope, { records: this.kernel.records, state: () => this.#state, problems: () => this.#setup.problems }, { failed });
  }

  #checkAborted(): void {
    if (this.kernel.abort.signal.aborted) throw failure('host.aborted', { host: this.name });
  }

  #mustRun(action: string): void {
    const state = this.#state === 'running' && this.#stopping !== undefined ? 'stopping' : this.#state;
    if (state !== 'running') throw failure('host.not-running', { host: this.name, state, action });
  }
}

/** What an error calls a change. */
function actionOf(request: ChangeRequest): string {
  checkRequest(request);
  return Object.keys(request).find((field) => field !== 'by' && field !== 'force') ?? 'change';
}
