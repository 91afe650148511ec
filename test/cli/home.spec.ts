/** Open this to see that the command looks for plugins where the configuration says, and that everybody meets the host at the same socket. */
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv, runNode, type ChildResult } from '../child.js';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist/mortise/bin.js');

let home: string;
const type = (line: string, cwd = home): Promise<ChildResult> => runNode([bin, ...line.split(' ')], { cwd });

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-home-')));
  mkdirSync(join(home, 'sub'));
  writeFileSync(join(home, 'mortise.yaml'), 'name: demo\nhome: ./sub\nextensions: [{ file: ./hello.mjs }]\n');
  for (const id of ['hello', 'extra']) writeFileSync(join(home, 'sub', `${id}.mjs`), `export default { id: '${id}', version: '1.0.0' };\n`);
});
afterEach(() => rmSync(home, { recursive: true }));

/** Runs something that makes a host until that says so, and stops it. */
async function during(args: readonly string[], use: () => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: home, env: childEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        said += String(text);
        if (said.includes('is running')) resolve();
      });
    void ended.then(() => resolve());
  });
  await use();
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
}

const listed = async (): Promise<unknown> => JSON.parse((await type('list --json')).stdout);
const RUNNING = { isRunning: true, plugins: [{ key: 'hello', state: 'running' }] };

describe('the home that a configuration names', () => {
  it('is where a command looks for plugins, and relative to the folder of the configuration', async () => {
    for (const [line, cwd] of [
      ['check', home],
      [`check ${home}/mortise.yaml`, tmpdir()],
      [`check ${home}`, tmpdir()],
    ] as const)
      // prettier-ignore
      expect(await type(line, cwd)).toMatchObject({ code: 0, stdout: '1 of 1 plugin would start; 0 errors, 0 warnings\n' });
    expect((await type('plan load ./sub/extra.mjs')).stdout).toContain("'extra' is listed (./extra.mjs)");
    expect((await type('load ./sub/extra.mjs --dry-run')).stdout).toContain("'extra' is listed (./extra.mjs)");
  });

  it('is where mortise run looks for plugins, while the others meet it at the configuration, beside which stays what is switched', async () => {
    await during([bin, 'run', '--log', 'silent'], async () => {
      expect(await listed()).toMatchObject(RUNNING);
      expect(await type('load ./sub/extra.mjs')).toMatchObject({ code: 0, stdout: expect.stringContaining('started extra') });
      expect(await type('disable hello --yes')).toMatchObject({ code: 0 });
    });
    expect(existsSync(join(home, '.mortise/mortise.state.json'))).toBe(true);
    expect(await listed()).toMatchObject({ isRunning: false, plugins: [{ key: 'hello', enabled: false }] });
  });

  it('is met there as well where code makes the host', async () => {
    writeFileSync(
      join(home, 'main.mjs'),
      `import { createHost } from ${JSON.stringify(join(root, 'dist/mortise/index.js'))};
       const host = createHost({ config: 'mortise.yaml', control: true, signals: true, log: { level: 'silent' } });
       await host.start();
       console.log('it is running');
       const stay = setInterval(() => undefined, 1e6);
       await host.untilStopped();
       clearInterval(stay);`,
    );
    await during(['main.mjs'], async () => expect(await listed()).toMatchObject(RUNNING));
  });

  it('is the folder of the configuration where it is no text', async () => {
    writeFileSync(join(home, 'mortise.yaml'), 'home: 7\nextensions: [{ file: ./sub/hello.mjs }]\n');
    const { code, stdout } = await type('check');
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^error config\.wrong-type: 'home' [^]*\n1 of 1 plugin would start; 1 error/),
    ]);
  });
});
