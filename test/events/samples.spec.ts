/** Open this to see which deliveries are timed: the first of each event and then one of so many, however it is emitted and whoever comes and goes. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBus, Gate } from '../../src/events/bus.js';
import { virtualClock } from './clock.js';

const HOST = { plugin: 'host' };
const [SAMPLED, SAMPLED_HOT] = [128, 1024];
const most = (deliveries: number, every: number) => Math.ceil(deliveries / every);

type Step =
  | { readonly how: 'emit' | 'emitAsync' | 'parallel'; readonly times: number }
  // What another plugin does, which takes the code away.
  | { readonly how: 'open' }
  | { readonly how: 'close' };

const times = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 100, max: 140 }), fc.integer({ min: 900, max: 1100 }));
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ how: fc.constantFrom('emit' as const, 'emitAsync' as const, 'parallel' as const), times }),
    fc.constantFrom({ how: 'open' as const }, { how: 'close' as const }),
  ),
  { maxLength: 12 },
);

/** How many deliveries there were, and how many of them were timed. */
async function played(script: readonly Step[], hotAfter: number): Promise<{ deliveries: number; samples: number }> {
  const bus = createBus({ clock: virtualClock(), report: () => {}, hotAfter });
  const { emit, emitAsync } = bus.view(HOST);
  bus.register('shop.sold', () => {}, {}, { plugin: 'acme', component: 'Till', method: 'onSold' });
  const gate = new Gate();
  bus.register('shop.sold', () => {}, {}, { plugin: 'other', gate });
  for (const step of script) {
    if (step.how === 'open' || step.how === 'close') gate[step.how]();
    else
      for (let left = step.times; left > 0; left--)
        if (step.how === 'emit') emit('shop.sold', left);
        else await emitAsync('shop.sold', left, { parallel: step.how === 'parallel' });
  }
  return bus.usage().find(({ method }) => method === 'onSold')!;
}

describe('deliveries', () => {
  it('are timed once in 128 as long as there is no code, in whatever way they are emitted', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { deliveries, samples } = await played(script, Infinity);
        expect(samples).toBe(most(deliveries, SAMPLED));
      }),
    );
  });

  it('are timed once in 1,024 at least, and once in 128 at most, whenever code comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(0, 1, 5, 127, 128, 200, 1000), async (script, hotAfter) => {
        const { deliveries, samples } = await played(script, hotAfter);
        expect(samples).toBeGreaterThanOrEqual(most(deliveries, SAMPLED_HOT));
        expect(samples).toBeLessThanOrEqual(most(deliveries, SAMPLED));
      }),
    );
  });
});
