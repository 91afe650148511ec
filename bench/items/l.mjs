/** Open this to see how long an edit takes to go live: from the change being seen to the new generation serving, beside few and many other plugins. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, definePlugin } from '../built.mjs';
import { quantile, summary } from '../harness/statistics.mjs';
import { writePlugin } from '../peers/edited-plugin.mjs';

const FILES = 30;
const OTHERS = [1, 100, 1000];
const OWN = 'mortise: host.change';
/** Until the compiler that compiles the compiler has had its turn. */
const WARM_UP = 20;

async function run({ isQuick, say }) {
  const figures = [];
  for (const others of OTHERS) {
    say(`edits beside ${others} other plugins`);
    figures.push(...(await measure(others, isQuick ? 60 : 200)));
  }
  return figures;
}

async function measure(others, edits) {
  const home = mkdtempSync(join(tmpdir(), 'mortise-bench-'));
  const edit = writePlugin(join(home, 'billing'), FILES);
  const host = createHost({ home, live: true, log: { level: 'silent' }, extensions: [...othersOf(others), { file: './billing' }] });
  try {
    const started = await host.start();
    if (!started.ok || started.problems.length > 0) throw new Error(String(started));
    let served = 0;
    host.events.handle('plugin.replaced', () => void (served = performance.now()));
    const serving = [];
    const whole = [];
    const cpu = [];
    const steps = { plan: [], ready: [], swap: [], stop: [] };
    for (let number = 1; number <= WARM_UP + edits; number += 1) {
      // A leaf, something in the middle, and now and then the entry.
      edit(number, number % 3 === 0 ? undefined : (number * 7) % (FILES - 1));
      await new Promise((resolve) => setTimeout(resolve, 4));
      const before = process.cpuUsage();
      const seen = performance.now();
      const { receipt, problems } = await host.change({ reload: ['billing'], by: 'watch' });
      const end = performance.now();
      const { user, system } = process.cpuUsage(before);
      const latest = host.lookup('billing/edits').latest();
      if (receipt.outcome !== 'done' || latest !== number)
        throw new Error(`edit ${number} is not live: ${problems.map(String).join(', ')}`);
      if (number <= WARM_UP) continue;
      serving.push(served - seen);
      whole.push(end - seen);
      cpu.push((user + system) / 1000);
      for (const step of Object.keys(steps)) steps[step].push(receipt.ms[step]);
    }
    const figure = (metric, value) => ({ metric, unit: 'ms', size: others, case: OWN, by: 'mortise', lacks: [], value });
    return [
      figure('from the change being seen to serving', summary(serving)),
      // One number of all edits; it has no quartiles of its own.
      figure('the same, 95th percentile', { median: quantile(serving, 0.95) }),
      figure('until all was done', summary(whole)),
      figure('processor time, all threads', summary(cpu)),
      ...Object.entries(steps).map(([step, values]) => figure(`step: ${step}`, summary(values))),
    ];
  } finally {
    await host.stop();
    rmSync(home, { recursive: true });
  }
}

/** Every tenth is needed by the nine after it. */
function othersOf(count) {
  return Array.from({ length: count }, (_, index) => {
    const provider = index - (index % 10);
    const needs = index === provider ? {} : { dependencies: { [`other-${provider}`]: '^1.0.0' } };
    return definePlugin({ id: `other-${index}`, version: '1.0.0', provides: { [`other-${index}/state`]: { index } }, ...needs });
  });
}

export default {
  name: 'L',
  title: 'An edit goes live',
  what: `An edit in a plugin of ${FILES} decorated TypeScript files, beside other plugins: until its new generation serves.`,
  parts: [{ kind: 'run', run }],
  targets: OTHERS.flatMap((size) => [
    { metric: 'from the change being seen to serving', size, case: OWN, of: 'value', most: 12 },
    { metric: 'the same, 95th percentile', size, case: OWN, of: 'value', most: 25 },
  ]),
};
