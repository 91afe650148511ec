/** Open this to see the laws that hold for every plan; they are checked on each one, in production too. */
import type { Plan, Snapshot, Step } from '../model/plan.js';
import { failure } from '../problem/problem.js';

/** Throws `plan.unlawful` if a plan breaks a law: that is a mistake in mortise, and nothing of the plan is done. */
export function checkPlan(plan: Omit<Plan, 'toString'>, snapshot: Snapshot): void {
  const standing = new Map(snapshot.plugins.map((plugin) => [plugin.key, plugin]));
  const running = new Set(
    snapshot.plugins.filter((plugin) => plugin.state === 'running' || plugin.state === 'starting').map((plugin) => plugin.key),
  );
  const heldBy = new Map<string, string[]>();
  for (const plugin of snapshot.plugins) {
    if (!running.has(plugin.key)) continue;
    for (const held of plugin.holds) heldBy.set(held, [...(heldBy.get(held) ?? []), plugin.key]);
  }
  const wired = new Set<string>();
  const started = new Set<string>();
  for (const step of plan.steps) {
    law(step.because.length > 0, 'every step has a reason', step);
    switch (step.action) {
      case 'stop': {
        law(running.has(step.plugin), 'only what runs is stopped', step);
        const holder = (heldBy.get(step.plugin) ?? []).find((key) => running.has(key));
        law(holder === undefined, 'whoever holds a plugin stops before it', step);
        running.delete(step.plugin);
        break;
      }
      case 'unload':
        law(!running.has(step.plugin), 'only what has stopped is unloaded', step);
        law(standing.has(step.plugin), 'only what is there is unloaded', step);
        break;
      case 'wire':
        law(!running.has(step.plugin), 'what runs is not wired again', step);
        law(!wired.has(step.plugin), 'a plugin is wired once in a plan', step);
        law(
          step.needs.every((key) => running.has(key)),
          'a plugin is wired after what it needs has started',
          step,
        );
        wired.add(step.plugin);
        break;
      case 'start':
        law(wired.has(step.plugin), 'a plugin is wired before it is started', step);
        running.add(step.plugin);
        started.add(step.plugin);
        break;
      case 'afterStart':
        law(started.has(step.plugin), 'afterStart follows start', step);
        break;
      case 'wait':
      case 'fail':
        law(!running.has(step.plugin), 'only what does not run waits', step);
        break;
      case 'beforeStop':
        law(running.has(step.plugin), 'only what runs is told of its stop', step);
        break;
    }
  }
}

function law(holds: boolean, text: string, step: Step): void {
  if (!holds) throw failure('plan.unlawful', { law: text, step: `${step.action} ${step.plugin}` }, { plugin: step.plugin, phase: 'plan' });
}
