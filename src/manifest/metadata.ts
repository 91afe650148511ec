/** Open this to see how metadata from outside is checked, field by field, before anybody relies on it. */
import { kept, NONE } from '../model/list.js';
import type { Dependency, LocalText } from '../model/manifest.js';
import type { Problem } from '../model/problem.js';
import type { VersionDialect } from '../model/version.js';
import { problem, type At } from '../problem/problem.js';
import { collectionOf, isSlip, kindOf, near, quoted, shown } from '../problem/text.js';
import { versionDialect, versionDialects } from '../version/dialects.js';
import { idProblem, isReservedId, parseNamespace } from './namespace.js';

/** Collects what is wrong with one plugin. */
export type Complain = (found: Problem) => void;

const FIELDS = [
  'id', 'version', 'name', 'description', 'author', 'authors', 'link', 'provider', 'category', 'dependencies',
  'optionalDependencies', 'conflicts', 'provides', 'config', 'components', 'modules', 'inject', 'reload', 'versions',
] as const; // prettier-ignore

const DEFINITION_FIELDS = [
  'setup',
  'on',
  'commands',
  'around',
  'beforeStart',
  'start',
  'run',
  'afterStart',
  'onConfig',
  'beforeStop',
  'stop',
  'health',
  'snapshot',
  'restore',
] as const;

const PLUGIN_FIELDS: ReadonlySet<string> = new Set(FIELDS);
const ALL_FIELDS: ReadonlySet<string> = new Set([...FIELDS, ...DEFINITION_FIELDS]);

const NO_NAMESPACES: CheckedMetadata['provides'] = new Map();

/** Metadata after the check: every field has the type it says, wrong ones are gone and complained of. */
export interface CheckedMetadata {
  readonly id: string | undefined;
  readonly version: string | undefined;
  /** The rules by which its version and its ranges are read. */
  readonly versions: VersionDialect;
  readonly name: string | undefined;
  readonly description: LocalText | undefined;
  readonly authors: readonly string[];
  readonly link: string | undefined;
  readonly provider: string | undefined;
  readonly category: string | undefined;
  readonly dependencies: readonly Dependency[];
  /** Namespaces declared, with the values of a definition. */
  readonly provides: ReadonlyMap<string, { readonly value?: unknown }>;
  readonly config: unknown;
  readonly reload: 'restart' | undefined;
  readonly components: readonly unknown[];
  readonly modules: readonly unknown[];
}

/** Reads one own property; a getter that throws counts as wrong. */
function own(source: object, field: string, complain: Complain, at: At): unknown {
  try {
    return Object.hasOwn(source, field) ? (source as Record<string, unknown>)[field] : undefined;
  } catch (cause) {
    complain(problem('manifest.bad-type', { field, expected: 'a value', seen: 'a getter that throws' }, { ...at, field, cause }));
    return undefined;
  }
}

/** Whether it can hold fields by name: neither a list nor a `Map` or `Set`, whose entries nobody would see. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && collectionOf(value) === undefined;
}

/** A method of a definition that handles an event or helps those that do; one that is almost named like a lifecycle method is a typing error. */
function isHelper(source: Record<string, unknown>, field: string): boolean {
  if (typeof Object.getOwnPropertyDescriptor(source, field)?.value !== 'function') return false;
  const { on } = source;
  const handlers = isRecord(on) ? Object.values(on).map((given) => (isRecord(given) ? given['handler'] : given)) : [];
  return handlers.includes(field) || !DEFINITION_FIELDS.some((name) => isSlip(field, name));
}

/** Checks the metadata of a plugin, from a decorator or a definition. `usual` are the rules of one that names none. */
export function checkMetadata(raw: unknown, usual: VersionDialect, complain: Complain, at: At, definition: boolean): CheckedMetadata {
  const source = isRecord(raw) ? raw : {};
  if (!isRecord(raw)) complain(problem('manifest.bad-type', { field: 'metadata', expected: 'an object', seen: kindOf(raw) }, at));
  const known = definition ? ALL_FIELDS : PLUGIN_FIELDS;
  if (!definition || Object.getPrototypeOf(source) === Object.prototype) {
    for (const field of Object.keys(source)) {
      if (known.has(field) || (definition && isHelper(source, field))) continue;
      complain(problem('manifest.unknown-field', { field, near: near(field, known) }, { ...at, field }));
    }
  }
  const wrong = (field: string, expected: string, seen: unknown): undefined => {
    complain(problem('manifest.bad-type', { field, expected, seen: kindOf(seen) }, { ...at, field }));
    return undefined;
  };
  const text = (field: string, most = 1000): string | undefined => {
    const value = own(source, field, complain, at);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value.length > most) return wrong(field, `a text of at most ${most} characters`, value);
    return value;
  };
  const list = (field: string, of = 'a list'): readonly unknown[] => {
    const value = own(source, field, complain, at);
    if (value === undefined || Array.isArray(value)) return value ?? NONE;
    wrong(field, of, value);
    return NONE;
  };
  // A definition's is checked with its component.
  if (!definition) list('inject', 'a list of namespaces and classes');
  const versions = readVersions(own(source, 'versions', complain, at), complain, at) ?? usual;

  return {
    id: readId(own(source, 'id', complain, at), complain, at),
    version: readVersion(own(source, 'version', complain, at), versions, complain, at),
    versions,
    name: text('name', 200),
    description: readDescription(own(source, 'description', complain, at), wrong),
    authors: joined(
      readAuthors('author', own(source, 'author', complain, at), wrong),
      readAuthors('authors', own(source, 'authors', complain, at), wrong),
    ),
    link: text('link'),
    provider: text('provider', 200),
    category: text('category', 100),
    dependencies: NEEDS.reduce<readonly Dependency[]>(
      (all, [field, need]) => joined(all, readDependencies(field, need, own(source, field, complain, at), versions, complain, at)),
      NONE,
    ),
    provides: readProvides(own(source, 'provides', complain, at), complain, at, definition),
    config: own(source, 'config', complain, at),
    reload: readReload(own(source, 'reload', complain, at), wrong),
    components: list('components'),
    modules: list('modules'),
  };
}

const NEEDS = [
  ['dependencies', 'required'],
  ['optionalDependencies', 'optional'],
  ['conflicts', 'conflicting'],
] as const;

/** Most lists of most plugins are empty. */
function joined<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  return second.length === 0 ? first : first.length === 0 ? second : [...first, ...second];
}

function readId(id: unknown, complain: Complain, at: At): string | undefined {
  if (id === undefined) return undefined;
  const why = idProblem(id);
  if (typeof id === 'string' && why === undefined) return id;
  const where = { ...at, field: 'id' };
  if (typeof id !== 'string') complain(problem('manifest.bad-type', { field: 'id', expected: 'a text', seen: kindOf(id) }, where));
  else complain(problem('manifest.bad-id', { id: quoted(id), why: why!, isReserved: isReservedId(id), isNeed: false }, where));
  return undefined;
}

function readVersions(name: unknown, complain: Complain, at: At): VersionDialect | undefined {
  if (name === undefined) return undefined;
  const found = typeof name === 'string' ? versionDialect(name) : undefined;
  if (found === undefined) {
    const details = { seen: kindOf(name), known: versionDialects, near: typeof name === 'string' ? near(name, versionDialects) : [] };
    complain(problem('manifest.unknown-versions', details, { ...at, field: 'versions' }));
  }
  return found;
}

function readVersion(version: unknown, versions: VersionDialect, complain: Complain, at: At): string | undefined {
  if (version === undefined) return undefined;
  const parsed = typeof version === 'string' ? versions.parse(version) : undefined;
  if (parsed === undefined) {
    const seen = typeof version === 'string' ? quoted(version) : kindOf(version);
    const why = typeof version === 'string' ? versions.whyNotVersion?.(version) : undefined;
    complain(problem('manifest.bad-version', { version: seen, versions: versions.name, why }, { ...at, field: 'version' }));
  }
  return parsed;
}

type Wrong = (field: string, expected: string, seen: unknown) => undefined;

function readDescription(value: unknown, wrong: Wrong): LocalText | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (!isRecord(value) || Object.values(value).some((text) => typeof text !== 'string')) {
    return wrong('description', 'a text, or a map from language to text', value);
  }
  return Object.freeze({ ...value }) as LocalText;
}

function readReload(value: unknown, wrong: Wrong): 'restart' | undefined {
  if (value === undefined || value === 'overlap') return undefined;
  return value === 'restart' ? value : wrong('reload', "'overlap' or 'restart'", value);
}

function readAuthors(field: string, value: unknown, wrong: Wrong): readonly string[] {
  if (value === undefined) return NONE;
  // Of a list that somebody else may change, a copy.
  const all: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [value];
  if (all.every((author) => typeof author === 'string')) return all;
  wrong(field, 'a text, or a list of texts', value);
  return NONE;
}

function readDependencies(
  field: string,
  need: Dependency['need'],
  value: unknown,
  versions: VersionDialect,
  complain: Complain,
  at: At,
): readonly Dependency[] {
  if (value === undefined) return NONE;
  if (!isRecord(value)) {
    complain(problem('manifest.bad-type', { field, expected: 'a map from plugin id to range', seen: kindOf(value) }, { ...at, field }));
    return NONE;
  }
  const found: Dependency[] = [];
  for (const id of Object.keys(value)) {
    const range = value[id];
    const why = idProblem(id);
    if (why === undefined && typeof range === 'string' && versions.isRange(range)) {
      found.push({ id, range, need });
      continue;
    }
    const where = { ...at, field: `${field}.${shown(id)}` };
    if (why !== undefined) complain(problem('manifest.bad-id', { id: quoted(id), why, isReserved: isReservedId(id), isNeed: true }, where));
    else if (typeof range === 'string')
      complain(problem('manifest.bad-range', { id, range, versions: versions.name, why: versions.whyNotRange?.(range) }, where));
    else complain(problem('manifest.bad-type', { field: `${field}.${id}`, expected: 'a range of versions', seen: kindOf(range) }, where));
  }
  return kept(found);
}

function readProvides(value: unknown, complain: Complain, at: At, definition: boolean): CheckedMetadata['provides'] {
  if (value === undefined) return NO_NAMESPACES;
  const provides = new Map<string, { value?: unknown }>();
  const isMap = isRecord(value);
  if (!Array.isArray(value) && !(isMap && definition)) {
    const expected = definition ? 'a list of namespaces, or a map from namespace to value' : 'a list of namespaces';
    complain(problem('manifest.bad-type', { field: 'provides', expected, seen: kindOf(value) }, { ...at, field: 'provides' }));
    return provides;
  }
  const entries: [unknown, { value?: unknown }][] = isMap
    ? Object.entries(value).map(([name, given]) => [name, { value: given }])
    : (value as unknown[]).map((name) => [name, {}]);
  for (const [like, given] of entries) {
    const parsed = parseNamespace(like);
    if ('namespace' in parsed) provides.set(parsed.namespace, given);
    else
      complain(
        problem('manifest.bad-namespace', { namespace: parsed.shown, where: 'provides', why: parsed.why }, { ...at, field: 'provides' }),
      );
  }
  return provides;
}
