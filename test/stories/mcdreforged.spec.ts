/** Open this to hear MCDReforged's document of plugin development told from its first line to its last, with its own sample and its own words. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Info } from 'mortise/mcdreforged';
import { type Folder, temporaryFolder, until } from '../plugins/mcdreforged/given.js';

let mcdr: Folder;
beforeEach(() => void (mcdr = temporaryFolder()));
afterEach(() => mcdr.end());

/** A plugin that has this metadata and does nothing. */
const having = (metadata: string): string => `export const PLUGIN_METADATA = ${metadata};`;

/** The sample of the document, in JavaScript. */
const HELLO_WORLD = `
export const PLUGIN_METADATA = {
    'id': 'hello_world',
    'version': '1.0.0',
    'name': 'My Hello World Plugin'
}


export function on_load(server, old) {
    server.logger.info('Hello world!')
}
`;

describe('What is a MCDR plugin', () => {
  it('is a source file in plugin directories, and at start up every plugin inside is loaded', async () => {
    mcdr.write({
      'plugins/SamplePlugin.mjs': having("{ id: 'sample_plugin', version: '1.0.0' }"),
      'more/Other.js': "exports.PLUGIN_METADATA = { id: 'other', version: '1' };",
    });
    const { test } = await mcdr.start({ directories: ['plugins', 'more'] });
    expect(test.host.list().map(({ id, state }) => `${id} ${state}`)).toEqual([
      'mcdreforged running',
      'sample_plugin running',
      'other running',
    ]);
  });
});

describe('Quick Start', () => {
  it('the sample is created while MCDR runs, and !!MCDR reload plugin says hello', async () => {
    const { mcdr: console, test, said } = await mcdr.start();
    mcdr.write({ 'plugins/HelloWorld.mjs': HELLO_WORLD });
    await console.console('!!MCDR reload plugin');
    expect(test.log.filter(({ level, message }) => level === 'info' && message === 'Hello world!')).toMatchObject([
      { plugin: 'hello_world' },
    ]);
    expect(said('mcdreforged')).toEqual(['Loaded 1: hello_world']);
    expect(test.host.info('hello_world').manifest.name).toBe('My Hello World Plugin');
    await console.console('!!MCDR reload plugin');
    expect(said('mcdreforged').at(-1)).toBe('Nothing has changed.');
  });
});

describe('Metadata', () => {
  it('has all possible key-values', async () => {
    mcdr.write({
      'plugins/mine.mjs': having(`{
        'id': 'my_plugin_id',
        'version': '1.0.0',
        'name': 'My Plugin',
        'description': 'A plugin to do something cool',
        'author': 'myself',
        'link': 'https://github.com',
        'dependencies': {
          'mcdreforged': '>=1.0.0',
          'an_important_api': '*'
        }
      }`),
      'plugins/api.mjs': having("{ id: 'an_important_api', version: '0.1' }"),
    });
    const { test } = await mcdr.start();
    expect(test.host.info('my_plugin_id')).toMatchObject({
      state: 'running',
      manifest: {
        version: '1.0.0',
        name: 'My Plugin',
        description: 'A plugin to do something cool',
        authors: ['myself'],
        link: 'https://github.com',
      },
    });
  });

  it('that is not declared is warned about, and the fallback values will be used', async () => {
    mcdr.write({ 'plugins/no_metadata.mjs': 'export const on_load = () => {};' });
    const { test, said } = await mcdr.start();
    expect(said('no_metadata')).toEqual([expect.stringContaining('fallback values are used'), expect.stringContaining('0.0.0')]);
    expect(test.host.info('no_metadata').manifest).toMatchObject({ id: 'no_metadata', version: '0.0.0', name: 'no_metadata', authors: [] });
  });

  it.each(
    [
      ['my_plugin', 'anotherhelper123', '__a_cool_plugin__'].map((id) => [id, true] as const),
      ['MyPlugin', 'another-helper-123', 'a cool plugin'].map((id) => [id, false] as const),
    ].flat(),
  )("id '%s': available %s", async (id, isAvailable) => {
    mcdr.write({ 'plugins/file_name.mjs': having(`{ id: '${id}', version: '1.0.0' }`) });
    const { test } = await mcdr.start({ ids: 'document' });
    expect(test.host.list().map((plugin) => plugin.id)).toEqual(['mcdreforged', isAvailable ? id : 'file_name']);
  });

  it('id: a newly loaded plugin with an existed id will fail to load', async () => {
    mcdr.write({ 'plugins/first.mjs': having("{ id: 'same', version: '1.0.0' }") });
    const { mcdr: manager, test } = await mcdr.start();
    mcdr.write({ 'plugins/second.mjs': having("{ id: 'same', version: '2.0.0' }") });
    expect(await manager.load_plugin('plugins/second.mjs')).toBe(false);
    expect(test.host.list().find(({ id }) => id === 'same')).toMatchObject({ version: '1.0.0', state: 'running' });
  });

  it.each(['1.0.0', '2.0', '1.2.3-pre4', '1.8.9-rc.8', '1.14.1-beta.4+build.54'])('version %s is available', async (version) => {
    mcdr.write({ 'plugins/x.mjs': having(`{ id: 'x', version: '${version}' }`) });
    const { test } = await mcdr.start();
    expect(test.host.info('x').manifest.version).toBe(version);
  });

  it.each([
    ['>=1.2.3', ['1.2.3', '1.3.0'], ['1.2.0']],
    ['>1.2.3', ['1.2.4'], ['1.2.0', '1.2.3']],
    ['<=1.2.3', ['1.2.3', '1.1.0'], ['1.2.4', '2.0.0']],
    ['<1.2.3', ['1.1.0'], ['1.2.3', '1.5']],
    ['=1.2.3', ['1.2.3'], ['1.2', '1.2.4']],
    ['1.2.3', ['1.2.3'], ['1.2', '1.2.4']],
    ['^1.2.3', ['1.2.3', '1.2.4', '1.4.4'], ['1.0.0', '2.0.0']],
    ['~1.2.3', ['1.2.3', '1.2.4'], ['1.0.0', '1.4.4', '2.0.0']],
    ['>=1.0.0 <2.0', ['1.0.0', '1.9'], ['2.0', '0.9']],
    ['*', ['0.0.1', '3'], []],
    ['1.0.*', ['1.0.7'], ['1.1.0']],
  ])('dependencies: the requirement %s accepts %j and not %j', async (requirement, accepted, unaccepted) => {
    const versions = [...accepted, ...unaccepted];
    versions.forEach((version, index) =>
      mcdr.write({
        [`plugins/lib_${index}.mjs`]: having(`{ id: 'lib_${index}', version: '${version}' }`),
        [`plugins/user_${index}.mjs`]: having(`{ id: 'user_${index}', version: '1', dependencies: { lib_${index}: '${requirement}' } }`),
      }),
    );
    const { test } = await mcdr.start();
    const isUp = (index: number): boolean => test.host.info(`user_${index}`).state === 'running';
    expect(versions.filter((_, index) => isUp(index))).toEqual(accepted);
  });

  it('dependencies: missing, not match or loop is a failure of the dependency check, and others get loaded', async () => {
    const needing = (id: string, needs: string): Record<string, string> => ({
      [`plugins/${id}.mjs`]: having(`{ id: '${id}', version: '1.0.0', dependencies: ${needs} }`),
    });
    mcdr.write({
      ...needing('missing', "{ my_library: '>=1.0.0' }"),
      ...needing('not_match', "{ good: '>=2' }"),
      ...needing('loop_a', "{ loop_b: '*' }"),
      ...needing('loop_b', "{ loop_a: '*' }"),
      ...needing('good', "{ mcdreforged: '>=1.0.0 <3.0' }"),
    });
    const { test } = await mcdr.start();
    expect(
      test.host
        .list()
        .filter(({ state }) => state === 'running')
        .map(({ id }) => id),
    ).toEqual(['mcdreforged', 'good']);
    expect(test.host.info('loop_a').reason).toContain('loop_a -> loop_b -> loop_a');
  });
});

describe('Event', () => {
  /** Every event of the document with its default function, and how the arguments of the callback print. */
  const LIST: readonly (readonly [id: string, name: string, args: string])[] = [
    ['mcdr.general_info', 'on_info', 'Info'],
    ['mcdr.user_info', 'on_user_info', 'Info'],
    ['mcdr.server_startup', 'on_server_startup', ''],
    ['mcdr.server_stop', 'on_server_stop', '7'],
    ['mcdr.mcdr_start', 'on_mcdr_start', ''],
    ['mcdr.mcdr_stop', 'on_mcdr_stop', ''],
    ['mcdr.player_joined', '', 'Steve,Info'],
    ['mcdr.player_left', '', 'Steve'],
    ['mcdr.plugin_loaded', 'on_load', 'null'],
    ['mcdr.plugin_unloaded', 'on_unload', ''],
    ['mcdr.plugin_removed', 'on_removed', ''],
  ];
  const SERVER = `
    const line = (text) => console.log('[09:00:00] [Server thread/INFO]: ' + text);
    line('Done (1.0s)! For help, type "help"');
    line('Steve[/127.0.0.1:1] logged in with entity id 1 at (0, 0, 0)');
    line('<Steve> hello');
    line('Steve left the game');
    process.stdin.on('data', () => process.exit(7));`;

  it('is invoked with the given arguments, by the default function names and by listeners that have registered', async () => {
    const functions = LIST.filter(([, name]) => name !== '').map(
      ([id, name]) => `export function ${name}(server, ...args) { say(server, '${id}', args); }`,
    );
    const registered = LIST.filter(([, name]) => name === '').map(
      ([id]) => `server.register_event_listener('${id}', (s, ...args) => say(s, '${id}', args));`,
    );
    mcdr.write({
      'server.cjs': SERVER,
      'plugins/ear.mjs': `${having("{ id: 'ear', version: '1' }")}
        const say = (server, event, args) => server.logger.info(event + ' ' + args.map((each) => (each?.raw_content === undefined ? String(each) : 'Info')).join());
        ${functions.join('\n').replace("say(server, 'mcdr.plugin_loaded', args);", `say(server, 'mcdr.plugin_loaded', args); ${registered.join('\n')}`)}`,
      'plugins/gone.mjs': `${having("{ id: 'gone', version: '1' }")} export const on_removed = (server) => server.logger.info('removed');`,
    });
    const { test, mcdr: manager, said } = await mcdr.start({ serverCommand: { command: process.execPath, args: ['server.cjs'] } });
    await until(() => said('ear').some((line) => line.startsWith('mcdr.player_left')));
    await manager.unload_plugin('gone');
    expect(said('gone')).toEqual(['removed']);
    await test.stop();
    const heard = new Set(said('ear'));
    // Stopping is no removal.
    for (const [id, , args] of LIST.filter(([event]) => event !== 'mcdr.plugin_removed')) expect([...heard]).toContain(`${id} ${args}`);
  });

  it('Custom Event: a plugin dispatches its own, and others listen', async () => {
    mcdr.write({
      'plugins/a.mjs': `${having("{ id: 'a', version: '1' }")} export const on_mcdr_start = (server) => server.dispatch_event('a.my_event', ['hi', 2]);`,
      'plugins/b.mjs': `${having("{ id: 'b', version: '1' }")} export const on_load = (server) => void server.register_event_listener('a.my_event', (s, text, n) => s.logger.info(text + n));`,
    });
    const { said } = await mcdr.start();
    expect(said('b')).toEqual(['hi2']);
  });
});

describe('Life Cycle', () => {
  it('a plugin is loaded, reloaded with its old module, disabled, enabled, unloaded and removed', async () => {
    mcdr.write({
      'plugins/life.mjs': `${having("{ id: 'life', version: '1' }")}
        export let loads = 0;
        export function on_load(server, old) { loads = (old?.loads ?? 0) + 1; server.logger.info('load ' + loads); }
        export function on_unload(server) { server.logger.info('unload'); }
        export function on_removed(server) { server.logger.info('removed'); }`,
    });
    const { mcdr: manager, said } = await mcdr.start();
    await manager.reload_plugin('life');
    await manager.refresh_all_plugins();
    await manager.disable_plugin('life');
    expect(readdirSync(join(mcdr.path, 'plugins'))).toEqual(['life.mjs.disabled']);
    await manager.enable_plugin('plugins/life.mjs.disabled');
    rmSync(join(mcdr.path, 'plugins/life.mjs'));
    await manager.refresh_changed_plugins();
    expect(said('life')).toEqual([
      'load 1', 'unload', 'load 2', 'unload', 'load 3', 'unload', 'removed', 'load 1', 'unload', 'removed',
    ]); // prettier-ignore
  });
});

describe('Registry', () => {
  it('Command: rather than parsing info.content by hand, a plugin registers commands; and a Help message', async () => {
    mcdr.write({
      'plugins/day.mjs': `${having("{ id: 'day', version: '1' }")}
        export function on_load(server) {
          server.register_command('!!day', () => 'It is day 1');
          server.register_command('!!day set <n:integer 1..>', ({ n }, source) => source.name + ' made it day ' + n, { permission: 'helper' });
          server.register_help_message('!!day help', 'Tells which day it is');
        }
        export const on_user_info = (server, info) => server.logger.info('by hand: ' + info.content);`,
    });
    const { mcdr: manager, said, test } = await mcdr.start();
    for (const line of ['!!day', '!!day set 3', '!!day set x', '!!help search which day']) await manager.console(line);
    expect(said('mcdreforged')).toEqual([
      'It is day 1',
      'console made it day 3',
      expect.stringContaining('!!day set x <--'),
      '!!day help: Tells which day it is',
    ]);
    expect(said('day')).toContain('by hand: !!day');
    await expect(test.host.commands.run('!!day set 3', { kind: 'user', name: 'steve' })).rejects.toMatchObject({
      code: 'permission.denied',
    });
  });

  it('Event listeners: what is registered goes with the plugin', async () => {
    mcdr.write({
      'plugins/ear.mjs': `${having("{ id: 'ear', version: '1' }")}
        export const on_load = (server) => void server.register_event_listener('mcdr.user_info', (s, info) => s.logger.info(info.content), 500);`,
    });
    const { mcdr: manager, said, test } = await mcdr.start();
    const infos: string[] = [];
    test.host.events.handle('mcdr.user_info', ([info]: readonly [Info]) => void infos.push(info.content));
    await manager.console('one');
    await manager.unload_plugin('ear');
    await manager.console('two');
    expect(said('ear')).toEqual(['one']);
    expect(infos).toEqual(['one', 'two']);
    await test.stop();
    test.expectClean();
  });
});
