/** Open this to see which phases of plugins are under way, and within which of them some code runs. */
import type { Phase } from '../model/problem.js';
import { within } from '../platform/within.js';
import { isThenable } from '../model/thenable.js';

/** One call of a plugin's code that an operation waits for. */
export interface PhaseUnderWay {
  readonly plugin: string;
  readonly phase: Phase;
  /** Calls code of the plugin: it, and whatever it calls and awaits, is within the phase until that has ended. */
  run<R>(work: () => R): R;
  end(): void;
}

/** The phases of one host. */
export class Phases {
  readonly #within = within<PhaseUnderWay>();
  readonly #underWay = new Set<PhaseUnderWay>();

  begin(plugin: string, phase: Phase): PhaseUnderWay {
    const begun: PhaseUnderWay = {
      plugin,
      phase,
      run: (work) => this.#within.run(begun, work),
      end: () => void this.#underWay.delete(begun),
    };
    this.#underWay.add(begun);
    return begun;
  }

  /** Begins a phase, calls its code, and ends it with what that gives. */
  call(plugin: string, phase: Phase, work: () => unknown): unknown {
    const begun = this.begin(plugin, phase);
    try {
      const result = begun.run(() => adopted(work()));
      if (result instanceof Promise) result.then(begun.end, begun.end);
      else begun.end();
      return result;
    } catch (thrown) {
      begun.end();
      throw thrown;
    }
  }

  /** The phase within which the caller runs; of one that has ended, whatever goes on in its name is free. */
  current(): PhaseUnderWay | undefined {
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
