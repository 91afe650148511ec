/** Open this to see the way in: `createApp`, `startAll` and `stopAll`, from ES modules and from CommonJS. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { createHost, VERSION } from 'mortise';
import { createApp, events, filters, rpcFilters, startAll, stopAll } from 'mortise/pomelo';
import { runNode } from '../../child.js';
import { observedApp, temporaryFolder } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('createApp', () => {
  it('says what an owner says of the server, its master and its environment', () => {
    const master = { id: 'master-1', host: '10.0.0.1', port: 3005 };
    const options = {
      base: '/srv/game',
      id: 'gate-1',
      serverType: 'gate',
      frontend: true,
      host: '10.0.0.2',
      port: 4000,
      env: 'production',
    };
    const app = createApp({ ...options, master });
    expect(app.getCurServer()).toEqual({ id: 'gate-1', serverType: 'gate', frontend: 'true', host: '10.0.0.2', port: 4000 });
    expect([app.getMaster(), app.master, app.isMaster(), app.isFrontend(), app.isBackend()]).toEqual([master, master, false, true, false]);
    expect([app.get('env'), app.get('curServer'), app.getServerFromConfig('gate-1')]).toEqual([
      'production',
      app.curServer,
      app.getCurServer(),
    ]);
  });

  it.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    [undefined, false],
  ] as const)('takes frontend: %s', (frontend, isFrontend) => {
    const app = createApp({ ...(frontend === undefined ? {} : { frontend }) });
    expect([app.isFrontend(), app.isBackend(), app.isFrontend(app.getServerFromConfig(app.serverId))]).toEqual([
      isFrontend,
      !isFrontend,
      isFrontend,
    ]);
  });

  it.each([
    [{ serverTyp: 'gate' }, "createApp has no option 'serverTyp': there are id, serverType, base, env,"],
    [{ base: 5 }, "The option 'base' of createApp is a number instead of a string."],
    [null, 'createApp takes an object with options.'],
  ])('refuses what is no option: %j', (options, why) => {
    expect(() => createApp(options as never)).toThrow(why);
  });

  it('makes a master that is its own master', () => {
    const own = createApp({ serverType: 'master', id: 'master-1', host: '10.0.0.1', port: 3005 });
    expect([own.isMaster(), own.getMaster()]).toEqual([true, { id: 'master-1', serverType: 'master', host: '10.0.0.1', port: 3005 }]);
    const told = createApp({ serverType: 'master', master: { id: 'master-2', port: 3006 } });
    expect([told.serverId, told.getMaster(), told.getServersFromConfig()]).toEqual(['master-2', { id: 'master-2', port: 3006 }, {}]);
  });

  it('reads config/servers.json and config/master.json of its base, of the environment where there is one', () => {
    folder.write({
      'game/config/servers.json': JSON.stringify({
        production: { gate: [{ id: 'gate-1', host: 'g1', port: 1, frontend: true }], chat: [{ id: 'chat-1', host: 'c1', port: 2 }] },
      }),
      'game/config/production/master.json': JSON.stringify({ id: 'master-1', host: 'm1', port: 3 }),
    });
    const app = createApp({ base: `${folder.path}/game`, id: 'gate-1', serverType: 'gate', env: 'production', port: 9 });
    expect(app.getCurServer()).toEqual({ id: 'gate-1', serverType: 'gate', host: 'g1', port: 9, frontend: true });
    expect(app.isFrontend()).toBe(true);
    expect(app.getServerFromConfig('chat-1')).toEqual({ id: 'chat-1', serverType: 'chat', host: 'c1', port: 2 });
    expect(Object.keys(app.getServersFromConfig())).toEqual(['gate-1', 'chat-1']);
    expect(app.getMaster()).toEqual({ id: 'master-1', host: 'm1', port: 3 });
  });
});

describe('a configuration that is wrong', () => {
  it.each([
    ['servers', '{', /^The configuration .*\/wrong\/config\/servers\.json is not JSON: /],
    ['master', 'nope', /^The configuration .*\/wrong\/config\/master\.json is not JSON: /],
    ['servers', '{ "gate": { "id": "x" } }', /servers\.json is no map from a type of server to a list of objects/],
    ['servers', '{ "gate": [null] }', /servers\.json is no map from a type of server to a list of objects/],
    ['servers', '5', /servers\.json is no map from a type of server to a list of objects/],
  ])('is told with its file: %s.json with %s', (file, text, why) => {
    folder.write({ 'wrong/config/servers.json': '{}', 'wrong/config/master.json': '{}', [`wrong/config/${file}.json`]: text });
    expect(() => createApp({ base: `${folder.path}/wrong`, serverType: 'gate' })).toThrow(why);
  });

  it('of crons keeps the server from starting', async () => {
    folder.write({ 'cron/config/crons.json': '{ "gate": 5 }' });
    const { app } = observedApp({ base: `${folder.path}/cron`, serverType: 'gate' });
    await expect(startAll(app)).rejects.toThrow('crons.json is no map from a type of server to a list of objects');
  });
});

describe('config/servers.json', () => {
  it('may say how many servers there are of an entry, and which of its fields count up', () => {
    folder.write({
      'many/config/servers.json': JSON.stringify({
        chat: [
          { host: 'c1', port: '3050++', clientPort: '4000++', clusterCount: '2', note: 'a++b' },
          { id: 'chat-own', host: 'c2', port: 9 },
          { host: 'c3', port: 7000, clusterCount: 1 },
        ],
        gate: [{ host: 'g1', clusterCount: 'many' }],
      }),
    });
    const { app, log } = observedApp({ base: `${folder.path}/many`, id: 'cluster-server-chat-1', serverType: 'chat' });
    const note = 'a++b';
    expect(app.getServersFromConfig()).toEqual({
      'cluster-server-chat-0': { id: 'cluster-server-chat-0', serverType: 'chat', host: 'c1', port: 3050, clientPort: 4000, note },
      'cluster-server-chat-1': { id: 'cluster-server-chat-1', serverType: 'chat', host: 'c1', port: 3051, clientPort: 4001, note },
      'chat-own': { id: 'chat-own', serverType: 'chat', host: 'c2', port: 9 },
      'cluster-server-chat-2': { id: 'cluster-server-chat-2', serverType: 'chat', host: 'c3', port: 7000 },
    });
    expect(app.curServer).toMatchObject({ host: 'c1', port: 3051 });
    expect(log.map(({ message }) => message)).toEqual([
      'clusterCount of a server of type "gate" is "many" instead of a number from 1: none of them is known',
    ]);
  });
});

describe('startAll', () => {
  it('starts everything, tells start_server and start_all, and the app lists itself then', async () => {
    const { app, seen } = observedApp({ id: 'gate-1', serverType: 'gate' });
    for (const name of [events.START_SERVER, events.START_ALL]) app.event.on(name, (payload) => seen.push([name, payload]));
    app.load('one', { start: (done: () => void) => (seen.push('start'), done()), afterStart: (done: () => void) => (seen.push('afterStart'), done()) }); // prettier-ignore
    expect(app.getServers()).toEqual({});
    const report = await startAll(app);
    expect(report.plugins.map(({ id, version, state }) => [id, version, state])).toEqual([
      ['pomelo', VERSION, 'running'],
      ['pomelo.one', '0.0.0', 'running'],
    ]);
    expect(seen).toEqual(['start', 'afterStart', ['start_server', 'gate-1'], ['start_all', undefined]]);
    expect(app.getServersByType('gate')).toEqual([app.curServer]);
    expect(app.host?.lookup('pomelo/app')).toBe(app);
    await expect(startAll(app)).rejects.toMatchObject({ code: 'host.started-twice' });
    await stopAll(app);
    await expect(startAll(app)).rejects.toThrow();
  });

  it('rejects with what a component says, and stops what had started', async () => {
    const { app, seen } = observedApp({ id: 'gate-1' });
    app.load('good', { start: () => seen.push('good'), stop: () => seen.push('good stops') });
    app.load('bad', { start: (done: (error: Error) => void) => done(new Error('no Redis')) });
    await expect(startAll(app)).rejects.toMatchObject({ code: 'host.required-missing', message: expect.stringContaining('no Redis') });
    expect(seen).toEqual(['good', 'good stops']);
  });

  it('starts the host that the app has joined', async () => {
    const { app } = observedApp({ id: 'gate-1' });
    const host = app.join(createHost({ name: 'mine', extensions: app.extensions, log: { level: 'silent' } }));
    await startAll(app);
    expect([app.host, host.state]).toEqual([host, 'running']);
    await stopAll(app);
    expect(host.state).toBe('stopped');
  });
});

describe('stopAll', () => {
  it.each([true, false])('stops in reverse with stop(%s, callback)', async (force) => {
    const { app, seen } = observedApp();
    for (const name of ['one', 'two']) app.load(name, { stop: (given: boolean, done: () => void) => (seen.push(name, given), done()) });
    await startAll(app);
    await stopAll(app, force);
    expect(seen).toEqual(['two', force, 'one', force]);
  });

  it('of an app that never started does nothing', async () => {
    expect(await stopAll(createApp())).toBeUndefined();
    expect(() => stopAll({} as never)).toThrow('This is no app of Pomelo: give what createApp has made.');
  });
});

describe('app.start and app.stop', () => {
  it('call back, as app.js has it', async () => {
    const { app, seen } = observedApp();
    app.load('one', { stop: (force: boolean, done: () => void) => (seen.push(force), done()) });
    await new Promise<void>((resolve, reject) => app.start((error: unknown) => (error ? reject(error) : resolve())));
    await new Promise<void>((resolve, reject) => app.stop(true, (error: unknown) => (error ? reject(error) : resolve())));
    expect(seen).toEqual([true]);
  });

  it('log what fails when nobody wants to hear of it', async () => {
    const { app, log } = observedApp();
    app.load('bad', { start: (done: (error: Error) => void) => done(new Error('no Redis')) });
    app.start();
    while (!log.some(({ level, message }) => level === 'error' && message.includes('no Redis'))) await new Promise(setImmediate);
  });
});

describe('a service of its own', () => {
  folder.write({
    'components/hello.js': `
      module.exports = function (app, opts) { app.set('hello', { opts: opts }, true); return { name: 'hello', start: function (cb) { cb(); } }; };`,
    'package.json': '{"type":"commonjs"}',
  });
  const story = (load: string): string => `${load}
    (async () => {
      const app = createApp({ base: '${folder.path}', id: 'gate-1', serverType: 'gate', frontend: true, log() {} });
      app.use({ components: '${folder.path}/components' }, { hello: { size: 2 } });
      await startAll(app);
      const bound = new Promise((resolve) => app.event.once('bind_session', (session) => resolve(session.uid)));
      app.sessionService.create(1, 'gate-1');
      app.sessionService.bind(1, 'ada');
      console.log(JSON.stringify([app.hello, Object.keys(app.components), await bound]));
      await stopAll(app, true);
    })();`;

  it.each([
    ['CommonJS', '--input-type=commonjs', "const { createApp, startAll, stopAll } = require('mortise/pomelo');"],
    ['an ES module', '--input-type=module', "import { createApp, startAll, stopAll } from 'mortise/pomelo';"],
  ])(
    'is written in %s, starts, hears a session, stops and ends',
    async (_, type, load) => {
      const { code, stdout, stderr } = await runNode([type, '--eval', story(load)], { cwd: `${import.meta.dirname}/../../..` });
      expect([code, stdout.trim().split('\n').at(-1)]).toEqual([0, JSON.stringify([{ opts: { size: 2 } }, ['hello'], 'ada'])]);
      expect(stderr.replaceAll(/^.*ExperimentalWarning.*\n(?:\(Use .*\n)?/gm, '')).toBe('');
    },
    30_000,
  );

  it('reads a configuration in JavaScript again when it is written', async () => {
    folder.write({ 'code/package.json': '{"type":"commonjs"}', 'code/config/code.js': 'module.exports = 1;' });
    const script = `
      const { createApp } = require('mortise/pomelo');
      const { writeFileSync } = require('node:fs');
      const base = ${JSON.stringify(`${folder.path}/code`)};
      const app = createApp({ base });
      app.loadConfig('code', 'config/code.js', true);
      writeFileSync(base + '/config/code.js', 'module.exports = 2;');
      const look = () => app.get('code') === 2 ? console.log('read again') : setTimeout(look, 5);
      look();`;
    const { code, stdout } = await runNode(['--input-type=commonjs', '--eval', script], { cwd: `${import.meta.dirname}/../../..` });
    expect([code, stdout]).toEqual([0, 'read again\n']);
  }, 30_000);

  it('finds the filters that come with Pomelo', () => {
    expect([Object.keys(filters), Object.keys(rpcFilters)]).toEqual([
      ['serial', 'time', 'timeout', 'toobusy'],
      ['rpcLog', 'toobusy'],
    ]);
  });
});
