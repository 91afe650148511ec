import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Channels, MOST_PASSING } from '../../src/events/channels.js';
import { matches, PatternTree } from '../../src/events/pattern.js';
import { Slot } from '../../src/events/slot.js';
import { virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp() {
  const bus = createBus({ clock: virtualClock(), report: () => {} });
  return { bus, events: bus.view({ plugin: 'host' }) };
}

/** What a pattern means, said as plainly as possible. */
function oracle(pattern: readonly string[], name: readonly string[]): boolean {
  const [wanted, ...restWanted] = pattern;
  const [given, ...restGiven] = name;
  if (wanted === undefined) return given === undefined;
  if (wanted === '**') return true;
  return given !== undefined && (wanted === '*' || wanted === given) && oracle(restWanted, restGiven);
}

const word = fc.constantFrom('a', 'b', 'c');
const someName = fc.array(word, { minLength: 1, maxLength: 4 });
const somePattern = fc
  .tuple(fc.array(fc.oneof(word, fc.constant('*')), { maxLength: 4 }), fc.boolean())
  .map(([fixed, rest]) => (rest || fixed.length === 0 ? [...fixed, '**'] : fixed));

describe('a pattern', () => {
  it.each([
    ['server.*', ['server.added'], ['server', 'server.a.b', 'servers.added']],
    ['*', ['bind_session'], ['a.b']],
    ['*.added', ['server.added'], ['added', 'server.removed']],
    ['server.**', ['server', 'server.a', 'server.a.b.c'], ['servers', 'a.server']],
    ['**', ['bind_session', 'a.b.c'], []],
    ['a.*.c', ['a.b.c'], ['a.c', 'a.b.d', 'a.b.c.d']],
  ])('%s catches %j and not %j', (pattern, caught, others) => {
    const { bus, events } = setUp();
    const seen: unknown[] = [];
    events.handle(pattern, (payload, name) => seen.push([payload, name]));
    for (const name of [...caught, ...others]) bus.announce(name, `of ${name}`);
    expect(seen).toEqual(caught.map((name) => [`of ${name}`, name]));
  });

  it('is found by a name as the oracle says, one by one and in a tree', () => {
    fc.assert(
      fc.property(fc.array(somePattern, { maxLength: 12 }), someName, (patterns, name) => {
        const tree = new PatternTree();
        const texts = [...new Set(patterns.map((pattern) => pattern.join('.')))];
        for (const text of texts) tree.plant(text);
        const expected = texts.filter((text) => oracle(text.split('.'), name));
        const found = () => tree.match(name.join('.')).map(({ text }) => text);
        expect(found().toSorted()).toEqual(expected.toSorted());
        expect(texts.filter((text) => matches(text, name.join('.')))).toEqual(expected);
        expect([...tree].map(({ text }) => text).toSorted()).toEqual(texts.toSorted());
        for (const text of texts) {
          tree.fell(text);
          tree.fell(text);
          expect(tree.find(text)).toBeUndefined();
          expect(found()).not.toContain(text);
        }
        expect([...tree]).toEqual([]);
        expect(tree).toEqual(new PatternTree());
      }),
    );
  });

  it('added or removed at any time reaches the channels it should, and no others', () => {
    const step = fc.record({ pattern: somePattern, name: someName, drop: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { bus } = setUp();
        const model: { id: number; at: readonly string[]; undo: () => void }[] = [];
        steps.forEach(({ pattern, name, drop }, id) => {
          for (const at of [pattern, name]) {
            const tag = id * 2 + (at === name ? 1 : 0);
            const text = at.join('.');
            model.push({ id: tag, at, undo: bus.register(text, () => {}, {}, { plugin: 'p', method: `${tag}` }) });
          }
          if (drop) model.shift()!.undo();
          bus.announce(name.join('.'), 1);
          expect(bus.slotsOf(name.join('.')).map(({ method }) => Number(method))).toEqual(
            model.filter(({ at }) => oracle(at, name)).map((each) => each.id),
          );
        });
        for (const { undo } of model) undo();
        expect(bus.countOf('p')).toBe(0);
        for (const { name } of steps) expect(bus.slotsOf(name.join('.'))).toEqual([]);
      }),
    );
  });

  it('emits name and payload as a stream', () => {
    const { events } = setUp();
    const seen: unknown[] = [];
    events.on('server.*').subscribe((value) => seen.push(value));
    events.emit('server.added', { id: 'x' });
    events.emit('server.removed', 'y');
    expect(seen).toEqual([
      { name: 'server.added', payload: { id: 'x' } },
      { name: 'server.removed', payload: 'y' },
    ]);
  });
});

describe('the channels of a bus', () => {
  let sequence = 0;

  function slot(event: string): Slot {
    const account = { slots: 0, failures: 0, past: undefined, remove: () => {} };
    return new Slot(event, event.includes('*'), { plugin: 'p' }, account, sequence++);
  }

  function setUpChannels(...events: string[]) {
    const channels = new Channels(() => true, Infinity);
    const slots = events.map(slot);
    for (const each of slots) channels.add(each);
    const remove = (gone: Slot) => {
      gone.live = false;
      channels.remove(gone);
    };
    return { channels, slots, remove };
  }

  it('are none for a name that nobody handles', () => {
    const { channels } = setUpChannels('a.*');
    expect(channels.resolve('b.x')).toBeUndefined();
    expect(channels.peek('a.x')).toHaveLength(1);
    expect(channels.size).toBe(0);
  });

  it('are none for a name whose pattern has gone', () => {
    const { channels, slots, remove } = setUpChannels('a.*', 'b.*');
    remove(slots[0]!);
    expect(channels.resolve('a.x')).toBeUndefined();
  });

  it('are left alone by their patterns once they are evicted', () => {
    const { channels } = setUpChannels('user.*');
    const evicted = channels.resolve('user.first')!;
    for (let i = 0; i < MOST_PASSING; i++) channels.resolve(`user.${i}`);
    channels.add(slot('user.*'));
    expect(evicted.table()).toHaveLength(1);
    expect(channels.resolve('user.first')!.table()).toHaveLength(2);
  });

  it('are kept once they are resolved', () => {
    const { channels } = setUpChannels('a.*');
    const channel = channels.resolve('a.x');
    expect(channels.get('a.x')).toBe(channel);
    expect(channels.size).toBe(1);
  });

  it('are at most 4,096 of names that only patterns catch; the oldest go first, and come back when they are needed', () => {
    const { channels, slots, remove } = setUpChannels('user.*.seen', 'user.own.seen');
    const own = channels.get('user.own.seen');
    for (let i = 0; i < MOST_PASSING + 100; i++) channels.resolve(`user.${i}.seen`);
    expect(MOST_PASSING).toBe(4096);
    expect(channels.size).toBe(MOST_PASSING + 1);
    expect(channels.get('user.99.seen')).toBeUndefined();
    expect(channels.get('user.100.seen')).toBeDefined();
    expect(channels.get('user.own.seen')).toBe(own);
    expect(channels.resolve('user.99.seen')!.table()).toEqual([slots[0]]);
    expect(channels.size).toBe(MOST_PASSING + 1);
    remove(slots[0]!);
    expect([...channels.names()]).toEqual(['user.own.seen']);
  });

  it('become bounded when their last own handler goes, and are not while they have one', () => {
    const { channels, slots, remove } = setUpChannels('**', 'a.own');
    remove(slots[1]!);
    expect(channels.size).toBe(1);
    for (let i = 0; i < MOST_PASSING; i++) channels.resolve(`b.${i}`);
    expect(channels.get('a.own')).toBeUndefined();
    const kept = channels.get('b.0');
    channels.add(slot('b.0'));
    for (let i = 0; i < MOST_PASSING; i++) channels.resolve(`c.${i}`);
    expect(channels.get('b.0')).toBe(kept);
    expect(channels.get('b.1')).toBeUndefined();
  });

  it('are forgotten with their last slot', () => {
    const { channels, slots, remove } = setUpChannels('a.b', 'a.*', 'c.*');
    channels.resolve('c.d');
    for (const each of slots) remove(each);
    expect(channels.size).toBe(0);
    expect(channels.slots()).toEqual([]);
  });

  it('deliver a flood of names by one pattern, evicted names included', () => {
    const { events } = setUp();
    let seen = 0;
    events.handle('user.*', () => void seen++);
    for (let round = 0; round < 2; round++) for (let i = 0; i < 5000; i++) expect(events.emit(`user.${i}`, i)).toBe(1);
    expect(seen).toBe(10_000);
  });

  it('evicted in the middle of a delivery finish it', () => {
    const { events } = setUp();
    const calls: string[] = [];
    events.handle('user.first', () => calls.push('own'), { once: true });
    events.handle('**', (_payload, name) => {
      if (name !== 'user.first') return;
      for (let i = 0; i < 5000; i++) events.emit(`other.${i}`, i);
      undo();
    });
    const undo = events.handle('user.*', () => calls.push('removed'));
    events.handle('user.*', () => calls.push('last'));
    expect(events.emit('user.first', 1)).toBe(3);
    expect(calls).toEqual(['own', 'last']);
  });
});
