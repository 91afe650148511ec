/** Open this to see why a subscriber that throws doesn't end the process. */
import { rxjs } from '#packages';
import type { Observable, Observer, Operator, Subscriber, Subscription, TeardownLogic } from 'rxjs';
import { isThenable } from '../model/thenable.js';
import { onSettled } from './call.js';

/** The code at the end of a chain of operators, and who hears what it throws. */
export class Consumer {
  /** Blames whoever subscribed. Never throws. */
  blame: (thrown: unknown) => void;
  /** What is subscribed to the event itself, with no operator between them: rxjs has nothing to do for it. */
  readonly #direct: Given<never> | undefined;
  /** It has been told of the end, and hears nothing more; to rxjs it is there until it has heard that. */
  hasEnded = false;
  #delivering = false;
  #thrown: { readonly error: unknown } | undefined;

  constructor(blame: (thrown: unknown) => void, direct: Given<never> | undefined) {
    this.blame = blame;
    this.#direct = direct;
  }

  /** Hands a value down the chain, and throws what the consumer threw on the way: the failure then belongs to the delivery. */
  deliver<T>(subscriber: Subscriber<T>, value: T): void {
    const direct = this.#direct;
    if (direct !== undefined) {
      if (subscriber.closed || this.hasEnded) return;
      this.answered(direct.next?.(value as never));
      return;
    }
    const outer = this.#delivering;
    this.#delivering = true;
    try {
      subscriber.next(value);
    } finally {
      this.#delivering = outer;
    }
    const thrown = this.#thrown;
    this.#thrown = undefined;
    if (thrown !== undefined) throw thrown.error;
  }

  /** Looks after what its code gave: a promise that rejects is its failure. */
  answered(result: unknown): void {
    if (result !== undefined && isThenable(result))
      onSettled(
        result,
        () => undefined,
        (thrown) => this.blame(thrown),
      );
  }

  /** Something was thrown: now in a delivery, or later, when an operator had held the value back. */
  threw(error: unknown): void {
    if (this.#delivering && this.#thrown === undefined) this.#thrown = { error };
    else this.blame(error);
  }
}

/**
 * The consumer whose subscription is being made. Operators subscribe to their sources synchronously and tell nothing of who is at the
 * end of the chain, so the source has to be told past them.
 */
let opening: Consumer | undefined;

type Subscribe<T> = (subscriber: Subscriber<T>, consumer: Consumer | undefined) => TeardownLogic;

let Contained: ReturnType<typeof containedClass> | undefined;

/**
 * An Observable whose consumers are contained. rxjs catches what a consumer throws and throws it again from a timer, where it ends the
 * process; so the consumer is wrapped before rxjs sees it. `lift` keeps that up through operators: the result of `pipe` is another
 * contained stream. It ends where a chain is left: `merge(a$, b$)` and other functions that make an Observable of their own, and
 * Subjects in between, bring their own consumers, which rxjs guards in its own way.
 */
export function containedStream<T>(blame: (thrown: unknown) => void, subscribe: Subscribe<T>): Observable<T> {
  Contained ??= containedClass();
  return new Contained<T>(blame, subscribe);
}

/** Whatever is subscribed meanwhile is no part of the chain that is being made: a source may emit at once, and its consumer subscribe to others. */
function aside<R>(work: (consumer: Consumer | undefined) => R): R {
  const outer = opening;
  opening = undefined;
  try {
    return work(outer);
  } finally {
    opening = outer;
  }
}

/** A class of its base, so it is made when rxjs is there. */
function containedClass() {
  class ContainedStream<T> extends rxjs().Observable<T> {
    readonly #blame: (thrown: unknown) => void;

    constructor(blame: (thrown: unknown) => void, subscribe?: Subscribe<T>) {
      super(subscribe && ((subscriber) => aside((consumer) => subscribe(subscriber, consumer))));
      this.#blame = blame;
    }

    override lift<R>(operator?: Operator<T, R>): Observable<R> {
      const lifted = new ContainedStream<R>(this.#blame);
      lifted.source = this;
      lifted.operator = operator;
      return lifted;
    }

    override subscribe(
      observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
      error?: ((error: unknown) => void) | null,
      complete?: (() => void) | null,
    ): Subscription {
      // A subscriber is the next link of the chain, not its end.
      if (isSubscriber<T>(observerOrNext)) return super.subscribe(observerOrNext);
      const given = typeof observerOrNext === 'function' || !observerOrNext ? { next: observerOrNext, error, complete } : observerOrNext;
      const consumer = new Consumer(this.#blame, this.source === undefined ? (given as Given<never>) : undefined);
      const outer = opening;
      opening = consumer;
      try {
        return super.subscribe(contained(given, consumer));
      } finally {
        opening = outer;
      }
    }
  }
  return ContainedStream;
}

/** By what it can do, not by its class, since it may be of another copy of rxjs: an observer to which teardowns can be added. */
function isSubscriber<T>(value: unknown): value is Subscriber<T> {
  return typeof value === 'object' && value !== null && 'closed' in value && 'next' in value && 'add' in value && 'remove' in value;
}

interface Given<T> {
  next?: ((value: T) => unknown) | null | undefined;
  error?: ((error: unknown) => unknown) | null | undefined;
  complete?: (() => unknown) | null | undefined;
}

function contained<T>(given: Given<T>, consumer: Consumer): Observer<T> {
  const run = (work: () => unknown) => {
    try {
      consumer.answered(work());
    } catch (thrown) {
      consumer.threw(thrown);
    }
  };
  return {
    next: (value) => run(() => given.next?.(value)),
    error: (error: unknown) => {
      if (given.error) run(() => given.error?.(error));
      else consumer.threw(error);
    },
    complete: () => {
      consumer.hasEnded = true;
      run(() => given.complete?.());
    },
  };
}
