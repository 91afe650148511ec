/** Open this to see which phases of plugins are under way, and within which of them some code runs. */
import type { Phase } from '../model/problem.js';
import { within, type Within } from '../platform/within.js';
import { isThenable } from '../model/thenable.js';

/** What the phases of one host have in common. */
interface Together {
  readonly within: Within<PhaseUnderWay>;
  /** How many are under way. */
  count: number;
}

/** One call of a plugin's code that an operation waits for. */
export class PhaseUnderWay {
  readonly #together: Together;
  #isUnderWay = true;

  constructor(
    readonly plugin: string,
    readonly phase: Phase,
    together: Together,
  ) {
    this.#together = together;
    together.count += 1;
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Calls code of the plugin: it, and whatever it calls and awaits, is within the phase until that has ended. */
  run<R>(work: () => R): R {
    return this.#together.within.run(this, work);
  }

  end(): void {
    if (!this.#isUnderWay) return;
    this.#isUnderWay = false;
    this.#together.count -= 1;
  }
}

/** The phases of one host. */
export class Phases {
  readonly #within = within<PhaseUnderWay>();
  readonly #together: Together = { within: this.#within, count: 0 };

  begin(plugin: string, phase: Phase): PhaseUnderWay {
    return new PhaseUnderWay(plugin, phase, this.#together);
  }

  /** The phase within which the caller runs; of one that has ended, whatever goes on in its name is free. */
  current(): PhaseUnderWay | undefined {
    // Whoever emits asks for it, mostly when nothing is under way.
    if (this.#together.count === 0) return undefined;
    const found = this.#within.current();
    return found?.isUnderWay === true ? found : undefined;
  }

  /** Runs something that no phase waits for. */
  outside<R>(work: () => R): R {
    return this.#within.exit(work);
  }

  /** No operation is under way: there is nothing to follow. */
  rest(): void {
    this.#within.rest();
  }
}

/** Whoever returns a promise waits for it, so it is waited for within the phase. */
export function adopted(result: unknown): unknown {
  return isThenable(result) ? Promise.resolve(result) : result;
}
