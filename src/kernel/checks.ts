/** Open this to see which checks of health a host has, and what is refused as one. */
import type { CheckResult, HealthCheckOptions } from '../model/health.js';
import type { Undo } from '../model/ports.js';
import { failure } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';

/** One check, and whose it is. */
export interface Check extends Required<HealthCheckOptions> {
  readonly plugin: string;
  readonly name: string;
  run(signal: AbortSignal): unknown;
  /** Whoever asks while it is asked hears the same. */
  underWay: Promise<CheckResult> | undefined;
}

const LONGEST = 2 ** 31 - 1;
export const DEFAULTS = { affects: 'ready', timeout: 5_000 } as const;

/** The checks of one host. */
export class Checks {
  readonly #all = new Set<Check>();

  /** Throws `health.bad-check`. */
  add(plugin: string, name: string, run: (signal: AbortSignal) => unknown, options: HealthCheckOptions = {}): Undo {
    const { affects, timeout } = { ...DEFAULTS, ...options };
    const why = whyNot(name, run, affects, timeout);
    if (why !== undefined)
      throw failure('health.bad-check', { name: typeof name === 'string' ? name : kindOf(name), why }, plugin === 'host' ? {} : { plugin });
    const check: Check = { plugin, name, affects, timeout, run, underWay: undefined };
    this.#all.add(check);
    return () => void this.#all.delete(check);
  }

  /** In the order in which they were declared. */
  list(): readonly Check[] {
    return [...this.#all];
  }
}

function whyNot(name: unknown, run: unknown, affects: unknown, timeout: unknown): string | undefined {
  if (typeof name !== 'string' || name === '' || name.length > 200) return 'its name is no text of 1 to 200 characters';
  if (typeof run !== 'function') return `it is ${kindOf(run)} instead of a function`;
  if (!['live', 'ready', 'degraded'].includes(affects as string)) return `affects is ${kindOf(affects)} instead of live, ready or degraded`;
  const isTime = typeof timeout === 'number' && timeout > 0 && timeout <= LONGEST;
  return isTime ? undefined : `timeout is ${kindOf(timeout)} instead of milliseconds above 0`;
}
