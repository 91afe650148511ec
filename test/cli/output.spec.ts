/** Open this to see what a command comes to whose output can't be written, or is read by nobody. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv } from '../child.js';

const bin = join(import.meta.dirname, '../../dist/mortise/bin.js');
/** What a disk is that is full. */
const FULL = '/dev/full';

let home: string;

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-output-')));
  writeFileSync(
    join(home, 'ticking.mjs'),
    `import { writeFileSync } from 'node:fs';
     export default {
       id: 'ticking', version: '1.0.0',
       start() { this.timer = setInterval(() => undefined, 20); },
       stop() { clearInterval(this.timer); writeFileSync(${JSON.stringify(join(home, 'stopped'))}, 'yes'); },
     };`,
  );
  writeFileSync(join(home, 'mortise.yaml'), 'extensions: [{ file: ./ticking.mjs }]\n');
  writeFileSync(join(home, 'top.mjs'), "setInterval(() => console.log('tick'), 5);\nawait new Promise(() => undefined);\n");
  writeFileSync(join(home, 'top.yaml'), 'extensions: [{ file: ./top.mjs }]\n');
});
afterAll(() => rmSync(home, { recursive: true }));

/** Runs a command whose stdout or stderr is a file. */
async function into(line: string, stream: 'stdout' | 'stderr'): Promise<{ code: number | null; said: string }> {
  const file = openSync(FULL, 'w');
  const stdio = stream === 'stdout' ? (['ignore', file, 'pipe'] as const) : (['ignore', 'pipe', file] as const);
  const child = spawn(process.execPath, [bin, ...line.split(' ')], { cwd: home, env: childEnv(), stdio: [...stdio] });
  let said = '';
  for (const pipe of [child.stdout, child.stderr]) pipe?.on('data', (text) => (said += String(text)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  closeSync(file);
  return { code, said };
}

const hasFull = existsSync(FULL) || process.env['REQUIRE_SERVERS'] !== undefined;
if (!hasFull) console.warn(`Skipped: 'output that can not be written' needs ${FULL}, which this system does not have.`);

(hasFull ? describe : describe.skip)('output that can not be written', () => {
  it.each(['list', 'graph --json', '--help'])('fails a command, with the reason: %s', async (line) => {
    const { code, said } = await into(line, 'stdout');
    expect([code, said]).toEqual([1, expect.stringMatching(/^mortise: the output can't be written: ENOSPC: [^\n]*\.\n {2}Make room/m)]);
  });

  it('fails a command that talks to nobody', async () => {
    expect(await into('list', 'stderr')).toMatchObject({ code: 1 });
  });

  it('stops a host that runs, and its plugins first', async () => {
    const { code, said } = await into('run --log silent', 'stdout');
    expect([code, said]).toEqual([1, expect.stringContaining("mortise: the output can't be written: ENOSPC")]);
    expect(readFileSync(join(home, 'stopped'), 'utf8')).toBe('yes');
  });
});

describe('output that nobody reads', () => {
  const unread = async (line: string): Promise<{ code: number | null; stderr: string }> => {
    const child = spawn(process.execPath, [bin, ...line.split(' ')], { cwd: home, env: childEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stdout.destroy();
    child.stderr.on('data', (text) => (stderr += String(text)));
    return { code: await new Promise((resolve) => child.once('close', resolve)), stderr };
  };

  it('ends a command in peace, also while it reads plugins', async () => {
    expect(await unread('check top.yaml')).toEqual({ code: 0, stderr: '' });
    expect(await unread('check')).toEqual({ code: 0, stderr: '' });
  });
});
