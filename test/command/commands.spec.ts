import { describe, expect, it } from '@jest/globals';
import { argument, literal } from '../../src/command/node.js';
import { given, thrown, user } from './given.js';

describe('commands', () => {
  it('that are declared in a line or built as a tree are the same', async () => {
    const [line, tree] = [given(), given()];
    const run = ({ uid }: { uid: number }): number => uid;
    line.register('presence|p show <uid:integer 0..10>', run, { permission: 'user', doc: 'Show' });
    tree.register(
      literal(
        ['presence', 'p'],
        {},
        literal('show', {}, argument('uid', { type: 'integer', min: 0, max: 10 }, { run, permission: 'user', doc: 'Show' })),
      ),
    );
    expect(line.commands.registry.serving()[0]!.root).toEqual(tree.commands.registry.serving()[0]!.root);
    expect(await line.run('p show 7', user('bob'))).toBe(await tree.run('p show 7', user('bob')));
  });

  it('that mean nothing are command.bad-declaration, and nothing is registered', () => {
    const set = given();
    expect(thrown(() => set.of('a').register('show <uid'))).toMatch(/^command\.bad-declaration: 'show <uid' is no command: /);
    expect(thrown(() => set.register(5 as never))).toBe(
      'command.bad-declaration: the number 5 is no command: it is the number 5 instead of a text.',
    );
    expect(thrown(() => set.register({} as never))).toBe(
      "command.bad-declaration: A tree is no command: the kind of a node is undefined instead of 'literal' or 'argument'.",
    );
    expect(thrown(() => set.register('x', 'y' as never))).toContain("run is the string 'y' instead of a function");
    expect(set.list()).toEqual([]);
  });
});
