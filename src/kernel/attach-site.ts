/** Open this to see what an attach may do, and how it is taken back: most do nothing but register, and cost nothing more. */
import { VERSION } from '../facts/brand.js';
import type { Site } from '../extension/attach.js';
import type { Effect, LoggerView } from '../model/context.js';
import type { ClockPort, Undo } from '../model/ports.js';
import type { Waiting } from '../model/thenable.js';
import { failure } from '../problem/problem.js';
import { Cancellation } from './cancellation.js';
import { ownedClock, ownEffect, timerFailedOf } from './owned.js';
import type { Kernel } from './kernel.js';
import { Ledger } from './ledger.js';
import { disposeLedger } from './unload.js';

/** What one attach does goes with its extension. Each part is made when somebody first asks for it. */
export class AttachSite implements Site {
  readonly #kernel: Kernel;
  readonly #name: string;
  declare readonly app?: { readonly name: string };
  #ledger: Ledger | undefined;
  #abort: Cancellation | undefined;
  #clock: ClockPort | undefined;
  #isOver = false;

  constructor(
    kernel: Kernel,
    name: string,
    app: string | undefined,
    readonly home: string,
  ) {
    this.#kernel = kernel;
    this.#name = name;
    if (app !== undefined) this.app = { name: app };
  }

  get host(): Site['host'] {
    return { name: this.#kernel.name, version: VERSION };
  }

  get log(): LoggerView {
    return this.#kernel.logger(this.#name);
  }

  get clock(): ClockPort {
    const name = this.#name;
    const failed = timerFailedOf(this.#kernel, name, { extension: name, phase: 'attach' });
    return (this.#clock ??= ownedClock(this.#kernel.clock, this.#owned, this.#gone, failed));
  }

  get signal(): AbortSignal {
    return this.#cancellation.signal;
  }

  own<T extends Effect>(effect: T): T {
    return ownEffect(effect, this.#owned, this.#gone);
  }

  setTimeout(run: () => void, ms: number): Undo {
    return this.clock.setTimeout(run, ms);
  }

  setInterval(run: () => void, ms: number): Undo {
    return this.clock.setInterval(run, ms);
  }

  /** Takes back what the attach did; from now on it may do nothing more. */
  dispose(): Waiting {
    this.#isOver = true;
    this.#abort?.abort();
    return this.#ledger === undefined ? undefined : disposeLedger(this.#ledger, this.#name, this.#kernel);
  }

  get #gone(): (what: string) => Error {
    return (what) => failure('context.gone', { plugin: this.#name, what }, { extension: this.#name });
  }

  get #cancellation(): Cancellation {
    if (this.#abort === undefined) {
      this.#abort = new Cancellation();
      if (this.#isOver) this.#abort.abort();
    }
    return this.#abort;
  }

  get #owned(): Ledger {
    if (this.#ledger === undefined) {
      this.#ledger = new Ledger();
      if (this.#isOver) this.#ledger.close();
    }
    return this.#ledger;
  }
}
