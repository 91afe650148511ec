/** Open this to see how every effect of a plugin is owned: each pushes its undo, and all are taken back in reverse. */
import type { Effect } from '../model/context.js';

/** Takes one effect back; `force` says that time is short. */
export type LedgerUndo = (force: boolean) => unknown;

export interface LedgerEntry {
  /** What a message calls it: `the timer set in start`. */
  readonly what: string;
  readonly undo: LedgerUndo;
}

/** How taking back is done, and told. */
export interface Disposal {
  readonly force: boolean;
  /** Waits for one promise, or gives up when time is over; answers whether it settled. */
  readonly wait: (entry: LedgerEntry, promise: PromiseLike<unknown>) => Promise<void>;
  readonly failed: (entry: LedgerEntry, thrown: unknown) => void;
}

/** The effects of one plugin, or of one attach. */
export class Ledger {
  #entries: Set<LedgerEntry> | undefined = new Set();

  get size(): number {
    return this.#entries?.size ?? 0;
  }

  /** False as soon as taking back has begun. */
  get open(): boolean {
    return this.#entries !== undefined;
  }

  /** What is owned now, oldest first. */
  list(): readonly LedgerEntry[] {
    return [...(this.#entries ?? [])];
  }

  /** Puts an effect on the ledger. What it returns takes the effect back early, once. */
  push(what: string, undo: LedgerUndo): () => void {
    const entry: LedgerEntry = { what, undo };
    this.#entries?.add(entry);
    return () => {
      if (this.#entries?.delete(entry) === true) undo(false);
    };
  }

  /** Takes an effect off without undoing it, since it ended by itself. */
  own(what: string, undo: LedgerUndo): { readonly ended: () => void; readonly undo: () => void } {
    const entry: LedgerEntry = { what, undo };
    this.#entries?.add(entry);
    return {
      ended: () => void this.#entries?.delete(entry),
      undo: () => {
        if (this.#entries?.delete(entry) === true) undo(false);
      },
    };
  }

  /** Takes everything back, latest first, one after the other, and goes on after errors. */
  async dispose(disposal: Disposal): Promise<void> {
    const entries = [...this.list()].reverse();
    const owned = this.#entries;
    this.#entries = undefined;
    for (const entry of entries) {
      // An entry may be taken back early by one that was undone before it.
      if (owned?.delete(entry) !== true) continue;
      try {
        const result = entry.undo(disposal.force);
        if (isThenable(result)) await disposal.wait(entry, result);
      } catch (thrown) {
        disposal.failed(entry, thrown);
      }
    }
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** How an effect of the author's own is taken back: a function, a subscription, or a disposable. */
export function undoOf(effect: Effect): LedgerUndo {
  if (typeof effect === 'function') return () => (effect as () => unknown)();
  const object = effect as unknown as Record<string | symbol, unknown>;
  for (const method of [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose'), Symbol.dispose ?? Symbol.for('Symbol.dispose'), 'unsubscribe', 'dispose']) {
    const undo = object[method];
    if (typeof undo === 'function') return () => (undo as () => unknown).call(effect);
  }
  throw new TypeError('own() takes a function, a subscription or a disposable');
}
