/** Open this to see how a change keeps its word: what takes over is made ready beside what serves, and until it has, all can be taken back. */
import type { StandIn } from '../events/bus.js';
import type { Plan, Step } from '../model/plan.js';
import type { Previous } from '../facts/keys.js';
import type { Phase, Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import type { Waiting } from '../model/thenable.js';
import { failure } from '../problem/problem.js';
import { StagedScopes } from '../wiring/staged.js';
import { configure, type Reconfigured } from './configure.js';
import { drain } from './drain.js';
import { handIn, handOut, stateOf, type Handed } from './hand-over.js';
import { announce, type Kernel } from './kernel.js';
import { before, previousOf, type MoveBack, type PluginRecord } from './record.js';
import { fail, isForNow, problemOf, putOff } from './fail.js';
import { afterStart, health, start } from './start.js';
import type { LookupFor } from './context-parts.js';
import { wire } from './wire.js';
import { giveBack, swap, type Swapped } from './swap.js';
import { dispose, stop } from './unload.js';

/** Which step failed, of which plugin, and why; everything is as it was. */
export interface Failed {
  readonly step: Step;
  readonly problem: Problem;
}

/** Code of a generation that was handed on as it is. */
export interface Inherited {
  /** The generation that was given it. */
  readonly by: number;
  readonly code: readonly object[];
}

/** What a plan brings. */
interface TransactionInput {
  readonly candidates: ReadonlyMap<string, PluginRecord>;
  readonly reconfigured: Reconfigured;
  readonly lookupFor: LookupFor;
  readonly forget: () => void;
}

/** What one plan does to generations that are replaced. */
export class Transaction {
  /** Made ready, in the order of wiring. */
  readonly #staged = new Map<string, PluginRecord>();
  /** What gave way, or stopped to make room: it can come back until all is done. */
  readonly #kept = new Map<string, PluginRecord>();
  /** Whom those that stopped to make room held. */
  readonly #held = new Map<string, ReadonlySet<string>>();
  readonly #handed = new Map<string, Handed>();
  readonly #backs: MoveBack[] = [];
  /** What started without being made ready beside anything, in that order, and how it was before. */
  readonly #begun: { readonly record: PluginRecord; readonly back: MoveBack }[] = [];
  readonly #scopes: StagedScopes;
  readonly #replaced: ReadonlySet<string>;
  #swapped: Swapped | undefined;
  #isChecked = false;
  #hasEnded = false;
  /** Who keeps the events of what stopped to make room, by plugin. */
  readonly standIns = new Map<string, StandIn>();
  readonly handedOver = new Set<string>();
  /** Code of a generation that the next one was given, by plugin. */
  readonly inherited = new Map<string, Inherited>();
  /** Deliveries that ended before their generation stopped. */
  drained = 0;

  readonly candidates: ReadonlyMap<string, PluginRecord>;
  readonly lookupFor: LookupFor;
  readonly #values: Reconfigured;
  /** What the plan made known is known no more. */
  readonly #forget: () => void;
  /** Takes back what was configured. */
  readonly #configured: (() => Promise<void>)[] = [];

  constructor(
    readonly plan: Plan,
    { candidates, reconfigured, lookupFor, forget }: TransactionInput,
    readonly kernel: Kernel,
  ) {
    this.candidates = candidates;
    this.lookupFor = lookupFor;
    this.#values = reconfigured;
    this.#forget = forget;
    const leaving = new Set(plan.steps.filter(({ action }) => action === 'stop').map(({ plugin }) => plugin));
    this.#scopes = new StagedScopes(kernel.host, (owner) => leaving.has(owner));
    this.#replaced = new Set(
      plan.replaces === undefined
        ? []
        : plan.steps.flatMap(({ plugin, because }) => (because.some(({ code }) => code === 'replaced') ? [plugin] : [])),
    );
  }

  /** The record that a step is about, among those that serve, that are made ready and that gave way. */
  recordOf({ plugin, generation, staged }: Step): PluginRecord | undefined {
    const now = this.kernel.records.get(plugin);
    if (now?.generation === generation) return now;
    const others = [this.#staged.get(plugin), this.#kept.get(plugin), staged === true ? this.candidates.get(plugin) : undefined];
    return others.find((record) => record?.generation === generation);
  }

  /** Whether what the plan does to a plugin is done as a whole or not at all. */
  covers({ plugin, staged, action }: Step): boolean {
    return staged === true || action === 'configure' || (this.plan.replaces === 'restart' && this.#replaced.has(plugin));
  }

  /** What runs takes other values. */
  async configure(record: PluginRecord): Promise<void> {
    const { kernel } = this;
    if (kernel.abort.signal.aborted) throw failure('host.aborted', { host: kernel.name });
    this.#configured.push(await configure(record, this.#values.get(record.key)!, kernel));
  }

  isReady(key: string): boolean {
    const staged = this.#staged.get(key);
    return staged === undefined ? this.kernel.records.get(key)?.state === 'running' : staged.life?.isReady === true;
  }

  /** One step of what is made ready. */
  async prepare(step: Step, record: PluginRecord): Promise<void> {
    const { kernel } = this;
    if (kernel.abort.signal.aborted) throw failure('host.aborted', { host: kernel.name });
    switch (step.action) {
      case 'wire': {
        this.#backs.push(before(record));
        record.scope = this.#scopes.of(record.scope);
        record.previous = previousOf(kernel.records.get(record.key), record);
        this.#staged.set(record.key, record);
        await wire(record, kernel, this.lookupFor, { isStaged: true });
        for (const key of step.needs) record.life!.hold(key);
        return;
      }
      case 'start':
        return start(record, kernel);
      case 'afterStart':
        return afterStart(record, kernel);
      default:
        return health(record, kernel);
    }
  }

  /** All that is ready takes over, within this turn. */
  swap(): void {
    const { kernel } = this;
    const successors = [...this.#staged.values()].map((next, index) => {
      const now = kernel.records.get(next.key);
      // What waits or failed has nothing to give way with, and goes all the same.
      if (now !== undefined && now !== next) this.#kept.set(next.key, now);
      return { next, old: now === next || now?.life === undefined ? undefined : now, scope: this.#backs[index]!.scope };
    });
    this.#swapped = swap(successors, this.#scopes, kernel);
    for (const { taker, code } of this.#swapped.handedOver) {
      this.handedOver.add(taker.key);
      if (code.length > 0) this.inherited.set(taker.key, { by: taker.generation, code });
    }
    for (const { next, old } of successors) {
      const { key, manifest, generation } = next;
      next.ms = kernel.clock.now() - next.life!.wiredAt;
      // Nothing of it is seen before; whoever listens sees all of them in their places.
      if (old === undefined) announce(kernel, 'plugin.started', { plugin: key, version: manifest.version, ms: next.ms });
      else
        announce(kernel, 'plugin.replaced', { plugin: key, version: manifest.version, generation, previous: old.generation, ms: next.ms });
    }
  }

  /** Waits until what gave way has ended what it had begun. */
  async drain(force: boolean): Promise<void> {
    return this.#ended([...this.#kept.values()], force);
  }

  /**
   * One that stops while others make room gets nothing more: that is kept for the next generation, or for itself if all is taken back. What is
   * replaced ends what it has begun while all of it still runs, before any of it is told that it stops: a change may still fail by that.
   */
  letEnd(step: Step, record: PluginRecord, force: boolean): Waiting {
    if (this.plan.replaces !== 'restart') return undefined;
    if (this.covers(step)) return this.#hasEnded ? undefined : this.#letAllEnd(force);
    if (step.action === 'stop') this.#standIn(record);
    return undefined;
  }

  async #letAllEnd(force: boolean): Promise<void> {
    this.#hasEnded = true;
    const steps = this.plan.steps.filter((step) => step.action === 'stop' && this.covers(step));
    const records = steps.flatMap((step) => this.recordOf(step) ?? []).filter(({ state }) => state === 'running');
    const standIns = records.map((record) => this.#standIn(record));
    try {
      await this.#ended(records, force);
    } catch (thrown) {
      for (const { key } of records) this.standIns.delete(key);
      for (const standIn of standIns) standIn.giveBack();
      throw thrown;
    }
  }

  /** Nobody waits for what was kept any more. */
  end(): void {
    for (const standIn of this.standIns.values()) standIn.end();
    this.standIns.clear();
  }

  #standIn({ key, life }: PluginRecord): StandIn {
    const standIn = this.kernel.bus.standIn(life!.gate);
    this.standIns.set(key, standIn);
    return standIn;
  }

  #ended(records: readonly PluginRecord[], force: boolean): Promise<void> {
    const { count, done } = drain(records, force, this.kernel);
    this.drained += count;
    return done;
  }

  /** All who stop to make room are asked for their state before the first of them stops: whoever can't give it, stops nobody. */
  checkStates(): void {
    if (this.#isChecked) return;
    this.#isChecked = true;
    const asked: PluginRecord[] = [];
    try {
      for (const step of this.plan.steps) {
        const record = step.action === 'stop' && this.covers(step) ? this.recordOf(step) : undefined;
        if (record?.state !== 'running') continue;
        this.#handed.set(record.key, handOut(record));
        asked.push(record);
      }
    } catch (thrown) {
      // Who gave away a server or a socket has it back.
      for (const record of asked)
        if (!this.#handed.get(record.key)!.isCopy) giveBack(record, () => this.#handed.get(record.key)!, this.kernel);
      throw thrown;
    }
  }

  /** What is about to stop can come back, with what it has now, where generations can't overlap. Throws `change.state-failed` of what is replaced. */
  keep(step: Step, record: PluginRecord): void {
    if (this.plan.replaces !== 'restart') return;
    if (!this.covers(step)) this.#handed.set(record.key, stateOf(record));
    else if (this.#handed.get(record.key)?.isCopy !== false) this.#handed.set(record.key, handOut(record));
    this.#kept.set(record.key, record);
    this.#held.set(record.key, record.life!.holds);
  }

  /** What starts may have to be as it was before, where generations can't overlap. */
  begin(record: PluginRecord): void {
    if (this.plan.replaces === 'restart') this.#begun.push({ record, back: before(record) });
  }

  /** The generation that stopped to make room for this one. */
  predecessor(record: PluginRecord): Previous | undefined {
    return previousOf(this.#kept.get(record.key), record);
  }

  /** Gives what is started in its place what its predecessor had. */
  takeOver(record: PluginRecord): (() => void) | undefined {
    const handed = this.#handed.get(record.key);
    if (handed === undefined || this.#kept.get(record.key) === record) return undefined;
    return () => {
      if (handIn(record, handed) === 0) return;
      this.handedOver.add(record.key);
      if (handed.code.length > 0) this.inherited.set(record.key, { by: record.generation, code: handed.code });
    };
  }

  /** Takes back everything: what took over gives way again, what was made ready goes, and what had stopped starts again. */
  async rollBack(taken: Step, thrown: unknown): Promise<Failed> {
    const { kernel } = this;
    // Some are taken together, or one on behalf of all: the one that failed is the one to tell.
    const plugin = thrown instanceof MortiseError ? thrown.problem.plugin : undefined;
    const step = this.plan.steps.find((each) => each.plugin === plugin && each.action === taken.action) ?? taken;
    const found: Problem = { ...problemOf(this.recordOf(step)!, thrown, step.action as Phase, kernel), severity: 'error' };
    kernel.report(found);
    if (this.#swapped !== undefined) {
      this.#swapped.revert();
      // What it was given until now is nobody else's any more.
      await this.#ended([...this.#staged.values()], true);
    }
    for (const back of this.#configured.reverse()) await back();
    for (const staged of [...this.#staged.values()].reverse()) await dispose(staged, kernel, true);
    for (const back of this.#backs.reverse()) back.restore();
    this.#staged.clear();
    this.#scopes.goLive();
    await this.#endBegun();
    this.#forget();
    // Who was not stopped by then goes on with what was kept for it.
    for (const [key, standIn] of this.standIns) {
      if (kernel.records.get(key)?.state !== 'running') continue;
      this.standIns.delete(key);
      standIn.giveBack();
    }
    await this.#restart();
    this.end();
    return { step, problem: found };
  }

  /** What began meanwhile ends, last first. */
  async #endBegun(): Promise<void> {
    const { kernel } = this;
    for (const { record, back } of this.#begun.reverse()) {
      // One that ran had been given what was kept, and what comes from now on is for the one before.
      if (record.state === 'running') {
        if (this.#kept.has(record.key)) this.#standIn(record);
        await this.#ended([record], true);
        await stop(record, kernel, true);
      } else if (record.life !== undefined) await dispose(record, kernel, true);
      if (this.#kept.get(record.key) !== record || record.state !== 'stopped') back.restore();
    }
  }

  /** What had stopped starts again from its own code, providers first, with what it had, whatever the plan had meant for it. */
  async #restart(): Promise<void> {
    const { kernel } = this;
    if (this.plan.replaces !== 'restart') return;
    const kept = [...this.#kept.values()];
    for (const record of kept) kernel.records.set(record.key, record);
    for (const record of kept.reverse()) if (record.life === undefined) await this.#startAgain(record);
    // Whoever had seen some of it is looked at once more.
    kernel.changes += 1;
  }

  async #startAgain(record: PluginRecord): Promise<void> {
    const { kernel } = this;
    const { key, manifest } = record;
    const handed = this.#handed.get(key)!;
    const held = this.#held.get(key)!;
    const missing = [...held].find((other) => kernel.records.get(other)?.state !== 'running');
    let phase: Phase = 'wire';
    try {
      if (missing !== undefined) throw failure('plan.waits', { plugin: key, on: missing, why: 'could not start again' });
      await wire(record, kernel, this.lookupFor, { standIn: this.standIns.get(key) });
      for (const other of held) record.life!.hold(other);
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
