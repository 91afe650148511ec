import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import { tap, toArray } from 'rxjs';
import { Gate, type HandlerOwner, type Own, type Owned } from '../../src/events/bus.js';
import type { Problem } from '../../src/model/problem.js';
import { promisesRun, virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

/** A bus, and a plugin with a ledger as the kernel keeps one: undone in reverse when the plugin stops. */
function setUp(owner: HandlerOwner = { plugin: 'acme' }) {
  const problems: Problem[] = [];
  const bus = createBus({ clock: virtualClock(), report: (problem) => problems.push(problem) });
  const ledger = new Set<Owned>();
  const own: Own = { add: (owned) => void ledger.add(owned), drop: (owned) => void ledger.delete(owned) };
  const stop = () => {
    for (const owned of [...ledger].reverse()) owned.undo();
  };
  const seen: unknown[] = [];
  const see = (what: string) => () => void seen.push(what);
  return { bus, problems, ledger, stop, seen, see, host: bus.view({ plugin: 'host' }), events: bus.view({ ...owner, own }) };
}

describe('the view of a plugin', () => {
  it('is forgotten with its last handler, so that ever new plugins leave nothing', () => {
    const { bus, events, stop } = setUp();
    events.handle('tick.tock', () => {
      throw new Error('boom');
    });
    bus.view({ plugin: 'host' }).emit('tick.tock');
    expect([bus.countOf('acme'), bus.failuresOf('acme')]).toEqual([1, 1]);
    stop();
    expect([bus.countOf('acme'), bus.failuresOf('acme')]).toEqual([0, 0]);
  });

  it('puts everything on its ledger, and it goes when the plugin stops', () => {
    const { bus, host, events, ledger, stop, seen, see } = setUp();
    events.handle('a.b', see('handler'));
    events.on('a.*').subscribe({ next: see('stream'), complete: see('completed') });
    events
      .on('a.b')
      .pipe(toArray())
      .subscribe((all) => seen.push(all));
    void events.once('a.c');
    host.handle('a.b', see('host'));
    expect([...ledger].map(({ what }) => what)).toEqual(["handler of 'a.b'", "stream of 'a.*'", "stream of 'a.b'", "handler of 'a.c'"]);
    expect(bus.countOf('acme')).toBe(4);
    expect(host.emit('a.b', 1)).toBe(4);
    stop();
    expect(seen).toEqual(['handler', 'stream', 'host', [1], 'completed']);
    expect([ledger.size, bus.countOf('acme'), bus.countOf('host')]).toEqual([0, 0, 1]);
    expect(host.emit('a.b', 2)).toBe(1);
  });

  it('takes from the ledger what is undone before, in whatever way', () => {
    const { bus, events, ledger, seen, see } = setUp();
    const undo = events.handle('a.b', see('handler'));
    events.handle('a.b', see('once'), { once: true });
    events.handle('a.b', see('through once'), { once: true, through: (source) => source });
    void events.once('a.b');
    const subscription = events.on('a.b').subscribe(see('stream'));
    events.emit('a.b', 1);
    expect(ledger.size).toBe(2);
    subscription.unsubscribe();
    undo();
    undo();
    expect([ledger.size, bus.countOf('acme')]).toEqual([0, 0]);
    expect(seen).toEqual(['handler', 'once', 'through once', 'stream']);
  });

  it('registers nothing when the ledger does not take it', () => {
    const { bus, problems } = setUp();
    const add = () => {
      throw new Error('the plugin has stopped');
    };
    const closed = bus.view({ plugin: 'late', own: { add, drop() {} } });
    expect(() => closed.handle('a.b', () => {})).toThrow('the plugin has stopped');
    expect(() => closed.handle('a.b', () => {}, { through: (source) => source })).toThrow('the plugin has stopped');
    closed.on('a.b').subscribe(() => {});
    expect(problems).toMatchObject([{ plugin: 'late', cause: { message: 'the plugin has stopped' } }]);
    expect(bus.countOf('late')).toBe(0);
  });

  it('works when its methods are taken out of it', () => {
    const { bus } = setUp();
    const { on, handle, emit } = bus.view({ plugin: 'acme' });
    const seen: unknown[] = [];
    handle('a.b', (payload) => seen.push(payload));
    on('a.b').subscribe((payload) => seen.push(payload));
    expect(emit('a.b', 1)).toBe(2);
    expect(seen).toEqual([1, 1]);
  });
});

describe('what has been removed', () => {
  it('is held by nothing, though a table may still have its place', async () => {
    const { bus, host } = setUp();
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    for (let i = 0; i < 10; i++) host.handle('a.b', () => {});
    const undos: Owned[] = [];
    const own: Own = { add: (owned) => void undos.push(owned), drop() {} };
    const gate = new Gate();
    gate.buffer();
    const held = (() => {
      const component = { heavy: [] as unknown[] };
      const view = bus.view({ plugin: 'acme', gate, own });
      const handler = (payload: unknown) => component.heavy.push(payload);
      view.handle('a.b', handler);
      view.handle('a.b', handler, { once: true });
      view.handle('a.b', handler, { through: (source) => source });
      view.handle('a.*', handler);
      view.on('a.b').subscribe(handler);
      void view.once('a.b').then(handler);
      return new WeakRef(component);
    })();
    host.emit('a.b', 1);
    await promisesRun();
    collect();
    expect(held.deref()).toBeDefined();
    gate.close();
    for (const owned of undos.splice(0)) owned.undo();
    // What a WeakRef has given out is held until the next macrotask.
    await new Promise(setImmediate);
    collect();
    expect(held.deref()).toBeUndefined();
    expect(bus.slotsOf('a.b')).toHaveLength(10);
  });
});

describe('who would get an event', () => {
  it('is listed in order, with all that explains it', () => {
    const gate = new Gate();
    const { bus, host, events } = setUp({ plugin: 'acme', component: 'Presence', method: 'onBind', gate });
    gate.buffer();
    events.handle('a.b', () => {}, { priority: 5 });
    host.on('a.*', { priority: 1 }).subscribe();
    const expected = [
      { plugin: 'host', priority: 1, pattern: 'a.*', stream: true, failures: 0, state: 'open' },
      { plugin: 'acme', component: 'Presence', method: 'onBind', priority: 5, stream: false, failures: 0, state: 'buffering' },
    ];
    expect(bus.slotsOf('a.b')).toEqual(expected);
    expect(bus.slotsOf('a.other')).toEqual([expected[0]]);
    expect(bus.slotsOf('a.*')).toEqual([expected[0]]);
    expect(bus.slotsOf('*.b')).toEqual([]);
    expect(bus.slotsOf('nobody')).toEqual([]);
    gate.close();
    expect(bus.slotsOf('a.b')[1]?.state).toBe('closed');
  });
});

describe('a bus that is closed', () => {
  it('completes all streams, hands on what is held, and removes everybody', () => {
    const { bus, events, host, seen, see } = setUp();
    events.handle('a.b', see('handler'));
    events.handle('a.*', (all) => seen.push(all), { through: (source) => source.pipe(toArray()) });
    events.on('a.b').subscribe({ complete: see('completed') });
    host.on('**').subscribe({ complete: see('pattern completed') });
    host.emit('a.b', 1);
    bus.close();
    expect(seen).toEqual(['handler', [1], 'completed', 'pattern completed']);
    expect([bus.countOf('acme'), bus.countOf('host')]).toEqual([0, 0]);
  });

  it('delivers to nobody and takes nobody on', async () => {
    const { bus, events, ledger, seen, see } = setUp();
    events.handle('a.b', see('before'));
    bus.close();
    bus.close();
    const undo = events.handle('a.b', see('after'));
    events.handle('a.b', see('through'), { through: (source) => source.pipe(tap({ subscribe: see('subscribed to') })) });
    events.on('a.b').subscribe({ next: see('stream'), complete: see('completed') });
    expect(events.emit('a.b', 1)).toBe(0);
    expect(events.emit('host.mine', 1)).toBe(0);
    expect(await events.emitAsync('a.b', 1)).toBe(0);
    bus.announce('host.stopped', 1);
    undo();
    expect(seen).toEqual(['completed']);
    expect([ledger.size, bus.countOf('acme')]).toEqual([0, 0]);
  });

  it('in the middle of a delivery ends it', () => {
    const { bus, host, events, seen, see } = setUp();
    host.handle('a.b', () => bus.close());
    events.handle('a.b', see('after'));
    expect(host.emit('a.b', 1)).toBe(1);
    expect(seen).toEqual([]);
  });
});
