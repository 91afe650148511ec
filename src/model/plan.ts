/** Open this to see what is decided before anything is done: what is wanted, what runs, and the plan between them. All of it is JSON. */
import type { Manifest } from './manifest.js';
import type { Problem } from './problem.js';

/** Where a plugin stands. */
export type PluginState = 'described' | 'waiting' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/** A plugin that somebody wants to have. */
export interface WantedPlugin {
  /** Its id, or `<app>:<id>`. */
  readonly key: string;
  /** Absent for the host's own. */
  readonly app?: string;
  readonly manifest: Manifest;
  readonly enabled: boolean;
  readonly required: boolean;
  /** Counts the times this key was loaded; a new one is a new plugin. */
  readonly generation: number;
  /** Problems of this plugin found while describing it; an error among them keeps it from starting. */
  readonly problems: readonly Problem[];
  /** It is made anew only since it holds a plugin that is replaced. */
  readonly follows?: true;
  /** It takes other values of its configuration while it runs. */
  readonly reconfigured?: true;
}

/** What a plan is made for: who should run, where, and with what. */
export interface Wanted {
  readonly plugins: readonly WantedPlugin[];
  /** Apps that should be up; the plugins of others are stopped. */
  readonly apps: readonly string[];
  /** False: everything stops. */
  readonly up: boolean;
  readonly host: { readonly name: string; readonly version: string; readonly node: string };
  /** What could not be read or attached, of what is to take the place of something that is there: then nothing is done. */
  readonly missing?: readonly Problem[];
  /**
   * Every kind there is. Plugins with facts of one that an extension registered start after, and need, the plugins of that extension;
   * a kind of the owner has no extension.
   */
  readonly kinds: readonly { readonly key: string; readonly extension?: string; readonly app?: string }[];
}

/** A plugin as it stands now. */
export interface SnapshotPlugin {
  readonly key: string;
  readonly app?: string;
  readonly generation: number;
  readonly state: PluginState;
  readonly version: string;
  /** Keys of the plugins it holds: it stops before they do. */
  readonly holds: readonly string[];
  /** Namespaces that it uses where they are there, and that were not when it was made. */
  readonly lacks?: readonly string[];
  /** Namespaces it published by code, beyond its manifest; of one that has stopped, when it did. */
  readonly published: readonly string[];
  /** Namespaces that its code took back a moment ago: who runs with them is given time, and nobody starts with them. */
  readonly expected?: readonly string[];
  /** Namespaces that its manifest declares and that its code has not published yet, although it runs. */
  readonly withheld?: readonly string[];
  /** Position in the order in which plugins started; they stop the other way round. */
  readonly startedAs?: number;
  /** The sentence that says why it waits or failed. */
  readonly reason?: string;
  /** Why the last generation that was to take its place could not. */
  readonly outlived?: Problem;
  /** Of one that has failed: what went wrong. */
  readonly failure?: Problem;
  /** How another generation may take its place; absent for `overlap`. */
  readonly reload?: 'restart';
}

/** What runs, numbered: every applied plan makes the next revision. */
export interface Snapshot {
  readonly revision: number;
  readonly plugins: readonly SnapshotPlugin[];
}

/** Why a step is there. */
export interface Reason {
  readonly code:
    | 'wanted'
    | 'needed-first'
    | 'not-wanted'
    | 'disabled'
    | 'requirement-gone'
    | 'refused'
    | 'replaced'
    | 'configured'
    | 'host-stops'
    | 'app-stops';
  /** The sentence: "needs 'cache' ^2 (1.4.0)". */
  readonly text: string;
  /** The other plugin it is about. */
  readonly plugin?: string;
}

/**
 * `wait` and `fail` only record why a plugin does not start. `swap`: what was made ready beside the generation that serves takes its place.
 * `drain`: that generation ends what it had begun. `configure`: what runs takes other values of its configuration.
 */
export type StepAction =
  | 'wire'
  | 'start'
  | 'afterStart'
  | 'health'
  | 'configure'
  | 'swap'
  | 'drain'
  | 'beforeStop'
  | 'stop'
  | 'unload'
  | 'wait'
  | 'fail';

/** One step of a plan, with why it is taken. */
export interface Step {
  readonly action: StepAction;
  readonly plugin: string;
  readonly generation: number;
  readonly because: readonly Reason[];
  /** Keys that must be running, or the step is not taken and the plugin waits. */
  readonly needs: readonly string[];
  /** Steps of equal action and level are independent of each other. */
  readonly level: number;
  /** It is made ready beside what serves, seen by nobody, until it is swapped in; if it fails, nothing has happened. */
  readonly staged?: true;
}

/** An ordered list of steps with a reason each, and the problems found on the way. Frozen; `String(plan)` prints it. */
export interface Plan {
  /** The revision of the snapshot that it starts from. */
  readonly revision: number;
  readonly change: Change;
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  /** How the generations that are replaced give way; absent when none is. */
  readonly replaces?: 'overlap' | 'restart';
  /** Keys of what can't take the place of what is there, so that nothing is done at all; the first problem is why. */
  readonly refused?: readonly string[];
  toString(): string;
}

/** What somebody asks of a running host; every list holds keys, except `load`. */
export interface Change {
  readonly start?: true;
  readonly stop?: true;
  /** Names of what was read. */
  readonly load?: readonly string[];
  readonly unload?: readonly string[];
  readonly reload?: readonly string[];
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
  /** Keys of plugins with other values of their configuration. */
  readonly configure?: readonly string[];
  /** The configuration file, the settings folder and the environment are read anew. */
  readonly reconfigure?: true;
  /** The revision that is taken back. */
  readonly undo?: number;
  readonly startApp?: readonly string[];
  readonly stopApp?: readonly string[];
  /** The world changed by itself: a plugin failed, or a namespace came or went. */
  readonly settle?: true;
}
