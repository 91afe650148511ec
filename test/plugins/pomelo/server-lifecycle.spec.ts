/** Open this to see the life of a server: its lifecycle file, its crons, and plugins in Pinus's class form. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { createHost, type LogRecord } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { createApp, pomeloDialect, startAll, stopAll, type Callback, type PomeloApp, type PomeloPlugin } from 'mortise/pomelo';
import { observedApp, temporaryFolder, type Folder } from './plugin-folder.js';

const folder: Folder = temporaryFolder();
afterAll(() => folder.remove());
folder.write({ 'package.json': '{"type":"commonjs"}' });

const teller = (name: string) => (app: PomeloApp) => {
  const tell = (what: string) => (done: () => void) => ((app.get('seen') as string[]).push(`${name} ${what}`), done());
  return { start: tell('start'), afterStart: tell('afterStart'), stop: (_force: boolean, done: () => void) => tell('stop')(done) };
};

/** What is more than that it started and stopped. */
const said = (log: readonly LogRecord[]): LogRecord[] => log.filter(({ level }) => level !== 'info');

describe('the lifecycle file of a server', () => {
  it('is called before and after the components, and when all servers have started', async () => {
    folder.write({
      'life/app/servers/gate/lifecycle.js': `
        const tell = (name) => function (app, done) { app.get('seen').push(name); process.nextTick(done); };
        exports.beforeStartup = tell('beforeStartup');
        exports.afterStartup = tell('afterStartup');
        exports.beforeShutdown = function (app, done, cancelShutDownTimer) { cancelShutDownTimer(); tell('beforeShutdown')(app, done); };
        exports.afterStartAll = function (app) { app.get('seen').push('afterStartAll'); };
        exports.version = 3;`,
    });
    const { app, seen, log } = observedApp({ base: `${folder.path}/life`, serverType: 'gate' });
    app.load('one', teller('one'));
    app.load('two', teller('two'));
    app.event.on('start_server', () => seen.push('start_server'));
    await startAll(app);
    const phases = ['one start', 'two start', 'one afterStart', 'two afterStart'];
    expect(seen.splice(0)).toEqual(['beforeStartup', ...phases, 'afterStartup', 'start_server', 'afterStartAll']);
    await stopAll(app);
    expect(seen).toEqual(['beforeShutdown', 'two stop', 'one stop']);
    expect(said(log).map(({ level, message }) => `${level} ${message}`)).toEqual([
      expect.stringMatching(/^warn lifecycle\.js in .* is error format\.$/),
    ]);
  });

  it('is called for the host of an owner as well', async () => {
    const { app, seen } = observedApp({ base: `${folder.path}/life`, serverType: 'gate' });
    app.beforeStopHook((_app, done) => (seen.push('hook'), done()));
    const host = app.join(createHost({ extensions: app.extensions, log: { level: 'silent' } }));
    await host.start();
    await app.settled();
    await host.stop();
    expect(seen).toEqual(['beforeStartup', 'afterStartup', 'afterStartAll', 'beforeShutdown', 'hook']);
  });

  it('that never calls back keeps nobody from what follows', async () => {
    folder.write({ 'silent/app/servers/gate/lifecycle.js': 'exports.afterStartup = function (app, done) {};' });
    const { app, seen, log } = observedApp({ base: `${folder.path}/silent`, serverType: 'gate' });
    app.event.on('start_server', () => seen.push('start_server'));
    const test = createTestHost({ extensions: app.extensions });
    app.join(test.host);
    await test.start();
    expect(seen).toEqual([]);
    await test.clock.advance(10_000);
    await app.settled();
    expect(seen).toEqual(['start_server']);
    expect(said(log).map(({ message }) => message)).toEqual([
      'Error: afterStartup of a lifecycle has not called back after 10000 ms, so nobody waits for it any more',
    ]);
    await test.stop();
  });

  it('says nothing of a start that is over by the time that what came late is loaded', async () => {
    const { app, seen } = observedApp({ base: `${folder.path}/life`, serverType: 'gate' });
    for (const name of ['start_server', 'start_all']) app.event.on(name, () => seen.push(name));
    const test = createTestHost({ extensions: [...app.extensions] });
    app.join(test.host);
    let loaded: Callback = () => {};
    const loading = new Promise<void>((resolve) => app.load('late', { start: (done: Callback) => ((loaded = done), resolve()) }));
    await test.start();
    await loading;
    const stopping = test.stop();
    loaded();
    await stopping;
    await app.settled();
    expect(seen).toEqual(['beforeStartup', 'beforeShutdown']);
  });

  it('says nothing more when the app stops while its afterStartup goes on', async () => {
    folder.write({ 'slow/app/servers/gate/lifecycle.js': `exports.afterStartup = function (app, done) { app.set('go on', done); };` });
    const { app, seen } = observedApp({ base: `${folder.path}/slow`, serverType: 'gate' });
    for (const name of ['start_server', 'start_all']) app.event.on(name, () => seen.push(name));
    app.load('last', { stop: (_force: boolean, done: Callback) => ((app.get('go on') as Callback)(), setImmediate(done)) });
    const test = createTestHost({ extensions: app.extensions });
    app.join(test.host);
    await test.start();
    await test.stop();
    await app.settled();
    expect(seen).toEqual([]);
  });

  it('takes the start back when its beforeStartup fails', async () => {
    folder.write({ 'fails/app/servers/gate/lifecycle.js': `exports.beforeStartup = function (app, done) { done('no licence'); };` });
    const { app, seen } = observedApp({ base: `${folder.path}/fails`, serverType: 'gate' });
    app.load('one', teller('one'));
    await expect(startAll(app)).rejects.toThrow('no licence');
    expect(seen.at(-1)).toBe('one stop');
  });

  it('waits for the others when they are configured', async () => {
    folder.write({ 'many/config/servers.json': JSON.stringify({ gate: [{ id: 'gate-1' }], chat: [{ id: 'chat-1' }] }) });
    const { app, seen } = observedApp({ base: `${folder.path}/many`, serverType: 'gate' });
    app.event.on('start_all', () => seen.push('start_all'));
    await startAll(app);
    expect(seen).toEqual([]);
    app.event.emit('start_all'); // as a transport does that has heard of all
    expect(seen).toEqual(['start_all']);
    await stopAll(app);
  });
});

describe('crons', () => {
  folder.write({
    'cron/config/crons.json': JSON.stringify({
      gate: [
        { id: 1, time: '* * * * * *', action: 'clock.tick' },
        { id: 2, time: '* * * * * *', action: 'clock.never', serverId: 'gate-2' },
      ],
      chat: [{ id: 3, time: '* * * * * *', action: 'clock.never' }],
    }),
    'cron/app/servers/gate/cron/clock.js': `
      module.exports = function (app) { return new Clock(app); };
      function Clock(app) { this.app = app; }
      Clock.prototype.tick = function () { this.app.event.emit('ticked', 'tick'); };
      Clock.prototype.tock = function () { this.app.event.emit('ticked', 'tock'); };
      Clock.prototype.breaks = function () { this.app.event.emit('ticked', 'breaks'); throw new Error('no spring'); };
      Clock.prototype.never = function () { this.app.get('seen').push('never'); };`,
  });
  const clock = (): ReturnType<typeof observedApp> => observedApp({ base: `${folder.path}/cron`, id: 'gate-1', serverType: 'gate' });
  /** The next tick of a name. */
  const ticked = (app: PomeloApp, name: string): Promise<void> =>
    new Promise((resolve) => {
      const listener = (ticking: string): void => void (ticking === name && (app.event.off('ticked', listener), resolve()));
      app.event.on('ticked', listener);
    });

  it('run from the start of their server to its stop, and can be added and removed', async () => {
    const { app, seen, log } = clock();
    await startAll(app);
    await ticked(app, 'tick');
    app.host!.events.on('add_crons').subscribe((crons) => seen.push(crons.map(({ id }) => id)));
    const later = ticked(app, 'tock');
    app.addCrons([
      { id: 'late', time: '0/1 * * * * *', action: 'clock.tock' },
      { id: 1, time: '* * * * * *', action: 'clock.never' },
    ]);
    await later;
    app.removeCrons([{ id: 1 }, { id: 'unknown' }]);
    app.removeCrons([{ id: 'late' }]);
    app.addCrons([{ id: 1, time: '* * * * * *', action: 'clock.breaks' }]);
    await ticked(app, 'breaks');
    await stopAll(app);
    expect(seen).toEqual([['late', 1], [1]]);
    expect(said(log).map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warn cron is duplicated: {"id":1,"time":"* * * * * *","action":"clock.never"}',
      'warn cron is not in application: {"id":"unknown"}',
      "error the cron '1' (clock.breaks) has failed: Error: no spring",
    ]);
  }, 15_000);

  it('go with the plugin that added them, those of others stay', async () => {
    const { app, seen, log } = clock();
    const mine = { id: 'mine', time: '* * * * * *', action: 'clock.tock' };
    app.addCrons([{ ...mine, id: 'theirs', action: 'clock.tick' }]);
    app.load('counting', () => {
      app.addCrons([mine, { ...mine, id: 'theirs', action: 'clock.never' }]);
      return {};
    });
    app.load('moved', () => (app.addCrons([{ ...mine, id: 'moved' }]), {}));
    await startAll(app);
    await ticked(app, 'tock');
    app.host!.events.on('remove_crons').subscribe((crons) => seen.push(crons.map(({ id }) => id)));
    app.removeCrons([{ id: 'moved' }]);
    app.addCrons([{ ...mine, id: 'moved', action: 'clock.breaks' }]);
    app.removeCrons([{ id: 1 }]);
    await app.host!.unload('pomelo.counting');
    await app.host!.unload('pomelo.moved');
    app.event.on('ticked', (name) => void (name === 'tock' && seen.push('tock')));
    await ticked(app, 'tick');
    await ticked(app, 'breaks');
    await stopAll(app);
    expect(seen).toEqual([['moved'], [1], ['mine']]);
    expect(
      said(log)
        .filter(({ level }) => level === 'warn')
        .map(({ message }) => message),
    ).toEqual(['cron is duplicated: {"id":"theirs","time":"* * * * * *","action":"clock.never"}']);
  }, 15_000);

  it('that are wrong are logged, each with what is wrong', async () => {
    const { app, log } = clock();
    app.addCrons([
      { id: 5, time: '* * * * * *', action: 'nothing.tick' },
      { id: 6, time: '* * * * * *', action: 'clock.nothing' },
      { id: 7, time: 'now', action: 'clock.tick' },
      { id: 8, time: '', action: 'clock.tick' },
    ]);
    app.addCrons([]);
    app.removeCrons([]);
    await startAll(app);
    await stopAll(app);
    expect(said(log).map(({ level, message }) => `${level} ${message.split('{')[0]}`.slice(0, 60))).toEqual([
      'error cron miss necessary parameters: ',
      'warn crons is not defined.',
      'warn ids is not defined.',
      'error could not find cron: ',
      'error could not find cron job: ',
      expect.stringContaining("error the cron '7' (clock.tick) has failed"),
    ]);
  });
});

describe("a plugin in Pinus's class form", () => {
  function plugin(seen: unknown[]): PomeloPlugin {
    class Status {
      readonly name = '__status__';
      constructor(
        readonly app: PomeloApp,
        readonly options: unknown,
      ) {
        seen.push(options);
        app.set('statusService', this, true);
      }
      beforeStart(done: Callback): void {
        seen.push('beforeStart');
        done();
      }
      start(done: Callback): void {
        seen.push('start');
        done();
      }
      afterStart(done: Callback): void {
        seen.push('afterStart');
        done();
      }
      afterStartAll(): void {
        seen.push('afterStartAll');
      }
      stop(force: boolean, done: Callback): void {
        seen.push(`stop ${force}`);
        done();
      }
    }
    class StatusEvents {
      constructor(
        readonly options: { readonly port: number },
        readonly app: PomeloApp,
      ) {}
      bind_session({ uid }: { uid: string }): void {
        seen.push([uid, this.options.port, 'statusService' in this.app]);
      }
      note(): void {
        seen.push('a helper');
      }
    }
    return {
      name: 'Status Plugin',
      components: [Status],
      events: [StatusEvents],
      handlerPath: `${folder.path}/pinus/handlers`,
      remoterPath: `${folder.path}/pinus/remoters`,
      cronPath: `${folder.path}/pinus/crons`,
      beforeStartup: (_app: unknown, done: Callback) => (seen.push('beforeStartup'), done()),
      afterStartup: async () => void seen.push('afterStartup'),
    };
  }
  folder.write({ 'pinus/handlers/status.js': `exports.online = function (msg, session, next) { next(null, { online: true }); };` });

  it('gets all options, each phase, and what happens', async () => {
    const { app, seen } = observedApp({ serverType: 'gate' });
    app.use(plugin(seen), { port: 7 });
    expect(Object.keys(app.components)).toEqual(['__status__']);
    const report = await startAll(app);
    expect(report.plugins.map(({ id }) => id)).toEqual(['pomelo', 'status-plugin']);
    expect(seen.splice(0)).toEqual([{ port: 7 }, 'beforeStartup', 'beforeStart', 'start', 'afterStart', 'afterStartup', 'afterStartAll']);
    app.event.emit('bind_session', { uid: 'ada' });
    const server = app.components['__server__'] as { handle(message: object, session: object, answer: Callback): void };
    const answer = (): Promise<unknown[]> =>
      new Promise((resolve) => server.handle({ route: 'gate.status.online' }, { id: 1 }, (...args) => resolve(args)));
    expect(await answer()).toEqual([null, { online: true }, undefined]);
    await app.host!.unload('status-plugin');
    expect((await answer())[0]).toEqual(new Error('fail to find handler for gate.status.online'));
    await stopAll(app);
    expect(seen).toEqual([['ada', 7, true], 'stop false']);
  });

  it('is used once', () => {
    const { app, seen, log } = observedApp();
    const status = plugin(seen);
    app.use(status);
    app.use(status);
    app.use({ ...status });
    expect(log.map(({ message }) => message)).toEqual([
      'ignore duplicate plugin: "status-plugin"',
      'ignore duplicate component: "__status__"',
    ]);
  });

  it('is recognised by the dialect, beside plain definitions', async () => {
    const app = createApp({ log: () => {} });
    const seen: unknown[] = [];
    const { recognises } = pomeloDialect(app);
    const source = { kind: 'object', spec: 'x' } as const;
    expect(
      [plugin(seen), { id: 'x', name: 'x', components: [class {}] }, { name: 'x', components: [] }].map((each) => recognises(each, source)),
    ).toEqual([true, false, false]);
    const test = createTestHost({
      dialects: [pomeloDialect(app)],
      plugins: [...app.extensions, { extension: plugin(seen), options: { port: 1 } }],
    });
    app.join(test.host);
    expect((await test.start()).plugins.map(({ id, state }) => `${id} ${state}`)).toEqual(['pomelo running', 'status-plugin running']);
    await test.stop();
  });
});
