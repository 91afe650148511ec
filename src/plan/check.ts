/** Open this to see the laws that hold for every plan; they are checked on each one, in production too, in time linear in the plan. */
import type { Plan, Reason, Snapshot, SnapshotPlugin, Step, StepAction, Wanted, WantedPlugin } from '../model/plan.js';
import { failure } from '../problem/problem.js';

/** Throws `plan.unlawful` if a plan breaks a law: that is a mistake in mortise, and nothing of the plan is done. */
export function checkPlan(plan: Omit<Plan, 'toString'>, snapshot: Snapshot, wanted: Wanted): void {
  const walk = walkOf(plan, snapshot, wanted);
  if (plan.revision !== snapshot.revision) broken('a plan starts from its snapshot', `revision ${plan.revision}`);
  // Whoever can't take the place of what runs changes nothing at all.
  if (plan.refused !== undefined) {
    if (plan.steps.length > 0) broken('a plan that is refused has no steps', `${plan.steps[0]!.action} ${plan.steps[0]!.plugin}`);
    return;
  }
  for (const step of plan.steps) {
    const law = (holds: boolean, text: string): void => {
      if (!holds) broken(text, `${step.action} ${step.plugin}`, step.plugin);
    };
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
  if (staged === true) return action === 'swap' ? 1 : 0;
  return action === 'drain' ? 2 : 3;
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
  /** What is made ready beside what serves, anywhere in the plan. */
  readonly staged: ReadonlySet<string>;
  /** Which part of the plan the walk is in. */
  part: number;
  readonly asked: Set<string>;
  readonly swapped: Set<string>;
  readonly drained: Set<string>;
  /** What is there, and what of it runs. */
  readonly here: Map<string, SnapshotPlugin>;
  /** What was made ready beside what serves, and what gave way to it and goes on for a while. */
  readonly beside: Map<string, 'wired' | 'started'>;
  readonly leaving: Map<string, SnapshotPlugin>;
  /** Of what gave way, the generations that have stopped and are not unloaded. */
  readonly gone: Map<string, number>;
  readonly running: Set<string>;
  readonly told: Set<string>;
  readonly stopped: Set<string>;
  readonly still: Set<string>;
  /** The levels of what was wired, and what of it has started. */
  readonly wired: Map<string, number>;
  readonly started: Set<string>;
  readonly after: Set<string>;
  /** The same of those that nobody made ready beside what serves. */
  readonly plain: Set<string>;
  readonly plainAfter: Set<string>;
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
    staged: new Set(steps.filter(({ staged }) => staged === true).map((step) => step.plugin)),
    part: 0,
    asked: new Set(),
    swapped: new Set(),
    drained: new Set(),
    here: new Map(plugins.map((plugin) => [plugin.key, plugin])),
    beside: new Map(),
    leaving: new Map(),
    gone: new Map(),
    running: new Set(up.map(({ key }) => key)),
    told: new Set(),
    stopped: new Set(),
    still: new Set(),
    wired: new Map(),
    started: new Set(),
    after: new Set(),
    plain: new Set(),
    plainAfter: new Set(),
  };
}

type Law = (holds: boolean, text: string) => void;

type Takes = Partial<Readonly<Record<StepAction, (step: Step, walk: Walk, law: Law) => void>>>;

/** The steps of what is made ready beside what serves. */
const TAKE_BESIDE: Takes = {
  wire(step, walk, law) {
    const { plugin, needs } = step;
    isWanted(step, walk, law);
    isWiredOnce(step, walk, law);
    law(!walk.running.has(plugin) || walk.here.get(plugin)!.generation !== step.generation, 'what runs is not made ready again');
    law(
      needs.every((key) => (walk.staged.has(key) ? walk.beside.get(key) === 'started' : walk.running.has(key) && !walk.stops.has(key))),
      'a plugin is wired after what it needs has started',
    );
    walk.beside.set(plugin, 'wired');
  },
  start(step, walk, law) {
    law(walk.beside.get(step.plugin) === 'wired', 'a plugin is wired before it is started');
    isWanted(step, walk, law);
    law(walk.after.size === 0, 'all have started before one is told that they have');
    walk.beside.set(step.plugin, 'started');
    walk.started.add(step.plugin);
  },
  afterStart(step, walk, law) {
    law(walk.beside.get(step.plugin) === 'started', 'afterStart follows start');
    isWanted(step, walk, law);
    law(!walk.after.has(step.plugin), 'a plugin is told once that all have started');
    walk.after.add(step.plugin);
  },
  health(step, walk, law) {
    law(walk.beside.get(step.plugin) === 'started', 'a plugin is asked for its health when it has started');
    isWanted(step, walk, law);
    isAskedOnce(step, walk, law);
  },
  swap(step, walk, law) {
    const { plugin, generation } = step;
    law(walk.beside.get(plugin) === 'started', 'only what has started is swapped in');
    isWanted(step, walk, law);
    walk.beside.delete(plugin);
    const now = walk.here.get(plugin);
    if (walk.running.has(plugin)) walk.leaving.set(plugin, now!);
    else if (now !== undefined && now.generation !== generation) walk.gone.set(plugin, now.generation);
    const { version } = walk.wantedBy.get(plugin)!.manifest;
    walk.here.set(plugin, { key: plugin, generation, state: 'running', version, holds: [], published: [] });
    walk.running.add(plugin);
    walk.swapped.add(plugin);
  },
};

const TAKE: Takes = {
  health(step, walk, law) {
    law(walk.started.has(step.plugin) && walk.plain.has(step.plugin), 'a plugin is asked for its health when it has started');
    isTheOneWanted(step, walk, law);
    isAskedOnce(step, walk, law);
  },
  drain(step, walk, law) {
    law(walk.leaving.get(step.plugin)?.generation === step.generation, 'only what gave way ends what it had begun');
    law(!walk.drained.has(step.plugin), 'a plugin ends once what it had begun');
    walk.drained.add(step.plugin);
  },
  beforeStop(step, walk, law) {
    law(isThere(step, walk), 'only what runs is told of its stop');
    isTheOneHere(step, walk, law);
    law(walk.stopped.size === 0, 'all are told of their stop before one stops');
    law(!walk.told.has(step.plugin), 'a plugin is told of its stop once');
    walk.told.add(step.plugin);
  },
  stop(step, walk, law) {
    const { plugin } = step;
    law(isThere(step, walk), 'only what runs is stopped');
    isTheOneHere(step, walk, law);
    law(walk.plain.size === 0, 'all have stopped before one starts');
    const holders = (walk.heldBy.get(plugin) ?? []).filter((key) =>
      walk.swapped.has(key) ? walk.leaving.has(key) : walk.running.has(key),
    );
    law(holders.length === 0, 'whoever holds a plugin stops before it');
    law(!walk.leaving.has(plugin) || walk.drained.has(plugin), 'what gives way ends what it had begun before it stops');
    law(
      step.because.some((reason) => isTrue(reason, walk.leaving.get(plugin) ?? walk.here.get(plugin)!, walk)),
      'nothing stops that nobody asked to stop',
    );
    if (!walk.leaving.delete(plugin)) walk.running.delete(plugin);
    else walk.gone.set(plugin, step.generation);
    walk.stopped.add(plugin);
  },
  unload(step, walk, law) {
    law(walk.wantedBy.get(step.plugin)?.generation !== step.generation, 'what is wanted is not unloaded');
    if (walk.gone.get(step.plugin) === step.generation) {
      walk.gone.delete(step.plugin);
      return;
    }
    law(walk.here.has(step.plugin), 'only what is there is unloaded, once');
    isTheOneHere(step, walk, law);
    law(!walk.running.has(step.plugin), 'only what has stopped is unloaded');
    walk.here.delete(step.plugin);
  },
  wait: standStill,
  fail: standStill,
  wire(step, walk, law) {
    const { plugin, needs } = step;
    law(!walk.running.has(plugin), 'what runs is not wired again');
    isTheOneWanted(step, walk, law);
    isWiredOnce(step, walk, law);
    law(
      needs.every((key) => walk.running.has(key)),
      'a plugin is wired after what it needs has started',
    );
    walk.plain.add(plugin);
  },
  start(step, walk, law) {
    law(walk.plain.has(step.plugin), 'a plugin is wired before it is started');
    isTheOneWanted(step, walk, law);
    law(!walk.started.has(step.plugin), 'a plugin is started once in a plan');
    law(walk.plainAfter.size === 0, 'all have started before one is told that they have');
    walk.started.add(step.plugin);
    walk.running.add(step.plugin);
  },
  afterStart(step, walk, law) {
    law(walk.started.has(step.plugin), 'afterStart follows start');
    isTheOneWanted(step, walk, law);
    law(!walk.after.has(step.plugin), 'a plugin is told once that all have started');
    walk.after.add(step.plugin);
    walk.plainAfter.add(step.plugin);
  },
};

function isWiredOnce({ plugin, needs, level }: Step, { wired, blocked }: Walk, law: Law): void {
  law(!wired.has(plugin), 'a plugin is wired once in a plan');
  law(!blocked.has(plugin), 'a plugin starts or stands still, not both');
  law(
    needs.every((key) => !wired.has(key) || wired.get(key)! < level),
    'a plugin stands on a higher level than what it needs',
  );
  wired.set(plugin, level);
}

function isAskedOnce({ plugin }: Step, { asked }: Walk, law: Law): void {
  law(!asked.has(plugin), 'a plugin is asked once for its health');
  asked.add(plugin);
}

function standStill(step: Step, walk: Walk, law: Law): void {
  law(!walk.running.has(step.plugin), 'only what does not run waits');
  isTheOneWanted(step, walk, law);
  law(!walk.still.has(step.plugin), 'a plugin says once why it stands still');
  walk.still.add(step.plugin);
}

/** What was started by the plan itself runs, and is not there: it has no reason to stop. */
function isTheOneHere({ plugin, generation }: Step, { here, leaving }: Walk, law: Law): void {
  law((leaving.get(plugin) ?? here.get(plugin))?.generation === generation, 'a step is about the generation that is there');
}

/** Whether it serves, or gave way and has not stopped yet. */
function isThere({ plugin }: Step, { running, leaving, swapped }: Walk): boolean {
  return swapped.has(plugin) ? leaving.has(plugin) : running.has(plugin);
}

/** Something may run that is wanted, with all that stands above it. */
function mayRun(plugin: WantedPlugin, { wanted, apps }: Walk): boolean {
  return wanted.up && plugin.enabled && (plugin.app === undefined || apps.has(plugin.app));
}

function isWanted({ plugin, generation }: Step, walk: Walk, law: Law): void {
  const found = walk.wantedBy.get(plugin);
  law(found?.generation === generation && mayRun(found, walk), 'only what is wanted and enabled starts, or says why it does not');
}

function isTheOneWanted(step: Step, walk: Walk, law: Law): void {
  const { plugin, generation } = step;
  isWanted(step, walk, law);
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
