/** Open this to see how calls are counted, whoever makes them. */
import type { Mutable } from '../model/freeze.js';
import type { ClockPort } from '../model/ports.js';
import { preciseOf } from '../model/precise.js';
import type { CallUsage } from '../model/usage.js';
import { isThenable } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';

type Counted = Mutable<CallUsage>;

/** How many names of one plugin are told apart; names that are made of data must not fill the memory. */
const MOST_NAMES = 1_000;
const OTHERS = '(others)';

/** What was called of each plugin. */
export class Calls {
  readonly #byPlugin = new Map<string, Map<string, Counted>>();

  /** `hide` takes secrets out of a text. */
  constructor(readonly hide: (text: string) => string) {}

  /** Runs something and counts it. */
  track<T>(plugin: string, name: string, work: () => T, clock: ClockPort): T {
    const counted = this.#of(plugin, name);
    const began = preciseOf(clock);
    counted.calls += 1;
    const end = (): void => void (counted.ms += preciseOf(clock) - began);
    const failed = (thrown: unknown): void => {
      end();
      counted.failures += 1;
      counted.lastError = this.hide(whyOf(thrown));
    };
    let result: T;
    try {
      result = work();
    } catch (thrown) {
      failed(thrown);
      throw thrown;
    }
    // The very promise is given on: whoever awaits it sees what was returned.
    if (result instanceof Promise) result.then(end, failed);
    else if (isThenable(result)) return new Promise((resolve) => resolve(result)).then(passed(end), thrown(failed)) as T;
    else end();
    return result;
  }

  list(plugin?: string): CallUsage[] {
    const chosen = plugin === undefined ? [...this.#byPlugin.values()] : [this.#byPlugin.get(plugin) ?? new Map<string, Counted>()];
    return chosen.flatMap((names) => [...names.values()].map((counted) => ({ ...counted })));
  }

  #of(plugin: string, name: string): Counted {
    const names = this.#byPlugin.get(plugin) ?? new Map<string, Counted>();
    this.#byPlugin.set(plugin, names);
    const known = names.has(name) || names.size < MOST_NAMES ? name : OTHERS;
    const counted = names.get(known) ?? { plugin, name: known, calls: 0, failures: 0, ms: 0 };
    names.set(known, counted);
    return counted;
  }
}

const passed =
  (end: () => void) =>
  (value: unknown): unknown => {
    end();
    return value;
  };
const thrown =
  (failed: (thrown: unknown) => void) =>
  (error: unknown): never => {
    failed(error);
    throw error;
  };
