/** Open this to see how something is waited for that may never end: it is named when it is slow, and given up when its time is over. */
import type { PhaseUnderWay } from './phases.js';
import type { Limits, Wait, Waits } from './waits.js';

/** How long something is waited for, and whether it is when the host is given up. */
export interface WaitBounds {
  readonly waits: Waits;
  readonly limits: Limits;
  readonly outlivesHost?: boolean;
}

/** A promise that somebody else settles within its time. The first end counts. */
export abstract class Bounded<T> implements Wait {
  readonly promise: Promise<T>;
  #resolve!: (value: T) => void;
  #reject!: (error: Error) => void;
  #ended: 'in time' | 'given up' | undefined;

  constructor(
    /** Without them somebody else bounds the wait. */
    readonly bounds: WaitBounds | undefined,
    readonly begun?: Pick<PhaseUnderWay, 'end'>,
  ) {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get ended(): 'in time' | 'given up' | undefined {
    return this.#ended;
  }

  get limits(): Limits {
    return this.bounds!.limits;
  }

  get outlivesHost(): boolean {
    return this.bounds!.outlivesHost === true;
  }

  /** From now on its time runs. It may be over at once: rejects with `host.aborted` then. */
  begin(): void {
    this.bounds?.waits.add(this);
  }

  end(value: T): void {
    if (this.#end('in time')) this.#resolve(value);
  }

  fail(error: Error): void {
    if (this.#end('in time')) this.#reject(error);
  }

  /** What is thrown when its time is over. */
  protected abstract late(limits: Limits): Error;

  abstract slow(): void;

  timeout(): void {
    if (this.#end('given up')) this.#reject(this.late(this.limits));
  }

  abort(): void {
    if (this.#end('given up')) this.#reject(this.bounds!.waits.aborted());
  }

  #end(how: 'in time' | 'given up'): boolean {
    if (this.#ended !== undefined) return false;
    this.#ended = how;
    this.begun?.end();
    this.bounds?.waits.delete(this);
    return true;
  }
}

/** What is said of a promise that is late. */
export interface Lateness {
  slow(limits: Limits): void;
  late(limits: Limits): Error;
}

class BoundedPromise<T> extends Bounded<T> {
  constructor(
    readonly said: Lateness,
    bounds: WaitBounds,
    begun?: Pick<PhaseUnderWay, 'end'>,
  ) {
    super(bounds, begun);
  }

  slow(): void {
    this.said.slow(this.limits);
  }

  protected late(limits: Limits): Error {
    return this.said.late(limits);
  }
}

/** A promise of somebody's, as long as it may take. */
export function inTime<T>(promise: PromiseLike<T>, said: Lateness, bounds: WaitBounds, begun?: Pick<PhaseUnderWay, 'end'>): Promise<T> {
  const bounded = new BoundedPromise<T>(said, bounds, begun);
  bounded.begin();
  void Promise.resolve(promise).then(
    (value) => bounded.end(value),
    (error: Error) => bounded.fail(error),
  );
  return bounded.promise;
}
