/** Open this to see how what runs becomes data: the snapshot for the planner, and the list for people. */
import type { Mutable } from '../model/freeze.js';
import { NONE } from '../model/list.js';
import type { Snapshot, SnapshotPlugin, WantedPlugin } from '../model/plan.js';
import type { PluginInfo } from '../model/report.js';
import type { Kernel } from './kernel.js';
import type { PluginRecord } from './record.js';

/** What runs now, numbered. Those to be tried again count as stopped, not as failed. */
export function snapshotOf(kernel: Pick<Kernel, 'records' | 'revision'>, retry?: ReadonlySet<string>): Snapshot {
  return {
    revision: kernel.revision,
    plugins: [...kernel.records.values()].map((record) => nowOf(record, retry?.has(record.key) === true)),
  };
}

function nowOf(record: PluginRecord, isRetried: boolean): SnapshotPlugin {
  const { key, generation, state, manifest, life, app, startedAs, reason, outlived, failure: failed } = record;
  const now: Mutable<SnapshotPlugin> = {
    key,
    generation,
    state: state === 'failed' && isRetried ? 'stopped' : state,
    version: manifest.version,
    holds: life === undefined || life.holds.size === 0 ? NONE : [...life.holds],
    published: life === undefined ? record.published : life.published === undefined ? NONE : [...life.published.keys()],
  };
  if (life?.expected !== undefined && life.expected.size > 0) now.expected = [...life.expected.keys()];
  if (life?.lacks !== undefined) now.lacks = [...life.lacks];
  if (app !== undefined) now.app = app;
  if (startedAs !== undefined) now.startedAs = startedAs;
  if (reason !== undefined) now.reason = reason;
  if (outlived !== undefined) now.outlived = outlived;
  if (failed !== undefined) now.failure = failed;
  if (manifest.reload !== undefined) now.reload = manifest.reload;
  if (state === 'running') now.withheld = withheld(record);
  return now;
}

function withheld({ manifest: { provides }, scope, key }: PluginRecord): readonly string[] {
  if (provides.length === 0) return NONE;
  return provides.map(({ namespace }) => namespace).filter((namespace) => scope.names.entry(namespace)?.owner !== key);
}

/** A plugin as the planner wants it. */
export function wantedOf({ key, manifest, enabled, required, generation, problems, app, follows }: PluginRecord): WantedPlugin {
  const wanted: Mutable<WantedPlugin> = { key, manifest, enabled, required, generation, problems };
  if (app !== undefined) wanted.app = app;
  if (follows) wanted.follows = true;
  return wanted;
}

/** A plugin as a person wants it. Each report tells of all plugins, and most are as they were. */
export function infoOf(record: PluginRecord): PluginInfo {
  const { info } = record;
  if (info !== undefined && isStill(info, record)) return info;
  return (record.info = Object.freeze(madeOf(record)));
}

/** Whether all that can become different of a record is as it was told. */
function isStill(info: PluginInfo, { state, enabled, required, ms, reason, life }: PluginRecord): boolean {
  const isSame = info.state === state && info.enabled === enabled && info.required === required && info.ms === ms && info.reason === reason;
  return isSame && info.holds.length === (life?.holds.size ?? 0) && info.holds.every((key) => life!.holds.has(key));
}

function madeOf({ key, manifest, state, enabled, required, life, app, ms, reason }: PluginRecord): PluginInfo {
  const info: Mutable<PluginInfo> = {
    key,
    id: manifest.id,
    version: manifest.version,
    name: manifest.name,
    extension: manifest.extension,
    dialect: manifest.dialect,
    source: manifest.source.spec,
    state,
    enabled,
    required,
    provides: manifest.provides.length === 0 ? NONE : manifest.provides.map((provision) => provision.namespace),
    holds: life === undefined || life.holds.size === 0 ? NONE : [...life.holds],
  };
  if (app !== undefined) info.app = app;
  if (manifest.category !== undefined) info.category = manifest.category;
  if (ms !== undefined) info.ms = ms;
  if (reason !== undefined) info.reason = reason;
  return info;
}
