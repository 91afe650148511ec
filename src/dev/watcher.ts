/** Open this to see what the loop asks of whoever watches the disk: folders in, paths out. */

/** A folder that is watched: what lies in it, or everything below it, apart from `node_modules` and names that begin with a dot. */
export interface WatchedFolder {
  readonly path: string;
  readonly isDeep: boolean;
}

export interface Watcher {
  /** Watches these folders from now on, and no others. Resolves when nothing that changes in them is missed. */
  watch(folders: readonly WatchedFolder[]): Promise<void>;
  close(): Promise<void>;
}

/** What a watcher hears goes here. A path may be told twice, and what has not changed may be told; what has changed is told at least once. */
export interface Heard {
  changed(path: string): void;
  /** From now on something may be missed. */
  failed(cause: unknown): void;
}

export type MakeWatcher = (heard: Heard) => Watcher;

/** Whether a path is watched through one of the folders, or is one of them. */
export function isWatched(path: string, folders: readonly WatchedFolder[]): boolean {
  return folders.some(({ path: folder, isDeep }) => {
    if (path === folder) return true;
    if (!path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)) return false;
    const names = path.slice(folder.length).split('/').filter(Boolean);
    return isDeep ? !names.some((name) => name === 'node_modules' || name.startsWith('.')) : names.length === 1;
  });
}
