/** Open this to see what the kernel keeps of one plugin, and which states may follow each other. */
import type { Kind } from '../model/kind.js';
import type { Manifest, PluginParts } from '../model/manifest.js';
import type { PluginState } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import type { Gate } from '../events/gate.js';
import type { Built } from '../wiring/construct.js';
import type { Scope } from '../wiring/scope.js';
import type { Ledger } from './ledger.js';

const NEXT: Readonly<Record<PluginState, readonly PluginState[]>> = {
  described: ['waiting', 'starting', 'failed', 'stopped'],
  waiting: ['waiting', 'starting', 'failed', 'stopped'],
  // Back to waiting: what it uses was declared, and is not published yet.
  starting: ['running', 'failed', 'stopping', 'waiting'],
  running: ['stopping', 'failed'],
  stopping: ['stopped', 'failed'],
  stopped: ['starting', 'waiting', 'failed'],
  failed: ['starting', 'waiting', 'stopped', 'failed'],
};

/** What is alive of a plugin while it is wired: it all goes when the plugin stops. */
export interface Life {
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly abort: AbortController;
  readonly holds: Set<string>;
  /** What code published beyond the manifest, with what takes it back. */
  readonly published: Map<string, () => void>;
  /** What becomes visible at the moment the plugin runs. */
  readonly whenRunning: Set<() => void>;
  built: readonly Built[];
  /** Names that it listens to and nobody publishes now. */
  readonly awaited: Set<string>;
  /** Milliseconds of its time to stop that `beforeStop` took. */
  told: number;
}

/** Extensions whose plugins came together go together. */
export interface LoadedExtension {
  readonly name: string;
  readonly app: string | undefined;
  /** What it gives a meaning to, as long as it is loaded. */
  readonly kinds: readonly Kind[];
  /** Takes back what its attach did. */
  readonly dispose: () => Promise<void>;
}

export interface PluginRecord {
  readonly key: string;
  readonly app: string | undefined;
  readonly manifest: Manifest;
  readonly parts: PluginParts;
  readonly scope: Scope;
  readonly extension: LoadedExtension;
  readonly generation: number;
  /** Validated values of its configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  readonly required: boolean;
  /** Where it is listed. */
  readonly listedAt: (() => string | undefined) | undefined;
  enabled: boolean;
  /** Where it was disabled by a call, since which nobody enabled it. */
  disabledAt: (() => string | undefined) | undefined;
  state: PluginState;
  /** Why it waits or failed. */
  reason: string | undefined;
  /** What went wrong when it was started, in a plugin that has failed. */
  failure: Problem | undefined;
  startedAs: number | undefined;
  /** Milliseconds from wiring to running. */
  ms: number | undefined;
  life: Life | undefined;
}

/** Moves a plugin to another state. A transition that is not in the table is a mistake in mortise. */
export function move(record: PluginRecord, state: PluginState, reason?: string): void {
  if (!NEXT[record.state].includes(state)) {
    throw new Error(
      `mortise moved the plugin '${record.key}' from ${record.state} to ${state}, which is not a transition; please report it`,
    );
  }
  record.state = state;
  record.failure = undefined;
  record.reason = reason;
}
