/** Open this to see step 5: the difference between what is wanted and what runs, as ordered steps with a reason each. Pure. */
import type { Change, Plan, Reason, Snapshot, SnapshotPlugin, Step, StepAction, Wanted, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { didYouMean, quoted } from '../problem/text.js';
import { freeze } from '../model/freeze.js';
import { checkPlan } from './check.js';
import { printPlan } from './print.js';
import { reasonOf, type Node, type Resolution } from './resolve.js';

/** What is decided, what is wanted and what stands: all that a plan is made of. */
interface World {
  readonly resolution: Resolution;
  readonly wanted: Wanted;
  readonly standing: ReadonlyMap<string, SnapshotPlugin>;
  readonly appIsUp: (plugin: WantedPlugin) => boolean;
  readonly mayRun: (key: string) => boolean;
}

/** Makes the plan for a change. The order in which plugins are listed does not matter, except to say who has an id first, and who of equals starts first. */
export function plan(resolution: Resolution, wanted: Wanted, snapshot: Snapshot, change: Change): Plan {
  const standing = new Map(snapshot.plugins.map((plugin) => [plugin.key, plugin]));
  const apps = new Set(wanted.apps);
  const appIsUp = ({ app }: WantedPlugin): boolean => app === undefined || apps.has(app);
  const mayRun = (key: string): boolean => {
    const node = resolution.nodes.get(key);
    return node !== undefined && wanted.up && node.blocked.length === 0 && node.plugin.enabled && appIsUp(node.plugin);
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
          ...swapSteps(beside.starts, stops),
          ...stopSteps(stops, world, replacing),
          ...(wanted.up ? standStillSteps(world) : []),
          ...plain.starts,
          ...plain.after,
        ];
  const touched = new Set(steps.map((step) => step.plugin));
  const problems = [
    ...(wanted.missing ?? []),
    ...replacing.refused.flatMap((key) => resolution.nodes.get(key)?.blocked ?? []),
    ...resolution.refused.map((refused) => refused.problem),
    ...resolution.circles.filter(({ members }) => members.some((key) => touched.has(key))).map((circle) => circle.problem),
    ...[...resolution.nodes.values()].flatMap((node) =>
      touched.has(node.plugin.key) ? problemsOf(node, standing.get(node.plugin.key)) : [],
    ),
    ...resolution.notes.filter((note) => note.plugin !== undefined && touched.has(note.plugin) && mayRun(note.plugin)),
  ];
  const made = freeze({
    revision: snapshot.revision,
    change,
    steps,
    problems: withSuggestions([...new Set(problems)], resolution),
    ...(replacing.how === undefined ? {} : { replaces: replacing.how }),
    ...(replacing.refused.length === 0 ? {} : { refused: replacing.refused }),
  });
  checkPlan(made, snapshot, wanted);
  return Object.freeze(Object.assign(Object.create(planText) as Pick<Plan, 'toString'>, made));
}

const planText = {
  toString(this: Omit<Plan, 'toString'>): string {
    return printPlan(this);
  },
};

/** A plugin's own warnings, once, and why it does not start; a circle is told once for all of its members. */
function problemsOf(node: Node, now: SnapshotPlugin | undefined): readonly Problem[] {
  const isNew = now === undefined || now.state === 'described' || now.generation !== node.plugin.generation;
  const warnings = isNew ? node.plugin.problems.filter((found) => found.severity !== 'error') : [];
  const isTold = now?.state === 'failed' && now.generation === node.plugin.generation;
  return [...warnings, ...(isTold ? [] : node.blocked.filter((found) => found.code !== 'plan.cycle'))];
}

/** Suggestions look at every name there is; in a host where everything is missing, the first few are enough to see why. */
const MOST_SUGGESTIONS = 50;

/** Adds to problems the names that somebody may have meant. */
function withSuggestions(problems: readonly Problem[], resolution: Resolution): Problem[] {
  let left = MOST_SUGGESTIONS;
  return problems.map((found) => {
    const meant = found.plugin === undefined ? undefined : resolution.nodes.get(found.plugin)?.meant.get(found);
    if (meant === undefined || left === 0) return found;
    left -= 1;
    const names = meant();
    return names.length === 0 ? found : { ...found, hint: `${found.hint}${didYouMean(names)}` };
  });
}

function isUp(plugin: Pick<SnapshotPlugin, 'state'>): boolean {
  return plugin.state === 'running' || plugin.state === 'starting';
}

/** What takes the place of a generation that runs, and what of what starts has to be there before. */
interface Replacing {
  /** Whether they run beside each other for a while, or one after the other. */
  readonly how: Plan['replaces'];
  readonly keys: ReadonlySet<string>;
  /** Those that can't. */
  readonly refused: readonly string[];
  /** The plugin whose generations can't run beside each other. */
  readonly because: string | undefined;
}

function replacingIn(
  snapshot: Snapshot,
  stops: readonly SnapshotPlugin[],
  { resolution, wanted, standing, appIsUp, mayRun }: World,
): Replacing {
  const successors = snapshot.plugins.flatMap((now) => {
    const node = resolution.nodes.get(now.key);
    const isOther = isUp(now) && node !== undefined && node.plugin.generation !== now.generation;
    return wanted.up && isOther && node.plugin.enabled && appIsUp(node.plugin) ? [node] : [];
  });
  const missing = (wanted.missing ?? []).map(({ plugin, extension }) => plugin ?? extension ?? 'an extension');
  const blocked = successors.filter(({ plugin, blocked: reasons }) => reasons.length > 0 && plugin.follows !== true).map(keyOf);
  const refused = [...new Set([...missing, ...blocked])];
  const keys = new Set(successors.map(keyOf).filter(mayRun));
  if (keys.size === 0 || refused.length > 0) return { how: undefined, keys: new Set(), refused, because: undefined };
  const runs = (key: string): boolean => isUp(standing.get(key) ?? { state: 'described' });
  const halted = new Set(stops.map(({ key }) => key));
  // A set goes on to what is added while it is walked.
  for (const key of keys)
    for (const { to, need } of resolution.nodes.get(key)!.edges) if (need === 'required' && mayRun(to) && !runs(to)) keys.add(to);
  const because = [...keys].find((key) => {
    const { plugin, edges } = resolution.nodes.get(key)!;
    // It would be made ready on something that stops, and of which there is no other generation.
    if (edges.some(({ to, need }) => need === 'required' && halted.has(to) && !keys.has(to))) return true;
    if (plugin.manifest.reload === 'restart' || standing.get(key)?.reload === 'restart') return true;
    // It can't run beside one that is about to go either.
    const conflicts = plugin.manifest.dependencies.filter(({ need }) => need === 'conflicting');
    return conflicts.some(({ id }) => [id, `${plugin.app ?? ''}:${id}`].some((other) => runs(other) && !keys.has(other)));
  });
  return { how: because === undefined ? 'overlap' : 'restart', keys, refused, because };
}

function keyOf({ plugin }: Node): string {
  return plugin.key;
}

/** Everything that has to stop, latest start first: what may not run, what is replaced, and whoever holds one of those. */
function stopping(snapshot: Snapshot, { resolution, mayRun }: World): SnapshotPlugin[] {
  const stops = new Set<SnapshotPlugin>();
  const heldBy = new Map<string, SnapshotPlugin[]>();
  for (const plugin of snapshot.plugins) {
    if (!isUp(plugin)) continue;
    for (const held of plugin.holds) (heldBy.get(held) ?? heldBy.set(held, []).get(held)!).push(plugin);
    const isSame = resolution.nodes.get(plugin.key)?.plugin.generation === plugin.generation;
    if (!isSame || !mayRun(plugin.key)) stops.add(plugin);
  }
  // A set goes on to what is added while it is walked.
  for (const { key } of stops) for (const holder of heldBy.get(key) ?? []) stops.add(holder);
  // A plugin that failed lets go of nothing by itself: whoever holds it stops as well.
  return snapshot.plugins.filter((plugin) => stops.has(plugin)).sort(latestFirst);
}

/** What was wired and not started comes before all that started: it may hold one of those. */
function latestFirst(a: SnapshotPlugin, b: SnapshotPlugin): number {
  if (a.startedAs === undefined || b.startedAs === undefined) return Number(b.startedAs === undefined) - Number(a.startedAs === undefined);
  return b.startedAs - a.startedAs;
}

function stopSteps(stops: readonly SnapshotPlugin[], world: World, replacing: Replacing): Step[] {
  const { resolution, standing } = world;
  const stopsAs = new Map(stops.map(({ key }, index) => [key, index]));
  const because = new Map(stops.map((plugin) => [plugin.key, [whyStop(plugin, stopsAs, world, replacing)]]));
  const make = (action: StepAction, plugin: SnapshotPlugin, index: number, reasons: readonly Reason[]): Step => ({
    action,
    plugin: plugin.key,
    generation: plugin.generation,
    because: reasons,
    needs: [],
    level: index,
  });
  const isGone = (plugin: SnapshotPlugin): boolean => resolution.nodes.get(plugin.key)?.plugin.generation !== plugin.generation;
  const before = stops.flatMap((plugin, index) => {
    const wantedStill = isGone(plugin) ? undefined : resolution.nodes.get(plugin.key)?.plugin;
    // A plugin that is no longer wanted, or is replaced, has no manifest here, so it may have the method.
    const has =
      wantedStill === undefined || wantedStill.manifest.components.some((component) => component.lifecycle.includes('beforeStop'));
    return has ? [make('beforeStop', plugin, index, because.get(plugin.key)!)] : [];
  });
  const stopped = new Set(stops);
  const idle = [...standing.values()].filter((plugin) => !stopped.has(plugin)).sort((a, b) => (a.key < b.key ? -1 : 1));
  const gone = [...stops, ...idle].filter(isGone);
  return [
    ...before,
    ...stops.map((plugin, index) => make('stop', plugin, index, because.get(plugin.key)!)),
    ...gone.map((plugin, index) => make('unload', plugin, index, because.get(plugin.key) ?? [notWanted(plugin, resolution)])),
  ];
}

function notWanted(plugin: SnapshotPlugin, resolution: Resolution): Reason {
  return resolution.nodes.has(plugin.key) ? { code: 'replaced', text: REPLACED } : { code: 'not-wanted', text: 'it is no longer wanted' };
}

function whyStop(
  plugin: SnapshotPlugin,
  stopsAs: ReadonlyMap<string, number>,
  { resolution, wanted, appIsUp }: World,
  { how, keys, because }: Replacing,
): Reason {
  if (!wanted.up) return { code: 'host-stops', text: 'the host stops' };
  const node = resolution.nodes.get(plugin.key);
  if (how === 'restart' && keys.has(plugin.key)) return { code: 'replaced', text: restarted(because!) };
  if (node === undefined || node.plugin.generation !== plugin.generation) return notWanted(plugin, resolution);
  if (!node.plugin.enabled) return { code: 'disabled', text: 'it is disabled' };
  if (!appIsUp(node.plugin)) return { code: 'app-stops', text: `the app ${quoted(node.plugin.app!)} stops` };
  const [held] = plugin.holds.filter((key) => stopsAs.has(key)).sort((a, b) => stopsAs.get(a)! - stopsAs.get(b)!);
  if (node.blocked.length === 0 && held !== undefined) {
    return { code: 'requirement-gone', text: `it holds ${quoted(held)}, which stops`, plugin: held };
  }
  return { code: 'requirement-gone', text: reasonOf(node) ?? 'what it needs is gone', ...(held === undefined ? {} : { plugin: held }) };
}

function restarted(because: string): string {
  return `${REPLACED}, which can't run beside it (${quoted(because)} has to stop first); it starts again if that one fails`;
}

/** Says of each plugin that can't start why, once. */
function standStillSteps({ resolution, standing, appIsUp }: World): Step[] {
  const steps: Step[] = [];
  for (const node of resolution.nodes.values()) {
    const { key, generation, enabled } = node.plugin;
    const text = reasonOf(node);
    if (text === undefined || !enabled || !appIsUp(node.plugin)) continue;
    const now = standing.get(key);
    const isSame = now?.generation === generation;
    if (isSame && now.state === 'failed') continue;
    const action = node.broken ? 'fail' : 'wait';
    if (isSame && action === 'wait' && now.state === 'waiting' && now.reason === text) continue;
    steps.push({ action, plugin: key, generation, because: [{ code: 'refused', text }], needs: [], level: 0 });
  }
  return steps;
}

interface Starts {
  readonly starts: readonly Step[];
  /** What follows when all have started. */
  readonly after: readonly Step[];
}

function startSteps(which: (key: string) => boolean, stops: readonly SnapshotPlugin[], world: World, replacing: Replacing): Starts {
  const { resolution, standing, mayRun } = world;
  const stopped = new Set(stops.map((plugin) => plugin.key));
  const starts: Step[] = [];
  const afters: Step[] = [];
  const healths: Step[] = [];
  for (const [level, keys] of resolution.levels.entries()) {
    for (const key of keys) {
      const now = standing.get(key);
      if (!which(key) || !mayRun(key) || (now !== undefined && isUp(now) && !stopped.has(key))) continue;
      const node = resolution.nodes.get(key)!;
      const isReplacing = replacing.keys.has(key);
      const step = (action: StepAction): Step => ({
        action,
        plugin: key,
        generation: node.plugin.generation,
        because: whyStart(node, now, stopped.has(key), mayRun),
        needs: [...new Set(node.edges.filter((edge) => edge.need === 'required').map((edge) => edge.to))],
        level,
        ...(isReplacing && replacing.how === 'overlap' ? { staged: true as const } : {}),
      });
      const has = (method: 'afterStart' | 'health'): boolean =>
        node.plugin.manifest.components.some((component) => component.lifecycle.includes(method));
      starts.push(step('wire'), step('start'));
      if (has('afterStart')) afters.push(step('afterStart'));
      if (isReplacing && has('health')) healths.push(step('health'));
    }
  }
  return { starts, after: [...afters, ...healths] };
}

/** All of them at one moment; then those that were there end what they had begun. */
function swapSteps(starts: readonly Step[], stops: readonly SnapshotPlugin[]): Step[] {
  const swaps = starts.filter(({ action }) => action === 'start').map((step): Step => ({ ...step, action: 'swap', needs: [] }));
  const coming = new Set(swaps.map(({ plugin }) => plugin));
  const because: readonly Reason[] = [{ code: 'replaced', text: REPLACED }];
  const leaving = stops.filter(({ key }) => coming.has(key));
  return [
    ...swaps,
    ...leaving.map(({ key, generation }, level): Step => ({ action: 'drain', plugin: key, generation, because, needs: [], level })),
  ];
}

const REPLACED = 'another generation takes its place';

function whyStart(node: Node, now: SnapshotPlugin | undefined, restarts: boolean, mayRun: (key: string) => boolean): Reason[] {
  const { extension, source } = node.plugin.manifest;
  const first: Reason =
    now?.state === 'waiting'
      ? { code: 'wanted', text: 'what it waited for is there' }
      : restarts && now !== undefined && now.generation !== node.plugin.generation
        ? { code: 'wanted', text: node.plugin.follows === true ? 'it holds what is replaced' : 'it takes the place of the one that runs' }
        : restarts
          ? { code: 'wanted', text: 'it starts again' }
          : { code: 'wanted', text: `${quoted(extension)} is listed (${source.spec})` };
  return [
    first,
    ...node.edges.filter((edge) => mayRun(edge.to)).map((edge) => ({ code: 'needed-first' as const, text: edge.text, plugin: edge.to })),
  ];
}
