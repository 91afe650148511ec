/** Open this to see what a command says when a plugin ends its process, and that nobody takes it for a success. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../child.js';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist/mortise/bin.js');

let home: string;
const write = (name: string, text: string): void => writeFileSync(join(home, name), text);

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-ended-')));
  for (const code of [0, 3]) {
    write(`top${code}.mjs`, `process.exit(${code});\nexport default { id: 'top', version: '1.0.0' };\n`);
    write(`top${code}.yaml`, `name: shop\nextensions: [{ file: ./top${code}.mjs }]\n`);
  }
  write('start.mjs', "export default { id: 'billing', version: '1.0.0', start() {\n  process.exit();\n} };\n");
  write('start.yaml', 'name: shop\nextensions: [{ file: ./start.mjs }]\n');
  const mortise = JSON.stringify(join(root, 'dist/mortise/index.js'));
  const host = "createHost({ name: 'made', home: import.meta.dirname, config: 'start.yaml', log: { level: 'silent' } })";
  write('main.mjs', `import { createHost } from ${mortise};\nexport default ${host};\n`);
  write('early.mjs', 'export default () => process.exit(0);\n');
});
afterAll(() => rmSync(home, { recursive: true }));

describe('a command that code of a plugin ends', () => {
  it.each([
    ['check top0.yaml', 1, "'shop' is ended with code 0 by read of './top0.mjs'", 'top0.mjs:1:9'],
    ['list --json --config top0.yaml', 1, "'shop' is ended with code 0 by read of './top0.mjs'", 'top0.mjs:1:9'],
    ['check top3.yaml', 3, "'shop' is ended with code 3 by read of './top3.mjs'", 'top3.mjs:1:9'],
    ['run start.yaml', 1, "'shop' is ended with code 0 by start of 'billing'", 'start.mjs:2:11'],
    ['run main.mjs', 1, "'made' is ended with code 0 by start of 'billing'", 'start.mjs:2:11'],
    ['run early.mjs', 1, "'early.mjs' is ended with code 0 by a call of process.exit", 'early.mjs:1:30'],
    ['check early.mjs', 1, "'early.mjs' is ended with code 0 by a call of process.exit", 'early.mjs:1:30'],
  ])('tells who did it and where, and does not end with 0: %s', async (line, code, who, place) => {
    const ended = await runNode([bin, ...line.split(' ')], { cwd: home });
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(
      `error host.process-ended: The process of the host ${who}; nothing is stopped. (${join(home, place)})\n  Throw instead`,
    );
  });
});
