import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { order } from '../../src/graph/order.js';
import { chain, counted, digraphs, reachesByHand } from './digraphs.js';

describe('the order', () => {
  it('puts what needs nothing first, and each row one level above the highest it needs', () => {
    expect(order([[1, 2], [2], [], [2, 2], []])).toEqual({ levels: [[2, 4], [1, 3], [0]], cyclic: [] });
  });

  it('leaves out rows in a cycle and rows behind one, and still orders the others', () => {
    expect(order([[1], [0], [1], [], [3]])).toEqual({ levels: [[3], [4]], cyclic: [0, 1, 2] });
  });

  it('leaves out a row that needs itself', () => {
    expect(order([[0], []])).toEqual({ levels: [[1]], cyclic: [0] });
  });

  it('is empty for no rows', () => {
    expect(order([])).toEqual({ levels: [], cyclic: [] });
  });

  it('has every row exactly once, ascending inside its level', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const { levels, cyclic } = order(edges);
        expect([...levels.flat(), ...cyclic].sort((a, b) => a - b)).toEqual([...edges.keys()]);
        for (const rows of [...levels, cyclic]) expect(rows).toEqual([...rows].sort((a, b) => a - b));
      }),
    );
  });

  it('gives a row the level that the definition gives it', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const { levels } = order(edges);
        levels.forEach((rows, level) => {
          for (const row of rows) {
            const below = edges[row]!.map((needed) => levels.findIndex((others) => others.includes(needed)));
            expect(below).not.toContain(-1);
            expect(level).toBe(1 + Math.max(-1, ...below));
          }
        });
      }),
    );
  });

  it('calls cyclic exactly the rows from which a cycle can be reached', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const reaches = reachesByHand(edges);
        const inCycle = [...edges.keys()].filter((row) => reaches[row]![row]);
        const expected = [...edges.keys()].filter((row) => inCycle.some((other) => row === other || reaches[row]![other]));
        expect(order(edges).cyclic).toEqual(expected);
      }),
    );
  });

  it('orders a chain of 100,000 rows, in either direction', () => {
    expect(order(chain(100_000)).levels).toHaveLength(100_000);
    expect(order(chain(100_000).map((_, row) => (row === 0 ? [] : [row - 1]))).levels.at(-1)).toEqual([99_999]);
  });

  it('reads each edge the same number of times, however many there are', () => {
    const readsPerEdge = (rows: number): number => {
      const { edges, reads } = counted(Array.from({ length: rows }, (_, row) => [row + 1, row + 2, row + 3].filter((to) => to < rows)));
      order(edges);
      return reads() / edges.reduce((sum, needs) => sum + needs.length, 0);
    };
    expect(readsPerEdge(4000)).toBeCloseTo(readsPerEdge(500), 1);
    expect(readsPerEdge(4000)).toBeLessThan(3);
  });
});
