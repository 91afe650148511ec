/** Open this to see how something is waited for no longer than it may take, and how a pause can be broken off; on the clock of the host. */
import type { ClockPort, Undo } from 'mortise';

/** Why a wait was given up. */
export class GivenUp extends Error {
  constructor(readonly why: 'time' | 'signal') {
    super(why === 'time' ? 'its time was up' : 'it was given up');
  }
}

interface Bounds {
  readonly clock: ClockPort;
  /** Milliseconds. */
  readonly ms: number;
  /** Any of them ends it. */
  readonly signals: readonly AbortSignal[];
}

/** Calls something and waits for what it gives. Rejects with `GivenUp` when time is up or a signal comes; then the signal it was given is aborted. */
export function bounded<T>(work: (signal: AbortSignal) => T | PromiseLike<T>, { clock, ms, signals }: Bounds): Promise<T> {
  const abort = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const end = (): void => {
      undo();
      unheard();
    };
    const giveUp = (why: GivenUp['why']): void => {
      end();
      const given = new GivenUp(why);
      reject(given);
      abort.abort(given);
    };
    const unheard = whenAborted(signals, () => giveUp('signal'));
    const undo = clock.setTimeout(() => giveUp('time'), ms);
    if (signals.some(({ aborted }) => aborted)) return giveUp('signal');
    Promise.resolve()
      .then(() => work(abort.signal))
      .finally(end)
      .then(resolve, reject);
  });
}

/** Resolves when the time is over. Rejects with `GivenUp` when a signal comes. */
export function pause({ clock, ms, signals }: Bounds): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      undo();
      unheard();
      reject(new GivenUp('signal'));
    };
    const unheard = whenAborted(signals, giveUp);
    const undo = clock.setTimeout(() => {
      unheard();
      resolve();
    }, ms);
    if (signals.some(({ aborted }) => aborted)) giveUp();
  });
}

/**
 * Calls something when one of them is aborted from now on, until what it returns is called. `AbortSignal.any` would leave an entry with each of them,
 * and that of a plugin outlives any number of calls.
 */
function whenAborted(signals: readonly AbortSignal[], run: () => void): Undo {
  for (const signal of signals) signal.addEventListener('abort', run);
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', run);
  };
}
