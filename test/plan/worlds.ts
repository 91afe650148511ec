/** Open this to see the small worlds that the specs of plans are about: what is wanted, what runs, and what applying a plan makes of it. */
import { freeze } from '../../src/model/freeze.js';
import type { Dependency, LifecycleMethod, Manifest } from '../../src/model/manifest.js';
import type { Change, Plan, Snapshot, SnapshotPlugin, Wanted, WantedPlugin } from '../../src/model/plan.js';
import type { Problem } from '../../src/model/problem.js';
import { plan } from '../../src/plan/plan.js';
import { resolve } from '../../src/plan/resolve.js';
import { simulate } from '../../src/plan/simulate.js';

type Ranges = Readonly<Record<string, string>>;

export interface PluginGiven {
  readonly version?: string;
  readonly app?: string;
  readonly needs?: Ranges;
  readonly optional?: Ranges;
  readonly conflicts?: Ranges;
  /** `ns`, `ns?` (optional) or `ns~` (live). */
  readonly uses?: readonly string[];
  readonly provides?: readonly string[];
  readonly kinds?: readonly string[];
  readonly lifecycle?: readonly LifecycleMethod[];
  readonly extension?: string;
  readonly enabled?: boolean;
  readonly generation?: number;
  readonly problems?: readonly Problem[];
  readonly reload?: 'restart';
  readonly follows?: true;
  readonly reconfigured?: true;
}

function dependencies(given: Ranges | undefined, need: Dependency['need']): Dependency[] {
  return Object.entries(given ?? {}).map(([id, range]) => ({ id, range, need }));
}

/** A plugin that somebody wants: `plugin('cache', { needs: { store: '^1' } })`. */
export function plugin(id: string, given: PluginGiven = {}): WantedPlugin {
  const { version = '1.0.0', app, extension = id, enabled = true, generation = 1, problems = [] } = given;
  const manifest: Manifest = {
    id,
    version,
    name: id,
    authors: [],
    versions: 'npm',
    extension,
    dialect: 'class',
    source: { kind: 'class', spec: extension },
    dependencies: [
      ...dependencies(given.needs, 'required'),
      ...dependencies(given.optional, 'optional'),
      ...dependencies(given.conflicts, 'conflicting'),
    ],
    uses: (given.uses ?? []).map((use, index) => ({
      namespace: use.replace(/[?~]$/, ''),
      optional: use.endsWith('?'),
      live: use.endsWith('~'),
      by: `${id}.constructor[${index}]`,
    })),
    provides: (given.provides ?? []).map((namespace) => ({ namespace, scope: 'singleton' })),
    components: [{ name: id, lifecycle: given.lifecycle ?? [] }],
    handlers: [],
    kinds: (given.kinds ?? []).map((key) => ({ key, component: id })),
    ...(given.reload === undefined ? {} : { reload: given.reload }),
  };
  return freeze({
    key: app === undefined ? id : `${app}:${id}`,
    manifest,
    enabled,
    required: false,
    generation,
    problems,
    ...(app === undefined ? {} : { app }),
    ...(given.follows === undefined ? {} : { follows: given.follows }),
    ...(given.reconfigured === undefined ? {} : { reconfigured: given.reconfigured }),
  });
}

/** A world in which these are wanted, and their apps are up. */
export function wanted(plugins: readonly WantedPlugin[], given: Partial<Wanted> = {}): Wanted {
  const apps = [...new Set(plugins.flatMap(({ app }) => (app === undefined ? [] : [app])))];
  return { plugins, apps, up: true, host: { name: 'shop', version: '0.1.0', node: '22.1.0' }, kinds: [], ...given };
}

export const nothing: Snapshot = { revision: 0, plugins: [] };

export function planned(world: Wanted, snapshot: Snapshot = nothing, change: Change = { start: true }): Plan {
  return plan(resolve(world, snapshot), world, snapshot, change);
}

/** What the kernel makes of a plan when nothing goes wrong, except for the plugins whose start fails. */
export function applied(made: Plan, world: Wanted, before: Snapshot, fails?: ReadonlySet<string>): Snapshot {
  return simulate(made, resolve(world, before), before, fails);
}

/** The world after a start from nothing. */
export function running(world: Wanted, fails?: ReadonlySet<string>): Snapshot {
  return applied(planned(world), world, nothing, fails);
}

/** What stands, with something of one plugin as nothing here brings it about. */
export function but({ revision, plugins }: Snapshot, key: string, differs: Partial<SnapshotPlugin>): Snapshot {
  return { revision, plugins: plugins.map((each) => (each.key === key ? { ...each, ...differs } : each)) };
}

/** Each step as `action plugin`. */
export function steps(made: Plan): string[] {
  return made.steps.map(({ action, plugin: key }) => `${action} ${key}`);
}

/** Each problem as `code field: message`. */
export function said(made: Plan): string[] {
  return made.problems.map(({ code, field, message }) => `${code}${field === undefined ? '' : ` ${field}`}: ${message}`);
}

/** The state of each plugin, with why it waits or failed. */
export function states({ plugins }: Snapshot): Record<string, string> {
  return Object.fromEntries(plugins.map(({ key, state, reason }) => [key, reason === undefined ? state : `${state}: ${reason}`]));
}
