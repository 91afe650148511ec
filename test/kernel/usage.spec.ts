/** Open this to see what is counted: deliveries and failures of each handler, sampled times, and calls that somebody tracks. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHost, definePlugin, type PluginContextView } from 'mortise';
import { OnEvent, Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

@Plugin({ id: 'shop', version: '1.0.0' })
class Shop {
  @OnEvent('shop.sold') sold() {}
  @OnEvent('shop.*') any() {
    throw new Error('broken');
  }
}

describe('handlers', () => {
  it('are counted by what they do: deliveries, failures and samples, of patterns as well', async () => {
    const test = createTestHost({ plugins: [Shop] });
    await test.start();
    for (let i = 0; i < 3; i++) test.host.events.emit('shop.sold');
    await test.host.events.emitAsync('shop.sold');
    test.host.events.emit('shop.closed');
    expect(test.host.usage.read('shop').handlers).toEqual([
      { plugin: 'shop', component: 'Shop', method: 'sold', event: 'shop.sold', deliveries: 4, failures: 0, samples: 1, ms: 0 },
      { plugin: 'shop', component: 'Shop', method: 'any', event: 'shop.*', deliveries: 5, failures: 5, samples: 2, ms: 0 },
    ]);
    await test.stop();
  });

  it('are counted as long as their plugin runs, with those that are gone, and through reloads', async () => {
    let context!: PluginContextView;
    const plugin = definePlugin({
      id: 'p',
      version: '1.0.0',
      inject: [PluginContext],
      setup: (given: PluginContextView) => void (context = given),
    });
    const test = createTestHost({ log: { level: 'silent' }, plugins: [plugin] });
    const counts = (): number[][] => test.host.usage.read('p').handlers.map(({ deliveries, failures }) => [deliveries, failures]);
    const fails = (): never => {
      throw new Error('broken');
    };
    await test.start();
    context.events.handle('a.b', fails, { once: true });
    test.host.events.emit('a.b');
    expect(counts()).toEqual([[1, 1]]);
    const undo = context.events.handle('a.b', fails);
    test.host.events.emit('a.b');
    undo();
    expect(counts()).toEqual([[2, 2]]);
    await test.host.reload('p');
    context.events.handle('a.b', fails);
    test.host.events.emit('a.b');
    expect(counts().reduce((sum, [deliveries]) => sum + deliveries!, 0)).toBe(3);
    await test.host.disable('p');
    expect(counts()).toEqual([]);
    await test.stop();
  });

  it('are timed once for each event, and then in one delivery of 128, of those that are emitted often in 1,024; promises until they have settled', async () => {
    const test = createTestHost();
    test.host.events.handle('a.b', () => new Promise<void>((done) => test.clock.setTimeout(done, 20)));
    for (let i = 0; i < 300; i++) test.host.events.emit('a.b');
    await test.clock.advance(20);
    const { handlers } = test.host.usage.read('host');
    expect(handlers.find(({ event }) => event === 'a.b')).toEqual({ plugin: 'host', event: 'a.b', deliveries: 300, failures: 0, samples: 3, ms: 60 }); // prettier-ignore
    test.host.events.handle('often.b', () => undefined);
    for (let i = 0; i < 4096; i++) test.host.events.emit('often.b');
    // Seven times 128 more until there is code for it, and then those of 1,024.
    expect(test.host.usage.read('host').handlers.find(({ event }) => event === 'often.b')).toMatchObject({ deliveries: 4096, samples: 1 + 7 + 3 }); // prettier-ignore
    await test.stop();
  });

  it('are timed in turn where an event has many of them', async () => {
    const test = createTestHost();
    for (let i = 0; i < 20; i++) test.host.events.handle('a.b', () => undefined, { priority: i });
    for (let i = 0; i < 1024 * 20; i++) test.host.events.emit('a.b');
    const samples = test.host.dump().handlers.flatMap((each) => (each.event === 'a.b' ? [each.samples] : []));
    expect([samples.length, Math.min(...samples) > 0, samples.reduce((sum, each) => sum + each)]).toEqual([20, true, expect.any(Number)]);
    expect(test.host.usage.read('host').handlers.find(({ event }) => event === 'a.b')).toMatchObject({ deliveries: 1024 * 20 * 20 });
    await test.stop();
  });

  it('are timed finer than a millisecond by the clock of the machine', () => {
    const host = createHost({ log: { level: 'silent' } });
    host.events.handle('a.b', () => {
      for (const until = performance.now() + 0.2; performance.now() < until;);
    });
    host.events.emit('a.b');
    const [counted] = host.usage.read().handlers.filter(({ event }) => event === 'a.b');
    expect(counted!.ms % 1).not.toBe(0);
    expect(counted!.ms).toBeGreaterThanOrEqual(0.2);
  });

  it('keep their counts across a reload, and lose them with their plugin', async () => {
    const test = createTestHost({ plugins: [Shop] });
    await test.start();
    test.host.events.emit('shop.sold');
    await test.host.reload('shop');
    test.host.events.emit('shop.sold');
    expect(test.host.usage.read('shop').handlers).toMatchObject([{ method: 'sold', deliveries: 2 }, { method: 'any', deliveries: 2, failures: 2 }]); // prettier-ignore
    await test.host.unload('shop');
    expect(test.host.usage.read('shop')).toEqual({ handlers: [], calls: [] });
    await test.stop();
  });

  it('that come and go under ever new names are one in the end', async () => {
    const test = createTestHost();
    test.host.events.handle('a.b', () => undefined);
    for (let i = 0; i < 50; i++) {
      const undo = test.host.events.handle(`a.n${i}`, () => undefined);
      test.host.events.emit(`a.n${i}`);
      undo();
    }
    const gone = test.host.usage.read('host').handlers.filter(({ component }) => component === undefined);
    expect(gone).toEqual([
      { plugin: 'host', deliveries: 50, failures: 0, samples: 50, ms: 0 },
      { plugin: 'host', event: 'a.b', deliveries: 0, failures: 0, samples: 0, ms: 0 },
    ]);
    await test.stop();
  });

  it('are counted exactly, however they come, go and are named', () => {
    const name = fc.constantFrom('a.b', 'a.c', 'b.c', 'a.b.c');
    const on = fc.constantFrom('a.b', 'a.*', '**', '*.c', 'b.c');
    const operation = fc.oneof(fc.record({ emit: name }), fc.record({ add: on }), fc.record({ remove: fc.nat(9) }));
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const host = createHost({ log: { level: 'silent' } });
        const heard: number[] = [];
        const undos: (() => void)[] = [];
        let gone = 0;
        const living = new Map<number, string>();
        for (const each of operations) {
          if ('emit' in each) host.events.emit(each.emit);
          else if ('add' in each) {
            const index = heard.push(0) - 1;
            living.set(index, each.add);
            undos.push(host.events.handle(each.add, () => void heard[index]!++));
          } else if (living.delete(each.remove)) {
            gone += heard[each.remove]!;
            undos[each.remove]!();
          }
        }
        const expected = new Map<string | undefined, number>();
        for (const [index, event] of living) expected.set(event, (expected.get(event) ?? 0) + heard[index]!);
        const counted = host.usage.read('host').handlers.filter(({ component }) => component === undefined);
        const named = counted.flatMap(({ event, deliveries }) => (event === undefined ? [] : [[event, deliveries] as const]));
        expect(new Map(named)).toEqual(expected);
        // The log of the host listens as well, so what is gone is kept.
        expect(counted.find(({ event }) => event === undefined)?.deliveries ?? 0).toBe(gone);
      }),
    );
  });
});

describe('calls', () => {
  it('are counted for whoever tracks them, and given on as they are', async () => {
    let context: PluginContextView | undefined;
    const shop = definePlugin({
      id: 'shop',
      version: '1.0.0',
      inject: [PluginContext] as const,
      setup: (given: PluginContextView) => void (context = given),
    });
    const test = createTestHost({ plugins: [shop] });
    await test.start();
    const { usage, clock } = context!;
    expect(usage.track('sum', () => 3)).toBe(3);
    const promise = new Promise<string>((done) => clock.setTimeout(() => done('late'), 250));
    expect(usage.track('wait', () => promise)).toBe(promise);
    expect(() =>
      usage.track('sum', () => {
        throw new TypeError('no number');
      }),
    ).toThrow(TypeError);
    const rejected = Promise.reject(new Error('no answer'));
    await expect(usage.track('wait', () => rejected)).rejects.toThrow('no answer');
    await expect(usage.track('wait', () => ({ then: (yes: (value: number) => void) => yes(7) }))).resolves.toBe(7);
    await test.clock.advance(250);
    test.host.usage.track('cron', () => undefined);
    test.host.usage.track('sum', () => undefined, { plugin: 'shop' });
    expect(test.host.usage.read().calls).toEqual([
      { plugin: 'shop', name: 'sum', calls: 3, failures: 1, ms: 0, lastError: 'TypeError: no number' },
      { plugin: 'shop', name: 'wait', calls: 3, failures: 1, ms: 250, lastError: 'no answer' },
      { plugin: 'host', name: 'cron', calls: 1, failures: 0, ms: 0 },
    ]);
    await test.stop();
  });

  it('under names that are made of data fill no memory', () => {
    const { host } = createTestHost();
    for (let i = 0; i < 1_200; i++) host.usage.track(`order ${i}`, () => i);
    const { calls } = host.usage.read('host');
    expect([calls.length, calls.at(-1)]).toMatchObject([1_001, { name: '(others)', calls: 200 }]);
  });
});
