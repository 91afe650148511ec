/** Open this to see what a host shows of its insides: plugins in load order, containers, handlers and commands. All of it is JSON. */
import type { HostState } from './host-state.js';
import type { LocalText } from './manifest.js';
import type { PluginState } from './plan.js';
import type { HandlerUsage } from './usage.js';

/** One plugin, with what it is made of and what it owns now. */
export interface DumpedPlugin {
  /** Its place in the order of starting, from 1 on; absent while it does not run. */
  readonly order?: number;
  readonly plugin: string;
  readonly version: string;
  readonly generation: number;
  readonly state: PluginState;
  readonly enabled: boolean;
  readonly required: boolean;
  readonly source: string;
  /** Milliseconds from wiring to running. */
  readonly ms?: number;
  /** Why it waits or failed. */
  readonly reason?: string;
  /** Keys of the plugins whose values it holds. */
  readonly holds: readonly string[];
  readonly components: readonly string[];
  /** What is taken back when it stops, latest first. */
  readonly owns: readonly string[];
}

/** What a host or an app publishes, and which plugins have a container below its own. */
export interface DumpedContainer {
  /** Absent for that of the host. */
  readonly app?: string;
  readonly namespaces: readonly { readonly namespace: string; readonly plugin: string; readonly scope: string }[];
  readonly containers: readonly string[];
}

/** One who listens, in the order of delivery. */
export interface DumpedHandler extends HandlerUsage {
  readonly event: string;
  readonly priority: number;
  readonly stream: boolean;
  /** `open`: it gets events; `buffering`: they are kept for it; `closed`: it gets none. */
  readonly state: 'open' | 'buffering' | 'closed';
}

/** A word or an argument of the commands, with what may follow. */
export interface DumpedCommand {
  /** As it is typed: `show`, `<uid:integer 1..>`. */
  readonly element: string;
  /** Keys of the plugins that have registered it, or `host`. */
  readonly plugins: readonly string[];
  /** Whether a line may end here. */
  readonly runs: boolean;
  readonly permission?: string | number;
  readonly doc?: LocalText;
  /** Where it goes on. */
  readonly redirect?: string;
  readonly children: readonly DumpedCommand[];
}

/** The insides of a host, as `mortise doctor --dump` shows them. */
export interface Dump {
  readonly host: {
    readonly name: string;
    readonly state: HostState;
    readonly revision: number;
    /** Of mortise. */
    readonly version: string;
    readonly node: string;
  };
  /** Those that run in the order in which they started, then the others in that of loading. */
  readonly plugins: readonly DumpedPlugin[];
  readonly containers: readonly DumpedContainer[];
  /** By event or pattern, sorted. */
  readonly handlers: readonly DumpedHandler[];
  readonly commands: readonly DumpedCommand[];
}
