import { expect, it } from '@jest/globals';
import { DEEPEST } from '../../src/events/nesting.js';
import type { Problem } from '../../src/model/problem.js';
import { promisesRun, virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp() {
  const problems: Problem[] = [];
  const bus = createBus({ clock: virtualClock(), report: (problem) => problems.push(problem) });
  return { bus, problems, events: bus.view({ plugin: 'acme' }) };
}

describe('A12: an event that is emitted inside a handler', () => {
  it('is delivered first, depth first', () => {
    const { events } = setUp();
    const calls: string[] = [];
    events.handle('a.outer', () => {
      calls.push('outer 1');
      events.emit('a.inner', 1);
      calls.push('outer 1 goes on');
    });
    events.handle('a.outer', () => calls.push('outer 2'));
    events.handle('a.inner', () => calls.push('inner'));
    events.emit('a.outer', 1);
    expect(calls).toEqual(['outer 1', 'inner', 'outer 1 goes on', 'outer 2']);
  });

  it('may be nested 64 deep and no deeper', () => {
    const { events, problems } = setUp();
    let deepest = 0;
    events.handle('a.b', (left) => {
      deepest++;
      if (Number(left) > 1) events.emit('a.b', Number(left) - 1);
    });
    expect(DEEPEST).toBe(64);
    events.emit('a.b', DEEPEST);
    expect([deepest, problems]).toEqual([64, []]);
    events.emit('a.b', DEEPEST + 1);
    expect(deepest).toBe(128);
    expect(problems).toMatchObject([{ code: 'event.handler-failed', cause: { code: 'event.recursion' } }]);
  });

  it('in a circle is stopped by a problem that names the circle', () => {
    const { events, problems } = setUp();
    events.handle('a.start', () => events.emit('a.ping', 1));
    events.handle('a.ping', () => events.emit('a.pong', 1));
    events.handle('a.pong', () => events.emit('a.ping', 1));
    expect(events.emit('a.start', 1)).toBe(1);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.cause?.message).toContain('64 deep: a.pong -> a.ping -> a.pong.');
  });

  it('in no circle, but ever deeper, shows its last names', () => {
    const { events, problems } = setUp();
    events.handle('a.*', (_payload, name) => events.emit(`a.${Number(name.slice(2)) + 1}`, 1));
    events.emit('a.0', 1);
    expect(problems[0]!.cause?.message).toContain(`64 deep: ${Array.from({ length: 16 }, (_, i) => `a.${49 + i}`).join(' -> ')}.`);
  });

  it('leaves the depth as it was, after errors too, and may go as deep again', () => {
    const { events, problems } = setUp();
    let calls = 0;
    events.handle('a.b', (left) => {
      calls++;
      if (Number(left) > 1) events.emit('a.b', Number(left) - 1);
    });
    events.handle('a.b', (left) => {
      if (left === Infinity) throw new Error('boom');
    });
    for (let i = 0; i < 3; i++) {
      problems.length = 0;
      events.emit('a.b', Infinity);
      expect(problems.filter(({ cause }) => cause?.code === 'event.recursion')).toHaveLength(1);
      calls = problems.length = 0;
      events.emit('a.b', DEEPEST);
      expect([calls, problems]).toEqual([DEEPEST, []]);
    }
  });

  it('by several handlers in the same circle unwinds in proportion to the depth, not as a tree', () => {
    const { events, problems } = setUp();
    let calls = 0;
    for (let i = 0; i < 3; i++) {
      events.handle('a.b', () => {
        calls++;
        events.emit('a.b', 1);
        events.emit('a.b', 2);
      });
    }
    events.emit('a.b', 1);
    expect(calls).toBe(3 * DEEPEST);
    expect(problems.length).toBeLessThanOrEqual(3 * DEEPEST);
  });

  it.each(['before', 'after'])('%s the circle and is not of it is delivered while the circle unwinds', (when) => {
    const { events, problems } = setUp();
    let told = 0;
    events.handle('a.told', () => void told++);
    events.handle('a.b', () => {
      try {
        if (when === 'before') events.emit('a.told', 1);
        events.emit('a.b', 1);
      } finally {
        if (when === 'after') events.emit('a.told', 1);
      }
    });
    events.emit('a.b', 1);
    // At the bottom there is no room for another delivery.
    expect(told).toBe(DEEPEST - 1);
    expect(problems.map(({ cause }) => cause?.message)).toEqual([expect.stringContaining('64 deep: a.b -> a.b.')]);
    events.emit('a.told', 1);
    expect(told).toBe(DEEPEST);
  });

  it('under ever different names by several handlers unwinds in proportion too', () => {
    const { events } = setUp();
    let calls = 0;
    for (let i = 0; i < 2; i++) {
      events.handle('a.*', (_payload, name) => {
        calls++;
        events.emit(`a.${Number(name.slice(2)) + 1}`, 1);
      });
    }
    events.emit('a.0', 1);
    expect(calls).toBeLessThan(10 * DEEPEST);
  });

  it('at the bottom is still told of by handler.failed, whose handlers can not go deeper', () => {
    const { events, problems } = setUp();
    const told: unknown[] = [];
    events.handle('a.b', () => events.emit('a.b', 1));
    events.handle('handler.failed', ({ event }) => {
      told.push(event);
      events.emit('a.b', 2);
    });
    events.emit('a.b', 1);
    expect(told).toEqual(['a.b']);
    expect(problems.map(({ cause }) => cause?.code)).toEqual(['event.recursion', 'event.recursion']);
  });

  it.each(['emitted', 'announced'])('is delivered once the circle has ended that it was in, inside of what is %s next', (how) => {
    const { bus, events, problems } = setUp();
    let ran = 0;
    events.handle('a.b', () => {
      if (++ran <= DEEPEST) events.emit('a.b', 1);
    });
    events.emit('a.b', 1);
    expect([ran, problems.length]).toEqual([DEEPEST, 1]);
    events.handle('a.next', () => events.emit('a.b', 2));
    if (how === 'announced') bus.announce('a.next', 1);
    else events.emit('a.next', 1);
    expect([ran, problems.length]).toEqual([DEEPEST + 1, 1]);
  });

  it('is not nested when it comes later', async () => {
    const { events, problems } = setUp();
    let left = 500;
    events.handle('a.b', async () => {
      await Promise.resolve();
      if (left-- > 0) events.emit('a.b', 1);
    });
    events.handle('a.c', async () => {});
    events.handle('a.c', () => {
      if (left-- > 0) void events.emitAsync('a.c', 1);
    });
    events.emit('a.b', 1);
    for (let i = 0; i < 200; i++) await promisesRun();
    expect([left, problems]).toEqual([-1, []]);
    left = 500;
    void events.emitAsync('a.c', 1);
    for (let i = 0; i < 200; i++) await promisesRun();
    expect([left, problems]).toEqual([-1, []]);
  });

  it.each(['emit', 'emitAsync'] as const)('by %s is nested inside an awaited delivery too, whether awaited itself or not', async (how) => {
    const { events, problems } = setUp();
    let calls = 0;
    events.handle('a.start', async () => {});
    events.handle('a.start', () => events.emit('a.loop', 1));
    events.handle('a.loop', () => {
      calls++;
      void events[how]('a.loop', 1);
    });
    await events.emitAsync('a.start', 1);
    expect(calls).toBe(DEEPEST - 1);
    expect(problems).toMatchObject([{ cause: { code: 'event.recursion' } }]);
  });
});
