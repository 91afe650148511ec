/** Open this to see why two changes never overlap: each waits for the one before it. */

/** Runs operations one after the other, in the order in which they were asked for. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** True while an operation runs or waits. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Runs an operation when those before it have ended, well or not. */
  run<T>(operation: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const result = this.#last.then(operation);
    this.#last = result.then(
      () => this.#done(),
      () => this.#done(),
    );
    return result;
  }

  /** Resolves when nothing runs or waits any more. */
  async idle(): Promise<void> {
    while (this.busy) await this.#last;
  }

  #done(): void {
    this.#waiting -= 1;
  }
}
