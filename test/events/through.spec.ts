import { expect, it } from '@jest/globals';
import {
  BehaviorSubject,
  bufferCount,
  bufferTime,
  concatMap,
  EMPTY,
  finalize,
  map,
  merge,
  mergeMap,
  NEVER,
  Observable,
  of,
  startWith,
  take,
  tap,
  throwError,
  toArray,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { Gate } from '../../src/events/bus.js';
import type { HandlerOptions } from '../../src/model/context.js';
import type { Problem } from '../../src/model/problem.js';
import { promisesRun, virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

type Through = NonNullable<HandlerOptions['through']>;

function setUp(
  through: Through,
  { gate, once = false, handler }: { gate?: Gate; once?: boolean; handler?: (value: unknown) => unknown } = {},
) {
  const problems: Problem[] = [];
  const clock = virtualClock();
  const bus = createBus({ clock, report: (problem) => problems.push(problem) });
  const seen: unknown[] = [];
  const owner = { plugin: 'metrics', component: 'Metrics', method: 'onMetric', ...(gate === undefined ? {} : { gate }) };
  const undo = bus.register(
    'metric.*',
    (value, name) => {
      seen.push(name === 'metric.*' ? value : [value, name]);
      return handler?.(value);
    },
    { through, once, deadline: 10 },
    owner,
  );
  const host = bus.view({ plugin: 'host' });
  return { bus, clock, problems, seen, undo, emit: (payload: unknown) => host.emit('metric.x', payload), host };
}

const codes = (problems: readonly Problem[]) => problems.map(({ code }) => code);

describe('a handler with a stream in between', () => {
  it('gets what the stream emits', () => {
    const { emit, seen } = setUp((source) => source.pipe(bufferCount(2)));
    for (const payload of [1, 2, 3, 4, 5]) expect(emit(payload)).toBe(1);
    expect(seen).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('gets it when the marbles say so', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ hot, expectObservable, flush }) => {
      const { emit, bus } = setUp(
        (source) =>
          source.pipe(
            bufferTime(5),
            map((batch: unknown[]) => batch.join('')),
          ),
        {
          handler: (batch) => handled.next(batch),
        },
      );
      const handled = new BehaviorSubject<unknown>('-');
      hot('       -a-b---c-------|').subscribe({ next: emit, complete: () => bus.close() });
      expectObservable(handled).toBe('s----u----v----(w)', { s: '-', u: 'ab', v: 'c', w: '' });
      flush();
    });
  });

  it('is subscribed to once, when it is registered', () => {
    let subscribed = 0;
    const { emit } = setUp((source) => new Observable((subscriber) => (subscribed++, source.subscribe(subscriber))));
    expect(subscribed).toBe(1);
    emit(1);
    emit(2);
    expect(subscribed).toBe(1);
  });

  it('is outside of what emitAsync waits for, and of its deadline', async () => {
    const { host, clock, seen, problems } = setUp((source) => source, { handler: () => new Promise(() => {}) });
    expect(await host.emitAsync('metric.x', 1)).toBe(1);
    expect([seen, clock.pending(), problems]).toEqual([[1], 0, []]);
  });

  it('has its place by priority like any other', () => {
    const { bus, emit, seen } = setUp((source) => source);
    bus.register('metric.x', () => seen.push('early'), { priority: 1 }, { plugin: 'p' });
    bus.register('metric.x', () => seen.push('late'), {}, { plugin: 'p' });
    emit('it');
    expect(seen).toEqual(['early', 'it', 'late']);
  });

  it('is blamed for what it throws or rejects, and the stream goes on', async () => {
    const { bus, emit, seen, problems } = setUp((source) => source, {
      handler(value) {
        if (value === 1) throw new Error('now');
        return Promise.reject(new Error('later'));
      },
    });
    emit(1);
    emit(2);
    await promisesRun();
    expect(seen).toEqual([1, 2]);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['event.handler-failed', "Metrics.onMetric of 'metrics' failed on 'metric.*': now"],
      ['event.handler-failed', "Metrics.onMetric of 'metrics' failed on 'metric.*': later"],
    ]);
    expect(bus.slotsOf('metric.x')).toMatchObject([{ failures: 2, method: 'onMetric' }]);
  });

  it('once, gets the first value that comes out, at registration or later', () => {
    const { bus, emit, seen } = setUp((source) => source.pipe(bufferCount(2)), { once: true });
    for (const payload of [1, 2, 3, 4]) emit(payload);
    expect([seen, bus.countOf('metrics')]).toEqual([[[1, 2]], 0]);
    let torn = false;
    const early = setUp(
      (source) =>
        source.pipe(
          startWith('early', 'second'),
          finalize(() => (torn = true)),
        ),
      { once: true },
    );
    expect([early.seen, early.bus.countOf('metrics'), torn]).toEqual([['early'], 0, true]);
  });

  it('once, gets no second value, neither from what is flushed when it goes nor from a stream that never ends', () => {
    const flushing = setUp((source) => merge(source, source.pipe(toArray())), { once: true });
    flushing.emit(1);
    expect([flushing.seen, flushing.bus.countOf('metrics')]).toEqual([[1], 0]);
    let torn = false;
    const endless = setUp(() => merge(of('early'), NEVER).pipe(finalize(() => (torn = true))), { once: true });
    expect([endless.seen, torn]).toEqual([['early'], true]);
  });

  it('may have a stream that ends by itself', () => {
    const { emit, seen, problems, undo } = setUp((source) => source.pipe(take(1)));
    emit(1);
    emit(2);
    undo();
    expect([seen, problems]).toEqual([[1], []]);
    expect(setUp(() => EMPTY).problems).toEqual([]);
  });
});

describe('a stream in between that fails', () => {
  it('is reported and subscribed again', () => {
    const { bus, emit, seen, problems } = setUp((source) =>
      source.pipe(
        map((n: number) => {
          if (n < 0) throw new Error(`negative ${n}`);
          return n;
        }),
      ),
    );
    for (const payload of [1, -1, 2, -2, -3, -4, -5, 3]) emit(payload);
    expect(seen).toEqual([1, 2, 3]);
    expect(problems).toHaveLength(5);
    expect(problems[0]).toMatchObject({
      code: 'event.through-failed',
      message: "The stream of Metrics.onMetric of 'metrics' failed on 'metric.*': negative -1",
      plugin: 'metrics',
      phase: 'event',
      cause: { message: 'negative -1' },
    });
    expect(bus.failuresOf('metrics')).toBe(5);
  });

  it('as soon as it is subscribed to is given up after three times, until the next payload', () => {
    let subscribed = 0;
    let broken = true;
    const { emit, seen, problems } = setUp(
      (source) =>
        new Observable((subscriber) => {
          subscribed++;
          if (broken) subscriber.error(new Error('never ready'));
          else source.subscribe(subscriber);
        }),
    );
    expect(subscribed).toBe(3);
    expect(codes(problems)).toEqual(Array(3).fill('event.through-failed'));
    emit(1);
    expect(subscribed).toBe(6);
    broken = false;
    emit(2);
    emit(3);
    expect(subscribed).toBe(7);
    expect(seen).toEqual([2, 3]);
    expect(problems).toHaveLength(6);
  });

  it('again and again with no payload in between is given up as well when it fails later', () => {
    const failures: ((error: Error) => void)[] = [];
    const { emit, problems } = setUp(() => new Observable((subscriber) => void failures.push((error) => subscriber.error(error))));
    for (let i = 0; i < failures.length && i < 100; i++) failures[i]!(new Error('later'));
    expect([failures.length, problems.length]).toEqual([3, 3]);
    emit(1);
    expect(failures).toHaveLength(4);
  });

  it('may throw from its subscribe, or be of no library at all', () => {
    const { problems } = setUp(
      () =>
        ({
          subscribe() {
            throw new Error('no library');
          },
        }) as never,
    );
    expect(problems.map(({ cause }) => cause?.message)).toEqual(Array(3).fill('no library'));
  });
});

describe('what a through returns', () => {
  it.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a list', [], 'an empty list'],
    ['a promise', Promise.resolve(), 'an object'],
    ['a text', 'text', "the string 'text'"],
    ['an observable symbol that leads nowhere', { '@@observable': () => 3 }, 'an object'],
  ])('is refused when it is %s', (_what, returned, seen) => {
    const bus = createBus({ clock: virtualClock(), report: () => {} });
    const register = () =>
      bus.register('a.b', () => {}, { through: () => returned as never }, { plugin: 'acme', component: 'C', method: 'm' });
    expect(register).toThrow(`The through of C.m of 'acme' on 'a.b' returned ${seen} instead of an Observable.`);
    expect(register).toThrow(expect.objectContaining({ code: 'event.through-shape' }));
    expect(bus.countOf('acme')).toBe(0);
  });

  it('is not asked for when the through throws', () => {
    const bus = createBus({ clock: virtualClock(), report: () => {} });
    const through = () => {
      throw new Error('from through');
    };
    expect(() => bus.register('a.b', () => {}, { through }, { plugin: 'acme' })).toThrow('from through');
    expect(bus.countOf('acme')).toBe(0);
  });

  /** Another copy of rxjs, as far as anybody can tell: the same protocol, another class. */
  function foreign(source: Observable<unknown>) {
    return {
      subscribe(observer: { next(value: unknown): void }) {
        const subscription = source.subscribe((value) => observer.next(`foreign ${String(value)}`));
        return { unsubscribe: () => subscription.unsubscribe() };
      },
    };
  }

  it.each([
    ['can be subscribed to', foreign],
    ['has @@observable', (source: Observable<unknown>) => ({ '@@observable': () => foreign(source) })],
    ['has Symbol.observable', (source: Observable<unknown>) => ({ [Reflect.get(Symbol, 'observable') as symbol]: () => foreign(source) })],
  ])('may be of another copy of rxjs, if it %s', (what, through) => {
    if (what.includes('Symbol')) Reflect.set(Symbol, 'observable', Symbol.for('spec.observable'));
    const { emit, seen, undo } = setUp(
      (source) => (what.includes('Symbol') ? { [Symbol.for('spec.observable')]: () => foreign(source) } : through(source)) as never,
    );
    emit(1);
    undo();
    emit(2);
    Reflect.deleteProperty(Symbol, 'observable');
    expect(seen).toEqual(['foreign 1']);
  });
});

describe('when a handler with a stream in between is removed', () => {
  it.each([
    ['bufferTime', bufferTime(1_000_000), [1, 2]],
    ['toArray', toArray(), [1, 2]],
    ['bufferCount', bufferCount(10), [1, 2]],
  ] as const)('the source completes first, so that it gets what %s holds', (_name, operator, flushed) => {
    const { bus, emit, seen, undo } = setUp((source) => source.pipe(operator as never));
    emit(1);
    emit(2);
    expect(seen).toEqual([]);
    undo();
    expect(seen).toEqual([flushed]);
    expect([emit(3), bus.countOf('metrics')]).toEqual([0, 0]);
    undo();
    expect(seen).toHaveLength(1);
  });

  it('what fails on the way is contained, and nothing is subscribed again', () => {
    let subscribed = 0;
    const { bus, emit, undo, problems } = setUp(
      (source) =>
        source.pipe(
          tap({ subscribe: () => void subscribed++ }),
          toArray(),
          mergeMap((all) => of(all, all)),
          concatMap((all, index) => (index === 0 ? of(all) : throwError(() => new Error('flush')))),
        ),
      {
        handler() {
          throw new Error('handler');
        },
      },
    );
    emit(1);
    undo();
    expect(problems.map(({ code, cause }) => [code, cause?.message])).toEqual([
      ['event.handler-failed', 'handler'],
      ['event.through-failed', 'flush'],
    ]);
    expect([subscribed, bus.countOf('metrics')]).toEqual([1, 0]);
  });

  it('a stream that never completes is unsubscribed, and an error of its teardown is contained', () => {
    let torn = 0;
    const { undo, problems } = setUp(() =>
      NEVER.pipe(
        finalize(() => {
          torn++;
          throw new Error('teardown');
        }),
      ),
    );
    undo();
    expect(torn).toBe(1);
    expect(problems).toMatchObject([{ code: 'event.through-failed', cause: { name: 'UnsubscriptionError' } }]);
  });

  it('what a foreign stream says afterwards is ignored', () => {
    let late!: { next(value: unknown): void; error(error: unknown): void };
    const { seen, undo, problems } = setUp(() => ({ subscribe: (observer: never) => ((late = observer), { unsubscribe() {} }) }) as never);
    late.next(1);
    undo();
    late.next(2);
    late.error(new Error('late'));
    expect([seen, problems]).toEqual([[1], []]);
  });

  it('by itself, in the middle of its stream, it is gone', () => {
    const { bus, emit, seen, undo } = setUp((source) => source.pipe(mergeMap((n) => of(n, n))), { handler: () => undo() });
    emit(1);
    emit(2);
    expect([seen, bus.countOf('metrics')]).toEqual([[1], 0]);
  });
});

describe('a stream in between at the gate of its plugin', () => {
  it('emits nothing by itself before the plugin runs, and gets what was kept when it does', () => {
    const gate = new Gate();
    const timer = new BehaviorSubject('tick 0');
    const { emit, seen } = setUp(
      (source) => new Observable((subscriber) => source.subscribe(subscriber).add(timer.subscribe(subscriber))),
      { gate },
    );
    gate.buffer();
    timer.next('tick 1');
    emit(1);
    gate.open();
    timer.next('tick 2');
    emit(2);
    gate.close();
    timer.next('tick 3');
    emit(3);
    expect(seen).toEqual([1, 'tick 2', 2]);
  });

  it('hands on what it holds at the end if the plugin has run', () => {
    const gate = new Gate();
    const { emit, seen, undo } = setUp((source) => source.pipe(toArray()), { gate });
    gate.open();
    emit(1);
    gate.close();
    undo();
    expect(seen).toEqual([[1]]);
  });

  it('hands on nothing at the end if the plugin never ran', () => {
    const gate = new Gate();
    const { seen, undo } = setUp((source) => source.pipe(toArray()), { gate });
    gate.buffer();
    gate.close();
    undo();
    expect(seen).toEqual([]);
  });
});
