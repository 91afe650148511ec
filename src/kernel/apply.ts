/** Open this to see step 6: a plan is walked, step by step, and nothing is decided here. */
import { groupedBy } from '../model/list.js';
import type { Plan, Step, StepAction } from '../model/plan.js';
import type { Phase } from '../model/problem.js';
import { failure } from '../problem/problem.js';
import { STANDS } from '../problem/standing.js';
import { afterwards, type Waiting } from '../model/thenable.js';
import { announce, type Kernel } from './kernel.js';
import type { Reconfigured } from './configure.js';
import { move, type PluginRecord } from './record.js';
import { fail, isForNow, putOff } from './fail.js';
import { afterStart, health, start } from './start.js';
import type { LookupFor } from './context-parts.js';
import { wire } from './wire.js';
import type { Inherited } from './room.js';
import { Transaction, type Failed } from './transaction.js';
import { beforeStop, type Holders, holdersAmong, stop, stopHolders } from './unload.js';

/** What applying needs beyond the kernel. */
export interface ApplyPorts {
  readonly lookupFor: LookupFor;
  /** Plugins that come with the plan, by key. */
  readonly candidates: ReadonlyMap<string, PluginRecord>;
  /** Values that plugins take while they run, by key. */
  readonly reconfigured: Reconfigured;
  /** Nobody waits for handlers that do not end. */
  readonly force: boolean;
  /** What the plan made known is known no more: it is taken back. */
  readonly forget: () => void;
}

/** What became of a plan: with `failed`, everything is as it was. */
export interface Applied {
  readonly failed?: Failed;
  readonly handedOver: ReadonlySet<string>;
  readonly inherited: ReadonlyMap<string, Inherited>;
  readonly drained: number;
  /** Deliveries that were kept for a plugin while it started. */
  readonly buffered: number;
  /** What is no longer there. */
  readonly unloaded: readonly PluginRecord[];
  /** Milliseconds until all was ready, of the swap with what had to end, and of the rest. */
  readonly ms: { readonly ready: number; readonly swap: number; readonly stop: number };
}

/** Walks the steps in order; independent starts run at the same time if the owner asked for that. */
export async function apply(plan: Plan, kernel: Kernel, ports: ApplyPorts): Promise<Applied> {
  const transaction = new Transaction(plan, ports, kernel);
  const unloaded: PluginRecord[] = [];
  const walk: Walk = { kernel, ports, transaction, unloaded, heldBy: undefined };
  const ms = { ready: 0, swap: 0, stop: 0 };
  for (let index = 0; index < plan.steps.length;) {
    const batch = batchAt(plan.steps, index, kernel.parallel);
    index += batch.length;
    const began = kernel.elapsed();
    const taking = takeBatch(batch, walk);
    const failed = taking instanceof Promise ? await taking : taking;
    ms[PART[batch[0]!.action] ?? 'ready'] += kernel.elapsed() - began;
    if (failed !== undefined) {
      const { step, thrown } = failed;
      const rolledBack = await transaction.rollBack(step, thrown);
      return {
        failed: rolledBack,
        handedOver: new Set(),
        inherited: new Map(),
        drained: transaction.drained,
        buffered: 0,
        unloaded: [],
        ms,
      };
    }
  }
  transaction.room.end();
  kernel.revision += 1;
  const { handedOver, inherited, drained } = transaction;
  const started = plan.steps.filter(({ action }) => action === 'start').map(({ plugin }) => kernel.records.get(plugin));
  const buffered = started.reduce((sum, record) => sum + (record?.life?.gate.kept ?? 0), 0);
  return { handedOver, inherited, drained, buffered, unloaded, ms };
}

const PART: Partial<Record<StepAction, 'swap' | 'stop'>> = {
  swap: 'swap',
  drain: 'swap',
  beforeStop: 'stop',
  stop: 'stop',
  unload: 'stop',
};

interface Walk {
  readonly kernel: Kernel;
  readonly ports: ApplyPorts;
  readonly transaction: Transaction;
  readonly unloaded: PluginRecord[];
  /** Made when something fails after it has started, for all that fail so one after the other. */
  heldBy: Holders | undefined;
}

/** A step of what is done as a whole or not at all, that failed. */
interface Broken {
  readonly step: Step;
  readonly thrown: unknown;
}

/** What broke, if anything did; a promise only where something was waited for. */
type Taken = Broken | undefined | Promise<Broken | undefined>;

/** Those that take over do so together, and what they leave is waited for together. */
const AT_ONCE = new Set<StepAction>(['swap', 'drain']);

function takeBatch(batch: readonly Step[], walk: Walk): Taken {
  const [first] = batch;
  if (AT_ONCE.has(first!.action)) return takeAtOnce(batch, walk);
  if (batch.length === 1) return take(first!, walk);
  return takeSideBySide(batch, walk);
}

/** All of them end before anything is taken back. */
async function takeSideBySide(batch: readonly Step[], walk: Walk): Promise<Broken | undefined> {
  const byPlugin = groupedBy(batch, ({ plugin }) => [plugin]);
  const ends = await Promise.all([...byPlugin.values()].map((steps) => takeAll(steps, walk)));
  return ends.find((end) => end !== undefined);
}

async function takeAll(steps: readonly Step[], walk: Walk): Promise<Broken | undefined> {
  for (const step of steps) {
    const broken = await take(step, walk);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

async function takeAtOnce(steps: readonly Step[], { kernel, ports, transaction }: Walk): Promise<Broken | undefined> {
  // A step that is held back for a test may end only when the host is given up.
  for (const step of steps) await kernel.gate?.(step);
  const [step] = steps;
  try {
    if (step!.action === 'drain') await transaction.drain(ports.force);
    else if (kernel.abort.signal.aborted) throw failure('host.aborted', { host: kernel.name });
    else transaction.swap();
    return undefined;
  } catch (thrown) {
    return { step: step!, thrown };
  }
}

/** The steps from one on that are taken together: what takes over, and, where the owner wants that, starts of one level. */
function batchAt(steps: readonly Step[], index: number, parallel: boolean): readonly Step[] {
  const first = steps[index]!;
  const isAtOnce = AT_ONCE.has(first.action);
  if (!isAtOnce && !parallel) return [first];
  const together = (step: Step): boolean => {
    if (isAtOnce) return step.action === first.action;
    const isAlike = isStart(first) ? isStart(step) : first.action === 'afterStart' && step.action === 'afterStart';
    return isAlike && step.level === first.level && step.staged === first.staged;
  };
  let end = index + 1;
  while (end < steps.length && together(steps[end]!)) end += 1;
  return steps.slice(index, end);
}

function isStart({ action }: Step): boolean {
  return action === 'wire' || action === 'start';
}

const STARTING = new Set<StepAction>(['wire', 'start', 'afterStart', 'health']);

function take(step: Step, walk: Walk): Taken {
  const record = walk.transaction.recordOf(step);
  return record === undefined ? undefined : afterwards(walk.kernel.gate?.(step), () => takeNow(step, record, walk));
}

function takeNow(step: Step, record: PluginRecord, walk: Walk): Taken {
  const { kernel, transaction } = walk;
  if (kernel.abort.signal.aborted && STARTING.has(step.action) && !transaction.covers(step)) return undefined;
  try {
    const waiting = step.staged === true ? transaction.prepare(step, record) : perform(step, record, walk);
    return waiting?.then(
      () => undefined,
      (thrown: unknown) => breakOff(thrown, step, record, walk),
    );
  } catch (thrown) {
    return breakOff(thrown, step, record, walk);
  }
}

async function breakOff(thrown: unknown, step: Step, record: PluginRecord, walk: Walk): Promise<Broken | undefined> {
  const { kernel, transaction } = walk;
  if (transaction.covers(step)) return { step, thrown };
  if (isForNow(thrown)) await putOff(record, thrown, kernel);
  else {
    if (step.action === 'afterStart') await stopHolders(record, (walk.heldBy ??= holdersAmong(kernel)), kernel);
    await fail(record, thrown, step.action as Phase, kernel);
  }
  return undefined;
}

function perform(step: Step, record: PluginRecord, walk: Walk): Waiting {
  const { kernel, ports, transaction, unloaded } = walk;
  switch (step.action) {
    case 'wait':
    case 'fail':
      return standStill(step.action, record, step.because[0]!.text, kernel);
    case 'wire': {
      // What it needs has failed meanwhile; the plan that follows a failure says so.
      const missing = step.needs.find((key) => !transaction.isReady(key));
      if (missing !== undefined && !transaction.covers(step)) return;
      if (missing !== undefined)
        throw failure('plan.waits', { plugin: record.key, on: missing, why: whyNotReady(kernel.records.get(missing)) });
      transaction.room.begin(record);
      walk.heldBy = undefined;
      record.ms = undefined;
      record.previous = transaction.room.predecessor(record);
      const waiting = wire(record, kernel, ports.lookupFor, { standIn: transaction.room.standIn(record.key) });
      // What a step declared as a need is held, whether or not an instance of it was injected.
      for (const key of step.needs) record.life!.hold(key);
      return waiting;
    }
    case 'start':
      if (record.state !== 'starting') return;
      return afterwards(start(record, kernel, transaction.room.takeOver(record)), () => {
        record.ms = kernel.elapsed() - record.life!.wiredAt;
        announce(kernel, 'plugin.started', { plugin: record.key, version: record.manifest.version, ms: record.ms });
      });
    case 'afterStart':
      return record.state === 'running' ? afterStart(record, kernel) : undefined;
    case 'configure':
      return transaction.configure(record);
    case 'health':
      return record.state === 'running' ? health(record, kernel) : undefined;
    case 'beforeStop':
      return afterwards(transaction.room.letEnd(step, record, ports.force), () => {
        if (transaction.covers(step)) transaction.room.checkStates();
        return beforeStop(record, kernel);
      });
    case 'stop':
      // One that is starting was wired, and its start was called off.
      if (record.state === 'starting') return stop(record, kernel, false);
      if (record.state !== 'running') return;
      return afterwards(transaction.room.letEnd(step, record, ports.force), () => {
        transaction.room.keep(step, record);
        return stop(record, kernel, false);
      });
    case 'unload':
      unloaded.push(record);
      return takeOut(record, ports.candidates.get(record.key), kernel);
    case 'swap':
    case 'drain':
      throw new Error(`mortise took the step '${step.action}' by itself; please report it`);
  }
}

/** What follows the name of a plugin that should have started by now. */
function whyNotReady(record: PluginRecord | undefined): string {
  const { state = 'described', reason } = record ?? {};
  return state === 'failed' && reason !== undefined ? `failed: ${reason.replace(/\.$/, '')}` : STANDS[state];
}

/** Its successor comes in its very place in the list, unless it is there already. */
function takeOut(record: PluginRecord, successor: PluginRecord | undefined, { records }: Kernel): void {
  if (records.get(record.key) !== record) return;
  if (successor === undefined) records.delete(record.key);
  else {
    successor.published = record.published;
    records.set(record.key, successor);
  }
}

function standStill(action: 'wait' | 'fail', record: PluginRecord, reason: string, kernel: Kernel): void {
  move(record, action === 'wait' ? 'waiting' : 'failed', reason);
  announce(kernel, action === 'wait' ? 'plugin.waiting' : 'plugin.failed', {
    plugin: record.key,
    version: record.manifest.version,
    reason,
  });
}
