/** Open this to see who hears what in MCDReforged: default listeners, registered ones, marked ones, and events of your own. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OnEvent, Plugin } from 'mortise/decorators';
import { event_listener, type Info, MCDRPluginEvents, type PluginServerInterface } from 'mortise/mcdreforged';
import { type Folder, temporaryFolder } from './given.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

const plugin = (id: string, body: string): string => `export const PLUGIN_METADATA = { id: '${id}', version: '1' };\n${body}`;
/** Logs each event that a function of that name hears. */
const hears = (names: readonly string[]): string =>
  names
    .map(
      (name) =>
        `export function ${name}(server, ...args) { server.logger.info('${name} ' + args.map((each) => each?.content ?? String(each)).join(' ')); }`,
    )
    .join('\n');

const NAMES = [
  'on_info',
  'on_user_info',
  'on_server_start_pre',
  'on_server_start',
  'on_server_startup',
  'on_server_stop',
  'on_mcdr_start',
  'on_mcdr_stop',
  'on_player_joined',
  'on_player_left',
];

describe('a default listener', () => {
  it.each([
    ['snake_case', (name: string) => name],
    ['camelCase', (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())],
  ])('in %s hears every event of the list', async (_, write) => {
    const names = NAMES.map(write);
    folder.write({ 'plugins/ear.mjs': plugin('ear', hears(names)) });
    const { test, mcdr, said } = await folder.start();
    const { events } = test.host;
    await mcdr.console('hello');
    for (const event of ['server_start_pre', 'server_start', 'server_startup'] as const) events.emit(`mcdr.${event}`, []);
    events.emit('mcdr.server_stop', [1]);
    events.emit('mcdr.player_joined', ['Steve', { content: 'logged in' } as Info]);
    events.emit('mcdr.player_left', ['Steve']);
    await test.stop();
    expect(said('ear')).toEqual([
      `${write('on_mcdr_start')} `,
      `${write('on_info')} hello`,
      `${write('on_user_info')} hello`,
      `${write('on_server_start_pre')} `,
      `${write('on_server_start')} `,
      `${write('on_server_startup')} `,
      `${write('on_server_stop')} 1`,
      `${write('on_player_joined')} Steve logged in`,
      `${write('on_player_left')} Steve`,
      `${write('on_mcdr_stop')} `,
    ]);
  });

  it('of its own life hears nothing of others', async () => {
    const life = hears(['on_load', 'on_unload', 'on_removed']);
    folder.write({ 'plugins/a.mjs': plugin('a', life), 'plugins/b.mjs': plugin('b', life) });
    const { mcdr, said } = await folder.start();
    await mcdr.unload_plugin('a');
    expect(said('a')).toEqual(['on_load null', 'on_unload ', 'on_removed ']);
    expect(said('b')).toEqual(['on_load null']);
  });

  it('that throws is told with its plugin, and the next one hears all the same', async () => {
    folder.write({
      'plugins/a.mjs': plugin('a', `export function on_user_info() { throw new Error('deaf'); }`),
      'plugins/b.mjs': plugin('b', hears(['on_user_info'])),
    });
    const { mcdr, said, test } = await folder.start();
    await mcdr.console('hello');
    expect(said('b')).toEqual(['on_user_info hello']);
    expect(test.problems).toMatchObject([{ plugin: 'a', phase: 'event', message: expect.stringContaining('deaf') }]);
  });

  it('for the stop of MCDReforged is waited for, while all others still run', async () => {
    folder.write({
      'plugins/a.mjs': plugin(
        'a',
        `export async function on_mcdr_stop(server) { await new Promise((r) => setImmediate(r)); server.logger.info('saved ' + server.get_plugin_list()); }`,
      ),
      'plugins/b.mjs': plugin('b', hears(['on_unload'])),
    });
    const { test, said } = await folder.start();
    await test.stop();
    expect(said()).toEqual(['a: saved a,b', 'b: on_unload ']);
  });
});

describe('a registered listener', () => {
  it('is called by priority, ties in the order of registration', async () => {
    const registers = (id: string, priority: string): string =>
      plugin(
        id,
        `export function on_load(server) { server.register_event_listener('test.order', (s, text) => s.logger.info(text), ${priority}); }`,
      );
    folder.write({
      'plugins/a.mjs': registers('a', '2000'),
      'plugins/b.mjs': registers('b', 'undefined'),
      'plugins/c.mjs': registers('c', '10'),
      'plugins/d.mjs': registers('d', '1000'),
    });
    const { test, said } = await folder.start();
    expect(test.host.events.emit('test.order', ['x'])).toBe(5);
    expect(said()).toEqual(['c: x', 'b: x', 'd: x', 'a: x']);
  });

  it('goes with its plugin, and earlier when it is taken back', async () => {
    folder.write({
      'plugins/a.mjs': plugin(
        'a',
        `export function on_load(server) { const undo = server.registerEventListener('test.x', () => undo()); server.registerEventListener('test.x', () => {}); }`,
      ),
    });
    const { test, mcdr } = await folder.start();
    expect([test.host.events.emit('test.x', []), test.host.events.emit('test.x', [])]).toEqual([3, 2]);
    await mcdr.unload_plugin('a');
    // The one that is left is the recorder of the test.
    expect(test.host.events.emit('test.x', [])).toBe(1);
    await test.stop();
    test.expectClean();
  });

  it('for the load of its own plugin is called after on_load', async () => {
    folder.write({
      'plugins/a.mjs': plugin(
        'a',
        `export function on_load(server) { server.register_event_listener('mcdr.plugin_loaded', (s) => s.logger.info('second')); server.logger.info('first'); }`,
      ),
    });
    const { said } = await folder.start();
    expect(said('a')).toEqual(['first', 'second']);
  });

  it('for the end of its own plugin is called whoever threw before it, and what was thrown is told', async () => {
    const more = (event: string): string =>
      `server.register_event_listener('mcdr.plugin_${event}', (s) => { s.logger.info('more ${event}'); throw new Error('bang'); });
       server.register_event_listener('mcdr.plugin_${event}', (s) => s.logger.info('last ${event}'), 2000);`;
    folder.write({
      'plugins/a.mjs': plugin(
        'a',
        `export function on_load(server) { ${more('unloaded')} ${more('removed')} }
         export function on_unload() { throw new Error('boom'); }
         export async function on_removed() { throw new Error('gone badly'); }`,
      ),
    });
    const { test, mcdr, said } = await folder.start();
    await mcdr.unload_plugin('a');
    expect(said('a').filter((line) => !line.startsWith('A listener'))).toEqual([
      'more unloaded',
      'last unloaded',
      'more removed',
      'last removed',
    ]);
    expect(test.problems).toMatchObject([
      { plugin: 'a', phase: 'stop', message: expect.stringContaining('boom') },
      { message: expect.stringContaining('gone badly') },
    ]);
    expect(said('a').filter((line) => line.startsWith('A listener'))).toEqual([
      expect.stringMatching(/^A listener of "mcdr.plugin_unloaded" failed as well: Error: bang/),
      expect.stringMatching(/^A listener of "mcdr.plugin_removed" failed as well: Error: bang/),
    ]);
  });

  it('for the load of its own plugin is not called when one before it has thrown', async () => {
    folder.write({
      'plugins/a.mjs': plugin(
        'a',
        `export function on_load(server) { server.register_event_listener('mcdr.plugin_loaded', (s) => s.logger.info('second')); throw new Error('boom'); }`,
      ),
    });
    const { said, report } = await folder.start();
    expect([said('a'), report.plugins.find(({ id }) => id === 'a')?.state]).toEqual([[], 'failed']);
  });

  it('may be a function that is marked, with a priority', async () => {
    folder.write({
      'plugins/a.mjs': plugin(
        'a',
        `
        const mark = (event, priority, listener) => Object.defineProperty(listener, Symbol.for('mcdreforged.listener'), { value: [{ event, priority }] });
        export const late = mark('test.x', 2000, (server) => server.logger.info('late'));
        export const early = mark('test.x', 1, (server) => server.logger.info('early'));`,
      ),
    });
    const marked = event_listener('test.x', 7)((server) => server.logger.info('never'));
    expect(Reflect.get(marked, Symbol.for('mcdreforged.listener'))).toEqual([{ event: 'test.x', priority: 7 }]);
    const { test, said } = await folder.start();
    test.host.events.emit('test.x', []);
    expect(said('a')).toEqual(['early', 'late']);
  });
});

describe('an event', () => {
  it('of a plugin is delivered to all who listen, each with its own server', async () => {
    folder.write({
      'plugins/a.mjs': plugin('a', `export const on_user_info = (server, info) => server.dispatch_event('a.said', [info.content, 2]);`),
      'plugins/b.mjs': plugin(
        'b',
        `export const on_load = (server) => void server.register_event_listener('a.said', (s, text, n) => s.logger.info(text + n + (s === server)));`,
      ),
    });
    const { mcdr, said } = await folder.start();
    await mcdr.console('hi');
    expect(said('b')).toEqual(['hi2true']);
  });

  it.each(Object.values(MCDRPluginEvents))('%s is not for plugins to dispatch', async (event) => {
    folder.write({ 'plugins/a.mjs': plugin('a', `export const on_load = (server) => server.dispatch_event('${event}', []);`) });
    const { report } = await folder.start();
    expect(report.problems).toMatchObject([
      {
        code: 'lifecycle.failed',
        plugin: 'a',
        message: expect.stringContaining(`Cannot dispatch event with already exists event id ${event}`),
      },
    ]);
  });

  it('that is dispatched in on_load is delivered when the plugin runs', async () => {
    folder.write({
      'plugins/a.mjs': plugin(
        'a',
        `export function on_load(server) { server.register_event_listener('a.x', (s) => s.logger.info('heard')); server.dispatch_event('a.x'); server.logger.info('loaded'); }`,
      ),
    });
    const { said } = await folder.start();
    expect(said('a')).toEqual(['loaded', 'heard']);
  });

  it('reaches plugins of other styles, by the bus and by the mark', async () => {
    const heard: string[] = [];
    @Plugin({ id: 'watch', version: '1.0.0' })
    class Watch {
      @OnEvent('mcdr.user_info') user([info]: readonly [Info]) {
        heard.push(`bus ${info.content}`);
      }
      @event_listener('mcdr.user_info', 500) marked(server: PluginServerInterface, info: Info) {
        heard.push(`mark ${info.content} ${server.get_mcdr_version()}`);
      }
    }
    const { mcdr, report } = await folder.start({}, { plugins: [Watch] });
    expect(report.problems).toEqual([]);
    await mcdr.console('hi');
    expect(heard).toEqual(['mark hi 2.15.7', 'bus hi']);
  });
});
