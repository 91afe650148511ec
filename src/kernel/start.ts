/** Open this to see a plugin come to life: its components start, and in one turn it is visible and gets its events. */
import type { Gate } from '../events/bus.js';
import type { ComponentPart } from '../model/manifest.js';
import { failure, problem } from '../problem/problem.js';
import type { Built } from '../wiring/construct.js';
import { around } from './hooks.js';
import type { Kernel } from './kernel.js';
import { Ledger, type LedgerEntry } from './ledger.js';
import { callPhase, phasePorts } from './phase.js';
import type { Life } from './life.js';
import { move, type PluginRecord } from './record.js';
import { runInBackground } from './run.js';
import { disposeLedger } from './unload.js';

/**
 * Step `start`: `beforeStart` of all components, then `start` of each; then the plugin runs, is visible, and gets its events. One that is
 * made ready beside another generation is seen by those that are made ready with it. `takeOver` gives it what that generation left.
 */
export async function start(record: PluginRecord, kernel: Kernel, takeOver?: () => void): Promise<void> {
  const life = record.life!;
  await around(record, 'beforeStart', kernel, async () => {
    for (const built of life.built) await call(record, built, 'beforeStart', kernel);
  });
  await around(record, 'start', kernel, () => startAll(record, life, kernel));
  takeOver?.();
  if (!life.isStaged) serve(record, life, kernel);
  life.isReady = true;
  life.becomesVisible();
  if (life.isStaged) return;
  life.standIn?.giveWay(life.gate);
  life.standIn = undefined;
  life.gate.open();
}

async function startAll(record: PluginRecord, life: Life, kernel: Kernel): Promise<void> {
  for (const { part, instance } of life.built) {
    const stopLate = (): void => {
      kernel.report(problem('lifecycle.late', { component: part.name, method: 'start' }, { plugin: record.key, phase: 'start' }));
      const late = new Ledger();
      late.add(new Stop('late start', record.key, part, instance, kernel));
      void disposeLedger(late, record.key, kernel, { force: true });
    };
    await call(record, { part, instance }, 'start', kernel, stopLate);
    life.ledger.add(new Stop('stop', record.key, part, instance, kernel));
  }
}

/** From now on it runs. Whoever calls it makes it visible in the same turn. */
export function serve(record: PluginRecord, life: Life, kernel: Kernel): void {
  record.startedAs = kernel.starts++;
  move(record, 'running');
  life.ledger.add(new DeliveryOfEvents(life.gate, kernel));
  runInBackground(record, life, kernel);
}

/** Step `health`: a generation that is about to take over says whether it can. Throws `change.unhealthy`. */
export async function health(record: PluginRecord, kernel: Kernel): Promise<void> {
  await around(record, 'health', kernel, () => askAll(record, kernel));
}

async function askAll(record: PluginRecord, kernel: Kernel): Promise<void> {
  for (const { part, instance } of record.life!.built) {
    const of = { plugin: record.key, component: part.name, method: 'health', phase: 'health' } as const;
    const answered = (answer: unknown): void => {
      if (answer === false)
        throw failure(
          'change.unhealthy',
          { component: part.name, answer: 'false' },
          { plugin: record.key, phase: 'health', place: `${part.name}.health` },
        );
    };
    await callPhase(instance, [], of, { ...phasePorts(kernel), answered });
  }
}

/** Step `afterStart`, when everything has started. */
export async function afterStart(record: PluginRecord, kernel: Kernel): Promise<void> {
  await around(record, 'afterStart', kernel, async () => {
    for (const built of record.life!.built) await call(record, built, 'afterStart', kernel);
  });
}

function call(
  record: PluginRecord,
  { part, instance }: Built,
  method: 'beforeStart' | 'start' | 'afterStart',
  kernel: Kernel,
  late?: () => void,
) {
  const awaits = (): string[] => [...(record.life?.awaited ?? [])];
  return callPhase(instance, [], { plugin: record.key, component: part.name, method, phase: method, awaits }, phasePorts(kernel), late);
}

/** Calls the `stop(force)` of a component that has started; the wait for it is bounded by whoever takes the ledger back. */
class Stop implements LedgerEntry {
  constructor(
    readonly why: 'stop' | 'late start',
    readonly plugin: string,
    readonly part: ComponentPart,
    readonly instance: object,
    readonly kernel: Kernel,
  ) {}

  get what(): string {
    return `${this.part.name} (its ${this.why})`;
  }

  undo(force: boolean): void | Promise<void> {
    const { plugin, part, instance, kernel } = this;
    const of = { plugin, component: part.name, method: 'stop', phase: 'stop' } as const;
    return callPhase(instance, [force], of, { clock: kernel.clock, report: kernel.report });
  }
}

/** Ended first of all when a plugin stops: streams flush to handlers that still work. */
class DeliveryOfEvents implements LedgerEntry {
  get what(): string {
    return 'the delivery of its events';
  }

  constructor(
    readonly gate: Gate,
    readonly kernel: Kernel,
  ) {}

  undo(): void {
    this.kernel.bus.finish(this.gate);
    this.gate.close();
  }
}
