/** Open this to see a plugin go: told first, then everything it made is taken back in reverse, each within its time, after errors too. */
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { announce, type Kernel } from './kernel.js';
import type { Ledger, LedgerEntry } from './ledger.js';
import { callPhase } from './phase.js';
import { move, type PluginRecord } from './record.js';

/** Step `beforeStop`: the plugin is told while everything it uses still runs. Its errors change nothing. */
export async function beforeStop(record: PluginRecord, kernel: Kernel): Promise<void> {
  if (record.state !== 'running') return;
  const limits = { warn: kernel.timeouts.stop, fail: kernel.timeouts.stop };
  for (const { part, instance } of [...(record.life?.built ?? [])].reverse()) {
    try {
      const of = { plugin: record.key, component: part.name, method: 'beforeStop', phase: 'beforeStop' } as const;
      await callPhase(instance, [], of, { clock: kernel.clock, report: kernel.report, limits });
    } catch (thrown) {
      if (thrown instanceof MortiseError) kernel.report({ ...thrown.problem, severity: 'warning' });
    }
  }
}

/** Step `stop`: the plugin gets no more events, is no longer found, and everything it made is taken back. */
export async function stop(record: PluginRecord, kernel: Kernel, force: boolean): Promise<void> {
  const began = kernel.clock.now();
  move(record, 'stopping');
  announce(kernel, 'plugin.stopping', { plugin: record.key, version: record.manifest.version });
  await dispose(record, kernel, force);
  move(record, 'stopped');
  announce(kernel, 'plugin.stopped', { plugin: record.key, version: record.manifest.version, ms: kernel.clock.now() - began });
}

/** Takes everything back that is on the plugin's ledger, and lets go of its instances. */
export async function dispose(record: PluginRecord, kernel: Kernel, force: boolean): Promise<void> {
  const { life } = record;
  if (life === undefined) return;
  life.abort.abort();
  await disposeLedger(life.ledger, record.key, kernel, force);
  life.gate.close();
  record.life = undefined;
  record.startedAs = undefined;
}

/** Takes a ledger back: all of it together has the time of one stop, and of what is left when everything stops. */
export function disposeLedger(
  ledger: Ledger,
  plugin: string,
  kernel: Pick<Kernel, 'clock' | 'report' | 'timeouts' | 'stopBy'>,
  force: boolean,
): Promise<void> {
  const { clock, report, timeouts } = kernel;
  const began = clock.now();
  const until = Math.min(began + timeouts.stop, kernel.stopBy ?? Infinity);
  const at = { plugin, phase: 'stop' } as const;
  const failed = (entry: LedgerEntry, thrown: unknown): void => {
    const cause = thrown instanceof MortiseError ? (thrown.cause ?? thrown) : thrown;
    report(problem('lifecycle.undo-failed', { effect: entry.what, why: whyOf(cause) }, { ...at, cause }));
  };
  const wait = (entry: LedgerEntry, promise: PromiseLike<unknown>): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.setTimeout(() => {
        report(problem('lifecycle.undo-timeout', { effect: entry.what, ms: clock.now() - began }, at));
        resolve();
      }, Math.max(0, until - clock.now()));
      promise.then(cancel, (thrown: unknown) => {
        cancel();
        failed(entry, thrown);
      }).then(resolve, resolve); // prettier-ignore
    });
  return ledger.dispose({ force: force || until <= began, failed, wait });
}
