import { expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exportsOf } from './surface.js';

const root = join(import.meta.dirname, '..');
const entries = [
  ['mortise', 'src/index.ts'],
  ['mortise/decorators', 'decorators/index.ts'],
  ['mortise/testing', 'src/testing/index.ts'],
  ['mortise/pomelo', 'plugins/pomelo/index.ts'],
  ['mortise/mcdreforged', 'plugins/mcdreforged/index.ts'],
  ['mortise/ockle', 'plugins/ockle/index.ts'],
  ['mortise/zerepy', 'plugins/zerepy/index.ts'],
  ['mortise/agent', 'plugins/agent/index.ts'],
  ['mortise/control', 'plugins/control/index.ts'],
  ['mortise/metrics', 'plugins/metrics/index.ts'],
].filter(([, file]) => existsSync(join(root, file!))) as [string, string][];

// A change here is a change for users: it wants an entry in the changelog.
it.each(entries)('%s exports these names, and no others', (_, file) => {
  expect(exportsOf(join(root, file))).toMatchSnapshot();
});

it('what is exported as a value is there at run time', async () => {
  for (const [name, file] of entries) {
    const values = exportsOf(join(root, file)).filter((each) => !each.startsWith('type '));
    const there = Object.keys((await import(name)) as object);
    expect(there.sort((a, b) => (a < b ? -1 : 1))).toEqual(values);
  }
});
