/** Open this to see fault A10: what is said when a plugin ends the process, which nothing in the process can prevent. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../child.js';

const bin = join(import.meta.dirname, '../../dist/mortise/bin.js');

const EXTENSIONS = {
  attach: 'export default { name: "billing", version: "1.0.0", async attach() {\n  await null;\n  process.exit(3);\n} };\n',
  start: 'export default { id: "billing", version: "1.0.0", async start() {\n  await null;\n  process.exit(3);\n} };\n',
  later: 'export default { id: "billing", version: "1.0.0", start() {\n  setTimeout(() => {\n process.exit(3); }, 20);\n} };\n',
  abort: 'export default { id: "billing", version: "1.0.0", start() { setTimeout(() => process.abort(), 20); } };\n',
  signal: 'export default { id: "billing", version: "1.0.0", start() { setTimeout(() => process.kill(process.pid, "SIGTERM"), 20); } };\n',
};

describe('A10: a plugin that ends the process', () => {
  let folder: string;
  const run = (name: keyof typeof EXTENSIONS) => runNode([bin, 'run', `${name}.yaml`], { cwd: folder });

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-exit-')));
    for (const [name, code] of Object.entries(EXTENSIONS)) {
      writeFileSync(join(folder, `${name}.mjs`), code);
      writeFileSync(join(folder, `${name}.yaml`), `name: shop\nextensions: [{ file: ./${name}.mjs }]\n`);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['attach', "attach of 'billing'", ':3:11'],
    ['start', "start of 'billing'", ':3:11'],
    ['later', "'billing'", ':3:10'],
  ] as const)('in %s is named with its line, and its code is the code of the process', async (name, who, line) => {
    const { code, stderr } = await run(name);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      new RegExp(
        `ERROR billing +The process of the host 'shop' is ended with code 3 by ${who}; nothing is stopped\\. .* code=host\\.process-ended place=`,
      ),
    );
    expect(stderr).toContain(`place=${folder}/${name}.mjs${line}`);
  });

  it('by process.abort is not heard by anybody: that is the limit in one process', async () => {
    const { code, stderr } = await run('abort');
    expect(code).toBe(-1);
    expect(stderr).not.toContain('host.process-ended');
  });

  it('by its signal stops the host in peace, and nothing is said of the end', async () => {
    const { code, stderr } = await run('signal');
    expect(code).toBe(0);
    expect(stderr).toMatch(/INFO +shop +stopped/);
    expect(stderr).not.toContain('host.process-ended');
  });
});
