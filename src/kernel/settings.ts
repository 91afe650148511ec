/** Open this to see how the options of code and of a YAML file become one, checked field by field. */
import { resolve } from 'node:path';
import type { IssueCode } from '../config/issue.js';
import { issueProblem, validate } from '../config/schema.js';
import { mergeLayers } from '../config/layers.js';
import type { Manifest } from '../model/manifest.js';
import type { AppOptions, HostOptions, PluginSettings } from '../model/options.js';
import type { FilesPort, LogThreshold } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { readYaml, type YamlText } from '../platform/yaml.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import type { Timeouts } from './kernel.js';
import { FILE } from './settings-file.js';
import { Switches } from './switches.js';

/** One place that gives a value. */
export interface SettingLayer {
  readonly from: string;
  readonly value: unknown;
  readonly place?: string;
  /** It is what the schema of the field says. */
  readonly isDefault?: boolean;
}

/** The settings of a host after code and file were put together. */
export interface Settings {
  /** Its home is absolute. */
  readonly host: HostOptions & { readonly home: string };
  /** By app; apps that are made later come in. */
  readonly apps: Map<string, AppOptions>;
  /** The values of one plugin's configuration, with what is wrong with them. */
  configure(
    app: string | undefined,
    manifest: Manifest,
    options: unknown,
    given?: Readonly<Record<string, unknown>>,
  ): { config: Record<string, unknown>; problems: Problem[] };
  /** What code and file say of a plugin, under what was switched by command. */
  plugin(app: string | undefined, id: string): PluginSettings;
  /** What code and file say of a plugin. */
  written(app: string | undefined, id: string): PluginSettings;
  /** What was switched by command. */
  readonly switches: Switches;
  /** Ids that have settings. */
  ids(app: string | undefined): string[];
  /** Where the file speaks of a plugin. */
  place(app: string | undefined, id: string): string | undefined;
  /** Who says that a plugin is not enabled, and where: the file, or the options of code; nobody, if settings say nothing of it. */
  disables(app: string | undefined, id: string): { readonly by: 'file' | 'options'; readonly place?: string } | undefined;
  /** Where the file has an entry of the list of a host or app; nothing for an entry of code. */
  entryAt(app: string | undefined, index: number): string | undefined;
  /** What each place says of one value of a plugin's configuration, the strongest last. */
  layers(app: string | undefined, manifest: Manifest, options: unknown, field: string): SettingLayer[];
}

/** Reads the file, if there is one, and lays the options of code over it. */
export function readSettings(options: HostOptions, home: string, files: FilesPort): { settings: Settings; problems: Problem[] } {
  const problems: Problem[] = [];
  const text = options.config === undefined ? undefined : readFile(resolve(home, options.config), files, problems);
  const fromFile = text === undefined ? {} : checked(text, problems);
  const host = {
    ...layered(fromFile, options),
    ...merged(fromFile, options),
    home: options.home === undefined ? resolve(home, fromFile.home ?? '.') : home,
  };
  const apps = new Map<string, AppOptions>();
  for (const [name, app] of [...Object.entries(fromFile.apps ?? {}), ...Object.entries(options.apps ?? {})])
    apps.set(name, layered(apps.get(name) ?? {}, app));
  const switches = Switches.read(options.state === undefined ? undefined : resolve(home, options.state), files, problems);
  return { settings: settingsOf(host, apps, text, options, switches), problems };
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
  for (const issue of issues) {
    const place = text.locate(issue.path, partOf(issue.code));
    // A slip at the top takes a whole section away, so what the owner wants is not what happens.
    const isSection = issue.code === 'config.unknown-key' && issue.path.length === 1;
    problems.push(placed(issueProblem(issue, isSection ? { severity: 'error' } : {}), place));
  }
  const options = value as HostOptions;
  return {
    ...named(options),
    ...(options.apps === undefined
      ? {}
      : { apps: Object.fromEntries(Object.entries(options.apps).map(([name, app]) => [name, named(app)])) }),
  };
}

/** What a file lists is found by a name; an entry without one is a spec all the same, and not a plugin itself. */
function named<O extends AppOptions>(options: O): O {
  if (options.extensions === undefined) return options;
  const isMap = (entry: unknown): entry is object => typeof entry === 'object' && entry !== null && !Array.isArray(entry);
  return {
    ...options,
    extensions: options.extensions.map((entry) => (isMap(entry) ? Object.assign({ module: undefined }, entry) : entry)),
  };
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

/** What merges key by key. */
function merged(file: HostOptions, code: HostOptions): Pick<HostOptions, 'log' | 'timeouts' | 'events' | 'permissions'> {
  return {
    ...(file.permissions === undefined ? {} : { permissions: { ...file.permissions, ...code.permissions } }),
    timeouts: { ...file.timeouts, ...code.timeouts },
    log: { ...file.log, ...code.log, plugins: { ...file.log?.plugins, ...code.log?.plugins } as Record<string, LogThreshold> },
    events: [...(file.events ?? []), ...(code.events ?? [])],
  };
}

function settingsOf(
  host: Settings['host'],
  apps: Map<string, AppOptions>,
  text: YamlText | undefined,
  code: HostOptions,
  switches: Switches,
): Settings {
  const scope = (app: string | undefined): AppOptions => (app === undefined ? host : (apps.get(app) ?? {}));
  const codeOf = (app: string | undefined): AppOptions | undefined => (app === undefined ? code : ownOf(code.apps, app));
  const written = (app: string | undefined, id: string): PluginSettings => {
    const all = scope(app).plugins ?? {};
    return Object.hasOwn(all, id) ? all[id]! : {};
  };
  return {
    host,
    apps,
    written,
    switches,
    plugin(app, id) {
      const switched = switches.get(app === undefined ? id : `${app}:${id}`);
      return switched === undefined ? written(app, id) : { ...written(app, id), enabled: switched.enabled };
    },
    ids: (app) => Object.keys(scope(app).plugins ?? {}),
    place: (app, id) => placeOf([...pathOf(app), id], text, 'key'),
    disables(app, id) {
      if (written(app, id).enabled !== false) return undefined;
      const place = placeOf([...pathOf(app), id, 'enabled'], text);
      const given = codeOf(app);
      const isInCode = place === undefined || ownOf(given?.plugins, id)?.enabled === false;
      return isInCode ? { by: 'options' } : { by: 'file', place };
    },
    entryAt(app, index) {
      // Entries of code come first.
      const given = codeOf(app);
      const at = index - (given?.extensions?.length ?? 0);
      return at < 0 ? undefined : placeOf([...(app === undefined ? [] : ['apps', app]), 'extensions', at], text);
    },
    layers(app, manifest, options, field) {
      const path = [...pathOf(app), manifest.id, 'config', field];
      const file = valueAt(text?.value, path);
      const given = app === undefined ? code : (ownOf(code.apps, app) ?? apps.get(app));
      const inCode = ownOf(ownOf(given?.plugins, manifest.id)?.config, field);
      const schema = ownOf(manifest.config, field);
      const fromSpec = ownOf(Object(options) as Record<string, unknown>, field);
      const place = text?.locate(path);
      return [
        ...(schema?.default === undefined ? [] : [{ from: 'the default of the field', value: schema.default, isDefault: true }]),
        ...(fromSpec === undefined ? [] : [{ from: 'its entry in the list', value: fromSpec }]),
        ...(file === undefined
          ? []
          : [{ from: `${path.join('.')} in the configuration file`, value: file, ...(place === undefined ? {} : { place }) }]),
        ...(inCode === undefined ? [] : [{ from: `${path.join('.')} in code`, value: inCode }]),
      ];
    },
    configure(app, manifest, options, live = {}) {
      const layers = [options ?? {}, written(app, manifest.id).config ?? {}, live];
      const given = mergeLayers(layers) as Record<string, unknown>;
      if (manifest.config === undefined) return { config: given, problems: [] };
      const path = [...pathOf(app), manifest.id, 'config'];
      const { value, issues } = validate(manifest.config, given, { root: path.join('.') });
      return {
        config: value,
        problems: issues.map((issue) => {
          const at = [...path, ...issue.path];
          const over = [live, ownOf(codeOf(app)?.plugins, manifest.id)?.config];
          const isElsewhere = over.some((layer) => valueAt(layer, issue.path) !== undefined);
          const place = isElsewhere
            ? undefined
            : (placeOf(at, text, partOf(issue.code)) ?? (issue.code === 'config.missing' ? placeOf(at.slice(0, -1), text) : undefined));
          return placed(issueProblem(issue, { plugin: manifest.id, root: path.join('.') }), place);
        }),
      };
    },
  };
}

function pathOf(app: string | undefined): string[] {
  return [...(app === undefined ? [] : ['apps', app]), 'plugins'];
}

/** The text would place what it lacks at the nearest value above, and settings from code have no place in it. */
function placeOf(path: readonly (string | number)[], text: YamlText | undefined, part?: 'value' | 'key'): string | undefined {
  return valueAt(text?.value, path) === undefined ? undefined : text?.locate(path, part);
}

/** What is wrong with a name stands where the name does. */
function partOf(code: IssueCode): 'value' | 'key' {
  return code === 'config.unknown-key' || code === 'config.forbidden-key' ? 'key' : 'value';
}

function valueAt(from: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((value, key) => ownOf(Object(value) as Record<string | number, unknown>, key), from);
}

function ownOf<T>(of: Readonly<Record<string | number, T>> | undefined, key: string | number): T | undefined {
  return of !== undefined && Object.hasOwn(of, key) ? of[key] : undefined;
}

/** The times of a host, with defaults. */
export function timeoutsOf(options: HostOptions): Timeouts {
  const { warn = 3_000, fail = 10_000, stop = 5_000, total = 10_000, grace = 0 } = options.timeouts ?? {};
  return { warn, fail, stop, total, grace };
}
