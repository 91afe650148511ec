import { describe, expect, it } from '@jest/globals';
import { expectTypeOf } from 'expect-type';
import fc from 'fast-check';
import { declare, usageOf } from '../../src/command/declare.js';
import { argument, checkTree, literal } from '../../src/command/node.js';
import { elementText } from '../../src/command/declare.js';
import type { ArgumentType, CommandArguments, CommandNode, LiteralNode } from '../../src/model/command.js';
import { declared } from './trees.js';

function pathOf(tree: LiteralNode): CommandNode[] {
  const path: CommandNode[] = [];
  for (let node: CommandNode | undefined = tree; node !== undefined; node = node.children[0]) path.push(node);
  return path;
}

describe('the line that declares a command', () => {
  it('makes the tree that its elements make one by one', () => {
    const run = (): void => {};
    const suggest = (): string[] => ['7'];
    const requires = [{ test: () => true }];
    const options = { permission: 'admin', doc: { en: 'Show', de: 'Zeige' }, requires, catches: [{ of: 'command.*', handle: run }] };
    expect(declare('presence|p show <uid:integer 0..10>', run, { ...options, suggest: { uid: suggest } })).toEqual(
      checkTree(
        literal(
          ['presence', 'p'],
          {},
          literal('show', {}, argument('uid', { type: 'integer', min: 0, max: 10 }, { ...options, run, suggest })),
        ),
      ),
    );
  });

  it.each<[string, ArgumentType]>([
    ['<a>', { type: 'text' }],
    ['< a : text 1..20 >', { type: 'text', min: 1, max: 20 }],
    ['<a:number -1.5..>', { type: 'number', min: -1.5 }],
    ['<a:quotable ..5>', { type: 'quotable', max: 5 }],
    ['<a:greedy>', { type: 'greedy' }],
    ['<a:boolean>', { type: 'boolean' }],
    ['<a:on|off>', { type: 'enumeration', values: ['on', 'off'] }],
  ])('knows %s', (text, type) => {
    expect(declare(`x ${text}`)).toEqual(checkTree(literal('x', {}, argument('a', type))));
  });

  it('may end before what is optional', () => {
    const run = (): void => {};
    const suggest = (): string[] => ['a'];
    const own = { run, doc: 'Log', permission: 'admin' };
    expect(
      declare('log show [<file>] [<lines:integer 1..>]', run, { doc: 'Log', permission: 'admin', suggest: { file: suggest } }),
    ).toEqual(
      checkTree(
        literal(
          'log',
          {},
          literal('show', own, argument('file', 'text', { ...own, suggest }, argument('lines', { type: 'integer', min: 1 }, own))),
        ),
      ),
    );
    expect(declare('log [<a>]', undefined, { redirect: 'x' })).toBe('what redirects has no optional arguments');
    expectTypeOf<CommandArguments<'log show <on:boolean> [<file>] [<lines:integer 1..>]'>>().toEqualTypeOf<
      { readonly on: boolean } & { readonly file?: string } & { readonly lines?: number } & unknown
    >();
  });

  it.each<[unknown, string]>([
    ['[<uid>]', 'it begins with an argument instead of a word'],
    ['log [<a>] <b>', 'behind an optional argument there is one that is not'],
    ['log [<a>] show', 'behind an optional argument there is one that is not'],
    ['log [<a>', "'[<a>' is neither a word nor an argument like <name> or <name:integer 0..10>"],
    ['log [<>]', '<> is not <name>, <name:type> or <name:type range>'],
    [undefined, 'it is undefined instead of a text'],
    ['  ', 'it is empty'],
    ['<uid>', 'it begins with an argument instead of a word'],
    ['show <uid', "'<uid' is neither a word nor an argument like <name> or <name:integer 0..10>"],
    ['show<uid>', "'show<uid>' is neither a word nor an argument like <name> or <name:integer 0..10>"],
    ['show <uid>x', "'<uid>x' is neither a word nor an argument like <name> or <name:integer 0..10>"],
    ['show <>', '<> is not <name>, <name:type> or <name:type range>'],
    ['show <a b>', '<a b> is not <name>, <name:type> or <name:type range>'],
    ['show <a:xyz>', "the type of <a:xyz> is 'xyz' instead of integer, number, text, quotable, greedy, boolean or words joined by '|'"],
    [
      'show <a:integr>',
      "the type of <a:integr> is 'integr' instead of integer, number, text, quotable, greedy, boolean or words joined by '|' (did you mean 'integer'?)",
    ],
    ['show <a:integer 1-2>', "<a:integer 1-2> has '1-2' where only a range may be, like 0..10, 1.. or ..5"],
    ['show <a:boolean 1..2>', "<a:boolean 1..2> has '1..2' where only a range may be, like 0..10, 1.. or ..5"],
    ['show <a:on|off 1..2>', "<a:on|off 1..2> has a range, which words don't have"],
    ['show <a:on|>', "the values of 'a' are not words"],
    ['show <a:integer 0.5..>', "a bound of 'a' is the number 0.5, which is no integer"],
    ['show|show', 'the names of a word are none, or one of them twice'],
    ['show| <a>', "'' is no word of 1 to 64 characters without spaces, '|', '<' and '>'"],
    ['say <all:greedy> now', "'all' takes all of the line, so nothing can stand behind it"],
    ['a <b> <b>', "two arguments are named 'b'"],
    [`a ${'b '.repeat(40)}`, 'it is deeper than 32 nodes'],
  ])('%j is refused: %s', (usage, why) => {
    expect(declare(usage)).toBe(why);
  });

  it('may have suggestions only for arguments that it has', () => {
    expect(declare('show <uid>', undefined, { suggest: { id: () => [] } })).toBe(
      'suggestions are given for <id>, which is no argument of it',
    );
  });

  it('is printed so that reading it again gives the same tree', () => {
    fc.assert(
      fc.property(declared, (elements) => {
        const texts = elements.map((element, index) =>
          Array.isArray(element)
            ? elementText(literal(element as readonly string[]), true)
            : elementText(argument(`a${index}`, element as ArgumentType)),
        );
        const tree = declare(texts.join(' '));
        if (typeof tree === 'string') throw new Error(tree);
        expect(usageOf(pathOf(tree), true)).toBe(texts.join(' '));
        expect(declare(usageOf(pathOf(tree), true))).toEqual(tree);
      }),
    );
  });

  it('that is any text is a tree or a reason, and nothing is thrown', () => {
    const near = fc.string({ unit: fc.constantFrom('a', ' ', '<', '>', '|', ':', '.', '1', '-') });
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => expect(['string', 'object']).toContain(typeof declare(text))),
      { numRuns: 500 },
    );
  });
});
