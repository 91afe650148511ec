/** Open this to see how what comes over the control socket as JSON becomes a change, and what is not taken from there. */
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { ConfigLayer } from '../model/details.js';
import type { FileOrModuleSpec } from '../model/extension.js';
import type { ChangeRequest, MortiseHost } from '../model/host.js';
import type { FilesPort } from '../model/ports.js';
import { failure } from '../problem/problem.js';
import { kindOf, near } from '../problem/text.js';

type Values = Readonly<Record<string, unknown>>;

/** A change as it is asked for from outside: what a `ChangeRequest` says, as far as JSON can say it, and what only the running host can work out. */
export interface AskedChange extends Pick<ChangeRequest, 'unload' | 'enable' | 'disable' | 'reconfigure' | 'save' | 'undo' | 'force'> {
  /** Files are absolute, or relative to the home of the host. */
  readonly load?: readonly FileOrModuleSpec[];
  /** `all`: every plugin that came from a file. */
  readonly reload?: readonly string[] | 'all';
  /** In place of what was given before; `null` takes that back. */
  readonly configure?: Readonly<Record<string, Values | null>>;
  /** Values by key of the plugin and field, over what was given before. */
  readonly set?: Readonly<Record<string, Values>>;
  /** Fields by key of the plugin; they have the value again that files and code say. */
  readonly unset?: Readonly<Record<string, readonly string[]>>;
}

/** What making a change of it needs to know of the host. */
export interface ChangeWorld {
  readonly host: Pick<MortiseHost, 'list' | 'info'>;
  readonly home: string;
  readonly files: FilesPort;
  /** What was given for the configuration of a plugin while the host runs. */
  configured(key: string): Values | undefined;
}

const FIELDS = [
  'load', 'unload', 'reload', 'enable', 'disable', 'configure', 'set', 'unset', 'reconfigure', 'save', 'undo', 'force',
] as const; // prettier-ignore
const OF_SPEC = ['module', 'file', 'options', 'required', 'enabled', 'dialect'];

/** The change that is asked for, in the name of the command. Throws `change.bad-request`, `control.not-set` and `plan.unknown-plugin`; the host checks the rest. */
export function requestOf(asked: unknown, world: ChangeWorld): ChangeRequest {
  const given = objectOf(asked, 'change', 'an object');
  for (const field of Object.keys(given))
    if (!(FIELDS as readonly string[]).includes(field)) wrong(field, 'no such field', given[field], near(field, FIELDS));
  const { load, reload, configure, set, unset, force, ...others } = given;
  if (force !== undefined && typeof force !== 'boolean') wrong('force', 'true or false', force);
  const values = configuration({ configure, set, unset }, given['save'] === true, world);
  return {
    ...others,
    ...(load === undefined ? {} : { load: specsOf(load, world) }),
    ...(reload === undefined ? {} : { reload: reload === 'all' ? fromFiles(world.host) : (reload as readonly string[]) }),
    ...(values === undefined ? {} : { configure: values }),
    ...(force === undefined ? {} : { force }),
    by: 'command',
  };
}

/** Keys of the plugins that came from files, which may have changed; packages are what was installed. */
function fromFiles(host: ChangeWorld['host']): string[] {
  return host.list().flatMap(({ key }) => {
    const { kind } = host.info(key).manifest.source;
    return kind === 'file' || kind === 'discovered' ? [key] : [];
  });
}

/** Code comes from files and packages, never over the socket. */
function specsOf(load: unknown, world: ChangeWorld): FileOrModuleSpec[] {
  if (!Array.isArray(load)) return wrong('load', 'a list of { file } or { module }', load);
  return load.map((entry: unknown, index) => {
    const at = `load[${index}]`;
    const spec = objectOf(entry, at, '{ file } or { module }');
    if (typeof spec['file'] !== 'string' && typeof spec['module'] !== 'string') wrong(at, '{ file } or { module }', entry);
    const unknown = Object.keys(spec).find((field) => !OF_SPEC.includes(field));
    if (unknown !== undefined) wrong(`${at}.${unknown}`, 'no such field', spec[unknown], near(unknown, OF_SPEC));
    return typeof spec['file'] === 'string' ? { ...spec, file: fromHome(spec['file'], world) } : spec;
  });
}

/** As an owner would list it, where it lies below home, so that it is told and found alike; whether it may be loaded is for the host to say. */
function fromHome(file: string, { home, files }: ChangeWorld): string {
  if (!isAbsolute(file)) return file;
  try {
    const way = relative(files.real(home), join(files.real(dirname(file)), basename(file)));
    return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? file : `./${way.replaceAll(sep, '/')}`;
  } catch {
    return file;
  }
}

/** What is given for configurations from now on. */
function configuration(
  given: Pick<Values, 'configure' | 'set' | 'unset'>,
  isSaved: boolean,
  world: ChangeWorld,
): ChangeRequest['configure'] {
  if (given['configure'] === undefined && given['set'] === undefined && given['unset'] === undefined) return undefined;
  const all = new Map<string, Values | undefined>();
  const before = (key: string): Values => (all.has(key) ? all.get(key) : world.configured(key)) ?? {};
  for (const [key, values] of entriesOf(given['configure'], 'configure'))
    all.set(key, values === null ? undefined : objectOf(values, `configure.${key}`, 'values by field'));
  for (const [key, values] of entriesOf(given['set'], 'set'))
    all.set(key, { ...before(key), ...objectOf(values, `set.${key}`, 'values by field') });
  for (const [key, fields] of entriesOf(given['unset'], 'unset')) {
    if (!Array.isArray(fields)) return wrong(`unset.${key}`, 'a list of fields', fields);
    const { config } = world.host.info(key);
    const left = { ...before(key) };
    const isWritten = (field: string): boolean =>
      isSaved && config.some((each) => each.field === field && [...(each.under ?? []), each.layer].some(isFile));
    for (const field of fields as readonly unknown[]) {
      if (typeof field !== 'string') return wrong(`unset.${key}`, 'a list of fields', field);
      if (!Object.hasOwn(left, field) && !isWritten(field))
        throw failure('control.not-set', { plugin: key, field, known: Object.keys(left) }, { plugin: key, field });
      if (isSaved) left[field] = undefined;
      else delete left[field];
    }
    all.set(key, Object.keys(left).length === 0 ? undefined : left);
  }
  return Object.fromEntries(all);
}

function isFile(layer: ConfigLayer | undefined): boolean {
  return layer === 'file' || layer === 'settings';
}

function entriesOf(value: unknown, field: string): [string, unknown][] {
  return value === undefined ? [] : Object.entries(objectOf(value, field, 'values by key of the plugin'));
}

function objectOf(value: unknown, field: string, expected: string): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : wrong(field, expected, value);
}

function wrong(field: string, expected: string, seen: unknown, close: readonly string[] = []): never {
  throw failure('change.bad-request', { field, expected, seen: kindOf(seen), near: close }, { field });
}
