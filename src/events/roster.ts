/** Open this to see how a slot comes into the tables and how it leaves them without a trace. */
import type { Undo } from '../model/ports.js';
import { type Handler, skip } from './call.js';
import type { Channels } from './channels.js';
import { run } from './dispatch.js';
import type { Faults } from './faults.js';
import type { Outlet } from './gate.js';
import { type Account, DEFAULT_PRIORITY, type HandlerOwner, type Slot } from './slot.js';

/** Puts an undo on somebody's ledger; what it returns takes it off and undoes. */
export type Own = (undo: Undo, what: string) => Undo;

/** What a slot is made of. */
export interface Draft {
  readonly event: string;
  readonly pattern: boolean;
  readonly kind: Slot['kind'];
  readonly owner: HandlerOwner;
  readonly priority: number | undefined;
  readonly deadline?: number | undefined;
  readonly eager?: boolean;
}

const nothing = (): void => {};

/** All who listen on one bus, and what is counted of them. */
export class Roster {
  readonly #channels: Channels;
  readonly #faults: Faults;
  readonly #accounts = new Map<string, Account>();
  readonly #outlet: Outlet;
  #sequence = 0;
  #closed = false;

  constructor(channels: Channels, faults: Faults) {
    this.#channels = channels;
    this.#faults = faults;
    this.#outlet = {
      deliver: (slot: Slot, payload, name) => run(slot, slot.run, payload, name, faults.failed),
      overflow: (slot: Slot, dropped, limit) => faults.overflow(slot.owner.plugin, dropped, limit),
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  account(plugin: string): Account {
    let account = this.#accounts.get(plugin);
    if (account === undefined) this.#accounts.set(plugin, (account = { slots: 0, failures: 0 }));
    return account;
  }

  /** What is counted of a plugin that may have had no slot. */
  count(plugin: string): Readonly<Account> {
    return this.#accounts.get(plugin) ?? { slots: 0, failures: 0 };
  }

  /** A slot that is in no table yet; it wants its `run`. */
  draft({ event, pattern, kind, owner, priority, deadline, eager = false }: Draft): Slot {
    return {
      call: skip,
      run: skip,
      live: true,
      eager,
      event,
      pattern,
      kind,
      // NaN has no place in an order; priorities may come from plain JavaScript.
      priority: typeof priority === 'number' && !Number.isNaN(priority) ? priority : DEFAULT_PRIORITY,
      sequence: this.#sequence++,
      deadline,
      owner,
      account: this.account(owner.plugin),
      failures: 0,
      end: undefined,
      undo: nothing,
    };
  }

  /** Puts a slot into the tables, and its undo on the ledger of its owner. Returns that undo. */
  enrol(slot: Slot, handler: Handler, own: Own | undefined): Undo {
    slot.run = slot.call = handler;
    if (this.#closed) {
      this.#end(slot);
      return nothing;
    }
    slot.account.slots++;
    this.#channels.add(slot);
    slot.owner.gate?.admit(slot, this.#outlet);
    const remove = () => this.#remove(slot);
    slot.undo = remove;
    if (own === undefined) return remove;
    try {
      return (slot.undo = own(remove, `${slot.kind === 'stream' ? 'stream' : 'handler'} of '${slot.event}'`));
    } catch (thrown) {
      // Nothing has begun that would have to end; who subscribes shall hear of the error, not of an end.
      slot.end = undefined;
      remove();
      throw thrown;
    }
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
    // A table may hold on to a dead slot for a while; through it, it must not hold on to a plugin.
    slot.run = slot.call = skip;
    slot.undo = nothing;
    slot.owner.gate?.dismiss(slot);
    // Plugins come and go under ever new names; what nobody has a slot of is forgotten.
    if (--slot.account.slots === 0) this.#accounts.delete(slot.owner.plugin);
    this.#channels.remove(slot);
  }

  #end(slot: Slot): void {
    const { end } = slot;
    slot.end = undefined;
    if (end !== undefined) run(slot, end, undefined, slot.event, this.#faults.failed);
  }
}
