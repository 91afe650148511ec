/** Open this to see what one place in a delivery is: who is called there, on whose account, and before whom. */
import { type Call, type Called, type Handler, handlerOf, methodOf, skip } from './call.js';
import type { Gate, Gated } from './gate.js';

/** Whose a handler is. */
export interface HandlerOwner {
  /** Key of the plugin, or `host`. */
  readonly plugin: string;
  readonly component?: string | undefined;
  readonly method?: string | undefined;
  /** Without one, deliveries always pass. */
  readonly gate?: Gate;
  /** Where it is written down what is registered in code. */
  readonly own?: Own;
}

/** One thing that somebody has, and takes back. */
export interface Owned {
  /** What a message calls it. */
  readonly what: string;
  undo(): unknown;
}

/** Where it is written down what somebody has, so that all of it is taken back with them. */
export interface Own {
  /** Throws when it is too late. */
  add(owned: Owned): void;
  /** It was taken back. */
  drop(owned: Owned): void;
}

/** What is counted of one plugin. */
export interface Account {
  slots: number;
  failures: number;
  /** Of slots that are gone, by what they did; those without a name in the code are one. */
  past: Map<string, Counted> | undefined;
  /** Takes a slot out of the tables, once. */
  readonly remove: (slot: Slot) => void;
}

/** What is counted of handlers that do the same. */
export interface Counted extends Tally {
  readonly owner: Pick<HandlerOwner, 'plugin' | 'component' | 'method'>;
  readonly event: string | undefined;
}

/** What is counted of a slot. */
export interface Tally {
  /** Deliveries it got; of a slot less those that its channels had made before it came and plus those of channels it has left: see `Channels.heardBy`. */
  deliveries: number;
  failures: number;
  /** Calls of it that were timed, and the milliseconds that they took together. */
  samples: number;
  ms: number;
}

export const DEFAULT_PRIORITY = 1000;

/** Somebody's code that listens, as far as blame goes. */
export interface Listener {
  /** The name or pattern it was registered for. */
  readonly event: string;
  readonly kind: 'handler' | 'stream' | 'once';
  readonly owner: HandlerOwner;
  readonly account: Account;
  failures: number;
}

/** What most slots are not asked to do otherwise. */
export interface Terms {
  readonly kind?: Listener['kind'];
  readonly priority?: number | undefined;
  /** Milliseconds that `emitAsync` waits for it. */
  readonly deadline?: number | undefined;
  /** Ends what feeds the handler, before the slot goes: completes a stream. */
  readonly end?: (() => void) | undefined;
}

const USUAL: Terms = {};
const [LIVE, SEATED, FORWARDED, PATTERN, PASSING] = [1, 2, 4, 8, 16];

/**
 * One handler, stream subscriber or awaited promise, at its place among all who get the event. There are as many as there are handlers, so what
 * few of them need is made when one needs it.
 */
export class Slot implements Called, Gated, Listener, Owned {
  /** What a delivery calls: what it listens with, unless the plugin is away or the slot is gone. Somebody else is given its `thisArg` in vain. */
  call: Handler = skip;
  thisArg: unknown = undefined;
  /** What it listens with: a function, or the name of a method of `thisArg`. */
  #run: Handler | PropertyKey = skip;
  #state: number;
  #tally: Tally | undefined = undefined;
  #terms: Terms;
  before: Gated | undefined = undefined;
  after: Gated | undefined = undefined;

  /** `sequence` counts all registrations of the bus: among equal priorities the earlier one is first. A successor takes the place of who was there before. */
  constructor(
    readonly event: string,
    isPattern: boolean,
    readonly owner: HandlerOwner,
    readonly account: Account,
    public sequence: number,
    terms: Terms = USUAL,
  ) {
    this.#state = isPattern ? LIVE | PATTERN : LIVE;
    this.#terms = terms;
  }

  get pattern(): boolean {
    return (this.#state & PATTERN) !== 0;
  }

  get kind(): Listener['kind'] {
    return this.#terms.kind ?? 'handler';
  }

  get priority(): number {
    const { priority } = this.#terms;
    // NaN has no place in an order; priorities may come from plain JavaScript.
    return typeof priority === 'number' && !Number.isNaN(priority) ? priority : DEFAULT_PRIORITY;
  }

  get deadline(): number | undefined {
    return this.#terms.deadline;
  }

  /** Runs no plugin code when called, so it need not wait for the start: a plugin may await the promise of an event while it starts. */
  get eager(): boolean {
    return this.#terms.kind === 'once';
  }

  get end(): (() => void) | undefined {
    return this.#terms.end;
  }
  set end(end: (() => void) | undefined) {
    this.#terms = { ...this.#terms, end };
  }

  /** False once it is removed; deliveries under way may still come upon it. */
  get live(): boolean {
    return (this.#state & LIVE) !== 0;
  }
  set live(live: boolean) {
    this.#mark(LIVE, live);
  }

  /** Whether it is in the tables, so that new deliveries come upon it. */
  get seated(): boolean {
    return (this.#state & SEATED) !== 0;
  }
  set seated(seated: boolean) {
    this.#mark(SEATED, seated);
  }

  /** Whether another one gets what deliveries under way have for it. */
  get isForwarded(): boolean {
    return (this.#state & FORWARDED) !== 0;
  }
  set isForwarded(isForwarded: boolean) {
    this.#mark(FORWARDED, isForwarded);
  }

  /** Whether deliveries call what it listens with. */
  get passes(): boolean {
    return (this.#state & PASSING) !== 0;
  }

  /** Nothing any more once it has gone: a table may hold on to it for a while, and must not hold on to a plugin. */
  listensWith(call: Call | undefined): void {
    if (typeof call === 'object') {
      this.#run = call.member;
      this.thisArg = call.on;
    } else {
      this.#run = call ?? skip;
      this.thisArg = undefined;
    }
  }

  /** A method is the one that is on its object by now: to look it up at each call would take as long as the call. */
  get handler(): Handler {
    const run = this.#run;
    return typeof run === 'function' ? run : methodOf(this.thisArg as object, run);
  }

  pass(): void {
    try {
      this.call = this.handler;
    } catch {
      // It fails when it is called, unless it is there by then.
      this.call = handlerOf({ on: this.thisArg as object, member: this.#run as PropertyKey });
    }
    this.#mark(PASSING, true);
  }

  divert(to: Handler): void {
    this.call = to;
    this.#mark(PASSING, false);
  }

  /** What is counted of it, to be written to. */
  get tally(): Tally {
    return (this.#tally ??= { deliveries: 0, failures: 0, samples: 0, ms: 0 });
  }

  get failures(): number {
    return this.#tally?.failures ?? 0;
  }
  set failures(failures: number) {
    this.tally.failures = failures;
  }

  /** Deliveries that it is known to have got, besides those of the channels that it is in. */
  get base(): number {
    return this.#tally?.deliveries ?? 0;
  }

  /** A channel joins it after so many deliveries, below zero, or leaves it. */
  heard(deliveries: number): void {
    if (deliveries !== 0) this.tally.deliveries += deliveries;
  }

  /** What was counted since the last time; it begins anew. */
  takeTally(): Tally | undefined {
    const tally = this.#tally;
    this.#tally = undefined;
    return tally;
  }

  /** From now on what is counted of it is counted there. */
  countIn(tally: Tally): void {
    this.#tally = tally;
  }

  /** What is counted by now, with the deliveries of the channels that it is in. */
  counted(deliveries: number): Counted {
    const { owner, event } = this;
    const { failures, samples, ms } = this.#tally ?? NOTHING;
    return { owner, event, deliveries, failures, samples, ms };
  }

  get what(): string {
    return `${this.kind === 'stream' ? 'stream' : 'handler'} of '${this.event}'`;
  }

  /** Leaves the tables. */
  undo(): void {
    this.account.remove(this);
  }

  #mark(flag: number, is: boolean): void {
    this.#state = is ? this.#state | flag : this.#state & ~flag;
  }
}

const NOTHING: Tally = { deliveries: 0, failures: 0, samples: 0, ms: 0 };

/** The order of delivery: ascending priority, then the order of registration. */
export function byOrder(a: Slot, b: Slot): number {
  return a.priority - b.priority || a.sequence - b.sequence;
}
