import { describe, expect, it } from '@jest/globals';
import { checkSchema, issueProblem } from '../../src/config/check-schema.js';
import type { ConfigSchema, FieldSchema } from '../../src/model/manifest.js';

/** The sentences about a schema with one field `it`; what an author in JavaScript may write is not bound by types. */
function about(field: unknown): string[] {
  return checkSchema({ it: field } as ConfigSchema).map((issue) => issueProblem(issue, {}).message);
}

describe('a schema', () => {
  it('is sound when its fields and defaults agree', () => {
    const schema: ConfigSchema = {
      ttl: { type: 'integer', default: 60, min: 1, max: 60, unit: 's', doc: 'seconds' },
      store: { type: 'select', choices: ['memory', 2], default: 2 },
      name: { type: 'string', pattern: '^[a-z]+$', default: 'shop', secret: true },
      tags: { type: 'list', of: { type: 'string' }, default: ['a'] },
      rates: { type: 'map', of: { type: 'number' }, default: { de: 0.19 } },
      server: { type: 'object', fields: { port: { type: 'integer', default: 80 } }, default: {}, open: true },
      rest: { type: 'any', default: null },
    };
    expect(checkSchema(schema)).toEqual([]);
  });

  it.each<[unknown, string]>([
    [{ type: 'integer', default: 0, min: 1, max: 60 }, 'has a default that is the number 0 instead of an integer from 1 to 60'],
    [{ type: 'integer', default: '60' }, "has a default that is the string '60' instead of an integer"],
    [
      { type: 'string', secret: true, pattern: '^x', default: 'hunter2' },
      'has a default that is a secret text instead of a string that matches /^x/',
    ],
    [{ type: 'list', of: { type: 'string' }, default: ['a', 3] }, "has a default whose '1' is the number 3 instead of a string"],
    [{ type: 'object', fields: { port: { type: 'integer' } }, default: {} }, "has a default whose 'port' is missing"],
    [{ type: 'object', fields: {}, default: { x: 1 } }, "has a default whose 'x' is not a key it takes"],
    [{ type: 'any', default: JSON.parse('{"__proto__": 1}') }, "has a default whose '__proto__' is not a key it takes"],
    [{ type: 'integer', min: 5, max: 3 }, 'has the min 5 above its max 3'],
    [{ type: 'integer', min: 'low' }, 'has a min that is not a number'],
    [{ type: 'number', max: NaN }, 'has a max that is not a number'],
    [{ type: 'string', min: 3 }, "has 'min', which only integer and number fields take"],
    [{ type: 'integer', choices: [1] }, "has 'choices', which only select fields take"],
    [{ type: 'string', of: { type: 'any' } }, "has 'of', which only list and map fields take"],
    [{ type: 'select' }, 'is a select without choices'],
    [{ type: 'select', choices: [] }, 'is a select without choices'],
    [{ type: 'select', choices: [null] }, 'has choices that are neither strings nor numbers'],
    [{ type: 'string', pattern: /x/ }, 'has a pattern that is not a string'],
    [
      { type: 'float' },
      "has the type 'float', but may have 'string', 'integer', 'number', 'boolean', 'select', 'list', 'map', 'object' and 'any'",
    ],
    [{}, "has the type 'undefined', but may have 'string', 'integer', 'number', 'boolean', 'select', 'list', 'map', 'object' and 'any'"],
    [{ type: 'integer', defualt: 5 }, "has 'defualt', which means nothing (did you mean 'default'?)"],
    [{ type: 'string', secret: 'yes', default: 'hunter2' }, "wants secret to be true or false, but has the string 'yes'"],
    [{ type: 'integer', doc: 5 }, 'wants doc to be a text, but has the number 5'],
    [{ type: 'object', fields: null }, 'wants fields to be fields by name, but has null'],
    [{ type: 'select', choices: { red: 'red' } }, 'is a select without choices'],
    ['string', 'is not a field'],
    [null, 'is not a field'],
  ])('says of %j what is wrong with it', (field, why) => {
    expect(about(field)).toEqual([`The configuration field 'it' ${why}.`]);
  });

  it('says of a bad pattern what is bad about it', () => {
    expect(about({ type: 'string', pattern: '(' })).toEqual([
      expect.stringMatching(/has a pattern that is no regular expression: SyntaxError: .+\.$/),
    ]);
  });

  it('says of a field inside another where it stands', () => {
    const schema: ConfigSchema = {
      hosts: { type: 'list', of: { type: 'select' } },
      server: { type: 'object', fields: { port: { type: 'integer', min: 2, max: 1 } } },
    };
    expect(checkSchema(schema).map((issue) => [issue.code, issue.path])).toEqual([
      ['config.bad-field', ['hosts', 'of']],
      ['config.bad-field', ['server', 'port']],
    ]);
  });

  it('may not use a name that is never taken from outside', () => {
    const [issue] = checkSchema(JSON.parse('{"__proto__": {"type": "any"}}') as ConfigSchema);
    expect(issueProblem(issue!).message).toBe("The configuration field '__proto__' has a name that is never taken from outside.");
  });

  it('may not stand inside itself', () => {
    const field: FieldSchema = { type: 'list' };
    Object.assign(field, { of: field });
    expect(about(field)).toEqual(["The configuration field 'it.of' stands inside itself."]);
  });
});
