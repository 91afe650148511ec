/** Open this to see how generations that can't overlap make room for the next ones, and how they are there again if that comes to nothing. */
import type { StandIn } from '../events/bus.js';
import type { Previous } from '../facts/keys.js';
import type { Plan, Step } from '../model/plan.js';
import type { Phase } from '../model/problem.js';
import type { Waiting } from '../model/thenable.js';
import { failure } from '../problem/problem.js';
import type { LookupFor } from './context-parts.js';
import { fail, isForNow, putOff } from './fail.js';
import { handIn, handOut, stateOf, type Handed } from './hand-over.js';
import { announce, type Kernel } from './kernel.js';
import { before, previousOf, type MoveBack, type PluginRecord } from './record.js';
import { afterStart, start } from './start.js';
import { giveBack } from './swap.js';
import { dispose, stop } from './unload.js';
import { wire } from './wire.js';

/** Code of a generation that was handed on as it is. */
export interface Inherited {
  /** The generation that was given it. */
  readonly by: number;
  readonly code: readonly object[];
}

/** The transaction that room is made for. */
interface RoomFor {
  readonly plan: Plan;
  readonly kernel: Kernel;
  readonly lookupFor: LookupFor;
  readonly handedOver: Set<string>;
  readonly inherited: Map<string, Inherited>;
  /** Whether what the plan does to a plugin is done as a whole or not at all. */
  covers(step: Step): boolean;
  recordOf(step: Step): PluginRecord | undefined;
  /** Waits until they have ended what they had begun. */
  untilEnded(records: readonly PluginRecord[], force: boolean): Promise<void>;
}

/** What stopped, and whom it held. */
interface Stopped {
  readonly record: PluginRecord;
  readonly holds: ReadonlySet<string>;
}

/** The plugins of one plan that stop before their next generations start, or since they hold such a one. */
export class Room {
  readonly #isMade: boolean;
  readonly #stopped = new Map<string, Stopped>();
  /** What each gave for whoever comes in its place. */
  readonly #handed = new Map<string, Handed>();
  /** Who keeps the events that come meanwhile, by plugin. */
  readonly #standIns = new Map<string, StandIn>();
  /** What has started, in that order, and how it was before. */
  readonly #begun: { readonly record: PluginRecord; readonly back: MoveBack }[] = [];
  #hasAllEnded = false;
  #isChecked = false;

  constructor(readonly transaction: RoomFor) {
    this.#isMade = transaction.plan.replaces === 'restart';
  }

  stopped(key: string): PluginRecord | undefined {
    return this.#stopped.get(key)?.record;
  }

  /** Who keeps the events of a plugin until it runs again. */
  standIn(key: string): StandIn | undefined {
    return this.#standIns.get(key);
  }

  /**
   * One that stops while others make room gets nothing more: that is kept for the next generation, or for itself if all is taken back. What is
   * replaced ends what it has begun while all of it still runs, before any of it is told that it stops: a change may still fail by that.
   */
  letEnd(step: Step, record: PluginRecord, force: boolean): Waiting {
    if (!this.#isMade) return undefined;
    if (this.transaction.covers(step)) return this.#hasAllEnded ? undefined : this.#letAllEnd(force);
    if (step.action === 'stop') this.#keepEventsOf(record);
    return undefined;
  }

  async #letAllEnd(force: boolean): Promise<void> {
    this.#hasAllEnded = true;
    const records = this.#replaced();
    const standIns = records.map((record) => this.#keepEventsOf(record));
    try {
      await this.transaction.untilEnded(records, force);
    } catch (thrown) {
      for (const { key } of records) this.#standIns.delete(key);
      for (const standIn of standIns) standIn.giveBack();
      throw thrown;
    }
  }

  /** What runs and is replaced as a whole or not at all. */
  #replaced(): PluginRecord[] {
    const { plan } = this.transaction;
    const steps = plan.steps.filter((step) => step.action === 'stop' && this.transaction.covers(step));
    return steps.flatMap((step) => this.transaction.recordOf(step) ?? []).filter(({ state }) => state === 'running');
  }

  #keepEventsOf({ key, life }: PluginRecord): StandIn {
    const standIn = this.transaction.kernel.bus.standIn(life!.gate);
    this.#standIns.set(key, standIn);
    return standIn;
  }

  /** All who stop to make room are asked for their state before the first of them stops: whoever can't give it, stops nobody. */
  checkStates(): void {
    if (!this.#isMade || this.#isChecked) return;
    this.#isChecked = true;
    const asked: PluginRecord[] = [];
    try {
      for (const record of this.#replaced()) {
        this.#handed.set(record.key, handOut(record));
        asked.push(record);
      }
    } catch (thrown) {
      // Who gave away a server or a socket has it back.
      for (const record of asked)
        if (!this.#handed.get(record.key)!.isCopy) giveBack(record, () => this.#handed.get(record.key)!, this.transaction.kernel);
      throw thrown;
    }
  }

  /** What is about to stop can come back, with what it has now. Throws `change.state-failed` of what is replaced. */
  keep(step: Step, record: PluginRecord): void {
    if (!this.#isMade) return;
    const { key, life } = record;
    if (!this.transaction.covers(step)) this.#handed.set(key, stateOf(record));
    else if (this.#handed.get(key)?.isCopy !== false) this.#handed.set(key, handOut(record));
    this.#stopped.set(key, { record, holds: life!.holds });
  }

  /** What starts may have to be as it was before. */
  begin(record: PluginRecord): void {
    if (this.#isMade) this.#begun.push({ record, back: before(record) });
  }

  /** The generation that stopped to make room for this one. */
  predecessor(record: PluginRecord): Previous | undefined {
    return previousOf(this.stopped(record.key), record);
  }

  /** Gives what is started in its place what its predecessor had. */
  takeOver(record: PluginRecord): (() => void) | undefined {
    const handed = this.#handed.get(record.key);
    if (handed === undefined || this.stopped(record.key) === record) return undefined;
    const { handedOver, inherited } = this.transaction;
    return () => {
      if (handIn(record, handed) === 0) return;
      handedOver.add(record.key);
      if (handed.code.length > 0) inherited.set(record.key, { by: record.generation, code: handed.code });
    };
  }

  /** Nobody waits for what was kept any more. */
  end(): void {
    for (const standIn of this.#standIns.values()) standIn.end();
    this.#standIns.clear();
  }

  /** What began meanwhile ends, last first. */
  async endBegun(): Promise<void> {
    const { kernel } = this.transaction;
    for (const { record, back } of this.#begun.reverse()) {
      const stopped = this.stopped(record.key);
      // One that ran had been given what was kept, and what comes from now on is for the one before.
      if (record.state === 'running') {
        if (stopped !== undefined) this.#keepEventsOf(record);
        await this.transaction.untilEnded([record], true);
        await stop(record, kernel, true);
      } else if (record.life !== undefined) await dispose(record, kernel, true);
      if (stopped !== record || record.state !== 'stopped') back.restore();
    }
  }

  /**
   * Everybody is there again: who was not stopped by then goes on with what was kept for it, and what had stopped starts again from its own code,
   * providers first, with what it had, whatever the plan had meant for it.
   */
  async restore(): Promise<void> {
    if (!this.#isMade) return;
    const { kernel } = this.transaction;
    for (const [key, standIn] of this.#standIns) {
      if (kernel.records.get(key)?.state !== 'running') continue;
      this.#standIns.delete(key);
      standIn.giveBack();
    }
    const stopped = [...this.#stopped.values()];
    for (const { record } of stopped) kernel.records.set(record.key, record);
    for (const each of stopped.reverse()) if (each.record.life === undefined) await this.#startAgain(each);
    this.end();
    // Whoever had seen some of it is looked at once more.
    kernel.changes += 1;
  }

  async #startAgain({ record, holds }: Stopped): Promise<void> {
    const { kernel, lookupFor } = this.transaction;
    const { key, manifest } = record;
    const handed = this.#handed.get(key)!;
    const missing = [...holds].find((other) => kernel.records.get(other)?.state !== 'running');
    let phase: Phase = 'wire';
    try {
      if (missing !== undefined) throw failure('plan.waits', { plugin: key, on: missing, why: 'could not start again' });
      await wire(record, kernel, lookupFor, { standIn: this.#standIns.get(key) });
      for (const other of holds) record.life!.hold(other);
      phase = 'start';
      await start(record, kernel, () => void handIn(record, handed));
      announce(kernel, 'plugin.started', { plugin: key, version: manifest.version, ms: record.ms ?? 0 });
      phase = 'afterStart';
      await afterStart(record, kernel);
    } catch (thrown) {
      if (isForNow(thrown)) await putOff(record, thrown, kernel);
      else await fail(record, thrown, phase, kernel);
    }
  }
}
