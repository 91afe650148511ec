/** Open this to see how what a plugin needs becomes edges to others, or the reason why it can't start. Pure. */
import type { Dependency, KindUse, Use } from '../model/manifest.js';
import type { Wanted, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';
import { near, quoted } from '../problem/text.js';
import { versionDialect } from '../version/dialects.js';
import { block, type Draft, type Drafts } from './draft.js';
import type { Names } from './visible.js';

/** An app's own first, then the host's; a plugin of an app that is named like one of the host means that one, and not itself. */
function findPlugin(id: string, from: WantedPlugin, byKey: Drafts): Draft | undefined {
  const own = from.app === undefined ? undefined : byKey.get(`${from.app}:${id}`);
  return own === undefined || own.plugin === from ? (byKey.get(id) ?? own) : own;
}

/** A need of a plugin in a range of versions: an edge, or why there can be none. */
export function addDependency(draft: Draft, { id, range, need }: Dependency, byKey: Drafts): void {
  if (id === 'mortise' || id === 'node' || need === 'conflicting') return;
  const { plugin } = draft;
  const target = findPlugin(id, plugin, byKey);
  if (target === draft) {
    if (need === 'required') draft.edges.push({ to: plugin.key, need: 'required', text: 'needs itself' });
    return;
  }
  if (target === undefined) {
    if (need === 'required') block(draft, missing(plugin, id, range, byKey));
    return;
  }
  const { version } = target.plugin.manifest;
  if (!fits(plugin, version, range)) {
    if (need === 'optional') return;
    const path = [...requirers(draft, byKey), plugin.manifest.id, id];
    const details = { plugin: plugin.key, id, range, version, versions: plugin.manifest.versions, path };
    block(draft, problem('plan.version-mismatch', details, { field: `dependencies.${id}` }));
    return;
  }
  draft.edges.push({ to: target.plugin.key, need, text: `needs ${quoted(id)} ${range} (${version})` });
}

function missing(plugin: WantedPlugin, id: string, range: string, byKey: Drafts): Problem {
  const others = [...byKey.values()].map((other) => other.plugin).filter((other) => other !== plugin);
  const hiddenIn = others.flatMap((other) => (other.manifest.id === id && other.app !== undefined ? [other.app] : []));
  const known = others.map((other) => other.manifest.id);
  return problem(
    'plan.missing-dependency',
    { plugin: plugin.key, id, range, near: near(id, known), hiddenIn },
    { field: `dependencies.${id}` },
  );
}

/** Somebody who requires this one, and somebody who requires that: the chain that a person recognises, outermost first. */
function requirers(draft: Draft, byKey: Drafts): string[] {
  const chain: string[] = [];
  const seen = new Set([draft]);
  for (let current: Draft | undefined = draft; current !== undefined && chain.length < 6;) {
    current = requirerOf(current.plugin.manifest.id, seen, byKey);
    if (current === undefined) break;
    seen.add(current);
    chain.unshift(current.plugin.manifest.id);
  }
  return chain;
}

function requirerOf(id: string, seen: ReadonlySet<Draft>, byKey: Drafts): Draft | undefined {
  for (const other of byKey.values()) {
    const requires = other.plugin.manifest.dependencies.some((dependency) => dependency.id === id && dependency.need === 'required');
    if (requires && !seen.has(other)) return other;
  }
  return undefined;
}

function fits(plugin: WantedPlugin, version: string, range: string): boolean {
  return versionDialect(plugin.manifest.versions)?.satisfies(version, range) === true;
}

/** Whoever declares a conflict with a plugin that can start, can't. What can't start for other reasons is in nobody's way. */
export function blockConflicts(drafts: readonly Draft[], byKey: Drafts, wanted: Wanted): void {
  const isUp = ({ enabled, app }: WantedPlugin): boolean => enabled && (app === undefined || wanted.apps.includes(app));
  const free = new Set(drafts.filter((draft) => draft.blocked.length === 0 && isUp(draft.plugin)));
  for (const draft of drafts) {
    const { plugin } = draft;
    for (const { id, range, need } of plugin.manifest.dependencies) {
      const target = need === 'conflicting' ? findPlugin(id, plugin, byKey) : undefined;
      if (target === undefined || target === draft || !free.has(target)) continue;
      const { version } = target.plugin.manifest;
      if (!fits(plugin, version, range)) continue;
      block(draft, problem('plan.conflict', { plugin: plugin.key, id, range, version }, { field: `conflicts.${id}` }));
    }
  }
}

/** A need of a namespace. A live one follows the comings and goings, so it needs nobody. */
export function addUse(draft: Draft, use: Use, names: Names, byKey: Drafts): void {
  if (use.live) return;
  const { plugin } = draft;
  const provider = names.provider(plugin.app, use.namespace);
  if (provider === plugin.key) return;
  if (provider === undefined || !byKey.has(provider)) {
    if (use.optional) return;
    const others = [...names.visible(plugin.app)].filter((name) => names.provider(plugin.app, name) !== plugin.key);
    const details = {
      plugin: plugin.key,
      namespace: use.namespace,
      by: use.by,
      near: near(use.namespace, others),
      hiddenIn: names.appsWith(use.namespace),
    };
    block(draft, problem('plan.missing-provider', details, { place: use.by }));
    return;
  }
  draft.edges.push({
    to: provider,
    need: use.optional ? 'optional' : 'required',
    text: `uses ${quoted(use.namespace)} of ${quoted(provider)}`,
  });
}

/** A fact of a kind needs the plugins of the extension that registered the kind. */
export function addKind(draft: Draft, { key, component, member }: KindUse, wanted: Wanted, drafts: readonly Draft[]): void {
  const kinds = wanted.kinds.filter((kind) => kind.key === key);
  if (kinds.length === 0) {
    const where = member === undefined ? `class ${component}` : `${component}.${member}`;
    return block(
      draft,
      problem(
        'manifest.unknown-kind',
        {
          key,
          where,
          known: near(
            key,
            wanted.kinds.map((kind) => kind.key),
          ),
        },
        { place: where },
      ),
    );
  }
  for (const kind of kinds) {
    // One of the owner's has no plugin behind it, and nobody waits for the own extension.
    if (kind.extension === undefined || (kind.extension === draft.plugin.manifest.extension && kind.app === draft.plugin.app)) continue;
    for (const other of drafts) {
      if (other.plugin.manifest.extension === kind.extension && other.plugin.app === kind.app) {
        draft.edges.push({
          to: other.plugin.key,
          need: 'required',
          text: `has facts of ${quoted(key)}, which ${quoted(other.plugin.key)} understands`,
        });
      }
    }
  }
}
