/** Open this to see plugins from npm that keep their data in Redis run unmodified, on a real Redis. */
import { expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { createApp, startAll, stopAll, type PomeloApp, type PomeloPlugin } from 'mortise/pomelo';
import { createHost } from 'mortise';
import { askRedis, describeOn, quietly, redis } from './servers.js';

const require = createRequire(import.meta.url);
const plugin = (name: string): PomeloPlugin => require(name) as PomeloPlugin;

for (const name of ['pomelo-status-plugin', 'pomelo-globalchannel-plugin']) quietly(name);

type Answer<T> = (error: unknown, result: T) => void;

declare module 'mortise/pomelo' {
  interface PomeloApp {
    readonly statusService: {
      getSidsByUid(uid: string, answer: Answer<string[]>): void;
      getStatusByUid(uid: string, answer: Answer<boolean>): void;
      getStatusByUids(uids: string[], answer: Answer<Record<string, boolean>>): void;
      pushByUids(uids: string[], route: string, message: object, answer: Answer<string[]>): void;
    };
    readonly globalChannelService: {
      add(name: string, uid: string, sid: string, answer: Answer<void>): void;
      leave(name: string, uid: string, sid: string, answer: Answer<void>): void;
      getMembersByChannelName(type: string, name: string, answer: Answer<string[]>): void;
      pushMessage(type: string, route: string, message: object, name: string, options: object, answer: Answer<string[]>): void;
      destroyChannel(name: string, answer: Answer<void>): void;
    };
  }
}

/** What a call answers. */
function answerOf<T>(call: (answer: Answer<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result))));
}

/** A client of a frontend, in this process. */
function client(app: PomeloApp, id: number, uid: string): { readonly got: unknown[]; close(): void } {
  const got: unknown[] = [];
  const session = app.sessionService.create(id, app.serverId, { send: (message) => got.push(message), disconnect() {} });
  app.sessionService.bind(id, uid);
  return { got, close: () => session.closed('bye') };
}

/** Asks again until the answer is this one. */
async function until<T>(ask: () => T | Promise<T>, wanted: T): Promise<void> {
  while (JSON.stringify(await ask()) !== JSON.stringify(wanted)) await new Promise(setImmediate);
}

const server = { host: '127.0.0.1', serverType: 'connector', frontend: true, log: () => {} } as const;

describeOn(redis, 'pomelo-status-plugin 0.0.6', (served) => {
  const sidsOf = (app: PomeloApp, uid: string): Promise<string[]> => answerOf((answer) => app.statusService.getSidsByUid(uid, answer));

  it('knows who is online on which server, from the sessions of both, and forgets who leaves', async () => {
    const options = { status: { host: '127.0.0.1', port: served.port, cleanOnStartUp: true } };
    const apps = ['connector-1', 'connector-2'].map((id) => createApp({ ...server, id }));
    for (const app of apps) app.use(plugin('pomelo-status-plugin'), options);
    const [one, two] = apps as [PomeloApp, PomeloApp];
    const report = await startAll(one);
    expect(report.plugins.map(({ id, version, state }) => [id, version, state])).toContainEqual([
      'pomelo-status-plugin',
      '0.0.6',
      'running',
    ]);
    await startAll(two);
    expect(Object.keys(one.components)).toEqual(['__status__']);

    const [first, second] = [client(one, 1, 'ada'), client(two, 1, 'ada')];
    await until(async () => (await sidsOf(one, 'ada')).sort(), ['connector-1', 'connector-2']);
    expect(askRedis(served.port, 'SMEMBERS', 'POMELO:STATUS:ada').sort()).toEqual(['connector-1', 'connector-2']);
    expect(await answerOf((answer) => two.statusService.getStatusByUid('ada', answer))).toBe(true);
    expect(await answerOf((answer) => two.statusService.getStatusByUids(['ada', 'bob'], answer))).toEqual({ ada: true, bob: false });

    second.close();
    await until(() => sidsOf(one, 'ada'), ['connector-1']);
    expect(await answerOf((answer) => one.statusService.pushByUids(['ada'], 'onNews', { text: 'hi' }, answer))).toEqual([]);
    expect(first.got).toEqual([{ route: 'onNews', body: { text: 'hi' } }]);
    first.close();
    await until(() => sidsOf(two, 'ada'), []);
    for (const app of apps) expect((await stopAll(app))?.problems).toEqual([]);
  });

  it('leaves a user online who has another session on the same server', async () => {
    const app = createApp({ ...server, id: 'connector-3' });
    app.use(plugin('pomelo-status-plugin'), { status: { host: '127.0.0.1', port: served.port } });
    await startAll(app);
    const [first, second] = [client(app, 1, 'eve'), client(app, 2, 'eve')];
    await until(() => sidsOf(app, 'eve'), ['connector-3']);
    first.close();
    expect(await sidsOf(app, 'eve')).toEqual(['connector-3']);
    second.close();
    await until(() => sidsOf(app, 'eve'), []);
    await stopAll(app);
  });

  it('is taken out of a running host and used again', async () => {
    const app = createApp({ ...server, id: 'connector-4' });
    const host = app.join(createHost({ extensions: app.extensions, log: { level: 'silent' } }));
    await host.start();
    for (const port of [served.port, served.port]) {
      app.use(plugin('pomelo-status-plugin'), { status: { host: '127.0.0.1', port } });
      await app.settled();
      expect(host.lookup('pomelo/statusService')).toBe(app.statusService);
      await host.unload('pomelo-status-plugin');
      expect([host.find('pomelo/statusService'), app.statusService, app.components]).toEqual([undefined, undefined, {}]);
    }
    await host.stop();
  });
});

describeOn(redis, 'pomelo-globalchannel-plugin 0.0.7', (served) => {
  it('pushes to the members of a channel on all servers of a type', async () => {
    const options = { globalChannel: { host: '127.0.0.1', port: served.port, cleanOnStartUp: true } };
    const apps = ['connector-1', 'connector-2'].map((id) => createApp({ ...server, id })) as [PomeloApp, PomeloApp];
    for (const app of apps) app.use(plugin('pomelo-globalchannel-plugin'), options);
    for (const app of apps) await startAll(app);
    // The transport between two servers that are in one process.
    for (const [app, other] of [apps, [...apps].reverse() as typeof apps] as const) {
      app.set('rpcTransport', (_id: string, ...call: [never, never]) => other.rpcInvoke(other.serverId, ...call));
      app.addServers([other.getCurServer()]);
    }
    const [one, two] = apps;
    const [ada, bob] = [client(one, 1, 'ada'), client(two, 1, 'bob')];
    const { globalChannelService: channels } = one;
    for (const [uid, sid] of [
      ['ada', 'connector-1'],
      ['bob', 'connector-2'],
      ['gone', 'connector-2'],
    ] as const)
      await answerOf<void>((answer) => channels.add('room', uid, sid, answer));
    expect((await answerOf<string[]>((answer) => channels.getMembersByChannelName('connector', 'room', answer))).sort()).toEqual([
      'ada',
      'bob',
      'gone',
    ]);
    const failed = await answerOf((answer) => channels.pushMessage('connector', 'onChat', { text: 'hello' }, 'room', {}, answer));
    expect([failed, ada.got, bob.got]).toEqual([
      ['gone'],
      [{ route: 'onChat', body: { text: 'hello' } }],
      [{ route: 'onChat', body: { text: 'hello' } }],
    ]);
    await answerOf<void>((answer) => channels.leave('room', 'gone', 'connector-2', answer));
    await answerOf<void>((answer) => channels.destroyChannel('room', answer));
    expect(await answerOf((answer) => channels.getMembersByChannelName('connector', 'room', answer))).toEqual([]);
    expect(askRedis(served.port, 'KEYS', 'POMELO:CHANNEL*')).toEqual(['']);
    for (const app of apps) expect((await stopAll(app))?.problems).toEqual([]);
  });
});
