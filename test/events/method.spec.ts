/** Open this to see which method is called with an event: by any name, on its object, and as it was when its plugin began to run. */
import { expect, it } from '@jest/globals';
import { Gate } from '../../src/events/bus.js';
import type { Problem } from '../../src/model/problem.js';
import { virtualClock } from './clock.js';
import { createBus, describe } from './modes.js';

function setUp() {
  const problems: Problem[] = [];
  const bus = createBus({ clock: virtualClock(), report: (problem) => problems.push(problem) });
  const gate = new Gate();
  const listen = (on: object, member: PropertyKey, options = {}) =>
    bus.register('shop.sold', { on, member }, options, { plugin: 'acme', gate });
  return { problems, gate, listen, ...bus.view({ plugin: 'host' }) };
}

describe('a method', () => {
  it('is called on its object with payload and name of the event, whatever its own name', () => {
    const { gate, listen, emit } = setUp();
    const member = Symbol('member');
    class Counter {
      readonly seen: unknown[] = [];
      onSold(payload: unknown, name: string): void {
        this.seen.push(['sold', payload, name]);
      }
      [member](payload: unknown): void {
        this.seen.push(['symbol', payload]);
      }
      'with "quotes"\n'(payload: unknown): void {
        this.seen.push(['quotes', payload]);
      }
    }
    const counter = new Counter();
    for (const each of ['onSold', member, 'with "quotes"\n']) listen(counter, each);
    listen(counter, 'onSold', { once: true });
    listen(counter, member, { through: (source: unknown) => source });
    gate.open();
    expect([emit('shop.sold', 1), emit('shop.sold', 2)]).toEqual([5, 4]);
    expect(counter.seen).toEqual([
      ['sold', 1, 'shop.sold'],
      ['symbol', 1],
      ['quotes', 1],
      ['sold', 1, 'shop.sold'],
      ['symbol', 1],
      ['sold', 2, 'shop.sold'],
      ['symbol', 2],
      ['quotes', 2],
      ['symbol', 2],
    ]);
  });

  it('is the one that is there when its gate opens, for what was kept as well; what is put there later is called when it opens anew', () => {
    const { gate, listen, emit } = setUp();
    const seen: unknown[] = [];
    const to = (what: string) => (payload: unknown) => void seen.push([what, payload]);
    const counter = { onSold: to('written') };
    listen(counter, 'onSold');
    gate.buffer();
    emit('shop.sold', 1);
    counter.onSold = to('started');
    gate.open();
    for (const payload of [2, 3]) emit('shop.sold', payload);
    counter.onSold = to('later');
    emit('shop.sold', 4);
    gate.refresh();
    emit('shop.sold', 5);
    counter.onSold = to('again');
    gate.close();
    gate.open();
    emit('shop.sold', 6);
    expect(seen).toEqual([['started', 1], ['started', 2], ['started', 3], ['started', 4], ['later', 5], ['again', 6]]); // prettier-ignore
  });

  it('that is not there, or that can not be asked for, fails when it is called, and disturbs nobody until it is there', () => {
    const { gate, listen, emit, problems } = setUp();
    const seen: unknown[] = [];
    const broken: { onSold?: unknown; readonly asked?: unknown } = {
      onSold: 'text',
      get asked() {
        throw new Error('not now');
      },
    };
    for (const member of ['onSold', 'asked']) listen(broken, member);
    listen({ onSold: (payload: unknown) => void seen.push(['whole', payload]) }, 'onSold');
    gate.open();
    expect(emit('shop.sold', 1)).toBe(3);
    expect(seen).toEqual([['whole', 1]]);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['event.handler-failed', expect.stringContaining("there is the string 'text' where the method onSold should be")],
      ['event.handler-failed', expect.stringContaining('not now')],
    ]);
    broken.onSold = (payload: unknown) => void seen.push(['mended', payload]);
    emit('shop.sold', 2);
    expect(seen.slice(1)).toEqual([['mended', 2], ['whole', 2]]); // prettier-ignore
  });
});
