/** Open this to see step 6: a plan is walked, step by step, and nothing is decided here. */
import type { Plan, Step } from '../model/plan.js';
import type { Phase } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { announce, type Kernel } from './kernel.js';
import { move, type PluginRecord } from './record.js';
import { afterStart, fail, putOff, start, wire, type LookupFor } from './start.js';
import { beforeStop, stop, stopHolders } from './unload.js';

/** What applying needs beyond the kernel. */
export interface ApplyPorts {
  readonly lookupFor: LookupFor;
  /** Called when a record has been taken out; another one may come in its place. */
  readonly unloaded: (record: PluginRecord) => Promise<void>;
}

/** Walks the steps in order; independent starts run at the same time if the owner asked for that. */
export async function apply(plan: Plan, kernel: Kernel, ports: ApplyPorts): Promise<void> {
  for (let index = 0; index < plan.steps.length;) {
    const batch = kernel.parallel ? batchAt(plan.steps, index) : plan.steps.slice(index, index + 1);
    index += batch.length;
    if (batch.length === 1) await take(batch[0]!, kernel, ports);
    else await Promise.all(byPlugin(batch).map((steps) => takeAll(steps, kernel, ports)));
  }
  kernel.revision += 1;
}

async function takeAll(steps: readonly Step[], kernel: Kernel, ports: ApplyPorts): Promise<void> {
  for (const step of steps) await take(step, kernel, ports);
}

/** The longest run of start steps of one level: they are independent of each other. */
function batchAt(steps: readonly Step[], index: number): readonly Step[] {
  const first = steps[index]!;
  const together = (step: Step): boolean =>
    step.level === first.level &&
    (first.action === 'afterStart' ? step.action === 'afterStart' : step.action === 'wire' || step.action === 'start');
  if (!together(first)) return [first];
  let end = index + 1;
  while (end < steps.length && together(steps[end]!)) end += 1;
  return steps.slice(index, end);
}

function byPlugin(steps: readonly Step[]): Step[][] {
  const groups = new Map<string, Step[]>();
  for (const step of steps) groups.set(step.plugin, [...(groups.get(step.plugin) ?? []), step]);
  return [...groups.values()];
}

const STARTING = new Set(['wire', 'start', 'afterStart']);

async function take(step: Step, kernel: Kernel, ports: ApplyPorts): Promise<void> {
  const record = kernel.records.get(step.plugin);
  if (record === undefined || record.generation !== step.generation) return;
  // A step that is held back for a test may end only when the host is given up.
  const held = kernel.gate?.(step);
  if (held !== undefined) await held;
  if (kernel.abort.signal.aborted && STARTING.has(step.action)) return;
  try {
    await perform(step, record, kernel, ports);
  } catch (thrown) {
    if (thrown instanceof MortiseError && thrown.code === 'wire.absent') return putOff(record, thrown, kernel);
    if (step.action === 'afterStart') await stopHolders(record, kernel);
    await fail(record, thrown, step.action as Phase, kernel);
  }
}

async function perform(step: Step, record: PluginRecord, kernel: Kernel, ports: ApplyPorts): Promise<void> {
  switch (step.action) {
    case 'wait':
    case 'fail':
      return standStill(step.action, record, step.because[0]!.text, kernel);
    case 'wire': {
      // What it needs has failed meanwhile; the plan that follows a failure says so.
      if (step.needs.some((key) => kernel.records.get(key)?.state !== 'running')) return;
      record.ms = undefined;
      wiredAt.set(record, kernel.clock.now());
      await wire(record, kernel, ports.lookupFor);
      // What a step declared as a need is held, whether or not an instance of it was injected.
      for (const key of step.needs) record.life!.holds.add(key);
      return;
    }
    case 'start':
      if (record.state !== 'starting') return;
      await start(record, kernel);
      record.ms = kernel.clock.now() - (wiredAt.get(record) ?? kernel.clock.now());
      return announce(kernel, 'plugin.started', { plugin: record.key, version: record.manifest.version, ms: record.ms });
    case 'afterStart':
      return record.state === 'running' ? afterStart(record, kernel) : undefined;
    case 'beforeStop':
      return beforeStop(record, kernel);
    case 'stop':
      // One that is starting was wired, and its start was called off.
      return record.state === 'running' || record.state === 'starting' ? stop(record, kernel, false) : undefined;
    case 'unload':
      kernel.records.delete(record.key);
      return ports.unloaded(record);
  }
}

const wiredAt = new WeakMap<PluginRecord, number>();

function standStill(action: 'wait' | 'fail', record: PluginRecord, reason: string, kernel: Kernel): void {
  move(record, action === 'wait' ? 'waiting' : 'failed', reason);
  announce(kernel, action === 'wait' ? 'plugin.waiting' : 'plugin.failed', {
    plugin: record.key,
    version: record.manifest.version,
    reason,
  });
}
