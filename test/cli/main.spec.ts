import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.js';
import type { Output } from '../../src/cli/output.js';
import { runNode } from '../child.js';

const bin = join(import.meta.dirname, '../../dist/mortise/bin.js');

async function type(...line: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const said: string[] = [];
  const talked: string[] = [];
  const out: Output = { data: (text) => void said.push(text), talk: (text) => void talked.push(text) };
  const code = await main(line, out);
  return { code, stdout: said.join('\n'), stderr: talked.join('\n') };
}

describe('the mortise command', () => {
  it('shows what it can do, and takes no command for a mistake', async () => {
    const { code, stdout } = await type('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('mortise run [config]');
    expect(await type()).toMatchObject({ code: 2, stdout });
  });

  it('says its version', async () => {
    expect(await type('--version')).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/), stderr: '' });
  });

  it('explains one command', async () => {
    const { code, stdout } = await type('run', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('usage: mortise run [config]');
    expect(stdout).toContain('--log <level>');
    expect(await type('help', 'run')).toEqual({ code, stdout, stderr: '' });
  });

  it.each([
    ['an unknown command', ['rnu'], "mortise: there is no command 'rnu'. Did you mean 'run'?\n  mortise --help lists the commands."],
    ['an inherited name', ['constructor'], "mortise: there is no command 'constructor'.\n  mortise --help lists the commands."],
    [
      'an unknown flag',
      ['run', '--jsno'],
      "mortise: Unknown option '--jsno'. Did you mean '--json'?\n  mortise run --help tells what it takes.",
    ],
    [
      'an option before the command',
      ['--config', 'a.yaml', 'list'],
      'mortise: the command comes before its options.\n  mortise list --config a.yaml',
    ],
    ['an option without a command', ['--jsno'], 'mortise: the command comes before its options.\n  mortise <command> --jsno'],
    [
      'help for what is no command',
      ['help', 'rnu'],
      "mortise: there is no command 'rnu'. Did you mean 'run'?\n  mortise --help lists the commands.",
    ],
    ['an order of one', ['why', 'order', 'cache'], 'mortise: an order is one of two plugins.\n  mortise why order cache <another plugin>'],
    ['too many arguments', ['run', 'a', 'b'], "mortise: 'run' takes at most 1 argument.\n  usage: mortise run [config]"],
    [
      'an unknown level',
      ['run', 'package.json', '--log', 'loud'],
      "mortise: 'loud' is no level.\n  Use one of trace, debug, info, warn, error, silent.",
    ],
  ])('answers %s with what to do next', async (_, line, stderr) => {
    expect(await type(...line)).toEqual({ code: 2, stdout: '', stderr });
  });

  it('names a configuration that is not there', async () => {
    const { code, stderr } = await type('run', 'nowhere/mortise.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no file .*nowhere\/mortise\.yaml\.\n {2}Correct the path/);
  });
});

describe('mortise run', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mortise-run-'));
    file(
      'hello.mjs',
      "export default { id: 'hello', version: '1.0.0', start() { setTimeout(() => process.kill(process.pid, 'SIGTERM'), 20); } };\n",
    );
    file('broken.mjs', "export default { id: 'broken', version: '1.0.0', start() { throw new Error('no luck'); } };\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('prints the table, runs until a signal comes, and ends with 0', async () => {
    file('mortise.yaml', 'name: demo\nextensions: [{ file: ./hello.mjs }, { file: ./broken.mjs }]\n');
    const { code, stdout, stderr } = await runNode([bin, 'run'], { cwd: folder });
    expect(stdout.replaceAll(/ +\d+ {2}(running|failed)/g, ' N  $1')).toBe(
      [
        'id      version  source        ms  state    provides  waits for',
        'hello   1.0.0    ./hello.mjs N  running  -         -',
        "broken  1.0.0    ./broken.mjs   -  failed   -         start of 'broken' failed: no luck",
        '',
      ].join('\n'),
    );
    expect(stderr).toContain('demo is running; Ctrl+C stops it.');
    expect(stderr).toMatch(/ERROR broken {2}start of 'broken' failed: no luck/);
    expect(stderr).toMatch(/INFO {2}demo {4}stopped/);
    expect(code).toBe(0);
  });

  it.each([
    ['dev', 'main.mjs'],
    ['run', 'main.mjs', '--log', 'warn'],
  ])('says what does not go with a module: %s', async (...line) => {
    file('main.mjs', 'throw new Error("nobody is to make it");\n');
    const [command, name, ...flags] = line;
    const { code, stdout, stderr } = await type(command!, join(folder, name!), ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^mortise: (dev|--log) .* module .*\n {2}\S/);
  });

  it('check ends with 5 where all is about versions, also where the plugin is required', async () => {
    file('cache.mjs', "export default { id: 'cache', version: '1.2.0' };\n");
    file('web.mjs', "export default { id: 'web', version: '1.0.0', dependencies: { cache: '^2.0' } };\n");
    for (const required of [false, true]) {
      file('versions.yaml', `extensions:\n  - { file: ./cache.mjs }\n  - { file: ./web.mjs, required: ${required} }\n`);
      expect((await type('check', join(folder, 'versions.yaml'))).code).toBe(5);
    }
    file('versions.yaml', 'extensions:\n  - { file: ./cache.mjs }\n  - { file: ./web.mjs }\n  - { file: ./nowhere.mjs }\n');
    expect((await type('check', join(folder, 'versions.yaml'))).code).toBe(1);
  });

  it('check tells what to do with CommonJS that the package takes for a module', async () => {
    file('package.json', '{ "type": "module" }\n');
    file('old.js', "module.exports = { id: 'old', version: '1.0.0' };\n");
    file('old.yaml', 'extensions: [{ file: ./old.js }]\n');
    const { code, stdout } = await runNode([bin, 'check', 'old.yaml'], { cwd: folder });
    expect([code, stdout]).toEqual([1, expect.stringContaining('name it .cjs, or write import and export')]);
  });

  it('prints data for programs with --json', async () => {
    file('json.yaml', 'extensions: [{ file: ./hello.mjs }]\n');
    const { code, stdout } = await runNode([bin, 'run', 'json.yaml', '--json', '--log', 'silent'], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, problems: [], plugins: [{ id: 'hello', state: 'running' }] });
    expect(code).toBe(0);
  });

  it('ends with 1 and the reason when the host can not start', async () => {
    file('bad.yaml', 'extensions:\n  - { file: ./broken.mjs, required: true }\n');
    const { code, stdout, stderr } = await runNode([bin, 'run', 'bad.yaml', '--log', 'silent'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      "error host.required-missing: The host 'host' did not start, because 'broken' is required: start of 'broken' failed: no luck",
    );
  });

  it('ends with 1 and the line when the file is not YAML', async () => {
    file('not.yaml', 'name: demo\nextensions: [a\nb: 1\n');
    const { code, stderr } = await runNode([bin, 'run', 'not.yaml', '--log', 'silent'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/error config\.not-yaml: .*not\.yaml:[23]:/);
  });
});
