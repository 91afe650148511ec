/** Open this to see how a directory of plugins becomes a list of specs, in a stable order. */
import { basename, join, relative } from 'node:path';
import type { FilesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import type { NormalSpec } from './spec.js';

const CODE = /\.(?:js|mjs|cjs)$/;
const ENTRIES = ['package.json', 'index.js', 'index.mjs', 'index.cjs'];
const DEEPEST = 8;

/**
 * Every plugin in a directory, sorted by path: code files, package directories, and those inside plain folders (categories).
 * Passed over: names that begin with `_` or `.`, `node_modules`, and whatever ends in `.disabled`.
 */
export function discover(
  directory: string,
  home: string,
  files: FilesPort,
): { readonly specs: NormalSpec[]; readonly problems: Problem[] } {
  const specs: NormalSpec[] = [];
  const problems: Problem[] = [];
  const visited = new Set<string>();
  const visit = (folder: string, depth: number): void => {
    let names: string[];
    try {
      // Links may lead in circles.
      const real = files.real(folder);
      if (visited.has(real)) return;
      visited.add(real);
      names = files.list(folder);
    } catch (cause) {
      problems.push(
        problem('extension.directory-unreadable', { directory: folder, why: whyOf(cause) }, { phase: 'read', field: 'directories', cause }),
      );
      return;
    }
    for (const name of names) {
      if (/^[_.]/.test(name) || name === 'node_modules' || name.endsWith('.disabled')) continue;
      const path = join(folder, name);
      const kind = files.kind(path);
      if (kind === 'file' && CODE.test(name)) specs.push(found(path, home));
      if (kind !== 'directory') continue;
      if (ENTRIES.some((entry) => files.kind(join(path, entry)) === 'file')) specs.push(found(path, home));
      else if (depth < DEEPEST) visit(path, depth + 1);
    }
  };
  visit(directory, 0);
  return { specs, problems };
}

function found(path: string, home: string): NormalSpec {
  const spec = relative(home, path);
  return {
    target: { file: path },
    options: undefined,
    required: false,
    enabled: true,
    source: { kind: 'discovered', spec: spec === '' ? basename(path) : spec.startsWith('.') ? spec : `./${spec}` },
  };
}
