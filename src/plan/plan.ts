/** Open this to see step 5: the difference between what is wanted and what runs, as ordered steps with a reason each. Pure. */
import type { Change, Plan, Snapshot, SnapshotPlugin, Wanted, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { didYouMean } from '../problem/text.js';
import { freeze } from '../model/freeze.js';
import { checkPlan } from './check.js';
import { printPlan } from './print.js';
import type { Node, Resolution } from './resolve.js';
import { configureSteps, standStillSteps, startSteps, swapSteps } from './starts.js';
import { stopping, stopSteps } from './stops.js';
import { replacingIn, type World } from './world.js';

/** Makes the plan for a change. The order in which plugins are listed does not matter, except to say who has an id first, and who of equals starts first. */
export function plan(resolution: Resolution, wanted: Wanted, snapshot: Snapshot, change: Change): Plan {
  const standing = new Map(snapshot.plugins.map((plugin) => [plugin.key, plugin]));
  const apps = new Set(wanted.apps);
  const appIsUp = ({ app }: WantedPlugin): boolean => app === undefined || apps.has(app);
  const mayRun = (key: string): boolean => {
    const { plugin, blocked } = resolution.nodes.get(key)!;
    return wanted.up && blocked.length === 0 && plugin.enabled && appIsUp(plugin);
  };
  const world: World = { resolution, wanted, standing, appIsUp, mayRun };
  const stops = stopping(snapshot, world);
  const replacing = replacingIn(snapshot, stops, world);
  const isBeside = replacing.how === 'overlap';
  const beside = isBeside ? startSteps((key) => replacing.keys.has(key), stops, world, replacing) : { starts: [], after: [] };
  const plain = startSteps((key) => !isBeside || !replacing.keys.has(key), stops, world, replacing);
  const steps =
    replacing.refused.length > 0
      ? []
      : [
          ...beside.starts,
          ...beside.after,
          ...configureSteps(stops, world),
          ...swapSteps(beside.starts, stops),
          ...stopSteps(stops, world, replacing),
          ...standStillSteps(world),
          ...plain.starts,
          ...plain.after,
        ];
  const touched = new Set(steps.map((step) => step.plugin));
  const problems = [
    // What blocks a plugin that is described is told of it below.
    ...(wanted.missing ?? []).filter(({ plugin = '' }) => (resolution.nodes.get(plugin)?.blocked.length ?? 0) === 0),
    ...causesOf(replacing.refused, resolution),
    ...resolution.refused.map((refused) => refused.problem),
    ...resolution.circles.filter(({ members }) => members.some((key) => touched.has(key))).map((circle) => circle.problem),
    ...[...resolution.nodes.values()].flatMap((node) =>
      touched.has(node.plugin.key) ? problemsOf(node, standing.get(node.plugin.key)) : [],
    ),
    ...resolution.notes.filter((note) => touched.has(note.plugin!) && mayRun(note.plugin!)),
  ];
  const made = freeze({
    revision: snapshot.revision,
    change,
    steps,
    problems: withSuggestions([...new Set(problems)], resolution),
    ...(replacing.how === undefined ? {} : { replaces: replacing.how }),
    ...(replacing.refused.length === 0 ? {} : { refused: replacing.refused }),
  });
  return Object.freeze(Object.assign(Object.create(planText) as Pick<Plan, 'toString'>, lawful(made, snapshot, wanted)));
}

/** Throws `plan.unlawful`. Whatever is wrong with a stop is only told, since stopping is what is asked for. */
function lawful(made: Omit<Plan, 'toString'>, snapshot: Snapshot, wanted: Wanted): Omit<Plan, 'toString'> {
  try {
    checkPlan(made, snapshot, wanted);
    return made;
  } catch (thrown) {
    if (made.change.stop !== true || !(thrown instanceof MortiseError)) throw thrown;
    return freeze({ ...made, problems: [...made.problems, thrown.problem] });
  }
}

const planText = {
  toString(this: Omit<Plan, 'toString'>): string {
    return printPlan(this);
  },
};

/** Why they can't start, and why those can't on whom they wait. What they wait for stands before who waits for it, and what nobody can wait for first. */
function causesOf(keys: readonly string[], { nodes }: Resolution): readonly Problem[] {
  const found: Problem[] = [];
  const waits: Problem[] = [];
  // A set goes on to what is added while it is walked.
  const asked = new Set(keys);
  for (const key of asked)
    for (const reason of nodes.get(key)?.blocked ?? []) {
      const on = reason.code === 'plan.waits' ? reason.details?.['on'] : undefined;
      if (typeof on === 'string') asked.add(on);
      (on === undefined ? found : waits).push(reason);
    }
  return [...found, ...waits.reverse()];
}

/** A plugin's own warnings, once, and why it does not start; a circle is told once for all of its members. */
function problemsOf(node: Node, now: SnapshotPlugin | undefined): readonly Problem[] {
  const isNew = now === undefined || now.state === 'described' || now.generation !== node.plugin.generation;
  const warnings = isNew ? node.plugin.problems.filter((found) => found.severity !== 'error') : [];
  return [...warnings, ...node.blocked.filter((found) => found.code !== 'plan.cycle')];
}

/** Suggestions look at every name there is; in a host where everything is missing, the first few are enough to see why. */
const MOST_SUGGESTIONS = 50;

/** Adds to problems the names that somebody may have meant. */
function withSuggestions(problems: readonly Problem[], resolution: Resolution): Problem[] {
  let left = MOST_SUGGESTIONS;
  return problems.map((found) => {
    const meant = resolution.nodes.get(found.plugin!)?.meant?.get(found);
    if (meant === undefined || left === 0) return found;
    left -= 1;
    return { ...found, hint: `${found.hint}${didYouMean(meant())}` };
  });
}
