import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cycles } from '../../src/graph/cycle.js';
import { chain, componentsByHand, counted, digraphs, ring } from './digraphs.js';

type Edges = readonly (readonly number[])[];

/** Steps of the shortest way from a row back to itself, found by walking all ways at once. */
function girthAt(row: number, edges: Edges): number {
  let at = new Set([row]);
  for (let steps = 1; steps <= edges.length; steps += 1) {
    at = new Set([...at].flatMap((from) => edges[from]!));
    if (at.has(row)) return steps;
  }
  return Infinity;
}

describe('cycles', () => {
  it('are written from their smallest row along what it needs', () => {
    expect(cycles([[], [3], [1], [2]])).toEqual([[1, 3, 2]]);
  });

  it('are one for each component, the shortest', () => {
    expect(cycles([[1], [2, 0], [0], [4], [3, 4]])).toEqual([[0, 1], [4]]);
  });

  it('are none where nothing goes round', () => {
    expect(cycles([[1, 1], [2], []])).toEqual([]);
    expect(cycles([])).toEqual([]);
  });

  it('hold a row that needs itself as a cycle of one', () => {
    expect(cycles([[0]])).toEqual([[0]]);
  });

  it('prefer the smallest first row among those of equal length', () => {
    expect(cycles([[2], [2], [0, 1]])).toEqual([[0, 2]]);
  });

  it('are elementary, follow the edges and start at their smallest row', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        for (const cycle of cycles(edges)) {
          expect(new Set(cycle).size).toBe(cycle.length);
          expect(cycle[0]).toBe(Math.min(...cycle));
          cycle.forEach((row, at) => expect(edges[row]).toContain(cycle[(at + 1) % cycle.length]));
        }
      }),
    );
  });

  it('are as many and as short as the components say', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const lengths = componentsByHand(edges)
          .map((rows) => Math.min(...rows.map((row) => girthAt(row, edges))))
          .filter((girth) => girth < Infinity);
        const found = cycles(edges).map((cycle) => cycle.length);
        const ascending = (a: number, b: number): number => a - b;
        expect(found.sort(ascending)).toEqual(lengths.sort(ascending));
      }),
    );
  });

  it('come sorted by their first row', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const first = cycles(edges).map((cycle) => cycle[0]!);
        expect(first).toEqual([...first].sort((a, b) => a - b));
      }),
    );
  });

  it('survive a chain and a ring of 100,000 rows', () => {
    expect(cycles(chain(100_000))).toEqual([]);
    expect(cycles(ring(100_000))).toEqual([[...ring(100_000).keys()]]);
  });

  it('cost a ring of many rows no more for each row than a ring of few', () => {
    const readsPerRow = (rows: number): number => {
      const { edges, reads } = counted(ring(rows));
      cycles(edges);
      return reads() / rows;
    };
    expect(readsPerRow(4000)).toBeCloseTo(readsPerRow(500), 1);
    expect(readsPerRow(4000)).toBeLessThan(10);
  });
});
