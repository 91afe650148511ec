/** Open this to see how plugins are asked whether they are well, and how their answers become live, ready and degraded. */
import type { Undo } from './ports.js';

/** What a plugin that fails a check is not any more: `live` (it has to be started again), `ready` (nobody should call it now), or only well: `degraded`. */
export type Affects = 'live' | 'ready' | 'degraded';

/** What it means when a health check fails, and how long it may take. */
export interface HealthCheckOptions {
  /** Default `ready`. */
  readonly affects?: Affects;
  /** Milliseconds; a check that takes longer has failed. Default 5,000. */
  readonly timeout?: number;
}

/** What one check came to. */
export interface CheckResult {
  /** Key of the plugin, or `host`. */
  readonly plugin: string;
  readonly name: string;
  readonly affects: Affects;
  readonly ok: boolean;
  readonly ms: number;
  /** Why it is not well. */
  readonly reason?: string;
}

/** All checks in one: `ready` needs `live`, and `degraded` says that any of them failed. */
export interface Health {
  readonly live: boolean;
  readonly ready: boolean;
  readonly degraded: boolean;
  readonly checks: readonly CheckResult[];
}

/** Which health checks are asked, and what their failures count. */
export interface AskOptions {
  /** Key of the plugin that is asked. Default: all of them. */
  readonly plugin?: string;
  /** Asks only checks that affect at least this, so that nobody waits for the others: of `ready` those that affect `live` as well. Default: all. */
  readonly least?: Affects;
  /** By key of a plugin: what its failures affect at most, or that they affect nothing. Default: what each check says. */
  readonly affects?: Readonly<Record<string, Affects | 'nothing'>>;
}

/**
 * Checks of whether plugins are well. Beside those that are declared, a plugin that should run and does not fails the check `running`, which affects
 * `ready` where it is required and `degraded` where it is not; asked for alone, it is not live.
 *
 * ```ts
 * import { createHost, definePlugin, PluginContext } from 'mortise';
 *
 * const cache = definePlugin({
 *   id: 'cache',
 *   version: '1.0.0',
 *   inject: [PluginContext],
 *   setup: (context) => void context.health.add('memory', () => false, { affects: 'degraded' }),
 * });
 * const host = createHost({ extensions: [cache], log: { level: 'silent' } });
 * await host.start();
 * const { live, ready, degraded } = await host.health.check();
 * console.log(live, ready, degraded); // true true true
 * await host.stop();
 * ```
 */
export interface HealthView {
  /**
   * Declares a check: it fails when it returns false, throws, rejects, or takes too long; then its signal is aborted. Call what it returns to take
   * it back; what a plugin declares goes with it. Throws `health.bad-check`.
   */
  add(name: string, check: (signal: AbortSignal) => unknown, options?: HealthCheckOptions): Undo;
  /** Asks all checks at the same time. Never rejects for a check that fails. */
  check(options?: AskOptions): Promise<Health>;
}
