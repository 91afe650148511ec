/** Open this to see which files belong to a plugin, and so are loaded and let go with it. */
import { dirname, join, relative, sep } from 'node:path';
import type { FilesPort } from '../../model/ports.js';

/** The folder of the package that an entry lies in; or its own folder, if that package is the one that home lies in. */
export function rootOf(entry: string, home: string, files: FilesPort): string {
  const file = files.real(entry);
  const owner = files.kind(home) === 'absent' ? home : files.real(home);
  for (let folder = dirname(file); !contains(folder, owner) && folder !== dirname(folder); folder = dirname(folder)) {
    if (files.kind(join(folder, 'package.json')) === 'file') return folder;
  }
  return dirname(file);
}

/** Whether a file is loaded and let go with the plugin. What lies in node_modules is a dependency, and is loaded once. */
export function isOwn(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep) && !path.slice(root.length).includes(`${sep}node_modules${sep}`);
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
