import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, definePlugin, type HostOptions, type MortiseHost } from 'mortise';
import { main } from '../../src/cli/main.js';
import type { Output } from '../../src/cli/output.js';
import { valueOf } from '../../src/cli/set.js';

let home: string;
let host: MortiseHost | undefined;
const runtimeDir = process.env['XDG_RUNTIME_DIR'];
/** How often plugins have started. */
let starts: string[];
/** What keeps the next start of 'hello' from succeeding. */
let trouble: string | undefined;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-cli-')));
  process.env['XDG_RUNTIME_DIR'] = home;
  writeFileSync(join(home, 'mortise.yaml'), 'name: demo\n');
  starts = [];
  trouble = undefined;
});
afterEach(async () => {
  await host?.stop();
  host = undefined;
  if (runtimeDir === undefined) delete process.env['XDG_RUNTIME_DIR'];
  else process.env['XDG_RUNTIME_DIR'] = runtimeDir;
  rmSync(home, { recursive: true });
});

async function running(options: HostOptions = {}): Promise<MortiseHost> {
  host = createHost({
    home,
    config: 'mortise.yaml',
    control: true,
    log: { level: 'silent' },
    extensions: [
      definePlugin({ id: 'cache', version: '1.0.0', provides: { 'demo/cache': 1 } }),
      definePlugin({
        id: 'hello',
        version: '1.0.0',
        inject: ['demo/cache'],
        setup: () => ({
          start() {
            if (trouble !== undefined) throw new Error(trouble);
            starts.push('hello');
          },
        }),
      }),
      definePlugin({ id: 'spare', version: '1.0.0', setup: () => ({ start: () => void starts.push('spare') }) }),
    ],
    plugins: { spare: { enabled: false } },
    ...options,
  });
  await host.start();
  return host;
}

interface Typed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly string[];
}

/** Types a command; with an answer there is somebody at the terminal who gives it. */
async function type(line: string | readonly string[], answer?: boolean): Promise<Typed> {
  const said: string[] = [];
  const talked: string[] = [];
  const asked: string[] = [];
  const ask = async (question: string): Promise<boolean> => {
    asked.push(question);
    return answer!;
  };
  const out: Output = {
    data: (text) => void said.push(text),
    talk: (text) => void talked.push(text),
    ...(answer === undefined ? {} : { ask }),
  };
  const words = typeof line === 'string' ? line.split(' ') : line;
  const code = await main([...words, '--config', home], out);
  return { code, stdout: said.join('\n').replaceAll(/\d+ ms/g, 'N ms'), stderr: talked.join('\n'), asked };
}
const states = (): string[] => host!.list().map(({ key, state }) => `${key} ${state}`);

describe('a command that changes a running host', () => {
  it('shows the plan with --dry-run, and does nothing', async () => {
    await running();
    const { code, stdout } = await type('disable cache --dry-run');
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: expect.stringMatching(/^plan from revision 1: disable cache\n {2}1\. beforeStop hello .*\n {2}2\. stop +hello/),
    });
    expect(JSON.parse((await type('disable cache --dry-run --json')).stdout)).toMatchObject({
      revision: 1,
      change: { disable: ['cache'] },
    });
    expect(await type('enable cache --dry-run')).toMatchObject({ code: 0, stdout: 'plan from revision 1: enable cache\n  nothing to do' });
    expect(states()).toEqual(['cache running', 'hello running', 'spare described']);
    expect(host!.history()).toEqual([]);
  });

  it('does it with --yes, and tells what became of each plugin', async () => {
    await running();
    expect(await type('disable cache --yes')).toEqual({
      code: 0,
      stdout: [
        'waits   hello 1.0.0, generation 2',
        'stopped cache 1.0.0, generation 1',
        'revision 2 (plan N ms, ready N ms, swap N ms, stop N ms)',
      ].join('\n'),
      stderr: expect.stringContaining("warning plan.waits: 'hello' waits for 'cache', which is disabled."),
      asked: [],
    });
    const { code, stdout } = await type('enable cache --yes --json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, receipt: { revision: 3, outcome: 'done' } });
    expect(states()).toEqual(['cache running', 'hello running', 'spare described']);
  });

  it('asks before something that runs is stopped or replaced', async () => {
    await running();
    const no = await type('reload hello', false);
    expect(no).toMatchObject({ code: 1, stdout: '', asked: ['Apply? [y/N] '] });
    expect(no.stderr).toMatch(/^plan from revision 1: reload hello\n[^]*\nNothing was changed\.$/);
    expect(starts).toEqual(['hello']);
    expect(await type('reload hello', true)).toMatchObject({
      code: 0,
      asked: ['Apply? [y/N] '],
      stdout: expect.stringContaining('replaced hello 1.0.0, generation 2 -> '),
    });
    expect(starts).toEqual(['hello', 'hello']);
  });

  it('wants --yes for that where nobody can be asked', async () => {
    await running();
    expect(await type('unload cache')).toEqual({
      code: 2,
      stdout: '',
      stderr: "mortise: this stops or replaces 'hello' and 'cache'.\n  Add --yes to do it, or --dry-run to see the plan.",
      asked: [],
    });
    expect(states()).toEqual(['cache running', 'hello running', 'spare described']);
  });

  it('goes ahead where nothing that runs is disturbed', async () => {
    await running();
    expect(await type('enable spare')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^started spare 1\.0\.0, generation 3\nrevision 2 \(/),
      stderr: '',
    });
    expect(await type('enable spare', false)).toMatchObject({
      code: 0,
      asked: [],
      stdout: expect.stringMatching(/; nothing had to start or stop$/),
    });
    expect(starts).toEqual(['hello', 'spare']);
  });

  it('says that what ran before serves on when it fails', async () => {
    await running();
    trouble = 'no luck';
    expect(await type('reload hello --yes')).toMatchObject({
      code: 1,
      stdout: 'taken back: what ran before serves on; revision 1 stands, after N ms',
      stderr: expect.stringMatching(/^error lifecycle\.failed: start of 'hello' failed: no luck .*\n {2}Mend start/),
    });
    expect(states()).toEqual(['cache running', 'hello running', 'spare described']);
    expect(JSON.parse((await type('reload hello --yes --json')).stdout)).toMatchObject({ ok: false, receipt: { outcome: 'rolled back' } });
  });

  it('says so when what is to be loaded is not there', async () => {
    await running();
    expect(await type('load ./nowhere.mjs')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('error extension.') });
    expect(JSON.parse((await type('load nowhere-at-all --json')).stdout)).toMatchObject({
      ok: false,
      problems: [{ code: 'extension.not-found' }],
    });
    expect(await type('load nowhere-at-all --yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('extension.not-found') });
    expect(await type('load nowhere-at-all --dry-run')).toMatchObject({ code: 1, stdout: expect.stringContaining('nothing to do') });
  });

  it('passes --force on', async () => {
    await running();
    expect(await type('reload hello --yes --force')).toMatchObject({ code: 0 });
    expect(await type('set hello --yes --force=no a=1')).toMatchObject({ code: 2 });
  });

  it('takes back, and tells the history', async () => {
    await running();
    expect(await type('history')).toMatchObject({ code: 0, stdout: 'Nothing was changed since the start.' });
    await type('enable spare');
    await host!.disable('hello');
    expect(await type('undo 2 --yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('stopped spare') });
    const { stdout } = await type('history');
    expect(
      stdout
        .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'THEN')
        .replaceAll(/ +/g, ' ')
        .replaceAll(home, ''),
    ).toMatch(
      /^revision when by took change plugins\n 2 THEN command N ms enable spare started spare\n 3 THEN code \S+changing\.spec\.ts:\S+ N ms disable hello stopped hello\n 4 THEN command N ms undo 2 stopped spare; started hello$/,
    );
    expect(JSON.parse((await type('history --json')).stdout)).toMatchObject([{ by: 'command' }, { by: 'code' }, { change: { undo: 2 } }]);
    expect(await type('undo 99')).toMatchObject({ code: 1, stderr: expect.stringContaining('error change.nothing-to-undo') });
  });

  it('asks the doctor', async () => {
    await running();
    await type('disable spare hello --yes');
    expect(await type('doctor')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^healthy: nothing is alive that should be gone/),
      stderr: '',
    });
    host!.doctor = async () => ({
      healthy: false,
      departed: [
        {
          plugin: 'hello',
          generation: 2,
          version: '1.0.0',
          state: 'unloaded (leaked)',
          alive: ['Hello'],
          holder: 'a timer',
          path: ['root', 'Hello'],
        },
        { plugin: 'spare', generation: 3, version: '1.0.0', state: 'unloaded (leaked)', alive: [] },
        { plugin: 'cache', generation: 1, version: '1.0.0', state: 'unloaded', alive: [] },
      ],
      escapes: [{ plugins: ['hello'], kind: 'interval', what: 'the interval of 1000 ms', place: 'a.mjs:1:2', released: true }],
    });
    expect(await type('doctor')).toEqual({
      code: 4,
      asked: [],
      stdout: [
        'hello 1.0.0, generation 2, went and is alive: Hello',
        '  held by a timer',
        '  root -> Hello',
        'spare 1.0.0, generation 3, went and is alive',
        'code of hello made the interval of N ms past its context, which was ended (a.mjs:1:2)',
        'unhealthy: something is left that should be gone; 1 generation that went is gone',
      ].join('\n'),
      stderr: 'mortise doctor --holders tells who holds it.',
    });
    expect(JSON.parse((await type('doctor --holders --json')).stdout)).toMatchObject({ healthy: false });
  });

  it('shows what is inside of the host', async () => {
    await running();
    const { code, stdout } = await type('doctor --dump');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/\n\nload order\n[^]*\n\nhandlers\n[^]*\n\ncommands\n/)]);
    expect(JSON.parse((await type('doctor --dump --json')).stdout)).toMatchObject({
      host: { state: 'running' },
      plugins: host!.dump().plugins,
    });
  });

  it('is refused by a host that only answers', async () => {
    await running({ control: 'read' });
    expect(await type('disable hello --yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('error control.read-only') });
    expect(await type('list')).toMatchObject({ code: 0 });
  });

  it('wants a host that runs, or --dry-run', async () => {
    const without = async (line: string, so: string) => {
      const stderr = expect.stringContaining(`No host runs with 'mortise.yaml', so ${so}.`);
      expect(await type(line)).toMatchObject({ code: 1, stdout: '', stderr });
    };
    for (const line of ['disable hello', 'enable hello --yes', 'undo']) await without(line, 'nothing was changed');
    for (const line of ['history', 'doctor']) await without(line, 'nobody answers');
    expect(await type('disable hello --dry-run')).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no plugin 'hello'") });
    expect(await type('reload --all --dry-run')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^plan from revision 1: reload\s*\n {2}nothing to do$/),
      stderr: 'No host runs with mortise.yaml; this is what the change would do after a start.',
      asked: [],
    });
  });

  it.each([
    ['load', 'load wants a file or a package'],
    ['unload', 'unload wants the id of a plugin'],
    ['reload', 'reload wants the id of a plugin'],
    ['reload hello --all', '--all and the id of a plugin exclude each other'],
    ['undo last', 'undo wants the number of a revision'],
    ['set', 'set wants a plugin, and a field'],
    ['set hello', 'set wants a plugin, and a field'],
    ['set greeting=x', 'set wants a plugin, and a field'],
    ['set hello greeting', "'greeting' is no field with a value"],
    ['set hello =x', "'=x' is no field with a value"],
    ['set hello list=[a', "the value of 'list=[a' is not YAML"],
    ['set hello greeting=a greeting=b', "'greeting' is set twice"],
    ['set hello greeting=5 --unset greeting', "'greeting' is to be set and taken back at once"],
  ])('answers %j with what to do next', async (line, says) => {
    expect(await type(line)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`mortise: ${says}`) });
  });
});

describe('mortise set', () => {
  it('comes over what was set before, and takes single values back', async () => {
    await running();
    const config = (): unknown => Object.fromEntries(host!.info('hello').config.map(({ field, value }) => [field, value]));
    expect(await type('set hello greeting=howdy tries=3 --yes')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('This lasts until the host stops'),
    });
    await type(['set', 'hello', 'greeting=good day', '--yes']);
    expect(config()).toEqual({ greeting: 'good day', tries: 3 });
    expect(host!.info('hello').config[0]!.from).toBe('what was set while the host runs');
    expect(await type('set hello --unset tries --yes')).toMatchObject({ code: 0 });
    expect(config()).toEqual({ greeting: 'good day' });
    expect(await type('set hello --unset tries --yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error control.not-set'),
    });
    await type('undo --yes');
    expect(config()).toEqual({ greeting: 'good day', tries: 3 });
    await type('set hello --unset tries,greeting --yes');
    expect(config()).toEqual({});
  });

  it('takes out of the configuration with --unset and --save what stands there', async () => {
    await running();
    await type('set hello greeting=howdy tries=3 --save --yes');
    await type('set hello --unset greeting,tries --yes');
    expect(await type('set hello --unset greeting --save --yes')).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(home, 'mortise.yaml'), 'utf8')).toBe('name: demo\nplugins:\n  hello:\n    config:\n      tries: 3\n');
    expect(host!.info('hello').config).toMatchObject([{ field: 'tries', value: 3, layer: 'file' }]);
    expect(await type('set hello --unset greeting --save --yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('control.not-set'),
    });
  });

  it('takes out of the configuration what code outweighs', async () => {
    writeFileSync(join(home, 'mortise.yaml'), 'name: demo\nplugins:\n  hello:\n    config:\n      greeting: howdy\n      tries: 3\n');
    await running({ plugins: { hello: { config: { greeting: 'good day' } } } });
    expect(host!.info('hello').config[0]).toMatchObject({ value: 'good day', layer: 'parameters', under: ['file'] });
    expect(host!.info('hello').config[1]).not.toHaveProperty('under');
    expect(await type('set hello --unset greeting --save --yes')).toMatchObject({ code: 0 });
    expect(readFileSync(join(home, 'mortise.yaml'), 'utf8')).toBe('name: demo\nplugins:\n  hello:\n    config:\n      tries: 3\n');
    expect(host!.info('hello').config.find(({ field }) => field === 'greeting')).toMatchObject({ value: 'good day', layer: 'parameters' });
    expect(await type('set hello --unset greeting --save --yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('control.not-set'),
    });
  });

  it('tells what it writes besides, and nothing else', async () => {
    await running();
    const said = async (line: string): Promise<string> => (await type(line)).stderr;
    expect(await said('set hello greeting=howdy --save --yes')).toBe('');
    expect(await said('set hello --unset greeting --yes')).toBe('');
    expect(await said('set hello tries=3 --save --yes')).toBe('');
    expect(await said('set hello greeting=hi --save --yes')).toBe('What was set before is written into the configuration as well: tries.');
    expect(host!.info('hello').config.map(({ field, value }) => [field, value])).toEqual([
      ['greeting', 'hi'],
      ['tries', 3],
    ]);
  });

  it('writes it into the configuration with --save, and mortise configure reads what was written there by hand', async () => {
    await running();
    expect(await type('set hello greeting=howdy --save --yes')).toMatchObject({ code: 0, stderr: '' });
    const file = join(home, 'mortise.yaml');
    expect(readFileSync(file, 'utf8')).toBe('name: demo\nplugins:\n  hello:\n    config:\n      greeting: howdy\n');
    await type('set hello --unset greeting --yes');
    writeFileSync(file, 'name: demo # edited\nplugins: { hello: { config: { greeting: "good day" } } }\n');
    expect(await type('configure --dry-run')).toMatchObject({ code: 3, stdout: expect.stringContaining('reconfigure') });
    expect(await type('configure --yes')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^replaced hello/) });
    expect(host!.info('hello').config[0]).toMatchObject({ value: 'good day', place: expect.stringContaining('mortise.yaml:2:') });
    writeFileSync(file, 'plugins: [');
    expect(await type('configure --yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('error config.not-yaml') });
    expect(host!.info('hello').config[0]!.value).toBe('good day');
  });

  it('writes with --save what was set before as well, and says so', async () => {
    await running();
    await type('set hello tries=3 --yes');
    expect(await type('set hello greeting=howdy --save --yes')).toMatchObject({
      code: 0,
      stderr: 'What was set before is written into the configuration as well: tries.',
    });
    expect(readFileSync(join(home, 'mortise.yaml'), 'utf8')).toMatch(/tries: 3\n +greeting: howdy/);
    expect(await type('help set')).toMatchObject({ stdout: expect.stringContaining('write all that is set of the plugin') });
  });

  it.each([
    ['5', 5],
    ['-1.5', -1.5],
    ['true', true],
    ['null', null],
    ['yes', 'yes'],
    ['', ''],
    ['good day', 'good day'],
    ['Hello: world', 'Hello: world'],
    ['#fff', '#fff'],
    ['a #b', 'a #b'],
    ['- a', '- a'],
    ['|', '|'],
    ['"00100"', '00100'],
    ["'5'", '5'],
    ['00100', 100],
    // JSON has neither, and would make null of them.
    ['.nan', '.nan'],
    ['-.inf', '-.inf'],
    ['[a, 5, "6"]', ['a', 5, '6']],
    ['{ a: [1] }', { a: [1] }],
    ['{"a": "#"}', { a: '#' }],
    // YAML would take the first line of them.
    ['5\nx: 1', '5\nx: 1'],
    ['true\n# no', 'true\n# no'],
  ])('takes %j for what it looks like', (text, value) => {
    expect(valueOf(text)).toEqual({ value });
  });

  it.each(['[a', '"a', '{ a', '[a]\nx: 1'])('does not guess what %j was to become', (text) => {
    expect(valueOf(text)).toBeUndefined();
  });
});
