/** Open this to see step 4: who may start, who may not and why, and who comes before whom. Pure. */
import { cycles } from '../graph/cycle.js';
import { order } from '../graph/order.js';
import type { Dependency, Manifest, Use } from '../model/manifest.js';
import type { Snapshot, SnapshotPlugin, Wanted, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';
import { near, quoted } from '../problem/text.js';
import { versionDialect } from '../version/dialects.js';
import { visibleNames, type Names } from './visible.js';

/** One plugin needs another. `required` blocks and orders, `optional` only orders. */
export interface Edge {
  readonly to: string;
  readonly need: 'required' | 'optional';
  /** "needs 'cache' ^2 (2.1.0)". */
  readonly text: string;
}

export interface Node {
  readonly plugin: WantedPlugin;
  readonly edges: readonly Edge[];
  /** Why it can't start; empty when it can. The first is the one to tell. */
  readonly blocked: readonly Problem[];
  /** Whether the reason lies in the plugin itself, so that nothing outside can lift it. */
  readonly broken: boolean;
}

export interface Resolution {
  readonly nodes: ReadonlyMap<string, Node>;
  /** Keys that can start, in levels: each needs only earlier ones. */
  readonly levels: readonly (readonly string[])[];
  /** Later plugins under a taken id; they have no node. */
  readonly refused: readonly { readonly plugin: WantedPlugin; readonly problem: Problem }[];
  readonly notes: readonly Problem[];
}

/** A node while it is being made. */
interface Draft {
  readonly plugin: WantedPlugin;
  readonly row: number;
  edges: Edge[];
  readonly blocked: Problem[];
  broken: boolean;
}

/** Decides for every wanted plugin whether it can start, and after which others. */
export function resolve(wanted: Wanted, snapshot: Snapshot): Resolution {
  const { drafts, refused } = unique(wanted.plugins);
  const byKey = new Map(drafts.map((draft) => [draft.plugin.key, draft]));
  const standing = new Map(snapshot.plugins.map((plugin) => [plugin.key, plugin]));
  const names = visibleNames(drafts.map((draft) => draft.plugin), snapshot);
  for (const draft of drafts) {
    blockByItself(draft, wanted, standing.get(draft.plugin.key));
    for (const taken of names.taken.get(draft.plugin.key) ?? []) block(draft, taken);
    for (const dependency of draft.plugin.manifest.dependencies) addDependency(draft, dependency, byKey, wanted);
    for (const use of draft.plugin.manifest.uses) addUse(draft, use, names, byKey);
    for (const use of draft.plugin.manifest.kinds) addKind(draft, use.key, wanted, drafts);
  }
  blockCycles(drafts, byKey);
  spreadBlocks(drafts, byKey);
  return {
    nodes: new Map(drafts.map(({ plugin, edges, blocked, broken }) => [plugin.key, { plugin, edges, blocked, broken }])),
    levels: startLevels(drafts, byKey),
    refused,
    notes: names.shadows,
  };
}

/** Why a resolved plugin can't start, in one sentence, or nothing. */
export function reasonOf(node: Node): string | undefined {
  return node.blocked[0]?.message;
}

function block(draft: Draft, found: Problem): void {
  draft.blocked.push({ ...found, plugin: draft.plugin.key, extension: draft.plugin.manifest.extension, phase: found.phase ?? 'plan' });
}

/** The first of an id stays; the order is that of loading. */
function unique(plugins: readonly WantedPlugin[]): { drafts: Draft[]; refused: { plugin: WantedPlugin; problem: Problem }[] } {
  const drafts: Draft[] = [];
  const first = new Map<string, WantedPlugin>();
  const refused: { plugin: WantedPlugin; problem: Problem }[] = [];
  for (const plugin of plugins) {
    const taken = first.get(plugin.key);
    if (taken === undefined) {
      first.set(plugin.key, plugin);
      drafts.push({ plugin, row: drafts.length, edges: [], blocked: [], broken: false });
      continue;
    }
    const details = { id: plugin.manifest.id, first: origin(taken.manifest), second: origin(plugin.manifest) };
    refused.push({ plugin, problem: problem('plan.duplicate-id', details, { plugin: plugin.key, extension: plugin.manifest.extension, phase: 'plan' }) });
  }
  return { drafts, refused };
}

function origin(manifest: Manifest): string {
  const { source, extension, version } = manifest;
  return `${quoted(extension)} ${version} (${source.path ?? source.spec})`;
}

/** Reasons that need no look at others: the manifest, the engines, and what happened when it was started. */
function blockByItself(draft: Draft, wanted: Wanted, standing: SnapshotPlugin | undefined): void {
  const { plugin } = draft;
  for (const found of plugin.problems) if (found.severity === 'error') block(draft, found);
  for (const { id, range, need } of plugin.manifest.dependencies) {
    const version = id === 'mortise' ? wanted.host.version : id === 'node' ? wanted.host.node : undefined;
    if (version === undefined) continue;
    const fits = versionDialect(plugin.manifest.versions)?.satisfies(version, range) === true;
    if (need === 'optional' || fits === (need === 'required')) continue;
    block(draft, problem('plan.engine-mismatch', { plugin: plugin.key, engine: id, range: need === 'conflicting' ? `other than ${range}` : range, version }));
  }
  draft.broken = draft.blocked.length > 0;
  if (standing?.state === 'failed' && standing.generation === plugin.generation && draft.blocked.length === 0) {
    block(draft, failedBefore(plugin.key, standing.reason ?? 'failed'));
    draft.broken = true;
  }
}

function failedBefore(key: string, reason: string): Problem {
  return { code: 'lifecycle.failed', severity: 'error', blame: 'plugin', message: reason, hint: 'Mend the plugin and load it again.', plugin: key };
}

function findPlugin(id: string, from: WantedPlugin, byKey: ReadonlyMap<string, Draft>): Draft | undefined {
  return (from.app === undefined ? undefined : byKey.get(`${from.app}:${id}`)) ?? byKey.get(id);
}

function addDependency(draft: Draft, { id, range, need }: Dependency, byKey: ReadonlyMap<string, Draft>, wanted: Wanted): void {
  if (id === 'mortise' || id === 'node') return;
  const { plugin } = draft;
  const target = findPlugin(id, plugin, byKey);
  if (target === undefined || target === draft) {
    if (need !== 'required' || target === draft) {
      if (target === draft && need === 'required') draft.edges.push({ to: plugin.key, need: 'required', text: `needs itself` });
      return;
    }
    const known = [...byKey.values()].map((other) => other.plugin.manifest.id);
    block(draft, problem('plan.missing-dependency', { plugin: plugin.key, id, range, near: near(id, known) }, { field: `dependencies.${id}` }));
    return;
  }
  const { version } = target.plugin.manifest;
  const dialect = versionDialect(plugin.manifest.versions);
  const fits = dialect?.satisfies(version, range) === true;
  if (need === 'conflicting') {
    if (fits && willBeThere(target, wanted)) {
      block(draft, problem('plan.conflict', { plugin: plugin.key, id, range, version }, { field: `conflicts.${id}` }));
    }
    return;
  }
  if (!fits) {
    if (need === 'optional') return;
    const path = [...requirers(draft, byKey), plugin.manifest.id, id];
    const details = { plugin: plugin.key, id, range, version, versions: plugin.manifest.versions, path };
    block(draft, problem('plan.version-mismatch', details, { field: `dependencies.${id}` }));
    return;
  }
  draft.edges.push({ to: target.plugin.key, need, text: `needs ${quoted(id)} ${range} (${version})` });
}

/** Somebody who requires this one, and somebody who requires that: the chain that a person recognises, outermost first. */
function requirers(draft: Draft, byKey: ReadonlyMap<string, Draft>): string[] {
  const chain: string[] = [];
  const seen = new Set([draft]);
  for (let current: Draft | undefined = draft; current !== undefined && chain.length < 6; ) {
    current = requirerOf(current.plugin.manifest.id, seen, byKey);
    if (current === undefined) break;
    seen.add(current);
    chain.unshift(current.plugin.manifest.id);
  }
  return chain;
}

function requirerOf(id: string, seen: ReadonlySet<Draft>, byKey: ReadonlyMap<string, Draft>): Draft | undefined {
  for (const other of byKey.values()) {
    const requires = other.plugin.manifest.dependencies.some((dependency) => dependency.id === id && dependency.need === 'required');
    if (requires && !seen.has(other)) return other;
  }
  return undefined;
}

function willBeThere(target: Draft, wanted: Wanted): boolean {
  const { plugin } = target;
  return plugin.enabled && !target.broken && (plugin.app === undefined || wanted.apps.includes(plugin.app));
}

function addUse(draft: Draft, use: Use, names: Names, byKey: ReadonlyMap<string, Draft>): void {
  if (use.live) return;
  const { plugin } = draft;
  const provider = names.provider(plugin.app, use.namespace);
  if (provider === plugin.key) return;
  if (provider === undefined || !byKey.has(provider)) {
    if (use.optional) return;
    const details = { plugin: plugin.key, namespace: use.namespace, by: use.by, near: near(use.namespace, names.visible(plugin.app)), hiddenIn: names.appsWith(use.namespace) };
    block(draft, problem('plan.missing-provider', details, { place: use.by }));
    return;
  }
  draft.edges.push({ to: provider, need: use.optional ? 'optional' : 'required', text: `uses ${quoted(use.namespace)} of ${quoted(provider)}` });
}

function addKind(draft: Draft, key: string, wanted: Wanted, drafts: readonly Draft[]): void {
  for (const kind of wanted.kinds) {
    if (kind.key !== key || (kind.extension === draft.plugin.manifest.extension && kind.app === draft.plugin.app)) continue;
    for (const other of drafts) {
      if (other.plugin.manifest.extension === kind.extension && other.plugin.app === kind.app) {
        draft.edges.push({ to: other.plugin.key, need: 'required', text: `has facts of ${quoted(key)}, which ${quoted(other.plugin.key)} understands` });
      }
    }
  }
}

function rowsOf(drafts: readonly Draft[], byKey: ReadonlyMap<string, Draft>, keep: (edge: Edge, from: Draft) => boolean): number[][] {
  return drafts.map((draft) => draft.edges.filter((edge) => keep(edge, draft)).map((edge) => byKey.get(edge.to)!.row));
}

/** A circle of required needs blocks its members; a circle that an optional need closes loses that need. */
function blockCycles(drafts: readonly Draft[], byKey: ReadonlyMap<string, Draft>): void {
  for (const cycle of cycles(rowsOf(drafts, byKey, (edge) => edge.need === 'required'))) {
    const members = cycle.map((row) => drafts[row]!);
    const path = [...members, members[0]!].map((member) => member.plugin.key);
    const weakest = weakestOf(members);
    for (const member of members) {
      block(member, problem('plan.cycle', { path, weakest }));
    }
  }
  const free = order(rowsOf(drafts, byKey, () => true)).cyclic;
  if (free.length === 0) return;
  const stuck = new Set(free.map((row) => drafts[row]!.plugin.key));
  for (const draft of drafts) {
    if (stuck.has(draft.plugin.key)) draft.edges = draft.edges.filter((edge) => edge.need === 'required' || !stuck.has(edge.to));
  }
}

/** A use is cheaper to make optional than a dependency, since only one line of code has to live without it. */
function weakestOf(members: readonly Draft[]): string {
  const edges = members.map((member, index) => {
    const next = members[(index + 1) % members.length]!;
    return { member, next, edge: member.edges.find((edge) => edge.to === next.plugin.key && edge.need === 'required')! };
  });
  const cheapest = edges.find(({ edge }) => edge.text.startsWith('uses')) ?? edges.at(-1)!;
  return `${quoted(cheapest.member.plugin.key)} ${cheapest.edge.text}`;
}

/** Whoever requires a plugin that can't start, can't start either, and says on whom it waits. */
function spreadBlocks(drafts: readonly Draft[], byKey: ReadonlyMap<string, Draft>): void {
  const requiredBy: Draft[][] = drafts.map(() => []);
  for (const draft of drafts) for (const edge of draft.edges) if (edge.need === 'required') requiredBy[byKey.get(edge.to)!.row]!.push(draft);
  const why = (draft: Draft): string =>
    !draft.plugin.enabled ? 'is disabled' : draft.broken ? `failed: ${draft.blocked[0]!.message.replace(/\.$/, '')}` : 'is waiting itself';
  const queue = drafts.filter((draft) => draft.blocked.length > 0 || !draft.plugin.enabled);
  const spread = new Set(queue);
  for (let draft = queue.pop(); draft !== undefined; draft = queue.pop()) {
    for (const dependent of requiredBy[draft.row]!) {
      if (dependent === draft || dependent.blocked.some((found) => found.code === 'plan.cycle')) continue;
      if (dependent.blocked.length === 0 || dependent.blocked.every((found) => found.code === 'plan.waits')) {
        block(dependent, problem('plan.waits', { plugin: dependent.plugin.key, on: draft.plugin.key, why: why(draft) }));
      }
      if (!spread.has(dependent)) {
        spread.add(dependent);
        queue.push(dependent);
      }
    }
  }
}

function startLevels(drafts: readonly Draft[], byKey: ReadonlyMap<string, Draft>): string[][] {
  const free = (draft: Draft): boolean => draft.blocked.length === 0 && draft.plugin.enabled;
  const rows = rowsOf(drafts, byKey, (edge, from) => free(from) && free(byKey.get(edge.to)!));
  return order(rows)
    .levels.map((level) => level.map((row) => drafts[row]!).filter(free).map((draft) => draft.plugin.key))
    .filter((level) => level.length > 0);
}
