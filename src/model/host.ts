/** Open this to see what a service owner holds: the host and its apps. */
import type { Container } from 'inversify';
import type { HostCommandsView } from './command.js';
import type { EventBusView, LookupView } from './context.js';
import type { PluginDetails } from './details.js';
import type { Doctor, DoctorOptions } from './doctor.js';
import type { Dump } from './dump.js';
import type { Explanation, Subject } from './explanation.js';
import type { ExtensionSpec } from './extension.js';
import type { HealthView } from './health.js';
import type { HooksView } from './hooks.js';
import type { Graph } from './graph.js';
import type { HostState } from './host-state.js';
import type { Revision } from './history.js';
import type { AppOptions } from './options.js';
import type { Change, Plan, StepAction } from './plan.js';
import type { PluginInfo, Report } from './report.js';
import type { Problem } from './problem.js';
import type { UsageView } from './usage.js';

/** A change, as an owner asks for it. */
export interface ChangeRequest {
  /** What `start()` would do; only of a host that is new, and only planned. */
  readonly start?: true;
  readonly load?: readonly ExtensionSpec[];
  /** Keys of plugins, or names of extensions; the plugins of one extension go together. */
  readonly unload?: readonly string[];
  /** Keys of plugins, or names of extensions: their code is read anew and takes the place of what runs. */
  readonly reload?: readonly string[];
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
  /** Values of configurations by key of the plugin, over those of file and code; `undefined` takes back what was given before. */
  readonly configure?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  /**
   * The configuration file, the settings folder and the files that the environment names are read anew, and what they say by now of the
   * configurations of plugins counts; nothing else of them does before the next start.
   */
  readonly reconfigure?: true;
  /** What `configure` gives is written into the configuration file as well, in place: comments and order stay. */
  readonly save?: boolean;
  /** Back to how it was before a revision; alone, it is the last one. */
  readonly undo?: number | 'last';
  /** Nobody waits for handlers of what is replaced that do not end in time. Default false: then the change is taken back. */
  readonly force?: boolean;
  /** Who asks, for the history. Default `code`. */
  readonly by?: string;
}

/** An app: a child scope that sees the host's plugins and may shadow them. */
export interface MortiseApp extends LookupView {
  readonly name: string;
  /** inversify's child container of the app. */
  readonly container: Container;
  /** The bus of the host. */
  readonly events: EventBusView;
  /** Loads and starts the app's plugins. An app made before `host.start()` starts with the host. */
  start(): Promise<Report>;
  /** Stops the app's plugins; `start()` brings them back. */
  stop(): Promise<Report>;
  list(): readonly PluginInfo[];
}

/** How long values that are set while a host runs last. */
export interface ConfigureOptions {
  /** Writes the values into the configuration file as well. Default false: they last until the host stops. */
  readonly save?: boolean;
}

/** How a plan is applied. */
export interface ApplyOptions {
  /** What becomes of a plan when something has changed since it was made. Default `refuse`. */
  readonly stale?: 'refuse' | 'replan';
}

/** What may be done over a control socket: all, or only what changes nothing. */
export type ControlAccess = 'change' | 'read';

/** A control socket that is open. */
export interface ControlSocket {
  readonly path: string;
  /** Nobody new is let in; whoever waits for an answer gets it first. */
  close(): void;
}

/** A host as its owner has it. */
export interface MortiseHost extends LookupView {
  readonly name: string;
  /** The version of mortise, not of the service. */
  readonly version: string;
  readonly state: HostState;
  /** The inversify container; `container.get('acme/presence')` finds what is published. */
  readonly container: Container;
  /** Works at once, before the start as well. */
  readonly events: EventBusView;
  /** The commands of all plugins, and of the owner; works at once. */
  readonly commands: HostCommandsView;
  /** Hooks around the steps of all plugins; they stay as long as the host. */
  readonly hooks: HooksView;
  /** Whether the plugins are well. */
  readonly health: HealthView;
  /** What the plugins were used for. */
  readonly usage: UsageView;
  /** Every problem found so far, oldest first; of the last 1,000. */
  readonly problems: readonly Problem[];
  /**
   * Reads, attaches, describes, plans and starts everything that is listed. Resolves with the problems of plugins that are not
   * required. Rejects with `host.required-missing`, `host.started-twice`, `host.aborted`, or what is wrong with the configuration.
   */
  start(): Promise<Report>;
  /** Stops everything in reverse. In the middle of a start or another change, it ends that first. Calling it again gives the same report. */
  stop(): Promise<Report>;
  /** Resolves when the host has stopped, whoever asked for it. */
  untilStopped(): Promise<Report>;
  /**
   * Opens the socket through which the command `mortise` asks and changes, for its user only; `createHost({ control })` does so by itself, before
   * plugins start. It closes with the host. Rejects with `host.bad-options` for another access, with `control.taken` when it is open already, here or
   * in another process, and with `host.not-running` when the host has stopped.
   */
  openControl(access?: ControlAccess): Promise<ControlSocket>;
  list(): readonly PluginInfo[];
  /** Everything about one plugin, by its key; secrets are hidden. Throws `plan.unknown-plugin`. */
  info(key: string): PluginDetails;
  /** Who needs whom, and in which order all start. */
  graph(): Graph;
  createApp(name: string, options?: AppOptions): MortiseApp;
  /** An app that was made or listed before; those of the configuration file are there when the host has started. Throws `host.unknown-app`. */
  app(name: string): MortiseApp;
  /**
   * Why something is as it is: a plugin, a namespace, an event, a handler, a value of a configuration, an order, or why it is not there.
   * One causal tree with places and what to do, as data; `String(explanation)` is text. Never throws, in no state of the host.
   *
   * ```ts
   * import { createHost, definePlugin } from 'mortise';
   *
   * const host = createHost({ extensions: [definePlugin({ id: 'shop', version: '1.0.0', dependencies: { cache: '^1.2' } })] });
   * await host.start();
   * const { state, because } = host.why('shop');
   * console.log(state, because[0]!.says); // waiting 'shop' needs 'cache' ^1.2, which is not loaded.
   * await host.stop();
   * ```
   */
  why(subject: string | Subject): Explanation;
  /** What a change would do; what it loads is read and attached, and nothing is started. A host that is new can plan `{ start: true }`. */
  plan(change: ChangeRequest): Promise<Plan>;
  /**
   * Does what a plan says, as a whole or not at all where something that runs is replaced. Throws `plan.stale` when something has changed
   * since; with `stale: 'replan'` it is planned anew then. Throws `plan.unknown` of what this host has not planned, or has applied.
   */
  apply(plan: Plan, options?: ApplyOptions): Promise<Report>;
  /** Takes back what was attached for a plan that nobody will apply. The next change that is applied does so as well, and so does the plan's end: nobody holds it any more. */
  discard(plan: Plan): Promise<void>;
  /** Loads more. What can't be found, attached or started is in the report, whose `ok` is false then; it does not reject. */
  load(...extensions: readonly ExtensionSpec[]): Promise<Report>;
  unload(...keys: readonly string[]): Promise<Report>;
  /**
   * Reads the code of plugins anew and puts it in the place of what runs, with whoever holds a value of theirs. The new generation is made
   * ready beside the old one and takes over in one moment; if anything fails, the old one never noticed, and the report says why.
   *
   * ```ts
   * import { createHost, definePlugin } from 'mortise';
   *
   * const host = createHost({ extensions: [definePlugin({ id: 'shop', version: '1.0.0' })] });
   * await host.start();
   * const { receipt } = await host.reload('shop');
   * console.log(receipt!.outcome, receipt!.plugins[0]!.did); // done replaced
   * await host.stop();
   * ```
   */
  reload(...keys: readonly string[]): Promise<Report>;
  /**
   * Gives a plugin other values of its configuration, over those of file and code. It takes them by its `onConfig`; without one a new
   * generation of it takes over, as with `reload`. With `save` they are written into the configuration file, whose comments and order stay.
   *
   * ```ts
   * import { createHost } from 'mortise';
   * import { Config, Field, Plugin } from 'mortise/decorators';
   *
   * @Config()
   * class Settings {
   *   @Field.integer({ default: 60 }) ttl!: number;
   * }
   *
   * @Plugin({ id: 'presence', version: '1.0.0', config: Settings, inject: [Settings] })
   * class Presence {
   *   constructor(public settings: Settings) {}
   *   onConfig(next: Settings, previous: Settings) {
   *     console.log(previous.ttl, next.ttl);
   *     this.settings = next;
   *   }
   * }
   *
   * const host = createHost({ extensions: [Presence], log: { level: 'silent' } });
   * await host.start();
   * const { receipt } = await host.configure('presence', { ttl: 30 }); // 60 30
   * console.log(receipt!.plugins[0]!.did); // configured
   * await host.stop();
   * ```
   */
  configure(key: string, values: Readonly<Record<string, unknown>> | undefined, options?: ConfigureOptions): Promise<Report>;
  /**
   * Reads the configuration file and the settings folder anew, as one change: whoever has `onConfig` takes what is new, and of others a new
   * generation takes over. When anything of it is wrong, nothing is changed, and the report says what. `mortise run` does so on SIGHUP.
   */
  reconfigure(): Promise<Report>;
  /** Any mix of operations as one change. */
  change(request: ChangeRequest): Promise<Report>;
  /** Takes a change back: all is as it was before that revision, the last one by default. Throws `change.nothing-to-undo`. */
  undo(revision?: number): Promise<Report>;
  /** Whether everything that went is gone, and, if asked, who holds what is not. Collects garbage, so it is for development and for questions. */
  doctor(options?: DoctorOptions): Promise<Doctor>;
  /** What is inside of the host now: states, containers, handlers, the command tree, and the load order with times. */
  dump(): Dump;
  /** The changes since the start, oldest first; the last 100. */
  history(): readonly Revision[];
  enable(...keys: readonly string[]): Promise<Report>;
  disable(...keys: readonly string[]): Promise<Report>;
}

export type { Change, HostState, StepAction };
