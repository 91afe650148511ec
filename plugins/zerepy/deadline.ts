/** Open this to see how something is waited for no longer than it may take, and how a pause can be broken off; on the clock of the host. */
import type { ClockPort } from 'mortise';

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
  readonly signal?: AbortSignal | undefined;
}

/** Calls something and waits for what it gives. Rejects with `GivenUp` when time is up or the signal comes; then the signal it was given is aborted. */
export function bounded<T>(work: (signal: AbortSignal) => T | PromiseLike<T>, { clock, ms, signal }: Bounds): Promise<T> {
  const abort = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const end = (): void => {
      undo();
      signal?.removeEventListener('abort', onAbort);
    };
    const giveUp = (why: GivenUp['why']): void => {
      end();
      const given = new GivenUp(why);
      reject(given);
      abort.abort(given);
    };
    const onAbort = (): void => giveUp('signal');
    const undo = clock.setTimeout(() => giveUp('time'), ms);
    if (signal?.aborted === true) return giveUp('signal');
    signal?.addEventListener('abort', onAbort, { once: true });
    Promise.resolve()
      .then(() => work(abort.signal))
      .finally(end)
      .then(resolve, reject);
  });
}

/** Resolves when the time is over. Rejects with `GivenUp` when the signal comes. */
export function pause({ clock, ms, signal }: Bounds): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      undo();
      reject(new GivenUp('signal'));
    };
    const undo = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
