/** Open this to make an Observable of anything that calls back. */
import { Observable } from 'rxjs';
import type { Undo } from '../model/ports.js';
import { ContainedStream } from './contained.js';

/**
 * An Observable over a subscribe function: called for each subscriber, with what takes its values; what it returns is called when the
 * subscriber leaves. With `blame`, what consumers throw goes there instead of ending the process.
 */
export function observe<T>(subscribe: (next: (value: T) => void) => Undo, blame?: (thrown: unknown) => void): Observable<T> {
  if (blame === undefined) return new Observable((subscriber) => subscribe((value) => subscriber.next(value)));
  return new ContainedStream(blame, (subscriber) => subscribe((value) => subscriber.next(value)));
}
