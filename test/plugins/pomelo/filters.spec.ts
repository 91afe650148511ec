/** Open this to see the filters that come with Pomelo at work. */
import { describe, expect, it } from '@jest/globals';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LogRecord } from 'mortise';
import { createApp, filters, rpcFilters } from 'mortise/pomelo';

const session = (id: number): { id: number; [member: string]: unknown } => ({ id });
const message = (route: string): Record<string, unknown> => ({ __route__: route });

function logged(): { readonly log: (record: LogRecord) => void; readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, log: ({ level, message: text }) => void lines.push(`${level} ${text}`) };
}

describe('serial', () => {
  it('lets the requests of one session run one after the other, those of others at once', async () => {
    const filter = filters.serial();
    const ran: string[] = [];
    const [first, second, other] = [session(1), session(1), session(2)];
    filter.before(message('a'), first, () => ran.push('a'));
    const begun = new Promise<void>((resolve) => filter.before(message('b'), second, () => (ran.push('b'), resolve())));
    filter.before(message('c'), other, () => ran.push('c'));
    expect(ran).toEqual(['a', 'c']);
    filter.after(null, message('a'), first, {}, (error) => ran.push(`answered ${String(error)}`));
    await begun;
    expect(ran).toEqual(['a', 'c', 'answered null', 'b']);
    for (const each of [second, other]) filter.after(null, message('b'), each, {}, () => {});
  });

  it('goes on without one that takes too long, whose answer is an error then', async () => {
    const { log, lines } = logged();
    const filter = filters.serial(1, log);
    const [first, second] = [session(1), session(1)];
    filter.before(message('slow'), first, () => {});
    await new Promise<void>((resolve) => filter.before(message('next'), second, () => resolve()));
    const errors: unknown[] = [];
    filter.after(null, message('slow'), first, {}, (error) => errors.push(error));
    filter.after(null, message('next'), second, {}, (error) => errors.push(error));
    expect(errors).toEqual([new Error('task time out. msg:{"__route__":"slow"}'), null]);
    expect(lines).toEqual(['error [serial filter] msg timeout, msg:{"__route__":"slow"}']);
  });
});

describe('time and rpcLog', () => {
  it('log what was asked, and how long it took', () => {
    const { log, lines } = logged();
    const [filter, asked] = [filters.time(log), session(1)];
    filter.before(message('gate.entry.enter'), asked, () => {});
    filter.after(null, message('gate.entry.enter'), asked, {}, (error) => expect(error).toBeNull());
    const [rpc, call, options] = [rpcFilters.rpcLog(log), { namespace: 'user', service: 'count', method: 'add', args: [1] }, {}];
    rpc.before('chat-1', call, options, () => {});
    rpc.after('chat-1', call, options, () => {});
    expect(lines.map((line) => JSON.parse(line.replace('info ', '')) as unknown)).toEqual([
      { route: 'gate.entry.enter', args: message('gate.entry.enter'), time: expect.stringMatching(/Z$/), timeUsed: expect.any(Number) },
      { route: 'count', args: [1], time: expect.any(String), timeUsed: expect.any(Number) },
    ]);
  });
});

describe('timeout', () => {
  it('names a request that takes long, and watches only so many at a time', async () => {
    const lines: string[] = [];
    await new Promise<void>((resolve) => {
      const filter = filters.timeout(1, 2, ({ message: text }) => (lines.push(text), text === 'request "slow" timeout.' && resolve()));
      const quick = message('quick');
      for (const each of [quick, message('slow'), message('third')]) filter.before(each, session(1), () => {});
      filter.after(null, quick, session(1), {}, () => {});
    });
    expect(lines).toEqual(['timeout filter is out of range, current size is 2, max size is 2', 'request "slow" timeout.']);
  });
});

describe('toobusy', () => {
  it('refuses requests and calls while the event loop lags, with code 500', async () => {
    const [filter, rpc, calm] = [filters.toobusy(50), rpcFilters.toobusy(50), filters.toobusy(60_000)];
    const asked = (): unknown[] => {
      const errors: unknown[] = [];
      for (const each of [filter, calm]) each.before(message('a'), session(1), (error) => errors.push(error));
      rpc.before('chat-1', { namespace: 'user', service: 'a', method: 'b', args: [] }, {}, (error) => errors.push(error));
      return errors;
    };
    let errors = asked(); // the first one begins to look
    while (errors[0] === undefined) {
      const until = performance.now() + 120;
      while (performance.now() < until);
      await new Promise((resolve) => setTimeout(resolve));
      errors = asked();
    }
    expect(errors).toEqual([
      Object.assign(new Error('Server toobusy!'), { code: 500 }),
      undefined,
      Object.assign(new Error('Backend server chat-1 is too busy now!'), { code: 500 }),
    ]);
  });

  it('does not take the time between its looks for lag', async () => {
    const filter = filters.toobusy(9);
    const asked = (): Promise<unknown> => new Promise((resolve) => filter.before(message('a'), session(1), resolve));
    await asked(); // the first one begins to look
    const looks = monitorEventLoopDelay({ resolution: 10 });
    looks.enable();
    // It has looked, and may have seen what others do on this machine: that is over in a while.
    while (looks.count < 2 || (await asked()) !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    looks.disable();
  }, 30_000);
});

describe('transaction', () => {
  it('runs conditions and then handlers in series, and handlers again when one fails', async () => {
    const { log, lines } = logged();
    const app = createApp({ log });
    const ran: string[] = [];
    let tries = 0;
    const step = (name: string) => (done: () => void) => {
      ran.push(name);
      process.nextTick(done);
    };
    const twice = (done: (error?: Error) => void): void => ((tries += 1), done(tries < 2 ? new Error('not yet') : undefined));
    expect(await app.transaction('buy', { rich: step('rich'), open: step('open') }, { pay: step('pay'), twice }, 3)).toBe(true);
    expect(ran).toEqual(['rich', 'open', 'pay', 'pay']);
    expect(lines).toEqual(['error [buy]:[twice]:[1] handler is executed with err: Error: not yet.']);
  });

  it('runs no handler when a condition fails, and gives up after its retries', async () => {
    const { log, lines } = logged();
    const app = createApp({ log });
    const poor = (done: (error: Error) => void): void => done(new Error('poor'));
    expect(await app.transaction('buy', { poor }, { pay: () => lines.push('paid') })).toBe(false);
    expect(await app.transaction('buy', {}, { pay: () => Promise.reject(new Error('late')) }, 2)).toBe(false);
    expect(await app.transaction(undefined as never, {}, {})).toBe(false);
    expect(await app.transaction('buy', { a: 1 } as never, {})).toBe(false);
    expect(lines).toEqual([
      'error [buy]:[poor] condition is executed with err: Error: poor.',
      'error [buy]:[pay]:[1] handler is executed with err: Error: late.',
      'error [buy]:[pay]:[2] handler is executed with err: Error: late.',
      'error transaction name is error format, name: undefined.',
      'error transaction conditions parameter is error format: each of its members is a function.',
    ]);
  });
});
