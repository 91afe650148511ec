/** Open this to see how the options of code and of a YAML file become one, checked field by field. */
import { resolve } from 'node:path';
import { issueProblem, validate } from '../config/schema.js';
import { mergeLayers } from '../config/layers.js';
import type { ConfigSchema, FieldSchema, Manifest } from '../model/manifest.js';
import type { AppOptions, HostOptions, LogOptions, PluginSettings } from '../model/options.js';
import type { FilesPort, LogThreshold } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { readYaml, type YamlText } from '../platform/yaml.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import type { Timeouts } from './kernel.js';

const LEVEL: FieldSchema = { type: 'select', choices: ['trace', 'debug', 'info', 'warn', 'error', 'silent'] };
const MS: FieldSchema = { type: 'integer', min: 1, unit: 'ms' };
const TEXTS: FieldSchema = { type: 'list', of: { type: 'string' } };

const PLUGIN: FieldSchema = {
  type: 'object',
  fields: { enabled: { type: 'boolean', required: false }, required: { type: 'boolean', required: false }, config: { type: 'map', of: { type: 'any' }, required: false } },
};

const APP: ConfigSchema = {
  extensions: { type: 'list', of: { type: 'any' }, required: false },
  directories: { ...TEXTS, required: false },
  home: { type: 'string', required: false },
  roots: { ...TEXTS, required: false },
  plugins: { type: 'map', of: PLUGIN, required: false },
};

/** What `mortise.yaml` may hold. */
const FILE: ConfigSchema = {
  ...APP,
  name: { type: 'string', required: false },
  apps: { type: 'map', of: { type: 'object', fields: APP }, required: false },
  events: { ...TEXTS, required: false },
  parallel: { type: 'boolean', required: false },
  log: {
    type: 'object',
    required: false,
    fields: { level: { ...LEVEL, required: false }, plugins: { type: 'map', of: LEVEL, required: false } },
  },
  timeouts: {
    type: 'object',
    required: false,
    fields: { warn: { ...MS, required: false }, fail: { ...MS, required: false }, stop: { ...MS, required: false }, total: { ...MS, required: false } },
  },
};

/** The settings of a host after code and file were put together. */
export interface Settings {
  readonly host: HostOptions;
  /** By app. */
  readonly apps: ReadonlyMap<string, AppOptions>;
  /** The values of one plugin's configuration, with what is wrong with them. */
  configure(app: string | undefined, manifest: Manifest, options: unknown): { config: Record<string, unknown>; problems: Problem[] };
  plugin(app: string | undefined, id: string): PluginSettings;
  /** Ids that have settings. */
  ids(app: string | undefined): string[];
}

/** Reads the file, if there is one, and lays the options of code over it. */
export function readSettings(options: HostOptions, home: string, files: FilesPort): { settings: Settings; problems: Problem[] } {
  const problems: Problem[] = [];
  const text = options.config === undefined ? undefined : readFile(resolve(home, options.config), files, problems);
  const fromFile = text === undefined ? {} : checked(text, problems);
  const host: HostOptions = { ...layered(fromFile, options), ...logOf(fromFile, options) };
  const apps = new Map<string, AppOptions>();
  for (const [name, app] of [...Object.entries(fromFile.apps ?? {}), ...Object.entries(options.apps ?? {})]) apps.set(name, layered(apps.get(name) ?? {}, app));
  return { settings: settingsOf(host, apps, text), problems };
}

function readFile(path: string, files: FilesPort, problems: Problem[]): YamlText | undefined {
  try {
    const text = readYaml(files.read(path), path);
    problems.push(...text.problems);
    return text;
  } catch (cause) {
    problems.push(problem('config.not-readable', { file: path, why: whyOf(cause) }, { field: 'config', cause }));
    return undefined;
  }
}

function checked(text: YamlText, problems: Problem[]): HostOptions {
  const { value, issues } = validate(FILE, text.value);
  for (const issue of issues) problems.push(placed(issueProblem(issue), text.locate(issue.path)));
  return value as HostOptions;
}

function placed(found: Problem, place: string | undefined): Problem {
  return place === undefined ? found : { ...found, place };
}

/** Code over file; lists of what to load are joined, those of code first, so that they have an id first. */
function layered<O extends AppOptions>(file: O, code: O): O {
  const given = Object.fromEntries(Object.entries(code).filter(([, value]) => value !== undefined)) as O;
  return {
    ...file,
    ...given,
    extensions: [...(code.extensions ?? []), ...(file.extensions ?? [])],
    directories: [...(code.directories ?? []), ...(file.directories ?? [])],
    roots: [...(code.roots ?? []), ...(file.roots ?? [])],
    plugins: mergeLayers([file.plugins ?? {}, code.plugins ?? {}]) as Record<string, PluginSettings>,
  };
}

function logOf(file: HostOptions, code: HostOptions): { log: LogOptions; events: readonly string[] } {
  return {
    log: { ...file.log, ...code.log, plugins: { ...file.log?.plugins, ...code.log?.plugins } as Record<string, LogThreshold> },
    events: [...(file.events ?? []), ...(code.events ?? [])],
  };
}

function settingsOf(host: HostOptions, apps: ReadonlyMap<string, AppOptions>, text: YamlText | undefined): Settings {
  const scope = (app: string | undefined): AppOptions => (app === undefined ? host : (apps.get(app) ?? {}));
  const plugin = (app: string | undefined, id: string): PluginSettings => {
    const all = scope(app).plugins ?? {};
    return Object.hasOwn(all, id) ? all[id]! : {};
  };
  return {
    host,
    apps,
    plugin,
    ids: (app) => Object.keys(scope(app).plugins ?? {}),
    configure(app, manifest, options) {
      const layers = [options ?? {}, plugin(app, manifest.id).config ?? {}];
      const merged = mergeLayers(layers) as Record<string, unknown>;
      if (manifest.config === undefined) return { config: merged, problems: [] };
      const path = [...(app === undefined ? [] : ['apps', app]), 'plugins', manifest.id, 'config'];
      const { value, issues } = validate(manifest.config, merged, { root: path.join('.') });
      return {
        config: value,
        problems: issues.map((issue) => placed(issueProblem(issue, { plugin: manifest.id, root: path.join('.') }), text?.locate([...path, ...issue.path]))),
      };
    },
  };
}

/** The times of a host, with defaults. */
export function timeoutsOf(options: HostOptions): Timeouts {
  return { warn: 3_000, fail: 10_000, stop: 5_000, total: 10_000, ...options.timeouts };
}
