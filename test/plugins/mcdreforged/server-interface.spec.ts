/** Open this to see what a plugin of MCDReforged can ask of its `server`: texts, files, people, other plugins, time. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Folder, temporaryFolder } from './given.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

/** A plugin that logs, as JSON, what an expression of its `server` gives. */
const logs = (id: string, expression: string, before = ''): string =>
  `export const PLUGIN_METADATA = { id: '${id}', version: '1.2', name: 'Mine' };
   export const value = 7;
   export async function on_load(server) { ${before}; server.logger.info(JSON.stringify(await (${expression}))); }`;

async function logged(expression: string, before = '', options = {}): Promise<unknown> {
  folder.write({ 'plugins/a.mjs': logs('a', expression, before) });
  const { said, report } = await folder.start(options);
  expect(report.problems).toEqual([]);
  return JSON.parse(said('a').at(-1)!);
}

const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');

describe('a logger', () => {
  it('is that of the plugin, with the names of Python', async () => {
    folder.write({
      'plugins/a.mjs': `export const PLUGIN_METADATA = { id: 'a', version: '1' };
        export function on_load({ logger }) { logger.debug('1'); logger.info('2'); logger.warn('3'); logger.warning('4'); logger.error('5'); logger.exception('6', new Error('why')); }`,
    });
    const { test } = await folder.start({}, { log: { level: 'debug' } });
    const lines = test.log
      .filter(({ plugin, message }) => plugin === 'a' && !message.startsWith('start'))
      .map(({ level, message }) => `${level} ${message.split('\n')[0]!}`);
    expect(lines).toEqual(['debug 1', 'info 2', 'warn 3', 'warn 4', 'error 5', 'error 6: Error: why']);
  });
});

describe('other plugins', () => {
  it('are found by id: what they say of themselves, what they export, where they are', async () => {
    folder.write({ 'plugins/b.mjs.disabled': '', 'plugins/0.mjs': logs('first', '1') });
    expect(
      await logged(`[server.get_plugin_list(), server.getPluginMetadata('first').name, server.get_plugin_instance('first').value, server.get_plugin_instance('nope'),
        server.get_plugin_metadata('nope'), server.get_plugin_metadata('mcdreforged').version, Object.keys(server.get_all_metadata()), server.get_disabled_plugin_list().length, server.get_self_metadata().version]`),
    ).toEqual([['a', 'first'], 'Mine', 7, null, null, '2.15.7', ['first', 'a'], 1, '1.2']);
  });

  it('of other styles are given by what they publish', async () => {
    folder.write({ 'plugins/a.mjs': logs('a', `server.get_plugin_instance('cache').size`) });
    const { said } = await folder.start(
      {},
      { plugins: [{ extension: { id: 'cache', version: '1.0.0', provides: { 'mcdreforged/cache': { size: 3 } } } }] },
    );
    expect(said('a')).toEqual(['3']);
  });

  it('publish what they export to those of other styles', async () => {
    folder.write({ 'plugins/a.mjs': logs('a', '1') });
    const { test } = await folder.start();
    expect(test.host.lookup('mcdreforged/a')).toMatchObject({ value: 7 });
  });
});

describe('a text', () => {
  const before = `server.register_translation('en_us', { a: { b: 'Hello {0}, {} and {name} {{x}}' }, only: 'English' }); server.register_translation('zh_cn', { a: { b: '你好 {0}' } })`;

  it('is found by key and filled', async () => {
    expect(await logged(`server.tr('a.b', 'Ada', { name: 'Bob' })`, before)).toBe('Hello Ada, Ada and Bob {x}');
  });

  it('is in the language of MCDReforged, else in en_us', async () => {
    expect(
      await logged(`[server.tr('a.b', 'Ada'), server.tr('only'), server.tr_map({ zh_cn: '中' }), server.get_mcdr_language()]`, before, {
        language: 'zh_cn',
      }),
    ).toEqual(['你好 Ada', 'English', '中', 'zh_cn']);
  });

  it('that nobody has is the key, and that is told', async () => {
    folder.write({ 'plugins/a.mjs': logs('a', `server.tr('nope.key')`) });
    const { said } = await folder.start();
    expect(said('a')).toEqual(['Error translate text "nope.key" to language en_us: no language file has that key', '"nope.key"']);
  });

  it('in a language file that is not valid is told with the file, and the other languages are there', async () => {
    folder.write({
      'plugins/a/mcdreforged.plugin.json': '{ "id": "a", "version": "1" }',
      'plugins/a/a.mjs': `export const on_load = (server) => server.logger.info(server.tr('hi'));`,
      'plugins/a/lang/de_de.json': '{ nope',
      'plugins/a/lang/fr_fr.yml': 'a: [1, 2]',
      'plugins/a/lang/it_it.json': '"text"',
      'plugins/a/lang/en_us.json': '{ "hi": "Hi" }',
    });
    const { said, report } = await folder.start();
    const wrong = (file: string, why: string) => ({
      code: 'mcdreforged.bad-language-file',
      severity: 'warning',
      plugin: 'a',
      place: join(folder.path, 'plugins/a/lang', file),
      message: expect.stringContaining(why),
      hint: 'Correct the file and reload the plugin; the other languages are there.',
    });
    expect(report.problems).toMatchObject([
      wrong('de_de.json', "de_de.json\" of plugin 'a': Expected property name"),
      wrong('fr_fr.yml', "'a' is a list instead of a text."),
      wrong('it_it.json', 'it is a string instead of a map from key to text.'),
    ]);
    expect(said('a')).toEqual(['Hi']);
  });
});

describe('a configuration', () => {
  const defaults = `{ a: 1, deep: { x: true, y: [1] } }`;

  it.each(['config.json', 'config.yml'])('%s is written with the defaults where there is none', async (file) => {
    expect(await logged(`server.load_config_simple('${file}', ${defaults})`)).toEqual({ a: 1, deep: { x: true, y: [1] } });
    expect(existsSync(join(folder.path, 'config/a', file))).toBe(true);
  });

  it('has what is missing filled in and told, and keeps what is unknown', async () => {
    folder.write({
      'config/a/config.json': '{ "deep": { "x": false, "own": 1 }, "mine": "kept" }',
      'plugins/a.mjs': logs('a', `server.load_config_simple('config.json', ${defaults})`),
    });
    const { said } = await folder.start();
    expect(said('a')).toEqual([
      expect.stringMatching(/^Found missing config key "a" in ".*config\/a\/config.json", its default value is used: 1$/),
      expect.stringMatching(/^Found missing config key "deep\.y" in .*: \[1\]$/),
      JSON.stringify({ deep: { x: false, own: 1, y: [1] }, mine: 'kept', a: 1 }),
    ]);
    expect(JSON.parse(read('config/a/config.json'))).toEqual({ deep: { x: false, own: 1, y: [1] }, mine: 'kept', a: 1 });
  });

  it('that can not be read is kept aside, or throws, as the plugin wants it', async () => {
    folder.write({ 'config/a/config.json': '{ nope' });
    expect(await logged(`server.load_config_simple('config.json', { defaultConfig: ${defaults} })`)).toMatchObject({ a: 1 });
    expect(read('config/a/config.json.bak')).toBe('{ nope');
    folder.write({
      'config/b/config.json': '[]',
      'plugins/b.mjs': logs('b', `server.load_config_simple('config.json', { defaultConfig: ${defaults}, failurePolicy: 'raise' })`),
    });
    const { report } = await folder.start();
    expect(report.problems.find(({ plugin }) => plugin === 'b')!.message).toMatch(
      /Fail to load the config file ".*": it holds a list instead of an object\. Correct the file\./,
    );
  });

  it('of an older form is brought up to date', async () => {
    folder.write({ 'config/a/config.json': '{ "old": 5 }' });
    expect(
      await logged(
        `server.load_config_simple('config.json', { default_config: { a: 1 }, data_processor(data) { data.a = data.old; delete data.old; return true; } })`,
      ),
    ).toEqual({ a: 5 });
    expect(JSON.parse(read('config/a/config.json'))).toEqual({ a: 5 });
  });

  it('is written where it was read, and nowhere else', async () => {
    await logged(`[server.save_config_simple({ z: 1 }, 'x.yml'), server.get_data_folder()]`);
    expect(read('config/a/x.yml')).toBe('z: 1\n');
    folder.write({ 'plugins/b.mjs': logs('b', `server.save_config_simple({}, '../../evil.json')`) });
    const { report } = await folder.start();
    expect(report.problems.find(({ plugin }) => plugin === 'b')!.message).toContain(
      'Config file "../../evil.json" leads out of the data folder of plugin \'b\'.',
    );
  });
});

describe('a bundled file', () => {
  it.each([
    ['../other/secret', 'leads out of plugin'],
    ['/etc/passwd', 'leads out of plugin'],
    ['nope', 'not found in plugin'],
  ])('%s is not given', async (path, why) => {
    folder.write({
      'plugins/a/mcdreforged.plugin.json': '{ "id": "a", "version": "1" }',
      'plugins/a/a.mjs': `export const on_load = (server) => { try { server.open_bundled_file('${path}'); } catch (error) { server.logger.info(error.message); } };`,
    });
    const { said } = await folder.start();
    expect(said('a')).toEqual([expect.stringContaining(why)]);
  });

  it('is nothing that one file can have', async () => {
    folder.write({
      'plugins/a.mjs': `export const on_load = (server) => { try { server.open_bundled_file('x'); } catch (error) { server.logger.info(error.message); } };`,
    });
    const { said } = await folder.start();
    expect(said('a').at(-1)).toBe('File "x" not found: \'a\' is one file, and nothing is bundled with it.');
  });
});

describe('people', () => {
  it('have levels by the permission file, and preferences', async () => {
    folder.write({ 'permission.json': '{ "default": "user", "users": { "ada": "admin" } }' });
    expect(
      await logged(`[server.get_permission_level('ada'), server.get_permission_level('bob'), server.get_permission_level({ kind: 'console', name: 'c' }),
        server.get_permission_level({ kind: 'user', name: 'x', permission: 2 }), server.get_preference('ada').language, (server.set_permission_level('bob', 'helper'), server.get_permission_level('bob'))]`),
    ).toEqual([3, 1, 4, 2, 'en_us', 2]);
    expect(JSON.parse(read('permission.json'))).toMatchObject({ users: { ada: 'admin', bob: 'helper' } });
  });

  it('who say something give commands as those who type them do', async () => {
    folder.write({
      'plugins/a.mjs': `export const PLUGIN_METADATA = { id: 'a', version: '1.2' };
        export function on_user_info(server, info) {
          const source = info.get_command_source();
          server.logger.info([source.is_console, source.player, source.has_permission('owner'), server.get_permission_level(info), server.get_permission_level(source)].join());
          source.reply('heard');
        }`,
    });
    const { mcdr, said } = await folder.start();
    await mcdr.console('hello');
    expect([said('a'), said('mcdreforged')]).toEqual([['true,,true,4,4'], ['heard']]);
  });

  it('keep their preferences while that file is edited to nonsense, which is told once and not written over', async () => {
    folder.write({ 'config/preferences.json': '{ "ada": { "language": "zh_cn" }, "bob": 5 }' });
    const found = await folder.start();
    const { mcdr, test } = found;
    const ada = { kind: 'user', name: 'ada' } as const;
    const said = (line: string): Promise<unknown> =>
      test.host.commands.run(`!!MCDR preference ${line}`, ada).catch((error: Error) => error.message);
    expect(await said('list')).toBe('language: zh_cn');
    folder.write({ 'config/preferences.json': '{ nonsense' });
    expect([await said('list'), await said('list')]).toEqual(['language: zh_cn', 'language: zh_cn']);
    expect(await said('language de_de')).toContain('Correct the file');
    expect([read('config/preferences.json'), found.warned.length]).toEqual(['{ nonsense', 1]);
    folder.write({ 'config/preferences.json': '{ "eve": { "language": "fr_fr" } }' });
    expect([await said('list'), await said('language de_de'), await said('list')]).toEqual([
      'language: en_us',
      'language: de_de',
      'language: de_de',
    ]);
    expect(JSON.parse(read('config/preferences.json'))).toEqual({ eve: { language: 'fr_fr' }, ada: { language: 'de_de' } });
    await mcdr.settled();
  });

  it('have the levels of a permission.yml of MCDReforged, which is taken over once', async () => {
    folder.write({ 'permission.yml': 'default_level: guest\nowner:\n- ada\nadmin:\n- bob\n- ada\nhelper: []\n' });
    const { test, warned } = await folder.start();
    const levels = (): number[] => ['ada', 'bob', 'eve'].map((user) => test.host.commands.permissions.of(user));
    expect(levels()).toEqual([4, 3, 0]);
    expect(JSON.parse(read('permission.json'))).toEqual({ default: 'guest', users: { ada: 'owner', bob: 'admin' } });
    expect(warned).toEqual([expect.stringMatching(/permission\.yml" were taken over into ".*permission\.json"/)]);
    folder.write({ 'permission.yml': 'default_level: owner' });
    expect((await folder.start()).warned).toEqual([]);
    expect(levels()).toEqual([4, 3, 0]);
  });

  it.each([
    ['[', /can't be taken over: /],
    ['just text', /it holds a string instead of levels with lists of users/],
    ['owner: ada', /'owner' is a string instead of a list of users/],
    ['default_level: king', /default_level is none of guest, user, helper, admin, owner/],
  ])('have their usual levels beside a permission.yml that means nothing, which is told: %s', async (text, why) => {
    folder.write({ 'permission.yml': text });
    const { test, warned } = await folder.start();
    expect(warned).toEqual([expect.stringMatching(why)]);
    expect([test.host.commands.permissions.of('ada'), existsSync(join(folder.path, 'permission.json'))]).toEqual([1, false]);
  });

  it('keep their levels while the file is edited to nonsense', async () => {
    folder.write({ 'permission.json': '{ "default": "user", "users": { "ada": "admin" } }', 'plugins/a.mjs': logs('a', '1') });
    const { test, mcdr, said } = await folder.start();
    expect(test.host.commands.permissions.of('ada')).toBe(3);
    folder.write({ 'permission.json': 'nonsense {' });
    expect(test.host.commands.permissions.of('ada')).toBe(3);
    expect(test.problems).toMatchObject([
      { code: expect.stringMatching(/^permission\./), message: expect.stringContaining('permission.json') },
    ]);
    await mcdr.console('!!MCDR permission query ada');
    expect(said('mcdreforged').at(-1)).toBe('ada: admin');
  });
});

describe('overriding', () => {
  it('is for the first who asks; the others are warned, and have their turn when it goes', async () => {
    const filters = (id: string, word: string): string =>
      `export const PLUGIN_METADATA = { id: '${id}', version: '1' };
       export const on_load = (server) => { server.register_info_filter((info) => info.content !== '${word}'); server.register_server_handler({ name: '${id}', parseServerStdout: (line) => ({ content: '${id} ' + line }) }); };
       export const on_user_info = (server, info) => server.logger.info(info.content);`;
    folder.write({ 'plugins/a.mjs': filters('a', 'one'), 'plugins/b.mjs': filters('b', 'two') });
    const { mcdr, said } = await folder.start();
    for (const word of ['one', 'two', 'three']) await mcdr.console(word);
    expect(said('b')).toEqual([
      "Info filter is already overridden by plugin 'a', so that of 'b' is ignored while it is there",
      "Server handler is already overridden by plugin 'a', so that of 'b' is ignored while it is there",
      'two',
      'three',
    ]);
    await mcdr.unload_plugin('a');
    for (const word of ['one', 'two', 'three']) await mcdr.console(word);
    expect(said('b').slice(4)).toEqual(['one', 'three']);
  });

  it('wants a handler that can read, in either spelling, and a filter that can be called', async () => {
    const bad = (id: string, call: string): string =>
      `export const PLUGIN_METADATA = { id: '${id}', version: '1' }; export const on_load = (server) => server.${call};`;
    folder.write({
      'plugins/a.mjs': bad('a', 'register_server_handler({ name: "x" })'),
      'plugins/b.mjs': bad('b', 'register_info_filter({})'),
    });
    const { report } = await folder.start();
    const said = (id: string): string => report.problems.find(({ plugin }) => plugin === id)!.message;
    expect(said('a')).toContain('A server handler has a method parseServerStdout(line), which answers { content }.');
    expect(said('b')).toContain('An info filter is a function that answers whether a line passes.');
  });
});

describe('time', () => {
  it('is that of the host, and ends with the plugin', async () => {
    folder.write({
      'plugins/a.mjs': logs(
        'a',
        '1',
        `server.schedule_task(() => server.logger.info('soon')); server.schedule_task(() => server.logger.info('late'), 5000)`,
      ),
    });
    const { test, said, mcdr } = await folder.start();
    await test.clock.advance(10);
    expect(said('a')).toEqual(['1', 'soon']);
    await mcdr.unload_plugin('a');
    await test.clock.advance(10_000);
    expect(said('a')).toEqual(['1', 'soon']);
    await test.stop();
    test.expectClean();
  });
});

it('a server that is not there takes nothing', async () => {
  expect(
    await logged(
      `[server.is_server_running(), await server.start(), server.execute('x'), server.get_server_pid(), await server.execute_command('nope')]`,
    ),
  ).toEqual([false, false, false, null, false]);
});
