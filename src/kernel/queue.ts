/** Open this to see why two changes never overlap: each waits for the one before it, and none for itself. */
import { nextTurn } from '../platform/runtime.js';
import { failure } from '../problem/problem.js';
import type { Kernel } from './kernel.js';
import type { Phases, PhaseUnderWay } from './phases.js';

/** Runs operations one after the other, in the order in which they were asked for. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(readonly kernel: Pick<Kernel, 'phases' | 'waits'>) {}

  /** True while an operation runs or waits. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Runs an operation when those before it have ended, well or not. */
  run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#waiting++ === 0) this.kernel.waits.busy(true);
    const result = this.#last.then(operation);
    this.#last = result.then(
      () => this.#done(),
      () => this.#done(),
    );
    return new Asked(result, this.kernel.phases);
  }

  /** Resolves when nothing runs or waits any more. */
  async idle(): Promise<void> {
    while (this.busy) await this.#last;
  }

  #done(): void {
    this.#waiting -= 1;
    if (this.busy) return;
    this.kernel.phases.rest();
    this.kernel.waits.busy(false);
  }
}

/**
 * The end of an operation, as whoever asked for it has it. A phase of a plugin must not await it: it runs when that phase has ended, or it is
 * the very one that waits for the phase. Only the wait is refused; the operation takes its turn.
 */
class Asked<T> extends Promise<T> {
  readonly #phases: Phases;
  #isOver = false;

  /** What is made of it is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(result: Promise<T>, phases: Phases) {
    super((resolve) => resolve(result));
    this.#phases = phases;
    const over = (): void => void (this.#isOver = true);
    result.then(over, over);
  }

  /** Whoever waits gives both; who gives one wants to be told, which may be later, but may wait for having been told. */
  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise; whoever awaits one calls its then, and that is how it is told
  override then<R = T, E = never>(
    well?: ((value: T) => R | PromiseLike<R>) | null,
    badly?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    const phase = this.#isOver ? undefined : this.#phases.current();
    if (phase === undefined) return super.then(well, badly);
    if (typeof well === 'function' && typeof badly === 'function') return this.#unlessWithin(phase).then(well, badly);
    return new Asked(super.then(well, badly), this.#phases);
  }

  override finally(told?: (() => void) | null): Promise<T> {
    return new Asked(this.#plain().finally(told), this.#phases);
  }

  #plain(): Promise<T> {
    return super.then((value) => value);
  }

  /** A phase that ends in the same turn did not wait. */
  async #unlessWithin(phase: PhaseUnderWay): Promise<T> {
    // It may fail in this very turn; and how it ends later is told to nobody who could have heard.
    this.#plain().catch(() => undefined);
    await nextTurn();
    if (this.#isOver || !phase.isUnderWay) return this.#plain();
    const { plugin, phase: name } = phase;
    throw failure('host.waits-for-itself', { plugin, phase: name }, { plugin, phase: name });
  }
}
