/** Open this to see how long an edit takes to go live: from the change being seen to the new generation serving, beside few and many other plugins. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, definePlugin } from './built.mjs';
import { writePlugin } from './plugin.mjs';
import { quantiles, round } from './quantiles.mjs';

const FILES = 30;
const OTHERS = [1, 100, 1000];
/** Milliseconds. */
const TARGET = { median: 12, p95: 25 };
/** Until the compiler that compiles the compiler has had its turn. */
const WARM_UP = 20;

export async function run({ isQuick }) {
  const hosts = [];
  for (const others of OTHERS) hosts.push(await measure(others, isQuick ? 60 : 200));
  const isMet = hosts.every(({ serving }) => serving.median < TARGET.median && serving.p95 < TARGET.p95);
  return { files: FILES, target: TARGET, isMet, machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`, hosts };
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
    const mean = (values) => round(values.reduce((sum, value) => sum + value, 0) / values.length);
    const means = Object.fromEntries(Object.entries(steps).map(([step, values]) => [step, mean(values)]));
    return { others, edits, serving: quantiles(serving), whole: quantiles(whole), cpu: quantiles(cpu), steps: means };
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

export function print({ files, target, isMet, machine, hosts }) {
  const head = ['other plugins', 'edits', 'median', 'p95', 'most', 'with stop', 'cpu', '|', 'read', 'ready', 'swap', 'stop'];
  const rows = hosts.map(({ others, edits, serving, whole, cpu, steps }) =>
    [
      others,
      edits,
      serving.median,
      serving.p95,
      serving.most,
      whole.median,
      cpu.median,
      '|',
      steps.plan,
      steps.ready,
      steps.swap,
      steps.stop,
    ].map(String),
  );
  const wide = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => cells.map((cell, column) => cell.padStart(wide[column])).join('  ');
  return [
    `reload: an edit in a plugin of ${files} decorated TypeScript files; milliseconds from the change being seen to the new generation serving,`,
    `the median until all was done, of processor time (all threads; it also holds on a busy machine), and the mean of each step. Node ${process.version}, ${machine}`,
    '',
    line(head),
    ...rows.map(line),
    '',
    `target: median under ${target.median}, p95 under ${target.p95}: ${isMet ? 'met' : 'MISSED'}`,
  ].join('\n');
}
