/** Open this to see what is alive of a plugin while it is wired: it all goes when the plugin stops. */
import type { HookedStep, StepEvent, StepHook } from '../model/hooks.js';
import { Gate, type StandIn } from '../events/bus.js';
import { NONE } from '../model/list.js';
import type { Built } from '../wiring/siblings.js';
import type { Entry } from '../wiring/entry.js';
import type { PluginContainer } from '../wiring/plugin-container.js';
import type { Scope } from '../wiring/scope.js';
import { Cancellation } from './cancellation.js';
import { Ledger, type LedgerEntry } from './ledger.js';

/** A name that a plugin has made visible, on its ledger. */
export class Shown implements LedgerEntry {
  #scope: Scope | undefined;

  constructor(
    readonly entry: Entry,
    readonly life: Life,
  ) {}

  get what(): string {
    return `the namespace ${this.entry.namespace}`;
  }

  /** From now on it is seen there, and nowhere else. */
  showIn(scope: Scope): void {
    this.hide();
    this.#scope = scope;
    scope.publish(this.entry);
  }

  /** Nobody sees it, until it is shown again. */
  hide(): void {
    this.#scope?.unpublish(this.entry);
    this.#scope = undefined;
  }

  /** It is hidden for good. */
  undo(): void {
    this.life.shown?.delete(this);
    this.hide();
  }
}

/** A fact with the meaning that its kind gives it. */
export interface Bound {
  /** Throws `wire.bind-failed`. */
  bind(): void;
  /** What it gives is awaited where a plugin stops. May throw what an author throws. */
  unbind(): unknown;
}

/** One hook, and whose it is. */
export interface Hook {
  readonly owner: string;
  readonly when: StepEvent['when'];
  readonly step: HookedStep | '*';
  readonly plugin: string | undefined;
  readonly run: StepHook;
}

/** What is seen of a plugin from the moment on in which it has started. */
export interface Upcoming {
  readonly show: () => void;
  /** Throws why it can't be. */
  readonly check?: () => void;
}

const NOBODY: ReadonlySet<string> = new Set();

/** One life of a plugin. Most plugins need few of the collections, and each is made when something comes into it. */
export class Life {
  readonly ledger = new Ledger();
  readonly gate: Gate;
  readonly abort = new Cancellation();
  #holds: Set<string> | undefined = undefined;
  /** Names of what it uses where that is there, and that was not when it was made. */
  lacks: Set<string> | undefined = undefined;
  /** What code published beyond the manifest, with what takes it back. */
  published: Map<string, () => void> | undefined = undefined;
  /** What code took back a moment ago and may publish again, with what ends the wait. */
  expected: Map<string, () => void> | undefined = undefined;
  /** What becomes visible at the moment the plugin has started. */
  whenReady: Set<Upcoming> | undefined = undefined;
  /** What is visible of it. */
  shown: Set<Shown> | undefined = undefined;
  /** Facts whose kinds reach beyond the plugin: they change over with what is visible. */
  bound: Set<Bound> | undefined = undefined;
  /** Its own hooks around its own steps. */
  hooks: Set<Hook> | undefined = undefined;
  /** Names that it listens to and nobody publishes now. */
  awaited: Set<string> | undefined = undefined;
  /** Whether it has started, so that what it publishes is visible at once: to everybody, or to those that are made ready beside it. */
  isReady = false;
  /** Another generation has taken its place, and it only ends what it had begun. */
  isRetired = false;
  /** That of its own; nothing is in it until it is used. */
  container: PluginContainer | undefined = undefined;
  built: readonly Built[] = NONE;
  /** The values of its configuration, as its components have them from now on. */
  config: unknown = undefined;
  /** Milliseconds of its time to stop that `beforeStop` took. */
  told = 0;

  constructor(
    /** When it began. */
    readonly wiredAt: number,
    /** It is made ready beside a generation that serves. */
    public isStaged: boolean,
    /** Who keeps its events until it runs, where its predecessor has stopped. */
    public standIn: StandIn | undefined,
  ) {
    // What is made ready beside another generation gets nothing: that one does, or who stands in for it, until it gives way.
    this.gate = new Gate(!isStaged && standIn === undefined);
  }

  /** Keys of plugins of which it has values. */
  get holds(): ReadonlySet<string> {
    return this.#holds ?? NOBODY;
  }

  hold(key: string): void {
    (this.#holds ??= new Set()).add(key);
  }

  /** Throws what keeps something from being seen that waits for the plugin to be ready. */
  checkVisible(): void {
    for (const { check } of this.whenReady ?? []) check?.();
  }

  /** All that waited for the plugin to be ready is shown, and forgotten. */
  becomesVisible(): void {
    const waiting = this.whenReady;
    this.whenReady = undefined;
    for (const { show } of waiting ?? []) show();
  }
}
