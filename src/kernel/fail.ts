/** Open this to see what becomes of a start that went wrong: it is taken back whole, and the reason is kept. */
import type { Phase, Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { announce, type Kernel } from './kernel.js';
import { placed } from './places.js';
import { move, type PluginRecord } from './record.js';
import { dispose } from './unload.js';

/** What was thrown in a phase of a plugin, as its problem. */
export function problemOf(record: PluginRecord, thrown: unknown, phase: Phase, { secrets }: Pick<Kernel, 'secrets'>): Problem {
  if (thrown instanceof MortiseError)
    return secrets.hide({
      ...thrown.problem,
      plugin: record.key,
      extension: record.manifest.extension,
      phase: thrown.problem.phase ?? phase,
    });
  const details = { component: record.key, method: phase, why: whyOf(thrown) };
  return secrets.hide(problem('lifecycle.failed', details, { plugin: record.key, phase, cause: thrown }));
}

/** A start that went wrong: what the plugin had started is stopped again, in reverse, and the reason is kept. */
export async function fail(record: PluginRecord, thrown: unknown, phase: Phase, kernel: Kernel): Promise<void> {
  const found = problemOf(record, thrown, phase, kernel);
  kernel.report(found);
  move(record, 'failed', found.message);
  record.failure = placed(found, kernel.records);
  await dispose(record, kernel, true);
  kernel.changes += 1;
  announce(kernel, 'plugin.failed', { plugin: record.key, version: record.manifest.version, reason: found.message });
}

/** Whether a start only came too early: what it needs is not there. */
export function isForNow(thrown: unknown): thrown is MortiseError {
  return thrown instanceof MortiseError && (thrown.code === 'wire.absent' || thrown.code === 'plan.waits');
}

/** A plugin whose provider runs but has not published yet is no failure: it waits, and starts when the name comes. */
export async function putOff(record: PluginRecord, { problem: found }: MortiseError, kernel: Kernel): Promise<void> {
  kernel.report({ ...found, plugin: record.key, extension: record.manifest.extension });
  move(record, 'waiting', found.message);
  await dispose(record, kernel, true);
  kernel.changes += 1;
  announce(kernel, 'plugin.waiting', { plugin: record.key, version: record.manifest.version, reason: found.message });
}
