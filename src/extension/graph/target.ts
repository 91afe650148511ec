/** Open this to see what an import in a plugin leads to: a file of its own graph, or something that it shares with the host. */
import { importMetaResolve } from '#packages';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseJson } from './json.js';
import { isOwn } from './root.js';
import type { Disk } from './texts.js';

/** Evaluated anew with the graph, or by Node, once for the process. */
export type Target = { readonly kind: 'own'; readonly file: string } | { readonly kind: 'shared'; readonly url: string };

/** Where the files of a graph lie, every link followed. */
export interface Site {
  readonly root: string;
  readonly files: Disk;
}

/** There is one copy of each in a process, whoever asks for it: the host's. The runtime belongs to the compiler. */
const OF_THE_HOST = /^(?:mortise|inversify|rxjs|reflect-metadata|@oxc-project\/runtime)(?:\/|$)/;

/** Where the host's own are does not change while it runs. */
const ofTheHost = new Map<string, Target>();

const IS_PATH = /^(?:\.{1,2}(?:\/|$)|\/|file:)/;

/** Written in TypeScript, an import names the file that the compiler would have made of it. */
const TYPED: Readonly<Record<string, readonly string[]>> = { '.js': ['.ts', '.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };

/** What an `import` in a file leads to. Throws as Node does. */
export function targetOf(specifier: string, importer: string, site: Site): Target {
  if (OF_THE_HOST.test(specifier)) {
    let target = ofTheHost.get(specifier);
    if (target === undefined)
      ofTheHost.set(specifier, (target = { kind: 'shared', url: importMetaResolve().resolve(specifier, import.meta.url) }));
    return target;
  }
  if (IS_PATH.test(specifier)) {
    const path = fileURLToPath(new URL(specifier, pathToFileURL(importer)));
    return ownOrShared(fileAt(path, site.files) ?? absent(specifier, importer), site);
  }
  const url = importMetaResolve().resolve(specifier, pathToFileURL(importer).href);
  return url.startsWith('file:') && isOfPackage(specifier, site) ? ownOrShared(fileURLToPath(url), site) : { kind: 'shared', url };
}

/** What a `require` in a file leads to. Throws as Node does. */
export function requiredTarget(specifier: string, importer: string, site: Site): Target {
  if (isBuiltin(specifier)) return { kind: 'shared', url: specifier.startsWith('node:') ? specifier : `node:${specifier}` };
  if (IS_PATH.test(specifier) || isAbsolute(specifier)) {
    // Not by Node, which remembers what it found.
    const path = resolve(dirname(importer), specifier);
    return ownOrShared(requiredFile(path, site.files) ?? absent(specifier, importer, 'MODULE_NOT_FOUND'), site);
  }
  const path = createRequire(OF_THE_HOST.test(specifier) ? import.meta.url : importer).resolve(specifier);
  return isOfPackage(specifier, site) ? ownOrShared(path, site) : { kind: 'shared', url: pathToFileURL(path).href };
}

function ownOrShared(path: string, site: Site): Target {
  const file = site.files.real(path);
  // Native code can't be let go, whoever loads it.
  const isNative = ['.node', '.wasm'].includes(extname(file));
  return isOwn(file, site.root) && !isNative ? { kind: 'own', file } : { kind: 'shared', url: pathToFileURL(file).href };
}

/** By name a plugin reaches its own files through its own name, or through the `imports` of its package.json. */
function isOfPackage(specifier: string, { root, files }: Site): boolean {
  if (specifier.startsWith('#')) return true;
  const file = join(root, 'package.json');
  if (files.kind(file) !== 'file') return false;
  const { name } = parseJson(file, files.read(file)) as { name?: unknown };
  return typeof name === 'string' && (specifier === name || specifier.startsWith(`${name}/`));
}

function fileAt(path: string, files: Disk): string | undefined {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  return firstOf([path, ...(TYPED[extension] ?? []).map((typed) => stem + typed)], files);
}

/** The order of Node, then what is written in TypeScript. */
const REQUIRED = ['.js', '.json', '.node', '.cjs', '.ts', '.cts'];

/** What a path leads to: the file itself, or with an extension, or the main or index of a folder. */
export function requiredFile(path: string, files: Disk): string | undefined {
  const found =
    fileAt(path, files) ??
    firstOf(
      REQUIRED.map((extension) => path + extension),
      files,
    );
  if (found !== undefined) return found;
  const file = join(path, 'package.json');
  const main = files.kind(file) === 'file' ? (parseJson(file, files.read(file)) as { main?: unknown }).main : undefined;
  const named = typeof main === 'string' && resolve(path, main) !== path ? requiredFile(resolve(path, main), files) : undefined;
  return (
    named ??
    firstOf(
      REQUIRED.map((extension) => join(path, `index${extension}`)),
      files,
    )
  );
}

/** In an old generation it is the one that was found then, whatever has come since. */
function firstOf(paths: readonly string[], files: Disk): string | undefined {
  return paths.find((path) => files.isGiven?.(path)) ?? paths.find((path) => files.kind(path) === 'file');
}

function absent(specifier: string, importer: string, code = 'ERR_MODULE_NOT_FOUND'): never {
  throw Object.assign(new Error(`Cannot find module '${specifier}' imported from ${importer}`), { code });
}
