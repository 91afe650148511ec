/** Open this to see what a plan is made of, and which generations it replaces. Pure. */
import type { Plan, Snapshot, SnapshotPlugin, Wanted, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import type { Node, Resolution } from './resolve.js';
import { isStanding, isUp } from './standing.js';

/** What is decided, what is wanted and what stands: all that a plan is made of. */
export interface World {
  readonly resolution: Resolution;
  readonly wanted: Wanted;
  readonly standing: ReadonlyMap<string, SnapshotPlugin>;
  readonly appIsUp: (plugin: WantedPlugin) => boolean;
  readonly mayRun: (key: string) => boolean;
}

/** What takes the place of a generation that runs, and what of what starts has to be there before. */
export interface Replacing {
  /** Whether they run beside each other for a while, or one after the other. */
  readonly how: Plan['replaces'];
  readonly keys: ReadonlySet<string>;
  /** Those that can't. */
  readonly refused: readonly string[];
  /** The plugin whose generations can't run beside each other. */
  readonly because: string | undefined;
}

export function replacingIn(
  snapshot: Snapshot,
  stops: readonly SnapshotPlugin[],
  { resolution, wanted, standing, appIsUp, mayRun }: World,
): Replacing {
  const successors = snapshot.plugins.flatMap((now) => {
    const node = resolution.nodes.get(now.key);
    const isOther = isUp(now) && node !== undefined && node.plugin.generation !== now.generation;
    return isOther && node.plugin.enabled && appIsUp(node.plugin) ? [node] : [];
  });
  const missing = (wanted.missing ?? []).map(nameOf);
  // What runs can't take values that are wrong.
  const wrong = snapshot.plugins.flatMap((now) => {
    const plugin = resolution.nodes.get(now.key)?.plugin;
    const isWrong = plugin?.reconfigured === true && plugin.problems.some(({ severity }) => severity === 'error');
    return isWrong && isStanding(now, plugin) ? [now.key] : [];
  });
  const blocked = successors.filter(({ plugin, blocked: reasons }) => reasons.length > 0 && plugin.follows !== true).map(keyOf);
  const refused = [...new Set([...missing, ...wrong, ...blocked])];
  const keys = new Set(successors.map(keyOf).filter(mayRun));
  if (keys.size === 0 || refused.length > 0) return { how: undefined, keys: new Set(), refused, because: undefined };
  const up = new Set(snapshot.plugins.filter(isUp).map(({ key }) => key));
  const halted = new Set(stops.map(({ key }) => key));
  // A set goes on to what is added while it is walked.
  for (const key of keys) for (const { to, need } of resolution.nodes.get(key)!.edges) if (need === 'required' && !up.has(to)) keys.add(to);
  const because = [...keys].find((key) => {
    const { plugin, edges } = resolution.nodes.get(key)!;
    // It would be made ready on something that stops, and of which there is no other generation.
    if (edges.some(({ to, need }) => need === 'required' && halted.has(to) && !keys.has(to))) return true;
    if (plugin.manifest.reload === 'restart' || standing.get(key)?.reload === 'restart') return true;
    // It can't run beside one that is about to go either.
    const conflicts = plugin.manifest.dependencies.filter(({ need }) => need === 'conflicting');
    return conflicts.some(({ id }) => [id, `${plugin.app ?? ''}:${id}`].some((other) => up.has(other) && !keys.has(other)));
  });
  return { how: because === undefined ? 'overlap' : 'restart', keys, refused, because };
}

/** What could not be read: a plugin, an extension, or a file of the configuration. */
function nameOf({ plugin, extension, field, details }: Problem): string {
  const file = details?.['file'];
  return plugin ?? extension ?? (typeof file === 'string' ? file : field) ?? 'an extension';
}

function keyOf({ plugin }: Node): string {
  return plugin.key;
}

/** Why a generation goes whose place is taken. */
export const REPLACED = 'another generation takes its place';
