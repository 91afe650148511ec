/** Open this to see what the kernel is made of: the records of all plugins, and the few things that every step needs. */
import type { Commands } from '../command/commands.js';
import type { Bus } from '../events/bus.js';
import type { LoggerView } from '../model/context.js';
import type { Kind } from '../model/kind.js';
import type { ClockPort, ProblemSink } from '../model/ports.js';
import type { Step } from '../model/plan.js';
import type { Scope } from '../wiring/scope.js';
import type { HostState } from '../model/host-state.js';
import type { Revision } from '../model/history.js';
import type { Checks } from './checks.js';
import type { Hooks } from './hook-list.js';
import type { PermissionFile } from './permission-file.js';
import type { Phases } from './phases.js';
import type { LoadedExtension, PluginRecord } from './record.js';
import type { Secrets } from './secrets.js';
import type { Calls } from './calls.js';
import type { Waits } from './waits.js';

/** How long things may take, in milliseconds. */
export interface Timeouts {
  /** A phase of a plugin is named as slow. Default 3,000. */
  readonly warn: number;
  /** A phase of a plugin has failed. Default 10,000. */
  readonly fail: number;
  /** Stopping one plugin. Default 5,000. */
  readonly stop: number;
  /** Stopping everything. Default 10,000. */
  readonly total: number;
  readonly grace: number;
}

export interface KindEntry {
  readonly kind: Kind;
  readonly extension?: LoadedExtension;
}

export interface Kernel {
  name: string;
  readonly version: string;
  readonly clock: ClockPort;
  /** Whole milliseconds of a time that no clock that is set leads astray, for limits and for how long something took. */
  readonly elapsed: () => number;
  readonly bus: Bus;
  readonly commands: Commands;
  readonly hooks: Hooks;
  readonly checks: Checks;
  readonly calls: Calls;
  readonly permissions: PermissionFile;
  /** What is told nowhere. */
  readonly secrets: Secrets;
  /** Where problems go: the host's list, the log, the event `problem.found`. */
  readonly report: ProblemSink;
  readonly logger: (plugin: string) => LoggerView;
  timeouts: Timeouts;
  /** By key, with the extension that registered it; one of the owner has none. */
  readonly kinds: Map<string, KindEntry>;
  /** In the order of loading. */
  readonly records: Map<string, PluginRecord>;
  readonly host: Scope;
  /** Called before each step; a test kit holds steps here. */
  readonly gate: ((step: Step) => void | Promise<void>) | undefined;
  readonly phases: Phases;
  /** What operations wait for. */
  readonly waits: Waits;
  /** Values of configurations that were given while the host runs, by key of the plugin. */
  configured: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Independent plugins start at the same time. */
  parallel: boolean;
  revision: number;
  /** Counts records, so that another one under the same key is told apart. */
  generations: number;
  /** Counts starts, so that stops can go the other way round. */
  starts: number;
  /** Set when the host is stopped in the middle of a start: no further step of it is taken. */
  readonly abort: AbortController;
  /** When everything must have stopped, while it stops. */
  stopBy: number | undefined;
  /** Counts what changed by itself: a plugin failed, a name came or went. A plan knows how many of these it has seen. */
  changes: number;
  /** Told of the instances of a plugin whose life ends, so that it can be proved that they go. */
  readonly letGo: (record: PluginRecord, instances: readonly object[]) => void;
  readonly state: () => HostState;
  readonly history: () => readonly Revision[];
  /** Something changed by itself: it is counted, and planned for when the queue is free. */
  readonly settle: () => void;
}

/** Emits one of the host's own events. */
export function announce(kernel: Kernel, event: Parameters<Bus['announce']>[0], payload: Parameters<Bus['announce']>[1]): void {
  kernel.bus.announce(event, payload);
}
