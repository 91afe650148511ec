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

  const circular: { self?: unknown } = {};
  circular.self = circular;

  it.each([
    ['undefined', undefined, { name: 'undefined', message: 'undefined was thrown' }],
    ['a string', 'no', { name: 'string', message: 'no' }],
    ['a function', Object.assign(() => 1, { toString: undefined }), { name: 'function', message: 'a function was thrown' }],
    ['a symbol', Symbol('x'), { name: 'symbol', message: 'Symbol(x) was thrown' }],
    ['a frozen error', Object.freeze(new TypeError('t')), { name: 'TypeError', message: 't' }],
    ['an object without a message', {}, { name: 'Error', message: 'no message was given' }],
    ['a plain object', { status: 500, why: 'db' }, { name: 'Error', message: '{"status":500,"why":"db"} was thrown' }],
    ['a list', [404, { deep: { deeper: { deepest: 1 } } }], { message: '[404,{"deep":{"deeper":{…}}}] was thrown' }],
    ['an object with a name', { name: 'NotFound', of: 'tea' }, { name: 'NotFound', message: '{"name":"NotFound","of":"tea"} was thrown' }],
    ['an object that holds itself', circular, { message: '{"self":{"self":{"self":{…}}}} was thrown' }],
    ['an object of anything', { big: 1n, none: undefined, run: () => 1, at: Symbol('s'), list: [undefined, () => 1] }, { message: '{"big":1,"at":Symbol(s),"list":[null,null]} was thrown' }], // prettier-ignore
    ['an error without a message', Object.assign(new Error(''), { status: 500 }), { message: 'no message was given' }],
    ['a getter that throws', hostile, { name: 'Error', message: 'no message was given' }],
    ['an error with a code', Object.assign(new Error('gone'), { code: 'ENOENT' }), { code: 'ENOENT' }],
  ])('is made from %s', (_, thrown, expected) => {
    expect(causeOf(thrown)).toMatchObject(expected);
  });

  it('of a large object is read and shown only in part', () => {
    const { message } = causeOf(Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 'x'.repeat(10_000)])));
    expect(message.length).toBeLessThan(600);
    expect(causeOf({ many: Array.from({ length: 50 }, (_, index) => index) }).message).toBe(
      '{"many":[0,1,2,3,4,5,6,7,8,9,10,11,…]} was thrown',
    );
  });

  it('is cut at 4,096 characters', () => {
    expect(causeOf(new Error('x'.repeat(1_000_000))).message).toBe(`${'x'.repeat(4096)}… (1000000 characters)`);
  });

  it('gives one line to a sentence', () => {
    expect(whyOf(new RangeError('first\nsecond'))).toBe('RangeError: first');
    expect(whyOf('plain')).toBe('plain');
    expect(whyOf(new Error('y'.repeat(400)))).toHaveLength(301);
  });

  it('gives what caused it to the sentence, each once and the first few', () => {
    const inner = new TypeError('refused');
    expect(whyOf(new Error('no orders', { cause: inner }))).toBe('no orders (caused by: TypeError: refused)');
    expect(whyOf(new Error('no orders: refused', { cause: inner }))).toBe('no orders: refused');
    expect(whyOf(new Error('a', { cause: new Error('b', { cause: 'c' }) }))).toBe('a (caused by: b (caused by: c))');
    expect(whyOf(new Error('a', { cause: { status: 500 } }))).toBe('a (caused by: {"status":500} was thrown)');
    expect(whyOf(new AggregateError([inner, new Error('later')], 'all failed'))).toBe(
      'AggregateError: all failed (caused by: TypeError: refused)',
    );
    const circle = new Error('x');
    circle.cause = new Error('y', { cause: circle });
    expect(whyOf(circle)).toBe('x (caused by: y)');
    const deep = Array.from({ length: 20 }, (_, index) => `e${index}`).reduce(
      (cause, text) => new Error(text, { cause }),
      new Error('root'),
    );
    expect(whyOf(deep)).toBe('e19 (caused by: e18 (caused by: e17 (caused by: e16 (caused by: e15))))');
    expect(whyOf({ message: 'x', cause: null })).toBe('x');
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
