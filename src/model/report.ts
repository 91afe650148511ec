/** Open this to see what an operation answers: every plugin with its state, and every problem that was found. */
import type { Receipt } from './history.js';
import type { PluginState } from './plan.js';
import type { Problem } from './problem.js';

/** One plugin as a line of `host.list()`. */
export interface PluginInfo {
  readonly key: string;
  readonly app?: string;
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly category?: string;
  readonly extension: string;
  readonly dialect: string;
  /** What the owner wrote. */
  readonly source: string;
  readonly state: PluginState;
  readonly enabled: boolean;
  readonly required: boolean;
  /** Milliseconds from wiring to running. */
  readonly ms?: number;
  readonly provides: readonly string[];
  /** Keys of the plugins whose values it holds. */
  readonly holds: readonly string[];
  /** Why it waits or failed. */
  readonly reason?: string;
}

/** What start, stop or a change came to. `String(report)` prints the table. */
export interface Report {
  /** True when no problem is an error. */
  readonly ok: boolean;
  readonly ms: number;
  readonly plugins: readonly PluginInfo[];
  readonly problems: readonly Problem[];
  /** What proves the change that was asked for; absent for a start and a stop. */
  readonly receipt?: Receipt;
  toString(): string;
}
