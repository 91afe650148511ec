/** Open this to see how the values of one plugin's configuration come together: the layers in their order, and where each value stands. */
import { issueProblem, untakable, validate } from '../config/schema.js';
import { mergeLayers } from '../config/layers.js';
import { holdsSecret, masked, secretsIn, withoutSecrets } from '../config/mask.js';
import { migrated, VERSION_KEY } from '../config/migrate.js';
import { isPlain, own } from '../config/plain.js';
import { seen } from '../config/expected.js';
import type { ConfigIssue, IssueCode, Path } from '../config/issue.js';
import type { ConfigLayer } from '../model/details.js';
import { NONE } from '../model/list.js';
import type { ConfigSchema, Manifest, PluginParts } from '../model/manifest.js';
import type { Problem } from '../model/problem.js';
import type { YamlText } from '../platform/yaml.js';
import { problem } from '../problem/problem.js';
import type { Environment } from './environment.js';
import type { SettingsOf } from './settings-folder.js';

type Values = Readonly<Record<string, unknown>>;

/** A plugin whose values are asked for. */
export interface Configurable {
  readonly app: string | undefined;
  readonly manifest: Manifest;
  readonly parts: Pick<PluginParts, 'options' | 'migrate'>;
  /** Where its entry stands in a list. */
  readonly listedAt?: (() => string | undefined) | undefined;
}

/** What the places of a host say of one plugin. */
export interface Said {
  readonly folder: SettingsOf | undefined;
  /** The whole file; the plugin's part is at `path`. */
  readonly file: YamlText | undefined;
  readonly code: unknown;
  readonly codeAt: () => string | undefined;
  readonly environment: Environment;
  readonly live: Values | undefined;
  readonly path: readonly string[];
}

/** One layer, with its values as those of today. */
export interface Layer {
  readonly layer: ConfigLayer;
  readonly values: Values;
  readonly problems: readonly Problem[];
  /** How a message calls what says a value. */
  from(path: Path): string;
  /** Where it says it. */
  place?(path: Path, part?: 'value' | 'key'): string | undefined;
}

/** The version that values are of that say nothing of it: files were written before anybody thought of it. */
const FIRST = 1;

/** Every layer but the defaults, the weakest first: extension, settings folder, configuration file, parameters, environment, live. */
export function layersOf(of: Configurable, said: Said): Layer[] {
  const { app, manifest, parts, listedAt } = of;
  const { folder, file, path } = said;
  const isOwnExtension = manifest.dialect === 'class' || manifest.dialect === 'definition';
  const environment = said.environment.of(app, manifest);
  const dots = (at: Path): string => [...path, ...at].join('.');
  const lift = (values: unknown, layer: Pick<Layer, 'layer' | 'from' | 'place'>, usual?: number): Layer => {
    const version = manifest.configVersion ?? FIRST;
    // What a file says was looked at when it was read.
    const isTold = layer.layer === 'file';
    if (!isPlain(values)) return { ...layer, values: {}, problems: isTold ? [] : [wrongIn(layer, notPlain(values))] };
    const plain = values;
    const untaken = isTold ? [] : untakable(plain).map((issue) => wrongIn(layer, issue));
    // A configuration without versions may have a field of that name.
    if (version === FIRST && !Object.hasOwn(plain, VERSION_KEY)) return { ...layer, values: plain, problems: untaken };
    const { migrate } = parts;
    const lifted = migrated(plain, { version, ...(migrate === undefined ? {} : { migrate }) }, usual ?? version);
    const at = { field: path.join('.'), ...placed(layer.place?.([VERSION_KEY]) ?? layer.place?.([])) };
    const from = layer.from([]);
    const problems =
      lifted.why !== undefined
        ? [
            problem(
              'config.not-migrated',
              { plugin: manifest.id, from, why: withoutSecrets(lifted.why, secretsBefore(manifest.config ?? {}, plain)) },
              at,
            ),
          ]
        : lifted.from === undefined
          ? []
          : [problem('config.migrated', { plugin: manifest.id, from, was: lifted.from, version }, at)];
    // What could not be read says nothing, and nothing more is to be said of it.
    return { ...layer, values: lifted.why === undefined ? lifted.values : {}, problems: [...untaken, ...problems] };
  };
  const wrongIn = (layer: Pick<Layer, 'layer' | 'place'>, issue: ConfigIssue): Problem => ({
    ...issueProblem(issue, { plugin: manifest.id, root: path.join('.') }),
    ...placed(layer.layer === 'parameters' || layer.layer === 'live' ? undefined : layer.place?.(issue.path, partOf(issue.code))),
  });
  const layers: Layer[] = [];
  const add = (layer: Layer, more: readonly Problem[] = []): void => {
    const problems = more.length === 0 ? layer.problems : [...layer.problems, ...more];
    if (problems.length > 0 || !isEmpty(layer.values)) layers.push({ ...layer, problems });
  };
  // Most layers say nothing of most plugins, and then there is nothing to lift.
  if (isOwnExtension && !isEmpty(parts.options))
    add(lift(parts.options, { layer: 'extension', from: () => 'its entry in the list', place: () => listedAt?.() }));
  if (folder !== undefined)
    add(
      lift(
        folder.text.value,
        {
          layer: 'settings',
          from: (at) => (at.length === 0 ? 'its file in the settings folder' : `${at.join('.')} in the settings folder`),
          place: (at, part) => placeIn(folder.text, at, part),
        },
        FIRST,
      ),
      folder.problems,
    );
  const written = file === undefined ? undefined : valueAt(file.value, path);
  if (written !== undefined)
    add(
      lift(
        written,
        {
          layer: 'file',
          from: (at) => `${dots(at)} in the configuration file`,
          place: (at, part) => placeIn(file, [...path, ...at], part),
        },
        FIRST,
      ),
    );
  if (!isEmpty(said.code)) add(lift(said.code, { layer: 'parameters', from: (at) => `${dots(at)} in code`, place: said.codeAt }));
  if (!isEmpty(environment.values) || environment.problems.length > 0)
    add(
      lift(environment.values, {
        layer: 'environment',
        from: (at) => sourceOf(at) ?? 'the environment',
        place: (at) => environment.sources.get(at.join('.'))?.file ?? environment.sources.get(at.join('.'))?.variable,
      }),
      environment.problems,
    );
  if (!isEmpty(said.live)) add(lift(said.live, { layer: 'live', from: () => 'what was set while the host runs' }));
  function sourceOf(at: Path): string | undefined {
    const found = environment.sources.get(at.join('.')) ?? (at.length === 0 ? undefined : environment.sources.get(String(at[0])));
    return found === undefined ? undefined : `the environment variable ${found.variable}`;
  }
  return layers;
}

/** What may be secret in values of a version before, whose fields nobody knows any more. */
function secretsBefore(schema: ConfigSchema, values: Values): string[] {
  const isSecret = Object.values(schema).some(holdsSecret);
  return isSecret ? secretsIn({ all: { type: 'any', secret: true } }, { all: values }) : [];
}

/** Whether nobody gives a value of a configuration there. */
function isEmpty(values: unknown): boolean {
  return values === undefined || values === null || (isPlain(values) && Object.keys(values).length === 0);
}

/** What stands where settings should, and holds none. */
function notPlain(values: unknown): ConfigIssue {
  return { code: 'config.wrong-type', path: [], details: { expected: 'settings by name', seen: seen(values, false) } };
}

function placed(place: string | undefined): { readonly place?: string } {
  return place === undefined ? {} : { place };
}

/** The values of one plugin, with what is wrong with them. */
export interface Configuration {
  readonly config: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** That of a plugin that has none. */
export const NO_CONFIGURATION: Configuration = Object.freeze({ config: Object.freeze({}), problems: NONE });

/** The values as they count, checked, with what is wrong in them at its place. */
export function configured(of: Configurable, said: Said): Configuration {
  const { manifest } = of;
  const layers = layersOf(of, said);
  if (layers.length === 0 && manifest.config === undefined) return NO_CONFIGURATION;
  const given = mergeLayers([{}, ...layers.map(({ values }) => values)]) as Record<string, unknown>;
  const problems = layers.flatMap((layer) => layer.problems);
  if (manifest.config === undefined) return { config: given, problems };
  const root = said.path.join('.');
  const { value, issues } = validate(manifest.config, given, { root });
  const wrong = issues.map((issue) => {
    const says = layers.findLast(({ values }) => valueAt(values, issue.path) !== undefined);
    const missing = issue.code === 'config.missing' ? placeIn(said.file, [...said.path, ...issue.path.slice(0, -1)]) : undefined;
    const place = says === undefined ? missing : isCode(says) ? undefined : says.place?.(issue.path, partOf(issue.code));
    return { ...issueProblem(issue, { plugin: manifest.id, root }), ...placed(place) };
  });
  return { config: value, problems: [...problems, ...wrong] };
}

/** Where code says it, nobody looks for a line in a file. */
function isCode({ layer }: Layer): boolean {
  return layer === 'parameters' || layer === 'extension' || layer === 'live';
}

/** What one layer says of a field. */
export interface SettingLayer {
  readonly layer: ConfigLayer;
  readonly from: string;
  readonly value: unknown;
  readonly place?: string;
  /** It is what the schema of the field says. */
  readonly isDefault?: boolean;
}

/** What each layer says of one field, the strongest last. What is secret inside of a value is hidden. */
export function layersOfField(of: Configurable, said: Said, name: string): SettingLayer[] {
  const schema = own({ ...of.manifest.config }, name) as NonNullable<Manifest['config']>[string] | undefined;
  const inner = schema?.secret === true ? { ...schema, secret: false } : schema;
  const shown = (value: unknown): unknown => masked(inner, value);
  return [
    ...(schema?.default === undefined
      ? []
      : [{ layer: 'default' as const, from: 'the default of the field', value: shown(schema.default), isDefault: true }]),
    ...layersOf(of, said).flatMap((layer) => {
      const value = own(layer.values as Record<string, unknown>, name);
      if (value === undefined) return [];
      return [{ layer: layer.layer, from: layer.from([name]), value: shown(value), ...placed(layer.place?.([name])) }];
    }),
  ];
}

/** What is wrong with a name stands where the name does. */
export function partOf(code: IssueCode): 'value' | 'key' {
  return code === 'config.unknown-key' || code === 'config.forbidden-key' ? 'key' : 'value';
}

/** The text would place what it lacks at the nearest value above. */
export function placeIn(text: YamlText | undefined, path: Path, part?: 'value' | 'key'): string | undefined {
  return valueAt(text?.value, path) === undefined ? undefined : text?.locate(path, part);
}

export function valueAt(from: unknown, path: Path): unknown {
  return path.reduce((value, key) => {
    const of = Object(value) as Record<string | number, unknown>;
    return Object.hasOwn(of, key) ? of[key] : undefined;
  }, from);
}

/** Where plugins stand in the configuration file. */
export function pathOf(app: string | undefined): string[] {
  return [...(app === undefined ? [] : ['apps', app]), 'plugins'];
}

/** Where the configuration of a plugin stands in the configuration file. */
export function configPath(app: string | undefined, id: string): string[] {
  return [...pathOf(app), id, 'config'];
}
