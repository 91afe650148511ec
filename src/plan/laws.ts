/** Open this to see the laws of each step: those of what is made ready beside what serves, and those of all others. */
import type { Reason, SnapshotPlugin, Step, StepAction, WantedPlugin } from '../model/plan.js';
import type { Walk } from './walk.js';

export type Law = (holds: boolean, text: string) => void;

type Takes = Partial<Readonly<Record<StepAction, (step: Step, walk: Walk, law: Law) => void>>>;

/** The steps of what is made ready beside what serves. */
export const TAKE_BESIDE: Takes = {
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
    // What takes over is what is wanted: like all that is started, it runs, and there is no more to be seen of it.
    walk.here.delete(plugin);
    walk.running.add(plugin);
    walk.swapped.add(plugin);
  },
};

export const TAKE: Takes = {
  configure(step, walk, law) {
    const { plugin, generation } = step;
    law(walk.running.has(plugin) && walk.here.get(plugin)?.generation === generation, 'only what runs takes other values');
    isWanted(step, walk, law);
    law(walk.wantedBy.get(plugin)?.reconfigured === true, 'nothing is configured that nobody asked to configure');
    law(!walk.stops.has(plugin), 'what stops takes no other values');
    law(!walk.configured.has(plugin), 'a plugin is configured once in a plan');
    walk.configured.add(plugin);
  },
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
    const holders = (walk.heldBy.get(plugin) ?? []).filter(({ key }) =>
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
export function mayRun(plugin: WantedPlugin, { wanted, apps }: Walk): boolean {
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
    case 'configured':
    case 'needed-first':
    case 'refused':
      return false;
  }
}
