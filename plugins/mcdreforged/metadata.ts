/** Open this to see how the metadata of a plugin is read: every field, its fallback, and the warning that goes with it. */
import { versionDialect } from 'mortise';

/** Which ids there are: `document` allows `__a_cool_plugin__`, `current` (MCDReforged since 2.11) wants a letter first. */
export type IdGrammar = 'document' | 'current';

/** What a plugin writes as `PLUGIN_METADATA`, or in `mcdreforged.plugin.json`. */
export interface PluginMetadata {
  readonly id?: string;
  readonly version?: string;
  /** A text, a text of the game (`{ text: 'My Plugin', color: 'gold' }`), or anything that prints as one. */
  readonly name?: string | object;
  /** A text, a map from language to text (`{ en_us: … }`), or anything that prints as a text. */
  readonly description?: string | Readonly<Record<string, string>> | object;
  readonly author?: string | readonly string[];
  readonly link?: string;
  /** Plugin id to requirement; `mcdreforged` is the server, `node` the runtime, `mortise` the host. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Of directories and archives: the module that is imported. Default: the id. */
  readonly entrypoint?: string;
  readonly archive_name?: string;
  readonly resources?: readonly string[];
}

/** Metadata with every fallback in place. */
export interface Metadata {
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly description?: string | Readonly<Record<string, string>>;
  readonly author?: readonly string[];
  readonly link?: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly entrypoint: string;
}

/** What became of it: the metadata with what was warned about, or why the plugin can't be loaded. */
export type MetadataRead = { readonly metadata: Metadata; readonly warnings: readonly string[] } | { readonly refused: string };

/** Where it was found, for fallbacks and messages. */
export interface MetadataPlace {
  /** `plugins/HelloWorld.js`. */
  readonly path: string;
  /** What the id is without one: the file name without extension. Absent for plugins of several files, which need an id. */
  readonly fallback?: string;
  /** `PLUGIN_METADATA`, or the name of the file that has it. */
  readonly from: string;
}

const ID: Readonly<Record<IdGrammar, RegExp>> = { document: /^[a-z0-9_]{1,64}$/, current: /^[a-z][a-z0-9_]{0,63}$/ };
const FALLBACK_VERSION = '0.0.0';
const versions = versionDialect('mcdreforged')!;

/** Why an id is none, in one clause; nothing where it is one. */
export function whyNotId(id: unknown, grammar: IdGrammar): string | undefined {
  if (typeof id !== 'string') return `it is ${kind(id)} instead of a text`;
  if (ID[grammar].test(id)) return undefined;
  const first = grammar === 'current' ? 'a lowercase letter, then ' : '';
  return `it should consist of ${first}lowercase letters, numbers and underscores with a length of 1 to 64`;
}

/** Reads it field by field. Wrong types refuse the plugin; what MCDReforged has a fallback for is warned about. */
export function readMetadata(raw: unknown, place: MetadataPlace, grammar: IdGrammar): MetadataRead {
  const warnings: string[] = [];
  if (raw !== undefined && !isRecord(raw)) return { refused: `${place.from} of ${place.path} is ${kind(raw)} instead of an object.` };
  const given: Record<string, unknown> = raw ?? {};
  if (raw === undefined)
    warnings.push(`${place.path} doesn't declare ${place.from}; fallback values are used. Export ${place.from} = { id, version, … }.`);
  try {
    const id = idOf(given['id'], raw !== undefined, place, grammar, warnings);
    const entrypoint = text(given['entrypoint'], 'entrypoint') ?? id;
    if (entrypoint !== id && !entrypoint.startsWith(`${id}.`))
      throw new Refused(`Invalid entry point '${entrypoint}' for plugin id '${id}': it is '${id}' or begins with '${id}.'.`);
    const description = descriptionOf(given['description']);
    const author = authorOf(given['author']);
    const link = text(given['link'], 'link');
    const metadata: Metadata = {
      id,
      version: versionOf(given['version'], id, warnings),
      name: printed(given['name'], 'name') ?? id,
      ...(description === undefined ? {} : { description }),
      ...(author === undefined ? {} : { author }),
      ...(link === undefined ? {} : { link }),
      dependencies: dependenciesOf(given['dependencies'], id, warnings),
      entrypoint,
    };
    return { metadata, warnings };
  } catch (thrown) {
    if (thrown instanceof Refused) return { refused: `${place.from} of ${place.path}: ${thrown.message}` };
    throw thrown;
  }
}

class Refused extends Error {}

function idOf(id: unknown, isDeclared: boolean, { path, fallback, from }: MetadataPlace, grammar: IdGrammar, warnings: string[]): string {
  if (id === undefined && fallback === undefined) throw new Refused(`Missing plugin id in ${from}; write "id": "my_plugin".`);
  const why = id === undefined ? undefined : whyNotId(id, grammar);
  if (id !== undefined && why === undefined) return id as string;
  if (fallback === undefined) throw new Refused(`Plugin id '${printedKey(id)}' is invalid: ${why}.`);
  const plain = fallback
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .slice(0, 64);
  if (id !== undefined)
    warnings.push(`Plugin id '${printedKey(id)}' of ${path} is invalid: ${why}. The id from the file name is used instead: ${plain}`);
  else if (isDeclared) warnings.push(`Plugin id of ${path} is not specified; the id from the file name is used instead: ${plain}`);
  return plain;
}

function versionOf(version: unknown, id: string, warnings: string[]): string {
  if (version === undefined) {
    warnings.push(`Version of ${id} is not specified; the fallback version is used instead: ${FALLBACK_VERSION}`);
    return FALLBACK_VERSION;
  }
  const parsed = typeof version === 'string' ? versions.parse(version) : undefined;
  if (parsed !== undefined) return parsed;
  const why = typeof version === 'string' ? (versions.whyNotVersion?.(version) ?? 'it is no version') : `it is ${kind(version)}`;
  warnings.push(
    `Version '${printedKey(version)}' of ${id} is invalid (${why}), ignore and use fallback version instead ${FALLBACK_VERSION}`,
  );
  return FALLBACK_VERSION;
}

function dependenciesOf(dependencies: unknown, id: string, warnings: string[]): Record<string, string> {
  if (dependencies === undefined || dependencies === null) return {};
  if (!isRecord(dependencies)) throw new Refused(`dependencies is ${kind(dependencies)} instead of a map from plugin id to requirement.`);
  const kept: [string, string][] = [];
  for (const [other, requirement] of Object.entries(dependencies)) {
    if (other === 'python')
      warnings.push(`${id} depends on python, and plugins here run on Node, so it waits for ever: write node: '>=20' instead`);
    if (typeof requirement === 'string' && versions.isRange(requirement)) kept.push([other, requirement]);
    else {
      const why =
        typeof requirement === 'string' ? (versions.whyNotRange?.(requirement) ?? 'it is no requirement') : `it is ${kind(requirement)}`;
      warnings.push(`Dependency "${other}: ${printedKey(requirement)}" of ${id} is invalid (${why}), so it is ignored`);
    }
  }
  return Object.fromEntries(kept);
}

function descriptionOf(value: unknown): Metadata['description'] {
  if (isRecord(value) && isPlain(value) && componentText(value) === undefined && !PRINTS.some((method) => Object.hasOwn(value, method))) {
    const wrong = Object.entries(value).find(([, each]) => typeof each !== 'string');
    if (wrong !== undefined) throw new Refused(`description.${wrong[0]} is ${kind(wrong[1])} instead of a text.`);
    return value as Record<string, string>;
  }
  return printed(value, 'description');
}

function authorOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) throw new Refused(`author is ${kind(value)} instead of a text or a list of texts.`);
  return value.length === 0 ? undefined : value.map(String);
}

function text(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new Refused(`${field} is ${kind(value)} instead of a text.`);
}

/** Rich text is allowed where people read, as an object that prints or as the game writes it: it is kept as it prints. */
function printed(value: unknown, field: string): string | undefined {
  if (typeof value !== 'object' || value === null) return text(value, field);
  const component = componentText(value);
  if (component !== undefined) return component;
  for (const method of PRINTS) {
    const print: unknown = Reflect.get(value, method);
    const isOwn = Object.hasOwn(value, method) || !isPlain(value);
    if (typeof print === 'function' && isOwn) return String(Reflect.apply(print, value, []));
  }
  throw new Refused(`${field} is an object that does not print as a text.`);
}

/** The text of `{ "text": "My ", "extra": [{ "text": "Plugin", "color": "gold" }] }`, or of a list of these; nothing where it is none. */
function componentText(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value;
  if (depth > 16) return undefined;
  if (Array.isArray(value)) {
    const texts = value.map((each) => componentText(each, depth + 1));
    return texts.every((each) => each !== undefined) && texts.length > 0 ? texts.join('') : undefined;
  }
  if (!isRecord(value) || !isPlain(value) || typeof value['text'] !== 'string') return undefined;
  const extra = value['extra'] === undefined ? '' : componentText(value['extra'], depth + 1);
  return extra === undefined ? undefined : value['text'] + extra;
}

const PRINTS = ['to_plain_text', 'toPlainText', 'toString'];

/** Whether an object is written with braces, in whatever realm. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function printedKey(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 100) : (JSON.stringify(value) ?? kind(value)).slice(0, 100);
}

/** What a value is, for people. */
export function kind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : value === undefined ? 'nothing' : `a ${typeof value}`;
}
