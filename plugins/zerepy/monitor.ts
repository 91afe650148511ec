/** Open this to see how plugins are watched: what each was used for, and whether it is well. */
import type { ClockPort, Undo } from 'mortise';
import { bounded, GivenUp } from './deadline.js';
import { textOf } from './errors.js';
import { owned, type Owner } from './registry.js';

/** What one plugin was used for, since the host has started. */
export interface Usage {
  /** Calls of its connections and actions. */
  readonly calls: number;
  /** Calls that failed, and handlers of it that threw. */
  readonly errors: number;
  /** Milliseconds that its calls took together. */
  readonly time: number;
  /** Events that tell of it: those that name it, as `plugin.started` does, and those whose name begins with its id. */
  readonly events: number;
  readonly lastError?: string;
}

/** What a plugin that fails the check is not any more. */
export type Affects = 'live' | 'ready' | 'degraded';

export interface CheckOptions {
  /** `live`: it has to be started again. `ready`: nobody should call it now. `degraded`: it serves, but less well. Default `ready`. */
  readonly affects?: Affects;
  /** Milliseconds; a check that takes longer has failed. Default 5,000. */
  readonly timeout?: number;
}

export interface CheckResult {
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

interface Check extends Required<CheckOptions> {
  readonly plugin: string;
  readonly name: string;
  run(signal: AbortSignal): unknown;
}

type Counted = { -readonly [K in keyof Usage]: Usage[K] };

/**
 * Usage and health by plugin. From ZerePy's `PluginMonitor`.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { Plugin } from 'mortise/decorators';
 * import { createZerePy, HealthCheck } from 'mortise/zerepy';
 *
 * @Plugin({ id: 'cache', version: '1.0.0' })
 * class Cache {
 *   @HealthCheck('memory', { affects: 'degraded' }) hasRoom() {
 *     return false; // or throw, to say why
 *   }
 * }
 *
 * const zerepy = createZerePy();
 * const host = createHost({ extensions: [zerepy, Cache], log: { level: 'silent' } });
 * await host.start();
 * const { live, ready, degraded } = await zerepy.monitor.checkHealth();
 * console.log(live, ready, degraded); // true true true
 * await host.stop();
 * ```
 */
export class PluginMonitor {
  readonly #usage = new Map<string, Counted>();
  readonly #checks = new Set<Check>();
  /** Why plugins do not run that should. */
  readonly #failed = new Map<string, string>();
  readonly #clock: () => ClockPort;

  constructor(clock: () => ClockPort) {
    this.#clock = clock;
  }

  /** Runs something on behalf of a plugin and counts it: a call, its time, and an error when it fails. */
  async trackUsage<T>(plugin: string, work: () => T | PromiseLike<T>): Promise<T> {
    const clock = this.#clock();
    const began = clock.now();
    const counted = this.#of(plugin);
    counted.calls += 1;
    try {
      return await work();
    } catch (thrown) {
      this.error(plugin, thrown);
      throw thrown;
    } finally {
      counted.time += clock.now() - began;
    }
  }

  /** What a plugin was used for; zeros when it was not. */
  usage(plugin: string): Usage {
    return { calls: 0, errors: 0, time: 0, events: 0, ...this.#usage.get(plugin) };
  }

  /** By plugin. */
  all(): ReadonlyMap<string, Usage> {
    return new Map([...this.#usage.keys()].sort().map((plugin) => [plugin, this.usage(plugin)]));
  }

  /** Declares a check: it fails when it returns false, throws, rejects, or takes too long. With an owner it goes with that plugin. */
  addCheck(
    name: string,
    run: (signal: AbortSignal) => unknown,
    { affects = 'ready', timeout = 5_000, owner }: CheckOptions & { readonly owner?: Owner } = {},
  ): Undo {
    const check: Check = { plugin: owner?.id ?? 'host', name, affects, timeout, run };
    this.#checks.add(check);
    return owned(owner, () => void this.#checks.delete(check));
  }

  /** Runs the checks of one plugin, or of all, at the same time. Never rejects for a check that fails. */
  async checkHealth(plugin?: string): Promise<Health> {
    const checks = [...this.#checks].filter((check) => plugin === undefined || check.plugin === plugin);
    const clock = this.#clock();
    const failed = [...this.#failed].filter(([key]) => plugin === undefined || key === plugin);
    const results = [
      ...failed.map(([key, reason]): CheckResult => ({
        plugin: key,
        name: 'running',
        affects: plugin === undefined ? 'degraded' : 'live',
        ok: false,
        ms: 0,
        reason,
      })),
      ...(await Promise.all(checks.map((check) => result(check, clock)))),
    ];
    const isWell = (affects: Affects): boolean => results.every((each) => each.ok || each.affects !== affects);
    const live = isWell('live');
    return { live, ready: live && isWell('ready'), degraded: results.some(({ ok }) => !ok), checks: results };
  }

  /** A failure of a plugin that was no call. */
  error(plugin: string, thrown: unknown): void {
    const counted = this.#of(plugin);
    counted.errors += 1;
    counted.lastError = textOf(thrown);
  }

  /** Counts an event for whom it tells of. */
  event(name: string, payload: unknown): void {
    const told: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'plugin') : undefined;
    const dot = name.indexOf('.');
    const plugin = typeof told === 'string' ? told : dot > 0 ? name.slice(0, dot) : undefined;
    if (plugin === undefined || (typeof told !== 'string' && !this.#usage.has(plugin))) return;
    this.#of(plugin).events += 1;
    const reason: unknown = name === 'plugin.failed' ? Reflect.get(payload as object, 'reason') : undefined;
    if (reason !== undefined) this.#failed.set(plugin, textOf(reason));
    else if (name === 'plugin.starting' || name === 'plugin.stopped') this.#failed.delete(plugin);
    if (name === 'handler.failed') this.error(plugin, Reflect.get(payload as object, 'error'));
  }

  #of(plugin: string): Counted {
    const counted = this.#usage.get(plugin) ?? { calls: 0, errors: 0, time: 0, events: 0 };
    this.#usage.set(plugin, counted);
    return counted;
  }
}

async function result({ plugin, name, affects, timeout, run }: Check, clock: ClockPort): Promise<CheckResult> {
  const began = clock.now();
  const about = { plugin, name, affects };
  try {
    const answer = await bounded(run, { clock, ms: timeout });
    const ok = answer !== false;
    return { ...about, ok, ms: clock.now() - began, ...(ok ? {} : { reason: 'it said false' }) };
  } catch (thrown) {
    const reason = thrown instanceof GivenUp ? `it took longer than ${timeout} ms` : textOf(thrown);
    return { ...about, ok: false, ms: clock.now() - began, reason };
  }
}
