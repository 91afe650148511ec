/** Open this to see what of Pomelo's `app` plugins find: identity, settings, conditions, single components. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTestHost } from 'mortise/testing';
import { createApp, startAll, stopAll } from 'mortise/pomelo';
import { observedApp, temporaryFolder, until } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('an app', () => {
  it('knows the server it is', () => {
    const app = createApp({ id: 'gate-7', serverType: 'gate', base: '/srv/game', env: 'production' });
    expect([app.getServerId(), app.getServerType(), app.getBase()]).toEqual(['gate-7', 'gate', '/srv/game']);
    expect([app.serverId, app.serverType, app.env]).toEqual(['gate-7', 'gate', 'production']);
    expect([app.get('serverId'), app.get('serverType'), app.get('env'), app.get('base')]).toEqual([
      'gate-7',
      'gate',
      'production',
      '/srv/game',
    ]);
  });

  it('is a server of the working directory when nobody says otherwise', () => {
    const app = createApp();
    expect([app.serverId, app.serverType, app.getBase(), app.env]).toEqual(['server-1', 'server', process.cwd(), process.env['NODE_ENV']]);
  });

  it('says what is missing where it is told what to do by name only', () => {
    const { app, log } = observedApp();
    expect(() => app.configure('all' as never)).toThrow('takes a function as its last argument');
    app.use('pomelo-status-plugin' as never);
    expect(log.map(({ message }) => message)).toEqual([
      'invalid components, no components exist: "pomelo-status-plugin" is a name; give what it exports, require("pomelo-status-plugin")',
    ]);
  });

  it('configures by environment and server type', () => {
    const app = createApp({ serverType: 'gate', env: 'production' });
    const ran: string[] = [];
    app.configure(() => ran.push('any'));
    app.configure('production', () => ran.push('production'));
    app.configure('development|production', 'gate|connector', () => ran.push('both'));
    app.configure('all', 'gate', () => ran.push('gate'));
    app.configure('all', 'all', () => ran.push('all'));
    app.configure('development', () => ran.push('no'));
    app.configure('production', 'connector', () => ran.push('no'));
    expect(app.configure(function () { ran.push(this.serverType); })).toBe(app); // prettier-ignore
    expect(ran).toEqual(['any', 'production', 'both', 'gate', 'all', 'gate']);
  });

  it('keeps settings, and shows those that are attached as members', () => {
    const { app, log } = observedApp();
    expect(app.set('inner', 1)).toBe(app);
    app.set('statusService', { up: true }, true);
    expect([app.set('inner'), app.get('inner'), 'inner' in app, app.get('nothing')]).toEqual([1, 1, false, undefined]);
    expect(Reflect.get(app, 'statusService')).toEqual({ up: true });
    app.set('statusService', 2, true);
    expect([app.get('statusService'), Reflect.get(app, 'statusService')]).toEqual([2, 2]);
    expect(log).toEqual([]);
  });

  it('keeps its own members whatever is attached', () => {
    const { app, log } = observedApp();
    const { use } = app;
    app.set('use', 'mine', true).set('__proto__', { polluted: true }, true);
    expect([app.use, app.get('use')]).toEqual([use, 'mine']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warn "use" is a member of the app, so it is only a setting',
      'warn "__proto__" is a member of the app, so it is only a setting',
    ]);
  });

  it('belongs to one host', () => {
    const app = createApp();
    const { host } = createTestHost({ name: 'first' });
    expect(app.join(host)).toBe(host);
    expect(app.join(host)).toBe(host);
    expect(() => app.join(createTestHost({ name: 'second' }).host)).toThrow(
      "This app belongs to the host 'first' already; make another app for 'second'.",
    );
  });

  it('gives a setting back to whoever had it before the plugin', async () => {
    const { app } = observedApp();
    app.set('shared', 'owner', true);
    const sets = (text: string): string => `module.exports = function (app) { app.set('shared', '${text}', true); return {}; };`;
    app.use(folder.plugin('sets-1', { 'components/a.js': sets('one') }));
    app.use(folder.plugin('sets-2', { 'components/a.js': sets('two') }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    const shared = (): unknown[] => [app.get('shared'), Reflect.get(app, 'shared')];
    expect(shared()).toEqual(['two', 'two']);
    await test.host.unload('sets-1');
    expect(shared()).toEqual(['two', 'two']);
    await test.host.unload('sets-2');
    expect(shared()).toEqual(['owner', 'owner']);
    await test.stop();
  });
});

describe('a module of the console', () => {
  it('is kept, with a warning that nobody runs it', () => {
    const { app, log } = observedApp();
    const module = Object.assign(() => ({}), { moduleId: 'own' });
    app.registerAdmin(module, { interval: 5 });
    app.registerAdmin('named', module);
    app.registerAdmin({});
    expect(app.get('__modules__')).toEqual({
      own: { moduleId: 'own', module, opts: { interval: 5 } },
      named: { moduleId: 'named', module, opts: undefined },
    });
    expect(log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warn the admin module "own" is kept, and nobody runs it: there is no console here',
      'warn the admin module "named" is kept, and nobody runs it: there is no console here',
    ]);
  });
});

describe('the settings of an app', () => {
  it('are switched on and off', () => {
    const { app } = observedApp();
    expect([app.enable('rpcDebugLog'), app.enabled('rpcDebugLog'), app.disabled('rpcDebugLog')]).toEqual([app, true, false]);
    expect([app.disable('rpcDebugLog'), app.enabled('rpcDebugLog'), app.disabled('nothing')]).toEqual([app, false, true]);
  });

  it('are read from files, of the environment where there is one', () => {
    folder.write({
      'config/mysql.json': JSON.stringify({ production: { host: 'far' }, development: { host: 'near' } }),
      'config/production/redis.json': JSON.stringify({ host: 'of production' }),
      'config/plain.js': 'module.exports = { plain: true };',
      'package.json': '{"type":"commonjs"}',
    });
    const { app, log } = observedApp({ base: folder.path, env: 'production' });
    app.loadConfigBaseApp('mysql', '/config/mysql.json');
    app.loadConfigBaseApp('redis', '/config/redis.json');
    app.loadConfig('plain', 'config/plain.js');
    expect([app.get('mysql'), app.get('redis'), app.get('plain')]).toEqual([{ host: 'far' }, { host: 'of production' }, { plain: true }]);
    app.loadConfigBaseApp('nothing', '/config/nothing.json');
    expect(log.map(({ message }) => message)).toEqual(['invalid configuration with file path: nothing']);
    expect(() => app.loadConfig('nothing', '/config/nothing.json')).toThrow("There is no configuration 'nothing' at /config/nothing.json.");
  });

  it('are read again whenever their file is written, if that is asked for, and no more when the app has stopped', async () => {
    const write = (name: string, value: unknown): void => folder.write({ [`config/${name}.json`]: JSON.stringify(value) });
    write('live', { production: { rate: 1 } });
    folder.write({ 'config/code.js': 'module.exports = 1;', 'package.json': '{"type":"commonjs"}', 'config/still.json': '1' });
    const { app, log } = observedApp({ base: folder.path, env: 'production' });
    app.loadConfigBaseApp('live', '/config/live.json', true);
    app.loadConfig('still', 'config/still.json');
    await startAll(app);
    write('live', { production: { rate: 2 } });
    folder.write({ 'config/still.json': '2' });
    await until(() => (app.get('live') as { rate: number }).rate === 2);
    folder.write({ 'config/live.json': '{' });
    await until(() =>
      log.some(({ message }) => message.startsWith("the configuration live can't be read, so what it said before counts: ")),
    );
    expect([app.get('live'), app.get('still'), app.require('config/code.js')]).toEqual([{ rate: 2 }, 1, 1]);
    await stopAll(app);
    write('live', { production: { rate: 3 } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(app.get('live')).toEqual({ rate: 2 });
  });

  it('that a plugin watches go with it', async () => {
    folder.write({ 'config/mine.json': '1' });
    const { app } = observedApp({ base: folder.path });
    await startAll(app);
    app.use(
      folder.plugin('watching', { 'components/a.js': `module.exports = (app) => (app.loadConfig('mine', 'config/mine.json', true), {});` }),
    );
    await app.settled();
    folder.write({ 'config/mine.json': '2' });
    await until(() => app.get('mine') === 2);
    await app.host!.unload('watching');
    folder.write({ 'config/mine.json': '3' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(app.get('mine')).toBe(undefined);
    await stopAll(app);
  });
});

describe('load', () => {
  it('adds one component, by its given name, its own, or none', async () => {
    const { app, seen } = observedApp();
    const component = (text: string) => () => ({ start: (done: () => void) => (seen.push(text), done()) });
    expect(app.load('given', component('given'), { size: 1 })).toBe(app);
    app.load(function own() { return component('own')(); }); // prettier-ignore
    app.load({ name: 'ready', start: () => seen.push('ready') });
    app.load(component('unnamed'));
    app.load(component('unnamed too'));
    expect(Object.keys(app.components)).toEqual(['given', 'own', 'ready']);
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    const report = await test.start();
    expect(report.problems).toEqual([]);
    expect(report.plugins.map(({ id }) => id)).toEqual([
      'pomelo',
      'pomelo.given',
      'pomelo.own',
      'pomelo.ready',
      'pomelo.component',
      'pomelo.component-2',
    ]);
    expect(seen).toEqual(['given', 'own', 'ready', 'unnamed', 'unnamed too']);
    await test.stop();
    test.expectClean();
  });

  it('gives nothing back when the name is taken, and does not run the factory', () => {
    const { app, seen, log } = observedApp();
    app.load('cache', {});
    expect(app.load('cache', () => seen.push('ran'))).toBeUndefined();
    expect([seen, app.extensions.length]).toEqual([[], 2]);
    expect(log.map(({ level, message }) => `${level} ${message}`)).toEqual(['warn ignore duplicate component: "cache"']);
  });

  it('gets its options, {} by default, and throws what the factory throws', () => {
    const { app, seen } = observedApp();
    app.load((_app: unknown, options: unknown) => ({ options: seen.push(options) }));
    app.load((_app: unknown, options: unknown) => ({ options: seen.push(options) }), { size: 1 });
    expect(seen).toEqual([{}, { size: 1 }]);
    expect(() =>
      app.load('bad', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(() => app.load('text', 'text')).toThrow('The component is no object: it exports string.');
    expect(() => app.load('null', null)).toThrow('The component is no object: it exports null.');
    expect(app.extensions).toHaveLength(3);
  });
});
