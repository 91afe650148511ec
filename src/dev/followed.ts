/** Open this to see which files count for which plugin, and when one of them has really changed. */
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { rootOf } from '../extension/graph/root.js';
import type { CodeGraph, ListedCode } from '../kernel/code.js';
import type { FilesPort } from '../model/ports.js';
import { isWatched, type WatchedFolder } from './watcher.js';

/** The text of a file, or that there is none. */
type Text = string | undefined;

/** One extension whose files are followed. */
export interface Followed {
  readonly id: string;
  /** What `reload` takes; absent for what is listed and could not be loaded. */
  readonly name?: string;
  /** As a person calls it. */
  readonly title: string;
  readonly plugins: readonly string[];
  readonly sources: ReadonlyMap<string, string>;
  /** The file that should be loaded and could not. */
  readonly entry?: string;
  readonly folders: readonly WatchedFolder[];
  readonly isDiscovered: boolean;
  /** What was edited on the disk when it was last tried without success; the texts that are evaluated are older. */
  tried: Map<string, Text> | undefined;
  /** What was wrong then, and was told. */
  told: ReadonlySet<string>;
}

export function followLoaded(graph: CodeGraph, files: FilesPort): Followed {
  const { id, name, plugins, sources, isDiscovered } = graph;
  const title = plugins.length === 0 ? name : plugins.join(', ');
  return { id, name, title, plugins, sources, folders: foldersOf(graph, files), isDiscovered, ...LIVE };
}

const LIVE = { tried: undefined, told: new Set<string>() };

/** What could not be loaded is tried again when anything changes where it should lie. */
export function followAbsent({ id, spec, path }: ListedCode, files: FilesPort): Followed {
  const of = { id, title: spec, plugins: [], sources: new Map(), isDiscovered: false, tried: new Map(), told: new Set<string>() };
  const isFolder = path !== undefined && files.kind(path) === 'directory';
  const folder = path === undefined ? undefined : nearest(isFolder ? path : dirname(path), files);
  if (path === undefined || folder === undefined) return { ...of, folders: [] };
  const entry = files.kind(dirname(path)) === 'directory' ? join(files.real(dirname(path)), basename(path)) : path;
  return { ...of, folders: [{ path: folder, isDeep: isFolder }], ...(isFolder ? {} : { entry }) };
}

/** Where to look: of what failed below as well, since what it did not find may come anywhere. */
export function watchedOf({ folders, tried }: Followed): readonly WatchedFolder[] {
  return tried === undefined ? folders : folders.map(({ path }) => ({ path, isDeep: true }));
}

/** The folder of a package is watched as a whole; of what lies in the home of the host by itself only the folders in which something lies. */
function foldersOf({ sources, home }: CodeGraph, files: FilesPort): WatchedFolder[] {
  const [entry] = sources.keys();
  if (entry === undefined) return [];
  const root = files.kind(entry) === 'file' ? rootOf(entry, home, files) : dirname(entry);
  const owner = files.kind(home) === 'absent' ? home : files.real(home);
  const isOwn = files.kind(join(root, 'package.json')) === 'file' && relative(owner, root) !== '';
  const isInside = root.startsWith(owner + sep);
  if (isOwn || isInside) return [{ path: root, isDeep: true }];
  return [...new Set([...sources.keys()].map(dirname))].map((path) => ({ path, isDeep: false }));
}

/**
 * Which of these paths makes it worth while to read it anew: of what runs, a file of its graph with another text; of what failed, anything
 * in its folders that is not as it was when it was tried.
 */
export function changedIn(followed: Followed, paths: Iterable<string>, files: FilesPort): string[] {
  const { sources, tried } = followed;
  const folders = watchedOf(followed);
  return [...paths].filter((path) => {
    const counts = tried === undefined ? sources.has(path) : sources.has(path) || (isWatched(path, folders) && isCode(path, files));
    if (!counts) return false;
    const known = tried?.has(path) === true ? tried.get(path) : sources.get(path);
    return textOf(path, files) !== known;
  });
}

/** Whether somebody who edits this file edits this extension, and not something that lies beside it. */
export function isPartOf(path: string, { sources, entry, folders }: Followed): boolean {
  return (
    sources.has(path) ||
    path === entry ||
    isWatched(
      path,
      folders.filter(({ isDeep }) => isDeep),
    )
  );
}

/** Notes what is on the disk before it is tried: whatever comes later counts as a change again. */
export function noteOf({ tried }: Followed, paths: Iterable<string>, files: FilesPort): Map<string, Text> {
  return new Map([...new Set([...(tried?.keys() ?? []), ...paths])].map((path) => [path, textOf(path, files)]));
}

function textOf(path: string, files: FilesPort): Text {
  try {
    return files.kind(path) === 'file' ? files.read(path) : undefined;
  } catch {
    return undefined;
  }
}

/** What a plugin may consist of; a path that is gone may have been code. */
function isCode(path: string, files: FilesPort): boolean {
  return /\.(?:[cm]?[jt]s|tsx|json)$/.test(path) && files.kind(path) !== 'directory';
}

/** The folder, or the nearest above it that is there. */
export function nearest(folder: string, files: FilesPort): string | undefined {
  let found = resolve(folder);
  while (files.kind(found) !== 'directory') {
    if (found === dirname(found)) return undefined;
    found = dirname(found);
  }
  return files.real(found);
}
