import { expect, it } from '@jest/globals';
import type { Bus } from '../../src/events/bus.js';
import type { Problem } from '../../src/model/problem.js';
import { MortiseError } from '../../src/problem/error.js';
import { promisesRun, virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp({ strict = false, report }: { strict?: boolean; report?: (problem: Problem, bus: Bus) => void } = {}) {
  const problems: Problem[] = [];
  const bus: Bus = createBus({
    clock: virtualClock(),
    strict,
    report(problem) {
      problems.push(problem);
      report?.(problem, bus);
    },
  });
  const calls: string[] = [];
  return { bus, problems, calls, note: (what: string) => () => void calls.push(what), events: bus.view({ plugin: 'host' }) };
}

const fails = (message: string) => () => {
  throw new Error(message);
};

describe('a handler that fails', () => {
  it('is blamed; the emitter and the other handlers never notice', () => {
    const { bus, events, problems, calls, note } = setUp();
    events.handle('a.b', note('before'));
    bus.register('a.b', fails('boom'), {}, { plugin: 'acme', component: 'Presence', method: 'onBind' });
    events.handle('a.b', note('after'));
    expect(events.emit('a.b', 1)).toBe(3);
    expect(calls).toEqual(['before', 'after']);
    expect(problems).toMatchObject([
      {
        code: 'event.handler-failed',
        severity: 'warning',
        message: "Presence.onBind of 'acme' failed on 'a.b': boom",
        plugin: 'acme',
        phase: 'event',
        place: 'Presence.onBind',
        cause: { name: 'Error', message: 'boom', stack: expect.stringContaining('failures.spec') },
      },
    ]);
  });

  it.each([
    [{ plugin: 'acme' }, "A handler of 'acme' failed"],
    [{ plugin: 'host' }, 'A handler of the host failed'],
    [{ plugin: 'acme', component: 'Presence' }, "Presence of 'acme' failed"],
    [{ plugin: 'acme', method: 'onBind' }, "onBind of 'acme' failed"],
  ])('is called what is known of it: %j', (owner, start) => {
    const { bus, problems } = setUp();
    bus.register('a.b', fails('boom'), {}, owner);
    bus.announce('a.b', 1);
    expect(problems[0]?.message).toBe(`${start} on 'a.b': boom`);
    expect(problems[0]).not.toHaveProperty('place');
  });

  it('is blamed for a rejection that a synchronous emit can not wait for', async () => {
    const { bus, events, problems } = setUp();
    bus.register('a.b', () => Promise.reject(new Error('later')), {}, { plugin: 'acme' });
    bus.register('a.b', () => ({ then: fails('hostile') }), {}, { plugin: 'acme' });
    expect(events.emit('a.b', 1)).toBe(2);
    expect(problems).toEqual([]);
    await promisesRun();
    expect(problems.map(({ code, plugin, cause }) => `${code} ${plugin} ${cause?.message}`).toSorted()).toEqual([
      'event.handler-failed acme hostile',
      'event.handler-failed acme later',
    ]);
  });

  it('is counted by slot and by plugin, also after it has gone', async () => {
    const { bus, events } = setUp();
    const undo = bus.register('a.b', () => Promise.reject(new Error('later')), {}, { plugin: 'acme' });
    bus.register('a.b', fails('now'), {}, { plugin: 'acme' });
    bus.register('a.b', () => {}, {}, { plugin: 'other' });
    events.emit('a.b', 1);
    await promisesRun();
    events.emit('a.b', 2);
    undo();
    await promisesRun();
    expect(bus.slotsOf('a.b').map(({ plugin, failures }) => [plugin, failures])).toEqual([
      ['acme', 2],
      ['other', 0],
    ]);
    expect(bus.failuresOf('acme')).toBe(4);
    expect(bus.failuresOf('other')).toBe(0);
    expect(bus.failuresOf('unknown')).toBe(0);
  });

  const hostile = new Proxy(() => {}, {
    get() {
      throw new Error('trap');
    },
  });
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'no'],
    ['a function that has no text', hostile],
    ['an object whose getters throw', Object.defineProperty({}, 'message', { get: fails('from the getter') })],
    ['a frozen error', Object.freeze(new Error('cold'))],
  ])('may throw %s', async (_what, thrown) => {
    const { bus, events, problems } = setUp();
    const told: unknown[] = [];
    events.handle('handler.failed', ({ error }) => told.push(error));
    bus.register(
      'a.b',
      () => {
        throw thrown;
      },
      {},
      { plugin: 'acme' },
    );
    bus.register('a.b', () => Promise.reject(thrown), {}, { plugin: 'acme' });
    expect(events.emit('a.b', 1)).toBe(2);
    await promisesRun();
    expect(problems.map(({ code }) => code)).toEqual(['event.handler-failed', 'event.handler-failed']);
    expect(told).toHaveLength(2);
    for (const error of told) expect(Object.is(error, thrown)).toBe(true);
  });

  it('is not one that returns something', async () => {
    const { events, problems } = setUp();
    for (const value of [null, undefined, 0, '', 'then', Symbol('s'), 1n, {}, () => {}, Promise.resolve(1)])
      events.handle('a.b', () => value);
    expect(events.emit('a.b', 1)).toBe(10);
    expect(await events.emitAsync('a.b', 1)).toBe(10);
    await promisesRun();
    expect(problems).toEqual([]);
  });

  it('may overflow the stack', () => {
    const { events, problems, calls, note } = setUp();
    const endless = (): number => endless() + 1;
    events.handle('a.b', endless);
    events.handle('a.b', note('after'));
    expect(events.emit('a.b', 1)).toBe(2);
    expect(problems).toMatchObject([{ cause: { name: 'RangeError' } }]);
    expect(calls).toEqual(['after']);
  });

  it('does no harm when nobody can be told', () => {
    const { events, calls, note } = setUp({ report: fails('the log is full') });
    events.handle('a.b', fails('boom'));
    events.handle('a.b', note('after'));
    expect(events.emit('a.b', 1)).toBe(2);
    expect(calls).toEqual(['after']);
  });
});

describe('the event handler.failed', () => {
  it('tells which handler failed on what, and with which error', () => {
    const { bus, events } = setUp();
    const told: unknown[] = [];
    events.handle('handler.failed', (failure) => told.push(failure));
    const error = new Error('boom');
    bus.register('a.*', () => Promise.reject(error), {}, { plugin: 'other' });
    bus.register(
      'a.*',
      () => {
        throw error;
      },
      {},
      { plugin: 'acme', component: 'Presence', method: 'onBind' },
    );
    events.emit('a.b', 1);
    expect(told).toEqual([{ event: 'a.b', plugin: 'acme', component: 'Presence', method: 'onBind', error }]);
    return promisesRun().then(() => expect(told[1]).toEqual({ event: 'a.b', plugin: 'other', error }));
  });

  it('does not tell of its own handlers, which are only reported', async () => {
    const { bus, events, problems } = setUp();
    let called = 0;
    bus.register(
      '**',
      () => {
        called++;
        throw new Error('always');
      },
      {},
      { plugin: 'acme' },
    );
    bus.register('handler.failed', () => (called++, Promise.reject(new Error('always'))), {}, { plugin: 'acme' });
    events.emit('a.b', 1);
    await promisesRun();
    expect(called).toBe(3);
    expect(problems.map(({ message }) => message.split(':')[0])).toEqual([
      "A handler of 'acme' failed on 'a.b'",
      "A handler of 'acme' failed on 'handler.failed'",
      "A handler of 'acme' failed on 'handler.failed'",
    ]);
  });

  it('goes round in no circle with problem.found, which a host announces for every problem', async () => {
    const announced: Problem[] = [];
    const { bus, events, problems } = setUp({
      report(problem, to) {
        announced.push(problem);
        if (announced.length < 100) to.announce('problem.found', problem);
      },
    });
    let found = 0;
    for (const event of ['handler.failed', 'problem.found']) {
      bus.register(event, fails(`on ${event}`), {}, { plugin: 'acme' });
      bus.register(event, () => Promise.reject(new Error(`later on ${event}`)), {}, { plugin: 'acme' });
    }
    events.handle('problem.found', () => void found++);
    events.handle('a.b', fails('boom'));
    events.emit('a.b', 1);
    await promisesRun();
    expect(problems.map(({ cause }) => cause?.message).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      'boom',
      'later on handler.failed',
      'later on problem.found',
      'on handler.failed',
      'on problem.found',
    ]);
    expect(found).toBe(1);
  });

  it('is not the only thing that a host may announce with any payload', () => {
    const { bus, events } = setUp();
    const seen: unknown[] = [];
    events.handle('problem.found', (problem: unknown) => seen.push(problem));
    for (const payload of [null, 'text', { code: 'x' }]) bus.announce('problem.found', payload);
    expect(seen).toEqual([null, 'text', { code: 'x' }]);
  });
});

describe('a strict bus', () => {
  it('throws the first failure after all handlers have run, and does everything else the same', () => {
    const { events, bus, problems, calls, note } = setUp({ strict: true });
    const told: unknown[] = [];
    events.handle('handler.failed', ({ error }) => told.push(error));
    const first = new Error('first');
    events.handle('a.b', () => {
      throw first;
    });
    events.handle('a.b', fails('second'));
    events.handle('a.b', note('last'));
    let thrown: unknown;
    try {
      events.emit('a.b', 1);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(MortiseError);
    expect(thrown).toMatchObject({ code: 'event.handler-failed', cause: first, problem: problems[0] });
    expect(calls).toEqual(['last']);
    expect(problems).toHaveLength(2);
    expect(told).toHaveLength(2);
    expect(bus.failuresOf('host')).toBe(2);
  });

  it.each([{ parallel: false }, { parallel: true }])('rejects emitAsync with the first failure: %j', async (options) => {
    const { events, calls, note } = setUp({ strict: true });
    events.handle('a.b', async () => {
      await Promise.resolve();
      throw new Error('first');
    });
    events.handle('a.b', note('last'));
    const thrown = expect.objectContaining({ code: 'event.handler-failed', cause: new Error('first') });
    await expect(events.emitAsync('a.b', 1, options)).rejects.toEqual(thrown);
    expect(calls).toEqual(['last']);
  });

  it('returns as ever when nothing fails', async () => {
    const { events, note } = setUp({ strict: true });
    events.handle('a.b', note('fine'));
    expect(events.emit('a.b', 1)).toBe(1);
    expect(await events.emitAsync('a.b', 1)).toBe(1);
  });

  it('throws what a subscriber threw too', () => {
    const { events } = setUp({ strict: true });
    events.on('a.b').subscribe(fails('subscriber'));
    expect(() => events.emit('a.b', 1)).toThrow('subscriber');
  });

  it('throws what a subscriber threw after a delivery inside of its own', () => {
    const { events } = setUp({ strict: true });
    events.on('a.b').subscribe((payload) => {
      if (payload === 2) return;
      events.emit('a.b', 2);
      throw new Error('subscriber');
    });
    expect(() => events.emit('a.b', 1)).toThrow('subscriber');
  });

  it('throws nothing at those who announce, and nothing that comes later', async () => {
    const { bus, events, problems } = setUp({ strict: true });
    events.handle('host.started', fails('boom'));
    events.handle('a.b', () => Promise.reject(new Error('later')));
    bus.announce('host.started', {});
    expect(events.emit('a.b', 1)).toBe(1);
    await promisesRun();
    expect(problems.map(({ cause }) => cause?.message)).toEqual(['boom', 'later']);
  });
});
