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
  readonly ratio?: Band | { readonly median: number };
  readonly missing?: string;
}

interface Row {
  readonly verdict: string;
  readonly most?: number;
  readonly why?: string;
}

const { verdicts, isMissed } = (await load('harness/verdict.mjs')) as {
  verdicts(item: object, result: object | undefined): Row[];
  isMissed(row: object): boolean;
};
const { printVerdicts } = (await load('harness/table.mjs')) as { printVerdicts(rows: readonly Row[]): string };
const { exponent, summary } = (await load('harness/statistics.mjs')) as {
  exponent(points: readonly (readonly [number, number])[]): number;
  summary(values: readonly number[]): Band;
};
const { growthOf } = (await load('harness/growth.mjs')) as {
  growthOf(growth: object, figures: readonly Figure[]): readonly (Figure & { value: Band })[];
};

const { orMissing } = (await load('harness/missing.mjs')) as {
  orMissing(make: () => unknown, load?: () => unknown): Promise<unknown>;
};

const band = (median: number, stray = 0.5): Band => ({ median, q1: median - stray, q3: median + stray });
const own = (more: Partial<Figure>): Figure => ({ metric: 'emit', unit: 'ns', case: 'mortise', size: 4, ...more });
const target = { metric: 'emit', size: 4, case: 'mortise', of: 'ratio' };
const judged = (figures: readonly Figure[], most: unknown, of: object = { quick: false }) =>
  verdicts({ name: 'A1', targets: [{ ...target, most }] }, { of, figures })[0]!;

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

  it('has no noise band when what was seen has no quartiles', () => {
    expect(judged([own({ ratio: { median: 4 } })], 4).verdict).toBe('met');
    expect(judged([own({ ratio: { median: 4.1 } })], 4).verdict).toBe('missed');
  });

  it('is not met by what was not measured, unless an option has left it out', () => {
    expect(isMissed(judged([], 4))).toBe(true);
    for (const [of, why] of [
      [{ quick: true }, 'by --quick'],
      [{ quick: false, only: 'tapable' }, 'by --only'],
      [{ quick: true, only: 'tapable' }, 'by --only'],
      [{ quick: true, only: 'mort' }, 'by --quick'],
    ] as const) {
      const row = judged([], 4, of);
      expect(row).toMatchObject({ verdict: 'left out', why });
      expect(isMissed(row)).toBe(false);
    }
    expect(judged([own({ ratio: band(3) })], { case: ['one', 'other'] }, { quick: false, only: 'mort' })).toMatchObject({
      verdict: 'left out',
      why: 'by --only',
    });
  });

  it('says in the table what must be known beside its verdict', () => {
    const [row] = verdicts(
      { name: 'A1', targets: [{ ...target, most: 4, note: 'The limit is another one.' }] },
      { of: {}, figures: [own({ ratio: band(3) })] },
    );
    expect(printVerdicts([row!])).toMatch(/ met\. The limit is another one\.$/m);
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

describe('a peer', () => {
  const failing = (words: string) => () => Promise.reject(new Error(words));

  it('that does not load is missing, with the first line of why', async () => {
    expect(await orMissing(failing('no bus'), failing('Cannot find package\nRequire stack:'))).toEqual({ missing: 'Cannot find package' });
  });

  it('that loads and does not do its work is an error, as is whatever is no peer', async () => {
    await expect(orMissing(failing('another order'), () => ({ close() {} }))).rejects.toThrow('another order');
    await expect(orMissing(failing('another order'))).rejects.toThrow('another order');
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
    expect(stderr).toMatch(/^bench: there is no item 'Z9'; there are A1, .* --help says what can be asked\.\n$/);
  });

  it.each([
    [['--chek'], "there is no option '--chek'; did you mean --check?"],
    [['-x'], "there is no option '-x'."],
    [['--only', '--quick'], '--only needs a text that is in the names of cases.'],
    [['--quick=2'], '--quick takes no value.'],
  ])('refuses %j in one line', async (args, why) => {
    const { code, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `bench: ${why} --help says what can be asked.\n` });
  });

  it.each([
    [['A1'], 'an item'],
    [['--only', 'mortise'], '--only'],
    [['--profile'], '--profile'],
    [['--quick', 'A1'], 'an item, --quick'],
  ])('writes no page of a part of it: --page with %j', async (args, what) => {
    const { code, stderr } = await run('--page', ...args);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `bench: --page writes the page of all items, measured whole; it can't go with ${what}. --help says what can be asked.\n`,
    );
  });
});
