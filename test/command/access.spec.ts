/** Open this to see who may come to which command, and that nobody learns of one that is not theirs. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { literal } from '../../src/command/node.js';
import type { CommandNode, CommandSource, LiteralNode } from '../../src/model/command.js';
import { MortiseError } from '../../src/problem/error.js';
import { given, said, user } from './given.js';
import { trees, typed } from './trees.js';

const owner: CommandSource = { kind: 'console', name: 'console' };

describe('a level', () => {
  it('opens what needs it or less; the console and plugins have the highest', async () => {
    const set = given();
    set.register('kick <who>', ({ who }) => who, { permission: 'operator' });
    expect(await set.run('kick amy', user('alice'))).toBe('amy');
    expect(await said(set.run('kick amy', user('bob')))).toBe(
      "permission.denied: 'bob' may not do this: it needs admin (3), and this is user (1): kick <--",
    );
    expect(await said(set.run('kick', user('eve')))).toContain('this is guest (0)');
    expect(await set.run('kick amy', { kind: 'plugin', name: 'chat' })).toBe('amy');
    expect(await set.run('kick amy', { kind: 'user', name: 'eve', permission: 3 })).toBe('amy');
    expect(await said(set.run('kick amy', { kind: 'console', name: 'c', permission: 'user' }))).toMatch(/^permission.denied/);
  });

  it('is asked of every node on the way, also of the words that a redirect leads past', async () => {
    const set = given();
    set.register(literal('admin', { permission: 'admin' }, literal('stop', { run: () => 'stopped' })));
    set.register('halt', undefined, { redirect: 'admin stop' });
    set.register('do', undefined, { redirect: 'admin' });
    expect(await set.run('halt', user('alice'))).toBe('stopped');
    for (const line of ['admin stop', 'halt', 'do stop']) expect(await said(set.run(line, user('bob')))).toMatch(/^permission.denied/);
  });

  it('is told at the word that needs it, also where another plugin has a word that does not', async () => {
    const set = given();
    set.of('a').register('presence show', () => 1, { permission: 'admin' });
    set.of('b').register('presence list', () => 1);
    expect(await said(set.run('presence show', user('bob')))).toMatch(/^permission.denied: .*: presence show <--$/);
    expect(await said(set.run('presence shw', user('bob')))).toBe("command.unknown-argument: 'shw' means nothing in: presence shw <--");
    expect(await said(set.run('presence', user('bob')))).toMatch(/^command.incomplete/);
  });

  it('that would do is told: the lowest of all that is behind a word', async () => {
    const set = given();
    set.register('plugin reload', () => 1, { permission: 'owner' });
    set.register('plugin list', () => 1, { permission: 'helper' });
    expect(await said(set.run('plugin', user('bob')))).toContain('it needs helper (2), and this is user (1)');
  });
});

describe('a requirement', () => {
  it('refuses with its message, or without a trace', async () => {
    const set = given();
    const isAlice = (source: CommandSource): boolean => source.name === 'alice';
    set.register('fly', () => 'up', { requires: [{ test: isAlice, message: 'Only birds fly.' }] });
    set.register('vanish', () => 'away', { requires: [{ test: isAlice, hide: true }] });
    set.register('walk', () => 'on', { requires: [{ test: isAlice }] });
    expect([await set.run('fly', user('alice')), await set.run('vanish', user('alice'))]).toEqual(['up', 'away']);
    expect(await said(set.run('fly', user('bob')))).toBe('permission.denied: Only birds fly.');
    expect(await said(set.run('vanish', user('bob')))).toBe("command.unknown: There is no command 'vanish'.");
    expect(await said(set.run('walk', user('bob')))).toBe("permission.denied: 'bob' may not do this: walk <--");
  });

  it('that throws is not met, and is reported as command.callback-failed', async () => {
    const set = given();
    const test = (): boolean => {
      throw new Error('no luck');
    };
    set.of('sky').register('fly', () => 'up', { requires: [{ test }] });
    expect(await said(set.run('fly'))).toMatch(/^permission.denied/);
    expect(set.problems).toMatchObject([
      { code: 'command.callback-failed', plugin: 'sky', message: "A requirement of 'fly' failed: no luck" },
    ]);
  });

  it('that answers with a promise is not met', async () => {
    const set = given();
    set.register('fly', () => 'up', { requires: [{ test: () => Promise.resolve(true) as never }] });
    expect(await said(set.run('fly'))).toMatch(/^permission.denied/);
  });

  it('is asked once for each line, in the name of its owner', async () => {
    const asked: string[] = [];
    const set = given();
    const test = (source: CommandSource): boolean => (asked.push(source.name), true);
    set.register(literal('a', { requires: [{ test }] }, literal('b', { run: () => 1 }), literal('c', { run: () => 1 })));
    await set.run('a b', user('bob'));
    expect(asked).toEqual(['bob']);
  });
});

describe('whoever may not run a command', () => {
  /** Lines that a source may run are found by the source alone; here, by walking the tree. */
  function words(node: CommandNode, level: number, numbers: Record<string, number>): string[] {
    if (typeof node.permission === 'string' && numbers[node.permission]! > level) return [];
    const own = node.kind === 'literal' ? node.names : [];
    return [...own, ...node.children.flatMap((child) => words(child, level, numbers))];
  }

  it('finds nothing of it in completion, help, or in what is said of a wrong line', async () => {
    const numbers = { user: 1, admin: 3, owner: 4 };
    await fc.assert(
      fc.asyncProperty(
        trees,
        typed,
        fc.constantFrom(['alice', 3] as const, ['bob', 1] as const, ['eve', 0] as const),
        async (tree, line, [who, level]) => {
          const set = given();
          // Words of its own for each node, so that each one tells where it comes from.
          let count = 0;
          const renamed = (node: CommandNode): CommandNode => {
            const { redirect: _, ...rest } = node;
            const children = node.children.map(renamed);
            const run = node.redirect === undefined ? {} : { run: () => 1 };
            return node.kind === 'literal'
              ? ({ ...rest, ...run, names: node.names.map((name) => `${name}#${count++}`), children } as never)
              : ({ ...rest, ...run, children } as never);
          };
          const own = renamed(tree) as LiteralNode;
          try {
            set.register(own);
          } catch {
            return; // Two arguments that mean the same.
          }
          const open = new Set(words(own, level, numbers));
          const secret = words(own, 4, numbers).filter((word) => !open.has(word));
          const lines = [line, '', ...own.names.flatMap((name) => [name.slice(0, 1), `${name} `, `${name} zz`, `${name} ${line}`])];
          for (const one of lines) {
            const { suggestions, expected } = await set.complete(one, user(who));
            for (const { text } of suggestions) expect(secret).not.toContain(text);
            for (const text of expected) expect(secret).not.toContain(text);
            const error: unknown = await set.run(one, user(who)).catch((thrown: unknown) => thrown);
            if (!(error instanceof MortiseError)) continue;
            const { near = [], expected: may = [] } = error.problem.details as { near?: string[]; expected?: string[] };
            for (const text of [...near, ...may]) expect(secret).not.toContain(text);
          }
          const told = set.help({ source: user(who), size: 1000 }).entries.flatMap(({ prefix }) => prefix.split(' '));
          for (const word of told) expect(secret).not.toContain(word);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('learns by no answer that a line begins like one', () => {
    const set = given();
    set.register('kick|k <who>', () => 1, { permission: 'operator' });
    set.register(literal('hidden', { requires: [{ test: ({ name }) => name === 'alice', hide: true }], run: () => 1 }));
    set.register('only help', undefined, { doc: 'text' });
    const begins = (line: string, name: string): boolean => set.begins(line, user(name));
    expect([begins('kick', 'bob'), begins(' k amy', 'bob'), begins('hidden x', 'alice'), begins('hidden x', 'bob')]).toEqual([true, true, true, false]); // prettier-ignore
    expect([begins('only help', 'bob'), begins('', 'bob'), begins('kic', 'bob'), begins('x'.repeat(65_536), 'bob')]).toEqual([false, false, false, false]); // prettier-ignore
  });

  it('sees no word behind which nothing is theirs, though the word itself needs no level', async () => {
    const set = given();
    set.register('plugin reload <key>', () => 1, { permission: 'owner', doc: 'Reload it' });
    set.register(literal('plugin', { doc: 'All about plugins' }, literal('secret', { permission: 'owner', run: () => 1 })));
    expect((await set.complete('', user('bob'))).suggestions).toEqual([]);
    expect(set.help({ source: user('bob') }).total).toBe(0);
    expect(set.help({ source: owner }).entries.map(({ prefix }) => prefix)).toEqual(['plugin', 'plugin reload <key>', 'plugin secret']);
    expect(await said(set.run('plgin', user('bob')))).toBe("command.unknown: There is no command 'plgin'.");
  });

  it('learns nothing of what an argument takes', async () => {
    const set = given();
    set.register(
      literal(
        'vote',
        {},
        { kind: 'argument', name: 'secret', type: { type: 'integer', min: 7, max: 9 }, permission: 'owner', run: () => 1, children: [] },
        literal('list', { run: () => 1 }),
      ),
    );
    expect(await said(set.run('vote x', user('bob')))).toBe(
      "permission.denied: 'bob' may not do this: it needs owner (4), and this is user (1): vote x <--",
    );
    expect((await set.complete('vote ', user('bob'))).expected).toEqual(['list']);
  });
});
