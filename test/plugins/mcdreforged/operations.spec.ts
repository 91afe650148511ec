/** Open this to see plugins loaded, unloaded, reloaded, enabled, disabled and refreshed, in one change or in many. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Report } from 'mortise';
import { type Folder, solo, temporaryFolder, until, zip } from './given.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

const needs = (id: string, other: string): string => solo(id, '', `dependencies: { ${other}: '*' }`);
/** Logs which value the generation before had, and has the next one. */
const counter = (more = ''): string => `
  export const PLUGIN_METADATA = { id: 'counter', version: '1.0.0' };
  export let count = 0;
  export function on_load(server, prev) { count = (prev?.count ?? 0) + 1; server.logger.info('count ' + count); ${more} }
`;

describe('an operation', () => {
  it('loads, unloads, and tells one that is gone for good that it was removed', async () => {
    folder.write({ 'plugins/a.mjs': solo('a', 'export const on_removed = (server) => server.logger.info("removed");') });
    const { mcdr, said, test } = await folder.start();
    folder.write({ 'plugins/b.mjs': solo('b') });
    expect(await mcdr.load_plugin('plugins/b.mjs')).toBe(true);
    expect(await mcdr.unloadPlugin('a')).toBe(true);
    expect(said()).toEqual(['a: load first', 'b: load first', 'a: unload', 'a: removed']);
    expect(test.host.list().map(({ id }) => id)).toEqual(['mcdreforged', 'b']);
    await mcdr.load_plugin('plugins/a.mjs');
    await mcdr.reload_plugin('a');
    expect(said('a').slice(3)).toEqual(['load first', 'unload', 'load again']);
  });

  it.each<[string, string, string, string]>([
    ['load', 'plugins/nope.mjs', 'plugins/nope.mjs', 'There is no plugin at plugins/nope.mjs.'],
    ['load', '../outside.mjs', '', "is outside of MCDR's possible plugin directories: plugins."],
    ['load', 'plugins/a.mjs', 'plugins/a.mjs', 'plugins/a.mjs is loaded already; reload it.'],
    ['unload', 'nope', 'nope', "There is no plugin with id 'nope'. Loaded are: a."],
    ['reload', 'nope', 'nope', "There is no plugin with id 'nope'. Loaded are: a."],
    ['disable', 'nope', 'nope', "There is no plugin with id 'nope'. Loaded are: a."],
    ['enable', 'plugins/a.mjs', 'plugins/a.mjs', 'plugins/a.mjs is not disabled: its name does not end with .disabled.'],
    ['enable', 'plugins/b.mjs.disabled', 'plugins/b.mjs.disabled', 'There is no file plugins/b.mjs.disabled.'],
  ])('to %s %s says why it can not', async (operation, what, failed, why) => {
    folder.write({ 'plugins/a.mjs': solo('a') });
    const { mcdr, said } = await folder.start();
    const outcome = (await mcdr.manipulate_plugins({ [operation]: [what] }))!;
    expect(outcome).toMatchObject({ ok: false, loaded: [], unloaded: [], reloaded: [] });
    const [[key, text]] = Object.entries(outcome.failed) as [[string, string]];
    if (failed !== '') expect(key).toBe(failed);
    expect(text).toContain(why);
    expect(said()).toEqual(['a: load first']);
  });

  it('disables by renaming, and enables by renaming back', async () => {
    folder.write({ 'plugins/a.mjs': solo('a'), 'plugins/child.mjs': needs('child', 'a'), 'plugins/off.mjs.disabled': solo('off') });
    const { mcdr, said, test, report } = await folder.start();
    expect(report.plugins.map(({ id }) => id)).toEqual(['mcdreforged', 'a', 'child']);
    expect(await mcdr.disable_plugin('a')).toBe(false);
    expect(existsSync(join(folder.path, 'plugins/a.mjs.disabled'))).toBe(true);
    // Whoever needed it stopped before it, and waits.
    expect(said()).toEqual(['a: load first', 'child: load first', 'child: unload', 'a: unload']);
    expect(test.host.list().find(({ id }) => id === 'child')).toMatchObject({
      state: 'waiting',
      reason: "'child' needs 'a' *, which is not loaded.",
    });
    expect(await mcdr.enable_plugin('plugins/off.mjs.disabled')).toBe(true);
    expect(await mcdr.enable_plugin('plugins/a.mjs.disabled')).toBe(true);
    expect(said().slice(4)).toEqual(['off: load first', 'a: load first', 'child: load again']);
  });

  it('does not write over a file that was disabled before', async () => {
    folder.write({ 'plugins/a.mjs': solo('a'), 'plugins/a.mjs.disabled': 'mine' });
    const { mcdr, said } = await folder.start();
    expect((await mcdr.manipulate_plugins({ disable: ['a'] }))!.failed).toEqual({
      a: 'plugins/a.mjs.disabled is there already; take it away.',
    });
    expect([said('a'), readFileSync(join(folder.path, 'plugins/a.mjs.disabled'), 'utf8')]).toEqual([['load first'], 'mine']);
  });

  it('refreshes what has changed: new ones come, gone ones go, edited ones are reloaded, others hear nothing', async () => {
    folder.write({
      'plugins/same.mjs': solo('same'),
      'plugins/edited.mjs': solo('edited'),
      'plugins/gone.mjs': solo('gone'),
      'plugins/dir/mcdreforged.plugin.json': '{ "id": "dir", "version": "1" }',
      'plugins/dir/dir.mjs': 'export { on_load } from "./lib.mjs";',
      'plugins/dir/lib.mjs': 'export const on_load = (server) => server.logger.info("one");',
    });
    const { mcdr, said } = await folder.start();
    expect(await mcdr.refresh_changed_plugins()).toEqual({ ok: true, loaded: [], unloaded: [], reloaded: [], failed: {} });
    folder.write({
      'plugins/edited.mjs': solo('edited', '// edited'),
      'plugins/new.mjs': solo('new_one'),
      'plugins/dir/lib.mjs': 'export const on_load = (server) => server.logger.info("two");',
    });
    rmSync(join(folder.path, 'plugins/gone.mjs'));
    expect(await mcdr.refresh_changed_plugins()).toMatchObject({
      ok: true,
      loaded: ['new_one'],
      unloaded: ['gone'],
      reloaded: expect.arrayContaining(['edited', 'dir']),
    });
    expect(said('same')).toEqual(['load first']);
    expect(said('edited')).toEqual(['load first', 'unload', 'load again']);
    expect(said('dir')).toEqual(['one', 'two']);
    expect((await mcdr.refresh_all_plugins())!.reloaded).toEqual(['dir', 'edited', 'new_one', 'same']);
    // What was unloaded is new for a refresh.
    await mcdr.unload_plugin('same');
    expect(await mcdr.refresh_changed_plugins()).toMatchObject({ ok: true, loaded: ['same'] });
  });

  it('of any mix is one change, with what became of each', async () => {
    folder.write({
      'plugins/a.mjs': solo('a'),
      'plugins/b.mjs': solo('b'),
      'plugins/c.mjs': solo('c'),
      'plugins/d.mjs.disabled': solo('d'),
    });
    const { mcdr, test, said } = await folder.start();
    folder.write({ 'plugins/new.mjs': solo('new_one'), 'plugins/broken.mjs': 'export function (' });
    const outcome = await mcdr.manipulate_plugins({
      load: ['plugins/new.mjs', 'plugins/broken.mjs'],
      unload: ['a', 'nobody'],
      reload: ['b'],
      disable: ['c'],
      enable: ['plugins/d.mjs.disabled'],
    });
    expect(outcome).toMatchObject({
      ok: false,
      loaded: ['d', 'new_one'].sort(),
      unloaded: ['a', 'c'],
      reloaded: ['b'],
      receipt: { outcome: 'done' },
    });
    expect(Object.keys(outcome!.failed).sort()).toEqual(['nobody', 'plugins/broken.mjs']);
    expect(outcome!.failed['plugins/broken.mjs']).toContain('threw while it was imported');
    expect(test.host.history()).toHaveLength(1);
    expect(said().slice(3).sort()).toEqual([
      'a: unload',
      'b: load again',
      'b: unload',
      'c: unload',
      'd: load first',
      'new_one: load first',
    ]);
  });

  it('on a file whose id is another one by now, which is taken, says so', async () => {
    folder.write({ 'plugins/a.mjs': solo('a'), 'plugins/b.mjs': solo('b') });
    const { mcdr } = await folder.start();
    folder.write({ 'plugins/b.mjs': solo('a') });
    const outcome = await mcdr.refresh_changed_plugins();
    expect(outcome).toMatchObject({
      ok: false,
      unloaded: ['b'],
      reloaded: [],
      failed: { b: expect.stringMatching(/^The id 'a' of .* is taken by/) },
    });
  });

  it.each([
    [undefined, 'What is to be done with plugins is nothing instead of { load, unload, reload, enable, disable }.'],
    [{ relaod: ['a'] }, "There is no operation 'relaod': write one of load, unload, reload, enable, disable."],
    [{ load: [5] }, "'load' has a number where a path should be."],
    [{ unload: null }, "'unload' has null where an id should be."],
  ])('that means nothing is refused: %j', async (manipulation, why) => {
    const { mcdr, warned } = await folder.start();
    await expect(mcdr.manipulate_plugins(manipulation as never)).rejects.toThrow(why);
    expect(warned).toEqual([]);
  });

  it('that is asked for inside of another one waits for it, and answers null at once', async () => {
    folder.write({
      'plugins/a.mjs': `
        export const PLUGIN_METADATA = { id: 'a', version: '1' };
        export async function on_load(server) { server.logger.info('asked: ' + await server.enable_plugin('plugins/b.mjs.disabled')); server.logger.info('loaded'); }
        export async function on_unload(server) { server.logger.info('asked: ' + await server.unload_plugin('b')); }`,
      'plugins/b.mjs.disabled': solo('b'),
    });
    const { mcdr, said } = await folder.start();
    await mcdr.settled();
    expect(said('a')).toEqual(['asked: null', 'loaded']);
    expect(await mcdr.unload_plugin('a')).toBe(true);
    await mcdr.settled();
    expect(said('a')).toEqual(['asked: null', 'loaded', 'asked: null']);
    expect(said('b')).toEqual(['load first', 'unload']);
  });
});

describe('an operation in a listener or a command', () => {
  const asks = (dependencies: string, more = ''): string => `
    import { argument, literal } from 'mortise';
    import { GreedyText, Literal } from 'mortise/mcdreforged';
    export const PLUGIN_METADATA = { id: 'a', version: '1', dependencies: ${dependencies} };
    const tell = async (server, line) => server.logger.info(line + ': ' + await server[line.split(' ')[0]](line.split(' ')[1]));
    export function on_load(server) {
      server.logger.info('load');
      server.register_command('!!line <what:greedy>', ({ what }) => tell(server, what));
      ${more}
    }
    export const on_user_info = (server, info) => info.content.startsWith('!!') || tell(server, info.content);`;

  it('is answered when it is done', async () => {
    folder.write({ 'plugins/a.mjs': asks('{}'), 'plugins/b.mjs': solo('b') });
    const { mcdr, said } = await folder.start();
    await mcdr.console('!!line reload_plugin b');
    await mcdr.console('unload_plugin b');
    await until(() => said('a').length === 3);
    expect(said('a')).toEqual(['load', 'reload_plugin b: true', 'unload_plugin b: true']);
  });

  it.each([
    ['of its own plugin', '!!line reload_plugin a'],
    ['of what it depends on', '!!line reload_plugin lib'],
    ['in a tree', '!!tree reload_plugin a'],
    ['in the tree of a builder', '!!built reload_plugin a'],
    ['in a listener', 'reload_plugin a'],
  ])('is answered with null where it could only wait for itself: %s', async (_what, line) => {
    const both = `
      server.register_command(literal('!!tree', {}, argument('what', 'greedy', { run: ({ what }) => tell(server, what) })));
      server.register_command(Literal('!!built').then(GreedyText('what').runs((_, { what }) => tell(server, what))));`;
    folder.write({ 'plugins/a.mjs': asks("{ lib: '*' }", both), 'plugins/lib.mjs': solo('lib') });
    const { mcdr, said, test } = await folder.start();
    await mcdr.console(line);
    await mcdr.settled();
    expect(said('a')).toEqual(['load', `${line.replace(/^!!\w+ /, '')}: null`, 'load']);
    expect(test.problems).toEqual([]);
  });
});

it('of a plugin in its own listener is answered with null, also when MCDReforged was to be reloaded meanwhile, and was not', async () => {
  folder.write({
    'plugins/a.mjs': `
      export const PLUGIN_METADATA = { id: 'a', version: '1' };
      export async function on_user_info(server) {
        const gone = new Promise((go) => server.register_event_listener('test.go', () => go()));
        server.logger.info('waits');
        await gone;
        server.logger.info('reload: ' + await server.reload_plugin('a'));
      }`,
  });
  const { test, mcdr, said } = await folder.start();
  void mcdr.console('wait');
  await until(() => said('a').length > 0);
  const reload = test.host.reload('mcdreforged');
  let report: Report | undefined;
  while (report === undefined) report = await Promise.race([reload, test.clock.advance(1_000).then(() => undefined)]);
  expect(report.problems.map(({ code }) => code)).toContain('change.rolled-back');
  test.host.events.emit('test.go', []);
  await mcdr.settled();
  await until(() => said('a').length > 1);
  expect(said('a')).toEqual(['waits', 'reload: null']);
});

describe('a reload', () => {
  it('of MCDReforged itself starts all of its plugins again, packed ones with their files', async () => {
    const archive = zip([
      { name: 'mcdreforged.plugin.json', text: '{ "id": "packed", "version": "1" }' },
      { name: 'packed.mjs', text: `export const on_load = (server) => server.logger.info(String(server.open_bundled_file('text.txt')));` },
      { name: 'text.txt', text: 'bundled' },
    ]);
    folder.write({
      'plugins/a.mjs': solo('a', 'export const on_user_info = (server, info) => server.logger.info(info.content);'),
      'plugins/packed.mcdr': archive,
    });
    const { test, mcdr, said } = await folder.start();
    const report = await test.host.reload('mcdreforged');
    expect(report.problems).toEqual([]);
    await mcdr.console('hello');
    expect(said('a')).toEqual(['load first', 'unload', 'load again', 'hello']);
    expect(said('packed')).toEqual(['bundled', 'bundled']);
    expect(await mcdr.manipulate_plugins({ reload: 'a' as never })).toMatchObject({ ok: true, reloaded: ['a'] });
  });

  it('stops child first and starts parent first, one generation at a time, and the plan says so', async () => {
    folder.write({
      'plugins/parent.mjs': solo('parent'),
      'plugins/child.mjs': needs('child', 'parent'),
      'plugins/grandchild.mjs': needs('grandchild', 'child'),
    });
    const { mcdr, said, test } = await folder.start();
    const plan = await test.host.plan({ reload: ['parent'] });
    expect(plan.replaces).toBe('restart');
    await test.host.discard(plan);
    const before = said().length;
    expect(await mcdr.manipulate_plugins({ reload: ['parent'] })).toMatchObject({
      ok: true,
      reloaded: expect.arrayContaining(['parent', 'child', 'grandchild']),
    });
    expect(said().slice(before)).toEqual([
      'grandchild: unload', 'child: unload', 'parent: unload', 'parent: load again', 'child: load again', 'grandchild: load again',
    ]); // prettier-ignore
  });

  it('gives the old exports to the new generation, also when the file was renamed', async () => {
    folder.write({ 'plugins/counter.mjs': counter() });
    const { mcdr, said } = await folder.start();
    await mcdr.reload_plugin('counter');
    renameSync(join(folder.path, 'plugins/counter.mjs'), join(folder.path, 'plugins/renamed.mjs'));
    expect(await mcdr.refresh_changed_plugins()).toMatchObject({ ok: true, reloaded: ['counter'] });
    expect(await mcdr.manipulate_plugins({ unload: ['counter'], load: [] })).toMatchObject({ unloaded: ['counter'] });
    await mcdr.load_plugin('plugins/renamed.mjs');
    expect(said('counter')).toEqual(['count 1', 'count 2', 'count 3', 'count 1']);
  });

  it('whose code is broken changes nothing', async () => {
    folder.write({ 'plugins/counter.mjs': counter() });
    const { mcdr, said } = await folder.start();
    folder.write({ 'plugins/counter.mjs': 'export function (' });
    const outcome = (await mcdr.manipulate_plugins({ reload: ['counter'] }))!;
    expect(outcome).toMatchObject({ ok: false, reloaded: [], receipt: { outcome: 'refused' } });
    expect(outcome.failed['counter']).toContain('threw while it was imported');
    expect(said('counter')).toEqual(['count 1']);
  });

  it('that fails in on_load brings the old set back, from the code that it had', async () => {
    folder.write({ 'plugins/counter.mjs': counter(), 'plugins/child.mjs': needs('child', 'counter') });
    const { mcdr, said, test } = await folder.start();
    folder.write({ 'plugins/counter.mjs': counter('throw new Error("not today");') });
    const outcome = (await mcdr.refresh_changed_plugins())!;
    expect(outcome).toMatchObject({ ok: false, reloaded: [], receipt: { outcome: 'rolled back' } });
    expect(outcome.failed['counter']).toContain('not today');
    expect(said()).toEqual([
      'counter: count 1',
      'child: load first',
      'child: unload',
      'counter: count 2',
      'counter: count 2',
      'child: load again',
    ]);
    expect(
      test.host
        .list()
        .map(({ id, state }) => `${id} ${state}`)
        .sort(),
    ).toEqual(['child running', 'counter running', 'mcdreforged running']);
    folder.write({ 'plugins/counter.mjs': counter() + '// mended' });
    expect(await mcdr.refresh_changed_plugins()).toMatchObject({ ok: true });
    expect(said('counter').at(-1)).toBe('count 3');
  });

  it('of an archive unpacks the new one beside the old one, which stays where that is wrong', async () => {
    const archive = (text: string, more = ''): Buffer =>
      zip([
        { name: 'mcdreforged.plugin.json', text: '{ "id": "packed", "version": "1" }' },
        { name: 'packed.mjs', text: `export const on_load = (server) => server.logger.info('${text}');` },
        ...(more === '' ? [] : [{ name: more }]),
      ]);
    folder.write({ 'plugins/packed.mcdr': archive('one') });
    const { mcdr, said } = await folder.start();
    folder.write({ 'plugins/packed.mcdr': archive('two') });
    expect(await mcdr.refresh_changed_plugins()).toMatchObject({ ok: true, reloaded: ['packed'] });
    folder.write({ 'plugins/packed.mcdr': archive('three', '../evil') });
    const outcome = (await mcdr.reload_plugin('packed'))!;
    expect(outcome).toBe(false);
    folder.write({ 'plugins/packed.mcdr': archive('four') });
    expect(await mcdr.reload_plugin('packed')).toBe(true);
    expect(said('packed')).toEqual(['one', 'two', 'four']);
  });

  it('while the new generation keeps the old exports is held by it, and is no leak', async () => {
    const keeps = (keeping: string): string =>
      `export const PLUGIN_METADATA = { id: 'keeper', version: '1' }; export let old; export function on_load(server, prev) { ${keeping} }`;
    folder.write({ 'plugins/keeper.mjs': keeps('old = prev;') });
    const { mcdr } = await folder.start();
    const outcome = (await mcdr.manipulate_plugins({ reload: ['keeper'] }))!;
    const [line] = outcome.receipt!.plugins;
    expect(line).toMatchObject({ plugin: 'keeper', did: 'restarted', handedOver: true, code: 'kept' });
    expect(line!.why).toBe(`Generation ${line!.generation} was given it, and holds it as long as it likes.`);
  });
});
