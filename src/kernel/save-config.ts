/** Open this to see how values that were set while a host runs are written into its files, so that the next start knows them. */
import { migrated, VERSION_KEY, versionIn } from '../config/migrate.js';
import { isPlain, same, type PlainObject } from '../config/plain.js';
import type { FilesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { writeWhole } from '../platform/state-file.js';
import { readYaml } from '../platform/yaml.js';
import { editYaml, type YamlEdit } from '../platform/yaml-edit.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { valueAt } from './config-layers.js';
import type { PluginRecord } from './record.js';
import type { Settings } from './settings.js';

type Values = Readonly<Record<string, unknown>>;

/** Writes values of one plugin where they stand by now: in the configuration file, or in its own of the settings folder. Answers what is wrong. */
export function saveConfig(record: PluginRecord, values: Values, settings: Settings, files: FilesPort): Problem[] {
  const { key, app, manifest } = record;
  const notSaved = (why: string, cause?: unknown): Problem[] => [
    problem('config.not-saved', { plugin: key, why }, { plugin: key, ...(cause === undefined ? {} : { cause }) }),
  ];
  const { config, path, own } = settings.files(app, manifest.id);
  const target = own !== undefined && !settings.saysInFile(app, manifest.id) ? { file: own, at: [] } : { file: config, at: path };
  if (target.file === undefined) return notSaved('the host has no configuration file');
  try {
    const text = files.kind(target.file) === 'absent' ? '' : files.read(target.file);
    const now = readYaml(text, target.file);
    if (now.problems.length > 0) return notSaved(now.problems[0]!.message);
    const there = valueAt(now.value, target.at);
    const edits = editsOf(isPlain(there) ? there : {}, values, record);
    const edited = editYaml(
      text,
      edits.map(({ path: field, value }) => ({ path: [...target.at, ...field], value })),
    );
    if (edited !== text) writeWhole(target.file, edited);
  } catch (thrown) {
    return notSaved(whyOf(thrown).replace(/\.$/, ''), thrown);
  }
  return Object.keys(values).flatMap((field) => {
    const over = settings.layers(record, field).findLast(({ layer }) => layer === 'environment' || layer === 'parameters');
    if (over === undefined) return [];
    const name = [...path, field].join('.');
    return [problem('config.outweighed', { field: name, by: over.from }, { plugin: key, field: name })];
  });
}

/** Values come over what is there as they do while the host runs: objects key by key. */
function within(values: Values, there: PlainObject, at: readonly string[]): YamlEdit[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const [path, before] = [[...at, key], there[key]];
    return isPlain(value) && isPlain(before) ? within(value, before, path) : [{ path, value }];
  });
}

/** What was written for an earlier version is lifted as a whole: one file can't be of two versions. */
function editsOf(there: PlainObject, values: Values, { manifest, parts }: PluginRecord): YamlEdit[] {
  const { configVersion: version = 1 } = manifest;
  const said = versionIn(there) ?? (Object.keys(there).length === 0 ? version : 1);
  if (version === 1) return within(values, there, []);
  const lifted = migrated(there, { version, ...(parts.migrate === undefined ? {} : { migrate: parts.migrate }) }, said as number);
  if (lifted.why !== undefined) throw new Error(lifted.why);
  const { [VERSION_KEY]: _, ...before } = there;
  const changed = Object.entries(lifted.values).flatMap(([field, value]) => (same(before[field], value) ? [] : [{ path: [field], value }]));
  const gone = Object.keys(before).flatMap((field) => (Object.hasOwn(lifted.values, field) ? [] : [{ path: [field], value: undefined }]));
  return [...gone, ...changed, ...within(values, lifted.values, []), { path: [VERSION_KEY], value: version }];
}
