import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, definePlugin, type MortiseHost } from 'mortise';
import { requestOf, type AskedChange } from '../../src/control/request.js';
import { controlOf, type PlannedChange } from '../../src/control/changes.js';
import type { Report } from '../../src/model/report.js';
import { nodeFiles } from '../../src/platform/files.js';

let home: string;
let host: MortiseHost;
/** What was given for configurations while the host runs, as the host would say it. */
let live: Record<string, Record<string, unknown>>;

beforeEach(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'mortise-changes-')));
  live = {};
  host = createHost({
    name: 'demo',
    home,
    log: { level: 'silent' },
    extensions: [
      definePlugin({ id: 'cache', version: '1.0.0', provides: { 'demo/cache': 1 } }),
      definePlugin({ id: 'hello', version: '1.0.0', dependencies: { cache: '^1' } }),
    ],
  });
  await host.start();
});
afterEach(async () => {
  await host.stop();
  rmSync(home, { recursive: true });
});

const world = () => ({ host, home, files: nodeFiles, configured: (key: string) => live[key] });

async function ask(op: string, change?: unknown, words: readonly string[] = [], access: 'change' | 'read' = 'change'): Promise<unknown> {
  return controlOf(host, { ...world(), pid: 42, access })({ id: 1, op, arguments: words, change });
}

describe('what is changed from outside', () => {
  it('is done in the name of the command, and is in the history', async () => {
    const report = (await ask('change', { disable: ['hello'] })) as Report;
    expect(report.receipt).toMatchObject({ outcome: 'done', plugins: [{ plugin: 'hello', did: 'stopped' }] });
    expect(await ask('history')).toMatchObject([{ by: 'command', change: { disable: ['hello'] } }]);
    expect(await ask('undo')).toMatchObject({ receipt: { plugins: [{ plugin: 'hello', did: 'started' }] } });
    const { revision } = host.history()[0]!;
    await expect(ask('undo', undefined, [String(revision + 9)])).rejects.toMatchObject({ code: 'change.nothing-to-undo' });
    await expect(ask('undo', undefined, ['x'])).rejects.toMatchObject({ code: 'control.bad-request' });
  });

  it('and was only planned is discarded: what was attached for it is taken back, and the token is worth nothing', async () => {
    const [file, said] = [join(home, 'spare.mjs'), join(home, 'said')];
    writeFileSync(
      file,
      `import { appendFileSync } from 'node:fs';
      const say = (word) => appendFileSync(${JSON.stringify(said)}, word);
      export default { name: 'spare', version: '1.0.0', attach() { say('+'); this.own(() => say('-')); } };`,
    );
    const answer = controlOf(host, { ...world(), pid: 42, access: 'change' });
    const plan = async (): Promise<string> =>
      ((await answer({ id: 1, op: 'plan', arguments: [], change: { load: [{ file }] } })) as PlannedChange).token;
    const token = await plan();
    await answer({ id: 2, op: 'discard', arguments: [token] });
    expect(readFileSync(said, 'utf8')).toBe('+-');
    await expect((async () => answer({ id: 3, op: 'apply', arguments: [token] }))()).rejects.toMatchObject({
      code: 'control.unknown-plan',
    });
    await answer({ id: 4, op: 'discard', arguments: [token] });
    await plan();
    await plan();
    await host.change({});
    expect(readFileSync(said, 'utf8')).toBe('+-++--');
  });

  it('can be planned first, under a token that does that very plan, once', async () => {
    const answer = controlOf(host, { ...world(), pid: 42, access: 'change' });
    const plan = async (): Promise<PlannedChange> =>
      (await answer({ id: 1, op: 'plan', arguments: [], change: { disable: ['cache'] } })) as PlannedChange;
    const apply = async (token: string): Promise<unknown> => answer({ id: 2, op: 'apply', arguments: [token] });
    const { token, plan: made } = await plan();
    expect(made.steps.map(({ action, plugin }) => `${action} ${plugin}`)).toContain('stop hello');
    expect((await plan()).token).toBe(token);
    expect(host.list().map(({ state }) => state)).toEqual(['running', 'running']);
    expect(await apply(token)).toMatchObject({ ok: true, receipt: { outcome: 'done' } });
    expect(host.list().map(({ state }) => state)).toEqual(['stopped', 'waiting']);
    expect(host.history()).toMatchObject([{ by: 'command' }]);
    await expect(apply(token)).rejects.toMatchObject({ code: 'control.unknown-plan' });
    await expect(apply('')).rejects.toMatchObject({ code: 'control.unknown-plan' });
  });

  it('is refused when something has changed since it was planned', async () => {
    const answer = controlOf(host, { ...world(), pid: 42, access: 'change' });
    const { token } = (await answer({ id: 1, op: 'plan', arguments: [], change: { disable: ['hello'] } })) as PlannedChange;
    await host.disable('cache');
    await answer({ id: 3, op: 'doctor', arguments: [] });
    await expect((async () => answer({ id: 2, op: 'apply', arguments: [token] }))()).rejects.toMatchObject({ code: 'plan.stale' });
  });

  it('is done one after the other, so that nothing that is set is lost', async () => {
    const answer = controlOf(host, { ...world(), configured: (key) => configured(key), pid: 42, access: 'change' });
    const configured = (key: string): Record<string, unknown> =>
      Object.fromEntries(host.info(key).config.map(({ field, value }) => [field, value]));
    const set = (hello: Record<string, unknown>): unknown => answer({ id: 1, op: 'change', arguments: [], change: { set: { hello } } });
    const done = await Promise.allSettled([
      set({ a: 1 }),
      answer({ id: 2, op: 'apply', arguments: ['none'] }),
      set({ b: 2 }),
      set({ c: 3 }),
    ]);
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(configured('hello')).toEqual({ a: 1, b: 2, c: 3 });
  });

  it('keeps the latest 16 plans', async () => {
    const answer = controlOf(host, { ...world(), pid: 42, access: 'change' });
    const tokens: string[] = [];
    for (let count = 0; count < 17; count += 1) {
      const change = { configure: { hello: { count } } };
      tokens.push(((await answer({ id: 1, op: 'plan', arguments: [], change })) as PlannedChange).token);
    }
    expect(new Set(tokens).size).toBe(17);
    await expect((async () => answer({ id: 2, op: 'apply', arguments: [tokens[0]!] }))()).rejects.toMatchObject({
      code: 'control.unknown-plan',
    });
    expect(await answer({ id: 3, op: 'apply', arguments: [tokens[1]!] })).toMatchObject({ ok: true });
  });

  it('tells what could not be read, although it has no step', async () => {
    const { plan, problems } = (await ask('plan', { load: [{ file: './nowhere.mjs' }] })) as PlannedChange;
    expect(plan.steps).toEqual([]);
    expect(problems).toMatchObject([{ code: 'extension.not-found' }]);
    expect(await ask('change', { load: [{ file: '/etc/somewhere.mjs' }] })).toMatchObject({
      ok: false,
      problems: [{ code: 'extension.outside-root' }],
    });
  });

  it('by a command that returns what JSON can’t hold is a failure of the command', async () => {
    const selfish: { self?: unknown } = {};
    selfish.self = selfish;
    const hostile = {
      get value() {
        throw new Error('not for you');
      },
    };
    host.commands.register('give self', () => selfish);
    host.commands.register('give nothing', () => hostile);
    host.commands.register('give much', () => ({ all: 2n ** 64n }));
    const exec = (line: string): Promise<unknown> => ask('exec', undefined, line.split(' '));
    await expect(exec('give self')).rejects.toMatchObject({
      code: 'command.failed',
      problem: { blame: 'plugin', message: expect.stringContaining("'give self' failed: what it returned can't be written as JSON") },
    });
    await expect(exec('give nothing')).rejects.toThrow('not for you');
    expect(await exec('give much')).toMatchObject({ result: { all: 2n ** 64n } });
  });

  it('is refused by a host that only answers, which goes on answering', async () => {
    for (const op of ['plan', 'change', 'apply', 'discard', 'undo'])
      await expect(ask(op, { disable: ['hello'] }, [], 'read')).rejects.toMatchObject({ code: 'control.read-only' });
    expect(await ask('list', undefined, [], 'read')).toMatchObject({ host: 'demo' });
    expect(await ask('history', undefined, [], 'read')).toEqual([]);
    await expect(ask('constructor')).rejects.toMatchObject({ code: 'control.unknown-op' });
  });
});

describe('a change that comes as JSON', () => {
  const request = (change: unknown) => requestOf(change, world());

  it.each<[what: string, change: unknown, field: string]>([
    ['nothing', undefined, 'change'],
    ['a list', [], 'change'],
    ['a field that means nothing', { relaod: ['hello'] }, 'relaod'],
    ['a start', { start: true }, 'start'],
    ['somebody else who asks', { by: 'watch' }, 'by'],
    ['load that is no list', { load: 'x' }, 'load'],
    ['code', { load: [{ id: 'x', version: '1.0.0' }] }, 'load[0]'],
    ['a class by its name', { load: ['./x.mjs'] }, 'load[0]'],
    ['a spec with more in it', { load: [{ file: './x.mjs', extension: {} }] }, 'load[0].extension'],
    ['force that is a text', { force: 'yes' }, 'force'],
    ['set that is no map', { set: [] }, 'set'],
    ['values that are no map', { set: { hello: 5 } }, 'set.hello'],
    ['fields that are no list', { unset: { hello: 'a' } }, 'unset.hello'],
    ['fields that are no texts', { unset: { hello: [5] } }, 'unset.hello'],
    ['a configuration that is a text', { configure: { hello: 'x' } }, 'configure.hello'],
  ])('is refused with %s', (_, change, field) => {
    expect(() => request(change)).toThrow(
      expect.objectContaining({ code: 'change.bad-request', problem: expect.objectContaining({ field }) }),
    );
  });

  it('leaves what it does not know to the host', async () => {
    await expect(ask('change', { unload: 'hello' })).rejects.toMatchObject({ code: 'change.bad-request' });
    await expect(ask('change', { disable: ['nobody'] })).rejects.toMatchObject({ code: 'plan.unknown-plugin' });
  });

  it('names files as an owner would list them, where they lie below home', () => {
    mkdirSync(join(home, 'plugins'));
    writeFileSync(join(home, 'plugins/a.mjs'), '');
    symlinkSync(home, join(home, 'linked'));
    const load = (...files: string[]) => request({ load: files.map((file) => ({ file, options: { a: 1 } })) } satisfies AskedChange).load;
    expect(load(join(home, 'plugins/a.mjs'), join(home, 'linked/plugins/a.mjs'), './plugins/a.mjs')).toEqual(
      Array.from({ length: 3 }, () => ({ file: './plugins/a.mjs', options: { a: 1 } })),
    );
    expect(load('/etc/x.mjs', join(home, 'no/such.mjs'), `${home}-other/x.mjs`)).toMatchObject([
      { file: '/etc/x.mjs' },
      { file: join(home, 'no/such.mjs') },
      { file: `${home}-other/x.mjs` },
    ]);
    expect(request({ load: [{ module: 'mortise-plugin-cache' }] }).load).toEqual([{ module: 'mortise-plugin-cache' }]);
  });

  it('lays values over those that were set before, and takes single ones back', () => {
    live = { hello: { greeting: 'howdy', tries: 3 } };
    const configured = (change: AskedChange) => request(change).configure;
    expect(configured({ set: { hello: { tries: 5 } } })).toEqual({ hello: { greeting: 'howdy', tries: 5 } });
    expect(configured({ set: { cache: { size: 1 } } })).toEqual({ cache: { size: 1 } });
    expect(configured({ unset: { hello: ['greeting'] } })).toEqual({ hello: { tries: 3 } });
    expect(configured({ set: { hello: { a: 1 } }, unset: { hello: ['greeting', 'tries', 'a'] } })).toEqual({ hello: undefined });
    expect(configured({ configure: { hello: null } })).toEqual({ hello: undefined });
    expect(configured({ configure: { hello: { x: 1 } }, set: { hello: { y: 2 } } })).toEqual({ hello: { x: 1, y: 2 } });
    expect(configured({ enable: ['hello'] })).toBeUndefined();
  });

  it('takes single ones out of the file as well, if they are to be saved', () => {
    live = { hello: { greeting: 'howdy', tries: 3 } };
    expect(request({ unset: { hello: ['greeting'] }, save: true })).toMatchObject({
      configure: { hello: { greeting: undefined, tries: 3 } },
      save: true,
    });
    expect(() => request({ unset: { hello: ['speed'] }, save: true })).toThrow(expect.objectContaining({ code: 'control.not-set' }));
  });

  it('can not take back what nobody has set', () => {
    live = { hello: { tries: 3 } };
    const unset = (key: string, field: string) => () => request({ unset: { [key]: [field] } });
    expect(unset('hello', 'greeting')).toThrow(
      "Nobody has set 'hello.greeting' while the host runs, so it can't be taken back. These are set: tries.",
    );
    expect(unset('cache', 'size')).toThrow("What files and code say of 'cache' is changed there");
    expect(unset('nobody', 'x')).toThrow(expect.objectContaining({ code: 'plan.unknown-plugin' }));
  });

  it('may mean all that came from files', async () => {
    expect(request({ reload: 'all' })).toEqual({ reload: [], by: 'command' });
    const { list, info } = host;
    const kinds: Record<string, string> = { cache: 'file', hello: 'discovered' };
    const some = {
      list: list.bind(host),
      info: (key: string) =>
        ({ ...info.call(host, key), manifest: { ...info.call(host, key).manifest, source: { kind: kinds[key], spec: key } } }) as never,
    };
    expect(requestOf({ reload: 'all' }, { ...world(), host: some }).reload).toEqual(['cache', 'hello']);
    kinds['cache'] = 'module';
    expect(requestOf({ reload: 'all' }, { ...world(), host: some }).reload).toEqual(['hello']);
  });
});
