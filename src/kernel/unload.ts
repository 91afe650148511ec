/** Open this to see a plugin go: told first, then everything it made is taken back in reverse, all within one time, after errors too. */
import { groupedBy, NONE } from '../model/list.js';
import { afterwards, isThenable, type Waiting } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { around, hasStep } from './hooks.js';
import { announce, type Kernel } from './kernel.js';
import type { Ledger, LedgerEntry } from './ledger.js';
import { callPhase } from './phase.js';
import { adopted, type PhaseUnderWay } from './phases.js';
import type { Life } from './life.js';
import { move, type PluginRecord } from './record.js';
import type { Wait } from './waits.js';

/** Step `beforeStop`: the plugin is told while everything it uses still runs. Its errors change nothing; its time is that of the whole stop. */
export function beforeStop(record: PluginRecord, kernel: Kernel): Waiting {
  const { life } = record;
  if (record.state !== 'running' || life === undefined || !hasStep(record, 'beforeStop')) return;
  return tell(record, life, kernel);
}

async function tell(record: PluginRecord, life: Life, kernel: Kernel): Promise<void> {
  const { elapsed, report, timeouts } = kernel;
  const began = elapsed();
  const until = Math.min(began + timeouts.stop, kernel.stopBy ?? Infinity);
  try {
    await around(record, 'beforeStop', kernel, () => tellAll(record, life, kernel, until), { ms: until - began });
  } catch (thrown) {
    if (thrown instanceof MortiseError) report({ ...thrown.problem, severity: 'warning' });
  }
  life.told = elapsed() - began;
}

async function tellAll(record: PluginRecord, life: Life, { elapsed, report, phases, waits }: Kernel, until: number): Promise<void> {
  for (const { part, instance } of [...life.built].reverse()) {
    try {
      const of = { plugin: record.key, component: part.name, method: 'beforeStop', phase: 'beforeStop' } as const;
      const left = Math.max(0, until - elapsed());
      await callPhase(instance, [], of, { report, phases, bounds: { waits, limits: { warn: left, fail: left }, outlivesHost: true } });
    } catch (thrown) {
      if (thrown instanceof MortiseError) report({ ...thrown.problem, severity: 'warning' });
    }
  }
}

/** Step `stop`: the plugin gets no more events, is no longer found, and everything it made is taken back. */
export function stop(record: PluginRecord, kernel: Kernel, force: boolean): Waiting {
  const began = kernel.elapsed();
  // One whose place was taken has been told of as replaced: the plugin itself runs on.
  const isSilent = record.life?.isRetired === true;
  move(record, 'stopping');
  if (!isSilent) announce(kernel, 'plugin.stopping', { plugin: record.key, version: record.manifest.version });
  return afterwards(dispose(record, kernel, force), () => {
    move(record, 'stopped');
    if (!isSilent)
      announce(kernel, 'plugin.stopped', { plugin: record.key, version: record.manifest.version, ms: kernel.elapsed() - began });
  });
}

/** Who holds values of which plugin, by its key. Only a plugin that starts comes to hold more. */
export type Holders = ReadonlyMap<string, readonly PluginRecord[]>;

export function holdersAmong({ records }: Pick<Kernel, 'records'>): Holders {
  return groupedBy(records.values(), ({ life }) => life?.holds ?? NONE);
}

/** Stops whoever holds a plugin that failed after they had started, latest first. The next plan says what they wait for. */
export async function stopHolders(failed: PluginRecord, heldBy: Holders, kernel: Kernel): Promise<void> {
  const gone = new Set([failed]);
  // A set goes on to what is added while it is walked.
  for (const { key } of gone) for (const holder of heldBy.get(key) ?? []) if (holder.state === 'running') gone.add(holder);
  gone.delete(failed);
  const holders = [...gone].sort((a, b) => b.startedAs! - a.startedAs!);
  for (const record of holders) await beforeStop(record, kernel);
  for (const record of holders) await stop(record, kernel, false);
}

/** Takes everything back that is on the plugin's ledger, and lets go of its instances. */
export function dispose(record: PluginRecord, kernel: Kernel, force: boolean): Waiting {
  const { life } = record;
  if (life === undefined) return;
  record.published = life.published === undefined ? NONE : [...life.published.keys()];
  // Nobody can know whether they come again, so whoever needs one looks for another.
  if (record.published.length > 0) kernel.changes += 1;
  life.abort.abort();
  const ms = kernel.timeouts.stop - life.told;
  const takeBack = (): Waiting => disposeLedger(life.ledger, record.key, kernel, { force, ms });
  // What has not started has no stop.
  return afterwards(life.isReady ? stopBetween(record, kernel, takeBack, ms) : takeBack(), () => endLife(record, life, kernel));
}

function endLife(record: PluginRecord, life: Life, kernel: Kernel): void {
  life.gate.close();
  const made = life.built.flatMap(({ part, instance }) => (part.make.by === 'instance' ? [] : [instance]));
  kernel.letGo(record, made);
  const now = kernel.records.get(record.key);
  // Whoever took its place goes on counting.
  if (now === undefined || now === record) kernel.bus.forget(record.key);
  record.life = undefined;
  record.startedAs = undefined;
}

/** Nothing that a hook does keeps a plugin from stopping. */
function stopBetween(record: PluginRecord, kernel: Kernel, takeBack: () => Waiting, ms: number): Waiting {
  let isTaken = false;
  const once = (): Waiting => {
    isTaken = true;
    return takeBack();
  };
  const failed = (thrown: unknown): Waiting => {
    if (thrown instanceof MortiseError) kernel.report({ ...thrown.problem, severity: 'warning' });
    return isTaken ? undefined : takeBack();
  };
  try {
    const waiting = around(record, 'stop', kernel, once, { ms: Math.min(ms, (kernel.stopBy ?? Infinity) - kernel.elapsed()) });
    return waiting?.then(undefined, failed);
  } catch (thrown) {
    return failed(thrown);
  }
}

/** How a ledger is taken back: told at once that time is short, and within how many milliseconds. */
export interface DisposeOptions {
  readonly force?: boolean;
  /** Default: the time of one stop. */
  readonly ms?: number;
}

/** Takes a ledger back: all of it together has the time of one stop, and of what is left when everything stops. When it is over, the rest is forced. */
export function disposeLedger(
  ledger: Ledger,
  plugin: string,
  kernel: DisposalPorts,
  { force = false, ms = kernel.timeouts.stop }: DisposeOptions = {},
): Waiting {
  ledger.close();
  if (ledger.size === 0) return undefined;
  const disposal = new LedgerDisposal(plugin, kernel, force, ms);
  return ledger.dispose((entry) => disposal.undo(entry));
}

type DisposalPorts = Pick<Kernel, 'elapsed' | 'report' | 'timeouts' | 'stopBy' | 'phases' | 'waits'>;

class LedgerDisposal {
  readonly #began: number;
  readonly #until: number;

  constructor(
    readonly plugin: string,
    readonly kernel: DisposalPorts,
    readonly isForced: boolean,
    ms: number,
  ) {
    this.#began = kernel.elapsed();
    this.#until = Math.min(this.#began + ms, kernel.stopBy ?? Infinity);
  }

  /** Each within a phase of its own: what a synchronous one leaves going on is waited for by nobody, and may ask for an operation. */
  undo(entry: LedgerEntry): Waiting {
    const { elapsed, phases } = this.kernel;
    const isForced = this.isForced || elapsed() >= this.#until;
    const begun = phases.begin(this.plugin, 'stop');
    try {
      const result = begun.run(() => adopted(entry.undo(isForced)));
      if (isThenable(result)) return this.#wait(entry, result, begun);
    } catch (thrown) {
      this.#failed(entry, thrown);
    }
    begun.end();
  }

  /** Gives up when time is over, and the phase with it: from then on nobody waits. */
  #wait(entry: LedgerEntry, promise: PromiseLike<unknown>, begun: PhaseUnderWay): Promise<void> {
    const { elapsed, waits, report } = this.kernel;
    const left = Math.max(0, this.#until - elapsed());
    return new Promise((resolve) => {
      const end = (): void => {
        begun.end();
        resolve();
      };
      const wait: Wait = {
        limits: { warn: left, fail: left },
        outlivesHost: true,
        slow: () => undefined,
        timeout: () => {
          const details = { effect: entry.what, ms: elapsed() - this.#began };
          report(problem('lifecycle.undo-timeout', details, { plugin: this.plugin, phase: 'stop' }));
          end();
        },
        abort: () => undefined,
      };
      const settled = (): void => {
        waits.delete(wait);
        end();
      };
      waits.add(wait);
      promise.then(settled, (thrown: unknown) => {
        this.#failed(entry, thrown);
        settled();
      });
    });
  }

  #failed({ what }: LedgerEntry, thrown: unknown): void {
    // What the author threw, and not that the method of that name failed.
    const cause = thrown instanceof MortiseError && thrown.code === 'lifecycle.failed' ? (thrown.cause ?? thrown) : thrown;
    const details = { effect: what, why: whyOf(cause) };
    this.kernel.report(problem('lifecycle.undo-failed', details, { plugin: this.plugin, phase: 'stop', cause }));
  }
}
