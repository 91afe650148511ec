/** Open this to see `mortise dev` as a person has it: a process of its own, files that are edited, and what it prints. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnv, runNode } from '../child.js';
import { folder, type Folder } from '../extension/folder.js';

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'dist/mortise/bin.js');

const FILES = {
  'mortise.yaml': 'name: shop\nextensions: [{ file: ./billing }]\ndirectories: [plugins]\n',
  'billing/package.json': '{ "name": "billing", "version": "1.0.0", "type": "module", "main": "index.ts" }',
  'billing/index.ts': `
    import { Plugin, Provide } from 'mortise/decorators';
    import { rate } from './rate.js';
    @Plugin({ id: 'billing', version: '1.0.0' })
    @Provide('billing/rates')
    export default class Billing {
      orders: number = 0;
      snapshot(): number { return this.orders + 1; }
      restore(orders: number): void { this.orders = orders; console.log('rate ' + rate + ', orders ' + orders); }
      start(): void { console.log('started with ' + rate); }
    }`,
  'billing/rate.ts': 'export const rate: number = 1;\n',
};

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

interface Dev {
  readonly at: Folder;
  /** Waits until something is said, and forgets everything up to there. */
  says(text: RegExp | string): Promise<string>;
  readonly said: () => string;
  end(): Promise<number | null>;
}

async function dev(files: Readonly<Record<string, string>> = FILES, ...flags: string[]): Promise<Dev> {
  const at = folder(files);
  const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', bin, 'dev', ...flags], {
    cwd: at.path,
    env: childEnv({ NO_COLOR: '1', XDG_RUNTIME_DIR: at.path }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let said = '';
  for (const stream of [started.stdout, started.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => void started.once('close', resolve));
  const made: Dev = {
    at,
    said: () => said,
    async says(text) {
      const pattern = typeof text === 'string' ? new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text;
      for (const began = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 10))) {
        const found = pattern.exec(said);
        if (found !== null) {
          said = said.slice(found.index + found[0].length);
          return found[0];
        }
        if (Date.now() - began > 15_000) throw new Error(`it did not say ${pattern}, but: ${said}`);
      }
    },
    end() {
      started.kill('SIGINT');
      return ended;
    },
  };
  await made.says(flags.includes('--json') ? '"event":"started"' : 'is running, and what is edited goes live');
  if (flags.includes('--json')) await made.says('is running');
  return made;
}

const TIMES = 'read \\d+ ready \\d+ swap \\d+ stop \\d+ = \\d+ ms';
const LINE = new RegExp(`\\d\\d:\\d\\d:\\d\\d ✓ billing \\d+ → \\d+  ${TIMES}  drained 0 buffered 0  state handed over  old code freed\\n`);

describe('mortise dev', () => {
  it('lets an edit go live with its state, and tells in one line what was done, and that the old code is gone', async () => {
    const { at, says, end } = await dev();
    at.write({ 'billing/rate.ts': 'export const rate: number = 2;\n' });
    await says('started with 2');
    await says('rate 2, orders 1');
    await says(LINE);
    at.write({ 'billing/rate.ts~': 'export const rate: number = 3;\n' });
    renameSync(join(at.path, 'billing/rate.ts~'), join(at.path, 'billing/rate.ts'));
    await says('rate 3, orders 2');
    await says(LINE);
    expect(await end()).toBe(0);
  }, 40_000);

  it('shows a broken edit with its lines while the old one serves, and the next good edit goes live', async () => {
    const { at, says, end, said } = await dev();
    at.write({ 'billing/rate.ts': 'export const rate: number = (2;\n' });
    await says('✗ billing: what ran before still serves  billing/rate.ts');
    await says(/rate\.ts:1:31\]\n +1 \| export const rate: number = \(2;/);
    expect(said()).not.toContain('started with');
    const { stdout } = await runNode([bin, 'list'], { cwd: at.path, env: { XDG_RUNTIME_DIR: at.path } });
    expect(stdout).toMatch(/billing +1\.0\.0 +\.\/billing +\d+ +running/);
    at.write({ 'billing/rate.ts': 'export const rate: number = 3;\n' });
    await says('rate 3, orders 1');
    await says(LINE);
    await end();
  }, 40_000);

  it('says where an import leads to nothing, and takes the file when it comes', async () => {
    const { at, says, end } = await dev();
    at.write({ 'billing/rate.ts': "\nexport { rate } from './tables/rate.js';\n" });
    await says(/rate\.ts:2:22\n +1 \|\n +2 \| export \{ rate \} from '\.\/tables\/rate\.js';\n +\| +\^/);
    at.write({ 'billing/tables/rate.ts': 'export const rate: number = 4;\n' });
    await says('rate 4, orders 1');
    await says(LINE);
    rmSync(join(at.path, 'billing/tables/rate.ts'));
    await says("Cannot find module './tables/rate.js'");
    at.write({ 'billing/tables/rate.ts': 'export const rate: number = 5;\n' });
    await says('rate 5, orders 2');
    await end();
  }, 40_000);

  it('loads a plugin that comes to a directory, mends one that was broken, and unloads one whose file is gone', async () => {
    const { at, says, end } = await dev();
    at.write({ 'plugins/extra.mjs': "export default { id: 'extra', version: " });
    await says('✗ ./plugins/extra.mjs: not loaded');
    at.write({ 'plugins/extra.mjs': "export default { id: 'extra', version: '1.0.0' };" });
    await says('✓ extra started');
    rmSync(join(at.path, 'plugins/extra.mjs'));
    await says('✓ extra unloaded (files are gone)');
    at.write({ 'mortise.yaml': `${FILES['mortise.yaml']}# edited\n` });
    await says('✓ mortise.yaml has changed: no plugin is configured otherwise; what else it says is read at the start');
    at.write({ 'mortise.yaml': 'plugins: [' });
    await says('✗ mortise.yaml has changed: nothing was changed');
    await end();
  }, 40_000);

  it('mends what was broken when it began, and follows an entry that is renamed', async () => {
    const { at, says, end } = await dev({ ...FILES, 'billing/rate.ts': 'export const rate = ;\n' });
    at.write({ 'billing/rate.ts': 'export const rate: number = 2;\n' });
    await says('✓ billing started');
    renameSync(join(at.path, 'billing/index.ts'), join(at.path, 'billing/main.ts'));
    await says('✗ billing');
    at.write({ 'billing/package.json': FILES['billing/package.json'].replace('index.ts', 'main.ts') });
    await says(LINE);
    await end();
  }, 40_000);

  it('prints one object for each thing that happens, with --json', async () => {
    const { at, says, end } = await dev(FILES, '--json', '--debounce', '5');
    at.write({ 'billing/rate.ts': 'export const rate: number = 2;\n' });
    const change = JSON.parse(await says(/\{"event":"change".*\}\n/)) as Record<string, unknown>;
    expect(change).toMatchObject({
      ok: true,
      plugins: ['billing'],
      stale: [],
      problems: [],
      freed: [{ plugin: 'billing' }],
      receipt: { outcome: 'done', drained: 0, buffered: 0, plugins: [{ code: 'freeable' }] },
    });
    await end();
  }, 40_000);

  it('says with --json that what could not be loaded is not ok', async () => {
    const { at, says, end } = await dev(FILES, '--json');
    at.write({ 'plugins/extra.mjs': 'export default {' });
    const change = JSON.parse(await says(/\{"event":"change".*\}\n/)) as Record<string, unknown>;
    expect(change).toMatchObject({ ok: false, problems: [{ code: 'extension.import-failed' }] });
    expect(await end()).toBe(0);
  }, 40_000);

  it('ends well although the configuration is edited while it stops', async () => {
    const slow =
      "export default { id: 'slow', version: '1.0.0', stop: () => { console.log('slow stops'); return new Promise((done) => setTimeout(done, 800)); } };";
    const { at, says, said, end } = await dev({ ...FILES, 'plugins/slow.mjs': slow });
    const ended = end();
    await says('slow stops');
    at.write({ 'mortise.yaml': `${FILES['mortise.yaml']}# edited\n` });
    expect(await ended).toBe(0);
    expect(said()).not.toContain('host.not-running');
  }, 40_000);

  it('makes dependents anew with what they hold, and says who holds code that should be gone', async () => {
    const orders = (leak: string): string => `
      import { Plugin, Use } from 'mortise/decorators';
      @Plugin({ id: 'orders', version: '1.0.0' })
      export default class Orders {
        constructor(@Use('billing/rates') readonly rates: object) {}
        start(): void { ${leak} console.log('orders started'); }
      }`;
    const files = { ...FILES, 'plugins/orders/package.json': '{ "type": "module" }' };
    const { at, says, end } = await dev({ ...files, 'plugins/orders/index.ts': orders('') });
    at.write({ 'billing/rate.ts': 'export const rate: number = 2;\n' });
    await says(/✓ billing \d+ → \d+, orders \d+ → \d+ {2}.*old code freed\n/);
    at.write({ 'plugins/orders/index.ts': orders('setInterval(() => this.rates, 50_000).unref();') });
    await says(/✓ orders \d+ → \d+ {2}.*old code freed\n/);
    at.write({ 'plugins/orders/index.ts': orders('') });
    await says(/✓ orders \d+ → \d+ {2}.*buffered 0\n/);
    await says(/! old code of orders \d+ is held: by the interval of 50000 ms that calls .*plugins\/orders\/index\.ts:6:\d+\n/);
    await end();
  }, 40_000);

  it('tells with its line what an old generation has left', async () => {
    const plugin = (start: string): string => `export default { id: 'beat', version: '1.0.0', setup: () => ({ start() { ${start} } }) };`;
    const { at, says, end } = await dev({ ...FILES, 'plugins/beat.mjs': plugin('setInterval(() => {}, 50_000).unref();') });
    at.write({ 'plugins/beat.mjs': plugin('') });
    await says(/'beat' is gone, but the interval of 50000 ms that it made is still there\.[^\n]*plugins\/beat\.mjs:1:\d+/);
    await end();
  }, 40_000);

  it('follows a helper and a plugin that are renamed, and a package that is deleted', async () => {
    const { at, says, said, end } = await dev();
    renameSync(join(at.path, 'billing/rate.ts'), join(at.path, 'billing/rates.ts'));
    at.write({ 'billing/index.ts': FILES['billing/index.ts'].replace('./rate.js', './rates.js') });
    await says(LINE);
    at.write({ 'plugins/one.mjs': "export default { id: 'extra', version: '1.0.0' };" });
    await says('✓ extra started');
    renameSync(join(at.path, 'plugins/one.mjs'), join(at.path, 'plugins/two.mjs'));
    await says(/✓ extra \d+ → \d+/);
    at.write({
      'plugins/more/package.json': '{ "type": "module" }',
      'plugins/more/index.js': "export default { id: 'more', version: '1.0.0' };",
    });
    await says('✓ more started');
    rmSync(join(at.path, 'plugins/more'), { recursive: true });
    await says('✓ more unloaded (files are gone)');
    expect(said()).not.toContain('✗');
    await end();
  }, 40_000);

  it('takes no notice of what is broken elsewhere but in a word', async () => {
    const broken = "export default { id: 'broken', version: ";
    const { at, says, end } = await dev({ ...FILES, 'plugins/broken.mjs': broken });
    at.write({ 'billing/rate.ts': 'export const rate: number = 2;\n' });
    await says(/✓ billing .*old code freed {2}not live: \.\/plugins\/broken\.mjs\n/);
    at.write({ 'billing/rate.ts': 'export const rate: number = 3;\n' });
    expect(await says(/[^]*✓ billing .*\n/)).not.toContain('error');
    await end();
  }, 40_000);

  it('refuses what means nothing', async () => {
    const at = folder(FILES);
    for (const given of ['soon', '', '-1']) {
      const { code, stderr } = await runNode([bin, 'dev', `--debounce=${given}`], { cwd: at.path });
      expect([code, stderr]).toEqual([2, `mortise: --debounce wants milliseconds, and '${given}' is not.\n  Write --debounce 20.\n`]);
    }
    const { code, stderr } = await runNode([bin, 'dev', '--log', 'loud'], { cwd: at.path });
    expect([code, stderr]).toEqual([2, expect.stringContaining("mortise: 'loud' is no level.")]);
  });

  it('says what to install when there is nobody who could watch', async () => {
    const at = folder(FILES);
    const hook =
      'export const resolve = (name, context, next) => { if (name === "chokidar") throw new Error("no chokidar"); return next(name, context); }';
    const register = `import { register } from 'node:module'; register('data:text/javascript,${encodeURIComponent(hook)}');`;
    const args = ['--import', `data:text/javascript,${encodeURIComponent(register)}`, bin, 'dev'];
    const { code, stdout, stderr } = await runNode(args, { cwd: at.path, env: { XDG_RUNTIME_DIR: at.path } });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('error dev.no-watcher: ');
    expect(stderr).toContain('chokidar');
  });
});
