/** Open this to see commands of plugins given from outside: by `mortise exec`, and at the console of `mortise run`. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHost, definePlugin, type MortiseHost, PluginContext, type PluginContextView } from 'mortise';
import { openConsole } from '../../src/cli/console.js';
import { main } from '../../src/cli/main.js';
import type { Output } from '../../src/cli/output.js';
import { childEnv, runNode } from '../child.js';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist/mortise/bin.js');

function collected(): Output & { readonly said: string[]; readonly talked: string[] } {
  const said: string[] = [];
  const talked: string[] = [];
  return { said, talked, data: (text) => void said.push(text), talk: (text) => void talked.push(text) };
}

const counter = definePlugin({
  id: 'counter',
  version: '1.0.0',
  inject: [PluginContext],
  setup(context: PluginContextView) {
    context.commands.register('add <a:integer> <b:integer>', ({ a, b }, source) => {
      source.reply?.(`${source.kind} ${source.name}`);
      return a + b;
    });
    context.commands.register('fail', () => {
      throw new Error('no luck');
    });
    context.commands.register('quiet', () => undefined);
    context.commands.register('say <a:quotable> <b:quotable>', ({ a, b }) => `${a}, ${b}`, { doc: 'Says it' });
  },
});

describe('mortise exec', () => {
  let home: string;
  let host: MortiseHost;
  beforeAll(async () => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-exec-')));
    writeFileSync(join(home, 'mortise.yaml'), 'name: demo\n');
    host = createHost({ home, config: 'mortise.yaml', control: true, extensions: [counter], log: { level: 'silent' } });
    await host.start();
  });
  afterAll(async () => {
    await host.stop();
    rmSync(home, { recursive: true });
  });

  const exec = async (...words: string[]) => {
    const out = collected();
    const code = await main(['exec', ...words, '--config', home], out);
    return { code, said: out.said, talked: out.talked };
  };

  it('runs a line in the running host, as its console would, and prints what is answered', async () => {
    expect(await exec('add', '1', '2')).toEqual({ code: 0, said: ['console exec', '3'], talked: [] });
    expect(await exec('add 1 2')).toMatchObject({ code: 0, said: ['console exec', '3'] });
    expect(await exec('say', 'a b', "it's")).toMatchObject({ code: 0, said: ["a b, it's"] });
    expect(await exec('say', '"a" b', 'c')).toMatchObject({ code: 0, said: ['"a" b, c'] });
    expect(await exec('quiet')).toEqual({ code: 0, said: [], talked: [] });
    expect((await exec('add', '1', '2', '--json')).said.map((text) => JSON.parse(text) as unknown)).toEqual([
      { replies: ['console exec'], result: 3 },
    ]);
  });

  it('tells which commands there are, unless a plugin has such a command', async () => {
    expect((await exec('help')).said).toEqual(['add <a:integer> <b:integer>\nfail\nquiet\nsay <a:quotable> <b:quotable>  Says it']);
    expect((await exec('help', 'says')).said).toEqual(['say <a:quotable> <b:quotable>  Says it']);
    expect((await exec('help nothing')).said).toEqual(["There is no command about 'nothing'."]);
    expect((await exec('helping')).code).toBe(1);
    expect((await exec('help ' + ' '.repeat(50_000) + 'says')).said).toEqual(['say <a:quotable> <b:quotable>  Says it']);
    const undo = Array.from({ length: 10 }, (_, index) => host.commands.register(`x${index}`, () => 1));
    expect((await exec('help', '2')).said[0]!.split('\n')).toEqual(['x6', 'x7', 'x8', 'x9', 'page 2 of 2; help 1 shows another one']);
    undo.push(host.commands.register('help', () => 'of its own'));
    expect((await exec('help')).said).toEqual(['of its own']);
    for (const back of undo) back();
  });

  it.each([
    ['add 1 x', 'command.', 'add 1 x <--'],
    ['nothing', 'command.unknown', "There is no command 'nothing'"],
    ['fail', 'command.failed', 'no luck'],
  ])("'%s' fails with what is wrong", async (line, code, why) => {
    const found = await exec(line);
    expect(found.code).toBe(1);
    expect(found.talked.join('\n')).toContain(code);
    expect(found.talked.join('\n')).toContain(why);
  });

  it('names the line of a handler that threw', async () => {
    expect((await exec('fail')).talked.join('\n')).toMatch(/failed: no luck \(.*exec\.spec\.ts:\d+:\d+\)/);
  });

  it('wants a line, and a host that runs', async () => {
    expect(await exec()).toMatchObject({ code: 2, talked: [expect.stringContaining('exec wants the line of a command.')] });
    const other = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-exec-')));
    writeFileSync(join(other, 'mortise.yaml'), '');
    const out = collected();
    expect(await main(['exec', 'add', '--config', other], out)).toBe(1);
    expect(out.talked.join('\n')).toContain('control.no-host');
    rmSync(other, { recursive: true });
  });
});

it('a host that only answers questions runs no command', async () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-exec-')));
  writeFileSync(join(home, 'mortise.yaml'), '');
  const host = createHost({ home, config: 'mortise.yaml', control: 'read', extensions: [counter], log: { level: 'silent' } });
  await host.start();
  const out = collected();
  expect(await main(['exec', 'add', '1', '2', '--config', home], out)).toBe(1);
  expect([out.said, out.talked.join('\n')]).toEqual([[], expect.stringContaining('control.read-only')]);
  await host.stop();
  rmSync(home, { recursive: true });
});

describe('the console of mortise run', () => {
  it('runs commands, tells who listens of every line, and says what is none', async () => {
    const host = createHost({ extensions: [counter], log: { level: 'silent' } });
    await host.start();
    const input = new PassThrough();
    const out = collected();
    const close = openConsole(host, out, input);
    const typed = async (line: string): Promise<void> => {
      input.write(`${line}\n`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await typed('add 1 2');
    await typed('');
    await typed('what');
    const heard: string[] = [];
    const undo = host.events.handle('console.line', (line) => void heard.push(line));
    await typed('tell hello');
    await typed('add 3 4');
    undo();
    expect(heard).toEqual(['tell hello', 'add 3 4']);
    expect(out.said).toEqual(['console console', '3', 'console console', '7']);
    expect(out.talked).toEqual([expect.stringContaining("There is no command 'what'")]);
    await typed('fail');
    expect(out.talked[1]).toMatch(/failed: no luck \(.*exec\.spec\.ts:\d+:\d+\)\n {2}Mend the handler/);
    close();
    await host.stop();
  });

  it('passes Ctrl+C on, which a terminal that is read by keys sends as one of them', async () => {
    const host = createHost({ log: { level: 'silent' } });
    await host.start();
    const input = Object.assign(new PassThrough(), { isTTY: true });
    let interrupted = 0;
    const close = openConsole(host, collected(), input, () => (interrupted += 1));
    input.write('\u0003');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(interrupted).toBe(1);
    close();
    await host.stop();
  });
});

describe('mortise run', () => {
  it('runs a host that a module makes, hears commands, and answers mortise exec', async () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-run-')));
    writeFileSync(
      join(home, 'main.mjs'),
      `import { createHost } from ${JSON.stringify(join(root, 'dist/mortise/index.js'))};
      export default () => {
        const host = createHost({ name: 'made', home: import.meta.dirname, control: true });
        host.commands.register('twice <n:integer>', ({ n }) => 2 * n);
        return host;
      };`,
    );
    const child = spawn(process.execPath, [bin, 'run', 'main.mjs', '--console'], { cwd: home, env: childEnv(), stdio: 'pipe' });
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    child.stderr.on('data', (text) => (said += String(text)));
    const until = async (text: string): Promise<void> => {
      for (let tries = 0; !said.includes(text); tries++) {
        if (tries > 2000) throw new Error(`it never said ${text}: ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await until('made is running; Ctrl+C stops it.');
    child.stdin.write('twice 21\n');
    await until('\n42\n');
    expect(await runNode([bin, 'exec', 'twice', '4', '--config', 'main.mjs'], { cwd: home })).toMatchObject({ code: 0, stdout: '8\n' });
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    // The same module is asked what it would come to, without a host that runs.
    expect(await runNode([bin, 'check', 'main.mjs'], { cwd: home })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('0 of 0 plugins would start'),
    });
    writeFileSync(join(home, 'wrong.mjs'), 'export default 5;');
    const wrong = await runNode([bin, 'run', 'wrong.mjs'], { cwd: home });
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.stderr).toContain('spec.no-host');
    const begun = readFileSync(join(home, 'main.mjs'), 'utf8').replace('return host', 'return host.start().then(() => host)');
    writeFileSync(join(home, 'begun.mjs'), begun);
    for (const command of ['run', 'check']) {
      const early = await runNode([bin, command, 'begun.mjs'], { cwd: home });
      expect(early).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/spec\.no-host: .* is a host that is running.*\n.*mortise starts it/),
      });
    }
    // A command that is installed for the machine meets the host of a project.
    cpSync(join(root, 'dist/mortise'), join(home, 'copy/dist/mortise'), { recursive: true });
    cpSync(join(root, 'package.json'), join(home, 'copy/package.json'));
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
    const own = readFileSync(join(home, 'main.mjs'), 'utf8');
    writeFileSync(join(home, 'other.mjs'), own.replace(/from "[^"]*"/, "from './copy/dist/mortise/index.js'"));
    const other = await runNode([bin, 'check', 'other.mjs'], { cwd: home });
    expect(other).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/spec\.no-host: .* is a host of another copy of mortise.*\n.*npx mortise/),
    });
    rmSync(home, { recursive: true });
  }, 60_000);
});
