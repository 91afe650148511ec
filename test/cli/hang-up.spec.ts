/** Open this to see a service that is told by SIGHUP that its configuration was edited, and one whose output nobody reads any more. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { childEnv } from '../child.js';

const bin = join(import.meta.dirname, '../../dist/mortise/bin.js');

it('reads the configuration anew on SIGHUP, lets plugins take it, and keeps the last good one', async () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-hang-up-')));
  writeFileSync(
    join(home, 'hello.mjs'),
    `export default { id: 'hello', version: '1.0.0', onConfig: (next, previous) => console.log(previous.greeting + ' to ' + next.greeting) };`,
  );
  const configure = (greeting: string): void =>
    writeFileSync(
      join(home, 'mortise.yaml'),
      `extensions: [{ file: ./hello.mjs }]\nplugins: { hello: { config: { greeting: ${greeting} } } }\n`,
    );
  configure('hi');
  const child = spawn(process.execPath, [bin, 'run'], { cwd: home, env: childEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let heard = (): void => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said += String(text);
      heard();
    });
  const until = async (text: string): Promise<void> => {
    while (!said.includes(text)) await new Promise<void>((resolve) => (heard = resolve));
  };
  await until('is running; Ctrl+C stops it.');
  configure('hello');
  child.kill('SIGHUP');
  await until('hi to hello');
  await until('configured hello 1.0.0, generation 1');
  configure('[');
  child.kill('SIGHUP');
  await until('error config.not-yaml');
  await until('refused');
  configure('howdy');
  child.kill('SIGHUP');
  await until('hello to howdy');
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  rmSync(home, { recursive: true });
}, 60_000);

it('stops its plugins when nobody reads its output any more', async () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-unread-')));
  const stopped = join(home, 'stopped');
  writeFileSync(
    join(home, 'ticking.mjs'),
    `import { writeFileSync } from 'node:fs';
     export default {
       id: 'ticking', version: '1.0.0',
       start() { this.timer = setInterval(() => console.log('tick'), 20); },
       stop() { clearInterval(this.timer); writeFileSync(${JSON.stringify(stopped)}, 'yes'); },
     };`,
  );
  writeFileSync(join(home, 'mortise.yaml'), 'extensions: [{ file: ./ticking.mjs }]\n');
  const child = spawn(process.execPath, [bin, 'run'], { cwd: home, env: childEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stderr.resume();
  child.stdout.once('data', () => child.stdout.destroy());
  expect([await ended, readFileSync(stopped, 'utf8')]).toEqual([0, 'yes']);
  rmSync(home, { recursive: true });
}, 60_000);
