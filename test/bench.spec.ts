/** Open this to see that the bench judges as it says, and that it can be asked what there is. */
import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { runNode } from './child.js';

const bench = join(import.meta.dirname, '../bench');
const load = async (file: string): Promise<unknown> => import(join(bench, file));

type Band = { readonly median: number; readonly q1: number; readonly q3: number };

interface Figure {
  readonly metric: string;
  readonly unit: string;
  readonly case: string;
  readonly size?: number;
  readonly value?: Band;
  readonly ratio?: Band;
  readonly missing?: string;
}

const { verdicts, isMissed } = (await load('harness/verdict.mjs')) as {
  verdicts(item: object, result: object | undefined): { verdict: string; most?: number; why?: string }[];
  isMissed(row: object): boolean;
};
const { exponent, summary } = (await load('harness/statistics.mjs')) as {
  exponent(points: readonly (readonly [number, number])[]): number;
  summary(values: readonly number[]): Band;
};
const { growthOf } = (await load('harness/growth.mjs')) as {
  growthOf(growth: object, figures: readonly Figure[]): readonly (Figure & { value: Band })[];
};

const band = (median: number, stray = 0.5): Band => ({ median, q1: median - stray, q3: median + stray });
const own = (more: Partial<Figure>): Figure => ({ metric: 'emit', unit: 'ns', case: 'mortise', size: 4, ...more });
const judged = (figures: readonly Figure[], most: unknown, quick = false) =>
  verdicts({ name: 'A1', targets: [{ metric: 'emit', size: 4, case: 'mortise', of: 'ratio', most }] }, { of: { quick }, figures })[0]!;

describe('a target', () => {
  it.each([
    ['met', 3.9, 'met', false],
    ['met within noise when only its lower quartile is', 4.4, 'noise', false],
    ['missed when even its lower quartile is above', 4.6, 'missed', true],
  ])('is %s', (_, median, verdict, missed) => {
    const row = judged([own({ ratio: band(median) })], 4);
    expect(row.verdict).toBe(verdict);
    expect(isMissed(row)).toBe(missed);
  });

  it('may be what the best of others has in the same run', () => {
    const others = [own({ case: 'one', ratio: band(3) }), own({ case: 'other', ratio: band(5) })];
    expect(judged([own({ ratio: band(6) }), ...others], { case: ['one', 'other'], times: 2, plus: 1 })).toMatchObject({
      most: 7,
      verdict: 'met',
    });
  });

  it('is not met by what is not offered, and says what is needed', () => {
    const row = judged([own({ missing: 'a handle' })], 4);
    expect(row).toMatchObject({ verdict: 'not offered', why: 'a handle' });
    expect(isMissed(row)).toBe(true);
  });

  it('is not met by what was not measured, unless it is quick', () => {
    expect(isMissed(judged([], 4))).toBe(true);
    expect(judged([], 4, true).verdict).toBe('left out');
    expect(isMissed(judged([], 4, true))).toBe(false);
  });
});

describe('figures', () => {
  it('are medians with quartiles', () => {
    expect(summary([5, 1, 3, 2, 4])).toEqual({ median: 3, q1: 2, q3: 4 });
    expect(summary([1, 2])).toEqual({ median: 1.5, q1: 1.25, q3: 1.75 });
  });

  it('grow with an exponent, between the sizes that were asked for', () => {
    const sizes = [10, 100, 1000];
    expect(exponent(sizes.map((size) => [size, 3 * size ** 1.5]))).toBeCloseTo(1.5);
    const figures = [1, ...sizes].map((size) => own({ size, value: band(size === 1 ? 1e9 : size ** 2, 0) }));
    const [growth] = growthOf({ emit: [10, 1000] }, figures);
    expect(growth!.metric).toBe('emit: growth from 10 to 1,000');
    expect(growth!.value.median).toBeCloseTo(2);
    expect(growthOf({ emit: [10, 5000] }, figures)).toEqual([]);
  });
});

describe('npm run bench', () => {
  const run = (...args: string[]) => runNode([join(bench, 'main.mjs'), ...args]);

  it('lists its items without anything being installed', async () => {
    const { code, stdout } = await run('--list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^A1 +Synchronous emit by name/);
    expect(stdout.trim().split('\n')).toHaveLength(19);
  });

  it('says what there is to whoever asks for something else', async () => {
    const { code, stderr } = await run('Z9');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^bench: there is no item 'Z9'; there are A1, /);
  });
});
