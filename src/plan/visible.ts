/** Open this to see who provides a namespace for whom: a plugin of an app finds the app's own first, then the host's. Pure. */
import type { Snapshot, WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { problem } from '../problem/problem.js';

export interface Names {
  /** Key of the plugin that a user in that app (or in the host) gets the namespace from. */
  provider(app: string | undefined, namespace: string): string | undefined;
  /** Every namespace that can be seen from there. */
  visible(app: string | undefined): Iterable<string>;
  /** Apps that publish it for themselves. */
  appsWith(namespace: string): string[];
  /** By key of the refused: namespaces that another plugin of the same scope had first. */
  readonly taken: ReadonlyMap<string, readonly Problem[]>;
  readonly shadows: readonly Problem[];
}

/** Reads who provides what from the manifests, and from what code published at run time. */
export function visibleNames(plugins: readonly WantedPlugin[], snapshot: Snapshot): Names {
  const host = new Map<string, string>();
  const apps = new Map<string, Map<string, string>>();
  const taken = new Map<string, Problem[]>();
  const published = new Map(snapshot.plugins.map((plugin) => [plugin.key, plugin.published]));
  for (const { key, app, manifest } of plugins) {
    const scope = app === undefined ? host : (apps.get(app) ?? apps.set(app, new Map()).get(app)!);
    for (const namespace of [...manifest.provides.map((provision) => provision.namespace), ...(published.get(key) ?? [])]) {
      const first = scope.get(namespace);
      if (first === undefined) scope.set(namespace, key);
      else if (first !== key) {
        const found = problem('plan.duplicate-namespace', { namespace, first, second: key }, { field: 'provides' });
        taken.set(key, [...(taken.get(key) ?? []), found]);
      }
    }
  }
  return {
    provider: (app, namespace) => (app === undefined ? undefined : apps.get(app)?.get(namespace)) ?? host.get(namespace),
    visible: (app) => [...((app === undefined ? undefined : apps.get(app)) ?? new Map<string, string>()).keys(), ...host.keys()],
    appsWith: (namespace) =>
      [...apps]
        .filter(([, names]) => names.has(namespace))
        .map(([name]) => name)
        .sort(),
    taken,
    shadows: shadows(host, apps),
  };
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
