/** Open this to see how it is known within what some code runs, however often it has awaited. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Within<T> {
  /** What the code runs within that calls this. */
  current(): T | undefined;
  /** Runs something, and whatever it calls and awaits, within a value. */
  run<R>(value: T, work: () => R): R;
  /** Runs something within nothing. */
  exit<R>(work: () => R): R;
  /** Until something is run again, following what is awaited costs nothing: on Node 20 and 22 it makes every `await` of the process slower. */
  rest(): void;
}

export function within<T>(): Within<T> {
  const storage = new AsyncLocalStorage<T>();
  return {
    current: () => storage.getStore(),
    run: (value, work) => storage.run(value, work),
    exit: (work) => storage.exit(work),
    rest: () => storage.disable(),
  };
}
