/** Open this to see what stops in a plan, in which order, and why. Pure. */
import { groupedBy } from '../model/list.js';
import type { Reason, Snapshot, SnapshotPlugin, Step, StepAction } from '../model/plan.js';
import { quoted } from '../problem/text.js';
import { reasonOf, type Resolution } from './resolve.js';
import { isUp } from './standing.js';
import { REPLACED, type Replacing, type World } from './world.js';

/** Everything that has to stop, latest start first: what may not run, what is replaced, and whoever holds one of those. */
export function stopping(snapshot: Snapshot, { resolution, mayRun }: World): SnapshotPlugin[] {
  const stops = new Set<SnapshotPlugin>();
  const up = snapshot.plugins.filter(isUp);
  const heldBy = groupedBy(up, ({ holds }) => holds);
  for (const plugin of up) {
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
  const last = Number.MAX_SAFE_INTEGER;
  return (b.startedAs ?? last) - (a.startedAs ?? last);
}

export function stopSteps(stops: readonly SnapshotPlugin[], world: World, replacing: Replacing): Step[] {
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
    // A plugin that is no longer wanted, or is replaced, has no manifest here, so it may have the method.
    const has =
      isGone(plugin) ||
      resolution.nodes.get(plugin.key)!.plugin.manifest.components.some(({ lifecycle }) => lifecycle.includes('beforeStop'));
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
  // Who may run, and stops all the same, holds something that stops.
  const text = reasonOf(node) ?? `it holds ${quoted(held!)}, which stops`;
  return { code: 'requirement-gone', text, ...(held === undefined ? {} : { plugin: held }) };
}

function restarted(because: string): string {
  return `${REPLACED}, which can't run beside it (${quoted(because)} has to stop first); it starts again if that one fails`;
}
