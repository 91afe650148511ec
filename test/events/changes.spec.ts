import { expect, it } from '@jest/globals';
import { Channel } from '../../src/events/channel.js';
import { Slot } from '../../src/events/slot.js';
import { virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp() {
  const bus = createBus({ clock: virtualClock(), report: () => {} });
  const calls: string[] = [];
  return { bus, events: bus.view({ plugin: 'host' }), calls, note: (what: string) => () => void calls.push(what) };
}

describe('while a delivery is under way', () => {
  it('a handler that removes itself is not called again, and the others are', () => {
    const { events, calls, note } = setUp();
    const undo = events.handle('a.b', () => {
      note('self')();
      undo();
    });
    events.handle('a.b', note('other'));
    expect(events.emit('a.b', 1)).toBe(2);
    expect(events.emit('a.b', 1)).toBe(1);
    expect(calls).toEqual(['self', 'other', 'other']);
  });

  it('a handler that is removed before its turn is not called nor counted', () => {
    const { events, calls, note } = setUp();
    events.handle('a.b', () => {
      note('first')();
      undo();
    });
    const undo = events.handle('a.b', note('removed'));
    events.handle('a.b', note('last'));
    expect(events.emit('a.b', 1)).toBe(2);
    expect(calls).toEqual(['first', 'last']);
  });

  it('one that removes all others leaves nobody, also when the table is rebuilt on the way', () => {
    const { events, calls, note } = setUp();
    const undos: (() => void)[] = [];
    events.handle('a.b', () => {
      note('first')();
      for (const undo of undos) undo();
    });
    for (let i = 0; i < 100; i++) undos.push(events.handle(i % 2 === 0 ? 'a.b' : 'a.*', note(`other ${i}`)));
    expect(events.emit('a.b', 1)).toBe(1);
    expect(calls).toEqual(['first']);
  });

  it.each([
    ['at the end', 1000],
    ['before the running one', 1],
  ])('a handler that is added %s is called from the next delivery on', (_where, priority) => {
    const { events, calls, note } = setUp();
    let added = false;
    events.handle('a.b', () => {
      note('adds')();
      if (!added) events.handle('a.b', note('added'), { priority });
      added = true;
    });
    events.handle('a.b', note('last'));
    expect(events.emit('a.b', 1)).toBe(2);
    expect(calls).toEqual(['adds', 'last']);
    expect(events.emit('a.b', 1)).toBe(3);
    expect(calls.slice(2).toSorted()).toEqual(['added', 'adds', 'last']);
  });

  it('a pattern that is added or removed counts as any other', () => {
    const { events, calls, note } = setUp();
    const undo = events.handle('a.*', note('removed'), { priority: 2000 });
    events.handle('a.b', () => {
      note('exact')();
      undo();
      events.handle('*.b', note('added'), { once: true });
    });
    expect(events.emit('a.b', 1)).toBe(1);
    expect(events.emit('a.b', 1)).toBe(2);
    expect(calls).toEqual(['exact', 'exact', 'added']);
  });

  it('an inner delivery sees the new table and the outer one keeps its own', () => {
    const { events, calls, note } = setUp();
    let depth = 0;
    events.handle('a.b', () => {
      note(`outer ${depth}`)();
      if (depth++ > 0) return;
      events.handle('a.b', note('early'), { priority: 1 });
      events.emit('a.b', 2);
      note('back')();
    });
    events.handle('a.b', note('last'));
    events.emit('a.b', 1);
    expect(calls).toEqual(['outer 0', 'early', 'outer 1', 'last', 'back', 'last']);
  });

  it('a replaced handler does not get the delivery that replaced it', () => {
    const { events, calls, note } = setUp();
    let undo = events.handle('a.b', note('old'), { priority: 2 });
    events.handle(
      'a.b',
      () => {
        undo();
        undo = events.handle('a.b', note('new'), { priority: 2 });
      },
      { priority: 1, once: true },
    );
    events.emit('a.b', 1);
    expect(calls).toEqual([]);
    events.emit('a.b', 1);
    expect(calls).toEqual(['new']);
  });

  it('the last handler may go and come back', () => {
    const { events, calls, note } = setUp();
    const undo = events.handle('a.b', () => {
      undo();
      undo();
      events.handle('a.b', note('again'));
    });
    expect(events.emit('a.b', 1)).toBe(1);
    expect(events.emit('a.b', 1)).toBe(1);
    expect(calls).toEqual(['again']);
  });

  it('an awaited delivery skips who is removed while it waits, and who is added', async () => {
    const { events, calls, note } = setUp();
    let go = () => {};
    events.handle('a.b', () => new Promise<void>((resolve) => (go = resolve)));
    const undo = events.handle('a.b', note('removed'));
    events.handle('a.b', note('last'));
    const delivered = events.emitAsync('a.b', 1);
    undo();
    events.handle('a.b', note('added'));
    go();
    expect(await delivered).toBe(2);
    expect(calls).toEqual(['last']);
  });
});

describe('a table', () => {
  let sequence = 0;

  function slot(priority = 1000): Slot {
    const account = { slots: 0, failures: 0, past: undefined, remove: () => {} };
    const made = new Slot('a.b', false, { plugin: 'p' }, account, sequence++, { priority });
    made.seated = true;
    return made;
  }

  function remove(channel: Channel, gone: Slot): void {
    gone.live = gone.seated = false;
    channel.buried();
  }

  /** Adds up the slots that were moved into new tables. */
  function counter(channel: Channel) {
    let table = channel.table();
    let moved = 0;
    return {
      look() {
        if (channel.table() !== table) moved += channel.table().length;
        table = channel.table();
      },
      moved: () => moved,
    };
  }

  it('adds and removes 10,000 slots with work in proportion', () => {
    const channel = new Channel('a.b', true);
    const work = counter(channel);
    const slots = Array.from({ length: 10_000 }, () => slot());
    for (const each of slots) {
      channel.add(each);
      work.look();
    }
    expect(work.moved()).toBe(0);
    for (const each of slots) {
      remove(channel, each);
      work.look();
    }
    expect(work.moved()).toBeLessThan(10_000);
    expect(channel.size).toBe(0);
    expect(channel.table()).toHaveLength(0);
  });

  it('replaces one of 10,000 slots again and again with work in proportion', () => {
    const channel = new Channel('a.b', true);
    const slots = Array.from({ length: 10_000 }, () => slot());
    for (const each of slots) channel.add(each);
    const work = counter(channel);
    for (let i = 0; i < 30_000; i++) {
      remove(channel, slots.shift()!);
      const added = slot();
      slots.push(added);
      channel.add(added);
      work.look();
    }
    expect(channel.size).toBe(10_000);
    expect(work.moved()).toBeLessThanOrEqual(40_000);
    expect(channel.table().length).toBeLessThanOrEqual(20_001);
  });

  it('sorts once for any number of slots that came out of order', () => {
    const channel = new Channel('a.b', true);
    for (let i = 10_000; i > 0; i--) channel.add(slot(i));
    const sorted = channel.table();
    expect(sorted.map(({ priority }) => priority)).toEqual(Array.from({ length: 10_000 }, (_, i) => i + 1));
    expect(channel.table()).toBe(sorted);
  });

  it('grows at its end only, and leaves what it was to those who walk it', () => {
    const channel = new Channel('a.b', true);
    for (let i = 0; i < 3; i++) channel.add(slot());
    const walked = channel.table();
    const before = walked.slice();
    channel.add(slot());
    expect(channel.table()).toBe(walked);
    channel.add(slot(1));
    expect(walked.slice(0, 3)).toEqual(before);
    expect(channel.table()).not.toBe(walked);
    for (const each of channel.table().slice(0, 4)) remove(channel, each);
    expect(channel.size).toBe(1);
    expect(channel.table().length).toBeLessThanOrEqual(2);
    expect(walked.slice(0, 3)).toEqual(before);
  });
});
