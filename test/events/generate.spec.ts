import { execFileSync } from 'node:child_process';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createBus, Gate } from '../../src/events/bus.js';
import { collectGarbage } from '../../src/leaks/heap.js';
import { virtualClock } from './clock.js';

const ports = { clock: virtualClock(), report: () => {} };
const HOST = { plugin: 'host' };

describe('generated code', () => {
  it('is kept by no handle: what has gone is held by nobody', async () => {
    const bus = createBus({ ...ports, hotAfter: 0, samples: false });
    const held = bus.view(HOST).event('shop.sold');
    const emitOf = (seen: unknown[]): (() => void) => {
      const instance = { onSold: (payload: unknown) => void seen.push(payload) };
      const undo = bus.register('shop.sold', { on: instance, member: 'onSold' }, {}, HOST);
      gone.push(new WeakRef(instance));
      for (const payload of [1, 2, 3]) held.emit(payload);
      return undo;
    };
    const gone: WeakRef<object>[] = [];
    const seen: unknown[] = [];
    emitOf(seen)();
    expect(seen).toEqual([1, 2, 3]);
    expect(Object.hasOwn(held, 'emit')).toBe(true);
    await collectGarbage();
    expect(gone[0]!.deref()).toBeUndefined();
    expect(held.emit(4)).toBe(0);
  });

  it('gives a handle of a hot event an emit of its own, and another one when handlers have come or gone', () => {
    const bus = createBus({ ...ports, hotAfter: 2, samples: false });
    const view = bus.view(HOST);
    const held = view.event('shop.sold');
    const seen: unknown[] = [];
    const own = (): unknown => Object.getOwnPropertyDescriptor(held, 'emit')?.value;
    const emitted = (times: number): unknown => {
      for (let left = times; left > 0; left--) held.emit(left);
      return own();
    };
    const undo = view.handle('shop.sold', (payload) => void seen.push(payload));
    // Two are walked, with the third there is code, and two more go through the method to it.
    expect(emitted(5)).toBeUndefined();
    const first = emitted(1);
    expect(first).toBeInstanceOf(Function);
    expect(emitted(3)).toBe(first);
    seen.length = 0;
    view.handle('shop.sold', (payload) => void seen.push(['second', payload]));
    expect(held.emit('both')).toBe(2);
    expect(emitted(6)).not.toBe(first);
    expect(seen.slice(0, 2)).toEqual(['both', ['second', 'both']]);
    undo();
    expect([held.emit('one'), seen.at(-1)]).toEqual([1, ['second', 'one']]);
  });

  it('leaves what is done to a handle as it is: it may be frozen or spied on, before and after', () => {
    const bus = createBus({ ...ports, hotAfter: 0, samples: false });
    const frozen = Object.freeze(bus.view(HOST).event('shop.sold'));
    const seen: unknown[] = [];
    bus.view(HOST).handle('shop.sold', (payload) => void seen.push(payload));
    const spied = bus.view(HOST).event('shop.sold');
    const spy = jest.spyOn(spied, 'emit');
    expect([frozen.emit(1), spied.emit(2), frozen.emit(3)]).toEqual([1, 1, 1]);
    expect(seen).toEqual([1, 2, 3]);
    expect(spy).toHaveBeenCalledTimes(1);
    spy.mockRestore();
    spied.emit(4);
    const later = jest.spyOn(spied, 'emit').mockReturnValue(7);
    bus.view(HOST).handle('shop.sold', () => {});
    expect([spied.emit(5), frozen.emit(6), spied.emit(7)]).toEqual([7, 2, 7]);
    expect(later).toHaveBeenCalledTimes(2);
  });

  it('is outside of what waits for the emitter, by a handle as well', () => {
    let isWithin = false;
    const outside = <R>(work: () => R): R => {
      isWithin = false;
      try {
        return work();
      } finally {
        isWithin = true;
      }
    };
    const bus = createBus({ ...ports, hotAfter: 0, samples: false });
    const held = bus.view(HOST, { current: () => (isWithin ? 'a phase' : undefined), outside }).event('shop.sold');
    const seen: boolean[] = [];
    bus.view(HOST).handle('shop.sold', () => void seen.push(isWithin));
    for (const within of [false, false, true, true, false]) {
      isWithin = within;
      expect(held.emit()).toBe(1);
      expect(isWithin).toBe(within);
    }
    expect(seen).toEqual([false, false, false, false, false]);
  });

  it('shows nothing of the bus in a handle', () => {
    const view = createBus({ ...ports, hotAfter: 0, samples: false }).view(HOST);
    const handle = view.event('shop.sold');
    view.handle('shop.sold', () => {});
    for (const payload of [1, 2]) handle.emit(payload);
    expect(Object.hasOwn(handle, 'emit')).toBe(true);
    expect([Object.keys(handle), JSON.stringify(handle)]).toEqual([['name'], '{"name":"shop.sold"}']);
  });

  it('delivers as the walk does, whoever comes, goes, closes, throws or answers on the way', () => {
    const act = fc.record({
      at: fc.nat(59),
      does: fc.constantFrom('remove', 'add', 'close', 'open', 'throw', 'answer', 'emit'),
      whom: fc.nat(59),
    });
    const told = (
      hotAfter: number,
      size: number,
      acts: readonly { at: number; does: string; whom: number }[],
      isHeld = false,
    ): unknown[] => {
      const calls: unknown[] = [];
      const bus = createBus({ ...ports, hotAfter, report: ({ code }) => calls.push(code) });
      const gates = [0, 1, 2].map(() => new Gate());
      for (const gate of gates) gate.open();
      const undos: (() => void)[] = [];
      let depth = 0;
      const view = bus.view(HOST);
      const held = view.event('a.b');
      const emit = (payload: string): number => (isHeld ? held.emit(payload) : view.emit('a.b', payload));
      const add = (index: number): void => {
        const owner = { plugin: `p${index % 3}`, gate: gates[index % 3]! };
        const handler = (payload: unknown): unknown => {
          calls.push([index, payload]);
          let answer: unknown;
          for (const { at, does, whom } of acts) {
            if (at % size !== index) continue;
            if (does === 'remove') undos[whom % size]!();
            if (does === 'add' && undos.length < 2 * size) add(undos.length);
            if (does === 'close') gates[whom % 3]!.close();
            if (does === 'open') gates[whom % 3]!.open();
            if (does === 'throw') throw new Error('no');
            if (does === 'answer') answer = 7;
            if (does === 'emit' && depth < 2) {
              depth += 1;
              calls.push(emit(`${String(payload)}>`));
              depth -= 1;
            }
          }
          return answer;
        };
        undos.push(bus.register('a.b', handler, {}, owner));
      };
      for (let index = 0; index < size; index += 1) add(index);
      for (const payload of ['one', 'two', 'three']) calls.push(emit(payload));
      return calls;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(act, { maxLength: 8 }), (size, acts) => {
        const walked = told(Infinity, size, acts);
        for (const hotAfter of [0, 1]) for (const isHeld of [false, true]) expect(told(hotAfter, size, acts, isHeld)).toEqual(walked);
      }),
    );
  });

  it.each([{ parallel: false }, { parallel: true }])(
    'that is waited for means the same as walking, whatever handlers do meanwhile: %j',
    async (options) => {
      const act = fc.record({
        at: fc.nat(),
        whom: fc.nat(),
        does: fc.constantFrom('remove', 'add', 'close', 'open', 'throw', 'answer', 'promise', 'reject', 'wait'),
      });
      const told = async (hotAfter: number, size: number, acts: readonly { at: number; whom: number; does: string }[]) => {
        const calls: unknown[] = [];
        const bus = createBus({ clock: virtualClock(), report: ({ message }) => void calls.push(message), hotAfter });
        const gates = [new Gate(), new Gate()];
        for (const gate of gates) gate.open();
        const view = bus.view(HOST);
        const undos: (() => void)[] = [];
        const add = (index: number): void => {
          const owner = index % 3 === 2 ? HOST : { plugin: `p${index % 3}`, gate: gates[index % 3]! };
          const handler = (payload: unknown): unknown => {
            calls.push([index, payload, gates.map(({ pending }) => pending)]);
            let answer = (): unknown => undefined;
            for (const { at, does, whom } of acts) {
              if (at % size !== index) continue;
              if (does === 'remove') undos[whom % size]!();
              if (does === 'add' && undos.length < 2 * size) add(undos.length);
              if (does === 'close') gates[whom % 2]!.close();
              if (does === 'open') gates[whom % 2]!.open();
              if (does === 'throw') throw new Error('no');
              if (does === 'answer') answer = () => 7;
              if (does === 'promise') answer = () => Promise.resolve();
              if (does === 'reject') answer = () => Promise.reject(new Error('not now'));
              if (does === 'wait') answer = () => Promise.resolve().then(() => undos[whom % size]!());
            }
            return answer();
          };
          undos.push(bus.register('a.b', handler, {}, owner));
        };
        for (let index = 0; index < size; index += 1) add(index);
        for (const payload of ['one', 'two', 'three']) calls.push(await view.emitAsync('a.b', payload, options));
        return [...calls, gates.map(({ pending }) => pending)];
      };
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.array(act, { maxLength: 8 }), async (size, acts) => {
          const walked = await told(Infinity, size, acts);
          for (const hotAfter of [0, 1]) expect(await told(hotAfter, size, acts)).toEqual(walked);
        }),
      );
    },
  );

  it('is not there where a process forbids code from strings: the walk stays', () => {
    const script = `
      import { createBus } from ${JSON.stringify(new URL('../../dist/src/events/bus.js', import.meta.url).href)};
      const bus = createBus({ clock: { now: () => 0 }, report() {}, hotAfter: 0 });
      const view = bus.view({ plugin: 'host' });
      let seen = 0;
      view.handle('a.b', (n) => { seen += n; });
      let count = 0;
      for (let i = 0; i < 5; i++) count += view.emit('a.b', i);
      console.log(JSON.stringify([count, seen]));`;
    const told = execFileSync(process.execPath, ['--disallow-code-generation-from-strings', '--input-type=module', '-e', script]);
    expect(JSON.parse(told.toString())).toEqual([5, 10]);
  });
});
