import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argument, literal } from '../../src/command/node.js';
import { given, user, type Given } from './given.js';
import { trees, typed } from './trees.js';

async function offered(set: Given, line: string): Promise<string[]> {
  return (await set.complete(line)).suggestions.map(({ start, text }) => `${line.slice(0, start)}${text}`);
}

describe('the end of a line', () => {
  it('becomes the words and choices that begin with it, in the order of their letters', async () => {
    const set = given();
    set.of('a').register('presence|here show <mode:fast|slow>', () => 1, { doc: 'Show it' });
    set.of('b').register('presence list <all:boolean>', () => 1);
    set.of('b').register('help', () => 1);
    expect(await offered(set, '')).toEqual(['help', 'presence']);
    expect(await offered(set, 'he')).toEqual(['help', 'here']);
    expect(await offered(set, 'presence ')).toEqual(['presence list', 'presence show']);
    expect(await offered(set, 'here  show s')).toEqual(['here  show slow']);
    expect(await offered(set, 'presence list ')).toEqual(['presence list false', 'presence list true']);
    expect(await offered(set, 'presence show')).toEqual(['presence show']);
    expect(await offered(set, 'presence show slow ')).toEqual([]);
    expect(await offered(set, 'presence nothing ')).toEqual([]);
    expect(await set.complete('presence show ')).toMatchObject({ expected: ['<mode:fast|slow>'] });
    expect((await set.complete('h')).suggestions).toContainEqual({ start: 0, text: 'help' });
  });

  it('becomes what suggestions offer, as it can be typed, for whoever asks', async () => {
    const set = given();
    const suggest = { who: (source: { name: string }, prefix: string) => Promise.resolve(['amy', 'amy lee', `${prefix}!`, source.name]) };
    set.register('word <who>', () => 1, { suggest });
    set.register('quoted <who:quotable>', () => 1, { suggest });
    set.register('rest <who:greedy>', () => 1, { suggest });
    set.register('short <who:text ..3>', () => 1, { suggest });
    expect((await set.complete('word a', user('alice'))).suggestions.map(({ text }) => text)).toEqual(['a!', 'alice', 'amy']);
    expect(await offered(set, 'quoted a')).toEqual(['quoted "amy lee"', 'quoted a!', 'quoted amy']);
    expect(await offered(set, 'quoted "amy l')).toEqual(['quoted "amy l!"', 'quoted "amy lee"']);
    expect(await offered(set, 'rest amy l')).toEqual(['rest amy l!', 'rest amy lee']);
    expect(await offered(set, 'short ')).toEqual(['short !', 'short amy']);
  });

  it('follows redirects, round in circles as well', async () => {
    const set = given();
    set.register('execute as <who>', () => 1, { redirect: 'execute' });
    set.register('execute run', () => 1);
    expect(await offered(set, 'execute as x as y ')).toEqual(['execute as x as y as', 'execute as x as y run']);
  });

  it('is nothing more where suggestions fail, which is reported as command.callback-failed', async () => {
    const set = given();
    const broken = (found: unknown) => ({ suggest: { a: () => found as never } });
    set.of('one').register('one <a>', () => 1, broken(Promise.reject(new Error('no luck'))));
    set.of('two').register('two <a>', () => 1, broken('text'));
    set.of('three').register('three <a>', () => 1, broken([1, 'yes', null]));
    expect([await offered(set, 'one '), await offered(set, 'two '), await offered(set, 'three ')]).toEqual([[], [], ['three yes']]);
    expect(set.problems.map(({ code, plugin, message }) => `${code} ${plugin}: ${message}`)).toEqual([
      "command.callback-failed one: The suggestions of '<a>' failed: no luck",
      "command.callback-failed two: The suggestions of '<a>' failed: TypeError: they are the string 'text' instead of a list",
    ]);
  });

  it('that is chosen is part of a line that is understood up to there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(trees, { maxLength: 3, selector: (tree) => tree.names.join() }), typed, async (all, line) => {
        const set = given();
        for (const [index, tree] of all.entries()) {
          try {
            set.of(`p${index}`).register(tree);
          } catch {
            // Two that mean the same.
          }
        }
        const { suggestions } = await set.complete(line);
        for (const { start, text } of suggestions) {
          const whole = `${line.slice(0, start)}${text}`;
          const again = await set.complete(whole);
          expect(again.suggestions.some((found) => found.text === text && found.start === start)).toBe(true);
          expect(text.startsWith(line.slice(start))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is quickly found, however many ways there are to it', async () => {
    const set = given();
    set.register(
      literal(
        'x',
        {},
        ...['a', 'b', 'c'].map((name, index) => argument(name, { type: 'text', max: index + 1 }, { redirect: 'x' })),
        literal('end', { run: () => 1 }),
      ),
    );
    expect(await offered(set, `x ${'y '.repeat(250)}e`)).toHaveLength(1);
    expect(await offered(set, `x ${'y '.repeat(2000)}e`)).toEqual([]);
  });
});
