/** Open this to see which hooks a host has around the steps of its plugins. */
import type { HookedStep, StepEvent } from '../model/hooks.js';
import type { Undo } from '../model/ports.js';
import type { Hook } from './life.js';
import type { PluginRecord } from './record.js';

/** The hooks of one host around the steps of all its plugins. A plugin's own are in its life. */
export class Hooks {
  readonly #all = new Set<Hook>();

  /** Takes in a hook around the steps of others; what it answers takes it back. */
  add(hook: Hook): Undo {
    // Another object each time, so that one function may be registered twice.
    const added = { ...hook };
    this.#all.add(added);
    return () => void this.#all.delete(added);
  }

  /** In the order of registration. */
  of(record: PluginRecord, step: HookedStep, when: StepEvent['when']): Hook[] {
    if (this.#all.size === 0) return [];
    const isMeant = (hook: Hook): boolean =>
      hook.owner !== record.key && (hook.plugin === undefined || hook.plugin === record.key) && fits(hook, step, when);
    return [...this.#all].filter(isMeant);
  }
}

/** Whether a hook is for a step; of either moment, if none is named. */
export function fits({ step, when }: Hook, of: HookedStep, at?: StepEvent['when']): boolean {
  return (step === '*' || step === of) && (at === undefined || when === at);
}
