import { describe, expect, it } from '@jest/globals';
import { leavesOf, Registry, type CommandOwner } from '../../src/command/registry.js';
import { declare, usageOf } from '../../src/command/declare.js';
import type { LiteralNode } from '../../src/model/command.js';
import { given, said, thrown } from './given.js';

const run = (): void => {};
const tree = (usage: string): LiteralNode => declare(usage, run) as LiteralNode;
const owner = (plugin: string, generation = 1): CommandOwner => ({ plugin, generation });

describe('the registry of commands', () => {
  it('lets two plugins share words, and takes back what is undone and nothing else', async () => {
    const set = given();
    const undo = set.of('a').register('presence show <uid>', ({ uid }) => `a ${uid}`);
    set.of('b').register('presence list', () => 'b');
    expect(set.list().map(({ usage, plugin }) => `${plugin}: ${usage}`)).toEqual(['a: presence show <uid>', 'b: presence list']);
    expect([await set.run('presence show 7'), await set.run('presence list')]).toEqual(['a 7', 'b']);
    undo();
    undo();
    expect(await said(set.run('presence show 7'))).toBe("command.unknown-argument: 'show' means nothing in: presence show <--");
    expect(await set.run('presence list')).toBe('b');
  });

  it.each([
    ['presence show <uid>', 'presence show <user>'],
    ['presence|p show', 'p show'],
    ['p show', 'presence|p show|s'],
    ['x <n:integer 0..5>', 'x <m:integer 0..5>'],
  ])('refuses %j beside %j with both owners as command.duplicate', (first, second) => {
    const registry = new Registry();
    registry.register(tree(first), owner('a'));
    const usage = usageOf(leavesOf({ root: tree(second), owner: owner('b') })[0]!.path);
    expect(thrown(() => registry.register(tree(second), owner('b')))).toBe(
      `command.duplicate: The command '${usage}' of 'b' is already one of 'a'.`,
    );
    expect(thrown(() => registry.register(tree(first), owner('a')))).toContain("of 'a' is already one of 'a'");
    expect(registry.serving()).toHaveLength(1);
  });

  it('frees the lines of a tree that is taken back, and once', () => {
    const registry = new Registry();
    const undo = registry.register(tree('x|y show'), owner('a'));
    undo();
    registry.register(tree('y show'), owner('b'));
    undo();
    expect(thrown(() => registry.register(tree('x|y show'), owner('a')))).toBe(
      "command.duplicate: The command 'x show' of 'a' is already one of 'b'.",
    );
  });

  it('takes lines that only look alike', () => {
    const registry = new Registry();
    for (const usage of ['x <n:integer 0..5>', 'x <n:integer 0..6>', 'x <n>', 'x n', 'x', 'y <n>'])
      registry.register(tree(usage), owner(usage));
    expect(registry.serving()).toHaveLength(6);
  });

  it('lets generations of one plugin overlap: the newest serves, and taking the old one back does nothing to it', async () => {
    const set = given();
    const undoOld = set.of('a', 1).register('show', () => 'old');
    const undoOther = set.of('a', 1).register('only old', () => 'old');
    const undoNew = set.of('a', 2).register('show', () => 'new');
    expect(await set.run('show')).toBe('new');
    expect(await said(set.run('only old'))).toMatch(/^command.unknown/);
    undoNew();
    expect(await set.run('show')).toBe('old');
    set.of('a', 2).register('show', () => 'new');
    undoOld();
    undoOther();
    expect(await set.run('show')).toBe('new');
  });

  it('keeps the place of a plugin that goes and comes again', () => {
    const registry = new Registry();
    const undo = registry.register(tree('a'), owner('a'));
    const undoMore = registry.register(tree('a more'), owner('a'));
    registry.register(tree('b'), owner('b'));
    undoMore();
    undo();
    registry.register(tree('a'), owner('a', 2));
    expect(registry.serving().map(({ owner: { plugin } }) => plugin)).toEqual(['a', 'b']);
  });

  it('remembers a thousand that have gone, and not one more: plugins may come and go under ever new names', () => {
    const registry = new Registry();
    const undo = registry.register(tree('a'), owner('a'));
    registry.register(tree('b'), owner('b'));
    undo();
    const comeAndGo = (from: number, to: number): void => {
      for (let at = from; at < to; at++) registry.register(tree('passing'), owner(`passing-${at}`))();
    };
    const order = (): string[] => registry.serving().map(({ owner: { plugin } }) => plugin);
    comeAndGo(0, 999);
    const undoAgain = registry.register(tree('a'), owner('a', 2));
    expect(order()).toEqual(['a', 'b']);
    undoAgain();
    comeAndGo(1000, 2000);
    registry.register(tree('a'), owner('a', 3));
    expect(order()).toEqual(['b', 'a']);
  });

  it('tells a generation at work from one before it when somebody else comes', () => {
    const registry = new Registry();
    const undoOld = registry.register(tree('show'), owner('a', 1));
    const undoNew = registry.register(tree('show'), owner('a', 2));
    expect(thrown(() => registry.register(tree('show'), owner('b')))).toContain("of 'b' is already one of 'a'");
    undoOld();
    expect(thrown(() => registry.register(tree('show'), owner('b')))).toContain("of 'b' is already one of 'a'");
    undoNew();
    registry.register(tree('show'), owner('b'));
  });
});
