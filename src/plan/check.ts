/** Open this to see the laws that hold for every plan; they are checked on each one, in production too, in time linear in the plan. */
import type { Plan, Snapshot, Step, Wanted } from '../model/plan.js';
import { failure } from '../problem/problem.js';
import { mayRun, TAKE, TAKE_BESIDE } from './laws.js';
import { walkOf, type Walk } from './walk.js';

/** Throws `plan.unlawful` if a plan breaks a law: that is a mistake in mortise, and nothing of the plan is done. */
export function checkPlan(plan: Omit<Plan, 'toString'>, snapshot: Snapshot, wanted: Wanted): void {
  const walk = walkOf(plan, snapshot, wanted);
  if (plan.revision !== snapshot.revision) broken('a plan starts from its snapshot', `revision ${plan.revision}`);
  // Whoever can't take the place of what runs changes nothing at all.
  if (plan.refused !== undefined) {
    if (plan.steps.length > 0) broken('a plan that is refused has no steps', `${plan.steps[0]!.action} ${plan.steps[0]!.plugin}`);
    return;
  }
  let [step] = plan.steps;
  const law = (holds: boolean, text: string): void => {
    if (!holds) broken(text, `${step!.action} ${step!.plugin}`, step!.plugin);
  };
  for (step of plan.steps) {
    law(step.because.length > 0, 'every step has a reason');
    law(partOf(step) >= walk.part, 'what takes over is made ready, swapped and drained before anything else is done');
    walk.part = partOf(step);
    const take = step.staged === true ? TAKE_BESIDE[step.action] : TAKE[step.action];
    if (take === undefined) law(false, 'only what starts is made ready beside what serves, and only that is swapped in');
    else take(step, walk, law);
  }
  checkEnd(walk);
}

/** The parts of a plan, one after the other. */
function partOf({ staged, action }: Step): number {
  if (action === 'configure') return 1;
  if (staged === true) return action === 'swap' ? 2 : 0;
  return action === 'drain' ? 3 : 4;
}

function broken(law: string, step: string, plugin?: string): never {
  throw failure('plan.unlawful', { law, step }, { phase: 'plan', ...(plugin === undefined ? {} : { plugin }) });
}

/** What is so when all steps were taken. */
function checkEnd(walk: Walk): void {
  const law = (holds: boolean, text: string, key: string): void => {
    if (!holds) broken(text, `the end, for ${key}`, key);
  };
  for (const key of walk.wired.keys()) law(walk.started.has(key), 'what is wired is started', key);
  for (const key of walk.beside.keys()) law(false, 'what is made ready is swapped in', key);
  for (const key of [...walk.leaving.keys(), ...walk.gone.keys()]) law(false, 'what gives way is stopped and unloaded', key);
  for (const key of walk.told) law(walk.stopped.has(key), 'what is told of its stop is stopped', key);
  for (const { key, generation } of walk.here.values()) {
    const found = walk.wantedBy.get(key);
    law(found?.generation === generation, 'what nobody wants is unloaded', key);
    law(!walk.running.has(key) || mayRun(found!, walk), 'what may not run is stopped', key);
  }
  for (const [key, plugin] of walk.wantedBy) {
    const now = walk.here.get(key);
    const knowsWhy = walk.still.has(key) || now?.state === 'waiting' || now?.state === 'failed';
    law(walk.running.has(key) || knowsWhy || !mayRun(plugin, walk), 'whoever is wanted runs, or says why it does not', key);
  }
}
