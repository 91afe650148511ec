/** Open this to see how a change keeps its word: what takes over is made ready beside what serves, and until it has, all can be taken back. */
import type { Plan, Step } from '../model/plan.js';
import type { Phase, Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { StagedScopes } from '../wiring/staged.js';
import { Room, type Inherited } from './room.js';
import { configure, type Reconfigured } from './configure.js';
import { drain } from './drain.js';
import { announce, type Kernel } from './kernel.js';
import { before, previousOf, type MoveBack, type PluginRecord } from './record.js';
import { problemOf } from './fail.js';
import { afterStart, health, start } from './start.js';
import type { LookupFor } from './context-parts.js';
import { wire } from './wire.js';
import { swap, type Swapped } from './swap.js';
import { dispose } from './unload.js';

/** Which step failed, of which plugin, and why; everything is as it was. */
export interface Failed {
  readonly step: Step;
  readonly problem: Problem;
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
  /** What gave way: it can come back until all is done. */
  readonly #left = new Map<string, PluginRecord>();
  readonly #backs: MoveBack[] = [];
  readonly #scopes: StagedScopes;
  readonly #replaced: ReadonlySet<string>;
  #swapped: Swapped | undefined;
  readonly handedOver = new Set<string>();
  /** Code of a generation that the next one was given, by plugin. */
  readonly inherited = new Map<string, Inherited>();
  /** Deliveries that ended before their generation stopped. */
  drained = 0;

  /** What stops to make room, where generations can't overlap. */
  readonly room: Room;
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
    this.room = new Room(this);
    const leaving = new Set(plan.steps.filter(({ action }) => action === 'stop').map(({ plugin }) => plugin));
    this.#scopes = new StagedScopes(kernel.host, (owner) => leaving.has(owner));
    this.#replaced = new Set(
      plan.replaces === undefined
        ? []
        : plan.steps.flatMap(({ plugin, because }) => (because.some(({ code }) => code === 'replaced') ? [plugin] : [])),
    );
  }

  /** The record that a step is about, among those that serve, are made ready, gave way or made room. */
  recordOf({ plugin, generation, staged }: Step): PluginRecord | undefined {
    const now = this.kernel.records.get(plugin);
    if (now?.generation === generation) return now;
    const others = [
      this.#staged.get(plugin),
      this.#left.get(plugin),
      this.room.stopped(plugin),
      staged === true ? this.candidates.get(plugin) : undefined,
    ];
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
      if (now !== undefined && now !== next) this.#left.set(next.key, now);
      return { next, old: now === next || now?.life === undefined ? undefined : now, scope: this.#backs[index]!.scope };
    });
    this.#swapped = swap(successors, this.#scopes, kernel);
    for (const { taker, code } of this.#swapped.handedOver) {
      this.handedOver.add(taker.key);
      if (code.length > 0) this.inherited.set(taker.key, { by: taker.generation, code });
    }
    for (const { next, old } of successors) {
      const { key, manifest, generation } = next;
      next.ms = kernel.elapsed() - next.life!.wiredAt;
      // Nothing of it is seen before; whoever listens sees all of them in their places.
      if (old === undefined) announce(kernel, 'plugin.started', { plugin: key, version: manifest.version, ms: next.ms });
      else
        announce(kernel, 'plugin.replaced', { plugin: key, version: manifest.version, generation, previous: old.generation, ms: next.ms });
    }
  }

  /** Waits until what gave way has ended what it had begun. */
  async drain(force: boolean): Promise<void> {
    return this.untilEnded([...this.#left.values()], force);
  }

  /** Waits until they have ended what they had begun. */
  untilEnded(records: readonly PluginRecord[], force: boolean): Promise<void> {
    const { count, done } = drain(records, force, this.kernel);
    this.drained += count;
    return done;
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
      await this.untilEnded([...this.#staged.values()], true);
    }
    for (const back of this.#configured.reverse()) await back();
    for (const staged of [...this.#staged.values()].reverse()) await dispose(staged, kernel, true);
    for (const back of this.#backs.reverse()) back.restore();
    this.#staged.clear();
    this.#scopes.goLive();
    await this.room.endBegun();
    this.#forget();
    await this.room.restore();
    return { step, problem: found };
  }
}
