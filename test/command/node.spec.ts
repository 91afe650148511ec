import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argument, checkTree, literal } from '../../src/command/node.js';

describe('a tree', () => {
  it('is made of words and arguments, and cannot change any more', () => {
    const run = (): void => {};
    const tree = checkTree(literal(['presence', 'p'], { doc: 'Who is here' }, argument('n', 'integer', { run })));
    expect(tree).toEqual({
      kind: 'literal',
      names: ['presence', 'p'],
      doc: 'Who is here',
      children: [{ kind: 'argument', name: 'n', type: { type: 'integer' }, run, children: [] }],
    });
    expect([Object.isFrozen(tree), Object.isFrozen((tree as { children: unknown }).children)]).toEqual([true, true]);
    expect(literal('one')).toEqual({ kind: 'literal', names: ['one'], children: [] });
  });

  const deep = (levels: number): object => literal('a', {}, ...(levels === 1 ? [] : [deep(levels - 1) as never]));
  const circle = { kind: 'literal', names: ['a'], children: [] as unknown[] };
  circle.children.push(circle);
  const root = (...children: unknown[]): object => ({ kind: 'literal', names: ['a'], children });
  const arg = (fields: object): object => root({ kind: 'argument', name: 'n', type: { type: 'text' }, children: [], ...fields });

  it.each<[unknown, string]>([
    [null, 'a node is null instead of an object'],
    [{ kind: 'word' }, "the kind of a node is the string 'word' instead of 'literal' or 'argument'"],
    [argument('n', 'text'), 'it begins with an argument instead of a word'],
    [literal([]), 'the names of a word are none, or one of them twice'],
    [literal(['a', 'a']), 'the names of a word are none, or one of them twice'],
    [literal(Array.from({ length: 9 }, (_, at) => `w${at}`)), 'a word has 9 names, and 8 are the most'],
    [literal('two words'), "'two words' is no word of 1 to 64 characters without spaces, '|', '<' and '>'"],
    [literal([5 as never]), "the number 5 is no word of 1 to 64 characters without spaces, '|', '<' and '>'"],
    [{ kind: 'literal', names: 'a' }, "names is the string 'a' instead of a list"],
    [root(5), 'a node is the number 5 instead of an object'],
    [{ ...root(), children: 5 }, 'children is the number 5 instead of a list'],
    [deep(33), 'it is deeper than 32 nodes'],
    [circle, 'it is deeper than 32 nodes'],
    [root(...Array.from({ length: 10_000 }, () => literal('b'))), 'it has more than 10000 nodes'],
    [arg({ name: '__proto__' }), "'__proto__' is no name of an argument: a letter, then letters, digits, '_' and '-'"],
    [arg({ name: 7 }), "the number 7 is no name of an argument: a letter, then letters, digits, '_' and '-'"],
    [arg({ children: [argument('n', 'text')] }), "two arguments are named 'n'"],
    [arg({ suggest: 'x' }), "suggest of 'n' is the string 'x' instead of a function"],
    [arg({ type: 'text' }), "the type of 'n' is the string 'text' instead of an object"],
    [
      arg({ type: { type: 'int' } }),
      "the type of 'n' is the string 'int' instead of integer, number, text, quotable, greedy, boolean, enumeration",
    ],
    [arg({ type: { type: 'enumeration', values: [] } }), "the values of 'n' are not words"],
    [arg({ type: { type: 'enumeration', values: ['a b'] } }), "the values of 'n' are not words"],
    [arg({ type: { type: 'integer', min: 0.5 } }), "a bound of 'n' is the number 0.5, which is no integer"],
    [arg({ type: { type: 'number', max: Infinity } }), "a bound of 'n' is the number Infinity, which is no number"],
    [arg({ type: { type: 'text', min: -1 } }), "a bound of 'n' is the number -1, which is no length"],
    [arg({ type: { type: 'integer', min: 2, max: 1 } }), "the range 2..1 of 'n' is empty"],
    [arg({ type: { type: 'greedy' }, children: [literal('b')] }), "'n' takes all of the line, so nothing can stand behind it"],
    [arg({ type: { type: 'greedy' }, redirect: 'a' }), "'n' takes all of the line, so nothing can stand behind it"],
    [{ ...root(literal('b')), redirect: 'a' }, 'a node that redirects has children of its own'],
    [literal('a', { redirect: ' ' }), "redirect is the string ' ' instead of words of a command"],
    [literal('a', { permission: true as never }), 'permission is the boolean true instead of a level: a name or a number'],
    [literal('a', { permision: 'admin' } as never), "'permision' means nothing here (did you mean 'permission'?)"],
    [arg({ accumulate: 'yes' }), "accumulate of 'n' is the string 'yes' instead of true or false"],
    [literal('a', { count: '1' }), "'1' is no name of an argument: a letter, then letters, digits, '_' and '-'"],
    [literal('a', { count: 'n' }, argument('n', 'text')), "two arguments are named 'n'"],
    [arg({ sugest: () => [] }), "'sugest' means nothing here (did you mean 'suggest'?)"],
    [
      literal('a', { requires: [{ test: () => true, hidden: true } as never] }),
      'requires is a list instead of a list of { test, message, hide }',
    ],
    [literal('a', { run: 'x' as never }), "run is the string 'x' instead of a function"],
    [literal('a', { doc: 5 as never }), 'doc is the number 5 instead of a text, or a map from language to text'],
    [literal('a', { requires: [{}] as never }), 'requires is a list instead of a list of { test, message, hide }'],
    [literal('a', { catches: [{ of: 5, handle() {} }] as never }), 'catches is a list instead of a list of { of, handle }'],
    [
      Object.defineProperty({}, 'kind', {
        get: () => {
          throw new Error('no');
        },
      }),
      "it can't be read: no",
    ],
  ])('is refused with the reason: %#', (tree, why) => {
    expect(checkTree(tree)).toBe(why);
  });

  it('that is anything else is refused as well, and nothing is thrown', () => {
    fc.assert(fc.property(fc.anything(), (tree) => expect(typeof checkTree(tree)).toBe('string')));
  });
});
