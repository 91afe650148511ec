/** Open this to see how it is counted what a Node of its own loads: own files with their sizes, and packages. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './child.js';

const root = join(import.meta.dirname, '..');

export interface Loaded {
  /** Files of mortise itself. */
  readonly files: readonly string[];
  readonly kilobytes: number;
  readonly packages: readonly string[];
}

/** What `import()` loads is heard on the thread of hooks, what `require` loads is in its cache. */
const WATCH = `
  import { Module, register } from 'node:module';
  import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
  const { port1, port2 } = new MessageChannel();
  const hooks = \`let heard; export const initialize = (port) => { heard = port; };
    export const load = (url, context, next) => { heard.postMessage(url); return next(url, context); };\`;
  register('data:text/javascript,' + encodeURIComponent(hooks), { data: port2, transferList: [port2] });
  const imported = new Set();
  globalThis.loaded = () => {
    for (let each = receiveMessageOnPort(port1); each !== undefined; each = receiveMessageOnPort(port1)) imported.add(each.message);
    return [...imported, ...Object.keys(Module._cache)];
  };`;

/** Runs lines of a module that may import the built package; they call `told(...)` once, with each \`loaded()\` that they want to know. */
export async function loadedBy(lines: string): Promise<Loaded[]> {
  const script = `${lines}\nfunction told(...all) { console.log(JSON.stringify(all)); }`;
  const watch = `data:text/javascript,${encodeURIComponent(WATCH)}`;
  const { code, stdout, stderr } = await runNode(['--import', watch, '--input-type=module', '-e', script], { cwd: root });
  if (code !== 0 || stderr !== '') throw new Error(`code ${code}\n${stderr}${stdout}`);
  return (JSON.parse(stdout.trim().split('\n').at(-1)!) as string[][]).map(sorted);
}

function sorted(all: readonly string[]): Loaded {
  const paths = [...new Set(all.map((each) => (each.startsWith('file:') ? fileURLToPath(each) : each)))];
  const files = paths.filter((path) => path.startsWith(join(root, 'dist')));
  const packages = paths.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter((name) => name !== undefined);
  return {
    files,
    kilobytes: Math.ceil(files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024),
    // inversify is in several.
    packages: [...new Set(packages)].filter((name) => !name.startsWith('@inversifyjs/')).sort(),
  };
}
