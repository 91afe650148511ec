/** Open this to see that what remains of a generation is told, however many generations went before it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { Departed } from '../../src/host/departed.js';
import type { Kernel } from '../../src/kernel/kernel.js';
import type { PluginRecord } from '../../src/kernel/record.js';
import type { Problem } from '../../src/model/problem.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** A watch over generations of one plugin; of the host behind it, it asks who runs, and tells what it has found. */
function watch() {
  const problems: Problem[] = [];
  const kernel = { records: new Map(), report: (found: Problem) => void problems.push(found) } as unknown as Kernel;
  const departed = new Departed(kernel);
  const gone = (generation: number, instance: object) =>
    departed.instances({ key: 'shop', generation, manifest: { version: '1.0.0' } } as unknown as PluginRecord, [instance]);
  return { departed, problems, gone };
}

describe('what is watched of generations that went', () => {
  it.each([1, 63, 64, 65, 128])('is told of the one that leaks, also if it is number %i', async (last) => {
    const { departed, problems, gone } = watch();
    for (let generation = 1; generation < last; generation += 1) gone(generation, {});
    await new Promise(setImmediate);
    collect();
    const kept = { heavy: true };
    gone(last, kept);
    const told = await departed.check(false);
    expect(told.filter(({ generation }) => generation === last)).toMatchObject([{ state: 'unloaded (leaked)', alive: ['Object'] }]);
    expect(problems.map(({ code }) => code)).toEqual(['unload.leaked']);
    expect(kept.heavy).toBe(true);
  });

  it('is no more than about a thousand of them, the latest', async () => {
    const { departed, gone } = watch();
    const kept = Array.from({ length: 3000 }, (_, generation) => ({ generation }));
    for (const one of kept) gone(one.generation, one);
    const told = await departed.check(false);
    expect(told.length).toBeGreaterThanOrEqual(1000);
    expect(told.length).toBeLessThan(1064);
    expect(told.at(-1)).toMatchObject({ generation: 2999 });
    expect(kept).toHaveLength(3000);
  });
});
