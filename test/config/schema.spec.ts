import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkOptions, issueProblem, validate } from '../../src/config/schema.js';
import type { ConfigSchema, FieldSchema } from '../../src/model/manifest.js';

const AT = { root: 'plugins.tax.config' };

/** The value, and each finding as `field: what the sentence says after it`. */
function check(schema: ConfigSchema, value: unknown, open = false): { value: unknown; says: string[]; codes: string[] } {
  const checked = validate(schema, value, { ...AT, open });
  const says = checked.issues.map((issue) => issueProblem(issue, AT).message);
  return { value: checked.value, says, codes: checked.issues.map((issue) => issue.code) };
}

function nested(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = { in: value };
  return value;
}

describe('settings', () => {
  const schema: ConfigSchema = {
    ttl: { type: 'integer', default: 60, min: 1, max: 3600 },
    store: { type: 'select', choices: ['memory', 'redis', 3], default: 'memory' },
    tags: { type: 'list', of: { type: 'string' }, default: [] },
  };

  it('take what is given and the defaults of the rest', () => {
    expect(check(schema, { ttl: 5, store: 3 })).toEqual({ value: { ttl: 5, store: 3, tags: [] }, says: [], codes: [] });
  });

  it.each([undefined, null, {}])('are all defaults for %p', (nothing) => {
    expect(check(schema, nothing)).toEqual({ value: { ttl: 60, store: 'memory', tags: [] }, says: [], codes: [] });
  });

  it('report everything that is wrong at once, and go on with the defaults', () => {
    expect(check(schema, { ttl: '60', store: 'disk', tags: ['a', 7, 'b'], tll: 1 })).toEqual({
      value: { ttl: 60, store: 'memory', tags: ['a', 'b'] },
      codes: ['config.wrong-type', 'config.wrong-type', 'config.wrong-type', 'config.unknown-key'],
      says: [
        "'plugins.tax.config.ttl' wants an integer from 1 to 3600, but is the string '60'.",
        "'plugins.tax.config.store' wants one of 'memory', 'redis', 3, but is the string 'disk'.",
        "'plugins.tax.config.tags.1' wants a string, but is the number 7.",
        "'plugins.tax.config.tll' is not a known key. Did you mean 'ttl'?",
      ],
    });
  });

  it('must be an object as a literal makes one', () => {
    expect(check(schema, ['ttl'])).toEqual({
      value: { ttl: 60, store: 'memory', tags: [] },
      codes: ['config.wrong-type'],
      says: ["'plugins.tax.config' wants settings by name, but is a list."],
    });
    expect(check(schema, new Map([['ttl', 1]])).says).toEqual([
      "'plugins.tax.config' wants settings by name, but is an instance of a class.",
    ]);
    expect(issueProblem(validate(schema, 3).issues[0]!).message).toBe("'the configuration' wants settings by name, but is the number 3.");
  });

  it('say whose they are and where they stand as a problem', () => {
    const [issue] = validate(schema, { ttl: 0 }, AT).issues;
    expect(issue!.path).toEqual(['ttl']);
    expect(issueProblem(issue!, { ...AT, plugin: 'tax', place: 'mortise.yaml:3:9' })).toMatchObject({
      code: 'config.wrong-type',
      severity: 'error',
      field: 'plugins.tax.config.ttl',
      plugin: 'tax',
      place: 'mortise.yaml:3:9',
    });
    expect(issueProblem(validate(schema, { x: 0 }, AT).issues[0]!, AT).severity).toBe('warning');
  });

  it('keep unknown keys where they are welcome, as copies', () => {
    const extra = { deep: [1] };
    const { value, says } = check(schema, { extra }, true);
    expect(says).toEqual([]);
    expect(value).toMatchObject({ extra: { deep: [1] } });
    expect((value as { extra: unknown }).extra).not.toBe(extra);
  });

  it('never share a default', () => {
    const shared: ConfigSchema = { tags: { type: 'list', default: [{ name: 'a' }] } };
    const [one, other] = [validate(shared, {}).value, validate(shared, { tags: 3 }).value] as { tags: { name: string }[] }[];
    one!.tags[0]!.name = 'changed';
    expect(other!.tags).toEqual([{ name: 'a' }]);
    expect(shared['tags']!.default).toEqual([{ name: 'a' }]);
  });
});

describe('a field', () => {
  const wants: [string, FieldSchema, unknown[], unknown[]][] = [
    ['a string', { type: 'string' }, ['', 'x'], [1, null, ['x'], {}]],
    ['a string that matches /^a+$/', { type: 'string', pattern: '^a+$' }, ['aa'], ['b', '']],
    ['a string that matches /(/', { type: 'string', pattern: '(' }, ['anything'], [1]],
    ['an integer', { type: 'integer' }, [0, -5], [1.5, '1', NaN, 2 ** 53, 1n, true]],
    ['an integer of at least 1', { type: 'integer', min: 1 }, [1], [0]],
    ['an integer of at most 9', { type: 'integer', max: 9 }, [9], [10]],
    ['a number from 0 to 1', { type: 'number', min: 0, max: 1 }, [0, 0.5, 1], [-0.1, 1.1, Infinity, NaN, '0.5']],
    ['true or false', { type: 'boolean' }, [true, false], ['yes', 0, null]],
    ["one of 'a', 1", { type: 'select', choices: ['a', 1] }, ['a', 1], ['1', 'b', null]],
    [
      'one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 1 more',
      { type: 'select', choices: [...Array(13).keys()].map((n) => n + 1) },
      [13],
      [14],
    ],
    ['a list', { type: 'list' }, [[], [1, 'a', null]], ['a', {}, null]],
    ['a list of strings', { type: 'list', of: { type: 'string' } }, [['a']], ['a']],
    ['a list of strings that match /x/', { type: 'list', of: { type: 'string', pattern: 'x' } }, [['x']], ['x']],
    ['a list of lists of numbers', { type: 'list', of: { type: 'list', of: { type: 'number' } } }, [[[1]]], [1]],
    ["a list of values out of 'a'", { type: 'list', of: { type: 'select', choices: ['a'] } }, [['a']], ['a']],
    ['a map', { type: 'map' }, [{}, { a: 1 }], [[], 'a', new Date(0)]],
    ['a map of integers from 1 to 2', { type: 'map', of: { type: 'integer', min: 1, max: 2 } }, [{ a: 1 }], [1]],
    ['a map of true and false', { type: 'map', of: { type: 'boolean' } }, [{ a: true }], [true]],
    ['a map of maps', { type: 'map', of: { type: 'map', of: { type: 'any' } } }, [{ a: { b: null } }], [null]],
    ["a list of objects with 'x'", { type: 'list', of: { type: 'object', fields: { x: { type: 'any' } } } }, [[{ x: 1 }]], [{ x: 1 }]],
    ["an object with 'a' and 'b'", { type: 'object', fields: { a: { type: 'any' }, b: { type: 'any' } } }, [{ a: 1, b: null }], [[], 'a']],
    ['an object', { type: 'object', open: true }, [{}, { a: 1 }], [1]],
  ];

  it.each(wants)('wants %s', (text, field, right, wrong) => {
    for (const value of right) expect(check({ it: field }, { it: value })).toEqual({ value: { it: value }, says: [], codes: [] });
    for (const value of wrong) {
      const { codes, says } = check({ it: field }, { it: value });
      expect(codes).toEqual(['config.wrong-type']);
      expect(says[0]).toContain(`'plugins.tax.config.it' wants ${text}, but is `);
    }
  });

  it('of any type takes whatever there is', () => {
    const method = (): number => 1;
    const instance = new Map();
    expect(check({ it: { type: 'any' } }, { it: { method, instance, nothing: undefined } }).value).toEqual({ it: { method, instance } });
    expect(check({ it: { type: 'any' } }, { it: null }).value).toEqual({ it: null });
  });

  it('without a default is missing unless it is not required', () => {
    expect(check({ a: { type: 'integer', min: 1 }, b: { type: 'string', required: false }, c: { type: 'any' } }, {})).toEqual({
      value: {},
      codes: ['config.missing', 'config.missing'],
      says: [
        "'plugins.tax.config.a' is missing; it wants an integer of at least 1.",
        "'plugins.tax.config.c' is missing; it wants anything.",
      ],
    });
  });

  it('that is undefined is absent, and one that is inherited as well', () => {
    expect(
      check({ a: { type: 'integer', default: 1 }, ['toString']: { type: 'string', default: 't' } } as ConfigSchema, { a: undefined }).value,
    ).toEqual({
      a: 1,
      toString: 't',
    });
  });

  it('that is wrong and has no default is left out', () => {
    expect(
      check({ a: { type: 'integer' }, m: { type: 'map', of: { type: 'integer' } } }, { a: 'x', m: { one: 1, two: '2' } }),
    ).toMatchObject({
      value: { m: { one: 1 } },
      codes: ['config.wrong-type', 'config.wrong-type'],
    });
  });
});

describe('an object field', () => {
  const server: FieldSchema = {
    type: 'object',
    fields: { host: { type: 'string', default: 'localhost' }, port: { type: 'integer', default: 80 } },
  };

  it('that is absent is made from its fields', () => {
    expect(check({ server }, {})).toEqual({ value: { server: { host: 'localhost', port: 80 } }, says: [], codes: [] });
  });

  it('that is wrong is made from its fields too', () => {
    expect(check({ server }, { server: 'localhost:80' })).toMatchObject({
      value: { server: { host: 'localhost', port: 80 } },
      codes: ['config.wrong-type'],
    });
  });

  it('names the part that is missing, wrong or unknown', () => {
    const strict: FieldSchema = { type: 'object', fields: { key: { type: 'string' }, port: { type: 'integer' } } };
    expect(check({ strict }, { strict: { port: 'x', kye: 'y' } }).says).toEqual([
      "'plugins.tax.config.strict.key' is missing; it wants a string.",
      "'plugins.tax.config.strict.port' wants an integer, but is the string 'x'.",
      "'plugins.tax.config.strict.kye' is not a known key. Did you mean 'key'?",
    ]);
    expect(check({ strict }, {}).codes).toEqual(['config.missing', 'config.missing']);
  });

  it('is missing as a whole when it says that it is required, and stays away when it says that it is not', () => {
    expect(check({ server: { ...server, required: true } }, {}).says).toEqual([
      "'plugins.tax.config.server' is missing; it wants an object with 'host' and 'port'.",
    ]);
    expect(check({ server: { ...server, required: false } }, {})).toEqual({ value: {}, says: [], codes: [] });
  });
});

describe('a secret', () => {
  const secret: FieldSchema = { type: 'integer', secret: true };

  it('is never printed, neither itself nor what is inside it', () => {
    const schema: ConfigSchema = {
      token: secret,
      pin: { type: 'string', secret: true },
      flags: { type: 'list', secret: true, of: { type: 'boolean' } },
      map: { type: 'map', of: secret },
      none: secret,
    };
    const { says } = check(schema, { token: 'hunter2', pin: 1234, flags: ['hunter2', 1234n], map: { a: 'hunter2' }, none: null });
    expect(says).toEqual([
      "'plugins.tax.config.token' wants an integer, but is a secret text.",
      "'plugins.tax.config.pin' wants a string, but is a secret number.",
      "'plugins.tax.config.flags.0' wants true or false, but is a secret text.",
      "'plugins.tax.config.flags.1' wants true or false, but is a secret bigint.",
      "'plugins.tax.config.map.a' wants an integer, but is a secret text.",
      "'plugins.tax.config.none' wants an integer, but is null.",
    ]);
  });
});

describe('hostile settings', () => {
  const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];
  const everywhere: ConfigSchema = {
    any: { type: 'any', required: false },
    map: { type: 'map', required: false },
    object: { type: 'object', required: false, fields: {}, open: true },
  };

  it.each(FORBIDDEN)('lose the key %s wherever it stands', (key) => {
    const poison = (): object => JSON.parse(`{"${key}": {"polluted": true}, "fine": 1}`) as object;
    const checked = validate(everywhere, { any: [poison()], map: poison(), object: { in: poison() }, ...poison() }, { ...AT, open: true });
    expect(checked.value).toEqual({ any: [{ fine: 1 }], map: { fine: 1 }, object: { in: { fine: 1 } }, fine: 1 });
    expect(checked.issues.map((issue) => [issue.code, issue.path])).toEqual([
      ['config.forbidden-key', ['any', 0, key]],
      ['config.forbidden-key', ['map', key]],
      ['config.forbidden-key', ['object', 'in', key]],
      ['config.forbidden-key', [key]],
    ]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('lose a forbidden key at the top, also when the schema names it', () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    const schema = JSON.parse('{"__proto__": {"type": "any", "default": {"polluted": true}}}') as ConfigSchema;
    const checked = validate(schema, value, AT);
    expect(checked.issues.map((issue) => issue.code)).toEqual(['config.forbidden-key']);
    expect((checked.value as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(checked.value)).toBe(Object.prototype);
  });

  it('may be 64 levels deep and not deeper', () => {
    expect(check({}, nested(64), true).codes).toEqual([]);
    const deeper = validate({}, nested(100_000), { ...AT, open: true });
    expect(deeper.issues.map((issue) => [issue.code, issue.path.length])).toEqual([['config.wrong-type', 65]]);
    expect(issueProblem(deeper.issues[0]!, AT).message).toContain('wants at most 64 levels, but is deeper.');
  });

  it('may not be deeper than that through a schema either', () => {
    const tree: FieldSchema = { type: 'map' };
    Object.assign(tree, { of: tree });
    expect(check({ tree }, { tree: nested(1000) }).says[0]).toContain('wants at most 64 levels, but is deeper.');
  });

  it('may stand in two places but not inside themselves', () => {
    const shared = { x: 1 };
    expect(check({}, { a: shared, b: [shared] }, true)).toEqual({ value: { a: { x: 1 }, b: [{ x: 1 }] }, says: [], codes: [] });
    const circle: Record<string, unknown> = { x: 1 };
    circle['self'] = circle;
    circle['list'] = [circle, circle];
    const { value, says } = check({}, { circle }, true);
    expect(value).toEqual({ circle: { x: 1, list: [undefined, undefined] } });
    expect(says).toEqual(
      ['self', 'list.0', 'list.1'].map((at) => `'plugins.tax.config.circle.${at}' wants a value that ends, but is one that holds itself.`),
    );
  });

  it('cost no more for being shared many times', () => {
    let value: unknown[] = [];
    for (let level = 0; level < 60; level += 1) value = [value, value];
    expect(check({}, { value }, true).codes).toEqual([]);
  });

  it('never break the check, never change, and leave objects alone', () => {
    const schema: ConfigSchema = {
      ...everywhere,
      n: { type: 'integer', default: 1 },
      tags: { type: 'list', of: { type: 'string' }, default: [] },
    };
    const keys = fc.constantFrom('any', 'map', 'object', 'n', 'tags', 'other', ...FORBIDDEN);
    fc.assert(
      fc.property(fc.object({ key: keys, withNullPrototype: true, maxDepth: 4 }), (value) => {
        const before = JSON.stringify(value);
        const { value: made, issues } = validate(schema, value, AT);
        expect(JSON.stringify(value)).toBe(before);
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(validate(schema, made, AT)).toEqual({ value: made, issues: [] });
        for (const issue of issues) expect(issueProblem(issue, AT).field).toBe(['plugins.tax.config', ...issue.path].join('.'));
      }),
    );
  });
});

describe('options of a function that makes plugins', () => {
  const schema: ConfigSchema = { ttl: { type: 'integer', min: 1, required: false }, store: { type: 'string' } };

  it('that are fine have nothing wrong', () => {
    expect(checkOptions(schema, { store: 'redis' }, "cachePlugin can't be made")).toBeUndefined();
    expect(checkOptions({}, {}, "cachePlugin can't be made")).toBeUndefined();
  });

  it('tell all that is wrong at once, with the first field and what there is', () => {
    expect(checkOptions(schema, { tll: 60, store: 5 }, "cachePlugin can't be made")).toEqual({
      message:
        "cachePlugin can't be made: 'options.store' wants a string, but is the number 5. 'options.tll' is not a known key. Did you mean 'ttl'?",
      hint: 'Correct them; its options are ttl and store.',
      field: 'options.store',
    });
  });

  it.each<[string, ConfigSchema, unknown, Record<string, string>]>([
    ['null, which is not nothing', { a: { type: 'any' } }, null, { field: 'options' }],
    ['no object', { a: { type: 'any' } }, 'redis', { field: 'options', hint: 'Correct them; its options are a.' }],
    ['one where there is none', {}, { a: 1 }, { field: 'options.a', hint: 'Correct them; it has no options.' }],
  ])('that are %s say so', (_, of, options, wrong) => {
    expect(checkOptions(of, options, 'x')).toMatchObject(wrong);
  });
});
