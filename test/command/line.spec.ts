import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkLine, LONGEST_LINE, marked, quotedWord, readQuoted, skipSpaces, wordEnd } from '../../src/command/line.js';
import { thrown } from './given.js';

describe('a line', () => {
  it.each([
    ['x'.repeat(65_536), 'has 65536 characters, and 4096 are the most'],
    ['say \u0007', 'has a control character at 5'],
    ['one\ntwo', 'has a control character at 4'],
    ['one\u2028two', 'has a control character at 4'],
    [7, 'is the number 7 instead of a text'],
    [undefined, 'is undefined instead of a text'],
  ])('that nobody can have typed is command.bad-line: %.20j', (line, why) => {
    expect(thrown(() => checkLine(line))).toBe(`command.bad-line: The line of a command ${why}.`);
  });

  it('may have all other characters, up to the longest', () => {
    expect(thrown(() => checkLine(`\u202e ü "'\\ <|> ${'x'.repeat(LONGEST_LINE - 13)}`))).toBeUndefined();
  });

  it('has words between spaces, however many', () => {
    const line = 'one   two';
    expect([skipSpaces(line, 0), wordEnd(line, 0), skipSpaces(line, 3), wordEnd(line, 6), skipSpaces(line, 9)]).toEqual([0, 3, 6, 9, 9]);
  });

  it('is shown with an arrow behind what is wrong, and only so much of it as a person looks at', () => {
    expect(marked('show ten rows', { start: 5, end: 8 })).toBe('show ten <--');
    expect(marked('show ', { start: 5, end: 5 })).toBe('show <--');
    expect(marked('show', { start: 4, end: 4 })).toBe('show <--');
    const long = marked(`${'a'.repeat(500)} ${'b'.repeat(500)}`, { start: 501, end: 1001 });
    expect(long).toBe(`…${'a'.repeat(59)} ${'b'.repeat(60)}… <--`);
  });
});

describe('a text in quotes', () => {
  it('ends at the quote that opened it, and is told where', () => {
    expect(readQuoted(`"it's" x`, 0)).toEqual({ start: 0, end: 6, text: "it's" });
    expect(readQuoted(`say 'a "b"'`, 4)).toEqual({ start: 4, end: 11, text: 'a "b"' });
    expect(readQuoted(String.raw`"a\"b\\"`, 0)).toEqual({ start: 0, end: 8, text: String.raw`a"b\ `.trim() });
  });

  it('may lack its end, or have a backslash that means nothing', () => {
    expect(readQuoted('"abc', 0)).toMatchObject({ wrong: 'command.unclosed-quote', end: 4 });
    expect(readQuoted('"abc\\', 0)).toMatchObject({ wrong: 'command.unclosed-quote', end: 5 });
    expect(readQuoted(String.raw`"a\nb"`, 0)).toEqual({ wrong: 'command.bad-escape', start: 2, end: 4 });
  });

  it('is read as what was put into quotes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const typed = quotedWord(text);
        if (typed.startsWith('"')) expect(readQuoted(typed, 0)).toEqual({ start: 0, end: typed.length, text });
        else expect(typed).toBe(text);
      }),
    );
    expect([quotedWord('plain'), quotedWord('two words'), quotedWord(''), quotedWord("'")]).toEqual(['plain', '"two words"', '""', `"'"`]);
  });
});
