/** Open this to see the laws that hold for every plan; they are checked on each one, in production too, in time linear in the plan. */
import type { Plan, Reason, Snapshot, SnapshotPlugin, Step, StepAction, Wanted, WantedPlugin } from '../model/plan.js';
import { failure } from '../problem/problem.js';

/** Throws `plan.unlawful` if a plan breaks a law: that is a mistake in mortise, and nothing of the plan is done. */
export function checkPlan(plan: Omit<Plan, 'toString'>, snapshot: Snapshot, wanted: Wanted): void {
  const walk = walkOf(plan, snapshot, wanted);
  if (plan.revision !== snapshot.revision) broken('a plan starts from its snapshot', `revision ${plan.revision}`);
  for (const step of plan.steps) {
    const law = (holds: boolean, text: string): void => {
      if (!holds) broken(text, `${step.action} ${step.plugin}`, step.plugin);
    };
    law(step.because.length > 0, 'every step has a reason');
    TAKE[step.action](step, walk, law);
  }
  checkEnd(walk);
}

function broken(law: string, step: string, plugin?: string): never {
  throw failure('plan.unlawful', { law, step }, { phase: 'plan', ...(plugin === undefined ? {} : { plugin }) });
}

/** What is known before the first step, and what has become of it since. */
interface Walk {
  readonly wanted: Wanted;
  /** First of each key, as the resolver takes them. */
  readonly wantedBy: ReadonlyMap<string, WantedPlugin>;
  readonly apps: ReadonlySet<string>;
  readonly heldBy: ReadonlyMap<string, readonly string[]>;
  /** What has a step of its own that says why it stands still, anywhere in the plan. */
  readonly blocked: ReadonlySet<string>;
  /** What stops, anywhere in the plan. */
  readonly stops: ReadonlySet<string>;
  /** What is there, and what of it runs. */
  readonly here: Map<string, SnapshotPlugin>;
  readonly running: Set<string>;
  readonly told: Set<string>;
  readonly stopped: Set<string>;
  readonly still: Set<string>;
  /** The levels of what was wired, and what of it has started. */
  readonly wired: Map<string, number>;
  readonly started: Set<string>;
  readonly after: Set<string>;
}

function walkOf({ steps }: Pick<Plan, 'steps'>, { plugins }: Snapshot, wanted: Wanted): Walk {
  const up = plugins.filter(({ state }) => state === 'running' || state === 'starting');
  const heldBy = new Map<string, string[]>();
  for (const { key, holds } of up) for (const held of holds) (heldBy.get(held) ?? heldBy.set(held, []).get(held)!).push(key);
  const having = (...actions: StepAction[]): Set<string> =>
    new Set(steps.filter(({ action }) => actions.includes(action)).map((step) => step.plugin));
  return {
    wanted,
    wantedBy: new Map([...wanted.plugins].reverse().map((plugin) => [plugin.key, plugin])),
    apps: new Set(wanted.apps),
    heldBy,
    blocked: having('wait', 'fail'),
    stops: having('stop'),
    here: new Map(plugins.map((plugin) => [plugin.key, plugin])),
    running: new Set(up.map(({ key }) => key)),
    told: new Set(),
    stopped: new Set(),
    still: new Set(),
    wired: new Map(),
    started: new Set(),
    after: new Set(),
  };
}

type Law = (holds: boolean, text: string) => void;

const TAKE: Readonly<Record<StepAction, (step: Step, walk: Walk, law: Law) => void>> = {
  beforeStop(step, walk, law) {
    law(walk.running.has(step.plugin), 'only what runs is told of its stop');
    isTheOneHere(step, walk, law);
    law(walk.stopped.size === 0, 'all are told of their stop before one stops');
    law(!walk.told.has(step.plugin), 'a plugin is told of its stop once');
    walk.told.add(step.plugin);
  },
  stop(step, walk, law) {
    const { plugin } = step;
    law(walk.running.has(plugin), 'only what runs is stopped');
    isTheOneHere(step, walk, law);
    law(walk.wired.size === 0, 'all have stopped before one starts');
    law(!(walk.heldBy.get(plugin) ?? []).some((key) => walk.running.has(key)), 'whoever holds a plugin stops before it');
    law(
      step.because.some((reason) => isTrue(reason, walk.here.get(plugin)!, walk)),
      'nothing stops that nobody asked to stop',
    );
    walk.running.delete(plugin);
    walk.stopped.add(plugin);
  },
  unload(step, walk, law) {
    law(walk.here.has(step.plugin), 'only what is there is unloaded, once');
    isTheOneHere(step, walk, law);
    law(!walk.running.has(step.plugin), 'only what has stopped is unloaded');
    law(walk.wantedBy.get(step.plugin)?.generation !== step.generation, 'what is wanted is not unloaded');
    walk.here.delete(step.plugin);
  },
  wait: standStill,
  fail: standStill,
  wire(step, walk, law) {
    const { plugin, needs, level } = step;
    law(!walk.running.has(plugin), 'what runs is not wired again');
    isTheOneWanted(step, walk, law);
    law(!walk.wired.has(plugin), 'a plugin is wired once in a plan');
    law(!walk.blocked.has(plugin), 'a plugin starts or stands still, not both');
    law(
      needs.every((key) => walk.running.has(key)),
      'a plugin is wired after what it needs has started',
    );
    law(
      needs.every((key) => !walk.wired.has(key) || walk.wired.get(key)! < level),
      'a plugin stands on a higher level than what it needs',
    );
    walk.wired.set(plugin, level);
  },
  start(step, walk, law) {
    law(walk.wired.has(step.plugin), 'a plugin is wired before it is started');
    isTheOneWanted(step, walk, law);
    law(!walk.started.has(step.plugin), 'a plugin is started once in a plan');
    law(walk.after.size === 0, 'all have started before one is told that they have');
    walk.started.add(step.plugin);
    walk.running.add(step.plugin);
  },
  afterStart(step, walk, law) {
    law(walk.started.has(step.plugin), 'afterStart follows start');
    isTheOneWanted(step, walk, law);
    law(!walk.after.has(step.plugin), 'a plugin is told once that all have started');
    walk.after.add(step.plugin);
  },
};

function standStill(step: Step, walk: Walk, law: Law): void {
  law(!walk.running.has(step.plugin), 'only what does not run waits');
  isTheOneWanted(step, walk, law);
  law(!walk.still.has(step.plugin), 'a plugin says once why it stands still');
  walk.still.add(step.plugin);
}

/** What was started by the plan itself runs, and is not there: it has no reason to stop. */
function isTheOneHere({ plugin, generation }: Step, { here }: Walk, law: Law): void {
  law(here.get(plugin)?.generation === generation, 'a step is about the generation that is there');
}

/** Something may run that is wanted, with all that stands above it. */
function mayRun(plugin: WantedPlugin, { wanted, apps }: Walk): boolean {
  return wanted.up && plugin.enabled && (plugin.app === undefined || apps.has(plugin.app));
}

function isTheOneWanted({ plugin, generation }: Step, walk: Walk, law: Law): void {
  const found = walk.wantedBy.get(plugin);
  law(found?.generation === generation && mayRun(found, walk), 'only what is wanted and enabled starts, or says why it does not');
  law((walk.here.get(plugin)?.generation ?? generation) === generation, 'another generation goes before a plugin takes its place');
}

/** Whether the reason of a stop is so. Who stops because of another one stops before it, so reasons never lead back to themselves. */
function isTrue(reason: Reason, now: SnapshotPlugin, walk: Walk): boolean {
  const found = walk.wantedBy.get(now.key);
  switch (reason.code) {
    case 'host-stops':
      return !walk.wanted.up;
    case 'not-wanted':
      return found === undefined;
    case 'replaced':
      return found !== undefined && found.generation !== now.generation;
    case 'disabled':
      return found?.enabled === false;
    case 'app-stops':
      return found?.app !== undefined && !walk.apps.has(found.app);
    case 'requirement-gone':
      if (reason.plugin === undefined) return walk.blocked.has(now.key);
      return walk.stops.has(reason.plugin) && now.holds.includes(reason.plugin);
    case 'wanted':
    case 'needed-first':
    case 'refused':
      return false;
  }
}

/** What is so when all steps were taken. */
function checkEnd(walk: Walk): void {
  const law = (holds: boolean, text: string, key: string): void => {
    if (!holds) broken(text, `the end, for ${key}`, key);
  };
  for (const key of walk.wired.keys()) law(walk.started.has(key), 'what is wired is started', key);
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
