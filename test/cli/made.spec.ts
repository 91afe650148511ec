/** Open this to see what is said of a module that is to make a host, and throws instead. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../child.js';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist/mortise/bin.js');

const MODULES: Readonly<Record<string, string>> = {
  throws: "\nthrow new Error('no luck');\n",
  syntax: 'export default { ;\n',
  name: "import { creatHost } from 'mortise';\nexport default creatHost();\n",
  absent: "import './nowhere.js';\n",
  factory: "export default () => {\n  throw new Error('no luck');\n};\n",
  rejects: 'export default async () => {\n  throw { status: 500 };\n};\n',
  options: "import { createHost } from 'mortise';\nexport default createHost({ nmae: 'shop' });\n",
};

let home: string;
beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-made-')));
  mkdirSync(join(home, 'node_modules'));
  symlinkSync(root, join(home, 'node_modules/mortise'));
  for (const [name, text] of Object.entries(MODULES)) writeFileSync(join(home, `${name}.mjs`), text);
});
afterAll(() => rmSync(home, { recursive: true }));

describe('a module that is to make a host', () => {
  it.each([
    ['check', 'throws', 'and threw while it was imported: no luck', ':2:7', 'Mend the line that threw'],
    ['run', 'throws', 'and threw while it was imported: no luck', ':2:7', 'Mend the line that threw'],
    ['check', 'syntax', 'and threw while it was imported: SyntaxError: Unexpected token', '', 'Mend that line; nothing of it has run.'],
    ['run', 'name', 'and threw while it was imported: SyntaxError: The requested module', '', 'Mend that line; nothing of it has run.'],
    ['plan --config', 'absent', 'and threw while it was imported: Cannot find module', '', 'Correct that import'],
    ['check', 'factory', 'and the function that it exports threw: no luck', ':2:9', 'Mend that function'],
    ['check', 'rejects', 'and the function that it exports threw: {"status":500} was thrown', '', 'Mend that function'],
  ])('and throws is told with its place and what to do: mortise %s %s.mjs', async (command, name, what, line, hint) => {
    const { code, stdout, stderr } = await runNode([bin, ...command.split(' '), `${name}.mjs`], { cwd: home });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error spec\.host-threw: [^\n]*\n {2}[^\n]*\n$/);
    expect(stderr).toContain(`${name}.mjs is to make a host, ${what}`);
    expect(stderr).toContain(`(${join(home, `${name}.mjs`)}${line})\n  ${hint}`);
  });

  it('and throws is told as data with --json', async () => {
    const { code, stdout } = await runNode([bin, 'check', 'throws.mjs', '--json'], { cwd: home });
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { ok: false, problem: { code: 'spec.host-threw', cause: { message: 'no luck' } } },
    ]);
  });

  it('and throws a problem keeps its code', async () => {
    const { code, stderr } = await runNode([bin, 'run', 'options.mjs'], { cwd: home });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error host\.unknown-option: /)]);
  });
});
