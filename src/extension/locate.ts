/** Open this to see where code may come from: how a module or file spec becomes a path, and which paths are refused. */
import { importMetaResolve } from '#packages';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PackageInfo } from '../model/source.js';
import type { FilesPort, ModulesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { quoted } from '../problem/text.js';

/** Whoever asks in a folder is a file in it; this one need not be there. */
const asker = (folder: string): string => join(folder, 'noop.js');

/** Node's own ways to find and import code. */
export const nodeModules: Omit<ModulesPort, 'load'> = {
  resolvePackage(specifier, from) {
    const url = importMetaResolve().resolve(specifier, pathToFileURL(asker(from)).href);
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  },
  resolveFile(path) {
    const { resolve: find } = createRequire(asker(path));
    try {
      return find(path);
    } catch (cause) {
      // require knows index.js only.
      for (const index of ['index.mjs', 'index.cjs']) {
        try {
          return find(join(path, index));
        } catch {
          // The first failure is the one to tell.
        }
      }
      throw cause;
    }
  },
  async import(path) {
    if (path.startsWith('node:')) return (await import(path)) as Record<string, unknown>;
    const namespace = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    // The agent's documents write `module.extension = …`, which is no export, but stays on the module that require keeps.
    const extension: unknown = (createRequire(path).cache[path] as { extension?: unknown } | undefined)?.extension;
    return extension === undefined ? namespace : { ...namespace, extension };
  },
};

/** The folders of the container that lists a spec. */
export interface Home {
  /** `file` specs are relative to it, and `module` specs are resolved from it. */
  readonly home: string;
  /** Files must lie under one of these, with every link followed. */
  readonly roots: readonly string[];
}

export type Located = { readonly path: string; readonly package?: PackageInfo } | { readonly problem: Problem };

/** What is a path, however it begins, and what becomes one behind the name of a package. */
const PATH = /^(?:\/|file:|[A-Za-z]:|data:|https?:)|(?:^|[\\/])(?:\.|%2e){1,2}(?:[\\/]|$)/i;
/** Node reads an address without them: what looks like a name with them may be a path without. */
const LEFT_OUT = /^ | $|\p{Cc}/u;

/** The path of a module, by Node's algorithm from home. */
export function locateModule(specifier: string, { home }: Home, files: FilesPort, modules: Pick<ModulesPort, 'resolvePackage'>): Located {
  // A path here would be a way around the roots, and so would one behind the name of a package.
  const hasBlank = LEFT_OUT.test(specifier);
  if (hasBlank || PATH.test(specifier)) {
    const but = hasBlank ? ', and this has a space at an end or a control character in it.' : '; write file for a path.';
    return {
      problem: problem(
        'extension.not-found',
        { spec: specifier, from: home, why: `module wants the name of a package${but}` },
        { phase: 'read', field: 'module' },
      ),
    };
  }
  try {
    const path = modules.resolvePackage(specifier, home);
    return withPackage(path, home, files);
  } catch (cause) {
    return {
      problem: problem(
        'extension.not-found',
        { spec: specifier, from: home, why: sentence(whyOf(cause).replaceAll(` imported from ${asker(home)}`, '')) },
        { phase: 'read', field: 'module', cause },
      ),
    };
  }
}

/** The entry of a file or package directory, which must lie under the roots. */
export function locateFile(file: string, { home, roots }: Home, files: FilesPort, modules: Pick<ModulesPort, 'resolveFile'>): Located {
  const wanted = resolve(home, file);
  const at = { phase: 'read', field: 'file' } as const;
  // Checked before anything is touched: a refusal must not tell what exists out there.
  if (!isUnder(wanted, roots)) return { problem: problem('extension.outside-root', { spec: file, roots }, at) };
  let entry: string;
  try {
    entry = modules.resolveFile(wanted);
  } catch (cause) {
    const isMissing = (cause as { code?: unknown } | undefined)?.code === 'MODULE_NOT_FOUND';
    const why = !isMissing
      ? sentence(whyOf(cause))
      : files.kind(wanted) === 'directory'
        ? 'the directory has neither a main nor an index.js.'
        : 'there is no such file.';
    const details = { spec: file, from: home, why, ...ofPackage(join(wanted, 'package.json'), files) };
    return { problem: problem('extension.not-found', details, { ...at, cause }) };
  }
  let real: string;
  try {
    real = files.real(entry);
  } catch (cause) {
    // Node remembers what it found, also when it is gone.
    return { problem: problem('extension.not-found', { spec: file, from: home, why: 'there is no such file.' }, { ...at, cause }) };
  }
  if (
    !isUnder(
      real,
      roots.map((root) => realOr(root, files)),
    )
  ) {
    return { problem: problem('extension.outside-root', { spec: file, roots }, at) };
  }
  return withPackage(entry, home, files);
}

/** What the package.json of a directory has to do with it that nothing was found there. */
function ofPackage(file: string, files: FilesPort): { why?: string; fix?: string } {
  if (files.kind(file) !== 'file') return {};
  try {
    const { main } = Object(JSON.parse(files.read(file))) as { readonly main?: unknown };
    if (typeof main !== 'string' || main === '') return {};
    const why = `its package.json names ${quoted(main)} as main, which is not there.`;
    return { why, fix: 'Correct main in its package.json, or add that file.' };
  } catch (cause) {
    return { why: sentence(`its package.json can't be read: ${whyOf(cause)}`), fix: 'Mend its package.json.' };
  }
}

function realOr(path: string, files: FilesPort): string {
  return files.kind(path) === 'absent' ? path : files.real(path);
}

function isUnder(path: string, roots: readonly string[]): boolean {
  return roots.map((root) => resolve(root)).some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep));
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function withPackage(path: string, home: string, files: FilesPort): Located {
  const found = nearestPackage(path, home, files);
  return { path, ...(found === undefined ? {} : { package: found }) };
}

/** A package that the home lies in is the owner's: what it says of itself, it does not say of a plugin in one of its files. */
function nearestPackage(path: string, home: string, files: FilesPort): PackageInfo | undefined {
  for (let folder = dirname(path); !isUnder(home, [folder]); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (files.kind(file) === 'file') return readPackage(file, files);
    if (folder === dirname(folder)) return undefined;
  }
  return undefined;
}

function readPackage(file: string, files: FilesPort): PackageInfo | undefined {
  try {
    const data = JSON.parse(files.read(file)) as Record<string, unknown>;
    const author =
      typeof data['author'] === 'object' && data['author'] !== null ? (data['author'] as { name?: unknown }).name : data['author'];
    const texts = { name: data['name'], version: data['version'], description: data['description'], homepage: data['homepage'], author };
    return Object.fromEntries(Object.entries(texts).filter(([, value]) => typeof value === 'string')) as PackageInfo;
  } catch {
    // A broken package.json is Node's to report, when it matters for loading.
    return undefined;
  }
}
