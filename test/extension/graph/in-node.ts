/** Open this to see how the specs of the loader try it: on the built package in a Node of its own, since jest's loader is not Node's. */
import { expect } from '@jest/globals';
import { runNode } from '../../child.js';
import { folder, type Folder } from '../folder.js';

const BUILT = new URL('../../../dist/', import.meta.url).href;

/** What a script finds around it. */
const SURROUNDINGS = `
  import { createRequire } from 'node:module';
  import { writeFileSync, mkdirSync, rmSync } from 'node:fs';
  import { dirname, join } from 'node:path';
  import { modulesOn } from '${BUILT}src/extension/modules.js';
  import { rootOf } from '${BUILT}src/extension/graph/root.js';
  import { nodeFiles, sha256 } from '${BUILT}src/platform/files.js';
  import { mapStacks } from '${BUILT}src/platform/runtime.js';
  const here = process.cwd();
  const at = (name) => join(here, name);
  const write = (files) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
    }
  };
  const noCompiler = { isInstalled: () => false, load: () => Promise.resolve(undefined) };
  const modules = (given = {}) => modulesOn({ files: nodeFiles, sha256, mapStacks, ...given });
  const ours = modules();
  const load = (name, options, on = ours) => on.load(at(name), rootOf(at(name), here, nodeFiles), options);
  const told = async (run) => {
    try { return 'nothing was thrown: ' + JSON.stringify(await run()); }
    catch (error) { return { name: error.name, code: error.code, message: error.message.replaceAll(here, '') }; }
  };
  const effects = globalThis.effects = [];
`;

export interface InNode {
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly at?: Folder;
}

/** What a script returns. It may call `load(file)`, `write(files)`, `told(() => promise)` and whatever else stands above. */
export async function inNode<T>(script: string, { args = [], files = {}, at = folder(files) }: InNode = {}): Promise<T> {
  const main = `${SURROUNDINGS}
    const result = await (async () => { ${script} })();
    process.stdout.write('\\n' + JSON.stringify(result ?? null));`;
  at.write({ '.main.mjs': main });
  const { code, stdout, stderr } = await runNode([...args, '--disable-warning=ExperimentalWarning', '.main.mjs'], {
    cwd: at.path,
    deadline: 110_000,
  });
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as T;
}

/** The exports of the file, by name, of those files. */
export async function exportsOf(entry: string, files: Readonly<Record<string, string>>): Promise<unknown> {
  return inNode(
    `const { namespace } = await load(${JSON.stringify(entry)});
     return Object.fromEntries(Object.entries(namespace).map(([name, value]) => [name, typeof value === 'function' ? '(function)' : value]));`,
    { files },
  );
}
