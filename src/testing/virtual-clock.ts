/** Open this to see a clock whose time passes only when a test says so. */
import type { ClockPort, Undo } from '../model/ports.js';

interface Timer {
  due: number;
  readonly order: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

/** A clock for tests: give it to `createTestHost` or `createHost({ clock })`, and move it with `advance`. */
export class VirtualClock implements ClockPort {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  /** Milliseconds at which it begins. Default 0. */
  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): Undo {
    return this.#add(run, ms, undefined);
  }

  setInterval(run: () => void, ms: number): Undo {
    return this.#add(run, ms, ms);
  }

  /** Number of timers that are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass, firing what falls due in its order; promises settle between any two timers. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (let timer = this.#next(until); timer !== undefined; timer = this.#next(until)) {
      this.#now = Math.max(this.#now, timer.due);
      if (timer.every === undefined) this.#timers.delete(timer);
      else timer.due += Math.max(1, timer.every);
      timer.run();
      await settle();
    }
    this.#now = until;
  }

  #add(run: () => void, ms: number, every: number | undefined): Undo {
    const timer: Timer = { due: this.#now + Math.max(0, ms), order: this.#order++, every, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  #next(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due > until) continue;
      if (first === undefined || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) first = timer;
    }
    return first;
  }
}

/** Lets everything settle that needs no time to pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
