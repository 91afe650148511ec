/** Open this to see why a plugin that never asks for its AbortSignal costs none: few do, and an abort makes an error with a stack. */

/** An AbortController that is made when somebody asks for its signal. */
export class Cancellation {
  #controller: AbortController | undefined;
  #isOver = false;

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isOver) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  abort(): void {
    this.#isOver = true;
    this.#controller?.abort();
  }
}
