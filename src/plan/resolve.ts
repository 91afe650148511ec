/** Open this to see step 4: who may start, who may not and why, and who comes before whom. Pure. */
import { order, type Order } from '../graph/order.js';
import type { Manifest } from '../model/manifest.js';
import type { Snapshot, SnapshotPlugin, Wanted, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { blockCycles, type Circle } from './circles.js';
import { blockConflicts } from './conflicts.js';
import { block, requiredOf, rowsOf, type Draft, type Drafts, type Edge } from './draft.js';
import { addDependency, addKind, addUse, fits, needIndex } from './needs.js';
import { visibleNames } from './visible.js';
import { isStanding, isUp } from './standing.js';

export interface Node {
  readonly plugin: WantedPlugin;
  readonly edges: readonly Edge[];
  /** Why it can't start; empty when it can. The first is the one to tell. */
  readonly blocked: readonly Problem[];
  /** Names that somebody may have meant, by the problem that is about them. */
  readonly meant: ReadonlyMap<Problem, () => readonly string[]> | undefined;
  /** Whether the reason lies in the plugin itself, so that nothing outside can lift it. */
  readonly broken: boolean;
}

export interface Resolution {
  readonly nodes: ReadonlyMap<string, Node>;
  /** Keys that can start, in levels: each needs only earlier ones. */
  readonly levels: readonly (readonly string[])[];
  /** Later plugins under a taken id; they have no node. */
  readonly refused: readonly { readonly plugin: WantedPlugin; readonly problem: Problem }[];
  /** Circles of needs, each once; a member of one knows only the shortest that it is in. */
  readonly circles: readonly Circle[];
  readonly notes: readonly Problem[];
}

/** Decides for every wanted plugin whether it can start, and after which others. */
export function resolve(wanted: Wanted, snapshot: Snapshot): Resolution {
  const { first, refused } = unique(wanted.plugins);
  const drafts = draftsOf(first);
  const byKey = new Map(drafts.map((draft) => [draft.plugin.key, draft]));
  const standing = new Map(snapshot.plugins.map((plugin) => [plugin.key, plugin]));
  // When everything stops nobody needs anything.
  if (!wanted.up) return { nodes: byKey, levels: [], refused: [], circles: [], notes: [] };
  for (const draft of drafts) blockByItself(draft, wanted, standing.get(draft.plugin.key));
  const apps = new Set(wanted.apps);
  const mayRun = ({ enabled, app }: WantedPlugin): boolean => enabled && (app === undefined || apps.has(app));
  const canRun = (plugin: WantedPlugin): boolean => mayRun(plugin) && !byKey.get(plugin.key)!.broken;
  const names = visibleNames(first, snapshot, canRun);
  const index = needIndex(drafts, wanted);
  for (const draft of drafts) {
    for (const taken of names.taken.get(draft.plugin.key) ?? []) block(draft, taken);
    for (const dependency of draft.plugin.manifest.dependencies) addDependency(draft, dependency, byKey, index);
    for (const use of draft.plugin.manifest.uses) addUse(draft, use, names, standing.get(draft.plugin.key));
    for (const use of draft.plugin.manifest.kinds) addKind(draft, use, index);
  }
  // Most worlds have no circle, and nothing in them that stands still: then this is the order of the starts as well.
  const whole = order(rowsOf(drafts, byKey));
  const circles = whole.cyclic.length === 0 ? [] : blockCycles(drafts, byKey);
  const spread = spreadBlocks(drafts, byKey, mayRun, new Set());
  blockConflicts(drafts, byKey, mayRun, ({ plugin }) => {
    const now = standing.get(plugin.key);
    return isStanding(now, plugin) ? 2 : now !== undefined && isUp(now) ? 1 : 0;
  });
  spreadBlocks(drafts, byKey, mayRun, spread);
  return {
    nodes: byKey,
    levels: startLevels(whole.cyclic.length === 0 && drafts.every(isFree) ? whole : orderOfFree(drafts, byKey), drafts, first),
    refused,
    circles,
    notes: names.shadows,
  };
}

/** Why a resolved plugin can't start, in one sentence, or nothing. */
export function reasonOf(node: Node): string | undefined {
  return node.blocked[0]?.message;
}

/** The first of an id stays; the order is that of loading. */
function unique(plugins: readonly WantedPlugin[]): { first: WantedPlugin[]; refused: { plugin: WantedPlugin; problem: Problem }[] } {
  const first = new Map<string, WantedPlugin>();
  const refused: { plugin: WantedPlugin; problem: Problem }[] = [];
  for (const plugin of plugins) {
    const taken = first.get(plugin.key);
    if (taken === undefined) {
      first.set(plugin.key, plugin);
      continue;
    }
    const details = {
      id: plugin.manifest.id,
      first: origin(taken.manifest),
      second: origin(plugin.manifest),
      ...comesTwice(taken.manifest, plugin.manifest),
    };
    refused.push({
      plugin,
      problem: problem('plan.duplicate-id', details, { plugin: plugin.key, extension: plugin.manifest.extension, phase: 'plan' }),
    });
  }
  return { first: [...first.values()], refused };
}

/** What is decided is decided in the order of the keys, so that nothing of it depends on who was listed before whom. */
function draftsOf(plugins: readonly WantedPlugin[]): Draft[] {
  return [...plugins]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((plugin, row) => ({ plugin, row, edges: [], blocked: [], meant: undefined, broken: false }));
}

function origin(manifest: Manifest): string {
  const { source, extension, version } = manifest;
  return `${quoted(extension)} ${version} (${source.path ?? source.spec})`;
}

/** How one file came to be read twice. Two plugins of one reading have the very source. */
function comesTwice({ source: first }: Manifest, { source: second }: Manifest): { as?: readonly [string, string] } {
  if (first === second || first.path === undefined || first.path !== second.path) return {};
  const how = ({ kind, spec }: Manifest['source']): string => `${kind === 'discovered' ? 'found at' : 'given as'} ${quoted(spec)}`;
  return { as: [how(first), how(second)] };
}

/** Reasons that need no look at others: the manifest, the engines, and what happened when it was started. */
function blockByItself(draft: Draft, wanted: Wanted, standing: SnapshotPlugin | undefined): void {
  const { plugin } = draft;
  for (const found of plugin.problems) if (found.severity === 'error') block(draft, found);
  for (const { id, range, need } of plugin.manifest.dependencies) {
    const version = id === 'mortise' ? wanted.host.version : id === 'node' ? wanted.host.node : undefined;
    if (version === undefined) continue;
    // A nightly Node 25 is a Node 25: ranges of engines are not about pre-releases.
    const isMet = fits(plugin, version.replace(/-.*/, ''), range);
    if (need === 'optional' || isMet === (need === 'required')) continue;
    const details = {
      plugin: plugin.key,
      engine: id,
      range: need === 'conflicting' ? `other than ${range}` : range,
      version,
      versions: plugin.manifest.versions,
    };
    block(draft, problem('plan.engine-mismatch', details, { field: `${need === 'conflicting' ? 'conflicts' : 'dependencies'}.${id}` }));
  }
  draft.broken = draft.blocked.length > 0;
  if (standing?.state === 'failed' && standing.generation === plugin.generation && draft.blocked.length === 0) {
    block(draft, failedBefore(standing));
    draft.broken = true;
  }
}

/** The very problem of its last start, which stands until somebody enables it again. */
function failedBefore({ key, reason, failure }: SnapshotPlugin): Problem {
  const hint = 'Mend the plugin; then enable it, which tries again, or unload it and load the mended one.';
  const found: Problem = failure ?? {
    code: 'lifecycle.failed',
    severity: 'error',
    blame: 'plugin',
    message: reason ?? 'it failed',
    hint: '',
  };
  return { ...found, plugin: key, hint: `${found.hint} ${hint}`.trimStart() };
}

/**
 * Whoever requires a plugin that can't start, can't start either, and says on whom it waits: once for each of those, unless it has a reason
 * of its own. `spread` are those that this was done for before.
 */
function spreadBlocks(
  drafts: readonly Draft[],
  byKey: Drafts,
  mayRun: (plugin: WantedPlugin) => boolean,
  spread: ReadonlySet<Draft>,
): ReadonlySet<Draft> {
  // A set goes on to what is added while it is walked.
  const still = new Set(drafts.filter((draft) => draft.blocked.length > 0 || !mayRun(draft.plugin)));
  if (still.size === spread.size) return still;
  const requiredBy: Draft[][] = drafts.map(() => []);
  for (const draft of drafts) for (const key of requiredOf(draft)) requiredBy[byKey.get(key)!.row]!.push(draft);
  // Only its app is down; the others of that app are down with it, and not because of it.
  const isDown = ({ plugin, blocked }: Draft): boolean => plugin.enabled && !mayRun(plugin) && blocked.length === 0;
  const why = (draft: Draft): string => {
    if (!draft.plugin.enabled) return 'is disabled';
    if (isDown(draft)) return `belongs to the app ${quoted(draft.plugin.app!)}, which is down`;
    return draft.broken ? `failed: ${draft.blocked[0]!.message.replace(/\.$/, '')}` : 'is waiting itself';
  };
  for (const draft of still) {
    if (spread.has(draft)) continue;
    for (const dependent of requiredBy[draft.row]!) {
      if (isDown(draft) && dependent.plugin.app === draft.plugin.app) continue;
      still.add(dependent);
      const [first] = dependent.blocked;
      if (first !== undefined && first.code !== 'plan.waits') continue;
      block(dependent, problem('plan.waits', { plugin: dependent.plugin.key, on: draft.plugin.key, why: why(draft) }));
    }
  }
  return still;
}

function isFree({ blocked, plugin }: Draft): boolean {
  return blocked.length === 0 && plugin.enabled;
}

function orderOfFree(drafts: readonly Draft[], byKey: Drafts): Order {
  return order(rowsOf(drafts, byKey, (edge, from) => isFree(from) && isFree(byKey.get(edge.to)!)));
}

/** Among equals, who was listed first starts first. */
function startLevels({ levels }: Order, drafts: readonly Draft[], listed: readonly WantedPlugin[]): string[][] {
  const listedAs = new Map(listed.map(({ key }, index) => [key, index]));
  return levels
    .map((level) =>
      level
        .map((row) => drafts[row]!)
        .filter(isFree)
        .map((draft) => draft.plugin.key)
        .sort((a, b) => listedAs.get(a)! - listedAs.get(b)!),
    )
    .filter((level) => level.length > 0);
}
