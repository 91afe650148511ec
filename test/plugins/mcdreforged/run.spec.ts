/** Open this to see MCDReforged as a service of its own: started by `mortise run`, with its console, and asked by `mortise exec`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { childEnv, runNode } from '../../child.js';
import { type Folder, solo, temporaryFolder, until } from './given.js';

const dist = join(import.meta.dirname, '../../../dist');
const bin = join(dist, 'mortise/bin.js');
let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

it('hears the console: commands of MCDReforged and of plugins, and lines for the server; and answers from another terminal', async () => {
  folder.write({
    'main.mjs': `
      import { createHost } from ${JSON.stringify(join(dist, 'mortise/index.js'))};
      import { createMcdr } from ${JSON.stringify(join(dist, 'mortise/plugins/mcdreforged.js'))};
      export default async () => {
        const mcdr = await createMcdr({ home: import.meta.dirname, serverCommand: { command: process.execPath, args: ['server.cjs'] } });
        return mcdr.join(createHost({ ...mcdr.options, name: 'survival', control: true }));
      };`,
    'server.cjs': `process.stdin.on('data', (text) => { console.log('got ' + text); if (String(text).trim() === 'stop') process.exit(0); });`,
    'plugins/day.mjs': solo(
      'day',
      `export const on_mcdr_start = (server) => void server.register_command('!!day', (_, source) => { source.reply('wait'); return 'day 1'; });`,
    ),
  });
  const child = spawn(process.execPath, [bin, 'run', 'main.mjs', '--console'], { cwd: folder.path, env: childEnv(), stdio: 'pipe' });
  let [said, logged] = ['', ''];
  child.stdout.on('data', (text) => (said += String(text)));
  child.stderr.on('data', (text) => (logged += String(text)));
  await until(() => logged.includes('Server is running at PID'));
  child.stdin.write('!!day\n');
  await until(() => said.includes('wait\nday 1\n'));
  child.stdin.write('say hi\n');
  await until(() => logged.includes('got say hi'));
  const exec = async (line: string): Promise<string> =>
    (await runNode([bin, 'exec', line, '--config', 'main.mjs'], { cwd: folder.path })).stdout;
  expect(await exec('!!day')).toBe('wait\nday 1\n');
  expect(await exec('!!MCDR plugin reload day')).toBe('Reloaded 1: day\n');
  expect(await exec('!!MCDR plugin list')).toContain('- day (day@1.0.0) running');
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(logged).toContain('got stop');
  expect(logged).toContain('Server process stopped with code 0');
}, 30_000);
