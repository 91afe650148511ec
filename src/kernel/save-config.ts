/** Open this to see how values that were set while a host runs are written into its files, so that the next start knows them. */
import { migrated, VERSION_KEY, versionIn } from '../config/migrate.js';
import { copyPlain, FORBIDDEN, isPlain, own, same, type PlainObject } from '../config/plain.js';
import type { FilesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { writeWhole } from '../platform/state-file.js';
import { readYaml } from '../platform/yaml.js';
import { editYaml, type YamlEdit } from '../platform/yaml-edit.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { configPath, valueAt } from './config-layers.js';
import type { PluginRecord } from './record.js';
import type { Settings, SettingsTarget } from './settings.js';

type Values = Readonly<Record<string, unknown>>;

/** What is given for plugins, by key. */
type Given = ReadonlyMap<string, Values | undefined>;

type Records = ReadonlyMap<string, PluginRecord>;

/** The settings as they are when all of it has been written; what can't be written is left out, which is told when it is tried. */
export function asSaved(given: Given, records: Records, settings: Settings): Settings {
  return [...given].reduce((before, [key, values = {}]) => {
    const record = records.get(key);
    try {
      return record === undefined ? before : rewritten(before, record, values);
    } catch {
      return before;
    }
  }, settings);
}

/** Writes it where it stands by now, and answers the settings with all that was written, and what is wrong. */
export function saveConfig(
  given: Given,
  records: Records,
  settings: Settings,
  files: FilesPort,
): { readonly settings: Settings; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  let now = settings;
  for (const [key, values = {}] of given) {
    const record = records.get(key);
    if (record === undefined) continue;
    try {
      write(now.target(record.app, record.manifest.id), values, record, files);
    } catch (thrown) {
      const why = whyOf(thrown).replace(/\.$/, '');
      problems.push(problem('config.not-saved', { plugin: key, why }, { plugin: key, cause: thrown }));
      continue;
    }
    now = asSaved(new Map([[key, values]]), records, now);
    problems.push(...outweighed(record, values, now));
  }
  return { settings: now, problems };
}

function write({ file, at }: SettingsTarget, values: Values, record: PluginRecord, files: FilesPort): void {
  if (file === undefined) throw new Error('the host has no configuration file');
  const text = files.kind(file) === 'absent' ? '' : files.read(file);
  const written = edited(text, file, at, values, record);
  if (written !== text) writeWhole(file, written);
}

/** Into what was read, not into what stands there by now: what else somebody wrote counts when the files are read anew. */
function rewritten(settings: Settings, record: PluginRecord, values: Values): Settings {
  const { app, manifest } = record;
  const { file = '', at, text } = settings.target(app, manifest.id);
  return settings.rewritten(app, manifest.id, readYaml(edited(text?.source ?? '', file, at, values, record), file));
}

function edited(text: string, file: string, at: readonly string[], values: Values, record: PluginRecord): string {
  const { value, problems } = readYaml(text, file);
  if (problems.length > 0) throw new Error(problems[0]!.message);
  const there = valueAt(value, at);
  const edits = editsOf(isPlain(there) ? there : {}, values, record);
  return editYaml(
    text,
    edits.map(({ path, value: to }) => ({ path: [...at, ...path], value: to })),
  );
}

/** What code or the environment say counts more from the next start on. */
function outweighed(record: PluginRecord, values: Values, settings: Settings): Problem[] {
  const { key, app, manifest } = record;
  return Object.keys(values).flatMap((field) => {
    const over = settings.layers(record, field).findLast(({ layer }) => layer === 'environment' || layer === 'parameters');
    if (over === undefined) return [];
    const name = [...configPath(app, manifest.id), field].join('.');
    return [problem('config.outweighed', { field: name, by: over.from }, { plugin: key, field: name })];
  });
}

/** Values come over what is there as they do while the host runs: objects key by key. */
function within(values: Values, there: PlainObject, at: readonly string[]): YamlEdit[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (FORBIDDEN.has(key)) return [];
    const [path, before] = [[...at, key], own(there, key)];
    return isPlain(value) && isPlain(before) ? within(value, before, path) : [{ path, value: copyPlain(value) }];
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
