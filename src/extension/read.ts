/** Open this to see step 1: an entry of a list of extensions is found, imported and recognised. */
import { otherMaker } from '../facts/brand.js';
import { isDefined } from '../facts/definition.js';
import { otherCopy } from '../manifest/other-copy.js';
import type { Dialect, Extension } from '../model/extension.js';
import type { SourceInfo } from '../model/source.js';
import type { FilesPort, LoadedCode, ModulesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { ownDialects } from './dialects.js';
import { rootOf } from './graph/root.js';
import { locateFile, locateModule, type Home } from './locate.js';
import type { NormalSpec, Place } from './spec.js';
import { unrecognised } from './unrecognised.js';

export interface ReadPorts {
  readonly files: FilesPort;
  readonly modules: ModulesPort;
  /** From the first time on, files are loaded so that they can be let go. */
  readonly live?: boolean;
  /** Those of the owner; mortise's own come after them. */
  readonly dialects: readonly Dialect[];
}

/** What was read: an extension in hand, not yet attached. */
export interface Read {
  readonly extension: Extension;
  readonly dialect: string;
  readonly source: SourceInfo;
  /** What was read for it, where it can be loaded again. */
  readonly loaded?: Loaded;
}

/** The code that was read, and where. It holds on to nothing that ran. */
export type Loaded = Omit<LoadedCode, 'namespace'> & { readonly place: Place };

/**
 * Finds, imports and recognises what an entry means; what is given in code is there at once. Never throws: whatever goes wrong is a problem that
 * names the entry.
 */
export function read(spec: NormalSpec, home: Home, ports: ReadPorts): Read | Problem | Promise<Read | Problem> {
  const { target } = spec;
  return 'value' in target ? readGiven(target.value, spec, ports) : readFound(target, spec, home, ports);
}

/** A value may throw when it is looked at: a proxy of somebody's. */
function readGiven(value: unknown, spec: NormalSpec, ports: ReadPorts): Read | Problem | Promise<Read | Problem> {
  try {
    const found = recognise([value], spec, spec.source, ports);
    return found instanceof Promise ? found.catch((cause: unknown) => failed(spec.source, cause)) : found;
  } catch (cause) {
    return failed(spec.source, cause);
  }
}

type Found = Exclude<NormalSpec['target'], { readonly value: unknown }>;

async function readFound(target: Found, spec: NormalSpec, home: Home, ports: ReadPorts): Promise<Read | Problem> {
  const { again } = spec;
  const found = again?.place?.source ?? find(target, spec, home, ports);
  if ('code' in found) return found;
  const { path } = found;
  try {
    const isFile = again?.place !== undefined || ports.files.kind(path) === 'file';
    // Node has no way to import TypeScript with decorators.
    const isLoaded = isFile && (again !== undefined || ports.live === true || /\.[cm]?tsx?$/.test(path));
    if (!isLoaded) {
      const source = isFile ? { ...found, hash: ports.files.hash(path) } : found;
      const namespace = await ports.modules.import(path);
      return await recognise(exportsOf(namespace), spec, source, ports);
    }
    const root = again?.place?.root ?? rootOf(path, home.home, ports.files);
    const { namespace, ...loaded } = await ports.modules.load(path, root, again ?? {});
    const recognised = await recognise(exportsOf(namespace), spec, { ...found, hash: loaded.hash }, ports);
    return 'code' in recognised ? recognised : { ...recognised, loaded: { ...loaded, place: { source: found, root } } };
  } catch (cause) {
    const at = { extension: found.spec, phase: 'read' } as const;
    if (cause instanceof MortiseError) return { ...at, place: path, ...cause.problem };
    const { why, place = path } = placed(whyOf(cause));
    return problem('extension.import-failed', { spec: found.spec, why }, { ...at, place, cause });
  }
}

function find(target: Found, { source }: NormalSpec, home: Home, { files, modules }: ReadPorts): Place['source'] | Problem {
  const located = 'module' in target ? locateModule(target.module, home, files, modules) : locateFile(target.file, home, files, modules);
  if ('problem' in located) return located.problem;
  return { ...source, path: located.path, ...(located.package === undefined ? {} : { package: located.package }) };
}

/** The loader writes the place of a mistake behind it, as `Unexpected token (/srv/a.ts:3:14)`; a problem has a field for it. */
function placed(why: string): { readonly why: string; readonly place?: string } {
  const [, rest, place] = /^(.*) \((\S+:\d+:\d+)\)$/.exec(why) ?? [];
  return rest === undefined || place === undefined ? { why } : { why: rest, place };
}

/** The exports that may be the plugin, best first: the default, `extension` (as the agent's documents write it), then the module itself. */
function exportsOf(namespace: Record<string, unknown>): unknown[] {
  const main = namespace['default'];
  const found = [main, namespace['extension']];
  if (typeof main === 'object' && main !== null) found.push((main as Record<string, unknown>)['extension']);
  return [...found.filter((value) => value !== undefined), namespace];
}

function recognise(
  candidates: readonly unknown[],
  spec: NormalSpec,
  source: SourceInfo,
  ports: ReadPorts,
): Read | Problem | Promise<Read | Problem> {
  const dialects = dialectsFor(spec, source, ports);
  if ('code' in dialects) return dialects;
  for (const candidate of candidates) {
    // A definition is checked with what else a plugin is made of; a host or a context of another copy may look like anything.
    const other = isDefined(candidate) ? undefined : otherMaker(candidate);
    if (other !== undefined) return otherCopy(`What is given as ${quoted(source.spec)}`, other, { extension: source.spec, phase: 'read' });
    const found = translate(candidate, source, dialects);
    if (found !== undefined) return found;
  }
  return produce(candidates, source, dialects, ports);
}

function dialectsFor(spec: NormalSpec, source: SourceInfo, ports: ReadPorts): readonly Dialect[] | Problem {
  const all = ports.dialects.length === 0 ? ownDialects : [...ports.dialects, ...ownDialects];
  const dialects = spec.dialect === undefined ? all : all.filter((dialect) => dialect.name === spec.dialect);
  if (dialects.length > 0) return dialects;
  const known = all.map((dialect) => dialect.name);
  return problem('spec.unknown-dialect', { spec: source.spec, dialect: spec.dialect!, known }, { phase: 'read', field: 'dialect' });
}

/** A function that is no plugin may produce one. */
async function produce(
  candidates: readonly unknown[],
  source: SourceInfo,
  dialects: readonly Dialect[],
  ports: ReadPorts,
): Promise<Read | Problem> {
  let produced: { by: string; value: unknown } | undefined;
  for (const candidate of candidates) {
    if (typeof candidate !== 'function' || isClass(candidate)) continue;
    let value: unknown;
    try {
      value = await (candidate as () => unknown)();
    } catch (cause) {
      return failed(source, cause, false);
    }
    produced ??= { by: candidate.name, value };
    const found = translate(value, source, dialects);
    if (found !== undefined) return found;
  }
  return unrecognised({
    source,
    candidates,
    dialects: dialects.map((dialect) => dialect.name),
    textOf: (path) => ports.files.read(path),
    ...(produced === undefined ? {} : { produced }),
  });
}

function failed(source: SourceInfo, why: unknown, isRead = true): Problem {
  const details = { spec: source.spec, why: whyOf(why), ...(isRead ? { isRead } : {}) };
  return problem('extension.factory-threw', details, { extension: source.spec, phase: 'read', cause: why });
}

function translate(candidate: unknown, source: SourceInfo, dialects: readonly Dialect[]): Read | Problem | undefined {
  for (const dialect of dialects) {
    try {
      if (dialect.recognises(candidate, source)) return { extension: dialect.describe(candidate, source), dialect: dialect.name, source };
    } catch (cause) {
      return failed(source, cause);
    }
  }
  return undefined;
}

function isClass(value: unknown): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}
