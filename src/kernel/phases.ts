/** Open this to see which phases of plugins are under way, and within which of them some code runs. */
import type { Phase } from '../model/problem.js';
import { within, type Within } from '../platform/within.js';
import { isThenable } from '../model/thenable.js';

/** One call of a plugin's code that an operation waits for. */
export class PhaseUnderWay {
  constructor(
    readonly plugin: string,
    readonly phase: Phase,
    readonly ports: { readonly within: Within<PhaseUnderWay>; readonly underWay: Set<PhaseUnderWay> },
  ) {
    ports.underWay.add(this);
  }

  /** Calls code of the plugin: it, and whatever it calls and awaits, is within the phase until that has ended. */
  run<R>(work: () => R): R {
    return this.ports.within.run(this, work);
  }

  end(): void {
    this.ports.underWay.delete(this);
  }
}

/** The phases of one host. */
export class Phases {
  readonly #within = within<PhaseUnderWay>();
  readonly #underWay = new Set<PhaseUnderWay>();
  readonly #ports = { within: this.#within, underWay: this.#underWay };

  begin(plugin: string, phase: Phase): PhaseUnderWay {
    return new PhaseUnderWay(plugin, phase, this.#ports);
  }

  /** The phase within which the caller runs; of one that has ended, whatever goes on in its name is free. */
  current(): PhaseUnderWay | undefined {
    // Whoever emits asks for it, mostly when nothing is under way.
    if (this.#underWay.size === 0) return undefined;
    const found = this.#within.current();
    return found !== undefined && this.#underWay.has(found) ? found : undefined;
  }

  isUnderWay(phase: PhaseUnderWay): boolean {
    return this.#underWay.has(phase);
  }

  /** In the order in which they began. */
  list(): PhaseUnderWay[] {
    return [...this.#underWay];
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
