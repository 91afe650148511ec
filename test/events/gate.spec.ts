import { expect, it } from '@jest/globals';
import { Gate } from '../../src/events/bus.js';
import type { Problem } from '../../src/model/problem.js';
import { promisesRun, virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp() {
  const problems: Problem[] = [];
  const bus = createBus({ clock: virtualClock(), report: (problem) => problems.push(problem) });
  const gate = new Gate();
  const calls: unknown[] = [];
  return {
    bus,
    problems,
    gate,
    calls,
    host: bus.view({ plugin: 'host' }),
    events: bus.view({ plugin: 'acme', gate }),
    note: (what: string) => (payload: unknown) => void calls.push([what, payload]),
  };
}

describe('a closed gate', () => {
  it('is what a plugin begins with, and drops what comes', async () => {
    const { host, events, gate, calls, note } = setUp();
    events.handle('a.b', note('handler'));
    events.on('a.b').subscribe(note('stream'));
    void events.once('a.b').then(note('promise'));
    host.handle('a.b', note('host'));
    expect(gate.state).toBe('closed');
    expect(host.emit('a.b', 1)).toBe(1);
    for (const parallel of [false, true]) expect(await host.emitAsync('a.b', 2, { parallel })).toBe(1);
    gate.open();
    expect(host.emit('a.b', 3)).toBe(4);
    await promisesRun();
    expect(calls).toEqual([
      ['host', 1],
      ['host', 2],
      ['host', 2],
      ['handler', 3],
      ['stream', 3],
      ['host', 3],
      ['promise', 3],
    ]);
    gate.close();
    expect(host.emit('a.b', 4)).toBe(1);
  });

  it('drops what was kept', () => {
    const { host, events, gate, calls, note } = setUp();
    events.handle('a.b', note('handler'));
    gate.buffer();
    host.emit('a.b', 1);
    gate.close();
    gate.open();
    host.emit('a.b', 2);
    expect(calls).toEqual([['handler', 2]]);
  });

  it('closes in the middle of a delivery for those who have not had it', () => {
    const { host, events, gate, calls, note } = setUp();
    gate.open();
    events.handle('a.b', note('first'));
    host.handle('a.b', () => gate.close());
    events.handle('a.b', note('second'));
    expect(host.emit('a.b', 1)).toBe(2);
    expect(calls).toEqual([['first', 1]]);
  });
});

describe('a buffering gate', () => {
  it('keeps what comes for all slots of its plugin, and delivers it in the order of arrival', () => {
    const { host, events, gate, calls, note } = setUp();
    gate.buffer();
    events.handle('a.x', note('late x'), { priority: 2000 });
    events.handle('a.x', note('x'));
    events.on('a.y').subscribe(note('y'));
    host.handle('a.x', note('host'));
    expect(gate.state).toBe('buffering');
    expect(host.emit('a.x', 1)).toBe(3);
    host.emit('a.y', 2);
    host.emit('a.x', 3);
    expect(calls).toEqual([
      ['host', 1],
      ['host', 3],
    ]);
    calls.length = 0;
    gate.open();
    expect(gate.state).toBe('open');
    expect(calls).toEqual([
      ['x', 1],
      ['late x', 1],
      ['y', 2],
      ['x', 3],
      ['late x', 3],
    ]);
    host.emit('a.y', 4);
    expect(calls.at(-1)).toEqual(['y', 4]);
  });

  it('holds nobody up: a plugin may await its own events while it starts', async () => {
    const { events, gate, problems } = setUp();
    gate.buffer();
    let handled = false;
    events.handle(
      'a.b',
      () => {
        handled = true;
        return new Promise(() => {});
      },
      { deadline: 5 },
    );
    const promise = events.once('a.b');
    expect(await events.emitAsync('a.b', 'payload')).toBe(2);
    expect(await promise).toBe('payload');
    expect(handled).toBe(false);
    gate.open();
    expect(handled).toBe(true);
    expect(problems).toEqual([]);
  });

  it('contains what fails when it opens', async () => {
    const { bus, host, events, gate, calls, note, problems } = setUp();
    gate.buffer();
    events.handle('a.b', () => {
      throw new Error('now');
    });
    events.handle('a.b', () => Promise.reject(new Error('later')));
    events.handle('a.b', note('after'));
    host.emit('a.b', 1);
    gate.open();
    await promisesRun();
    expect(calls).toEqual([['after', 1]]);
    expect(problems.map(({ plugin, cause }) => [plugin, cause?.message])).toEqual([
      ['acme', 'now'],
      ['acme', 'later'],
    ]);
    expect(bus.failuresOf('acme')).toBe(2);
  });

  it('A11: keeps 1,024 deliveries, and reports once how many it dropped', () => {
    const { host, events, gate, calls, note, problems } = setUp();
    gate.buffer();
    events.handle('a.b', note('one'));
    events.handle('a.b', note('two'));
    for (let i = 0; i < 511; i++) expect(host.emit('a.b', i)).toBe(2);
    host.emit('a.c', 0);
    events.handle('a.c', note('c'));
    host.emit('a.c', 1);
    expect(host.emit('a.b', 511)).toBe(1);
    expect(host.emit('a.b', 512)).toBe(0);
    expect(problems).toEqual([]);
    gate.open();
    expect(calls).toHaveLength(1024);
    expect(calls.slice(-2)).toEqual([
      ['c', 1],
      ['one', 511],
    ]);
    expect(problems).toMatchObject([
      { code: 'event.overflow', plugin: 'acme', message: "'acme' was starting while more than 1024 events came for it; 3 were dropped." },
    ]);
    host.emit('a.b', 513);
    expect(calls).toHaveLength(1026);
    gate.buffer();
    gate.open();
    expect(problems).toHaveLength(1);
  });

  it('reports no overflow when nothing was dropped', () => {
    const { host, events, gate, calls, note, problems } = setUp();
    gate.buffer();
    events.handle('a.b', note('one'));
    for (let i = 0; i < 1024; i++) host.emit('a.b', i);
    gate.open();
    expect([calls.length, problems]).toEqual([1024, []]);
  });

  it('stays as it is when it is told to buffer again', () => {
    const { host, events, gate, calls, note } = setUp();
    events.handle('a.b', note('kept'));
    gate.buffer();
    host.emit('a.b', 1);
    gate.buffer();
    gate.open();
    gate.open();
    expect(calls).toEqual([['kept', 1]]);
  });

  it('forgets those who have gone, whose places may still be in the table', () => {
    const { host, events, gate, calls, note } = setUp();
    const undo = events.handle('a.b', note('gone'));
    for (let i = 0; i < 3; i++) host.handle('a.b', () => {});
    undo();
    gate.buffer();
    expect(host.emit('a.b', 1)).toBe(3);
    gate.open();
    expect(host.emit('a.b', 1)).toBe(3);
    expect(calls).toEqual([]);
  });

  it('forgets what it kept for a handler that has gone', () => {
    const { host, events, gate, calls, note } = setUp();
    gate.buffer();
    const undo = events.handle('a.b', note('gone'));
    events.handle('a.b', note('once'), { once: true });
    host.emit('a.b', 1);
    host.emit('a.b', 2);
    undo();
    gate.open();
    expect(calls).toEqual([['once', 1]]);
  });
});

describe('while a gate opens', () => {
  it('what handlers emit waits behind what was kept', () => {
    const { host, events, gate, calls, note } = setUp();
    gate.buffer();
    events.handle('a.b', (payload) => {
      note('b')(payload);
      events.emit('a.c', `of ${String(payload)}`);
      host.emit('a.host', payload);
    });
    events.handle('a.c', note('c'));
    host.handle('a.host', note('host'));
    host.emit('a.b', 1);
    host.emit('a.b', 2);
    gate.open();
    expect(calls).toEqual([
      ['b', 1],
      ['host', 1],
      ['b', 2],
      ['host', 2],
      ['c', 'of 1'],
      ['c', 'of 2'],
    ]);
    host.emit('a.b', 3);
    expect(calls.slice(6)).toEqual([
      ['b', 3],
      ['c', 'of 3'],
      ['host', 3],
    ]);
  });

  it('a handler that answers itself comes to an end', () => {
    const { events, gate, problems } = setUp();
    gate.buffer();
    let called = 0;
    events.handle('a.b', () => {
      called++;
      if (gate.state === 'buffering') events.emit('a.b', 1);
    });
    events.emit('a.b', 1);
    gate.open();
    expect(called).toBe(1025);
    expect(problems).toMatchObject([{ code: 'event.overflow', message: expect.stringContaining('; 1 were dropped.') }]);
  });

  it('it may be told to open again, and goes on one by one', () => {
    const { host, events, gate, calls, note } = setUp();
    gate.buffer();
    events.handle('a.b', (payload) => {
      note('begins')(payload);
      gate.open();
      note('ends')(payload);
    });
    for (const payload of [1, 2]) host.emit('a.b', payload);
    gate.open();
    expect(calls).toEqual([
      ['begins', 1],
      ['ends', 1],
      ['begins', 2],
      ['ends', 2],
    ]);
  });

  it('it may be closed, and opened again', () => {
    const { host, events, gate, calls, note } = setUp();
    gate.buffer();
    events.handle('a.b', (payload) => {
      note('b')(payload);
      if (payload === 1) gate.close();
      if (payload === 3) {
        gate.close();
        gate.open();
      }
    });
    for (const payload of [1, 2]) host.emit('a.b', payload);
    gate.open();
    expect([gate.state, calls]).toEqual(['closed', [['b', 1]]]);
    gate.buffer();
    for (const payload of [3, 4]) host.emit('a.b', payload);
    gate.open();
    expect([gate.state, calls]).toEqual([
      'open',
      [
        ['b', 1],
        ['b', 3],
      ],
    ]);
  });

  it('it may begin to buffer again, and keeps the rest', () => {
    const { host, events, gate, calls, note } = setUp();
    gate.buffer();
    events.handle('a.b', (payload) => {
      note('b')(payload);
      if (payload === 1) gate.buffer();
      if (payload === 2) gate.open();
    });
    for (const payload of [1, 2, 3]) host.emit('a.b', payload);
    gate.open();
    expect([gate.state, gate.hasOpened, calls]).toEqual(['buffering', false, [['b', 1]]]);
    host.emit('a.b', 4);
    gate.open();
    expect(calls).toEqual([
      ['b', 1],
      ['b', 2],
      ['b', 3],
      ['b', 4],
    ]);
    expect(gate.state).toBe('open');
  });

  it('it keeps no more when it buffers again', () => {
    const { host, events, gate, calls, note, problems } = setUp();
    gate.buffer();
    events.handle('a.b', (payload) => {
      note('b')(payload);
      if (payload === 0) gate.buffer();
    });
    for (let i = 0; i < 1024; i++) host.emit('a.b', i);
    gate.open();
    expect([host.emit('a.b', 1024), host.emit('a.b', 1025)]).toEqual([1, 0]);
    gate.open();
    expect(calls).toHaveLength(1025);
    expect(problems).toMatchObject([{ code: 'event.overflow' }]);
  });
});
