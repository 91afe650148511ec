import { Writable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { LogLevel, LogRecord, LogSink } from '../../src/model/ports.js';
import { consoleLog, createLogs, type LogsOptions, pinoLog } from '../../src/platform/log.js';

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error'];

/** Logs whose records are kept, at time 1000. */
function kept(levels: LogsOptions['levels'], sink?: LogSink) {
  const records: LogRecord[] = [];
  return { records, ...createLogs({ sink: sink ?? ((record) => void records.push(record)), clock: { now: () => 1000 }, levels }) };
}

function hostile(): object {
  return new Proxy(
    {},
    {
      getPrototypeOf() {
        throw new Error('trap');
      },
    },
  );
}

describe('a logger', () => {
  it('hands on what is said, by whom, when, and with which fields', () => {
    const { logger, records } = kept({ default: 'trace' });
    logger('presence').info('bound', { uid: 'u7' });
    logger('tax').warn('no rate');
    expect(records).toEqual([
      { time: 1000, level: 'info', plugin: 'presence', message: 'bound', fields: { uid: 'u7' } },
      { time: 1000, level: 'warn', plugin: 'tax', message: 'no rate' },
    ]);
  });

  it.each([
    ['trace', LEVELS],
    ['debug', LEVELS.slice(1)],
    ['info', LEVELS.slice(2)],
    ['warn', LEVELS.slice(3)],
    ['error', LEVELS.slice(4)],
    ['silent', []],
  ] as const)('at %s lets pass %j', (threshold, passing) => {
    const { logger, records } = kept({ default: threshold });
    const log = logger('presence');
    for (const level of LEVELS) log[level]('said');
    expect(records.map((record) => record.level)).toEqual(passing);
    expect(LEVELS.filter((level) => log.enabled(level))).toEqual(passing);
  });

  it('has the level of its plugin, also when it changes later', () => {
    const { logger, setLevel, records } = kept({ default: 'warn', plugins: { tax: 'debug' } });
    const [tax, presence] = [logger('tax'), logger('presence')];
    tax.debug('one');
    presence.info('two');
    setLevel('presence', 'info');
    presence.info('three');
    setLevel('tax', 'silent');
    tax.error('four');
    expect(records.map((record) => record.message)).toEqual(['one', 'three']);
  });

  it('has the default level for a plugin with the name of something every object has', () => {
    expect(kept({ default: 'warn', plugins: {} }).logger('constructor').enabled('warn')).toBe(true);
  });

  it('makes a record of whatever an author without types says', () => {
    const { logger, records } = kept({ default: 'info' });
    const say = logger('tax').error as (...anything: unknown[]) => void;
    const error = new TypeError('no');
    say(error);
    say(error, { sku: 'a' });
    say('failed', error);
    say('failed', 'a');
    say('failed', null);
    say({ a: 1 });
    expect(records.map(({ message, fields }) => [message, fields])).toEqual([
      ['TypeError: no', { error }],
      ['TypeError: no', { error, sku: 'a' }],
      ['failed', { error }],
      ['failed', { value: 'a' }],
      ['failed', { value: null }],
      ['{ a: 1 }', undefined],
    ]);
  });

  it('never fails its caller when the sink does, now or later', async () => {
    let calls = 0;
    const throwing = kept({ default: 'info' }, () => {
      calls += 1;
      throw new Error('disk full');
    });
    throwing.logger('tax').error('said');
    const rejecting = kept({ default: 'info' }, async () => {
      calls += 1;
      await Promise.reject(new Error('disk full'));
    });
    rejecting.logger('tax').error('said');
    // An unhandled rejection would be raised before this turn of the event loop ends, and fail the run.
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toBe(2);
  });
});

/** What the console shows for records, line by line. */
function shown(records: readonly Partial<LogRecord>[], options: { color?: boolean; isTTY?: boolean } = {}): string[] {
  const time = new Date(2026, 0, 2, 12, 3, 4, 5).getTime();
  let text = '';
  const { isTTY = false, ...rest } = options;
  const sink = consoleLog({ stream: { write: (part) => (text += part), isTTY }, ...rest });
  for (const record of records) sink({ time, level: 'info', plugin: 'tax', message: 'said', ...record });
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

describe('the console', () => {
  const { NO_COLOR } = process.env;
  afterEach(() => {
    if (NO_COLOR === undefined) delete process.env['NO_COLOR'];
    else process.env['NO_COLOR'] = NO_COLOR;
  });

  it('shows time, level, plugin, message and fields on one line, in columns', () => {
    expect(
      shown([
        { plugin: 'presence', message: 'bound', fields: { uid: 'u7', count: 3, at: null } },
        {
          level: 'error',
          message: 'no rate',
          fields: { sku: 'a b', tags: ['x', 1], deep: { a: { b: { c: {} } } }, empty: '', equals: 'a=b' },
        },
      ]),
    ).toEqual([
      '12:03:04.005 INFO  presence  bound uid=u7 count=3 at=null',
      "12:03:04.005 ERROR tax       no rate sku='a b' tags=[ 'x', 1 ] deep={ a: { b: { c: {} } } } empty='' equals='a=b'",
    ]);
  });

  it('keeps the column of names narrow', () => {
    expect(shown([{ plugin: 'x'.repeat(40) }, {}])[1]).toBe(`12:03:04.005 INFO  ${'tax'.padEnd(24)}  said`);
  });

  it('indents the further lines of a message', () => {
    expect(shown([{ message: 'one\n\ttwo\nthree' }])).toEqual(['12:03:04.005 INFO  tax  one', '    \ttwo', '    three']);
  });

  it('shows the stack of an error and of its causes below the line', () => {
    const error = Object.assign(new Error('no'), {
      stack: 'Error: no\n    at here',
      cause: Object.assign(new Error('deeper'), { stack: undefined }),
    });
    expect(shown([{ fields: { error, uid: 1 } }])).toEqual([
      '12:03:04.005 INFO  tax  said uid=1',
      '    error: Error: no',
      '        at here',
      '    caused by: Error: deeper',
    ]);
    const foreign: unknown = runInNewContext("new TypeError('elsewhere')");
    expect(shown([{ fields: { foreign } }])[1]).toBe('    foreign: TypeError: elsewhere');
  });

  it('does not walk causes in a circle, nor fail on one that throws', () => {
    const circle = new Error('round');
    Object.assign(circle, { cause: circle, stack: 'Error: round' });
    expect(shown([{ fields: { circle } }])).toHaveLength(1 + 5);
    const trap = Object.defineProperty(Object.assign(new Error('trap'), { stack: 'Error: trap' }), 'cause', {
      get() {
        throw new Error('from the getter');
      },
    });
    expect(shown([{ fields: { trap } }])).toEqual(['12:03:04.005 INFO  tax  said', '    trap: Error: trap']);
  });

  it('shows characters that could fool a terminal instead of obeying them', () => {
    expect(shown([{ plugin: 'a\nb', message: '\u001b[31mred\r\u202e\0', fields: { 'k\n': '\u001b[2J', long: 'a\nb' } }])).toEqual([
      "12:03:04.005 INFO  a\\u000ab  \\u001b[31mred\\u000d\\u202e\\u0000 k\\u000a=\\u001b[2J long='a\\nb'",
    ]);
  });

  it('writes large fields shortly, and what can not be written as unreadable', () => {
    const unreadable = {
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('no');
      },
    };
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`key${n}`, n]));
    const lines = shown([{ fields: { long: 'x'.repeat(10_000), wide, list: Array(1000).fill(1), unreadable, proxy: hostile() } }]);
    expect(lines).toHaveLength(1);
    expect(lines[0]!.length).toBeLessThan(1100);
    expect(lines[0]).toContain('unreadable=(unreadable) proxy=');
    expect(shown([{ fields: { nested: { error: Object.assign(new Error('no'), { stack: 'Error: no\n    at here' }) } } }])).toEqual([
      '12:03:04.005 INFO  tax  said nested={ error: Error: no at here }',
    ]);
  });

  it('is coloured on a terminal, unless NO_COLOR is set or the caller decides', () => {
    const coloured = (options: { color?: boolean; isTTY?: boolean }): boolean => shown([{}], options)[0]!.includes('\u001b[');
    delete process.env['NO_COLOR'];
    expect([{ isTTY: true }, { isTTY: false }, { isTTY: true, color: false }, { color: true }].map(coloured)).toEqual([
      true,
      false,
      false,
      true,
    ]);
    process.env['NO_COLOR'] = '1';
    expect([{ isTTY: true }, { color: true }].map(coloured)).toEqual([false, true]);
    expect(shown([{ level: 'error' }], { color: true })).toEqual(['\u001b[90m12:03:04.005\u001b[39m \u001b[31mERROR\u001b[39m tax  said']);
  });

  it('is stderr', () => {
    const { write } = process.stderr;
    const written: unknown[] = [];
    process.stderr.write = ((text: unknown) => written.push(text) > 0) as typeof write;
    try {
      consoleLog({ color: false })({ time: 0, level: 'info', plugin: 'tax', message: 'said' });
    } finally {
      process.stderr.write = write;
    }
    expect(written).toEqual([expect.stringMatching(/ INFO {2}tax {2}said\n$/)]);
  });
});

describe('pino', () => {
  function piped(): { sink: LogSink; lines: () => Record<string, unknown>[] } {
    let text = '';
    const stream = new Writable({
      write(chunk, _, done) {
        text += String(chunk);
        done();
      },
    });
    const sink = pinoLog(pino({ level: 'trace', base: null, timestamp: false }, stream));
    return {
      sink,
      lines: () =>
        text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Record<string, unknown>),
    };
  }

  it('gets each record at its level, with the plugin and the fields', () => {
    const { sink, lines } = piped();
    for (const level of LEVELS) sink({ time: 0, level, plugin: 'tax', message: `said %s at ${level}`, fields: { sku: 'a' } });
    sink({ time: 0, level: 'info', plugin: 'tax', message: 'bare' });
    expect(lines()).toEqual([
      ...LEVELS.map((level, rank) => ({ level: (rank + 1) * 10, plugin: 'tax', sku: 'a', msg: `said %s at ${level}` })),
      { level: 30, plugin: 'tax', msg: 'bare' },
    ]);
  });

  it('writes errors with their message, whatever their field is called', () => {
    const { sink, lines } = piped();
    const error = Object.assign(new TypeError('no'), { stack: 'TypeError: no\n    at here', code: 'E_NO' });
    sink({ time: 0, level: 'error', plugin: 'tax', message: 'said', fields: { error, err: error } });
    expect(lines()[0]).toMatchObject({
      error: { name: 'TypeError', message: 'no', stack: 'TypeError: no\n    at here', code: 'E_NO' },
      err: { type: 'TypeError', message: 'no', stack: 'TypeError: no\n    at here' },
    });
  });

  it('is told the plugin that really speaks', () => {
    const { sink, lines } = piped();
    sink({ time: 0, level: 'info', plugin: 'tax', message: 'said', fields: { plugin: 'host' } });
    expect(lines()[0]).toMatchObject({ plugin: 'tax' });
  });
});
