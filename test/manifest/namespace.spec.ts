import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { derivedId, idProblem, parseNamespace } from '../../src/manifest/namespace.js';

function why(like: unknown, pattern = false): string {
  const parsed = parseNamespace(like, pattern);
  return 'why' in parsed ? parsed.why : `it is ${parsed.namespace}`;
}

describe('a namespace', () => {
  it.each([
    ['acme', 'acme'],
    ['billing/tax', 'billing/tax'],
    [['billing', 'tax'], 'billing/tax'],
    ['Acme/Cache-2/v1.0_beta', 'Acme/Cache-2/v1.0_beta'],
    ['a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p', 'a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p'],
    ['x'.repeat(64), 'x'.repeat(64)],
    // Names that every object has are names like others here, since they are only ever looked up in maps.
    ['__proto__/constructor', '__proto__/constructor'],
    ['...', '...'],
  ])('written as %j is %s', (like, namespace) => {
    expect(parseNamespace(like)).toEqual({ namespace });
  });

  it.each([
    ['', 'segment 1 is empty'],
    [[], 'it is empty'],
    ['/a', 'segment 1 is empty'],
    ['a//b', 'segment 2 is empty'],
    ['a/', 'segment 2 is empty'],
    ['a/../b', "segment 2 is '..'"],
    ['.', "segment 1 is '.'"],
    ['a b', 'segment 1 has a character that is not allowed'],
    ['a\0', 'segment 1 has a character that is not allowed'],
    ['a\n', 'segment 1 has a character that is not allowed'],
    ['a\u202eb', 'segment 1 has a character that is not allowed'],
    ['käse', 'segment 1 has a character that is not allowed'],
    [['a/b'], 'segment 1 has a character that is not allowed'],
    ['x'.repeat(65), 'segment 1 is 65 characters long, and 64 is the most'],
    ['a/'.repeat(17), 'it has 18 segments, and 16 is the most'],
    [['a', 5], 'segment 2 is the number 5'],
    [['a', ['b']], 'segment 2 is a list'],
    [undefined, 'it is neither a text nor a list of segments'],
    [{ 0: 'a', length: 1 }, 'it is neither a text nor a list of segments'],
    ['acme/*', 'segment 2 has a character that is not allowed'],
  ])('is not %j: %s', (like, reason) => {
    expect(why(like)).toBe(reason);
  });

  it.each([
    [['a', 5, 'b\u202e'], String.raw`['a', the number 5, 'b\u202e']`],
    ['a//b', "'a//b'"],
    [[], '[]'],
    [undefined, 'undefined'],
    [Array(17).fill('a'), `[${Array(16).fill("'a'").join(', ')}]`],
  ])('that is none is shown as it was written: %j', (like, shown) => {
    expect(parseNamespace(like)).toMatchObject({ shown });
  });

  it.each([
    ['acme/*', 'acme/*'],
    ['*/cache', '*/cache'],
    ['acme/**', 'acme/**'],
    [['**'], '**'],
  ])('as a pattern may be %j', (like, namespace) => {
    expect(parseNamespace(like, true)).toEqual({ namespace });
  });

  it.each([['acme/**/cache'], ['acme/c*'], ['acme/***']])('as a pattern is not %j', (like) => {
    expect(why(like, true)).toBe('segment 2 has a character that is not allowed');
  });

  it('has one spelling: a list and its text are the same, and its own spelling is itself', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/).filter((text) => text !== '.' && text !== '..');
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 16 }), (segments) => {
        const namespace = segments.join('/');
        expect(parseNamespace(segments)).toEqual({ namespace });
        expect(parseNamespace(namespace)).toEqual({ namespace });
      }),
    );
  });

  it('is wrong as a text for what is wrong with its segments, as a pattern too', () => {
    const many = fc.integer({ min: 15, max: 18 }).map((length) => Array.from({ length }, () => 'a'));
    const segment = fc.oneof(
      fc.constantFrom('', '.', '..', '...', 'a', '.a', 'a\n', '*', '**', 'a'.repeat(64), 'a'.repeat(65)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.oneof(fc.array(segment, { minLength: 1, maxLength: 18 }), many), fc.boolean(), (segments, isPattern) => {
        const text = segments.join('/');
        const [whole, listed] = [parseNamespace(text, isPattern), parseNamespace(text.split('/'), isPattern)];
        if ('why' in listed) expect(whole).toMatchObject({ why: listed.why });
        else expect(whole).toEqual(listed);
      }),
      { numRuns: 1000 },
    );
  });

  it('is shown without what could not be read, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (like) => {
        const parsed = parseNamespace(like);
        // oxlint-disable-next-line no-control-regex -- that is the point
        if ('shown' in parsed) expect(parsed.shown).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
        else expect(parsed.namespace).toMatch(/^[A-Za-z0-9_./-]+$/);
      }),
    );
  });
});

describe('an id', () => {
  it.each([
    'cache',
    'acme_cache',
    '__a_cool_plugin__',
    'acme.cache-2',
    '@acme/cache',
    'lodash.get',
    'x',
    'x'.repeat(64),
    '~x',
    '@acme/' + 'x'.repeat(100),
    '@acme/' + 'x'.repeat(208),
  ])('may be %s', (id) => {
    expect(idProblem(id)).toBeUndefined();
  });

  it.each([
    ['', 'does not follow the grammar of ids'],
    ['Cache', 'has capital letters'],
    ['@Acme/Cache', 'has capital letters'],
    ['cache\0', 'does not follow the grammar of ids'],
    ['cache\n', 'does not follow the grammar of ids'],
    ['\u202eehcac', 'does not follow the grammar of ids'],
    ['a b', 'does not follow the grammar of ids'],
    ['A b', 'does not follow the grammar of ids'],
    ['@Acme', 'does not follow the grammar of ids'],
    ['x'.repeat(65) + '_X', 'has capital letters'],
    ['acme/cache', 'does not follow the grammar of ids'],
    ['@acme/', 'does not follow the grammar of ids'],
    ['.cache', 'does not follow the grammar of ids'],
    ['../cache', 'does not follow the grammar of ids'],
    ['x'.repeat(215), 'is 215 characters long, and 214 is the most'],
    ['__proto__', 'is a name that every object has'],
    ['constructor', 'is a name that every object has'],
    ['prototype', 'is a name that every object has'],
    [undefined, 'is undefined instead of a text'],
    [5, 'is the number 5 instead of a text'],
    [['cache'], 'is a list instead of a text'],
  ])('is not %j: it %s', (id, reason) => {
    expect(idProblem(id)).toBe(reason);
  });

  it('of a bare value is made of its extension and its namespace', () => {
    expect(derivedId('billing', 'billing/rates')).toBe('billing:billing/rates');
  });
});
