/** Open this to see how several things are done one after the other, and what is waited for. */
import { describe, expect, it } from '@jest/globals';
import { inOrder } from '../../src/kernel/in-order.js';

/** Those that wait are negative; each writes down that it began, and that it ended. */
function written(items: readonly number[], failing?: number) {
  const told: string[] = [];
  const work = (item: number): void | Promise<void> => {
    told.push(`${item} began`);
    if (item === failing) throw new Error(`${item} failed`);
    if (item >= 0) return;
    return Promise.resolve().then(() => void told.push(`${item} ended`));
  };
  return { told, run: () => inOrder(items, work) };
}

describe('in order', () => {
  it('all is done at once where nobody waits', () => {
    const { told, run } = written([1, 2, 3]);
    expect(run()).toBeUndefined();
    expect(told).toEqual(['1 began', '2 began', '3 began']);
  });

  it.each([
    ['the first', [-1, 2, 3]],
    ['the last', [1, 2, -3]],
    ['one in the middle', [1, -2, 3]],
    ['each', [-1, -2, -3]],
  ])('what comes after one that waits begins when that has ended: %s', async (_, items) => {
    const { told, run } = written(items);
    const waiting = run();
    expect(told.at(-1)).toBe(`${items.find((item) => item < 0)} began`);
    await waiting;
    expect(told).toEqual(items.flatMap((item) => (item < 0 ? [`${item} began`, `${item} ended`] : [`${item} began`])));
  });

  it('nothing comes after one that fails: it throws as long as nobody waited, and rejects from then on', async () => {
    const atOnce = written([1, 2, 3], 2);
    expect(() => atOnce.run()).toThrow('2 failed');
    const later = written([-1, 2, 3], 2);
    await expect(later.run()).rejects.toThrow('2 failed');
    expect([...atOnce.told, ...later.told]).not.toContain('3 began');
  });

  it.each([
    ['wait', -1],
    ['do not', 1],
  ])('looks at each of a thousand once and copies nothing, whether they wait or not: %s', async (_, sign) => {
    const asked: (string | symbol)[] = [];
    const items = Array.from({ length: 1000 }, (__, index) => sign * (1 + index));
    const watched = new Proxy(items, {
      get(target, key) {
        if (key !== 'length') asked.push(key);
        return Reflect.get(target, key) as unknown;
      },
    });
    await written(watched).run();
    expect(asked).toEqual(items.map((__, index) => `${index}`));
  });
});
