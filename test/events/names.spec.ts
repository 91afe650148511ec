import { expect, it } from '@jest/globals';
import { virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp(declared: readonly string[] = []) {
  const bus = createBus({ clock: virtualClock(), report: () => {}, declared });
  return { bus, events: bus.view({ plugin: 'host' }) };
}

/** The error of something that should throw. */
function thrownBy(work: () => unknown): { code: string; message: string } {
  try {
    work();
  } catch (thrown) {
    return thrown as never;
  }
  throw new Error('nothing was thrown');
}

const sixteen = Array.from({ length: 16 }, (_, i) => `s${i}`).join('.');

describe('the name of an event', () => {
  it.each(['a.b', 'bind_session', sixteen, 'A-z_0:9.x', `a.${'x'.repeat(64)}`])('may be %s', (name) => {
    const { bus, events } = setUp();
    const seen: string[] = [];
    events.handle(name, (_payload, as) => seen.push(as));
    bus.announce(name, 1);
    expect(seen).toEqual([name]);
  });

  it.each([
    ['', 'it is empty'],
    ['a..b', 'its segment 2 is empty'],
    ['.a', 'its segment 1 is empty'],
    ['a b.c', "'a b' has a character that a segment can't have"],
    ['a.\u202eb', "'\\u202eb' has a character that a segment can't have"],
    ['a.b\n', "'b\\u000a' has a character that a segment can't have"],
    [`a.${'x'.repeat(65)}`, 'its segment 2 is longer than 64 characters'],
    [`${sixteen}.t`, 'it has 17 segments'],
    ['a.x*', "'x*' has a character that a segment can't have"],
    ['a.*x', "'*x' is neither '*' nor '**'"],
    ['**.a', "'**' stands for the rest, so nothing can follow it"],
  ])('is not %j', (name, why) => {
    const { events } = setUp();
    for (const listen of [() => events.handle(name, () => {}), () => events.on(name)]) {
      const error = thrownBy(listen);
      expect(error.code).toBe('event.bad-name');
      expect(error.message).toContain(`is not an event name: ${why}.`);
    }
    expect(thrownBy(() => events.emit(name, 1)).code).toBe('event.bad-name');
  });

  it('is a text', async () => {
    const { bus, events } = setUp();
    for (const name of [undefined, null, 3, Symbol('s'), {}] as never[]) {
      expect(thrownBy(() => events.emit(name, 1 as never))).toMatchObject({
        code: 'event.bad-name',
        message: expect.stringContaining('a name is a text'),
      });
      expect(thrownBy(() => bus.register(name, () => {}, {}, { plugin: 'p' })).code).toBe('event.bad-name');
      await expect(events.once(name)).rejects.toMatchObject({ code: 'event.bad-name' });
      await expect(events.emitAsync(name)).rejects.toMatchObject({ code: 'event.bad-name' });
    }
  });

  it('is no pattern when it is emitted', () => {
    const { events } = setUp();
    events.handle('server.*', () => {});
    for (const name of ['server.*', 'server.**']) {
      expect(thrownBy(() => events.emit(name, 1)).message).toContain('a pattern can be handled, not emitted');
    }
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a.__proto__', 'then'])('is just a name when it is %s', (name) => {
    const { events, bus } = setUp([name]);
    const seen: unknown[] = [];
    expect(events.emit(name, 0)).toBe(0);
    const undo = events.handle(name, (payload) => seen.push(payload));
    events.handle('**', (payload) => seen.push(payload));
    expect(events.emit(name, 1)).toBe(2);
    expect(seen).toEqual([1, 1]);
    undo();
    expect(bus.slotsOf(name)).toHaveLength(1);
  });
});

describe('a reserved name', () => {
  it.each(['host.started', 'plugin.x', 'extension.attached', 'handler.failed', 'problem.found'])(
    '%s is handled by all and announced by mortise',
    (name) => {
      const { bus, events } = setUp();
      const seen: unknown[] = [];
      events.handle(name, (payload: unknown) => seen.push(payload));
      expect(thrownBy(() => events.emit(name, 1 as never)).code).toBe('event.reserved');
      expect(seen).toEqual([]);
      bus.announce(name, 2);
      expect(seen).toEqual([2]);
    },
  );

  it('is refused whether somebody listens or not, and when it is declared too', async () => {
    const { events } = setUp(['host.mine']);
    expect(thrownBy(() => events.emit('host.mine', 1)).code).toBe('event.reserved');
    await expect(events.emitAsync('plugin.mine', 1)).rejects.toMatchObject({ code: 'event.reserved' });
  });

  it('begins with a whole segment', () => {
    const { events } = setUp();
    expect(events.emit('hosting.started', 1)).toBe(0);
    expect(events.emit('my.host.started', 1)).toBe(0);
  });
});

describe('a name without a namespace', () => {
  it.each(['add_servers', 'remove_servers', 'replace_servers', 'bind_session', 'close_session'])('is emitted when it is %s', (name) => {
    expect(setUp().events.emit(name, [] as never)).toBe(0);
  });

  it('is refused otherwise, with names that may have been meant', () => {
    const { events } = setUp();
    events.handle('billing.invoice_paid', () => {});
    const typo = thrownBy(() => events.emit('bind_sesion', 1));
    expect(typo.code).toBe('event.not-namespaced');
    expect(typo.message).toContain("Did you mean 'bind_session'");
    expect(thrownBy(() => events.emit('invoice_paid', 1)).message).toContain("Did you mean 'billing.invoice_paid'");
  });

  it('is not suggested to itself, and names that are refused are not suggested', () => {
    const { events } = setUp();
    events.handle('host.startled', () => {});
    events.handle('startled', () => {});
    expect(thrownBy(() => events.emit('startled', 1)).message).not.toContain('Did you mean');
  });

  it('looks for near names among a thousand, not among all', () => {
    const { events } = setUp();
    for (let i = 0; i < 1000; i++) events.handle(`far.away_from_all_of_it_${i}`, () => {});
    events.handle('x.ordered', () => {});
    expect(thrownBy(() => events.emit('ordered', 1)).message).not.toContain('Did you mean');
  });

  it('can be handled before it is declared, and emitted once it is', () => {
    const { bus, events } = setUp();
    const seen: unknown[] = [];
    events.handle('ping', (payload) => seen.push(payload));
    expect(thrownBy(() => events.emit('ping', 1)).code).toBe('event.not-namespaced');
    const undo = bus.declare(['ping']);
    expect(events.emit('ping', 2)).toBe(1);
    undo();
    expect(thrownBy(() => events.emit('ping', 3)).code).toBe('event.not-namespaced');
    expect(seen).toEqual([2]);
  });

  it('stays declared until the last who declared it takes it back', () => {
    const { bus, events } = setUp(['ping']);
    const undo = bus.declare(['ping', 'pong']);
    expect([...bus.declared()]).toEqual(expect.arrayContaining(['bind_session', 'ping', 'pong']));
    undo();
    undo();
    expect([...bus.declared()]).toContain('ping');
    expect([...bus.declared()]).not.toContain('pong');
    expect(events.emit('ping', 1)).toBe(0);
  });

  it('is declared with all of a list or not at all', () => {
    const { bus } = setUp();
    expect(thrownBy(() => bus.declare(['fine', 'not fine'])).code).toBe('event.bad-name');
    expect([...bus.declared()]).not.toContain('fine');
  });
});
