import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../src/problem/catalogue.js';
import { causeOf, whyOf } from '../../src/problem/cause.js';
import { MortiseError } from '../../src/problem/error.js';
import { failure, printProblem, problem } from '../../src/problem/problem.js';
import { didYouMean, kindOf, near, quotedList, seconds, shown } from '../../src/problem/text.js';

describe('a problem', () => {
  it('is frozen data with a sentence, a hint and where it happened', () => {
    const found = problem('attach.never-called', { extension: 'billing', ms: 10_000 }, { extension: 'billing', phase: 'attach' });
    expect(found).toEqual({
      code: 'attach.never-called',
      details: { extension: 'billing', ms: 10_000 },
      severity: 'error',
      blame: 'plugin',
      message: "The attach of 'billing' did not call back within 10 s.",
      hint: 'Call the callback on every path, or return a promise. A callback that comes later is ignored.',
      extension: 'billing',
      phase: 'attach',
    });
    expect(Object.isFrozen(found)).toBe(true);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('is an error with the same code when it is thrown, and keeps what caused it', () => {
    const thrown = new Error('disk full');
    const error = failure(
      'lifecycle.failed',
      { component: 'Store', method: 'start', why: 'disk full' },
      { plugin: 'store', cause: thrown },
    );
    expect(error).toBeInstanceOf(MortiseError);
    expect(error.code).toBe('lifecycle.failed');
    expect(error.cause).toBe(thrown);
    expect(error.message).toBe(
      "start of 'Store' failed: disk full. Mend start of 'Store' at the line that threw. What the plugin had started was stopped again, in reverse. [lifecycle.failed]",
    );
    expect(error.problem.cause).toMatchObject({ name: 'Error', message: 'disk full' });
  });

  it('prints as one line and a hint', () => {
    const found = problem('config.not-yaml', { file: 'mortise.yaml', why: 'bad indentation' }, { place: 'mortise.yaml:3:1' });
    expect(printProblem(found)).toBe(
      "error config.not-yaml: The configuration 'mortise.yaml' is not YAML: bad indentation (mortise.yaml:3:1)\n  Correct the line; indentation is made of spaces, and a text with a colon wants quotes.",
    );
  });

  it('has a code of the form area.kebab-reason, whatever the area', () => {
    for (const code of Object.keys(catalogue)) expect(code).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
  });
});

describe('A6: a cause', () => {
  const hostile = Object.defineProperty({}, 'message', {
    get() {
      throw new Error('from the getter');
    },
  });

  it.each([
    ['undefined', undefined, { name: 'undefined', message: 'undefined was thrown' }],
    ['a string', 'no', { name: 'string', message: 'no' }],
    ['a function', Object.assign(() => 1, { toString: undefined }), { name: 'function', message: 'a function was thrown' }],
    ['a symbol', Symbol('x'), { name: 'symbol', message: 'Symbol(x) was thrown' }],
    ['a frozen error', Object.freeze(new TypeError('t')), { name: 'TypeError', message: 't' }],
    ['an object without a message', {}, { name: 'Error', message: 'no message was given' }],
    ['a getter that throws', hostile, { name: 'Error', message: 'no message was given' }],
    ['an error with a code', Object.assign(new Error('gone'), { code: 'ENOENT' }), { code: 'ENOENT' }],
  ])('is made from %s', (_, thrown, expected) => {
    expect(causeOf(thrown)).toMatchObject(expected);
  });

  it('is cut at 4,096 characters', () => {
    expect(causeOf(new Error('x'.repeat(1_000_000))).message).toBe(`${'x'.repeat(4096)}… (1000000 characters)`);
  });

  it('gives one line to a sentence', () => {
    expect(whyOf(new RangeError('first\nsecond'))).toBe('RangeError: first');
    expect(whyOf('plain')).toBe('plain');
    expect(whyOf(new Error('y'.repeat(400)))).toHaveLength(301);
  });
});

describe('the text of a problem', () => {
  it('shows invisible and direction characters instead of obeying them', () => {
    expect(shown('a\u202eb\0')).toBe('a\\u202eb\\u0000');
    expect(shown('z'.repeat(200))).toHaveLength(81);
  });

  it('lists names like a person would', () => {
    expect(quotedList([])).toBe('none');
    expect(quotedList(['a'])).toBe("'a'");
    expect(quotedList(['a', 'b', 'c'])).toBe("'a', 'b' and 'c'");
    expect(quotedList(['a', 'b', 'c'], 2)).toBe("'a', 'b' and 1 more");
  });

  it('says what a value is', () => {
    expect([undefined, null, [], [1], '', 'x', () => 0, {}, Symbol('s'), 3].map(kindOf)).toEqual([
      'undefined',
      'null',
      'an empty list',
      'a list',
      'an empty string',
      "the string 'x'",
      'a function',
      'an object',
      'a symbol',
      'the number 3',
    ]);
  });

  it('finds the names that somebody may have meant', () => {
    expect(near('acme/presense', ['acme/presence', 'acme/cache', 'billing/tax'])).toEqual(['acme/presence']);
    expect(near('presence', ['acme/presence'])).toEqual(['acme/presence']);
    expect(near('rnu', ['run', 'list'])).toEqual(['run']);
    expect(near('zzz', ['acme/presence'])).toEqual([]);
    expect(near('b', ['c', 'ab'])).toEqual([]);
    expect(didYouMean(['a', 'b'])).toBe(" Did you mean 'a' or 'b'?");
    expect(didYouMean([])).toBe('');
  });

  it('writes short times in milliseconds and longer ones in seconds', () => {
    expect([250, 1500, 10_000].map(seconds)).toEqual(['250 ms', '1.5 s', '10 s']);
  });
});
