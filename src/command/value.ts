/** Open this to see what each type of argument takes from a line, and how it is written down. */
import type { ArgumentNode, ArgumentType, CommandValue } from '../model/command.js';
import { shown } from '../problem/text.js';
import { isQuote, readQuoted, type Span, wordEnd } from './line.js';

/** A value and where it stood. */
export interface ValueRead extends Span {
  readonly value: CommandValue;
}

/** Why there is no value; the catalogue has a sentence for each. */
export interface ValueWrong extends Span {
  readonly code: 'command.bad-value' | 'command.out-of-range' | 'command.bad-length' | 'command.unclosed-quote' | 'command.bad-escape';
}

const INTEGER = /^[+-]?[0-9]+$/;
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** Reads the value of an argument that begins at a character which is no space. */
export function readValue(line: string, start: number, type: ArgumentType): ValueRead | ValueWrong {
  switch (type.type) {
    case 'greedy': {
      // Of spaces alone: other white space is what was typed.
      const text = line.slice(start).replace(/ +$/, '');
      return measured(text, { start, end: start + text.length }, type);
    }
    case 'quotable': {
      if (!isQuote(line[start])) break;
      const found = readQuoted(line, start);
      if ('wrong' in found) return { start: found.start, end: found.end, code: found.wrong };
      const end = wordEnd(line, found.end);
      // Nothing may be glued to the closing quote.
      return end === found.end ? measured(found.text, found, type) : { start, end, code: 'command.bad-value' };
    }
    default:
  }
  const span = { start, end: wordEnd(line, start) };
  return typedWord(line.slice(start, span.end), span, type);
}

function typedWord(word: string, span: Span, type: ArgumentType): ValueRead | ValueWrong {
  const bad = { ...span, code: 'command.bad-value' } as const;
  switch (type.type) {
    case 'boolean':
      return word === 'true' || word === 'false' ? { ...span, value: word === 'true' } : bad;
    case 'enumeration':
      return type.values.includes(word) ? { ...span, value: word } : bad;
    case 'integer':
    case 'number': {
      const value = Number(word);
      const isOne =
        type.type === 'integer' ? INTEGER.test(word) && Number.isSafeInteger(value) : NUMBER.test(word) && Number.isFinite(value);
      if (!isOne) return bad;
      // No command has a use for minus zero.
      return isWithin(value, type) ? { ...span, value: value + 0 } : { ...span, code: 'command.out-of-range' };
    }
    default:
      return measured(word, span, type);
  }
}

function measured(text: string, { start, end }: Span, type: { readonly min?: number; readonly max?: number }): ValueRead | ValueWrong {
  return isWithin(text.length, type) ? { start, end, value: text } : { start, end, code: 'command.bad-length' };
}

function isWithin(value: number, { min = -Infinity, max = Infinity }: { readonly min?: number; readonly max?: number }): boolean {
  return value >= min && value <= max;
}

/** `0..10`, `1..`, `..5`, or nothing. */
export function rangeOf(type: ArgumentType): string | undefined {
  const { min, max } = type as { min?: number; max?: number };
  return min === undefined && max === undefined ? undefined : `${min ?? ''}..${max ?? ''}`;
}

/** As it stands in a line that declares it: `text`, `integer 0..10`, `on|off`. */
export function typeText(type: ArgumentType): string {
  if (type.type === 'enumeration') return type.values.join('|');
  const range = rangeOf(type);
  return range === undefined ? type.type : `${type.type} ${range}`;
}

/** `<uid:integer 0..10>`; of a plain word, `<uid>`. */
export function argumentText({ name, type }: Pick<ArgumentNode, 'name' | 'type'>): string {
  const text = typeText(type);
  return text === 'text' ? `<${name}>` : `<${name}:${text}>`;
}

const ASKED = {
  integer: 'a whole number',
  number: 'a number',
  boolean: "'true' or 'false'",
  text: 'a word',
  quotable: 'a word or a text in quotes',
  greedy: 'a text',
};

/** For a sentence: `a whole number`, `'on' or 'off'`. */
export function askedFor(type: ArgumentType): string {
  return type.type === 'enumeration' ? type.values.map((value) => `'${shown(value)}'`).join(' or ') : ASKED[type.type];
}

/** What a type has to offer by itself. */
export function choicesOf(type: ArgumentType): readonly string[] {
  if (type.type === 'boolean') return ['true', 'false'];
  return type.type === 'enumeration' ? type.values : [];
}
