/** Open this to see what happens to plugins that never come to rest, because starting one changes what another one needs. */
import type { Plan } from '../model/plan.js';
import { failure } from '../problem/problem.js';
import { fail } from './fail.js';
import type { Kernel } from './kernel.js';
import { move } from './record.js';
import { holdersAmong, stopHolders } from './unload.js';

/** So often may what a change sets off change something again. */
export const MOST_ROUNDS = 32;

/** The plugins of a plan that still start after so many rounds have failed: they would start and stop for ever. */
export async function giveUpOn(plan: Plan, rounds: number, kernel: Kernel): Promise<void> {
  const restless = [...new Set(plan.steps.filter((step) => step.action === 'wire').map((step) => step.plugin))];
  const heldBy = holdersAmong(kernel);
  for (const key of restless) {
    const record = kernel.records.get(key);
    if (record === undefined || record.state === 'failed') continue;
    const error = failure('lifecycle.restless', { rounds, plugins: restless }, { plugin: key, phase: 'start' });
    if (record.state === 'running') await stopHolders(record, heldBy, kernel);
    // Only what was wired has something to take back.
    if (record.life === undefined) move(record, 'starting');
    await fail(record, error, 'start', kernel);
  }
}
