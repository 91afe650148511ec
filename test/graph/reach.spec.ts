import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reach, reversed } from '../../src/graph/reach.js';
import { chain, counted, digraphs, reachesByHand } from './digraphs.js';

describe('reach', () => {
  it('holds the starting rows and everything behind them', () => {
    expect(reach([0, 3], [[1], [2], [], [], [0]])).toEqual(new Set([0, 1, 2, 3]));
    expect(reach([], [[0]])).toEqual(new Set());
  });

  it('agrees with the obvious answer', () => {
    fc.assert(
      fc.property(digraphs, fc.array(fc.nat()), (edges, numbers) => {
        const from = edges.length === 0 ? [] : numbers.map((n) => n % edges.length);
        const reaches = reachesByHand(edges);
        const expected = [...edges.keys()].filter((row) => from.some((start) => start === row || reaches[start]![row]));
        expect([...reach(from, edges)].sort((a, b) => a - b)).toEqual(expected);
      }),
    );
  });

  it('walks a chain of 100,000 rows and reads each edge once', () => {
    const { edges, reads } = counted(chain(100_000));
    expect(reach([0], edges).size).toBe(100_000);
    expect(reads()).toBe(99_999);
  });
});

describe('reversed edges', () => {
  it('lead the other way', () => {
    expect(reversed([[1, 2], [2], []])).toEqual([[], [0], [0, 1]]);
  });

  it('have the same edges, as often as before', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const pairs = (all: readonly (readonly number[])[], turned: boolean): string[] =>
          all.flatMap((needs, row) => needs.map((needed) => (turned ? `${needed} ${row}` : `${row} ${needed}`))).sort();
        expect(pairs(reversed(edges), true)).toEqual(pairs(edges, false));
      }),
    );
  });
});
