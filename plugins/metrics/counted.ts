/** Open this to see what is counted as it happens: changes with their outcomes and times, and problems by code. */
import type { Problem, Receipt } from 'mortise';
import type { Changes, Labels, Measure } from './instruments.js';

/** Codes come from a catalogue, and plugins have a name; yet what is made of data must not fill the memory. */
const MOST = 10_000;

class Sums {
  readonly #sums = new Map<string, { readonly labels: Labels; value: number }>();

  add(labels: Labels, value: number): void {
    const key = JSON.stringify(labels);
    const sum = this.#sums.get(key);
    if (sum !== undefined) sum.value += value;
    else if (this.#sums.size < MOST) this.#sums.set(key, { labels, value });
  }

  list(): readonly Measure[] {
    return [...this.#sums.values()];
  }
}

/** Kept by whoever made the metrics, so that a reload of the plugin forgets nothing. */
export class Counted implements Changes {
  readonly #done = new Sums();
  readonly #phases = new Sums();
  readonly #problems = new Sums();

  get done(): readonly Measure[] {
    return this.#done.list();
  }

  get phases(): readonly Measure[] {
    return this.#phases.list();
  }

  get problems(): readonly Measure[] {
    return this.#problems.list();
  }

  change(by: string, { outcome, ms }: Receipt): void {
    this.#done.add({ outcome, by }, 1);
    for (const phase of ['plan', 'ready', 'swap', 'stop'] as const) this.#phases.add({ phase }, ms[phase] / 1000);
  }

  problem({ code, severity, plugin = '' }: Problem): void {
    this.#problems.add({ code, severity, plugin }, 1);
  }
}
