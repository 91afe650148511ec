/** Open this to see how many waits for code of plugins are bounded by one timer, and given up together when the host is. */
import type { ClockPort, Undo } from '../model/ports.js';
import { preciseOf } from '../model/precise.js';

/** Milliseconds until something is named as slow, and until it has failed. */
export interface Limits {
  readonly warn: number;
  readonly fail: number;
}

/** One wait that has its time. */
export interface Wait {
  readonly limits: Limits;
  /** It goes on when the host is given up. */
  readonly outlivesHost?: boolean;
  /** It has taken as long as `warn`. */
  slow(): void;
  /** It has taken as long as `fail`. */
  timeout(): void;
  /** The host is given up. */
  abort(): void;
}

interface Pending {
  readonly wait: Wait;
  readonly began: number;
  isWarned: boolean;
}

/** Timers of Node that are set for longer ring at once. */
const LONGEST = 2 ** 31 - 1;

/** All waits of one host. */
export class Waits {
  readonly #pending = new Map<Wait, Pending>();
  #seen: number | undefined;
  #elapsed = 0;
  /** The time for which the last timer was set that rang. */
  #reached = 0;
  #timer: { readonly at: number; readonly undo: Undo } | undefined;
  #isBusy = false;

  constructor(
    readonly clock: ClockPort,
    readonly signal: AbortSignal,
    /** What is thrown then. */
    readonly aborted: () => Error,
  ) {
    signal.addEventListener('abort', () => this.#abort());
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Bounds a wait until it is deleted. */
  add(wait: Wait): void {
    // The method itself may have stopped the host before there was anything to wait for.
    if (this.signal.aborted && wait.outlivesHost !== true) return wait.abort();
    const { warn, fail } = wait.limits;
    const pending: Pending = { wait, began: this.elapsed(), isWarned: warn >= fail };
    this.#pending.set(wait, pending);
    this.#setTimer(dueAt(pending));
  }

  delete(wait: Wait): void {
    if (this.#pending.delete(wait) && !this.#isBusy) this.#rest();
  }

  /** While operations run, one wait follows the other, and the timer stays for the next. */
  busy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    if (!isBusy) this.#rest();
  }

  #rest(): void {
    if (this.#pending.size > 0) return;
    this.#timer?.undo();
    this.#timer = undefined;
  }

  /**
   * Milliseconds since somebody first asked, for all that has a limit of time. A clock that is set back, or stands still, makes no wait longer: its
   * timers go on.
   */
  elapsed(): number {
    const seen = preciseOf(this.clock);
    this.#elapsed += Math.max(0, seen - (this.#seen ?? seen));
    this.#seen = seen;
    return Math.max(this.#elapsed, this.#reached);
  }

  #setTimer(at: number): void {
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.undo();
    const now = this.elapsed();
    const next = Math.min(at, now + LONGEST);
    const undo = this.clock.setTimeout(() => this.#look(next), Math.max(0, next - now));
    this.#timer = { at: next, undo };
  }

  /** Tells those whose time has come, and waits for the next. */
  #look(at: number): void {
    this.#timer = undefined;
    this.#reached = at;
    const now = this.elapsed();
    for (const pending of [...this.#pending.values()]) {
      // One before it may have ended it.
      if (this.#pending.get(pending.wait) !== pending || dueAt(pending) > now) continue;
      if (pending.isWarned) {
        this.#pending.delete(pending.wait);
        pending.wait.timeout();
      } else {
        pending.isWarned = true;
        pending.wait.slow();
      }
    }
    for (const pending of this.#pending.values()) this.#setTimer(dueAt(pending));
  }

  #abort(): void {
    for (const { wait } of [...this.#pending.values()]) {
      if (wait.outlivesHost === true) continue;
      this.delete(wait);
      wait.abort();
    }
  }
}

function dueAt({ wait, began, isWarned }: Pending): number {
  return began + (isWarned ? wait.limits.fail : wait.limits.warn);
}
