/** Open this to see how it is explained why a plugin runs, or why it does not: its reasons, and what lies behind each. */
import type { Link } from '../model/explanation.js';
import type { PluginState, SnapshotPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import type { Node } from '../plan/resolve.js';
import { didYouMean, near, quoted } from '../problem/text.js';
import type { Evidence } from './evidence.js';
import { link, problemLink } from './link.js';

/** What is kept while an explanation is made. */
export interface Walk {
  readonly evidence: Evidence;
  /** Plugins that were explained already; each is, once. */
  readonly seen: Set<string>;
  /** What to do, most telling first. */
  readonly fixes: string[];
}

/** An answer before it is printed. */
export interface Told {
  readonly says: string;
  readonly state: string;
  readonly because: readonly Link[];
}

/** Longer chains of plugins that wait for each other are told by their two ends. */
const LONGEST_CHAIN = 6;
const MOST_FAILURES = 3;

const SAYS: Readonly<Record<PluginState | 'disabled', string>> = {
  described: 'has not started',
  waiting: 'is waiting',
  starting: 'is starting',
  running: 'is running',
  stopping: 'is stopping',
  stopped: 'has stopped',
  failed: 'has failed',
  disabled: 'is disabled',
};

export function tellPlugin(key: string, walk: Walk): Told {
  const { evidence } = walk;
  const node = evidence.resolution.nodes.get(key);
  if (node === undefined) return { says: `There is no plugin ${quoted(key)}.`, state: 'absent', because: whyUnknown(key, walk) };
  const state = stateOf(key, walk);
  const says = `${quoted(key)} ${node.plugin.manifest.version} ${SAYS[state]}.`;
  if (state === 'running' || state === 'starting') return { says, state, because: [...whyRunning(node, walk), ...warnings(key, walk)] };
  return { says, state, because: [...whyNot(key, walk), listed(node, walk), ...warnings(key, walk)] };
}

/** How a plugin stands. One that was only planned has not started. */
export function stateOf(key: string, { evidence }: Walk): PluginState | 'disabled' {
  const now = standing(key, evidence)?.state ?? 'described';
  const isUp = now === 'running' || now === 'starting' || now === 'stopping';
  return !isUp && evidence.resolution.nodes.get(key)?.plugin.enabled === false ? 'disabled' : now;
}

function standing(key: string, { snapshot }: Evidence): SnapshotPlugin | undefined {
  return snapshot.plugins.find((plugin) => plugin.key === key);
}

/** "'tax' comes with 'billing', which is listed as './plugins/billing'", at the line of the list. */
export function listed({ plugin }: Node, { evidence }: Walk): Link {
  const { extension, source } = plugin.manifest;
  const as =
    source.kind === 'class' || source.kind === 'object'
      ? ''
      : ` ${source.kind === 'discovered' ? 'found at' : 'listed as'} ${quoted(source.spec)}`;
  const says =
    plugin.manifest.id === extension
      ? `${quoted(plugin.key)} is${as === '' ? ' listed' : as}`
      : `${quoted(plugin.key)} comes with ${quoted(extension)}${as === '' ? '' : `, which is${as}`}`;
  return link(says, { plugin: plugin.key, place: evidence.listedAt(plugin.key) ?? evidence.declaredAt(plugin.key) });
}

function whyRunning(node: Node, walk: Walk): Link[] {
  const { evidence } = walk;
  const { key, app, manifest } = node.plugin;
  const needs = node.edges.map((edge) => link(`it ${edge.text}`, { plugin: edge.to, place: evidence.declaredAt(key) }));
  const without = manifest.uses
    .filter(({ namespace, optional, live }) => optional && !live && evidence.publisher(namespace, app) === undefined)
    .map(({ namespace, by }) =>
      link(`it does without ${quoted(namespace)}, which is optional`, { place: evidence.decoratedAt(key, by) ?? by }),
    );
  return [listed(node, walk), ...needs, ...without];
}

/** The reasons why a plugin does not run, each with what lies behind it. */
export function whyNot(key: string, walk: Walk, depth = 0): Link[] {
  const { evidence, fixes, seen } = walk;
  seen.add(key);
  const node = evidence.resolution.nodes.get(key);
  if (node === undefined) return [];
  const { plugin, blocked } = node;
  if (!plugin.enabled) {
    fixes.push(`Enable it: host.enable('${key}'), or take enabled: false away.`);
    return [link(`${quoted(key)} is disabled`, { plugin: key, place: evidence.disabledAt(key) ?? evidence.listedAt(key) })];
  }
  const { name, state } = evidence.host;
  if (state === 'stopped' || state === 'stopping')
    return [link(`the host ${quoted(name)} ${state === 'stopped' ? 'has stopped' : 'is stopping'}`)];
  if (plugin.app !== undefined && !evidence.apps.includes(plugin.app)) {
    fixes.push(`Start the app: host.app('${plugin.app}').start().`);
    return [link(`its app ${quoted(plugin.app)} is not running`, { plugin: key })];
  }
  if (blocked.length > 0) return blocked.map((found) => whyBlocked(found, node, walk, depth));
  if (state === 'new' || state === 'starting') {
    if (state === 'new') fixes.push('Call host.start(); nothing stands in its way.');
    return [link(`the host ${quoted(name)} has not started${state === 'new' ? '' : ' everything yet'}`)];
  }
  // What the last attempt said: a name that was declared and is not there yet.
  const reason = standing(key, evidence)?.reason;
  return reason === undefined ? [] : [link(reason, { plugin: key })];
}

function whyBlocked(found: Problem, node: Node, walk: Walk, depth: number): Link {
  const { evidence, fixes } = walk;
  const on = text(found, 'on');
  if (found.code === 'plan.waits' && on !== undefined) {
    if (walk.seen.has(on)) return problemLink(found, evidence);
    const skipped = depth >= LONGEST_CHAIN ? skip(on, walk) : undefined;
    const behind = skipped === undefined ? whyNot(on, walk, depth + 1) : [skipped.said, ...whyNot(skipped.root, walk, 0)];
    return problemLink(found, evidence, behind);
  }
  fixes.push(`${found.hint}${didYouMean(node.meant.get(found)?.() ?? [])}`);
  return problemLink(found, evidence, behindOf(found, node, walk));
}

/** Goes on to where a long chain ends. */
function skip(from: string, { evidence, seen }: Walk): { said: Link; root: string } | undefined {
  let root = from;
  let count = 0;
  for (let next: string | undefined = from; next !== undefined && !seen.has(next); count += 1) {
    seen.add((root = next));
    const [first] = evidence.resolution.nodes.get(root)?.blocked ?? [];
    next = first?.code === 'plan.waits' ? text(first, 'on') : undefined;
  }
  return { root, said: link(`${count - 1} more wait for each other like this, down to ${quoted(root)}`, { plugin: root }) };
}

/** Facts about the others that a problem names. */
function behindOf(found: Problem, node: Node, walk: Walk): Link[] {
  const { evidence } = walk;
  const { app } = node.plugin;
  switch (found.code) {
    case 'plan.version-mismatch':
    case 'plan.conflict': {
      const id = text(found, 'id')!;
      return (app === undefined ? [id] : [`${app}:${id}`, id])
        .slice(0, 2)
        .flatMap((key) => listedOf(key, walk))
        .slice(0, 1);
    }
    case 'plan.missing-dependency':
      return notLoaded(text(found, 'id')!, walk);
    case 'plan.missing-provider':
      return notLoaded(text(found, 'namespace')!, walk);
    case 'plan.duplicate-namespace':
      return listedOf(text(found, 'first')!, walk);
    case 'plan.cycle': {
      const path = Array.isArray(found.details?.['path']) ? (found.details['path'] as string[]) : [];
      return path.slice(0, -1).flatMap((key, index) => {
        const edge = evidence.resolution.nodes.get(key)?.edges.find(({ to, need }) => to === path[index + 1] && need === 'required');
        return edge === undefined ? [] : [link(`${quoted(key)} ${edge.text}`, { plugin: key, place: evidence.declaredAt(key) })];
      });
    }
    default:
      return [];
  }
}

function listedOf(key: string, walk: Walk): Link[] {
  const node = walk.evidence.resolution.nodes.get(key);
  return node === undefined ? [] : [listed(node, walk)];
}

/** What should have been loaded and was not, of which the one that is missing may be a part. */
export function notLoaded(name: string, { evidence, fixes }: Walk): Link[] {
  const failed = evidence.problems.filter(
    ({ severity, phase, plugin }) =>
      severity === 'error' && (phase === 'read' || phase === 'attach') && (plugin === undefined || !evidence.resolution.nodes.has(plugin)),
  );
  const last = name.slice(name.lastIndexOf('/') + 1);
  const about = failed.filter(({ message, extension }) => [message, extension].some((said) => said?.includes(last) === true));
  // The most likely cause is the first thing to mend.
  fixes.unshift(...about.slice(-1).map(({ hint }) => hint));
  if (about.length > 0) return about.slice(-MOST_FAILURES).map((found) => problemLink(found, evidence));
  const others = failed.slice(-MOST_FAILURES).map((found) => problemLink(found, evidence));
  return others.length === 0 ? [] : [link('not everything that is listed could be loaded', {}, others)];
}

function whyUnknown(key: string, walk: Walk): Link[] {
  const { evidence, fixes } = walk;
  const refused = evidence.problems.filter(({ code, details }) => code === 'plan.duplicate-id' && details?.['id'] === key);
  const known = near(key, evidence.resolution.nodes.keys());
  fixes.push(`Load a plugin with that id.${didYouMean(known)}`);
  return [...refused.slice(-1).map((found) => problemLink(found, evidence)), ...notLoaded(key, walk)];
}

/** Its warnings, the latest of each code. */
function warnings(key: string, { evidence }: Walk): Link[] {
  const latest = new Map<string, Problem>();
  for (const found of evidence.problems)
    if (found.plugin === key && found.severity === 'warning' && found.code !== 'plan.waits') latest.set(found.code, found);
  return [...latest.values()].slice(-MOST_FAILURES).map((found) => problemLink(found, evidence));
}

function text({ details }: Problem, field: string): string | undefined {
  const value = details?.[field];
  return typeof value === 'string' ? value : undefined;
}
