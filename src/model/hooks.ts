/** Open this to see what a hook is: code that runs before or after a step in the life of plugins. */
import type { LifecycleMethod } from './manifest.js';
import type { Undo } from './ports.js';

/** A step that hooks stand around. */
export type HookedStep = Exclude<LifecycleMethod, 'run'>;

/** What a hook is told. */
export interface StepEvent {
  readonly when: 'before' | 'after';
  readonly step: HookedStep;
  /** Key of the plugin whose step it is. */
  readonly plugin: string;
  readonly version: string;
  readonly generation: number;
  /** After a step: milliseconds that it took, with the hooks of the plugin itself. */
  readonly ms?: number;
  /** After a step that failed: what was thrown. */
  readonly error?: unknown;
}

/** Synchronous, or with a promise that is waited for. */
export type StepHook = (event: StepEvent) => unknown;

/** Around whose steps a hook runs. */
export interface HookOptions {
  /** Key of the one plugin around whose steps it runs. Default: around those of all plugins but the one that registers it. */
  readonly plugin?: string;
}

/**
 * Hooks around the steps in the life of plugins: `start` and `stop` of every plugin, `beforeStart`, `afterStart`, `health`, `onConfig` and `beforeStop` of those
 * that have a method of that name, or `*` for each of them. Those before a step run in the order in which they were registered, those after it in
 * reverse; of others, those that are there when it has ended. A hook of a plugin around its own steps belongs to the step: what it throws fails it (a stop goes on). One around those of others may
 * look on and wait, three seconds at most (`timeouts.warn`); what it throws is reported as `hook.failed` and changes nothing.
 *
 * ```ts
 * import { createHost, definePlugin } from 'mortise';
 *
 * const host = createHost({ extensions: [definePlugin({ id: 'shop', version: '1.0.0' })], log: { level: 'silent' } });
 * host.hooks.before('start', ({ plugin }) => console.log(plugin, 'will start'));
 * host.hooks.after('stop', ({ plugin }) => console.log(plugin, 'has stopped'));
 * await host.start(); // shop will start
 * await host.stop(); // shop has stopped
 * ```
 */
export interface HooksView {
  /** Runs before a step. Call what it returns to take it back; what a plugin registers goes with it. Throws `hook.bad-call`. */
  before(step: HookedStep | '*', hook: StepHook, options?: HookOptions): Undo;
  /** Runs after a step, also when it has failed. */
  after(step: HookedStep | '*', hook: StepHook, options?: HookOptions): Undo;
}
