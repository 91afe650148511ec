import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tangles } from '../../src/graph/cycle.js';
import { shorterFirst } from '../../src/graph/elementary.js';
import { operations } from '../laws/operations.js';
import { chain, complete, componentsByHand, cyclesByHand, digraphs, ring } from './digraphs.js';

const text = (cycles: readonly (readonly number[])[]): string[] => cycles.map((cycle) => cycle.join(' '));

/** Nine to twelve rows with three edges each: most of them have more circles than the limits below. */
const dense = fc
  .integer({ min: 9, max: 12 })
  .chain((rows) => fc.array(fc.uniqueArray(fc.nat(rows - 1), { minLength: 2, maxLength: 4 }), { minLength: rows, maxLength: rows }));

/** Row 0 needs all others, each of which needs a row of its own, which needs row 0. */
function wheel(spokes: number): number[][] {
  const all = [...Array(spokes).keys()];
  return [all.map((spoke) => 1 + 2 * spoke), ...all.flatMap((spoke) => [[2 + 2 * spoke], [0]])];
}

describe('tangles', () => {
  it('are the rows that need each other in circles, each with all its ways around, from their smallest row', () => {
    expect(tangles([[], [3], [1], [2], [5], [4, 6], [6]], 10)).toEqual([
      { rows: [1, 2, 3], cycles: [[1, 3, 2]], more: false },
      { rows: [4, 5], cycles: [[4, 5]], more: false },
      { rows: [6], cycles: [[6]], more: false },
    ]);
  });

  it('are none where nothing goes round', () => {
    expect(tangles([[1, 1], [2], []], 10)).toEqual([]);
    expect(tangles([], 10)).toEqual([]);
  });

  it('do not depend on the order of edges, nor on their number', () => {
    const edges = [[1, 2, 0], [2, 0], [0, 1], []];
    const same = [[2, 1, 0, 2], [0, 2, 3], [1, 0, 1], []];
    expect(tangles(same, 2)).toEqual(tangles(edges, 2));
  });

  it('are the components that have a cycle, with every elementary cycle', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const all = cyclesByHand(edges);
        const expected = componentsByHand(edges)
          .map((rows) => ({ rows, cycles: all.filter(([first]) => rows.includes(first!)), more: false }))
          .filter(({ cycles }) => cycles.length > 0);
        expect(tangles(edges, 100_000)).toEqual(expected);
      }),
    );
  });

  it('have as many cycles as they may without being cut', () => {
    expect(tangles(complete(3), 5)).toMatchObject([{ more: false, cycles: { length: 5 } }]);
    expect(tangles(complete(3), 4)).toMatchObject([{ more: true }]);
  });
});

describe('a tangle of more cycles than are asked for', () => {
  it('tells the shortest through each row, and some others, each once', () => {
    fc.assert(
      fc.property(fc.oneof(dense, digraphs), fc.integer({ min: 1, max: 12 }), (edges, most) => {
        const all = cyclesByHand(edges);
        for (const { rows, cycles, more } of tangles(edges, most)) {
          const mine = all.filter(([first]) => rows.includes(first!));
          expect(more).toBe(mine.length > most);
          expect(cycles.length).toBeGreaterThanOrEqual(Math.min(most, mine.length));
          expect(text(mine)).toEqual(expect.arrayContaining(text(cycles)));
          expect(new Set(text(cycles)).size).toBe(cycles.length);
          expect([...cycles].sort(shorterFirst)).toEqual(cycles);
          for (const row of rows) {
            const through = (some: readonly (readonly number[])[]): number => some.find((cycle) => cycle.includes(row))!.length;
            expect(through(cycles)).toBe(through(mine));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('knows the couples of 300 that all need each other', () => {
    const [{ rows, cycles, more } = { rows: [], cycles: [], more: false }] = tangles(complete(300), 100);
    expect([rows.length, more]).toEqual([300, true]);
    expect(cycles.slice(0, 299)).toEqual([...Array(299).keys()].map((row) => [0, row + 1]));
    expect(cycles.length).toBeLessThan(299 + 100);
  });

  it('finds a way around past a row that many need, and one that needs many', () => {
    const [{ cycles } = { cycles: [] }] = tangles(wheel(2000), 10);
    expect(cycles).toEqual([...Array(2000).keys()].map((spoke) => [0, 1 + 2 * spoke, 2 + 2 * spoke]));
    const turned = wheel(50).map((_, row, edges) => [...edges.keys()].filter((other) => edges[other]!.includes(row)));
    expect(tangles(turned, 10)[0]!.cycles).toEqual([...Array(50).keys()].map((spoke) => [0, 2 + 2 * spoke, 1 + 2 * spoke]));
  });

  it('gives up on a way around that is long in a large tangle, and tells others', () => {
    const ladder = (rows: number): number[][] => Array.from({ length: rows }, (_, row) => [(row + 1) % rows, (row + 2) % rows]);
    const halves = (rows: number): number =>
      tangles(ladder(rows), 5).flatMap(({ cycles }) => cycles.filter((cycle) => cycle.length === rows / 2)).length;
    // The shortest are the even rows and the odd ones.
    expect([halves(20), halves(500), halves(502)]).toEqual([2, 2, 0]);
    expect(tangles(ladder(502), 5)).toMatchObject([{ cycles: { length: 5 }, more: true }]);
  });

  it('looks further where rows have more edges', () => {
    // Forty rows need all of forty others, which need all of another forty, which need the first.
    const layers = Array.from({ length: 120 }, (_, row) => Array.from({ length: 40 }, (__, at) => (row - (row % 40) + 40 + at) % 120));
    const triples = tangles(layers, 5).flatMap(({ cycles }) => cycles.filter(({ length }) => length === 3));
    expect(new Set(triples.flat()).size).toBe(120);
  });
});

describe('finding tangles', () => {
  it('survives a chain and a ring of 100,000 rows', () => {
    expect(tangles(chain(100_000), 5)).toEqual([]);
    expect(tangles(ring(100_000), 5)).toEqual([{ rows: [...ring(100_000).keys()], cycles: [[...ring(100_000).keys()]], more: false }]);
  });

  it.each<[string, (rows: number) => number[][]]>([
    ['a ring', ring],
    ['a ladder', (rows) => Array.from({ length: rows }, (_, row) => [(row + 1) % rows, (row + 2) % rows])],
    ['a wheel', (rows) => wheel(rows / 2)],
    ['what is random', (rows) => Array.from({ length: rows }, (_, row) => [(row * 7919 + 13) % rows, (row * 104_729 + 7) % rows])],
  ])('costs %s of many rows no more for each row than one of few', (_, make) => {
    const costs = (rows: number): number => {
      const edges = make(rows);
      return operations(() => tangles(edges, 20));
    };
    // Sorting costs a little more.
    expect(costs(8000) / costs(800)).toBeLessThan(14);
  });
});
