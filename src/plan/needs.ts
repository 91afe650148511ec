/** Open this to see how what a plugin needs becomes edges to others, or the reason why it can't start. Pure. */
import { groupedBy } from '../model/list.js';
import type { Dependency, KindUse, Use } from '../model/manifest.js';
import type { SnapshotPlugin, Wanted, WantedPlugin } from '../model/plan.js';
import { problem } from '../problem/problem.js';
import { near, quoted } from '../problem/text.js';
import { versionDialect } from '../version/dialects.js';
import { block, type Draft, type Drafts } from './draft.js';
import type { Names } from './visible.js';
import { isStanding } from './standing.js';

/** An app's own first, then the host's; a plugin of an app that is named like one of the host means that one, and not itself. */
export function findPlugin(id: string, from: WantedPlugin, byKey: Drafts): Draft | undefined {
  const own = from.app === undefined ? undefined : byKey.get(`${from.app}:${id}`);
  return own === undefined || own.plugin === from ? (byKey.get(id) ?? own) : own;
}

/** A need of a plugin in a range of versions: an edge, or why there can be none. */
export function addDependency(draft: Draft, { id, range, need }: Dependency, byKey: Drafts, index: NeedIndex): void {
  if (id === 'mortise' || id === 'node' || need === 'conflicting') return;
  const { plugin } = draft;
  const target = findPlugin(id, plugin, byKey);
  if (target === draft) {
    if (need === 'required') draft.edges.push({ to: plugin.key, need: 'required', text: 'needs itself' });
    return;
  }
  if (target === undefined) {
    if (need === 'required') blockMissing(draft, id, range, byKey, index);
    return;
  }
  const { version } = target.plugin.manifest;
  if (!fits(plugin, version, range)) {
    if (need === 'optional') return;
    const path = [...requirers(draft, index), plugin.manifest.id, id];
    const details = { plugin: plugin.key, id, range, version, versions: plugin.manifest.versions, path };
    block(draft, problem('plan.version-mismatch', details, { field: `dependencies.${id}` }));
    return;
  }
  draft.edges.push({ to: target.plugin.key, need, text: `needs ${quoted(id)} ${range} (${version})` });
}

function blockMissing(draft: Draft, id: string, range: string, byKey: Drafts, index: NeedIndex): void {
  const { plugin } = draft;
  const others = (): WantedPlugin[] => [...byKey.values()].map((other) => other.plugin).filter((other) => other !== plugin);
  const hiddenIn = index.appsWith().get(id) ?? [];
  const found = problem('plan.missing-dependency', { plugin: plugin.key, id, range, hiddenIn }, { field: `dependencies.${id}` });
  block(draft, found, () => near(id, new Set(others().map((other) => other.manifest.id))));
}

/** What is looked up for many plugins, and so is worked out once for all. */
export interface NeedIndex {
  /** The apps that have a plugin for themselves, by its id. */
  readonly appsWith: () => ReadonlyMap<string, readonly string[]>;
  /** Who requires an id, by that id. */
  readonly requirers: () => ReadonlyMap<string, readonly Draft[]>;
  /** The plugins of each extension, by `<app>:<extension>`. */
  readonly extensions: () => ReadonlyMap<string, readonly Draft[]>;
  /** Every kind there is, by its key. */
  readonly kinds: () => ReadonlyMap<string, Wanted['kinds']>;
}

export function needIndex(drafts: readonly Draft[], wanted: Wanted): NeedIndex {
  const requiring = (draft: Draft): string[] =>
    draft.plugin.manifest.dependencies.filter(({ need }) => need === 'required').map(({ id }) => id);
  const appsWith = (): Map<string, string[]> => {
    // Nobody looks for an id that the host has.
    const owned = groupedBy(drafts, ({ plugin }) => [plugin.manifest.id]);
    return new Map([...owned].map(([id, owners]) => [id, owners.map(({ plugin }) => plugin.app!).sort()]));
  };
  return {
    appsWith: once(appsWith),
    requirers: once(() => groupedBy(drafts, requiring)),
    extensions: once(() => groupedBy(drafts, ({ plugin }) => [extensionKey(plugin.manifest.extension, plugin.app)])),
    kinds: once(() => groupedBy(wanted.kinds, ({ key }) => [key])),
  };
}

function extensionKey(extension: string, app: string | undefined): string {
  return `${app ?? ''}:${extension}`;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Somebody who requires this one, and somebody who requires that: the chain that a person recognises, outermost first. */
function requirers(draft: Draft, index: NeedIndex): string[] {
  const chain: string[] = [];
  const seen = new Set([draft]);
  let { id } = draft.plugin.manifest;
  while (chain.length < 6) {
    const next = index
      .requirers()
      .get(id)
      ?.find((other) => !seen.has(other));
    if (next === undefined) break;
    seen.add(next);
    ({ id } = next.plugin.manifest);
    chain.unshift(id);
  }
  return chain;
}

/** Whether a version is in a range, as the plugin writes ranges. */
export function fits(plugin: WantedPlugin, version: string, range: string): boolean {
  return versionDialect(plugin.manifest.versions)?.satisfies(version, range) === true;
}

/** A need of a namespace. A live one follows the comings and goings, so it needs nobody. */
export function addUse(draft: Draft, use: Use, names: Names, now: SnapshotPlugin | undefined): void {
  if (use.live) return;
  const { plugin } = draft;
  const { namespace, provider } = offerFor(use, plugin, names, now);
  if (provider === plugin.key) return;
  if (provider === undefined) {
    if (use.optional) return;
    const away = names.expected.get(use.namespace)?.find(({ key }) => isStanding(now, plugin) && now.holds.includes(key))?.key;
    if (away !== undefined) {
      draft.edges.push({ to: away, need: 'required', text: `uses ${quoted(use.namespace)}, which ${quoted(away)} may publish again` });
      return;
    }
    const details = {
      plugin: plugin.key,
      namespace: use.namespace,
      by: use.by,
      hiddenIn: names.appsWith(use.namespace),
      withheldBy: names.withheld.get(use.namespace),
    };
    const others = (): string[] => [...names.visible(plugin.app)].filter((name) => names.provider(plugin.app, name) !== plugin.key);
    block(draft, problem('plan.missing-provider', details, { place: use.by }), () => near(use.namespace, others()));
    return;
  }
  draft.edges.push({
    to: provider,
    need: use.optional ? 'optional' : 'required',
    text: `uses ${quoted(namespace)} of ${quoted(provider)}`,
    namespace,
  });
}

/** What runs keeps what it was given, as long as that runs as well; all else is given the first that somebody provides. */
function offerFor(
  { namespace, or = [] }: Use,
  plugin: WantedPlugin,
  names: Names,
  now: SnapshotPlugin | undefined,
): { readonly namespace: string; readonly provider: string | undefined } {
  const { app } = plugin;
  const all = [namespace, ...or];
  const offers = (from: string | undefined) => all.map((name) => ({ namespace: name, provider: names.provider(from, name) }));
  const kept = isStanding(now, plugin)
    ? [...offers(app), ...offers(undefined)].find(({ provider = '' }) => now.holds.includes(provider) && names.running.has(provider))
    : undefined;
  return kept ?? offers(app).find(({ provider }) => provider !== undefined) ?? { namespace, provider: undefined };
}

/** A fact of a kind needs the plugins of the extension that registered the kind; a fact without a kind would do nothing. */
export function addKind(draft: Draft, { key, component, member, by }: KindUse, index: NeedIndex): void {
  const kinds = index.kinds().get(key);
  if (kinds === undefined) {
    const where = member === undefined ? `class ${component}` : `${component}.${member}`;
    const before = draft.blocked.at(-1)?.details;
    // One decorator may leave several facts, for all of which the same is to be done.
    if (by !== undefined && before?.['by'] === by && before['where'] === where) return;
    const details = { key, where, ...(by === undefined ? {} : { by }) };
    return block(draft, problem('manifest.unknown-kind', details, { place: where }), () => near(key, index.kinds().keys()));
  }
  const required = new Set(draft.edges.filter((edge) => edge.need === 'required').map((edge) => edge.to));
  for (const { extension, app } of kinds) {
    // One of the owner's has no plugin behind it, and nobody waits for the own extension.
    if (extension === undefined || (extension === draft.plugin.manifest.extension && app === draft.plugin.app)) continue;
    for (const other of index.extensions().get(extensionKey(extension, app)) ?? []) {
      if (required.has(other.plugin.key)) continue;
      required.add(other.plugin.key);
      const text = `has facts of ${quoted(key)}, which ${quoted(other.plugin.key)} understands`;
      draft.edges.push({ to: other.plugin.key, need: 'required', text });
    }
  }
}
