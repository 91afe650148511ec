/** Open this to see how a stream is put between an event and its handler, and how it is kept alive. */
import { rxjs } from '#packages';
import type { Observable } from 'rxjs';

/** After so many errors with no payload in between, a stream stays down until the next payload. */
const MOST_ERRORS = 3;

/** What a stream between an event and its handler is made with. Neither `receive` nor `failed` may throw. */
export interface Between {
  readonly through: (source: Observable<unknown>) => unknown;
  /** The handler. */
  readonly receive: (value: unknown) => void;
  readonly failed: (thrown: unknown) => void;
  /** Called when `through` returns no Observable; throws. */
  readonly refuse: (returned: unknown) => never;
}

/** The end of the stream that the bus holds. */
export interface Intake {
  /** Subscribes. A stream may emit at once, so the handler has to be in its place by then. */
  start(): void;
  next(payload: unknown): void;
  /** Completes the source, so that operators hand on what they hold, and lets go of the stream. */
  end(): void;
}

/** Any Observable, of whatever copy of rxjs. */
interface Stream {
  subscribe(observer: { next(value: unknown): void; error(thrown: unknown): void; complete(): void }): { unsubscribe(): void };
}

/** Puts the stream in between. Throws what `through` throws. */
export function connect({ through, receive, failed, refuse }: Between): Intake {
  const source = new (rxjs().Subject)<unknown>();
  const returned = through(source.asObservable());
  const result = streamIn(returned) ?? refuse(returned);
  let subscription: { unsubscribe(): void } | undefined;
  let errors = 0;
  let subscribing = false;
  let broken = false;
  let ended = false;
  let gone = false;
  const observer = {
    next: (value: unknown) => {
      if (!gone) receive(value);
    },
    error: (thrown: unknown) => {
      if (!gone) broke(thrown);
    },
    complete() {},
  };

  /** Subscribes again and again, in a loop: a stream may fail before `subscribe` returns. */
  function subscribe(): void {
    if (ended) return;
    subscribing = true;
    do {
      broken = false;
      guarded(() => {
        subscription = result.subscribe(observer);
      }, broke);
    } while (mayTryAgain());
    subscribing = false;
    // It may have ended in the middle of all that, when there was no subscription yet to let go of.
    if (ended) leave();
  }

  function broke(thrown: unknown): void {
    broken = true;
    errors++;
    failed(thrown);
    if (!subscribing && mayTryAgain()) subscribe();
  }

  function leave(): void {
    guarded(() => subscription?.unsubscribe(), failed);
  }

  function mayTryAgain(): boolean {
    return broken && !ended && errors < MOST_ERRORS;
  }

  return {
    start: subscribe,
    next(payload) {
      errors = 0;
      if (broken) subscribe();
      source.next(payload);
    },
    end() {
      ended = true;
      guarded(() => source.complete(), failed);
      leave();
      gone = true;
    },
  };
}

function guarded(work: () => void, failed: (thrown: unknown) => void): void {
  try {
    work();
  } catch (thrown) {
    failed(thrown);
  }
}

/** Whatever can be subscribed to: by its own method, or by the method that Observables of different libraries agreed on. */
function streamIn(value: unknown): Stream | undefined {
  if (value instanceof rxjs().Observable || hasMethod(value, 'subscribe')) return value as Stream;
  for (const key of [Reflect.get(Symbol, 'observable') as symbol | undefined, '@@observable']) {
    if (key === undefined || !hasMethod(value, key)) continue;
    const interop = value[key]!();
    if (hasMethod(interop, 'subscribe')) return interop as unknown as Stream;
  }
  return undefined;
}

function hasMethod<K extends PropertyKey>(value: unknown, key: K): value is Record<K, () => unknown> {
  const holder = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holder && typeof Reflect.get(value, key) === 'function';
}
