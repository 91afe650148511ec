/** Open this to see that deciding grows with what is decided about: ten times the plugins cost ten times the work, in every shape. */
import { describe, expect, it } from '@jest/globals';
import type { Wanted } from '../../src/model/plan.js';
import { applied, nothing, planned, plugin, wanted, type PluginGiven } from '../plan/worlds.js';
import { operations } from './operations.js';

function world(count: number, given: (index: number) => PluginGiven, more: Partial<Wanted> = {}): Wanted {
  return wanted(
    Array.from({ length: count }, (_, index) => plugin(`p${index}`, given(index))),
    more,
  );
}

function ids(from: number, to: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`p${from + index}`, '*']));
}

/** A need of the next one around. */
function next(index: number, count: number): Record<string, string> {
  const to = (index + 1) % count;
  return ids(to, to + 1);
}

type Shapes = Readonly<Record<string, (count: number) => Wanted>>;

/** From so many plugins, a world. */
const SHAPES: Shapes = {
  'that are independent': (n) => world(n, () => ({})),
  'in a chain': (n) => world(n, (i) => (i === 0 ? {} : { needs: ids(i - 1, i) })),
  'that all need one': (n) => world(n, (i) => (i === 0 ? { provides: ['n/p0'] } : { needs: ids(0, 1), uses: ['n/p0'] })),
  'that one needs': (n) => world(n, (i) => (i === 0 ? { needs: ids(1, n) } : {})),
  'in layers of ten, with uses': (n) =>
    world(n, (i) => ({ provides: [`n/p${i}`], uses: i < 10 ? [] : [`n/p${i - 10}`, `n/p${i - (i % 10) - 1}?`, `n/p${i - 9}~`] })),
  'that all lack something else': (n) => world(n, (i) => ({ needs: { [`absent${i}`]: '*' }, uses: [`absent/${i}`] })),
  'in one big circle': (n) => world(n, (i) => ({ needs: next(i, n) })),
  'of as many apps, with what only another one has': (n) =>
    world(n, (i) => ({ app: `a${i}`, provides: [`n/p${i}`], uses: [`n/p${i + 1}`], needs: ids(i + 1, i + 2) })),
};

const CORNERS: Shapes = {
  'in a chain whose first lacks something': (n) => world(n, (i) => ({ needs: i === 0 ? { absent: '*' } : ids(i - 1, i) })),
  'that all need one that is broken': (n) => world(n, (i) => ({ needs: i === 0 ? { absent: '*' } : ids(0, 1) })),
  'that one needs, and that are disabled': (n) => world(n, (i) => (i === 0 ? { needs: ids(1, n) } : { enabled: false })),
  'that one needs, and that need it': (n) => world(n, (i) => ({ needs: i === 0 ? ids(1, n) : ids(0, 1) })),
  'in circles of two': (n) => world(n, (i) => ({ needs: ids(i ^ 1, (i ^ 1) + 1) })),
  'that publish one name': (n) => world(n, () => ({ provides: ['n/one'] })),
  'of which one publishes what the others do': (n) =>
    world(n, (i) => ({ provides: i === n - 1 ? Array.from({ length: n }, (_, k) => `n/p${k}`) : [`n/p${i}`] })),
  'that exclude each other': (n) => world(n, (i) => ({ conflicts: next(i, n) })),
  'with facts of as many kinds': (n) =>
    world(n, (i) => ({ kinds: [`k${i - (i % 2)}`] }), {
      kinds: Array.from({ length: n }, (_, k) => ({ key: `k${k}`, extension: `p${k}` })),
    }),
  'of one id': (n) => {
    const one = plugin('p0');
    return wanted(Array.from({ length: n }, () => one));
  },
};

/** What it costs to start all of these. */
function starting(all: Wanted): Readonly<Record<string, number>> {
  return { start: operations(() => planned(all)) };
}

/** What it costs to take the first away, to bring another one in its place, and to stop them all; and how much is said of a start. */
function changing(all: Wanted): Readonly<Record<string, number>> {
  const made = planned(all);
  const up = applied(made, all, nothing);
  const [first, ...others] = all.plugins;
  return {
    unload: operations(() => planned({ ...all, plugins: others }, up, { unload: ['p0'] })),
    replace: operations(() => planned({ ...all, plugins: [...others, { ...first!, generation: 2 }] }, up, { load: ['p0'] })),
    stop: operations(() => planned({ ...all, up: false }, up, { stop: true })),
    said: JSON.stringify(made).length,
  };
}

/** Sorting is what keeps it from being exactly ten. */
function expectTen(cost: (all: Wanted) => Readonly<Record<string, number>>, shape: (count: number) => Wanted, few: number): void {
  const [small, large] = [cost(shape(few)), cost(shape(10 * few))];
  for (const what of Object.keys(small)) {
    const times = large[what]! / small[what]!;
    expect({ what, times, isLinear: times > 4 && times < 12 }).toEqual({ what, times, isLinear: true });
  }
}

describe('ten times the plugins', () => {
  it.each(Object.entries(SHAPES))('%s are started with ten times the work, from 1,000 to 10,000', (_, shape) => {
    expectTen(starting, shape, 1000);
  });

  it.each(Object.entries(CORNERS))('%s are started with ten times the work', (_, shape) => {
    expectTen(starting, shape, 200);
  });

  it.each(Object.entries({ ...SHAPES, ...CORNERS }))('%s are changed with ten times the work', (_, shape) => {
    expectTen(changing, shape, 70);
  });
});

describe('a count of operations', () => {
  it('notices what goes over a list again for each of its elements', () => {
    const list = Array.from({ length: 100 }, (_, index) => index);
    expect(operations(() => {})).toBe(0);
    expect(operations(() => list.forEach(() => {}))).toBe(100);
    expect(operations(() => new Map(list.map((each) => [each, each])))).toBeGreaterThan(200);
    expect(operations(() => list.forEach(() => void [...list]))).toBeGreaterThan(10_000);
    expect(operations(() => list.forEach((each) => list.includes(each)))).toBeGreaterThan(10_000);
    expect(operations(() => list.reduce<number[]>((all, each) => [...all, each], []))).toBeGreaterThan(5000);
  });
});
