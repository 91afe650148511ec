/** Open this to see how a slot comes into the tables and how it leaves them without a trace. */
import { groupedBy } from '../model/list.js';
import type { Undo } from '../model/ports.js';
import type { DumpedHandler } from '../model/dump.js';
import type { HandlerUsage } from '../model/usage.js';
import { type Call, invoke, skip } from './call.js';
import type { Channels } from './channels.js';
import { run } from './dispatch.js';
import type { Faults } from './faults.js';
import type { Gate, Outlet } from './gate.js';
import { type Account, byOrder, type Counted, type HandlerOwner, type Own, Slot, type Tally, type Terms } from './slot.js';

const nothing = (): void => {};

/** All who listen on one bus, and what is counted of them. */
export class Roster {
  readonly #channels: Channels;
  readonly #faults: Faults;
  readonly #accounts = new Map<string, Account>();
  readonly #outlet: Outlet;
  readonly #removal = (slot: Slot): void => this.#remove(slot);
  #sequence = 0;
  #closed = false;

  constructor(channels: Channels, faults: Faults) {
    this.#channels = channels;
    this.#faults = faults;
    this.#outlet = {
      deliver: (slot: Slot, payload, name) =>
        run(slot, () => Reflect.apply(slot.handler, slot.thisArg, [payload, name]), name, faults.failed),
      overflow: (slot: Slot, dropped, limit) => faults.overflow(slot.owner.plugin, dropped, limit),
      touched: (slot: Slot) => channels.touched(slot),
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  account(plugin: string): Account {
    let account = this.#accounts.get(plugin);
    if (account === undefined) this.#accounts.set(plugin, (account = { slots: 0, failures: 0, past: undefined, remove: this.#removal }));
    return account;
  }

  /** The plugin has gone: what it did is forgotten, unless somebody listens in its name. */
  forget(plugin: string): void {
    if (this.#accounts.get(plugin)?.slots === 0) this.#accounts.delete(plugin);
  }

  /** What is counted of a plugin that may have had no slot. */
  count(plugin: string): Pick<Account, 'slots' | 'failures'> {
    return this.#accounts.get(plugin) ?? { slots: 0, failures: 0 };
  }

  /** A slot that is in no table yet; it wants its `run`. */
  draft(event: string, pattern: boolean, owner: HandlerOwner, terms?: Terms): Slot {
    return new Slot(event, pattern, owner, this.account(owner.plugin), this.#sequence++, terms);
  }

  /** Puts a slot into the tables, and its undo on the ledger of its owner. Returns that undo. */
  enrol(slot: Slot, call: Call, own: Own | undefined): Undo {
    slot.listensWith(call);
    if (this.#closed) {
      this.#end(slot);
      return nothing;
    }
    slot.account.slots++;
    const { gate } = slot.owner;
    // Whoever only waits for an event may do so before its plugin serves.
    if (gate?.seated !== false || slot.eager) this.#channels.add(slot);
    if (gate === undefined) slot.pass();
    else gate.admit(slot, this.#outlet);
    // Lighter than a function with an environment, and there is one for each handler.
    const remove = slot.undo.bind(slot);
    try {
      own?.add(slot);
    } catch (thrown) {
      // Nothing has begun that would have to end; who subscribes shall hear of the error, not of an end.
      slot.end = undefined;
      remove();
      throw thrown;
    }
    return remove;
  }

  /**
   * Within one turn: those behind the first gates get no new deliveries, and those behind the others take their seats; one that does the same
   * as one that leaves takes its very place, in deliveries under way as well. What it answers puts all of them back.
   */
  exchange(leaving: readonly Gate[], coming: readonly Gate[]): Undo {
    const free = new Map<string, Slot[]>();
    const left: Slot[] = [];
    const moved = new Map<Slot, Slot>();
    for (const gate of leaving) {
      gate.seated = false;
      for (const slot of gate.slots() as readonly Slot[]) {
        if (!slot.seated || slot.eager) continue;
        this.#channels.remove(slot);
        settleFor(slot);
        left.push(slot);
        (free.get(workOf(slot)) ?? free.set(workOf(slot), []).get(workOf(slot))!).push(slot);
      }
    }
    const others: Slot[] = [];
    for (const gate of coming) {
      gate.seated = true;
      for (const slot of gate.slots() as readonly Slot[]) {
        if (slot.seated) continue;
        const before = free.get(workOf(slot))?.shift();
        if (before === undefined) others.push(slot);
        else {
          slot.sequence = before.sequence;
          moved.set(before, slot);
          forward(before, slot);
        }
        this.#channels.add(slot);
      }
    }
    // One that was renamed or has another priority has another place, and gets what is on its way to the one before all the same.
    const renamed = groupedBy(left.filter((slot) => !moved.has(slot)).reverse(), (slot) => [themeOf(slot)]);
    for (const slot of others) {
      const before = renamed.get(themeOf(slot))?.pop();
      if (before === undefined) continue;
      moved.set(before, slot);
      forward(before, slot);
    }
    return () => {
      for (const gate of coming) gate.seated = false;
      for (const gate of leaving) gate.seated = true;
      for (const slot of coming.flatMap((gate) => [...(gate.slots() as readonly Slot[])]))
        if (slot.seated && !slot.eager) this.#channels.remove(slot);
      for (const [before, slot] of moved) {
        before.isForwarded = false;
        if (before.live) before.owner.gate?.admit(before, this.#outlet);
        else before.divert(skip);
        if (slot.live) forward(slot, before);
      }
      // With those that came while they waited for their end.
      const back = new Set([...left, ...leaving.flatMap((gate) => [...(gate.slots() as readonly Slot[])])]);
      for (const slot of back) if (slot.live && !slot.seated) this.#channels.add(slot);
    };
  }

  /** Everybody who listens, each by itself. */
  listing(): DumpedHandler[] {
    const slots = this.#channels.slots().sort((a, b) => (a.event < b.event ? -1 : a.event > b.event ? 1 : byOrder(a, b)));
    return slots.map((slot) => ({
      ...usageOf(slot.counted(this.#channels.heardBy(slot))),
      event: slot.event,
      priority: slot.priority,
      stream: slot.kind === 'stream',
      state: slot.owner.gate?.state ?? 'open',
    }));
  }

  /** What is counted of everybody who has a handler, and of what they had before. */
  usage(): HandlerUsage[] {
    const counted = new Map<string, Counted>();
    const count = (by: Counted): void => {
      const { plugin, component, method } = by.owner;
      add(counted, JSON.stringify([plugin, by.event, component, method]), by.owner, by.event, by);
    };
    for (const { past } of this.#accounts.values()) past?.forEach(count);
    for (const slot of this.#channels.slots()) count(slot.counted(this.#channels.heardBy(slot)));
    return [...counted.values()].map(usageOf);
  }

  /** Ends the streams behind a gate, so that they give away what they hold. */
  finish(gate: Gate): void {
    for (const slot of gate.slots() as readonly Slot[]) this.#end(slot);
  }

  /** Removes everybody, in the order of registration; whoever comes later is turned away. */
  close(): void {
    this.#closed = true;
    for (const slot of this.#channels.slots().sort((a, b) => a.sequence - b.sequence)) this.#remove(slot);
  }

  #remove(slot: Slot): void {
    if (!slot.live) return;
    this.#end(slot);
    // Ending a stream makes its subscriber leave, which removes the slot before this gets to it.
    if (!slot.live) return;
    slot.live = false;
    slot.listensWith(undefined);
    slot.owner.own?.drop(slot);
    if (!slot.isForwarded) slot.divert(skip);
    slot.owner.gate?.dismiss(slot);
    // Plugins come and go under ever new names; what nobody has a slot of is forgotten.
    if (slot.seated) this.#channels.remove(slot);
    slot.account.slots--;
    // It may be under way, and fail after it has left.
    slot.countIn(settleFor(slot));
    // Of a plugin that runs on, what it did is kept; whoever has no gate is there as long as what it wrote down.
    const { own, gate, plugin } = slot.owner;
    if (own !== undefined && gate === undefined) this.forget(plugin);
  }

  #end(slot: Slot): void {
    const { end } = slot;
    if (end === undefined) return;
    slot.end = undefined;
    run(slot, end, slot.event, this.#faults.failed);
  }
}

function usageOf({ owner, event, deliveries, failures, samples, ms }: Counted): HandlerUsage {
  return {
    plugin: owner.plugin,
    ...(owner.component === undefined ? {} : { component: owner.component }),
    ...(owner.method === undefined ? {} : { method: owner.method }),
    ...(event === undefined ? {} : { event }),
    deliveries,
    failures,
    samples,
    ms,
  };
}

/** Puts what was counted of a slot that has left to what is counted of its work. Events of code without a name may be endless, so those are one. */
function settleFor(slot: Slot): Counted {
  const { account, owner, event } = slot;
  const { component, method } = owner;
  const isNamed = component !== undefined && method !== undefined;
  // Code that comes and goes all the time has no name.
  const work = component === undefined && method === undefined ? '' : JSON.stringify([isNamed ? event : undefined, component, method]);
  return add((account.past ??= new Map()), work, owner, isNamed ? event : undefined, slot.takeTally());
}

function add(counted: Map<string, Counted>, work: string, owner: HandlerOwner, event: string | undefined, by: Tally | undefined): Counted {
  let found = counted.get(work);
  if (found === undefined) {
    const { plugin, component, method } = owner;
    counted.set(work, (found = { owner: { plugin, component, method }, event, deliveries: 0, failures: 0, samples: 0, ms: 0 }));
  }
  if (by === undefined) return found;
  found.deliveries += by.deliveries;
  found.failures += by.failures;
  found.samples += by.samples;
  found.ms += by.ms;
  return found;
}

/** What deliveries under way have for one slot goes to another: it has taken its place. */
function forward(from: Slot, to: Slot): void {
  from.owner.gate?.dismiss(from);
  from.isForwarded = true;
  from.divert((payload, name) => invoke(to, payload, name));
}

/** What two slots have in common that hear the same for two generations of a plugin. */
function themeOf({ owner, event, kind }: Slot): string {
  return JSON.stringify([owner.plugin, event, kind]);
}

/** What two slots have in common that do the same for two generations of a plugin. */
function workOf({ owner, event, kind, priority }: Slot): string {
  return JSON.stringify([owner.plugin, event, kind, priority, owner.component, owner.method]);
}
