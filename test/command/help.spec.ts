import { describe, expect, it } from '@jest/globals';
import { textIn } from '../../src/command/help.js';
import { given, user } from './given.js';

describe('help', () => {
  it('tells prefix, text and owner, sorted without regard to case, commands without text as well', () => {
    const set = given();
    set.of('b').register('show|s <uid>', () => 1, { doc: 'Where is this user?' });
    set.of('a').register('Ban <who>', () => 1);
    set.of('c').register('!!backup', undefined, { doc: 'Type !!backup in the game' });
    expect(set.help()).toEqual({
      entries: [
        { prefix: '!!backup', text: 'Type !!backup in the game', plugin: 'c' },
        { prefix: 'Ban <who>', text: '', plugin: 'a' },
        { prefix: 'show <uid>', text: 'Where is this user?', plugin: 'b' },
      ],
      page: 1,
      pages: 1,
      total: 3,
    });
  });

  it('is found by prefix, by a word in it, and by who may run it', async () => {
    const set = given();
    set.register('plugin list', () => 1, { doc: 'All plugins' });
    set.register('plugin reload', () => 1, { doc: 'Read anew', permission: 'admin' });
    set.register('Plugins', undefined, { doc: 'See plugin', permission: 'user' });
    set.register('stop', () => 1, { doc: 'Stop all PLUGINS' });
    const prefixes = (options: object): string[] => set.help(options).entries.map(({ prefix }) => prefix);
    expect(prefixes({ prefix: 'plugin ' })).toEqual(['plugin list', 'plugin reload']);
    expect(prefixes({ search: 'plugins' })).toEqual(['plugin list', 'Plugins', 'stop']);
    expect(prefixes({ source: user('bob') })).toEqual(['plugin list', 'Plugins', 'stop']);
    expect(prefixes({ source: user('eve') })).toEqual(['plugin list', 'stop']);
    await expect(set.run('Plugins')).rejects.toThrow('command.unknown');
  });

  it('is in the language of whoever asks, or the nearest there is', () => {
    const doc = { de: 'Wer ist da?', en: 'Who is there?', 'pt-BR': 'Quem?' };
    expect(['de', 'de-AT', 'pt-BR', 'pt', 'fr', undefined].map((language) => textIn(doc, language))).toEqual([
      'Wer ist da?',
      'Wer ist da?',
      'Quem?',
      'Who is there?',
      'Who is there?',
      'Who is there?',
    ]);
    expect([textIn({ fr: 'Qui?' }, 'de'), textIn('Who?', 'de'), textIn({}, 'de')]).toEqual(['Qui?', 'Who?', '']);
    const set = given();
    set.register('who', () => 1, { doc });
    const text = (options: object): string => set.help(options).entries[0]!.text;
    expect(text({ source: { ...user('bob'), language: 'de' } })).toBe('Wer ist da?');
    expect(text({ source: { ...user('bob'), language: 'de' }, language: 'en' })).toBe('Who is there?');
  });

  it('comes in pages; one that there is not is the nearest one', () => {
    const set = given();
    for (let at = 0; at < 25; at++) set.register(`c${String(at).padStart(2, '0')}`, () => 1);
    const seen = (options: object): unknown[] => {
      const { entries, page, pages, total } = set.help(options);
      return [entries[0]!.prefix, entries.length, page, pages, total];
    };
    expect(seen({})).toEqual(['c00', 10, 1, 3, 25]);
    expect(seen({ page: 3 })).toEqual(['c20', 5, 3, 3, 25]);
    expect(seen({ page: 99 })).toEqual(['c20', 5, 3, 3, 25]);
    expect(seen({ page: -1, size: 7 })).toEqual(['c00', 7, 1, 4, 25]);
    expect(seen({ page: NaN, size: 0 })).toEqual(['c00', 10, 1, 3, 25]);
    expect(seen(null as never)).toEqual(['c00', 10, 1, 3, 25]);
  });
});

describe('the list of commands', () => {
  it('has every one with its owner, its aliases and the level that it needs', () => {
    const set = given();
    set.of('a').register('plugin|plg reload|r <key>', () => 1, { permission: 'admin', doc: 'Read anew' });
    set.of('b').register('who', () => 1);
    expect(set.list()).toEqual([
      { usage: 'plugin|plg reload|r <key>', plugin: 'a', permission: 3, doc: 'Read anew' },
      { usage: 'who', plugin: 'b', permission: 0 },
    ]);
  });
});
