/** Open this to see how a line is read: words, quotes, and where in it something stands. */
import { failure } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';

/** Nobody types more; what is longer comes from a mistake or from somebody hostile. */
export const LONGEST_LINE = 4096;
const SHOWN_AHEAD = 60;

// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** A piece of a line: from its first character to behind its last one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Throws `command.bad-line` unless it is a text of one line that somebody can have typed. */
export function checkLine(line: unknown): asserts line is string {
  if (typeof line !== 'string') throw failure('command.bad-line', { why: `is ${kindOf(line)} instead of a text` });
  if (line.length > LONGEST_LINE)
    throw failure('command.bad-line', { why: `has ${line.length} characters, and ${LONGEST_LINE} are the most` });
  const found = CONTROL.exec(line);
  if (found !== null) throw failure('command.bad-line', { why: `has a control character at ${found.index + 1}` });
}

/** Behind the spaces that stand here. */
export function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ') at++;
  return at;
}

/** Behind the word that begins here. */
export function wordEnd(line: string, from: number): number {
  const end = line.indexOf(' ', from);
  return end === -1 ? line.length : end;
}

/** What stands between quotes, or what is wrong with them. Within quotes `\` stands before a quote and before itself. */
export type Quoted = (Span & { readonly text: string }) | (Span & { readonly wrong: 'command.unclosed-quote' | 'command.bad-escape' });

export const isQuote = (character: string | undefined): boolean => character === '"' || character === "'";

/** Reads a text in quotes; the one that opens it closes it. */
export function readQuoted(line: string, start: number): Quoted {
  const quote = line[start];
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at]!;
    if (character === quote) return { start, end: at + 1, text };
    if (character === '\\') {
      const next = line[++at];
      if (next === undefined) break;
      if (next !== quote && next !== '\\') return { start: at - 1, end: at + 1, wrong: 'command.bad-escape' };
      text += next;
    } else text += character;
  }
  return { start, end: line.length, wrong: 'command.unclosed-quote' };
}

/** A text as it must be typed: bare where it can be, else in quotes. */
export function quotedWord(text: string): string {
  const isBare = text !== '' && !text.includes(' ') && !isQuote(text[0]);
  return isBare ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** The line with an arrow behind what is wrong: `presence show twelve <--`. Only so much of it as a person looks at. */
export function marked(line: string, { start, end }: Span): string {
  const from = start > SHOWN_AHEAD ? start - SHOWN_AHEAD : 0;
  const piece = line.slice(start, end);
  const shown = piece.length > SHOWN_AHEAD ? `${piece.slice(0, SHOWN_AHEAD)}…` : piece;
  return `${from > 0 ? '…' : ''}${line.slice(from, start)}${shown}${shown === '' && line.slice(from, start).endsWith(' ') ? '' : ' '}<--`;
}
