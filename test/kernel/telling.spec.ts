/** Open this to see what a host tells while it works: events in paired tenses, log lines, problems and the table of plugins. */
import { describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { createHost, definePlugin, EventBus, pinoLog, printTable, type LogRecord, type PluginDefinition } from 'mortise';
import { createTestHost, settle, VirtualClock } from 'mortise/testing';

const plugin = (id: string, rest: Partial<PluginDefinition> = {}) => definePlugin({ id, version: '1.0.0', ...rest });

const boom = (): never => {
  throw new Error('boom');
};

describe('the events of a host', () => {
  it('come in paired tenses, with what they are about and how long it took', async () => {
    const clock = new VirtualClock(1000);
    const test = createTestHost({
      clock,
      plugins: [
        plugin('a', {
          start: () => new Promise<void>((done) => void clock.setTimeout(done, 250)),
          stop: () => new Promise<void>((done) => void clock.setTimeout(done, 40)),
        }),
      ],
    });
    const start = test.start();
    await clock.advance(250);
    await start;
    const stop = test.stop();
    await clock.advance(40);
    await stop;
    expect(test.events.map(({ name, payload }) => [name, payload])).toEqual([
      ['host.starting', { host: 'test' }],
      ['extension.attached', { extension: 'a', plugins: 1, ms: 0 }],
      ['plugin.starting', { plugin: 'a', version: '1.0.0' }],
      ['plugin.started', { plugin: 'a', version: '1.0.0', ms: 250 }],
      ['host.started', { host: 'test', ms: 250 }],
      ['host.stopping', { host: 'test' }],
      ['plugin.stopping', { plugin: 'a', version: '1.0.0' }],
      ['plugin.stopped', { plugin: 'a', version: '1.0.0', ms: 40 }],
      ['host.stopped', { host: 'test', ms: 40 }],
    ]);
  });

  it('tell of failures, of waiting, and of every problem at the moment it is found', async () => {
    const test = createTestHost({ plugins: [plugin('a', { start: boom }), plugin('b', { dependencies: { a: '*' } })] });
    const report = await test.start();
    const told = test.events.filter(({ name }) => !name.startsWith('host.') && !name.startsWith('extension.'));
    expect(told.map(({ name, payload }) => [name, (payload as { plugin?: string }).plugin])).toEqual([
      ['plugin.starting', 'a'],
      ['problem.found', 'a'],
      ['plugin.failed', 'a'],
      ['problem.found', 'b'],
      ['plugin.waiting', 'b'],
    ]);
    expect(told[2]!.payload).toEqual({ plugin: 'a', version: '1.0.0', reason: "start of 'a' failed: boom" });
    expect(told.filter(({ name }) => name === 'problem.found').map(({ payload }) => payload)).toEqual(report.problems);
    expect(test.problems).toEqual(report.problems);
  });

  it('are nobody else to emit', () => {
    expect(() => createHost().events.emit('plugin.started', { plugin: 'a', version: '1' })).toThrow(
      expect.objectContaining({ code: 'event.reserved' }),
    );
  });
});

describe('events while a plugin starts', () => {
  it('are kept for it and delivered when it runs; those who wait or have failed get nothing', async () => {
    const seen: string[] = [];
    const listener = (id: string, rest: Partial<PluginDefinition> = {}) =>
      plugin(id, { ...rest, on: { 'acme.tick': (payload: number) => void seen.push(`${id} ${payload}`) } });
    const test = createTestHost({
      plugins: [
        listener('a', { start: () => void test.host.events.emit('acme.tick', 1) }),
        listener('b', { start: () => void test.host.events.emit('acme.tick', 2) }),
        listener('bad', { start: boom }),
        listener('waiting', { dependencies: { bad: '*' } }),
      ],
    });
    await test.start();
    test.host.events.emit('acme.tick', 3);
    expect(seen).toEqual(['a 1', 'a 2', 'b 2', 'a 3', 'b 3']);
    await test.stop();
    test.host.events.emit('acme.tick', 4);
    expect(seen).toHaveLength(5);
  });

  it('are kept up to 1,024, and then counted', async () => {
    let seen = 0;
    const test = createTestHost({
      plugins: [
        plugin('a', {
          on: { 'acme.tick': () => void seen++ },
          start() {
            for (let count = 0; count < 1030; count += 1) test.host.events.emit('acme.tick', count);
          },
        }),
      ],
    });
    const { problems } = await test.start();
    expect(seen).toBe(1024);
    expect(problems).toMatchObject([{ code: 'event.overflow', plugin: 'a', message: expect.stringContaining('6 were dropped') }]);
  });

  it('work before the host has started, for the service itself', () => {
    const host = createHost();
    const seen: unknown[] = [];
    host.events.on('acme.tick').subscribe((payload) => seen.push(payload));
    expect(host.events.emit('acme.tick', 1)).toBe(1);
    expect(seen).toEqual([1]);
  });
});

describe('a strict host', () => {
  it('throws what a handler threw, after all have run; another one does not', async () => {
    for (const strict of [false, true]) {
      const seen: unknown[] = [];
      const test = createTestHost({
        strict,
        plugins: [plugin('bad', { on: { 'acme.tick': boom } }), plugin('good', { on: { 'acme.tick': () => void seen.push(1) } })],
      });
      await test.start();
      const emit = (): unknown => test.host.events.emit('acme.tick');
      if (strict) expect(emit).toThrow(expect.objectContaining({ code: 'event.handler-failed', cause: new Error('boom') }));
      else expect(emit()).toBe(3);
      expect(seen).toEqual([1]);
      // A host is never strict with itself: a handler of its own events cannot keep it from starting.
      expect(test.host.state).toBe('running');
    }
  });
});

describe('the log', () => {
  it('tells of the host at info, of plugins at debug, and of problems at their severity with code and place', async () => {
    const test = createTestHost({
      name: 'shop',
      log: { level: 'debug' },
      plugins: [plugin('a', { start: boom }), plugin('b', { dependencies: { a: '*' } }), plugin('c')],
    });
    await test.start();
    await test.stop();
    const lines = test.log.map(({ level, plugin: who, message, fields }) => {
      const code = fields?.['code'] as string | undefined;
      return `${level} ${who} ${message.split('. ')[0]!}${code === undefined ? '' : ` [${code}]`}`;
    });
    expect(lines).toEqual([
      'debug shop attached',
      'debug shop attached',
      'debug shop attached',
      'debug a starting',
      "error a start of 'a' failed: boom [lifecycle.failed]",
      'debug c starting',
      'debug c started',
      "warn b 'b' waits for 'a', which failed: start of 'a' failed: boom [plan.waits]",
      'debug b waiting',
      'info shop started',
      'info shop stopping',
      'debug c stopping',
      'debug c stopped',
      'info shop stopped',
    ]);
    expect(test.log.find(({ level }) => level === 'error')!.fields).toEqual({
      code: 'lifecycle.failed',
      place: expect.stringMatching(/telling\.spec\.ts:\d+:\d+$/),
    });
  });

  it('keeps to the level of each plugin', async () => {
    const test = createTestHost({
      log: { level: 'warn', plugins: { a: 'debug', c: 'silent' } },
      plugins: [plugin('a'), plugin('b'), plugin('c', { start: boom })],
    });
    await test.start();
    expect(test.log.map(({ plugin: who, level, message }) => [who, level, message])).toEqual([
      ['a', 'debug', 'starting'],
      ['a', 'debug', 'started'],
    ]);
  });

  it('may go to pino, with the plugin as a field', async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = pino({ level: 'trace' }, { write: (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>) });
    const host = createHost({ name: 'shop', log: { level: 'debug', sink: pinoLog(logger) }, extensions: [plugin('a', { start: boom })] });
    await host.start();
    await host.stop();
    expect(lines.map(({ level, plugin: who, msg, code }) => [level, who, String(msg).split(' ')[0], code])).toEqual([
      [20, 'shop', 'attached', undefined],
      [20, 'a', 'starting', undefined],
      [50, 'a', 'start', 'lifecycle.failed'],
      [30, 'shop', 'started', undefined],
      [30, 'shop', 'stopping', undefined],
      [30, 'shop', 'stopped', undefined],
    ]);
  });

  it('that throws disturbs nobody', async () => {
    const host = createHost({ log: { sink: boom as (record: LogRecord) => void }, extensions: [plugin('a')] });
    expect((await host.start()).ok).toBe(true);
    await host.stop();
  });
});

describe('a report', () => {
  it('is the table of plugins as text, and below it every problem that is more than a note', async () => {
    const test = createTestHost({
      plugins: [
        plugin('cache', { version: '1.4.0', provides: { 'acme/cache': 1, 'acme/store': 2 } }),
        plugin('presence', { dependencies: { cache: '^2' } }),
        { extension: plugin('off'), enabled: false },
      ],
      apps: { shop: { extensions: [plugin('shadow', { provides: { 'acme/cache': 1 } })] } },
    });
    const report = await test.start();
    expect(String(report).split('\n')).toEqual([
      'id           version  source    ms  state     provides                waits for',
      'cache        1.4.0    cache      0  running   acme/cache, acme/store  -',
      "presence     1.0.0    presence   -  waiting   -                       'presence' needs 'cache' ^2, but 1.4.0 is loaded.",
      'off          1.0.0    off        -  disabled  -                       -',
      'shop:shadow  1.0.0    shadow     0  running   acme/cache              -',
      // Where definePlugin was called.
      expect.stringMatching(
        /^error plan\.version-mismatch: 'presence' needs 'cache' \^2, but 1\.4\.0 is loaded\. \(.*telling\.spec\.ts:7:\d+\)$/,
      ),
      "  Load a version of 'cache' in ^2, or widen the range of 'presence' (npm rules).",
    ]);
    expect([report.ok, report.ms, Object.isFrozen(report)]).toEqual([false, 0, true]);
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ ok: false, plugins: [{ key: 'cache' }, {}, {}, {}] });
    expect(printTable([])).toBe('id  version  source  ms  state  provides  waits for');
  });

  it('leaves out what handlers of others throw meanwhile; the list of all problems has it', async () => {
    const test = createTestHost({ plugins: [plugin('old', { on: { 'tick.tock': boom } })] });
    await test.start();
    const report = await test.host.load(
      plugin('new', { inject: [EventBus], setup: (events: EventBus) => ({ start: () => void events.emit('tick.tock') }) }),
    );
    expect([report.ok, report.problems]).toEqual([true, []]);
    expect(test.problems.map(({ code }) => code)).toEqual(['event.handler-failed']);
    await test.stop();
  });

  it('knows of each plugin what it is, where it came from and whom it holds', async () => {
    const test = createTestHost({
      plugins: [
        plugin('cache', { provides: { 'acme/cache': 1 } }),
        plugin('user', { category: 'users', inject: ['acme/cache'], setup: () => ({}) }),
      ],
    });
    const { plugins } = await test.start();
    expect(plugins[1]).toEqual({
      key: 'user',
      id: 'user',
      version: '1.0.0',
      name: 'user',
      category: 'users',
      extension: 'user',
      dialect: 'definition',
      source: 'user',
      state: 'running',
      enabled: true,
      required: false,
      ms: 0,
      provides: [],
      holds: ['cache'],
    });
  });
});

describe('the problems of a host', () => {
  it('are the last 1,000', async () => {
    const test = createTestHost({ plugins: [plugin('a', { on: { 'acme.tick': (payload: number) => { throw new Error(String(payload)); } } })] }); // prettier-ignore
    await test.start();
    for (let count = 0; count < 1005; count += 1) test.host.events.emit('acme.tick', count);
    await settle();
    expect(test.problems).toHaveLength(1000);
    expect([test.problems[0]!.cause?.message, test.problems.at(-1)!.cause?.message]).toEqual(['5', '1004']);
  });
});
