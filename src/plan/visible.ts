/** Open this to see who provides a namespace for whom: a plugin of an app finds the app's own first, then the host's. Pure. */
import { groupedBy, NONE } from '../model/list.js';
import type { Snapshot, SnapshotPlugin, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';
import { isStanding, isUp } from './standing.js';

export interface Names {
  /** Key of the plugin that a user in that app (or in the host) gets the namespace from. */
  provider(app: string | undefined, namespace: string): string | undefined;
  /** Every namespace that can be seen from there. */
  visible(app: string | undefined): Iterable<string>;
  /** Apps that publish it for themselves. */
  appsWith(namespace: string): readonly string[];
  /** Keys of those that run and may go on. */
  readonly running: ReadonlySet<string>;
  /** Names that a running plugin declares and has not published, by name, with its key. */
  readonly withheld: ReadonlyMap<string, string>;
  /** Names that a running plugin took back a moment ago, by name, with those who did. */
  readonly expected: ReadonlyMap<string, readonly WantedPlugin[]>;
  /** By key of the refused: namespaces that another plugin of the same scope had first. */
  readonly taken: ReadonlyMap<string, readonly Problem[]>;
  readonly shadows: readonly Problem[];
}

/**
 * Reads who provides what from the manifests, and from what code published at run time. Who runs comes before who may start, and a name
 * of one that can't run by itself is only known, so that its users can be told for whom they wait: it stands in nobody's way.
 */
export function visibleNames(plugins: readonly WantedPlugin[], snapshot: Snapshot, canRun: (plugin: WantedPlugin) => boolean): Names {
  const host = new Map<string, string>();
  const apps = new Map<string, Map<string, string>>();
  const taken = new Map<string, Problem[]>();
  const standing = new Map(snapshot.plugins.map((plugin) => [plugin.key, plugin]));
  const scopeOf = (app: string | undefined): Map<string, string> =>
    app === undefined ? host : (apps.get(app) ?? apps.set(app, new Map()).get(app)!);
  const runs = (plugin: WantedPlugin): boolean => isStanding(standing.get(plugin.key), plugin);
  const able = plugins.filter((plugin) => canRun(plugin));
  const running = able.filter(runs);
  const unable = plugins.filter((plugin) => !canRun(plugin));
  for (const plugin of [...running, ...able.filter((each) => !runs(each)), ...unable]) {
    const { key, app } = plugin;
    const scope = scopeOf(app);
    for (const namespace of namesOf(plugin, standing.get(key), canRun(plugin))) {
      const first = scope.get(namespace);
      if (first === key) continue;
      if (first === undefined) scope.set(namespace, key);
      else if (canRun(plugin)) {
        const found = problem('plan.duplicate-namespace', { namespace, first, second: key }, { field: 'provides' });
        (taken.get(key) ?? taken.set(key, []).get(key)!).push(found);
      }
    }
  }
  let inApps: ReadonlyMap<string, readonly (readonly [app: string, names: object])[]> | undefined;
  return {
    provider: (app, namespace) => scopeOf(app).get(namespace) ?? host.get(namespace),
    visible: (app) => new Set([...scopeOf(app).keys(), ...host.keys()]),
    appsWith: (namespace) =>
      ((inApps ??= groupedBy([...apps].sort(byName), ([, names]) => names.keys())).get(namespace) ?? []).map(([app]) => app),
    running: new Set(running.map(({ key }) => key)),
    withheld: new Map(running.flatMap(({ key }) => (standing.get(key)!.withheld ?? []).map((name) => [name, key] as const))),
    expected: groupedBy(running, ({ key }) => standing.get(key)!.expected ?? NONE),
    taken,
    shadows: shadows(host, apps),
  };
}

/**
 * What a plugin publishes when it runs; of one that runs, what it does publish; of its successor, what its code published before as well, and so of one
 * that can't run.
 */
function* namesOf({ manifest, generation }: WantedPlugin, now: SnapshotPlugin | undefined, canRun: boolean): Iterable<string> {
  const withheld = now?.generation === generation ? new Set(now.withheld) : undefined;
  for (const { namespace } of manifest.provides) if (withheld?.has(namespace) !== true) yield namespace;
  if (now !== undefined && (isUp(now) || !canRun)) yield* now.published;
}

function shadows(host: ReadonlyMap<string, string>, apps: ReadonlyMap<string, ReadonlyMap<string, string>>): Problem[] {
  const found: Problem[] = [];
  for (const [app, names] of [...apps].sort(byName)) {
    for (const [namespace, own] of [...names].sort(byName)) {
      const hidden = host.get(namespace);
      if (hidden !== undefined)
        found.push(problem('plan.shadows', { app, namespace, host: hidden, own }, { plugin: own, app, phase: 'plan' }));
    }
  }
  return found;
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
