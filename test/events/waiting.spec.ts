import { createHook } from 'node:async_hooks';
import { describe as once, expect, it } from '@jest/globals';
import type { Problem } from '../../src/model/problem.js';
import { promisesRun, virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp() {
  const clock = virtualClock();
  const problems: Problem[] = [];
  const bus = createBus({ clock, report: (problem) => problems.push(problem) });
  const calls: string[] = [];
  const note = (what: string) => void calls.push(what);
  return { bus, clock, problems, calls, note, events: bus.view({ plugin: 'acme', component: 'Presence', method: 'onBind' }) };
}

/** A promise that a spec settles when it wants to. */
function pending() {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

/** How many promises some synchronous work makes. */
function promisesOf(work: () => unknown): number {
  let made = 0;
  const hook = createHook({ init: (_id, type) => type === 'PROMISE' && made++ }).enable();
  work();
  hook.disable();
  return made;
}

describe('emitAsync in series', () => {
  it('calls one after the other has settled, and counts them', async () => {
    const { events, calls, note } = setUp();
    const [first, second] = [pending(), pending()];
    events.handle('a.b', () => (note('1'), first.promise));
    events.handle('a.b', () => note('2'));
    events.handle('a.b', () => (note('3'), second.promise));
    events.handle('a.b', () => note('4'));
    let done: number | undefined;
    void events.emitAsync('a.b', 1).then((count) => (done = count));
    await promisesRun();
    expect(calls).toEqual(['1']);
    first.resolve();
    await promisesRun();
    expect(calls).toEqual(['1', '2', '3']);
    expect(done).toBeUndefined();
    second.resolve();
    await promisesRun();
    expect(calls).toEqual(['1', '2', '3', '4']);
    expect(done).toBe(4);
  });

  it('has called all when it returns if all are synchronous, with no promise for each', async () => {
    const { events, calls, note } = setUp();
    const one = setUp();
    one.events.handle('a.b', () => {});
    for (let i = 0; i < 10; i++) events.handle('a.b', () => note(`${i}`));
    const forTen = promisesOf(() => events.emitAsync('a.b', 1));
    expect(calls).toHaveLength(10);
    expect(forTen).toBe(promisesOf(() => one.events.emitAsync('a.b', 1)));
    expect(forTen).toBe(1);
    expect(promisesOf(() => Promise.resolve().then(() => {}))).toBe(2);
    expect(await events.emitAsync('a.b', 1)).toBe(10);
    expect(await events.emitAsync('a.nobody', 1)).toBe(0);
  });

  it('hands the payload and the name to those it calls later too', async () => {
    const { events } = setUp();
    const seen: unknown[] = [];
    events.handle('a.b', async () => {});
    events.handle('a.*', (payload, name) => seen.push([payload, name]));
    await events.emitAsync('a.b', 7);
    expect(seen).toEqual([[7, 'a.b']]);
  });

  it('blames who rejects and goes on', async () => {
    const { events, calls, note, problems } = setUp();
    events.handle('a.b', () => Promise.reject(new Error('no 1')));
    events.handle('a.b', async () => {
      await Promise.resolve();
      throw new Error('no 2');
    });
    events.handle('a.b', () => {
      throw new Error('no 3');
    });
    events.handle('a.b', () => note('last'));
    expect(await events.emitAsync('a.b', 1)).toBe(4);
    expect(calls).toEqual(['last']);
    expect(problems.map(({ message }) => message)).toEqual([1, 2, 3].map((n) => `Presence.onBind of 'acme' failed on 'a.b': no ${n}`));
  });
});

describe('emitAsync in parallel', () => {
  it('calls all at once and waits for all', async () => {
    const { events, calls, note } = setUp();
    const [first, second] = [pending(), pending()];
    events.handle('a.b', () => (note('1'), first.promise));
    events.handle('a.b', () => note('2'));
    events.handle('a.b', () => (note('3'), second.promise));
    let done: number | undefined;
    void events.emitAsync('a.b', 1, { parallel: true }).then((count) => (done = count));
    expect(calls).toEqual(['1', '2', '3']);
    second.resolve();
    await promisesRun();
    expect(done).toBeUndefined();
    first.resolve();
    await promisesRun();
    expect(done).toBe(3);
  });

  it('blames each that rejects, and still waits for the others', async () => {
    const { events, problems } = setUp();
    const slow = pending();
    events.handle('a.b', () => Promise.reject(new Error('no 1')));
    events.handle('a.b', () => slow.promise);
    events.handle('a.b', () => Promise.reject(new Error('no 3')));
    events.handle('a.b', () => {
      throw new Error('no 4');
    });
    let done: number | undefined;
    void events.emitAsync('a.b', 1, { parallel: true }).then((count) => (done = count));
    await promisesRun();
    expect(done).toBeUndefined();
    slow.reject(new Error('no 2'));
    await promisesRun();
    expect(done).toBe(4);
    expect(problems.map(({ cause }) => cause?.message).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      'no 1',
      'no 2',
      'no 3',
      'no 4',
    ]);
  });

  it('makes no promise for each if all are synchronous', async () => {
    const { events } = setUp();
    for (let i = 0; i < 10; i++) events.handle('a.b', () => i);
    expect(promisesOf(() => events.emitAsync('a.b', 1, { parallel: true }))).toBe(1);
    expect(await events.emitAsync('a.b', 1, { parallel: true })).toBe(10);
  });

  it('asks a thenable once, even when another handler rejects', async () => {
    const { events } = setUp();
    let asked = 0;
    events.handle('a.b', () => ({ then: (resolve: () => void) => (asked++, resolve()) }));
    events.handle('a.b', () => Promise.reject(new Error('no')));
    expect(await events.emitAsync('a.b', 1, { parallel: true })).toBe(2);
    expect(asked).toBe(1);
  });
});

once('a promise of a class of its own', () => {
  it('is asked once in each delivery, timed or not, as it may do its work when it is asked', async () => {
    const bus = createBus({ clock: virtualClock(), report: () => undefined, hotAfter: Infinity, samples: true });
    const events = bus.view({ plugin: 'acme' });
    let asked = 0;
    class Lazy extends Promise<unknown> {}
    const then = (...hears: Parameters<Promise<unknown>['then']>) => (asked++, Promise.resolve(1).then(...hears));
    void Object.defineProperty(Lazy.prototype, 'then', { value: then });
    events.handle('a.b', () => new Lazy(() => undefined));
    const askedBy = async (deliver: () => unknown): Promise<number> => {
      asked = 0;
      await deliver();
      await promisesRun();
      return asked;
    };
    // The first one is timed.
    expect(await askedBy(() => events.emit('a.b'))).toBe(1);
    expect(await askedBy(() => events.emit('a.b'))).toBe(1);
  });
});

once.each([{ parallel: false }, { parallel: true }])('emitAsync with %j', (options) => {
  it('knows a thenable by its then, be it an object or a function', async () => {
    const { events, problems } = setUp();
    const thenable = (error: string) => Object.assign(() => {}, { then: (_yes: unknown, no: (e: Error) => void) => no(new Error(error)) });
    events.handle('a.b', () => thenable('function'));
    events.handle('a.b', () => ({ ...thenable('object') }));
    events.handle('a.b', () => ({ then: 'not one' }));
    expect(await events.emitAsync('a.b', 1, options)).toBe(3);
    expect(problems.map(({ cause }) => cause?.message)).toEqual(['function', 'object']);
  });

  it('contains a then that throws, by its getter or its call', async () => {
    const { events, problems } = setUp();
    const thrower = () => {
      throw new Error('hostile');
    };
    events.handle('a.b', () => Object.defineProperty({}, 'then', { get: thrower }));
    events.handle('a.b', () => ({ then: thrower }));
    events.handle('a.b', () => Object.defineProperty(Promise.resolve(), 'constructor', { get: thrower }));
    events.handle('a.b', () => Object.assign(Promise.reject(new Error('hostile')), { then: thrower }));
    expect(await events.emitAsync('a.b', 1, options)).toBe(4);
    expect(problems.map(({ code, cause }) => [code, cause?.message])).toEqual(Array(4).fill(['event.handler-failed', 'hostile']));
  });

  it('waits no longer than the deadline of a handler, tells that it is late, and blames it if it rejects after all', async () => {
    const { events, clock, problems, calls, note } = setUp();
    const slow = pending();
    events.handle('a.b', () => slow.promise, { deadline: 1500 });
    events.handle('a.b', () => note('next'));
    let done: number | undefined;
    void events.emitAsync('a.b', 1, options).then((count) => (done = count));
    clock.advance(1499);
    await promisesRun();
    expect(done).toBeUndefined();
    expect(problems).toEqual([]);
    clock.advance(1);
    await promisesRun();
    expect(done).toBe(2);
    expect(calls).toEqual(['next']);
    expect(problems).toMatchObject([
      {
        code: 'event.handler-late',
        message: "Presence.onBind of 'acme' did not settle on 'a.b' within its deadline of 1.5 s.",
        plugin: 'acme',
        phase: 'event',
        place: 'Presence.onBind',
      },
    ]);
    slow.reject(new Error('too late'));
    await promisesRun();
    expect(problems.slice(1)).toMatchObject([{ code: 'event.handler-failed', cause: { message: 'too late' } }]);
  });

  it.each(['resolve', 'reject'] as const)('cancels the timer of a handler that settles in time (%s)', async (how) => {
    const { events, clock, problems } = setUp();
    const slow = pending();
    events.handle('a.b', () => slow.promise, { deadline: 100 });
    const delivered = events.emitAsync('a.b', 1, options);
    expect(clock.pending()).toBe(1);
    slow[how](new Error('no'));
    expect(await delivered).toBe(1);
    expect(clock.pending()).toBe(0);
    clock.advance(1000);
    expect(problems.map(({ code }) => code)).toEqual(how === 'reject' ? ['event.handler-failed'] : []);
  });

  it('sets no timer for a handler that returns no promise', async () => {
    const { events, clock } = setUp();
    events.handle('a.b', () => 1, { deadline: 100 });
    events.handle('a.b', async () => {});
    const delivered = events.emitAsync('a.b', 1, options);
    expect(clock.pending()).toBe(0);
    expect(await delivered).toBe(2);
  });
});
