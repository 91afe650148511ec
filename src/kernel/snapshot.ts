/** Open this to see how what runs becomes data: the snapshot for the planner, and the list for people. */
import { NONE } from '../model/list.js';
import type { Snapshot, WantedPlugin } from '../model/plan.js';
import type { PluginInfo } from '../model/report.js';
import type { Kernel } from './kernel.js';
import type { PluginRecord } from './record.js';

/** What runs now, numbered. Those to be tried again count as stopped, not as failed. */
export function snapshotOf(kernel: Pick<Kernel, 'records' | 'revision'>, retry?: ReadonlySet<string>): Snapshot {
  return {
    revision: kernel.revision,
    plugins: [...kernel.records.values()].map((record) => ({
      key: record.key,
      generation: record.generation,
      state: record.state === 'failed' && retry?.has(record.key) === true ? 'stopped' : record.state,
      version: record.manifest.version,
      holds: [...(record.life?.holds ?? [])],
      published: [...(record.life?.published?.keys() ?? [])],
      ...((record.life?.expected?.size ?? 0) === 0 ? {} : { expected: [...record.life!.expected!.keys()] }),
      ...(record.app === undefined ? {} : { app: record.app }),
      ...(record.startedAs === undefined ? {} : { startedAs: record.startedAs }),
      ...(record.reason === undefined ? {} : { reason: record.reason }),
      ...(record.outlived === undefined ? {} : { outlived: record.outlived }),
      ...(record.failure === undefined ? {} : { failure: record.failure }),
      ...(record.manifest.reload === undefined ? {} : { reload: record.manifest.reload }),
      ...(record.state === 'running' ? { withheld: withheld(record) } : {}),
    })),
  };
}

function withheld({ manifest, scope, key }: PluginRecord): string[] {
  const names = manifest.provides.map((provision) => provision.namespace);
  return names.filter((namespace) => scope.names.entry(namespace)?.owner !== key);
}

/** A plugin as the planner wants it. */
export function wantedOf(record: PluginRecord): WantedPlugin {
  return {
    key: record.key,
    manifest: record.manifest,
    enabled: record.enabled,
    required: record.required,
    generation: record.generation,
    problems: record.problems,
    ...(record.app === undefined ? {} : { app: record.app }),
    ...(record.follows ? { follows: true as const } : {}),
  };
}

/** What was told of a plugin last. */
const told = new WeakMap<PluginRecord, PluginInfo>();

/** A plugin as a person wants it. Each report tells of all plugins, and most are as they were. */
export function infoOf(record: PluginRecord): PluginInfo {
  const before = told.get(record);
  if (before !== undefined && isStill(before, record)) return before;
  const info = Object.freeze(madeOf(record));
  told.set(record, info);
  return info;
}

/** Whether all that can become different of a record is as it was told. */
function isStill(info: PluginInfo, { state, enabled, required, ms, reason, life }: PluginRecord): boolean {
  const isSame = info.state === state && info.enabled === enabled && info.required === required && info.ms === ms && info.reason === reason;
  return isSame && info.holds.length === (life?.holds.size ?? 0) && info.holds.every((key) => life!.holds.has(key));
}

function madeOf(record: PluginRecord): PluginInfo {
  const { manifest } = record;
  return {
    key: record.key,
    id: manifest.id,
    version: manifest.version,
    name: manifest.name,
    extension: manifest.extension,
    dialect: manifest.dialect,
    source: manifest.source.spec,
    state: record.state,
    enabled: record.enabled,
    required: record.required,
    provides: manifest.provides.length === 0 ? NONE : manifest.provides.map((provision) => provision.namespace),
    holds: (record.life?.holds.size ?? 0) === 0 ? NONE : [...record.life!.holds],
    ...(record.app === undefined ? {} : { app: record.app }),
    ...(manifest.category === undefined ? {} : { category: manifest.category }),
    ...(record.ms === undefined ? {} : { ms: record.ms }),
    ...(record.reason === undefined ? {} : { reason: record.reason }),
  };
}
