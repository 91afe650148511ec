/** Open this to see how long is waited for handlers that have begun when their generation gives way. */
import { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { inTime } from './bounded.js';
import type { Kernel } from './kernel.js';
import type { PluginRecord } from './record.js';

/**
 * How many deliveries generations have under way, and when these have ended. Rejects with `change.drain-timeout` when they take longer than a
 * stop may take, which is only told with `force`. A host that is given up waits for nobody.
 */
export function drain(
  records: readonly PluginRecord[],
  force: boolean,
  kernel: Kernel,
): { readonly count: number; readonly done: Promise<void> } {
  const { count, done } = kernel.bus.drain(records.flatMap(({ life }) => life?.gate ?? []));
  return { count, done: count === 0 ? Promise.resolve() : until(done, count, records, force, kernel) };
}

async function until(
  done: Promise<void>,
  deliveries: number,
  records: readonly PluginRecord[],
  force: boolean,
  kernel: Kernel,
): Promise<void> {
  const { waits, timeouts, abort, report } = kernel;
  const ms = timeouts.stop;
  const late = (): Error => {
    const busy = records.filter(({ life }) => life !== undefined && life.gate.pending > 0);
    const plugins = busy.map(({ key }) => key);
    return failure('change.drain-timeout', { plugins, deliveries, ms, force }, { plugin: plugins[0]!, phase: 'drain' });
  };
  try {
    await inTime(done, { slow: () => undefined, late }, { waits, limits: { warn: ms, fail: ms } });
  } catch (thrown) {
    if (abort.signal.aborted) return;
    if (!force || !(thrown instanceof MortiseError)) throw thrown;
    report({ ...thrown.problem, severity: 'warning' });
  }
}
