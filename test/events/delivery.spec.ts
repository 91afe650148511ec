import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Observable, Subject, Subscription } from 'rxjs';
import { virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp() {
  const bus = createBus({ clock: virtualClock(), report: () => {} });
  const calls: string[] = [];
  return { bus, events: bus.view({ plugin: 'host' }), calls, note: (what: string) => () => void calls.push(what) };
}

/** Counts what rxjs makes while some work is done, by the first field that each constructor assigns. */
function madeBy(work: () => void): { observables: number; subjects: number; subscriptions: number } {
  const made = { observables: 0, subjects: 0, subscriptions: 0 };
  const watch = (prototype: object, field: string, kind: keyof typeof made) => {
    const before = Object.getOwnPropertyDescriptor(prototype, field);
    Object.defineProperty(prototype, field, {
      configurable: true,
      set(value: unknown) {
        made[kind]++;
        Object.defineProperty(this, field, { value, writable: true, configurable: true, enumerable: true });
      },
    });
    return () => (before === undefined ? Reflect.deleteProperty(prototype, field) : Object.defineProperty(prototype, field, before));
  };
  const restore = [
    watch(Observable.prototype, '_subscribe', 'observables'),
    watch(Subject.prototype, 'closed', 'subjects'),
    watch(Subscription.prototype, 'closed', 'subscriptions'),
  ];
  work();
  for (const each of restore) each();
  return made;
}

describe('a delivery', () => {
  it('is over when emit returns, and counts those who got it', () => {
    const { events } = setUp();
    const seen: unknown[] = [];
    events.handle('shop.sold', (payload, name) => seen.push([payload, name]));
    events.handle('shop.sold', (payload) => seen.push(payload));
    expect(events.emit('shop.sold', { sku: 'a' })).toBe(2);
    expect(seen).toEqual([[{ sku: 'a' }, 'shop.sold'], { sku: 'a' }]);
    expect(events.emit('shop.closed', 1)).toBe(0);
  });

  it('gives a handler no this', () => {
    const { events } = setUp();
    let self: unknown = 'not called';
    events.handle('a.b', function (this: unknown) {
      self = this;
    });
    events.emit('a.b', 1);
    expect(self).toBeUndefined();
  });

  it('runs in ascending priority, 1000 by default, ties in the order of registration', () => {
    const { events, calls, note } = setUp();
    events.handle('a.b', note('late'), { priority: 2000 });
    events.handle('a.b', note('plain 1'));
    events.handle('a.b', note('early'), { priority: 500 });
    events.handle('a.b', note('explicit'), { priority: 1000 });
    events.handle('a.b', note('plain 2'));
    events.handle('a.b', note('first'), { priority: -Infinity });
    events.emit('a.b', 1);
    expect(calls).toEqual(['first', 'early', 'plain 1', 'explicit', 'plain 2', 'late']);
  });

  it('takes no priority that is no number', () => {
    const { events, calls, note } = setUp();
    for (const priority of [NaN, '1' as never])
      expect(() => events.handle('a.b', note('never'), { priority })).toThrow(expect.objectContaining({ code: 'event.bad-call' }));
    events.handle('a.b', note('plain'));
    events.emit('a.b', 1);
    expect(calls).toEqual(['plain']);
  });

  it('has handlers, subscribers, promises and patterns in one order', async () => {
    const { events, calls, note } = setUp();
    events.on('a.b', { priority: 20 }).subscribe(note('stream 20'));
    events.handle('a.b', note('handler 10'), { priority: 10 });
    events.handle('a.*', note('pattern 15'), { priority: 15 });
    const promise = events.once('a.b', { priority: 12 });
    events.handle('a.b', note('handler 20'), { priority: 20 });
    events.on('**', { priority: 15 }).subscribe(note('pattern stream 15'));
    events.handle('a.b', note('handler 5'), { priority: 5 });
    expect(events.emit('a.b', 'it')).toBe(7);
    expect(calls).toEqual(['handler 5', 'handler 10', 'pattern 15', 'pattern stream 15', 'stream 20', 'handler 20']);
    expect(await promise).toBe('it');
  });

  it('is in the order of a stable sort, whatever is added and removed', () => {
    const action = fc.record({
      priority: fc.integer({ min: 0, max: 3 }),
      pattern: fc.boolean(),
      remove: fc.option(fc.nat(40)),
      emit: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const { events } = setUp();
        let calls: number[] = [];
        const model: { id: number; priority: number; undo: () => void }[] = [];
        const emitted = () => {
          calls = [];
          const count = events.emit('a.b', 1);
          expect(calls).toEqual(model.toSorted((a, b) => a.priority - b.priority).map(({ id }) => id));
          expect(count).toBe(model.length);
        };
        actions.forEach(({ priority, pattern, remove, emit }, id) => {
          const undo = events.handle(pattern ? 'a.*' : 'a.b', () => void calls.push(id), { priority });
          model.push({ id, priority, undo });
          if (remove !== null && remove < model.length) model.splice(remove, 1)[0]!.undo();
          if (emit) emitted();
        });
        emitted();
      }),
    );
  });
});

describe('once', () => {
  it('as an option handles the first delivery only, even when it emits the same event', () => {
    const { bus, events, calls, note } = setUp();
    events.handle(
      'a.b',
      () => {
        note('once')();
        events.emit('a.b', 2);
      },
      { once: true },
    );
    events.handle('a.b', note('always'));
    events.emit('a.b', 1);
    expect(calls).toEqual(['once', 'always', 'always']);
    expect(bus.countOf('host')).toBe(1);
  });

  it('as a promise gives the next payload, and then is gone', async () => {
    const { bus, events } = setUp();
    const promise = events.once('a.b');
    expect(bus.slotsOf('a.b')).toMatchObject([{ stream: false, priority: 1000 }]);
    expect(events.emit('a.b', 1)).toBe(1);
    expect(events.emit('a.b', 2)).toBe(0);
    expect(await promise).toBe(1);
    expect(bus.countOf('host')).toBe(0);
  });

  it('by a pattern gives the payload of whichever comes first', async () => {
    const { events } = setUp();
    const promise = events.once('server.*');
    events.emit('server.added', 7);
    events.emit('server.removed', 8);
    expect(await promise).toBe(7);
  });
});

describe('what nobody observes as a stream', () => {
  it('makes no object of rxjs, however many handle it', () => {
    const { events } = setUp();
    const handled = madeBy(() => {
      for (let i = 0; i < 50; i++) {
        events.handle('a.b', () => {});
        events.handle('a.*', () => {}, { once: true });
        void events.once('a.b');
      }
      events.emit('a.b', 1);
    });
    expect(handled).toEqual({ observables: 0, subjects: 0, subscriptions: 0 });
  });

  it('gets one Observable for each on, one slot for each subscription, and never a Subject', () => {
    const { bus, events } = setUp();
    const observed = madeBy(() => {
      const stream = events.on('a.b');
      expect(bus.countOf('host')).toBe(0);
      stream.subscribe();
      stream.subscribe().unsubscribe();
      events.emit('a.b', 1);
    });
    expect(observed).toMatchObject({ observables: 1, subjects: 0 });
    expect(observed.subscriptions).toBeGreaterThanOrEqual(2);
    expect(bus.countOf('host')).toBe(1);
  });

  it('gets a Subject only for a handler with a stream in between', () => {
    const { events } = setUp();
    expect(madeBy(() => events.handle('a.b', () => {}, { through: (source) => source })).subjects).toBe(1);
  });
});

describe('an event that is held on to', () => {
  it('is the event of that name, whoever comes and goes', async () => {
    const { events } = setUp();
    const sold = events.event('shop.sold');
    const seen: unknown[] = [];
    expect([sold.name, sold.emit('nobody')]).toEqual(['shop.sold', 0]);
    const undo = sold.handle((payload, name) => void seen.push([payload, name]));
    sold.on().subscribe((payload) => seen.push(payload));
    const next = sold.once();
    expect(sold.emit('one')).toBe(3);
    expect(await next).toBe('one');
    undo();
    expect(events.emit('shop.sold', 'two')).toBe(1);
    expect(await sold.emitAsync('three', { parallel: true })).toBe(1);
    expect(seen).toEqual([['one', 'shop.sold'], 'one', 'two', 'three']);
  });

  it('goes on when its channel was forgotten and there is another one', () => {
    const { events, calls, note } = setUp();
    const sold = events.event('shop.sold');
    events.handle('shop.sold', note('first'))();
    expect(sold.emit(1)).toBe(0);
    events.handle('shop.*', note('by pattern'));
    for (let i = 0; i < 5_000; i += 1) events.emit(`shop.${i}`, i);
    events.handle('shop.sold', note('second'));
    calls.length = 0;
    expect(sold.emit(2)).toBe(2);
    expect(calls).toEqual(['by pattern', 'second']);
  });

  it('has a name that may be emitted', () => {
    const { events } = setUp();
    for (const name of ['shop.*', '', 'host.started', 'typo']) expect(() => events.event(name)).toThrow(/event|name|Event/);
    expect(() => events.event('shop.*')).toThrow(expect.objectContaining({ code: 'event.bad-name' }));
  });
});
