/** Open this to see why a plugin that is not running yet, or not any more, gets no events, and what happens to those that come while it starts. */
import { type Handler, SKIPPED, skip } from './call.js';

/** How many deliveries are kept for a plugin while it starts. */
export const MOST_KEPT = 1024;

/** `closed`: deliveries are dropped. `buffering`: they are kept until the gate opens. `open`: they pass. */
export type GateState = 'closed' | 'buffering' | 'open';

/** What stands behind a gate: a slot, of which the gate says what is called in it, so that an open gate costs a delivery nothing. */
export interface Gated {
  /** It gets what comes. */
  pass(): void;
  /** Somebody else gets it. */
  divert(to: Handler): void;
  /** Runs no plugin code when called, so it need not wait for the start: a plugin may await the promise of an event while it starts. */
  readonly eager: boolean;
  /** Who stands before and after it behind the gate, which alone writes this: there are many gates with few slots, and a set weighs more than they. */
  before: Gated | undefined;
  after: Gated | undefined;
}

/** Where a gate sends what it kept, and what it could not keep. Neither may throw. */
export interface Outlet {
  deliver(slot: Gated, payload: unknown, name: string): void;
  overflow(slot: Gated, dropped: number, limit: number): void;
  /** The call of a slot was exchanged. */
  touched(slot: Gated): void;
}

interface Kept {
  readonly slot: Gated;
  readonly payload: unknown;
  readonly name: string;
}

/** One plugin's gate: all its slots pass it. A new one is closed. */
export class Gate {
  #state: GateState = 'closed';
  #hasOpened = false;
  #flushing = false;
  #outlet: Outlet | undefined;
  #first: Gated | undefined;
  #last: Gated | undefined;
  #queue: Kept[] = [];
  #next = 0;
  #room = MOST_KEPT;
  #dropped = 0;
  /** How many deliveries were kept since it last began to buffer. */
  kept = 0;
  #overflowed: Gated | undefined;
  #drained: (() => void)[] = [];
  /** How many handlers have not ended. Generated code counts them itself, as `began` and `ended` do. */
  pending = 0;
  /** Whether somebody waits until none is under way. */
  isDraining = false;
  /** Whether its slots are in the tables. Those of a generation that is made ready beside another one take their seats all at once. */
  seated: boolean;

  constructor(seated = true) {
    this.seated = seated;
  }

  /** While kept deliveries are flushed it is still `buffering`: what comes meanwhile waits behind them. */
  get state(): GateState {
    return this.#state;
  }

  /** Whether the plugin has run since it last began to start; stays true while it stops. */
  get hasOpened(): boolean {
    return this.#hasOpened;
  }

  /** Drops what is kept and all that comes. */
  close(): void {
    this.#empty([]);
    this.#become('closed');
  }

  /** Keeps what comes, in the order in which it comes. */
  buffer(): void {
    if (this.#state === 'buffering' && !this.#flushing) return;
    this.#empty(this.#queue.slice(this.#next));
    this.#hasOpened = false;
    this.kept = 0;
    this.#become('buffering');
  }

  /** Delivers what was kept, then lets everything pass. */
  open(): void {
    if (this.#state === 'open' || this.#flushing) return;
    this.#hasOpened = true;
    this.#flushing = true;
    // What handlers emit during the flush waits behind it, in the same queue. That has a limit too, or a handler that answers each
    // event with another one to itself would keep the flush going for ever.
    this.#room = MOST_KEPT;
    const queue = this.#queue;
    // A handler may close the gate, or have it buffer again; either begins another queue.
    while (this.#queue === queue && this.#next < queue.length) {
      const { slot, payload, name } = queue[this.#next++]!;
      this.#outlet?.deliver(slot, payload, name);
    }
    if (this.#queue !== queue) return;
    const dropped = this.#dropped;
    const overflowed = this.#overflowed;
    this.#empty([]);
    this.#become('open');
    if (overflowed !== undefined) this.#outlet?.overflow(overflowed, dropped, MOST_KEPT);
  }

  /** Methods behind it may have been exchanged. */
  refresh(): void {
    this.#become(this.#state);
  }

  /** A handler has begun what it has to wait for. */
  began(): void {
    this.pending++;
  }

  ended(): void {
    if (--this.pending === 0 && this.isDraining) this.drain();
  }

  /** Tells those who wait that no handler is under way any more. */
  drain(): void {
    this.isDraining = false;
    for (const tell of this.#drained.splice(0)) tell();
  }

  /** Resolves when no handler is under way any more. */
  drained(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    this.isDraining = true;
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  slots(): readonly Gated[] {
    const slots: Gated[] = [];
    for (let slot = this.#first; slot !== undefined; slot = slot.after) slots.push(slot);
    return slots;
  }

  /** Takes a slot behind the gate. */
  admit(slot: Gated, outlet: Outlet): void {
    this.#outlet = outlet;
    this.#direct(slot);
    if (this.#has(slot)) return;
    slot.before = this.#last;
    if (this.#last === undefined) this.#first = slot;
    else this.#last.after = slot;
    this.#last = slot;
  }

  dismiss(slot: Gated): void {
    if (!this.#has(slot)) return;
    const { before, after } = slot;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    slot.before = slot.after = undefined;
  }

  #has(slot: Gated): boolean {
    return slot === this.#first || slot.before !== undefined;
  }

  #become(state: GateState): void {
    this.#state = state;
    for (const slot of this.slots()) {
      this.#direct(slot);
      this.#outlet?.touched(slot);
    }
  }

  #empty(queue: Kept[]): void {
    this.#queue = queue;
    this.#next = 0;
    this.#room = MOST_KEPT - queue.length;
    this.#dropped = 0;
    this.#overflowed = undefined;
    this.#flushing = false;
  }

  #direct(slot: Gated): void {
    if (this.#state === 'closed') slot.divert(skip);
    else if (this.#state === 'open' || slot.eager) slot.pass();
    else slot.divert((payload, name) => this.#keep(slot, payload, name));
  }

  #keep(slot: Gated, payload: unknown, name: string): typeof SKIPPED | undefined {
    if (this.#room > 0) {
      this.#room--;
      this.kept++;
      this.#queue.push({ slot, payload, name });
      return undefined;
    }
    this.#dropped++;
    this.#overflowed = slot;
    return SKIPPED;
  }
}
