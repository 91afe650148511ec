/** Open this to see time as streams on the clock of the host: pauses, limits and further tries, so that tests need not wait. */
import type { ClockPort } from 'mortise';
import { defer, mergeMap, Observable, raceWith, retry, throwError, type MonoTypeOperatorFunction } from 'rxjs';

/** Emits once, after that many milliseconds. */
export function after(clock: ClockPort, ms: number): Observable<void> {
  return new Observable((subscriber) =>
    clock.setTimeout(() => {
      subscriber.next();
      subscriber.complete();
    }, ms),
  );
}

/** Fails when nothing has come by then. Without a limit it is as it was. */
export function within<T>(clock: ClockPort, ms: number | undefined, error: () => Error): MonoTypeOperatorFunction<T> {
  if (ms === undefined) return (source) => source;
  const late = after(clock, ms).pipe(mergeMap(() => throwError(error)));
  return raceWith(late as Observable<never>);
}

export interface Retry {
  readonly count: number;
  readonly delay: number;
  readonly factor: number;
}

/** Further tries, with pauses that grow. */
export function trying<T>(
  clock: ClockPort,
  { count, delay, factor }: Retry,
  again: (error: unknown, attempt: number) => void,
): MonoTypeOperatorFunction<T> {
  if (count === 0) return (source) => source;
  return retry({
    count,
    delay: (error, attempt) => {
      again(error, attempt);
      return after(clock, delay * factor ** (attempt - 1));
    },
  });
}

/** Calls something with a signal that is aborted as soon as nobody waits for it any more. */
export function abortable<T>(work: (signal: AbortSignal) => PromiseLike<T>): Observable<T> {
  return defer(() => {
    const abort = new AbortController();
    return new Observable<T>((subscriber) => {
      Promise.resolve()
        .then(() => work(abort.signal))
        .then(
          (value) => {
            subscriber.next(value);
            subscriber.complete();
          },
          (error: unknown) => subscriber.error(error),
        );
      return () => abort.abort();
    });
  });
}

/** Ends a stream with an error when a signal is aborted. */
export function until<T>(signal: AbortSignal, error: () => Error): MonoTypeOperatorFunction<T> {
  return raceWithEnd(
    new Observable<never>((subscriber) => {
      const end = (): void => subscriber.error(error());
      if (signal.aborted) return end();
      signal.addEventListener('abort', end, { once: true });
      return () => signal.removeEventListener('abort', end);
    }),
  );
}

const raceWithEnd = <T>(end: Observable<never>): MonoTypeOperatorFunction<T> => raceWith(end);
