/** Open this to see how a spec writes a file of its own that leaks something, and tries it in a Node of its own, on the built package. */
import { afterAll } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runNode } from '../child.js';

const fixtures = join(import.meta.dirname, '../fixtures/leaks');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-leaks-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder of the spec's own, to watch and to listen in. */
export const room = folder;

/** Runs a fixture with a file of these lines; what it prints is JSON. */
export async function trySeed<T>(fixture: string, name: string, lines: readonly string[]): Promise<T & { readonly file: string }> {
  const file = join(folder, `${name.replace(/\W+/g, '-')}.mjs`);
  writeFileSync(file, lines.join('\n'));
  const { code, stdout, stderr } = await runNode([join(fixtures, fixture), file]);
  if (code !== 0 || stderr !== '') throw new Error(`${name}: code ${code}\n${stderr}${stdout}`);
  return { ...(JSON.parse(stdout) as T), file };
}

const dist = join(import.meta.dirname, '../../dist/src');

/** Runs lines that may say `escapes`, `heap`, `clock`, `mortise` and `decorators` for what is built, and `told(value)` for what they answer. */
export async function tryLines<T>(name: string, lines: readonly string[]): Promise<T> {
  const file = join(folder, `${name.replace(/\W+/g, '-')}.mjs`);
  const modules = {
    escapes: 'leaks/escapes.js',
    heap: 'leaks/heap.js',
    clock: 'platform/clock.js',
    mortise: '../mortise/index.js',
    decorators: '../mortise/decorators.js',
  };
  const text = lines.join('\n');
  const imports = Object.entries(modules)
    .filter(([module]) => new RegExp(`\\b${module}\\.`).test(text))
    .map(([module, path]) => `import * as ${module} from ${JSON.stringify(pathToFileURL(join(dist, path)).href)};`);
  writeFileSync(
    file,
    [
      "import fs, { writeSync } from 'node:fs';",
      ...imports,
      'const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));',
      'const told = (value) => { writeSync(1, JSON.stringify(value)); process.exit(); };',
      text,
    ].join('\n'),
  );
  const { code, stdout, stderr } = await runNode([file]);
  if (code !== 0 || stderr !== '') throw new Error(`${name}: code ${code}\n${stderr}${stdout}`);
  return JSON.parse(stdout) as T;
}
