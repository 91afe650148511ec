/** Open this to make an Observable of anything that calls back. */
import { rxjs } from '#packages';
import type { Observable, Subscriber } from 'rxjs';
import type { Undo } from '../model/ports.js';
import { containedStream } from './contained.js';

/**
 * An Observable over a subscribe function: called for each subscriber, with what takes its values and what ends it; what it returns is
 * called when the subscriber leaves. With `blame`, what consumers throw goes there instead of ending the process.
 */
export function observe<T>(
  subscribe: (next: (value: T) => void, complete: () => void) => Undo,
  blame?: (thrown: unknown) => void,
): Observable<T> {
  const connect = (subscriber: Subscriber<T>): Undo =>
    subscribe(
      (value) => subscriber.next(value),
      () => subscriber.complete(),
    );
  return blame === undefined ? new (rxjs().Observable)(connect) : containedStream(blame, connect);
}
