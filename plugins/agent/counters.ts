/** Open this to see how events are counted together under one name. */
import type { PluginContextView } from 'mortise';
import { Roster } from './roster.js';
import { heardOf, type Scope } from './scope.js';

/** A counter as it is told: which events it counts, and how often they came. */
export interface CounterInfo {
  readonly name: string;
  readonly events: readonly string[];
  readonly count: number;
}

/** The counters of a host, as `agent/counters` has them. */
export class Counters {
  readonly #roster = new Roster<() => CounterInfo>('counter');
  /** They go on where they were when their plugin is started again. */
  readonly #counts = new Map<string, number>();

  /** @internal */
  add(context: PluginContextView, scope: Scope, name: string, events: readonly string[]): void {
    const key = context.app === undefined ? name : `${context.app.name}:${name}`;
    this.#roster.add(context, name, () => ({ name: key, events, count: this.#counts.get(key) ?? 0 }));
    for (const event of new Set(events.flatMap((each) => heardOf(scope, each))))
      context.events.handle(event, () => void this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1), {
        priority: Number.MIN_SAFE_INTEGER,
      });
  }

  /** Throws `agent.unknown`. */
  get(name: string): number {
    return this.#roster.get(name)().count;
  }

  list(): CounterInfo[] {
    return this.#roster.all().map(([, info]) => info());
  }
}
