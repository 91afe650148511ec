/** Open this to see what the kernel keeps of one plugin, and which states may follow each other. */
import type { Previous } from '../facts/keys.js';
import type { Kind } from '../model/kind.js';
import type { Manifest, PluginParts } from '../model/manifest.js';
import type { PluginState } from '../model/plan.js';
import type { PluginInfo } from '../model/report.js';
import type { Waiting } from '../model/thenable.js';
import type { Problem } from '../model/problem.js';
import type { Home } from '../extension/locate.js';
import type { Loaded } from '../extension/read.js';
import type { NormalSpec } from '../extension/spec.js';
import type { Scope } from '../wiring/scope.js';
import type { Life } from './life.js';

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

/** How an extension came, so that it can come again. It holds on to none of its code. */
export interface Origin {
  readonly app: string | undefined;
  readonly home: Home;
  readonly spec: NormalSpec;
  /** What was given in code; nobody keeps it alive for this. */
  readonly value?: WeakRef<object>;
  /** What was read for it. */
  readonly loaded?: Loaded;
}

/** Extensions whose plugins came together go together. */
export interface LoadedExtension {
  readonly name: string;
  readonly app: string | undefined;
  readonly origin: Origin;
  /** What it gives a meaning to, as long as it is loaded. */
  readonly kinds: readonly Kind[];
  /** Takes back what its attach did. */
  readonly dispose: () => Waiting;
}

export interface PluginRecord {
  readonly key: string;
  readonly app: string | undefined;
  readonly manifest: Manifest;
  readonly parts: PluginParts;
  /** Where it publishes and looks up. */
  scope: Scope;
  readonly extension: LoadedExtension;
  readonly generation: number;
  /** Validated values of its configuration. */
  config: Readonly<Record<string, unknown>>;
  /** What was wrong with it, its configuration apart. */
  readonly described: readonly Problem[];
  problems: readonly Problem[];
  readonly required: boolean;
  /** It was made anew only since it holds a plugin that is replaced. */
  readonly follows: boolean;
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
  /** What its `run` failed with last. */
  lastError: Problem | undefined;
  /** Why the last generation that was to take its place could not. */
  outlived: Problem | undefined;
  /** Names that its code had published when it stopped. */
  published: readonly string[];
  startedAs: number | undefined;
  /** The generation whose place it takes, in a change that is under way or done. */
  previous: Previous | undefined;
  /** Milliseconds from wiring to running. */
  ms: number | undefined;
  life: Life | undefined;
  /** As it was told of last. */
  info: PluginInfo | undefined;
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

/** How a record was before it was made ready, so that it can be so again. */
export interface MoveBack {
  readonly scope: Scope;
  restore(): void;
}

export function before(record: PluginRecord): MoveBack {
  const { scope, state, reason, failure, startedAs, previous, ms } = record;
  return { scope, restore: () => void Object.assign(record, { scope, state, reason, failure, startedAs, previous, ms }) };
}

/** The same plugin once more, of another generation: to be wired anew, with what is different. */
export function anew(record: PluginRecord, generation: number, different: Partial<PluginRecord> = {}): PluginRecord {
  return {
    ...record,
    generation,
    state: 'described',
    reason: undefined,
    failure: undefined,
    outlived: undefined,
    startedAs: undefined,
    previous: undefined,
    follows: false,
    ms: undefined,
    life: undefined,
    info: undefined,
    ...different,
  };
}

/** Whose place one takes, as it is told: of what is alive, or stopped to make room. */
export function previousOf(now: PluginRecord | undefined, next: PluginRecord): Previous | undefined {
  if (now === undefined || now === next || (now.life === undefined && now.state !== 'stopped')) return undefined;
  return { version: now.manifest.version, generation: now.generation };
}
