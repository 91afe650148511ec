import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import {
  config,
  debounceTime,
  filter,
  firstValueFrom,
  map,
  merge,
  mergeMap,
  Observable,
  of,
  startWith,
  Subject,
  Subscriber,
  take,
  tap,
  toArray,
} from 'rxjs';
import { observe } from '../../src/events/observe.js';
import type { Problem } from '../../src/model/problem.js';
import { promisesRun, virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp() {
  const problems: Problem[] = [];
  const bus = createBus({ clock: virtualClock(), report: (problem) => problems.push(problem) });
  const seen: unknown[] = [];
  return { bus, problems, seen, see: (value: unknown) => void seen.push(value), events: bus.view({ plugin: 'acme' }) };
}

const fails = (message: string) => () => {
  throw new Error(message);
};

describe('an event as a stream', () => {
  it('is an Observable, and so is what is piped of it', async () => {
    const { events, seen, see } = setUp();
    const stream = events.on('a.b');
    expect(stream).toBeInstanceOf(Observable);
    const odd = stream.pipe(
      filter((n) => Number(n) % 2 === 1),
      map((n) => Number(n) * 10),
    );
    expect(odd).toBeInstanceOf(Observable);
    odd.subscribe(see);
    const first = firstValueFrom(stream);
    const all = stream.pipe(take(3), toArray()).forEach(see);
    for (const n of [1, 2, 3]) events.emit('a.b', n);
    expect(await first).toBe(1);
    await all;
    expect(seen).toEqual([10, 30, [1, 2, 3]]);
  });

  it('says nothing after its end to who emits while it is told of that', () => {
    const { bus, events, seen, see } = setUp();
    const complete = (): void => {
      see('the end');
      events.emit('a.b', 'after it');
    };
    events.on('a.b').subscribe({ next: see, complete });
    events.emit('a.b', 'before it');
    bus.close();
    expect(seen).toEqual(['before it', 'the end']);
  });

  it('is another chain when it is subscribed to while a source emits at once', async () => {
    const { events, seen, see } = setUp();
    const inner: unknown[] = [];
    let first: Promise<unknown> | undefined;
    const source = observe<string>(
      (next) => {
        next('now');
        return () => {};
      },
      () => {},
    );
    source.subscribe((value) => {
      see(value);
      first = firstValueFrom(events.on('a.b'));
      merge(events.on('a.b'), events.on('a.c')).subscribe((given) => inner.push(given));
    });
    events.emit('a.b', 'an event');
    expect([seen, inner, await first]).toEqual([['now'], ['an event'], 'an event']);
  });

  it('inserts a slot for each subscription, and removes it when the subscriber leaves', () => {
    const { bus, events, seen, see } = setUp();
    const stream = events.on('a.b', { priority: 7 });
    expect(events.emit('a.b', 0)).toBe(0);
    const subscriptions = [stream.subscribe(see), stream.subscribe(see)];
    expect(bus.slotsOf('a.b')).toMatchObject([
      { stream: true, priority: 7 },
      { stream: true, priority: 7 },
    ]);
    expect(events.emit('a.b', 1)).toBe(2);
    subscriptions[0]!.unsubscribe();
    expect(events.emit('a.b', 2)).toBe(1);
    stream.pipe(take(1)).subscribe(see);
    expect(events.emit('a.b', 3)).toBe(2);
    subscriptions[1]!.unsubscribe();
    expect([events.emit('a.b', 4), bus.countOf('acme')]).toEqual([0, 0]);
    expect(seen).toEqual([1, 1, 2, 3, 3]);
  });

  it('says nothing to a subscriber that has left', () => {
    jest.useFakeTimers();
    const { events } = setUp();
    const stopped = jest.fn();
    config.onStoppedNotification = stopped;
    events.on('a.b').subscribe().unsubscribe();
    events.on('a.b').pipe(take(1)).subscribe();
    events.emit('a.b', 1);
    jest.runAllTimers();
    config.onStoppedNotification = null;
    jest.useRealTimers();
    expect(stopped).not.toHaveBeenCalled();
  });

  it('takes an observer, and calls its methods as such', () => {
    const { bus, events } = setUp();
    const observer = {
      seen: [] as unknown[],
      next(value: unknown) {
        this.seen.push(value);
      },
      complete() {
        this.seen.push('completed');
      },
    };
    events.on('a.b').subscribe(observer);
    events.emit('a.b', 1);
    bus.close();
    expect(observer.seen).toEqual([1, 'completed']);
  });

  it('feeds a subscriber of another copy of rxjs as it feeds its own', () => {
    const { events, seen, see } = setUp();
    const inner = new Subscriber<unknown>({ next: see, error: see, complete: () => see('completed') });
    // Another copy's class is not ours; all that is known of it is what it can do.
    let teardowns = 0;
    const copy = {
      closed: false,
      add: () => void teardowns++,
      remove() {},
      unsubscribe() {},
      next: (value: unknown) => inner.next(value),
      error() {},
      complete() {},
    };
    events.on('a.b').subscribe(copy);
    events.emit('a.b', 1);
    expect(seen).toEqual([1]);
    expect(teardowns).toBe(1);
  });
});

describe('what a subscriber throws', () => {
  // rxjs would throw it from a timer, where it ends the process; the timers of these specs run when they say so.
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('would come from a timer with a stream of rxjs itself', () => {
    const subject = new Subject<number>();
    subject.subscribe(fails('uncaught'));
    subject.next(1);
    expect(() => jest.runAllTimers()).toThrow('uncaught');
  });

  it('is contained and blamed on it; it stays subscribed and the others get theirs', () => {
    const { bus, events, problems, seen, see } = setUp();
    events.on('a.b').subscribe(fails('from next'));
    events.on('a.b').subscribe({ next: fails('from an observer') });
    events.handle('a.b', see);
    expect(events.emit('a.b', 1)).toBe(3);
    expect(events.emit('a.b', 2)).toBe(3);
    jest.runAllTimers();
    expect(seen).toEqual([1, 2]);
    expect(problems.map(({ message }) => message)).toEqual(
      [1, 2].flatMap(() => [
        "A subscriber of 'acme' failed on 'a.b': from next",
        "A subscriber of 'acme' failed on 'a.b': from an observer",
      ]),
    );
    expect(bus.slotsOf('a.b').map(({ failures }) => failures)).toEqual([2, 2, 0]);
    expect(bus.failuresOf('acme')).toBe(4);
  });

  it('is contained behind operators too, and when an operator fails that nobody catches', () => {
    const { bus, events, problems, seen, see } = setUp();
    events
      .on('a.b')
      .pipe(
        map((n) => n),
        filter(() => true),
      )
      .subscribe(fails('at the end'));
    events
      .on('a.b')
      .pipe(map(fails('in between')))
      .subscribe(see);
    events
      .on('a.b')
      .pipe(map(fails('caught')))
      .subscribe({ error: (error: Error) => see(error.message) });
    events
      .on('a.b')
      .pipe(map(fails('x')))
      .subscribe({ error: fails('from error') });
    events
      .on('a.b')
      .pipe(take(1))
      .subscribe({ complete: fails('from complete') });
    events
      .on('a.b')
      .pipe(mergeMap((n) => of(n, n)))
      .subscribe(fails('twice'));
    events.emit('a.b', 1);
    jest.runAllTimers();
    expect(problems.map(({ cause }) => cause?.message).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      'at the end',
      'from complete',
      'from error',
      'in between',
      'twice',
      'twice',
    ]);
    expect(seen).toEqual(['caught']);
    expect(bus.countOf('acme')).toBe(2);
    expect(bus.slotsOf('a.b').map(({ failures }) => failures)).toEqual([1, 2]);
  });

  it('is contained and counted when an operator held the value back', () => {
    const { bus, events, problems } = setUp();
    events.on('a.b').pipe(debounceTime(100)).subscribe(fails('later'));
    events.emit('a.b', 1);
    expect(problems).toEqual([]);
    jest.advanceTimersByTime(200);
    jest.runAllTimers();
    expect(problems.map(({ cause }) => cause?.message)).toEqual(['later']);
    expect(bus.slotsOf('a.b')).toMatchObject([{ failures: 1 }]);
  });

  it('is contained before there is a slot to blame', () => {
    const { bus, events, problems } = setUp();
    events.on('a.b').pipe(startWith(0)).subscribe(fails('at once'));
    jest.runAllTimers();
    expect(problems.map(({ message }) => message)).toEqual(["A subscriber of 'acme' failed on 'a.b': at once"]);
    expect(bus.failuresOf('acme')).toBe(1);
  });

  it('is blamed on the right one when deliveries are nested', () => {
    const { bus, events } = setUp();
    events.on('a.b').subscribe((payload) => {
      if (payload === 1) events.emit('a.b', 2);
      throw new Error(`on ${String(payload)}`);
    });
    events.on('a.b').subscribe(() => {});
    events.emit('a.b', 1);
    expect(bus.slotsOf('a.b').map(({ failures }) => failures)).toEqual([2, 0]);
  });

  it('or rejects is contained, if it is an async function', async () => {
    const { bus, events, problems } = setUp();
    events.on('a.b').subscribe(async () => {
      await Promise.resolve();
      throw new Error('async');
    });
    events.emit('a.b', 1);
    await promisesRun();
    expect(problems.map(({ cause }) => cause?.message)).toEqual(['async']);
    expect(bus.slotsOf('a.b')).toMatchObject([{ failures: 1 }]);
  });

  it('or rejects is contained whatever the promise itself does when it is asked', async () => {
    const { events, problems } = setUp();
    const hostile = () => Object.assign(Promise.reject(new Error('rejected')), { then: fails('asked') });
    events.on('a.b').subscribe(hostile);
    events.on('a.b').pipe(tap()).subscribe(hostile);
    events.emit('a.b', 1);
    await promisesRun();
    expect(problems.map(({ cause }) => cause?.message)).toEqual(['rejected', 'rejected']);
  });

  it('goes its own way where a chain is left, as with a merge: that is the limit', () => {
    const { events, problems } = setUp();
    merge(events.on('a.b'), events.on('a.c')).subscribe(fails('merged'));
    events.emit('a.b', 1);
    expect(problems).toEqual([]);
    expect(() => jest.runAllTimers()).toThrow('merged');
  });

  it('into a subscriber of its own making is still contained in the delivery', () => {
    const { events, problems, seen, see } = setUp();
    events.on('a.b').subscribe(new Subscriber({ next: fails('raw'), error() {}, complete() {} }));
    events.handle('a.b', see);
    expect(events.emit('a.b', 1)).toBe(2);
    expect([seen, problems.map(({ cause }) => cause?.message)]).toEqual([[1], ['raw']]);
  });
});

describe('observe', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  function source() {
    const listeners = new Set<(value: number) => void>();
    const subscribe = (next: (value: number) => void) => {
      listeners.add(next);
      return () => listeners.delete(next);
    };
    return { listeners, subscribe, say: (value: number) => listeners.forEach((next) => next(value)) };
  }

  it('makes an Observable of a subscribe function', () => {
    const { listeners, subscribe, say } = source();
    const seen: number[] = [];
    const stream = observe(subscribe);
    expect(stream).toBeInstanceOf(Observable);
    expect(listeners.size).toBe(0);
    const subscription = stream.subscribe((value) => seen.push(value));
    stream.pipe(take(1)).subscribe((value) => seen.push(value * 10));
    say(1);
    say(2);
    subscription.unsubscribe();
    say(3);
    expect(seen).toEqual([1, 10, 2]);
    expect(listeners.size).toBe(0);
  });

  it.each([[undefined], [() => {}]])('completes when the source says so, and lets go of it', (blame) => {
    const heard: unknown[] = [];
    let complete = () => {};
    const subscribe = (next: (value: number) => void, end: () => void) => {
      next(1);
      complete = end;
      return () => void heard.push('let go');
    };
    observe(subscribe, blame).subscribe({ next: (value) => heard.push(value), complete: () => heard.push('completed') });
    complete();
    expect(heard).toEqual([1, 'completed', 'let go']);
  });

  it('leaves what consumers throw to rxjs, or to whom it is told to give it', () => {
    const { subscribe, say } = source();
    const blamed: unknown[] = [];
    const stream = observe(subscribe, (thrown) => blamed.push(thrown));
    expect(stream).toBeInstanceOf(Observable);
    stream.pipe(map((n) => n)).subscribe(fails('blamed'));
    say(1);
    jest.runAllTimers();
    expect(blamed).toEqual([new Error('blamed')]);
    observe(subscribe).subscribe(fails('not blamed'));
    say(2);
    expect(() => jest.runAllTimers()).toThrow('not blamed');
  });
});
