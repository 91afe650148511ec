/** Open this to see a plugin come to life: its components start, and in one turn it is visible and gets its events. */
import type { Gate } from '../events/bus.js';
import { afterwards, type Waiting } from '../model/thenable.js';
import { failure, problem } from '../problem/problem.js';
import type { Built } from '../wiring/siblings.js';
import { around } from './hooks.js';
import { inOrder } from './in-order.js';
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
export function start(record: PluginRecord, kernel: Kernel, takeOver?: () => void): Waiting {
  const { built } = record.life!;
  const told = around(record, 'beforeStart', kernel, () => inOrder(built, (one) => call(record, one, 'beforeStart', kernel)));
  return afterwards(withOthers(told, kernel), () => {
    const started = around(record, 'start', kernel, () => inOrder(built, (one) => startOne(record, one, kernel)));
    return afterwards(withOthers(started, kernel), () => becomeReady(record, kernel, takeOver));
  });
}

/** In parallel starts each waits a turn: all are told before the first of them starts, and all begin to start before the first of them runs. */
function withOthers(waiting: Waiting, { parallel }: Kernel): Waiting {
  return waiting === undefined && parallel ? Promise.resolve() : waiting;
}

/** All of it has started: within this turn it runs, is visible and gets its events. */
function becomeReady(record: PluginRecord, kernel: Kernel, takeOver: (() => void) | undefined): void {
  const life = record.life!;
  life.checkVisible();
  takeOver?.();
  if (!life.isStaged) serve(record, life, kernel);
  life.isReady = true;
  life.becomesVisible();
  if (life.isStaged) return;
  life.standIn?.giveWay(life.gate);
  life.standIn = undefined;
  life.gate.open();
}

function startOne(record: PluginRecord, built: Built, kernel: Kernel): Waiting {
  const { ledger } = record.life!;
  const { key } = record;
  const stopLate = (): void => {
    kernel.report(problem('lifecycle.late', { component: built.part.name, method: 'start' }, { plugin: key, phase: 'start' }));
    const late = new Ledger();
    late.add(new Stop('late start', key, built, kernel));
    void disposeLedger(late, key, kernel, { force: true });
  };
  return afterwards(call(record, built, 'start', kernel, stopLate), () => ledger.add(new Stop('stop', key, built, kernel)));
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
export function afterStart(record: PluginRecord, kernel: Kernel): Waiting {
  return around(record, 'afterStart', kernel, () => inOrder(record.life!.built, (built) => call(record, built, 'afterStart', kernel)));
}

function call(
  record: PluginRecord,
  { part, instance }: Built,
  method: 'beforeStart' | 'start' | 'afterStart',
  kernel: Kernel,
  late?: () => void,
): Waiting {
  const awaits = (): string[] => [...(record.life?.awaited ?? [])];
  return callPhase(instance, [], { plugin: record.key, component: part.name, method, phase: method, awaits }, phasePorts(kernel), late);
}

/** Calls the `stop(force)` of a component that has started; the wait for it is bounded by whoever takes the ledger back. */
class Stop implements LedgerEntry {
  constructor(
    readonly why: 'stop' | 'late start',
    readonly plugin: string,
    readonly built: Built,
    readonly kernel: Kernel,
  ) {}

  get what(): string {
    return `${this.built.part.name} (its ${this.why})`;
  }

  undo(force: boolean): Waiting {
    const { plugin, built, kernel } = this;
    const { part, instance } = built;
    const of = { plugin, component: part.name, method: 'stop', phase: 'stop' } as const;
    return callPhase(instance, [force], of, { report: kernel.report });
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
