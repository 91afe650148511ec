/** Open this to see sessions and channels, the services of the app that are in this process until a transport brings others. */
import { describe, expect, it } from '@jest/globals';
import { startAll, stopAll, type ChannelStorage, type FrontendSession, type PomeloApp, type Session } from 'mortise/pomelo';
import { observedApp } from './plugin-folder.js';

type Failure = Error | null | undefined;

const gate = (): ReturnType<typeof observedApp> => observedApp({ id: 'gate-1', serverType: 'gate', frontend: true });

/** What a call calls back. */
function calledBack(call: (answer: (...args: unknown[]) => void) => void): Promise<unknown[]> {
  return new Promise((resolve) => call((...args) => resolve(args)));
}

function client(app: PomeloApp, id: number, uid?: string): { readonly session: Session; readonly got: unknown[] } {
  const got: unknown[] = [];
  const socket = { send: (message: unknown) => got.push(message), disconnect: () => got.push('disconnected') };
  const session = app.sessionService.create(id, app.serverId, socket);
  if (uid !== undefined) app.sessionService.bind(id, uid);
  return { session, got };
}

describe('the session service', () => {
  it('tells who is bound, unbound and gone, as events of the host and as streams of rxjs', async () => {
    const { app, seen } = gate();
    await startAll(app);
    const { events } = app.host!;
    for (const name of ['bind_session', 'unbind_session', 'close_session'] as const)
      events.on(name).subscribe(({ id, uid, frontendId }) => seen.push([name, id, uid, frontendId]));
    const { session } = client(app, 1, 'ada');
    await calledBack((answer) => app.sessionService.unbind(1, 'ada', answer));
    await calledBack((answer) => app.sessionService.bind(1, 'bob', answer));
    session.closed('bye');
    session.closed('again');
    expect(seen).toEqual([
      ['bind_session', 1, 'ada', 'gate-1'],
      ['unbind_session', 1, null, 'gate-1'],
      ['bind_session', 1, 'bob', 'gate-1'],
      ['close_session', 1, 'bob', 'gate-1'],
    ]);
    await stopAll(app);
  });

  it('gives close_session a copy, when the service has forgotten the session', () => {
    const { app, seen } = gate();
    app.event.on('close_session', (copy: FrontendSession, ...more: unknown[]) =>
      seen.push(copy.get('level'), (copy as unknown) === session, app.sessionService.getByUid('ada'), more.length),
    );
    const { session } = client(app, 1, 'ada');
    session.set({ level: 3 });
    session.set('gone', 1);
    session.remove('gone');
    session.closed();
    expect(seen).toEqual([3, false, undefined, 0]);
  });

  it('refuses what cannot be bound, and says why', async () => {
    const { app } = gate();
    client(app, 1, 'ada');
    client(app, 2);
    const { sessionService: service } = app;
    const bind = (sid: number, uid: string): Promise<unknown[]> => calledBack((answer) => service.bind(sid, uid, answer));
    expect(await bind(9, 'ada')).toEqual([new Error('session does not exist, sid: 9')]);
    expect(await bind(1, 'bob')).toEqual([new Error('session has already bind with ada')]);
    expect(await bind(1, 'ada')).toEqual([]);
    expect(await calledBack((answer) => service.unbind(2, 'ada', answer))).toEqual([new Error('session has not bind with ada')]);
    expect(await calledBack((answer) => service.import(9, 'a', 1, answer))).toEqual([new Error('session does not exist, sid: 9')]);
    app.set('sessionConfig', { singleSession: true });
    expect(await bind(2, 'ada')).toEqual([new Error('singleSession is enabled, and session has already bind with uid: ada')]);
    service.bind(9, 'nobody'); // without a callback nobody is told
  });

  it('finds, counts and kicks', async () => {
    const { app } = gate();
    const clients = [client(app, 1, 'ada'), client(app, 2, 'ada'), client(app, 3)];
    const { sessionService: service } = app;
    expect([service.getSessionsCount(), service.getByUid('ada')?.length, service.get(3)?.uid]).toEqual([3, 2, null]);
    const all: unknown[] = [];
    service.forEachSession(({ id }) => all.push(id));
    service.forEachBindedSession(({ id }) => all.push(id));
    expect(all).toEqual([1, 2, 3, 1, 2]);
    expect([service.sendMessageByUid('ada', 'hi'), service.sendMessageByUid('bob', 'hi'), service.sendMessage(3, 'hi'), service.sendMessage(4, 'hi')]).toEqual([true, false, true, false]); // prettier-ignore
    await calledBack((answer) => service.kick('ada', answer));
    await calledBack((answer) => service.kickBySessionId(3, 'late', answer));
    await new Promise(setImmediate);
    expect(clients.map(({ got }) => got)).toEqual([
      ['hi', 'disconnected'],
      ['hi', 'disconnected'],
      ['hi', 'disconnected'],
    ]);
    expect(service.getSessionsCount()).toBe(0);
  });

  it('keeps what a copy sets in the copy until it is pushed', async () => {
    const { app } = gate();
    const { session } = client(app, 1, 'ada');
    const copy = session.toFrontendSession();
    copy.set('level', 1);
    copy.set('gold', 2);
    expect(session.get('level')).toBeUndefined();
    await calledBack((answer) => copy.push('level', answer));
    expect([session.get('level'), session.get('gold')]).toEqual([1, undefined]);
    await calledBack((answer) => copy.pushAll(answer));
    expect(copy.export()).toEqual({ id: 1, frontendId: 'gate-1', uid: 'ada', settings: { level: 1, gold: 2 } });
    await calledBack((answer) => copy.unbind('ada', answer));
    await calledBack((answer) => copy.bind('bob', answer));
    expect([copy.uid, session.uid]).toEqual(['bob', 'bob']);
  });
});

describe('a service', () => {
  it('is replaced by a component that brings another, and is there again when that goes', async () => {
    const { app } = gate();
    const [service, component] = [app.sessionService, app.components['__session__']];
    const other = { name: '__session__', getByUid: () => ['theirs'] };
    app.load((given: PomeloApp) => (given.set('sessionService', other, true), other));
    await startAll(app);
    expect([app.get('sessionService'), app.components['__session__'], app.sessionService]).toEqual([other, other, other]);
    await app.host!.unload('pomelo.__session__');
    expect([app.sessionService === service, app.components['__session__'] === component]).toEqual([true, true]);
    await stopAll(app);
  });
});

describe('a channel', () => {
  it('has members, once each, and pushes to all of them', async () => {
    const { app } = gate();
    const [ada, bob] = [client(app, 1, 'ada'), client(app, 2, 'bob')];
    const channel = app.channelService.createChannel('room');
    expect([channel.add('ada', 'gate-1'), channel.add('ada', 'gate-1'), channel.add('bob', ''), channel.add('gone', 'gate-1')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect([channel.getMembers(), channel.getUserAmount(), channel.getMember('ada')]).toEqual([
      ['ada', 'gone'],
      2,
      { uid: 'ada', sid: 'gate-1' },
    ]);
    expect(await calledBack((answer) => channel.pushMessage('onChat', { text: 1 }, answer))).toEqual([null, ['gone']]);
    expect(await calledBack((answer) => channel.pushMessage({ route: 'onChat', text: 2 }, {}, answer))).toEqual([null, ['gone']]);
    expect([ada.got, bob.got]).toEqual([
      [
        { route: 'onChat', body: { text: 1 } },
        { route: 'onChat', body: { route: 'onChat', text: 2 } },
      ],
      [],
    ]);
    expect([channel.leave('gone', 'gate-1'), channel.leave('gone', 'gate-1'), channel.getMembers()]).toEqual([true, false, ['ada']]);
    channel.destroy();
    expect([app.channelService.getChannel('room'), channel.add('bob', 'gate-1')]).toEqual([undefined, false]);
    expect(await calledBack((answer) => channel.pushMessage('onChat', {}, answer))).toEqual([new Error('channel is not running now')]);
    expect(app.channelService.getChannel('room', true)).toBe(app.channelService.getChannel('room'));
  });

  it('is not needed to push to users, or to everybody', async () => {
    const { app, log } = gate();
    const clients = [client(app, 1, 'ada'), client(app, 2, 'ada'), client(app, 3)];
    app.addServers([app.curServer]);
    const { channelService: service } = app;
    const uids = [
      { uid: 'ada', sid: 'gate-1' },
      { uid: 'bob', sid: '' },
      { uid: 'eve', sid: 'far-1' },
    ];
    expect(await calledBack((answer) => service.pushMessageByUids('onNews', { a: 1 }, uids, answer))).toEqual([null, []]);
    expect(await calledBack((answer) => service.pushMessageByUids({ route: 'onNews' }, [], {}, answer))).toEqual([
      new Error('uids should not be empty'),
    ]);
    expect(await calledBack((answer) => service.pushMessageByUids('onNews', {}, uids.slice(2), answer))).toEqual([
      new Error('all uids push message fail'),
      [],
    ]);
    expect(log.map(({ message }) => message.split('.')[0])).toEqual([
      'ignore uid "bob" for sid not specified',
      expect.stringContaining('far-1'),
      expect.stringContaining('far-1'),
    ]);
    expect(await calledBack((answer) => service.broadcast('gate', 'onAll', { b: 1 }, { binded: true }, answer))).toEqual([null]);
    expect(await calledBack((answer) => service.broadcast('nothing', 'onAll', {}, answer))).toEqual([undefined]);
    app.set('channelConfig', { broadcastFilter: ({ id }: Session, _message: unknown, wanted: number) => id === wanted });
    expect(await calledBack((answer) => service.broadcast('gate', 'onOne', { c: 1 }, { filterParam: 3 }, answer))).toEqual([null]);
    const [news, all] = [
      { route: 'onNews', body: { a: 1 } },
      { route: 'onAll', body: { b: 1 } },
    ];
    expect(clients.map(({ got }) => got)).toEqual([[news, all], [news, all], [{ route: 'onOne', body: { c: 1 } }]]);
  });

  it('reaches everybody else when the socket of one is broken, and says whose it is', async () => {
    const { app, log } = gate();
    app.addServers([app.curServer]);
    const ada = client(app, 1, 'ada');
    const broken = (): void => {
      throw new Error('EPIPE');
    };
    app.sessionService.create(2, app.serverId, { send: broken, disconnect() {} });
    app.sessionService.bind(2, 'bob');
    const eve = client(app, 3, 'eve');
    const { channelService: service } = app;
    const channel = service.createChannel('room');
    for (const uid of ['ada', 'bob', 'eve']) channel.add(uid, 'gate-1');
    expect(await calledBack((answer) => channel.pushMessage('onChat', { a: 1 }, answer))).toEqual([null, []]);
    expect(await calledBack((answer) => service.broadcast('gate', 'onAll', { b: 1 }, answer))).toEqual([null]);
    expect(await calledBack((answer) => service.broadcast('gate', 'onBound', { c: 1 }, { binded: true }, answer))).toEqual([null]);
    const all = [
      { route: 'onChat', body: { a: 1 } },
      { route: 'onAll', body: { b: 1 } },
      { route: 'onBound', body: { c: 1 } },
    ];
    expect([ada.got, eve.got]).toEqual([all, all]);
    expect(log.map(({ level, message }) => `${level} ${message}`)).toEqual(
      ['onChat', 'onAll', 'onBound'].map((route) => `error a message to "${route}" can't be sent to session 2: Error: EPIPE`),
    );
  });

  it('outlives its server in a store', async () => {
    const kept = new Map<string, Set<string>>();
    const store: ChannelStorage = {
      add: (key, value, done) => (kept.set(key, (kept.get(key) ?? new Set()).add(value)), done()),
      remove: (key, value, done) => (kept.get(key)?.delete(value), done()),
      load: (key, done) => done(null, [...(kept.get(key) ?? [])]),
      removeAll: (key, done) => (kept.delete(key), done()),
    };
    const { app } = gate();
    app.set('channelConfig', { prefix: 'game', store });
    for (const name of ['red', 'blue']) app.channelService.createChannel(name).add('ada', 'gate-1');
    app.channelService.getChannel('red')!.add('bob:x', 'gate-1');
    app.channelService.getChannel('red')!.leave('ada', 'gate-1');
    app.channelService.createChannel('gone').destroy();
    const { app: again } = gate();
    again.set('channelConfig', { prefix: 'game', store });
    await startAll(again);
    const members = (name: string): unknown => again.channelService.getChannel(name)?.getMembers();
    expect([members('red'), members('blue'), members('gone')]).toEqual([['bob:x'], ['ada'], undefined]);
    await stopAll(again);
    const { app: broken } = gate();
    broken.set('channelConfig', {
      store: { ...store, load: (_key: string, done: (error: Failure) => void) => done(new Error('no store')) },
    });
    await expect(startAll(broken)).rejects.toThrow('no store');
  });
});

describe('servers', () => {
  it('come, go and are replaced, by id and by type, as events with the payloads of Pomelo', async () => {
    const { app, seen } = gate();
    await startAll(app);
    const { events } = app.host!;
    for (const name of ['add_servers', 'remove_servers', 'replace_servers'] as const)
      events.on(name).subscribe((payload: unknown) => seen.push([name, payload]));
    const [chat, area] = [
      { id: 'chat-1', serverType: 'chat' },
      { id: 'area-1', serverType: 'area' },
    ];
    app.addServers([chat, area]);
    app.addServers([]);
    app.addServers([{ ...chat, port: 2 }]);
    expect([app.getServersByType('chat'), app.getServerById('chat-1')?.port, app.getServerTypes()]).toEqual([
      [{ ...chat, port: 2 }],
      2,
      ['gate', 'chat', 'area'],
    ]);
    app.addServers([{ id: 'chat-1', serverType: 'area' }]);
    expect([app.getServersByType('chat'), app.getServersByType('area')?.length, app.getServerTypes()]).toEqual([[], 2, ['gate', 'area']]);
    app.removeServers(['area-1', 'unknown']);
    app.removeServers([]);
    app.replaceServers({ 'chat-2': { id: 'chat-2', serverType: 'chat', frontend: 'true' } });
    expect([Object.keys(app.getServers()), app.serverTypes, app.getServersByType('gate'), app.isFrontend(app.servers['chat-2'])]).toEqual([
      ['chat-2'],
      ['chat'],
      undefined,
      true,
    ]);
    expect(seen).toEqual([
      ['add_servers', [chat, area]],
      ['add_servers', [{ ...chat, port: 2 }]],
      ['add_servers', [{ id: 'chat-1', serverType: 'area' }]],
      ['remove_servers', ['area-1', 'unknown']],
      ['replace_servers', [{ id: 'chat-2', serverType: 'chat', frontend: 'true' }]],
    ]);
    await stopAll(app);
  });
});
