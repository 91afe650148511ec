import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dependencyGraph } from '../../src/graph/dependency-graph.js';
import { order } from '../../src/graph/order.js';
import { tangles } from '../../src/graph/cycle.js';
import { chain, digraphs } from './digraphs.js';

describe('a graph of dependencies', () => {
  it('puts everything after what it needs, and equals in the order in which they were given', () => {
    const graph = dependencyGraph([
      ['shop', ['cache', 'mail']],
      ['web', []],
      ['mail', ['cache']],
      ['cache', []],
    ]);
    expect(graph.order()).toEqual(['web', 'cache', 'mail', 'shop']);
    expect(graph.levels()).toEqual([['web', 'cache'], ['mail'], ['shop']]);
    expect(graph.cycles()).toEqual([]);
  });

  it('names circles, the shortest first, and leaves them and what needs them out of the order', () => {
    const graph = dependencyGraph([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
      ['behind', ['a']],
      ['alone', ['alone']],
      ['free', []],
    ]);
    expect(graph.cycles()).toEqual([['alone'], ['a', 'b', 'c']]);
    expect(graph.order()).toEqual(['free']);
  });

  it('heeds only needs of what is there, and all needs of what comes again', () => {
    const graph = dependencyGraph([
      ['a', ['gone']],
      ['b', []],
      ['a', new Set(['b'])],
    ]);
    expect(graph.order()).toEqual(['b', 'a']);
  });

  it('takes anything for a key', () => {
    const [first, second] = [Symbol('first'), class Second {}];
    expect(dependencyGraph(new Map<unknown, unknown[]>([[first, [second]], [second, []]])).order()).toEqual([second, first]); // prettier-ignore
  });

  it.each<[given: unknown, message: string, field: string]>([
    [7, 'dependencyGraph wants a list as the entries, and not the number 7.', 'entries'],
    ['shop', "dependencyGraph wants a list as the entries, and not the string 'shop'.", 'entries'],
    [{ shop: ['cache'] }, 'dependencyGraph wants a list as the entries, and not an object.', 'entries'],
    [['shop'], "dependencyGraph wants a pair of an id and its needs as entry 0, and not the string 'shop'.", 'entries[0]'],
    [[['a', []], null], 'dependencyGraph wants a pair of an id and its needs as entry 1, and not null.', 'entries[1]'],
    [[['a', []], ['shop', 'cache']], "dependencyGraph wants a list as what 'shop' needs in entry 1, and not the string 'cache'.", 'entries[1][1]'], // prettier-ignore
    [[['shop']], "dependencyGraph wants a list as what 'shop' needs in entry 0, and not undefined.", 'entries[0][1]'],
    [new Map([[Symbol('x'), 7]]), 'dependencyGraph wants a list as what a symbol needs in entry 0, and not the number 7.', 'entries[0][1]'],
    [[[{}, { cache: '^1' }]], 'dependencyGraph wants a list as what an object needs in entry 0, and not an object.', 'entries[0][1]'],
  ])('refuses %p, and says which entry is wrong', (given, message, field) => {
    expect(() => dependencyGraph(given as [])).toThrow(
      expect.objectContaining({ code: 'graph.bad-entries', problem: expect.objectContaining({ message, field }) }),
    );
  });

  it('says of every graph what the planner finds in it', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const graph = dependencyGraph(edges.map((needs, row) => [row, needs] as const));
        const { levels } = order(edges);
        expect(graph.levels()).toEqual(levels);
        expect(graph.order()).toEqual(levels.flat());
        const circles = tangles(edges, 100).flatMap(({ cycles }) => cycles);
        expect(new Set(graph.cycles().map(String))).toEqual(new Set(circles.map(String)));
      }),
    );
  });

  it('orders a chain of 100,000, and finds that it has no circle', () => {
    const graph = dependencyGraph(chain(100_000).map((needs, row) => [`plugin-${row}`, needs.map((other) => `plugin-${other}`)] as const));
    expect(graph.order().at(-1)).toBe('plugin-0');
    expect(graph.cycles()).toEqual([]);
  });
});
