/** Open this to see what is kept while an explanation is made. */
import type { Link } from '../model/explanation.js';
import type { SnapshotPlugin, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { standingOf, type Standing } from '../problem/standing.js';
import type { Evidence } from './evidence.js';

/** What is kept while an explanation is made. */
export interface Walk {
  readonly evidence: Evidence;
  /** Plugins that were explained already; each is, once. */
  readonly seen: Set<string>;
  /** What to do, before all else: the most likely causes. */
  readonly first: string[];
  /** What to do, most telling first. */
  readonly fixes: string[];
  readonly snapshot: ReadonlyMap<string, SnapshotPlugin>;
  /** What is wrong with entries of which no plugin came, or not every plugin. */
  readonly unloaded: readonly Problem[];
}

/** An answer before it is printed. */
export interface Told {
  readonly says: string;
  readonly state: string;
  readonly because: readonly Link[];
}

export function walkOver(evidence: Evidence): Walk {
  const { nodes } = evidence.resolution;
  // What could not be read once, and was since, is mended.
  const read = new Set([...nodes.values()].flatMap(({ plugin: { manifest } }) => [manifest.extension, manifest.source.spec]));
  return {
    evidence,
    seen: new Set(),
    first: [],
    fixes: [],
    snapshot: new Map(evidence.snapshot.plugins.map((plugin) => [plugin.key, plugin])),
    unloaded: evidence.problems.filter(
      (found) =>
        found.code === 'attach.late-registration' ||
        (found.severity === 'error' &&
          (found.phase === 'read' || found.phase === 'attach') &&
          (found.plugin === undefined ? !read.has(found.extension ?? text(found, 'spec') ?? '') : !nodes.has(found.plugin))),
    ),
  };
}

/** How a plugin stands. One that was only planned has not started. */
export function standing(key: string, { evidence, snapshot }: Walk): Standing {
  return standingOf(snapshot.get(key)?.state ?? 'described', evidence.resolution.nodes.get(key)?.plugin.enabled !== false);
}

/** Every plugin that is known. */
export function* plugins({ evidence }: Walk): Iterable<WantedPlugin> {
  for (const { plugin } of evidence.resolution.nodes.values()) yield plugin;
}

/** Whoever says that it provides a namespace, or did so by code when it ran. */
export function providers(namespace: string, walk: Walk): WantedPlugin[] {
  return [...plugins(walk)].filter(
    ({ key, manifest }) =>
      manifest.provides.some((provision) => provision.namespace === namespace) ||
      walk.snapshot.get(key)?.published.includes(namespace) === true,
  );
}

/** Whether somebody in an app, or at the host, sees what a plugin publishes. */
export function isSeenFrom(app: string | undefined, plugin: WantedPlugin): boolean {
  return plugin.app === undefined || plugin.app === app;
}

/** Names that can be seen from an app, or from the host: declared ones, and those that code publishes. */
export function namesSeenFrom(app: string | undefined, walk: Walk): Set<string> {
  const names = new Set<string>();
  for (const plugin of plugins(walk)) {
    if (!isSeenFrom(app, plugin)) continue;
    for (const { namespace } of plugin.manifest.provides) names.add(namespace);
    for (const namespace of walk.snapshot.get(plugin.key)?.published ?? []) names.add(namespace);
  }
  return names;
}

/** A text of the details of a problem. */
export function text({ details }: Problem, field: string): string | undefined {
  const value = details?.[field];
  return typeof value === 'string' ? value : undefined;
}
