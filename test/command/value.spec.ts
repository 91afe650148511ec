import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argumentText, askedFor, choicesOf, rangeOf, readValue } from '../../src/command/value.js';
import type { ArgumentType } from '../../src/model/command.js';
import { types } from './trees.js';

function read(line: string, type: ArgumentType): unknown {
  const found = readValue(line, 0, type);
  return 'code' in found ? found.code : found.value;
}

describe('the value of an argument', () => {
  it.each<[ArgumentType, string, unknown]>([
    [{ type: 'integer' }, '+7', 7],
    [{ type: 'integer' }, '-0', 0],
    [{ type: 'integer' }, '7.0', 'command.bad-value'],
    [{ type: 'integer' }, '0x7', 'command.bad-value'],
    [{ type: 'integer' }, '9007199254740993', 'command.bad-value'],
    [{ type: 'integer', min: 0, max: 10 }, '11', 'command.out-of-range'],
    [{ type: 'integer', min: 0, max: 10 }, '10', 10],
    [{ type: 'number' }, '-1.5e3', -1500],
    [{ type: 'number' }, '.5', 0.5],
    [{ type: 'number' }, 'Infinity', 'command.bad-value'],
    [{ type: 'number' }, '1e999', 'command.bad-value'],
    [{ type: 'number' }, '', 'command.bad-value'],
    [{ type: 'number', max: 1 }, '1.01', 'command.out-of-range'],
    [{ type: 'boolean' }, 'true', true],
    [{ type: 'boolean' }, 'false', false],
    [{ type: 'boolean' }, 'yes', 'command.bad-value'],
    [{ type: 'enumeration', values: ['on', 'off'] }, 'off', 'off'],
    [{ type: 'enumeration', values: ['on', 'off'] }, 'Off', 'command.bad-value'],
    [{ type: 'text' }, 'one two', 'one'],
    [{ type: 'text', max: 2 }, 'one', 'command.bad-length'],
    [{ type: 'quotable' }, 'one two', 'one'],
    [{ type: 'quotable' }, '"one two" three', 'one two'],
    [{ type: 'quotable' }, '"one"two', 'command.bad-value'],
    [{ type: 'quotable' }, '"one', 'command.unclosed-quote'],
    [{ type: 'quotable' }, String.raw`"\x"`, 'command.bad-escape'],
    [{ type: 'quotable', min: 1 }, '""', 'command.bad-length'],
    [{ type: 'greedy' }, 'one  "two ', 'one  "two'],
    [{ type: 'greedy', max: 3 }, 'one two', 'command.bad-length'],
  ])('of %j from %j is %j', (type, line, expected) => {
    expect(read(line, type)).toEqual(expected);
  });

  it('is of its type and within its bounds, or there is a code and a place', () => {
    fc.assert(
      fc.property(types, fc.string({ minLength: 1 }), (type, line) => {
        const found = readValue(line, 0, type);
        expect(found.end).toBeGreaterThanOrEqual(found.start);
        expect(found.end).toBeLessThanOrEqual(line.length);
        if ('code' in found) return;
        const kind = { integer: 'number', number: 'number', boolean: 'boolean' }[type.type as 'integer'] ?? 'string';
        expect(typeof found.value).toBe(kind);
        if (type.type === 'enumeration') expect(type.values).toContain(found.value);
        const { min = -Infinity, max = Infinity } = type as { min?: number; max?: number };
        const size = typeof found.value === 'string' ? found.value.length : Number(found.value);
        if (kind !== 'boolean' && type.type !== 'enumeration') expect(size >= min && size <= max).toBe(true);
      }),
    );
  });
});

describe('a type', () => {
  it('is written as a line declares it, and asked for in a sentence', () => {
    expect(argumentText({ name: 'uid', type: { type: 'text' } })).toBe('<uid>');
    expect(argumentText({ name: 'n', type: { type: 'integer', min: 0 } })).toBe('<n:integer 0..>');
    expect(argumentText({ name: 'mode', type: { type: 'enumeration', values: ['on', 'off'] } })).toBe('<mode:on|off>');
    expect(askedFor({ type: 'enumeration', values: ['on', 'off'] })).toBe("'on' or 'off'");
    expect(askedFor({ type: 'integer' })).toBe('a whole number');
    expect([rangeOf({ type: 'number', max: 2 }), rangeOf({ type: 'text' })]).toEqual(['..2', undefined]);
    expect([choicesOf({ type: 'boolean' }), choicesOf({ type: 'text' })]).toEqual([['true', 'false'], []]);
  });
});
