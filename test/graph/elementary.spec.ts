import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { elementary, shorterFirst } from '../../src/graph/elementary.js';
import { chain, complete, counted, cyclesByHand, digraphs, ring } from './digraphs.js';

const text = (cycles: readonly (readonly number[])[]): string[] => cycles.map((cycle) => cycle.join(' '));

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

  it('goes back where an earlier way was closed too soon', () => {
    // From 1 the way over 2 is no way around until 3 has been left again.
    const edges = [[1], [2, 3], [3], [2, 0]];
    expect(elementary(edges, 10).cycles).toEqual([
      [2, 3],
      [0, 1, 3],
      [0, 1, 2, 3],
    ]);
  });

  it('finds exactly those that walking every path finds, sorted by length and rows', () => {
    fc.assert(fc.property(digraphs, (edges) => expect(elementary(edges, 100_000)).toEqual({ cycles: cyclesByHand(edges), more: false })));
  });

  it('stops at the limit and says that there are more', () => {
    fc.assert(
      fc.property(digraphs, fc.nat(20), (edges, most) => {
        const all = text(cyclesByHand(edges));
        const { cycles, more } = elementary(edges, most);
        expect([cycles.length, more]).toEqual([Math.min(most, all.length), all.length > most]);
        expect(new Set(text(cycles)).size).toBe(cycles.length);
        expect(all).toEqual(expect.arrayContaining(text(cycles)));
        expect([...cycles].sort(shorterFirst)).toEqual(cycles);
      }),
    );
  });

  it('reads no more of a graph in which everybody needs everybody than the limit asks for', () => {
    const reads = (rows: number, most: number): number => {
      const watched = counted(complete(rows));
      expect(elementary(watched.edges, most).cycles).toHaveLength(most);
      return watched.reads() / (rows * (rows - 1));
    };
    // It has more circles than there are atoms.
    expect(reads(300, 100)).toBeLessThan(10);
    expect(reads(300, 10_000)).toBeLessThan(100);
  });

  it('reads a graph of many circles once for each of them', () => {
    const flower = (leaves: number): number[][] => [
      [...Array(leaves).keys()].map((leaf) => leaf + 1),
      ...Array.from({ length: leaves }, () => [0]),
    ];
    for (const leaves of [100, 1000]) {
      const { edges, reads } = counted(flower(leaves));
      expect(elementary(edges, leaves).cycles).toHaveLength(leaves);
      expect(reads()).toBeLessThan(12 * leaves);
    }
  });

  it('goes around a ring of 100,000 and along a chain of as many without overflowing', () => {
    expect(elementary(ring(100_000), 5).cycles.map((cycle) => cycle.length)).toEqual([100_000]);
    expect(elementary(chain(100_000), 5).cycles).toEqual([]);
    const couples = Array.from({ length: 200_000 }, (_, row) => [row % 2 === 0 ? row + 1 : row - 1]);
    expect(elementary(couples, 5)).toMatchObject({
      cycles: [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
        [8, 9],
      ],
      more: true,
    });
  });
});

describe('cycles', () => {
  it('are told by length, then row by row', () => {
    expect([[2], [0, 3], [1], [0, 1, 2], [0, 1], [0, 10]].sort(shorterFirst)).toEqual([[1], [2], [0, 1], [0, 3], [0, 10], [0, 1, 2]]);
    expect(shorterFirst([1, 2], [1, 2])).toBe(0);
  });
});
