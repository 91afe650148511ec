import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { elementary } from '../../src/graph/elementary.js';
import { chain, digraphs, ring } from './digraphs.js';

type Edges = readonly (readonly number[])[];

/** Every elementary cycle by walking every simple path, from the smallest row of each. */
function byHand(edges: Edges): number[][] {
  const found: number[][] = [];
  const walk = (path: number[]): void => {
    for (const needed of new Set(edges[path.at(-1)!])) {
      if (needed === path[0]) found.push([...path]);
      else if (needed > path[0]! && !path.includes(needed)) walk([...path, needed]);
    }
  };
  edges.forEach((_, row) => walk([row]));
  return found;
}

const text = (cycles: readonly (readonly number[])[]): string[] => cycles.map((cycle) => cycle.join(' ')).sort();

describe('elementary', () => {
  it('finds each way around once, the short ones first', () => {
    expect(elementary([[1], [0, 2], [0]], 10)).toEqual({
      cycles: [
        [0, 1],
        [0, 1, 2],
      ],
      more: false,
    });
  });

  it('finds rows that need themselves, and takes an edge that is there twice for one', () => {
    expect(elementary([[0, 0], [2, 2], [1]], 10).cycles).toEqual([[0], [1, 2]]);
  });

  it('finds exactly those that walking every path finds', () => {
    fc.assert(fc.property(digraphs, (edges) => expect(text(elementary(edges, 100_000).cycles)).toEqual(text(byHand(edges)))));
  });

  it('stops at the limit and says that there are more', () => {
    const rows = [...Array(12).keys()];
    const dense = rows.map((row) => rows.filter((other) => other !== row));
    const { cycles, more } = elementary(dense, 50);
    expect(cycles).toHaveLength(50);
    expect(new Set(text(cycles)).size).toBe(50);
    expect(more).toBe(true);
    expect(elementary([[1], [0]], 1).more).toBe(false);
  });

  it('goes around a ring of 100,000 and along a chain of as many without overflowing', () => {
    expect(elementary(ring(100_000), 5).cycles.map((cycle) => cycle.length)).toEqual([100_000]);
    expect(elementary(chain(100_000), 5).cycles).toEqual([]);
  });
});
