/** Open this to see what the kernel keeps of one plugin, and which states may follow each other. */
import type { Previous } from '../facts/keys.js';
import type { HookedStep, StepEvent, StepHook } from '../model/hooks.js';
import type { Kind } from '../model/kind.js';
import type { Manifest, PluginParts, Provision } from '../model/manifest.js';
import type { PluginState } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import type { Home } from '../extension/locate.js';
import type { NormalSpec } from '../extension/spec.js';
import type { LoadedCode } from '../model/ports.js';
import type { Gate, StandIn } from '../events/bus.js';
import type { Built } from '../wiring/construct.js';
import type { Entry } from '../wiring/names.js';
import type { PluginContainer } from '../wiring/plugin-container.js';
import type { Scope } from '../wiring/scope.js';
import type { Cancellation } from './cancellation.js';
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

/** A name that a plugin has made visible. */
export interface Shown {
  readonly entry: Entry;
  readonly how: Provision['scope'];
  /** Takes it back from where it is published now. */
  unpublish: () => void;
}

/** A fact with the meaning that its kind gives it. */
export interface Bound {
  /** Throws `wire.bind-failed`. */
  bind(): void;
  undo(): void;
}

/** One hook, and whose it is. */
export interface Hook {
  readonly owner: string;
  readonly when: StepEvent['when'];
  readonly step: HookedStep | '*';
  readonly plugin: string | undefined;
  readonly run: StepHook;
}

/** What is alive of a plugin while it is wired: it all goes when the plugin stops. */
export interface Life {
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly abort: Cancellation;
  readonly holds: Set<string>;
  /** What code published beyond the manifest, with what takes it back. */
  readonly published: Map<string, () => void>;
  /** What code took back a moment ago and may publish again, with what ends the wait. */
  readonly expected: Map<string, () => void>;
  /** What becomes visible at the moment the plugin has started. */
  readonly whenReady: Set<() => void>;
  /** What is visible of it. */
  readonly shown: Set<Shown>;
  /** Facts whose kinds reach beyond the plugin: they change over with what is visible. */
  readonly bound: Set<Bound>;
  /** Whether it has started, so that what it publishes is visible at once: to everybody, or to those that are made ready beside it. */
  isReady: boolean;
  /** Who keeps its events until it runs, where its predecessor has stopped. */
  standIn: StandIn | undefined;
  /** It is made ready beside a generation that serves. */
  isStaged: boolean;
  /** Another generation has taken its place, and it only ends what it had begun. */
  isRetired: boolean;
  /** Its own hooks around its own steps. */
  readonly hooks: Set<Hook>;
  /** That of its own; nothing is in it until it is used. */
  container: PluginContainer | undefined;
  built: readonly Built[];
  /** Names that it listens to and nobody publishes now. */
  readonly awaited: Set<string>;
  /** The values of its configuration, as its components have them. */
  config: unknown;
  /** Gives other values to whoever asks from now on. */
  takeConfig: (config: unknown) => void;
  /** Milliseconds of its time to stop that `beforeStop` took. */
  told: number;
}

/** How an extension came, so that it can come again. It holds on to none of its code. */
export interface Origin {
  readonly app: string | undefined;
  readonly home: Home;
  readonly spec: NormalSpec;
  /** What was given in code; nobody keeps it alive for this. */
  readonly value?: WeakRef<object>;
  /** What was read for it. */
  readonly loaded?: Omit<LoadedCode, 'namespace'>;
}

/** Extensions whose plugins came together go together. */
export interface LoadedExtension {
  readonly name: string;
  readonly app: string | undefined;
  readonly origin: Origin;
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
  startedAs: number | undefined;
  /** The generation whose place it takes, in a change that is under way or done. */
  previous: Previous | undefined;
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
    ...different,
  };
}
