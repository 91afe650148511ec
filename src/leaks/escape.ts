/** Open this to see what is known of something that a plugin made outside of its context. */
import type { Maker } from './maker.js';

export type EscapeKind = 'timeout' | 'interval' | 'listener' | 'socket' | 'server' | 'child-process' | 'worker' | 'watcher' | 'global';

/** Something that is still there, and that no ledger takes back. */
export interface Escape {
  readonly kind: EscapeKind;
  /** As a sentence may go on with it: `the interval of 1000 ms`, `the listener of process 'SIGHUP'`, `the global 'cache'`. */
  readonly what: string;
  /** `file:line:column` of the code that made it; `an unknown place` where nobody can tell. */
  readonly place: string;
  /** The same object each time it is asked for: who made it, and when; of a global, only who made it last. */
  readonly maker: object;
  /** Clears, closes, ends or restores it. Doing it twice does nothing more. */
  release(): void;
}

/** What one of the watches has found, before it is asked whose it is. */
export interface Found extends Omit<Escape, 'place' | 'maker'> {
  readonly maker: Maker;
}

/** Watches one way out. It holds weakly whatever it watches. */
export interface Watch {
  /** What is still there. */
  found(): readonly Found[];
  /** Puts everything back as it was. */
  close(): void;
}
