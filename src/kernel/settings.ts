/** Open this to see how the options of code and of a YAML file become one, checked field by field. */
import { isObject } from '../config/plain.js';
import { resolve } from 'node:path';
import { issueProblem, validate } from '../config/schema.js';
import { mergeLayers } from '../config/layers.js';
import { NONE } from '../model/list.js';
import type { AppOptions, HostOptions, PluginSettings } from '../model/options.js';
import type { FilesPort, LogThreshold } from '../model/ports.js';
import type { Path } from '../config/issue.js';
import type { Problem } from '../model/problem.js';
import { readYaml, type YamlText } from '../platform/yaml.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { checkAppName } from './check-options.js';
import {
  configPath, configured, layersOfField, partOf, pathOf, placeIn, valueAt, type Configurable, type Configuration, type Said, type SettingLayer,
} from './config-layers.js'; // prettier-ignore
import { Environment } from './environment.js';
import type { Timeouts } from './kernel.js';
import { FILE, filledSections } from './settings-file.js';
import { readFolder, type SettingsFolder, type SettingsOf } from './settings-folder.js';
import { Switches } from './switches.js';

/** The settings of a host after code and file were put together. */
export interface Settings {
  /** Its home is absolute. */
  readonly host: HostOptions & { readonly home: string };
  /** By app; apps that are made later come in. */
  readonly apps: Map<string, AppOptions>;
  /** The values of one plugin's configuration, with what is wrong with them; `live` is what was set while the host runs. */
  configure(plugin: Configurable, live?: Values): Configuration;
  /** What code and file say of a plugin, under what was switched by command. */
  plugin(app: string | undefined, id: string): PluginSettings;
  /** What code and file say of a plugin. */
  written(app: string | undefined, id: string): PluginSettings;
  /** What was switched by command. */
  readonly switches: Switches;
  /** Ids that have settings. */
  ids(app: string | undefined): string[];
  /** What is wrong with what the file says of a plugin. */
  wrongIn(app: string | undefined, id: string): readonly Problem[];
  /** Where the file speaks of a plugin. */
  place(app: string | undefined, id: string): string | undefined;
  /** Who says that a plugin is not enabled, and where: the file, or the options of code; nobody, if settings say nothing of it. */
  disables(app: string | undefined, id: string): { readonly by: 'file' | 'options'; readonly place?: string } | undefined;
  /** Where the file has an entry of the list of a host or app; nothing for an entry of code. */
  entryAt(app: string | undefined, index: number): string | undefined;
  /** What each layer says of one value of a plugin's configuration, the strongest last. */
  layers(plugin: Configurable, field: string, live?: Values): SettingLayer[];
  /** Where values of a plugin's configuration are written: the configuration file, or its own of the settings folder, if only that speaks of it. */
  target(app: string | undefined, id: string): SettingsTarget;
  /** The same, with what was written there. */
  rewritten(app: string | undefined, id: string, text: YamlText): Settings;
  /** Problems of variables that set nothing. */
  unknownVariables(plugins: readonly Configurable[]): Problem[];
}

type Values = Readonly<Record<string, unknown>>;

/** A file, absolute, if there is one, and the path in it at which the values of one plugin stand. */
export interface SettingsTarget {
  readonly file: string | undefined;
  readonly at: readonly string[];
  /** What was read of it. */
  readonly text: YamlText | undefined;
}

/** Reads the file and the settings folders, if there are any, and lays the options of code over them. */
export function readSettings(
  options: HostOptions,
  home: string,
  files: FilesPort,
  madeAt: () => string | undefined = () => undefined,
): { settings: Settings; problems: Problem[] } {
  const problems: Problem[] = [];
  const config = options.config === undefined ? undefined : resolve(home, options.config);
  const text = config === undefined ? undefined : readFile(config, files, problems);
  const sections: Sections = new Map();
  const fromFile = text === undefined ? {} : checked(text, problems, sections);
  const host = {
    ...layered(fromFile, options),
    ...merged(fromFile, options),
    home: options.home === undefined ? resolve(home, fromFile.home ?? '.') : home,
  };
  const apps = new Map<string, AppOptions>();
  for (const [name, app] of [...Object.entries(fromFile.apps ?? {}), ...Object.entries(options.apps ?? {})])
    apps.set(name, layered(apps.get(name) ?? {}, app));
  const switches = Switches.read(options.state === undefined ? undefined : resolve(home, options.state), files, problems);
  const folderOf = ({ settingsFolder, home: own = '' }: AppOptions): SettingsFolder =>
    settingsFolder === undefined ? new Map() : readFolder(resolve(host.home, own, settingsFolder), files, problems);
  const folders = new Map([[undefined, folderOf(host)], ...[...apps].map(([name, app]) => [name, folderOf(app)] as const)]);
  const environment = new Environment(
    options.environment === false ? false : { ...fromFile.environment, ...options.environment },
    host.home,
    files,
  );
  return { settings: settingsOf({ host, apps, config, text, sections, code: options, switches, folders, environment, madeAt }), problems };
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

/** What is wrong in the file with what it says of one plugin, by the path of its section: that plugin does not start, and nobody else is disturbed. */
type Sections = Map<string, Problem[]>;

/** The path of the section of a plugin that something stands in. */
function sectionOf(path: Path): Path | undefined {
  const at = path[0] === 'plugins' ? 1 : path[0] === 'apps' && path[2] === 'plugins' ? 3 : undefined;
  return at === undefined || path.length <= at ? undefined : path.slice(0, at + 1);
}

function checked(text: YamlText, problems: Problem[], sections: Sections): HostOptions {
  const { value, issues } = validate(FILE, filledSections(text.value));
  for (const issue of issues) {
    const place = text.locate(issue.path, partOf(issue.code));
    // A slip at the top takes a whole section away, so what the owner wants is not what happens.
    const isSection = issue.code === 'config.unknown-key' && issue.path.length === 1;
    const found = placed(issueProblem(issue, isSection ? { severity: 'error' } : {}), place);
    // A key that is never taken was dropped, and what is left counts.
    const isWrong = found.severity === 'error' && issue.code !== 'config.forbidden-key';
    const section = isWrong ? sectionOf(issue.path)?.join('.') : undefined;
    if (section === undefined) problems.push(found);
    else sections.set(section, [...(sections.get(section) ?? []), found]);
  }
  const options = value as HostOptions;
  return {
    ...named(options),
    ...(options.apps === undefined
      ? {}
      : {
          apps: Object.fromEntries(
            Object.entries(options.apps).flatMap(([name, app]) => (isAppName(name, text, problems) ? [[name, named(app)]] : [])),
          ),
        }),
  };
}

/** An app whose name is none is left out, and told of; nobody else is disturbed. */
function isAppName(name: string, text: YamlText, problems: Problem[]): boolean {
  try {
    checkAppName(name);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof MortiseError)) throw thrown;
    problems.push(placed(thrown.problem, text.locate(['apps', name], 'key')));
    return false;
  }
}

/** What a file lists is found by a name; an entry without one is a spec all the same, and not a plugin itself. */
function named<O extends AppOptions>(options: O): O {
  if (options.extensions === undefined) return options;
  return {
    ...options,
    extensions: options.extensions.map((entry) => (isObject(entry) ? Object.assign({ module: undefined }, entry) : entry)),
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

/** What was read. */
interface ReadSettings {
  readonly host: Settings['host'];
  readonly apps: Map<string, AppOptions>;
  readonly config: string | undefined;
  readonly text: YamlText | undefined;
  readonly sections: Sections;
  readonly code: HostOptions;
  readonly switches: Switches;
  readonly folders: ReadonlyMap<string | undefined, SettingsFolder>;
  readonly environment: Environment;
  readonly madeAt: () => string | undefined;
}

const NO_SETTINGS: PluginSettings = Object.freeze({});

function settingsOf(read: ReadSettings): Settings {
  const { host, apps, config, text, sections, code, switches, folders, environment, madeAt } = read;
  const scope = (app: string | undefined): AppOptions => (app === undefined ? host : (apps.get(app) ?? {}));
  const codeOf = (app: string | undefined): AppOptions | undefined => (app === undefined ? code : ownOf(code.apps, app));
  const written = (app: string | undefined, id: string): PluginSettings => {
    return ownOf(scope(app).plugins, id) ?? NO_SETTINGS;
  };
  const wrongIn = (app: string | undefined, id: string): readonly Problem[] => sections.get([...pathOf(app), id].join('.')) ?? NONE;
  const ownFile = (app: string | undefined, id: string): SettingsOf | undefined =>
    valueAt(text?.value, configPath(app, id)) === undefined ? folders.get(app)?.get(id) : undefined;
  const said = ({ app, manifest: { id } }: Configurable, live: Values | undefined): Said => {
    const given = app === undefined ? code : (ownOf(code.apps, app) ?? apps.get(app));
    return {
      folder: folders.get(app)?.get(id),
      file: text,
      code: ownOf(given?.plugins, id)?.config,
      codeAt: madeAt,
      environment,
      live,
      path: configPath(app, id),
    };
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
    ids: (app) => [...new Set([...Object.keys(scope(app).plugins ?? {}), ...(folders.get(app)?.keys() ?? [])])],
    place: (app, id) => placeIn(text, [...pathOf(app), id], 'key') ?? folders.get(app)?.get(id)?.file,
    disables(app, id) {
      if (written(app, id).enabled !== false) return undefined;
      const place = placeIn(text, [...pathOf(app), id, 'enabled']);
      const given = codeOf(app);
      const isInCode = place === undefined || ownOf(given?.plugins, id)?.enabled === false;
      return isInCode ? { by: 'options' } : { by: 'file', place };
    },
    entryAt(app, index) {
      // Entries of code come first.
      const given = codeOf(app);
      const at = index - (given?.extensions?.length ?? 0);
      return at < 0 ? undefined : placeIn(text, [...(app === undefined ? [] : ['apps', app]), 'extensions', at]);
    },
    layers: (plugin, field, live) => layersOfField(plugin, said(plugin, live), field),
    configure(plugin, live) {
      const found = configured(plugin, said(plugin, live));
      const wrong = wrongIn(plugin.app, plugin.manifest.id);
      return wrong.length === 0 ? found : { ...found, problems: [...wrong, ...found.problems] };
    },
    wrongIn,
    target(app, id) {
      const own = ownFile(app, id);
      return own === undefined ? { file: config, at: configPath(app, id), text } : { file: own.file, at: [], text: own.text };
    },
    rewritten(app, id, now) {
      const own = ownFile(app, id);
      if (own === undefined) return settingsOf({ ...read, text: now });
      const folder = new Map(folders.get(app)).set(id, { ...own, text: now });
      return settingsOf({ ...read, folders: new Map(folders).set(app, folder) });
    },
    unknownVariables: (plugins) => environment.unknown(plugins),
  };
}

function ownOf<T>(of: Readonly<Record<string | number, T>> | undefined, key: string | number): T | undefined {
  return of !== undefined && Object.hasOwn(of, key) ? of[key] : undefined;
}

/** The times of a host, with defaults. */
export function timeoutsOf(options: HostOptions): Timeouts {
  const { warn = 3_000, fail = 10_000, stop = 5_000, total = 10_000, grace = 0 } = options.timeouts ?? {};
  return { warn, fail, stop, total, grace };
}
