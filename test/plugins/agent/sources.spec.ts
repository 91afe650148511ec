/** Open this to see sources bring events in, be checked, and close; and how far the way to an address is open. */
import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Plugin } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { checkRoute, createAgent, Source, type Done, type SourceDefinition, type SourceEmitter } from 'mortise/agent';
import { reasons, running } from './given.js';

const said: unknown[] = [];

/** A line to the outside: whoever holds it may send. */
class Line {
  emitter!: SourceEmitter;
  bindings!: Readonly<Record<string, string>>;
  declare readonly name: string;
  constructor(readonly place: string) {
    said.push(`made ${this.name} at ${place}`);
  }
  bind(bindings: Readonly<Record<string, string>>, emitter: SourceEmitter, done: Done): void {
    said.push('bind');
    Object.assign(this, { bindings, emitter });
    emitter.emit('tweet', 'early');
    done();
  }
  listen(done: Done): void {
    said.push('listen');
    done();
  }
  async close(): Promise<void> {
    said.push('close');
    this.emitter.emit('tweet', 'late');
  }
}

const one = (source: Partial<SourceDefinition>, more: object = {}) => ({ name: 'bot', sources: [{ name: 'line', ...source }], ...more });

describe('a source', () => {
  it('is bound before its app is loaded, heard when all has started, and closed', async () => {
    said.length = 0;
    let line!: Line;
    const { agent, test } = await running(
      one(
        { provider: class extends Line { constructor(place: string) { super(place); line = this; } }, args: ['$setting:place'], bindings: { tweet: 'tweeted', host: 'host_wide.tweeted' } }, // prettier-ignore
        {
          settings: [{ property: 'place', value: 'example.org' }],
          handlers: [
            { subscriptions: ['tweeted', 'host_wide.tweeted'], fn: (payload: unknown, event: string) => said.push([event, payload]) },
          ],
          init: () => void said.push('init'),
        },
      ),
    );
    expect(reasons(test)).toEqual({});
    line.emitter.emit(line.bindings['tweet']!, 'by its own name');
    line.emitter.emit('host', 'by its name outside');
    expect(agent.sources.list()).toMatchObject([{ name: 'line', plugin: 'bot.source.line', state: 'listening', events: 3 }]);
    await test.stop();
    expect(said).toEqual([
      'made line at example.org',
      'bind',
      ['bot.tweeted', 'early'],
      'listen',
      'init',
      ['bot.tweeted', 'by its own name'],
      ['host_wide.tweeted', 'by its name outside'],
      'close',
    ]);
    test.expectClean();
  });

  it('is bound anew, after the one before was closed, when a setting of its own changes', async () => {
    said.length = 0;
    const { test } = await running(
      one({ provider: Line, args: ['$setting:place'], bindings: { tweet: 'tweeted' } }, { parameters: { place: { default: 'here' } } }),
    );
    expect((await test.host.configure('bot.settings', { place: 'there' })).problems).toEqual([]);
    expect(said).toEqual(['made line at here', 'bind', 'listen', 'close', 'made line at there', 'bind', 'listen']);
    await test.stop();
    test.expectClean();
  });

  it('whose bind never calls back keeps its app from being loaded, and is named', async () => {
    said.length = 0;
    const agent = createAgent();
    const options = await agent.hostOptions(
      one({ factory: { bind: (_bindings: unknown, _emitter: unknown, _done: Done) => undefined } }, { init: () => void said.push('init') }),
    );
    const test = createTestHost(options);
    const started = test.start();
    await test.clock.advance(10_000);
    await started;
    expect(reasons(test)).toEqual({
      'bot.source.line': expect.stringMatching(/^failed: start of 'bot.source.line'/),
      'bot.init': expect.stringMatching(/^waiting: .*'bot.source.line'/),
    });
    expect(said).toEqual([]);
    await test.stop();
  });

  it.each([
    ['calls back with an error', { bind: (_b: unknown, _e: unknown, done: Done) => done(new Error('no line')) }, /no line/],
    ['throws', { bind: () => { throw new Error('no line'); } }, /no line/], // prettier-ignore
    ['has no bind', { listen: () => undefined }, /bind of the source 'line' is undefined instead of a function.*agent.not-a-function/s],
  ])('that %s has failed', async (_what, provider, expected) => {
    const { test } = await running(one({ factory: 'literal', provider }));
    expect(reasons(test)).toEqual({ 'bot.source.line': expect.stringMatching(expected) });
    await test.stop();
  });

  it('brings in its events in the order in which they came, those that come while the early ones are delivered as well', async () => {
    const seen: unknown[] = [];
    let line!: SourceEmitter;
    const bind = (_bindings: unknown, emitter: SourceEmitter): void => {
      line = emitter;
      for (const each of [1, 2]) emitter.emit('came', each);
    };
    const fn = (each: number): void => {
      seen.push(each);
      if (each === 1) line.emit('came', 3);
    };
    const listen = (): void => void seen.push('listens');
    const { agent, test } = await running(one({ factory: { bind, listen } }, { handlers: [{ subscriptions: 'came', fn }] }));
    expect([seen, agent.sources.list()]).toMatchObject([[1, 2, 3, 'listens'], [{ events: 3 }]]);
    await test.stop();
    test.expectClean();
  });

  it('whose bind fails is closed, once', async () => {
    said.length = 0;
    const provider = { bind: (_b: unknown, _e: unknown, done: Done) => done(new Error('no line')), close: () => void said.push('close') };
    const { test } = await running(one({ factory: provider }));
    expect([Object.keys(reasons(test)), said]).toEqual([['bot.source.line'], ['close']]);
    await test.stop();
    expect(said).toEqual(['close']);
    test.expectClean();
  });

  it('whose bind never calls back is closed when its time is over, and again should it come late', async () => {
    said.length = 0;
    let late!: Done;
    const provider = { bind: (_b: unknown, _e: unknown, done: Done) => void (late = done), close: () => void said.push('close') };
    const test = createTestHost(await createAgent().hostOptions(one({ factory: provider })));
    const started = test.start();
    await test.clock.advance(10_000);
    await started;
    expect(said).toEqual(['close']);
    late();
    await test.clock.advance(1);
    // What came of it late is nobody's either.
    expect(said).toEqual(['close', 'close']);
    await test.stop();
    expect(said).toHaveLength(2);
    test.expectClean();
  });

  it('that can’t be made is told with the definition', async () => {
    const agent = createAgent();
    await expect(agent.hostOptions(one({}))).rejects.toMatchObject({ code: 'agent.bad-definition', issues: [{ path: 'sources[0]', message: expect.stringContaining('neither a provider nor a factory') }] }); // prettier-ignore
    const { test } = await running(
      one({ provider: '$setting:text', factory: 'constructor' }, { settings: [{ property: 'text', value: 'x' }] }),
    );
    expect(test.problems).toMatchObject([{ cause: { code: 'agent.bad-factory' } }]);
    await test.stop();
  });

  it('is a decorated class as well', async () => {
    said.length = 0;
    @Plugin({ id: 'feed', version: '1.0.0', reload: 'restart' })
    @Source('feed', { bindings: { tweet: 'feed.tweeted' } })
    class Feed extends Line {
      constructor() {
        super('here');
      }
      start() {
        said.push('start');
      }
      stop() {
        said.push('stop');
      }
    }
    const agent = createAgent();
    const test = createTestHost({ plugins: [agent, Feed] });
    expect((await test.start()).problems).toEqual([]);
    expect(agent.sources.list()).toMatchObject([{ name: 'feed', state: 'listening', events: 1 }]);
    expect((await test.host.reload('feed')).receipt?.outcome).toBe('done');
    await test.stop();
    const life = ['made undefined at here', 'start', 'bind', 'listen', 'close', 'stop'];
    expect(said).toEqual([...life.slice(0, 4), 'close', 'stop', ...life]);
    test.expectClean();
  });

  it('is closed as a decorated class as well when its bind fails', async () => {
    said.length = 0;
    @Plugin({ id: 'deaf', version: '1.0.0' })
    @Source('deaf')
    class Deaf {
      bind(_bindings: object, _emitter: SourceEmitter, done: Done) {
        done(new Error('no line'));
      }
      close() {
        said.push('close');
      }
    }
    const test = createTestHost({ plugins: [createAgent(), Deaf] });
    await test.start();
    expect([Object.keys(reasons(test)), said]).toEqual([['deaf'], ['close']]);
    await test.stop();
    expect(said).toEqual(['close']);
    test.expectClean();
  });

  it('is refused with options that mean nothing, or values that are none', async () => {
    @Plugin({ id: 'wrong', version: '1.0.0' })
    @Source('wrong', { binding: { tweet: 'wrong.tweeted' } } as never)
    class Wrong {
      bind() {}
    }
    @Plugin({ id: 'odd', version: '1.0.0' })
    @Source('odd', { bindings: { tweet: 5 } as never })
    class Odd {
      bind() {}
    }
    const test = createTestHost({ plugins: [createAgent(), Wrong, Odd] });
    expect((await test.start()).problems.map(({ code, message }) => [code, message])).toEqual([
      ['manifest.bad-fact', '@Source on class Odd: bindings is an object instead of a map from external events to those of the app.'],
      ['manifest.bad-fact', "@Source on class Wrong: the option 'binding' means nothing (did you mean 'bindings'?)."],
    ]);
    await test.stop();
  });
});

describe('what is checked of a source', () => {
  let http: Server;
  let tcp: Server;
  const portOf = (server: Server): number => (server.address() as AddressInfo).port;
  beforeAll(async () => {
    http = createHttp((_request, response) => response.writeHead(404).end('nothing'));
    tcp = createServer((socket) => socket.on('error', () => undefined));
    for (const server of [http, tcp]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    http.close();
    tcp.close();
  });
  const idle = { bind: () => undefined };

  it('is what its provider says, or a connection to its address', async () => {
    const check = jestless();
    const { agent, test } = await running({
      name: 'bot',
      settings: [{ property: 'port', value: portOf(tcp) }],
      sources: [
        { name: 'asked', factory: { ...idle, check } },
        { name: 'tcp', factory: idle, url: `tcp://127.0.0.1:${portOf(tcp)}` },
        { name: 'closed', factory: idle, url: 'http://127.0.0.1:1/' },
        { name: 'nowhere', factory: idle },
      ],
    });
    expect(reasons(test)).toEqual({});
    expect(await agent.sources.checkConnection('asked')).toBe("'asked' is connected");
    await expect(agent.sources.checkConnection('asked')).rejects.toMatchObject({ code: 'agent.not-reached', problem: { message: expect.stringContaining('its check says no') } }); // prettier-ignore
    await expect(agent.sources.checkConnection('asked')).rejects.toMatchObject({
      problem: { message: expect.stringContaining('no line') },
    });
    expect(await test.host.commands.run('check-connection tcp')).toBe(`tcp://127.0.0.1:${portOf(tcp)} can be reached`);
    await expect(agent.sources.checkConnection('closed')).rejects.toMatchObject({ code: 'agent.not-reached', problem: { message: expect.stringContaining('ECONNREFUSED') } }); // prettier-ignore
    await expect(agent.sources.checkConnection('nowhere')).rejects.toMatchObject({ code: 'agent.no-address' });
    await expect(agent.sources.checkRoute('nowere')).rejects.toMatchObject({
      code: 'agent.unknown',
      problem: { hint: "Did you mean 'nowhere'?" },
    });
    expect(await test.host.commands.run('check-route closed')).toMatchObject([{ step: 'parse', ok: true }, { step: 'dns', ok: true }, { step: 'tcp', ok: false }]); // prettier-ignore
    expect(await test.host.commands.run('list-sources')).toHaveLength(4);
    await test.stop();
  });

  it('is the way to its address: parse, DNS, TCP, GET, up to where it is open', async () => {
    const { clock } = createTestHost();
    const steps = async (url: string): Promise<unknown[]> =>
      (await checkRoute(url, clock)).map(({ step, ok, detail }) => [step, ok, detail]);
    expect(await steps(`http://127.0.0.1:${portOf(http)}/x`)).toEqual([
      ['parse', true, `127.0.0.1 port ${portOf(http)}`],
      ['dns', true, '127.0.0.1'],
      ['tcp', true, `port ${portOf(http)} is open`],
      ['get', true, '404 Not Found'],
    ]);
    expect(await steps(`mqtt://[::ffff:127.0.0.1]:${portOf(tcp)}`)).toHaveLength(3);
    expect(await steps('not an address')).toEqual([['parse', false, 'Invalid URL']]);
    expect(await steps('strange://host')).toEqual([['parse', false, "'strange://host' has no port"]]);
    expect((await steps('http://nobody.invalid/')).at(-1)).toMatchObject(['dns', false, expect.stringContaining('nobody.invalid')]);
    expect(clock.pending).toBe(0);
  });

  it('has its time: a server that says nothing', async () => {
    const { clock } = createTestHost();
    const asked = new Promise<void>((resolve) =>
      tcp.once('connection', () => tcp.once('connection', (socket) => socket.once('data', () => resolve()))),
    );
    const route = checkRoute(`http://127.0.0.1:${portOf(tcp)}/`, clock);
    await asked;
    await clock.advance(5_000);
    expect((await route).at(-1)).toEqual({ step: 'get', ok: false, ms: 5_000, detail: 'no answer within 5000 ms' });
  });
});

/** Says yes, then no, then fails. */
function jestless(): (done: Done) => unknown {
  const answers = [(): unknown => undefined, (): unknown => false, (): unknown => Promise.reject(new Error('no line'))];
  // It takes no callback: it answers.
  return (() => answers.shift()!()) as never;
}
