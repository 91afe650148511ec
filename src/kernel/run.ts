/** Open this to see how a plugin goes on in the background for as long as it runs: `run(signal)` of its components. */
import { isThenable } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import type { Built } from '../wiring/siblings.js';
import type { Kernel } from './kernel.js';
import { placed } from './places.js';
import type { Life } from './life.js';
import type { PluginRecord } from './record.js';

/**
 * Called in the turn in which the plugin begins to serve, so that two generations never run at once. What it begins is on the ledger: first
 * of all that is taken back, the signal is aborted and the end is waited for, as long as the plugin has time to stop.
 */
export function runInBackground(record: PluginRecord, life: Life, kernel: Kernel): void {
  for (const built of life.built) {
    const { part, instance } = built;
    if (typeof Reflect.get(instance, 'run') !== 'function' || part.facts.some(({ member }) => member === 'run')) continue;
    const abort = new AbortController();
    let ended: Promise<void> | undefined;
    // Whoever makes it visible is in the middle of its turn, and what it does is not the author's to see.
    void Promise.resolve().then(() => {
      if (!abort.signal.aborted) ended = going(built, abort.signal, record, kernel);
    });
    life.ledger.push(`${part.name}.run`, () => {
      abort.abort();
      return ended;
    });
  }
}

async function going({ part, instance }: Built, signal: AbortSignal, record: PluginRecord, kernel: Kernel): Promise<void> {
  try {
    const result = kernel.phases.outside(() => (Reflect.get(instance, 'run') as (signal: AbortSignal) => unknown).call(instance, signal));
    if (isThenable(result)) await result;
  } catch (cause) {
    // Whoever is told to end may throw what tells so.
    if (signal.aborted && (cause === signal.reason || (cause as { readonly name?: unknown } | null)?.name === 'AbortError')) return;
    const at = { plugin: record.key, phase: 'run', place: `${part.name}.run`, cause } as const;
    const found = kernel.secrets.hide(problem('lifecycle.run-failed', { component: part.name, why: whyOf(cause) }, at));
    record.lastError = placed(found, kernel.records);
    kernel.report(found);
  }
}
