/** Open this to see where plugins are looked for: directories with category folders in them, sorted, each once. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isPackage, type Place, placeAt } from './formats.js';

const DEEPEST = 8;

/** Every plugin in these directories, disabled ones as well. What can't be read is told, and the others are found. */
export function discover(directories: readonly string[], warn: (text: string) => void): Place[] {
  const places = new Map<string, Place>();
  const visited = new Set<string>();
  const visit = (folder: string, depth: number): void => {
    let names: string[];
    try {
      // Links may lead in circles.
      const real = realpathSync(folder);
      if (visited.has(real)) return;
      visited.add(real);
      names = readdirSync(folder, { withFileTypes: true })
        .map(({ name }) => name)
        .sort();
    } catch (thrown) {
      warn(`Plugin directory "${folder}" can't be read: ${(thrown as Error).message}. Make it, or take it out of \`directories\`.`);
      return;
    }
    // What is a module itself is neither a plugin nor a category of them.
    if (depth > 0 && isPackage(names)) return;
    for (const name of names) {
      if (name.startsWith('.') || name === 'node_modules' || name === '__pycache__') continue;
      const path = join(folder, name);
      try {
        const place = placeAt(path);
        if (place !== undefined) places.set(path, place);
        else if (depth < DEEPEST && !name.endsWith('.disabled') && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
          visit(path, depth + 1);
        else if (/\.py(?:\.disabled)?$/.test(name))
          warn(`"${path}" is written in Python, and plugins here are JavaScript or TypeScript: translate it, or take it away.`);
      } catch (thrown) {
        warn(`"${path}" can't be looked at: ${(thrown as Error).message}. Mend it, or take it away; the others are found.`);
      }
    }
  };
  for (const directory of directories) visit(directory, 0);
  return [...places.values()];
}
