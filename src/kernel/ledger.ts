/** Open this to see how every effect of a plugin is owned: each pushes its undo, and all are taken back in reverse. */
import type { Effect } from '../model/context.js';
import type { Waiting } from '../model/thenable.js';
import { inOrder } from './in-order.js';

/** Takes one effect back; `force` says that time is short. */
type LedgerUndo = (force: boolean) => unknown;

/** One effect. Whatever a plugin has many of is an entry itself, rather than a function made for it. */
export interface LedgerEntry {
  /** What a message calls it: `the timer set in start`. */
  readonly what: string;
  undo(force: boolean): unknown;
}

/** How one effect is taken back, as long as that may take, and how it is told that it failed. Never throws or rejects. */
export type Disposal = (entry: LedgerEntry) => Waiting;

/** The effects of one plugin, or of one attach. */
export class Ledger {
  readonly #entries = new Set<LedgerEntry>();
  #open = true;

  get size(): number {
    return this.#entries.size;
  }

  /** False as soon as taking back has begun. */
  get open(): boolean {
    return this.#open;
  }

  /** From now on it takes nothing more. */
  close(): void {
    this.#open = false;
  }

  /** What is owned now, oldest first. */
  list(): readonly LedgerEntry[] {
    return [...this.#entries];
  }

  /** Puts an effect on the ledger that stays there until all are taken back. */
  add(entry: LedgerEntry): void {
    if (this.#open) this.#entries.add(entry);
  }

  /** Takes an effect off that has ended by itself, or was taken back. */
  drop(entry: LedgerEntry): void {
    this.#entries.delete(entry);
  }

  /** Takes one effect back early, once. */
  takeBack(entry: LedgerEntry): void {
    if (this.#entries.delete(entry)) entry.undo(false);
  }

  /** Puts an effect on the ledger. What it returns takes the effect back early, once. */
  push(what: string, undo: LedgerUndo): () => void {
    return this.own(what, undo).undo;
  }

  /** The same for an effect that may end by itself: `ended` takes it off without undoing it. */
  own(what: string, undo: LedgerUndo): { readonly ended: () => void; readonly undo: () => void } {
    const entry: LedgerEntry = { what, undo };
    this.add(entry);
    return { ended: () => this.drop(entry), undo: () => this.takeBack(entry) };
  }

  /** Takes everything back, latest first, one after the other, and goes on after errors. */
  dispose(disposal: Disposal): Waiting {
    this.close();
    // One that was taken back before it may have ended this one too: a stop() that cancels its own timer.
    return inOrder([...this.#entries].reverse(), (entry) => (this.#entries.delete(entry) ? disposal(entry) : undefined));
  }
}

/** How an effect of the author's own is taken back: a function, a subscription, or a disposable. */
export function undoOf(effect: Effect): LedgerUndo {
  if (typeof effect === 'function') return () => (effect as () => unknown)();
  const object = effect as unknown as Record<string | symbol, unknown>;
  for (const method of [
    Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose'),
    Symbol.dispose ?? Symbol.for('Symbol.dispose'),
    'unsubscribe',
    'dispose',
  ]) {
    const undo = object[method];
    if (typeof undo === 'function') return () => (undo as () => unknown).call(effect);
  }
  throw new TypeError('own() takes a function, a subscription or a disposable');
}
