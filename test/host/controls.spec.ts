/** Open this to see that a host starts and stops all the same where its control socket can't be opened. */
import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '../child.js';

const root = join(import.meta.dirname, '../..');

const MAIN = `
import { createHost } from ${JSON.stringify(join(root, 'dist/mortise/index.js'))};
const hello = { id: 'hello', version: '1.0.0' };
const host = createHost({ control: true, extensions: [hello], log: { level: 'silent' } });
const { ok, problems } = await host.start();
const refused = await host.openControl().catch(({ code }) => code);
console.log(JSON.stringify([ok, host.state, problems.map(({ code, severity }) => code + ' ' + severity), refused]));
await host.stop();
`;

describe('a host whose control socket can not be opened', () => {
  it.each([
    ['the folder for it is a file', 'file'],
    ['its path would be too long', 'x'.repeat(150)],
  ])('warns where %s, runs its plugins, and lets its process end', async (_, name) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-controls-')));
    writeFileSync(join(folder, 'file'), '');
    writeFileSync(join(folder, 'main.mjs'), MAIN);
    const { code, stdout, stderr } = await runNode(['main.mjs'], { cwd: folder, env: { XDG_RUNTIME_DIR: join(folder, name) } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([true, 'running', ['control.not-opened warning'], 'control.not-opened']);
    expect(readdirSync(folder).sort()).toEqual(['file', 'main.mjs']);
    rmSync(folder, { recursive: true });
  });
});
