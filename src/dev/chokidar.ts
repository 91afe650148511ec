/** Open this to see how the disk is watched. chokidar is an optional peer, so this file is loaded only by who wants to watch. */
import { basename, dirname, join } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { isWatched, type Heard, type WatchedFolder, type Watcher } from './watcher.js';

export function chokidarWatcher(heard: Heard): Watcher {
  let watcher: FSWatcher | undefined;
  let wanted: readonly WatchedFolder[] = [];
  let parents = new Set<string>();
  let covered = new Set<string>();
  const isHeard = (path: string): boolean => parents.has(path) || isWatched(path, wanted);
  const told = (path: string): void => {
    if (isWatched(path, wanted)) heard.changed(path);
  };
  const make = (paths: readonly string[]): FSWatcher =>
    watch([...paths], { ignoreInitial: true, ignored: (path) => !isHeard(path) })
      .on('all', (_, path) => told(path))
      // chokidar passes over a second change within 50 ms, and of a file that is replaced it tells after 100 ms. Of a folder the name is
      // told that has changed in it, of a file its own.
      .on('raw', (_, name, details) => {
        const { watchedPath } = details as { watchedPath?: unknown };
        if (typeof watchedPath !== 'string') return;
        told(watchedPath);
        if (typeof name === 'string' && name !== basename(watchedPath)) told(join(watchedPath, name));
      })
      .on('error', (cause) => heard.failed(cause));
  return {
    async watch(folders) {
      wanted = folders;
      if (folders.every((folder) => covered.has(keyOf(folder)))) return;
      // By its parent it is known that a folder comes again, after somebody has deleted it or changed the branch.
      parents = new Set(folders.map(({ path }) => dirname(path)));
      covered = new Set(folders.map(keyOf));
      // What a watcher has passed over it does not look at again, so there is another one, before this one goes.
      const next = make([...parents, ...folders.map(({ path }) => path)]);
      await new Promise<void>((resolve) => void next.once('ready', () => resolve()));
      const old = watcher;
      watcher = next;
      await old?.close();
    },
    async close() {
      await watcher?.close();
    },
  };
}

function keyOf({ path, isDeep }: WatchedFolder): string {
  return `${isDeep ? 'deep' : 'flat'} ${path}`;
}
