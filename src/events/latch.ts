/** Open this to see how a delivery to all at once knows that everybody has ended. */

/** Opens when everybody has ended who was counted. */
export class Latch {
  /** Who has not ended, and one more until it is closed. */
  left = 1;
  #delivered = 0;
  #resolve: ((delivered: number) => void) | undefined;

  readonly ended = (): void => {
    if (--this.left === 0) this.#resolve!(this.#delivered);
  };

  /** Nobody more is counted. Gives how many were delivered to when all have ended. */
  closed(delivered: number): Promise<number> {
    this.#delivered = delivered;
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.ended();
    });
  }
}
