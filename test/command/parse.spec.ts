/** Open this to see which command a line means, and what is said of one that means none. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argument, literal } from '../../src/command/node.js';
import { MortiseError } from '../../src/problem/error.js';
import { given, said, user } from './given.js';
import { trees, typed } from './trees.js';

function taking(...usages: string[]) {
  const set = given();
  for (const usage of usages) set.register(usage, (args) => [usage, args]);
  return set;
}

describe('a line', () => {
  it('is read with any number of spaces between, before and behind its elements', async () => {
    const set = taking('show <uid> <text:greedy>', 'list');
    expect(await set.run('  show   7   two  words  ')).toEqual(['show <uid> <text:greedy>', { uid: '7', text: 'two  words' }]);
    for (const text of ['word\u00a0', 'word\u3000', '\ufeff'])
      expect(await set.run(`show 7 ${text} `)).toEqual(['show <uid> <text:greedy>', { uid: '7', text }]);
    expect(await set.run('list ')).toEqual(['list', {}]);
  });

  it('is tried on all alternatives, whichever was registered first', async () => {
    const set = taking('m <n:integer>', 'm <word>', 'm <on:boolean> x', 'm <a> <b:integer>');
    expect(await set.run('m 7')).toEqual(['m <n:integer>', { n: 7 }]);
    expect(await set.run('m words')).toEqual(['m <word>', { word: 'words' }]);
    expect(await set.run('m true x')).toEqual(['m <on:boolean> x', { on: true }]);
    expect(await set.run('m true 5')).toEqual(['m <a> <b:integer>', { a: 'true', b: 5 }]);
  });

  it('means a word rather than an argument, also in the tree of another plugin', async () => {
    const set = given();
    set.of('a').register('presence show <uid>', () => 'argument');
    set.of('b').register('presence show me', () => 'word');
    set.of('c').register('presence <any:greedy>', () => 'rest');
    expect([await set.run('presence show me'), await set.run('presence show you'), await set.run('presence it')]).toEqual([
      'word',
      'argument',
      'rest',
    ]);
  });

  it('goes on where a redirect leads, across plugins, and ends where that ends', async () => {
    const set = given();
    set.of('a').register('execute as <who>', undefined, { redirect: 'execute' });
    set.of('b').register('execute say <text:greedy>', (args) => args);
    set.of('b').register('stop', () => 'stopped');
    set.of('c').register('halt', undefined, { redirect: 'stop' });
    expect(await set.run('execute as bob as amy say hi all')).toEqual({ who: 'amy', text: 'hi all' });
    expect(await set.run('halt')).toBe('stopped');
    expect(await said(set.run('execute as bob'))).toBe('command.incomplete: Something is missing in: execute as bob <--');
  });

  it('goes on behind an argument as well, counts words and collects what comes again', async () => {
    const set = given();
    const run = (args: unknown): unknown => args;
    set.register(
      literal('find', {}, argument('what', 'text', { run },
        literal(['-v', '--verbose'], { count: 'verbose', redirect: 'find <what>' }),
        literal('-x', {}, argument('without', 'quotable', { accumulate: true, redirect: 'find <what>' })),
        literal('-n', {}, argument('most', 'integer', { redirect: 'find <what>' })),
      )),
    ); // prettier-ignore
    expect(await set.run('find tea')).toEqual({ what: 'tea' });
    expect(await set.run('find tea -v -x green --verbose -x "very old" -n 3 -v -n 4')).toEqual({
      what: 'tea', verbose: 3, without: ['green', 'very old'], most: 4,
    }); // prettier-ignore
    expect(await said(set.run('find tea -v -w'))).toMatch(/^command.unknown-argument: '-w' means nothing in: find tea -v -w <--/);
    expect((await set.complete('find tea -v -')).suggestions.map(({ text }) => text)).toEqual(['--verbose', '-n', '-v', '-x']);
  });

  it('that redirects in a circle, or to nothing, is no command', async () => {
    const set = given();
    set.register('a', undefined, { redirect: 'b' });
    set.register('b', undefined, { redirect: 'a' });
    set.register('c', undefined, { redirect: 'nowhere at all' });
    expect(await said(set.run('a'))).toBe("command.unknown: There is no command 'a'.");
    expect(await said(set.run('c'))).toBe("command.unknown: There is no command 'c'.");
  });

  it('is not tried for ever, however many ways through it there are', async () => {
    const set = given();
    set.register(
      literal(
        'x',
        {},
        ...['a', 'b', 'c'].map((name, index) => argument(name, { type: 'text', max: index + 1 }, { redirect: 'x' })),
        literal('end', { run: () => 1 }),
      ),
    );
    expect(await set.run(`x ${'y '.repeat(250)}end`)).toBe(1);
    expect(await said(set.run(`x ${'y '.repeat(250)}`))).toMatch(/^command.incomplete/);
    expect(await said(set.run(`x ${'y '.repeat(2000)}end`))).toBe(
      'command.bad-line: The line of a command leads through more than 256 words and arguments.',
    );
  });
});

describe('a line that is no command', () => {
  it.each([
    ['', 'command.unknown: The line of a command is empty.'],
    ['shw 7', "command.unknown: There is no command 'shw'. Did you mean 'show'?"],
    ['show', 'command.incomplete: Something is missing in: show <--'],
    ['show ten', "command.bad-value: <n:integer 0..10> is a whole number, and not 'ten': show ten <--"],
    ['show 11', "command.out-of-range: '11' is not within 0..10, as <n:integer 0..10> is: show 11 <--"],
    ['show 1 2', "command.unknown-argument: '2' means nothing in: show 1 2 <--"],
    ['name abcdef', "command.bad-length: 'abcdef' does not have 1..5 characters, as <name:quotable 1..5> has: name abcdef <--"],
    ['name "abc', 'command.unclosed-quote: The quote of <name:quotable 1..5> is not closed: name "abc <--'],
    [String.raw`name "a\n"`, String.raw`command.bad-escape: '\n' in <name:quotable 1..5> means nothing: name "a\n <--`],
    ['mode onn', "command.bad-value: <mode:on|off> is 'on' or 'off', and not 'onn': mode onn <-- Did you mean 'on'?"],
  ])('%j is %s', async (line, expected) => {
    const set = taking('show <n:integer 0..10>', 'name <name:quotable 1..5>', 'mode <mode:on|off>');
    expect(await said(set.run(line))).toBe(expected);
  });

  it('is told of by the alternative that came furthest, and of those by the one that says most', async () => {
    const set = taking('m <n:integer 0..5>', 'm <word> list <k:integer>', 'm <on:boolean>');
    expect(await said(set.run('m 9'))).toBe('command.incomplete: Something is missing in: m 9 <--');
    expect(await said(set.run('m one list two'))).toBe(
      "command.bad-value: <k:integer> is a whole number, and not 'two': m one list two <--",
    );
    expect(await said(taking('m <n:integer 0..5>', 'm <on:boolean>').run('m 9'))).toMatch(/^command.out-of-range/);
  });

  it('gets the words that may have been meant, and what may stand there', async () => {
    const set = taking('presence show <n:integer>', 'presence list', 'presence <n:integer>');
    const error: unknown = await set.run('presence lsit').catch((thrown: unknown) => thrown);
    expect((error as MortiseError).problem).toMatchObject({
      code: 'command.bad-value',
      details: { near: ['list'], line: 'presence lsit <--' },
    });
    const missing: unknown = await set.run('presence').catch((thrown: unknown) => thrown);
    expect((missing as MortiseError).problem.hint).toBe("There may stand 'show', 'list' and '<n:integer>'.");
  });

  it('may be of 64 KB, with control characters or no text at all: each is command.bad-line', async () => {
    const set = taking('show <text:greedy>');
    for (const line of [`show ${'x'.repeat(65_536)}`, 'show \u0000', 'show\n', 7 as never, undefined as never])
      expect(await said(set.run(line))).toMatch(/^command\.bad-line: /);
    expect(await set.complete(`show ${'x'.repeat(65_536)}`)).toEqual({ suggestions: [], expected: [] });
  });

  it('comes from somebody: what is no source is command.bad-source', async () => {
    const set = taking('list');
    expect(await said(set.run('list', { kind: 'root', name: 'x' } as never))).toBe(
      "command.bad-source: Whoever gives a command is { kind: 'console', 'plugin' or 'user', name }, and not an object.",
    );
    expect(await said(set.run('list', null as never))).toContain('and not null');
    expect(await said(set.run('list', { ...user('alice'), permission: 'king' }))).toMatch(/^permission.unknown-level/);
  });
});

describe('whatever is registered and typed', () => {
  it('a line gives a result or a coded error, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(trees, { maxLength: 4 }), typed, fc.constantFrom('alice', 'bob', 'amy'), async (all, line, who) => {
        const set = given();
        for (const [index, tree] of all.entries()) {
          try {
            set.of(`p${index}`).register(tree);
          } catch (error) {
            expect((error as MortiseError).code).toBe('command.duplicate');
          }
        }
        const text = await said(set.run(line, user(who)));
        if (typeof text === 'string' && text !== 'ran') expect(text).toMatch(/^(command|permission)\./);
        await set.complete(line, user(who));
      }),
      { numRuns: 400 },
    );
  });
});
