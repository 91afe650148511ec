/** Open this to see how a message of a client goes through filters, handlers and error handlers, and back. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { startAll, stopAll, type ClientMessage, type Connector, type PomeloApp, type PomeloAppOptions } from 'mortise/pomelo';
import { observedApp, temporaryFolder } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
folder.write({
  'package.json': '{"type":"commonjs"}',
  'app/servers/gate/handler/entry.js': `
    module.exports = function (app) { return new Handler(app); };
    function Handler(app) { this.app = app; }
    Handler.prototype.enter = function (msg, session, next) { this.app.get('seen').push('handler ' + msg.name); next(null, { hello: msg.name, sid: session.id }, { compress: true }); };
    Handler.prototype.fails = function (msg, session, next) { next(new Error('no seat'), { code: 7 }); };
    Handler.prototype.texts = function (msg, session, next) { next(new Error('no seat'), 'text'); };
    Handler.prototype.throws = function () { throw new RangeError('broken'); };
    Handler.prototype.rejects = async function () { throw new RangeError('rejected'); };
    Handler.prototype.login = function (msg, session, next) { session.bind(msg.uid, function (err) { session.set('level', 3); session.push('level', function () { next(err, { uid: session.uid }); }); }); };`,
  'app/servers/chat/handler/room.js': `
    exports.say = function (msg, session, next) { session.set('said', msg.text); session.push('said', function (err) { next(err, { from: session.uid, on: session.frontendId }); }); };`,
  'app/servers/chat/remote/count.js': `module.exports = class { constructor(app) { this.app = app; } add(a, b, cb) { cb(null, a + b, this.app.serverId); } breaks() { throw new Error('broken remote'); } };`,
});

/** A client in this process: what it sends goes the way of a message, and what it is sent is kept. */
class Client extends EventEmitter {
  readonly got: unknown[] = [];
  #heard: (() => void)[] = [];
  constructor(
    readonly id: number,
    app: PomeloApp,
  ) {
    super();
    (app.components['__connector__'] as Connector).accept(this);
  }
  send(message: unknown): void {
    this.got.push(message);
    for (const heard of this.#heard.splice(0)) heard();
  }
  disconnect(): void {
    this.got.push('disconnected');
  }
  notify(route: string, body: object): void {
    this.emit('message', { route, body } as ClientMessage);
  }
  async ask(route: string, body: object = {}): Promise<unknown> {
    const answered = new Promise<void>((resolve) => this.#heard.push(resolve));
    this.emit('message', { id: this.got.length + 1, route, body } as ClientMessage);
    await answered;
    return (this.got.at(-1) as { body: unknown }).body;
  }
}

function gate(options: PomeloAppOptions = {}): ReturnType<typeof observedApp> {
  return observedApp({ base: folder.path, id: 'gate-1', serverType: 'gate', frontend: true, ...options });
}

describe('a request', () => {
  it('is answered by its handler, within filters: before in order, after in reverse', async () => {
    const { app, seen } = gate();
    const filter = (name: string) => ({
      before: (_m: unknown, _s: unknown, next: () => void) => (seen.push(`before ${name}`), next()),
      after: (error: unknown, _m: unknown, _s: unknown, answer: object, next: (error: unknown) => void) => (seen.push(`after ${name} ${JSON.stringify(answer)}`), next(error)), // prettier-ignore
    });
    app.filter(filter('1'));
    app.filter(filter('2'));
    app.globalFilter(filter('global'));
    app.before((msg, _session, next) => (seen.push(`route ${String(msg['__route__'])}`), next()));
    const client = new Client(1, app);
    expect(await client.ask('gate.entry.enter', { name: 'ada' })).toEqual({ hello: 'ada', sid: 1 });
    const answer = '{"hello":"ada","sid":1}';
    expect(seen).toEqual(['before global', 'before 1', 'before 2', 'route gate.entry.enter', 'handler ada', `after 2 ${answer}`, `after 1 ${answer}`, `after global ${answer}`]); // prettier-ignore
    expect(client.got).toEqual([{ id: 1, route: 'gate.entry.enter', body: { hello: 'ada', sid: 1 } }]);
  });

  it('that a filter refuses reaches no handler; filters that are none are errors, and so is what a filter throws', async () => {
    const { app, seen } = gate();
    const client = new Client(1, app);
    app.before((msg, _session, next) => next(msg['name'] === 'eve' ? new Error('go away') : null, { code: 403 }));
    expect(await client.ask('gate.entry.enter', { name: 'eve' })).toEqual({ code: 403 });
    expect(await client.ask('gate.entry.enter', { name: 'bob' })).toMatchObject({ hello: 'bob' });
    app.globalBefore({});
    expect(await client.ask('gate.entry.enter', { name: 'bob' })).toEqual({ code: 500 });
    expect(seen).toEqual(['handler bob']);
    const { app: other } = gate();
    other.before(() => {
      throw new Error('broken filter');
    });
    other.set('errorHandler', (error: Error, _m: unknown, _a: unknown, _s: unknown, next: (...args: unknown[]) => void) => next(null, { error: error.message })); // prettier-ignore
    expect(await new Client(1, other).ask('gate.entry.enter')).toEqual({ error: 'broken filter' });
  });

  it.each(['fails', 'throws', 'rejects', 'nowhere'])('that ends badly is an answer with code 500 at least: %s', async (method) => {
    const { app } = gate();
    const answer = await new Client(1, app).ask(`gate.entry.${method}`).then((body) => body as { code: number });
    expect(answer.code).toBe(method === 'fails' ? 7 : 500);
  });

  it('goes to error handlers with five parameters, or with six and the options', async () => {
    const { app, seen } = gate();
    app.set('errorHandler', (...given: unknown[]) => seen.push(given.length));
    app.set('errorHandler', function five(error: Error, msg: Record<string, unknown>, answer: object, _s: unknown, next: (...args: unknown[]) => void) {
      seen.push([error.message, msg['__route__'], answer]);
      next(null, { mended: true });
    }); // prettier-ignore
    const client = new Client(1, app);
    expect(await client.ask('gate.entry.fails')).toEqual({ mended: true });
    app.set('globalErrorHandler', function six(error: Error, _m: unknown, answer: object, _s: unknown, options: unknown, next: (...args: unknown[]) => void) {
      seen.push([error.message, answer, options]);
      next(null, { late: true });
    }); // prettier-ignore
    app.globalBefore((_m, _s, next) => next(new Error('closed'), { a: 1 }, { b: 2 }));
    expect(await client.ask('gate.entry.enter')).toEqual({ late: true });
    expect(seen).toEqual([
      ['no seat', 'gate.entry.fails', { code: 7 }],
      ['closed', { a: 1 }, { b: 2 }],
    ]);
  });

  it('for what every object has is an attack, and its session is closed', async () => {
    const { app, seen } = gate();
    app.event.on('close_session', ({ id }: { id: number }) => seen.push(id));
    const client = new Client(1, app);
    client.notify('gate.entry.constructor', {});
    expect([seen, app.sessionService.getSessionsCount()]).toEqual([[1], 0]);
  });

  it('without a route is logged, and a notification gets no answer', async () => {
    const { app, log } = gate();
    const client = new Client(1, app);
    client.notify('nowhere', {});
    client.notify('gate.entry.enter', { name: 'ada' });
    expect(client.got).toEqual([]);
    expect(log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'error invalid route string. route : "nowhere"',
      'warn try to response to a notify: "gate.entry.enter"',
    ]);
  });

  it.each([
    ['a body that is no object', 'gate.entry.enter', 'text', "the body of 'gate.entry.enter' is a string instead of an object"],
    ['a body that is a number', 'gate.entry.enter', 7, "the body of 'gate.entry.enter' is a number instead of an object"],
    ['a body that cannot change', 'gate.entry.enter', Object.freeze({}), 'object is not extensible'],
    ['a type that no proxy has', 'then.a.b', {}, 'can not find server info for type:then'],
    ['a type that every object has', 'constructor.a.b', {}, 'can not find server info for type:constructor'],
    ['a type that is the prototype', '__proto__.a.b', {}, 'can not find server info for type:__proto__'],
    ['an answer that is no object, with an error', 'gate.entry.texts', {}, 'no seat'],
    ['no handler', 'gate.nobody.enter', {}, 'fail to find handler for gate.nobody.enter'],
  ])('with %s is answered with code 500 and told, and nothing is thrown into the socket', async (_what, route, body, why) => {
    const { app, log } = gate();
    const client = new Client(1, app);
    expect(await client.ask(route, body as object)).toEqual({ code: 500 });
    expect(log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      expect.stringMatching(new RegExp(`^warn the request "${route}" of session 1 has failed: .*${why}`)),
    ]);
    expect(await client.ask('gate.entry.enter', { name: 'ada' })).toMatchObject({ hello: 'ada' });
  });

  it('that the connector can not read, or whose answer it can not write, is told, and nothing is thrown into the socket', async () => {
    const { app, log } = gate();
    const client = new Client(1, app);
    app.set('connectorConfig', { decode: (text: string) => JSON.parse(text) as unknown });
    client.emit('message', '{nonsense');
    app.set('connectorConfig', {
      encode: () => {
        throw new Error('no such code');
      },
    });
    client.emit('message', { id: 1, route: 'gate.entry.enter', body: {} });
    await new Promise((resolve) => setImmediate(resolve));
    expect(log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      expect.stringMatching(/^error a message of session 1 can't be read: SyntaxError: /),
      'error a message to "gate.entry.enter" can\'t be written: Error: no such code',
    ]);
    expect(client.got).toEqual([]);
  });

  it('is encoded and decoded as the connector is told', async () => {
    const { app } = gate();
    app.set('connectorConfig', {
      encode: (id: number, route: string, body: unknown) => JSON.stringify([id, route, body]),
      decode: (text: string) => (text === '' ? undefined : (JSON.parse(text) as unknown)),
    });
    const client = new Client(1, app);
    client.emit('message', '');
    const answered = new Promise<void>((resolve) => (client.send = (message) => (client.got.push(message), resolve())));
    client.emit('message', '{"id":5,"route":"gate.entry.enter","body":{"name":"ada"}}');
    await answered;
    expect(client.got).toEqual(['[5,"gate.entry.enter",{"hello":"ada","sid":1}]']);
  });
});

describe('a handler that can not be read', () => {
  it('is told when the server starts, and finds what components have made in their start', async () => {
    folder.write({
      'late/app/servers/gate/handler/a.js': `module.exports = (app) => ({ ask: (m, s, next) => next(null, { word: app.get('word') }), at: app.get('seen').push('made with ' + app.get('word')) });`,
      'broken/app/servers/gate/handler/a.js': 'throw new Error("no handler");',
    });
    const { app, seen } = gate({ base: `${folder.path}/late` });
    app.load('word', { start: () => void app.set('word', 'hello') });
    await startAll(app);
    expect(seen).toEqual(['made with hello']);
    await stopAll(app);
    await expect(startAll(gate({ base: `${folder.path}/broken` }).app)).rejects.toThrow('no handler');
  });
});

describe('the filters of a plugin', () => {
  it('go with it, and so do its routes', async () => {
    const { app, seen } = gate();
    const file = `module.exports = function (app) { app.before(function (m, s, next) { app.get('seen').push('plugin'); next(); }); app.route('chat', function () {}); return {}; };`;
    app.use(folder.plugin('filtering', { 'components/a.js': file }));
    await startAll(app);
    const client = new Client(1, app);
    await client.ask('gate.entry.enter', { name: 'ada' });
    await app.host!.unload('filtering');
    await client.ask('gate.entry.enter', { name: 'ada' });
    expect(seen).toEqual(['plugin', 'handler ada', 'handler ada']);
    expect(app.get('__routes__')).toEqual({});
    await stopAll(app);
  });
});

describe('two servers', () => {
  /** A gate and a chat server whose transport is this process. */
  function cluster(): { readonly gate: ReturnType<typeof observedApp>; readonly chat: ReturnType<typeof observedApp> } {
    const [one, two] = [gate(), observedApp({ base: folder.path, id: 'chat-1', serverType: 'chat' })];
    for (const [app, other] of [
      [one.app, two.app],
      [two.app, one.app],
    ] as const) {
      app.set('rpcTransport', (_id: string, ...call: [never, never]) => other.rpcInvoke(other.serverId, ...call));
      app.addServers([one.app.curServer, two.app.curServer]);
    }
    return { gate: one, chat: two };
  }

  it('pass a request on, with a session that reaches back', async () => {
    const { gate: one, chat } = cluster();
    chat.app.before((_m, session, next) => (chat.seen.push({ ...(session['settings'] as object) }), next()));
    const client = new Client(1, one.app);
    expect(await client.ask('gate.entry.login', { uid: 'ada' })).toEqual({ uid: 'ada' });
    expect(await client.ask('chat.room.say', { text: 'hi' })).toEqual({ from: 'ada', on: 'gate-1' });
    expect(chat.seen).toEqual([{ level: 3 }]);
    expect(one.app.sessionService.get(1)?.get('said')).toBe('hi');
  });

  it('call each other by route, by id, and all of a type', async () => {
    const { gate: one } = cluster();
    const call = (run: (answer: (...args: unknown[]) => void) => void): Promise<unknown[]> =>
      new Promise((resolve) => run((...args) => resolve(args)));
    const { add, breaks } = one.app.rpc['chat']!['count']!;
    expect(await call((answer) => add!({ uid: 'ada' }, 1, 2, answer))).toEqual([null, 3, 'chat-1']);
    expect(await call((answer) => add!.toServer('chat-1', 2, 2, answer))).toEqual([null, 4, 'chat-1']);
    expect(await call((answer) => add!.toServer('*', 2, 2, answer))).toEqual([undefined]);
    expect(await call((answer) => breaks!(null, answer))).toEqual([new Error('broken remote')]);
    expect(await call((answer) => one.app.rpc['chat']!['count']!['nothing']!(null, answer))).toEqual([
      new Error('no such remote: user.count.nothing'),
    ]);
    expect(await call((answer) => one.app.rpc['area']!['a']!['b']!(null, answer))).toEqual([
      new Error('can not find server info for type:area'),
    ]);
    one.app.route('chat', (_session, _message, _app, next) => next(null, 'chat-9'));
    one.app.set('rpcTransport', undefined);
    expect(await call((answer) => add!(null, 1, 2, answer))).toEqual([
      new Error("'chat-9' can't be reached from 'gate-1': no transport is set. Set one: app.set('rpcTransport', transport)."),
    ]);
  });

  it('are found for a user of any id, also when the call begins long after its message came', async () => {
    const { gate: one } = cluster();
    const client = new Client(1, one.app);
    one.app.globalBefore((_m, _s, next) => setImmediate(next));
    for (const uid of [42, 0]) {
      one.app.sessionService.bind(1, uid);
      expect(await client.ask('chat.room.say', { text: 'hi' })).toEqual({ from: uid, on: 'gate-1' });
      one.app.sessionService.unbind(1, uid);
    }
  });

  it.each([
    ['throws', () => { throw new Error('no way'); }],
    ['rejects', () => Promise.reject(new Error('no way'))],
  ] as const)('are not reached by a route that %s: that is the answer, code 500 for a client, or a line of the log where nobody waits', async (_how, route) => {
    const { gate: one } = cluster();
    one.app.route('chat', route as never);
    one.app.globalBefore((_m, _s, next) => setImmediate(next));
    expect(await new Client(1, one.app).ask('chat.room.say')).toEqual({ code: 500 });
    const { add } = one.app.rpc['chat']!['count']!;
    expect(await new Promise((resolve) => add!(null, 1, 2, resolve))).toEqual(new Error('no way'));
    one.log.splice(0);
    add!(null, 1, 2);
    await new Promise(setImmediate);
    expect(one.log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'error a call of count.add of the type "chat" has failed: Error: no way',
    ]);
  }); // prettier-ignore

  it('call through filters, which may refuse, or send it elsewhere; errors go to rpcErrorHandler too', async () => {
    const { gate: one } = cluster();
    const { app, seen } = one;
    app.set('rpcErrorHandler', (error: Error, id: string) => seen.push(`${error.message} ${id}`));
    app.rpcBefore(
      (id, message, options, next) => (
        seen.push(`before ${id} ${message.method}`),
        next(id === 'chat-9' ? 'chat-1' : null, null, { ...options, traced: true })
      ),
    );
    app.rpcFilter({ after: (id, _message, options, next) => (seen.push(`after ${id} ${String(options['traced'])}`), next()) });
    const invoke = (id: string): Promise<unknown[]> =>
      new Promise((resolve) =>
        app.rpcInvoke(id, { namespace: 'user', service: 'count', method: 'add', args: [1, 1] }, (...args) => resolve(args)),
      );
    expect(await invoke('chat-9')).toEqual([null, 2, 'chat-1']);
    app.rpcBefore((_id, _message, _options, next) => next(new Error('not now')));
    expect(await invoke('chat-1')).toEqual([new Error('not now')]);
    expect(seen).toEqual(['before chat-9 add', 'after chat-1 true', 'before chat-1 add', 'not now chat-1']);
  });

  it('know the sessions of the other', async () => {
    const { gate: one, chat } = cluster();
    const client = new Client(1, one.app);
    await client.ask('gate.entry.login', { uid: 'ada' });
    const { backendSessionService: backend } = chat.app;
    const ask = <T>(call: (answer: (error: unknown, result: T) => void) => void): Promise<T> =>
      new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result))));
    const session = await ask<{ uid: string; get(key: string): unknown; unbind(uid: string, answer: () => void): void; export(): object }>((answer) => backend.get('gate-1', 1, answer)); // prettier-ignore
    expect([session.uid, session.get('level')]).toEqual(['ada', 3]);
    expect((await ask<{ uid: string }[]>((answer) => backend.getByUid('gate-1', 'ada', answer))).map(({ uid }) => uid)).toEqual(['ada']);
    expect(await ask((answer) => backend.get('gate-1', 2, answer))).toBeUndefined();
    await ask((answer) => session.unbind('ada', () => answer(null, undefined)));
    expect([one.app.sessionService.getByUid('ada'), session.export()]).toEqual([
      undefined,
      { id: 1, frontendId: 'gate-1', uid: null, settings: { level: 3 } },
    ]);
    await ask((answer) => backend.kickBySid('gate-1', 1, 'late', answer));
    await new Promise(setImmediate);
    expect(client.got.at(-1)).toBe('disconnected');
  });
});
