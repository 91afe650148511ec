/** Open this to see the one model of a form: from where it may come, what it makes of values, and that it agrees with an independent validator. */
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { z } from 'zod';
import { createHost, type ConfigSchema, type FieldSchema, type JsonSchema } from 'mortise';
import { Config, Plugin } from 'mortise/decorators';
import { Field, form, formFrom, formOf, readTemplate } from 'mortise/ockle';

const ajv = new Ajv2020({ allErrors: true, strict: false, unicodeRegExp: false, validateFormats: false });

/** Words that could trip a reader of INI, JSON, Markdown or an object. */
const word = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('a', 'b', 'true', '%', '%%', '=', '#', ' x ', 'ü', '"', '[', 'null', 'äöü😀'),
);
const doc = fc.array(fc.stringMatching(/^[ -~]{0,12}$/), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,6}$/);
const numbers = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 50 }))
  .map(([min, size]) => ({ min, max: min + size }));
const choices = fc.uniqueArray(fc.oneof(fc.string({ maxLength: 4 }), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 4 });

/** A field with, or without, a default that it takes. */
function withDefault(field: FieldSchema, value: fc.Arbitrary<unknown>): fc.Arbitrary<FieldSchema> {
  return fc.oneof(
    value.map((given) => ({ ...field, default: given })),
    fc.constant(field),
    fc.constant({ ...field, required: false }),
  );
}

const leaf: fc.Arbitrary<FieldSchema> = fc.oneof(
  withDefault({ type: 'string' }, word),
  withDefault({ type: 'string', pattern: '^[a-c]*$' }, fc.constantFrom('', 'abc')),
  withDefault({ type: 'string', isName: true }, word),
  withDefault({ type: 'string', secret: true }, word),
  withDefault({ type: 'integer' }, fc.maxSafeInteger()),
  withDefault({ type: 'integer', min: 3, unit: 's' }, fc.integer({ min: 3 })),
  withDefault(
    { type: 'number' },
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  ),
  withDefault({ type: 'boolean' }, fc.boolean()),
  numbers.chain((range) => withDefault({ type: 'integer', ...range }, fc.integer(range))),
  choices.chain((all) => withDefault({ type: 'select', choices: all }, fc.constantFrom(...all))),
  withDefault({ type: 'string', multichoice: 'servers', link: '~~name~~' }, word),
  fc
    .boolean()
    .chain((ordered) =>
      withDefault(
        { type: 'list', unique: true, ordered, link: 's/~~name~~', of: { type: 'string' }, multichoice: 'servers' },
        fc.uniqueArray(word, { maxLength: 3 }),
      ),
    ),
  choices.chain((all) => withDefault({ type: 'list', unique: true, of: { type: 'select', choices: all } }, fc.subarray(all))),
);
/** What a template can say. */
const field: fc.Arbitrary<FieldSchema> = fc
  .oneof(
    leaf,
    leaf.chain((of) => withDefault({ type: 'map', of }, fc.constant({}))),
    fc.constant<FieldSchema>({ type: 'boolean', default: false, disabled: true }),
  )
  .chain((found) => fc.option(doc, { nil: undefined }).map((said) => (said === undefined ? found : { ...found, doc: said })));
const schema: fc.Arbitrary<ConfigSchema> = fc.dictionary(name, field, { maxKeys: 5 }).filter((all) => {
  const names = Object.keys(all).map((each) => each.toLowerCase());
  return new Set(names).size === names.length && !names.includes('constructor') && !names.includes('prototype');
});
/** What only a schema can say. */
const deep: fc.Arbitrary<ConfigSchema> = fc.dictionary(
  name.filter((each) => each !== 'constructor' && each !== 'prototype'),
  fc.oneof(
    field,
    schema.map((fields): FieldSchema => ({ type: 'object', fields })),
    schema.map((fields): FieldSchema => ({ type: 'object', fields, open: true, required: false })),
    fc.constant<FieldSchema>({ type: 'list', of: { type: 'number', max: 5 }, default: [] }),
    fc.constant<FieldSchema>({ type: 'any', required: false }),
  ),
  { maxKeys: 4 },
);
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).filter((value) => !/constructor|prototype|__proto__/.test(JSON.stringify(value))),
  fc.constantFrom<unknown>('a', 'abc', 1, 3, 5.5, true, [], ['a', 'a'], ['a', 'b'], {}, { a: 1 }, null, 2 ** 53, -0),
);
const anyValues = (fields: ConfigSchema): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .tuple(
      fc.record(Object.fromEntries(Object.keys(fields).map((key) => [key, valueFor(fields[key]!)])), { requiredKeys: [] }),
      fc.option(anyValue, { freq: 8 }),
    )
    .map(([given, more]) => (more === null ? { ...given } : { ...given, extra: more }));

/** Sometimes fitting, sometimes not. */
function valueFor(of: FieldSchema): fc.Arbitrary<unknown> {
  const fits: fc.Arbitrary<unknown> =
    of.type === 'object'
      ? anyValues(of.fields ?? {})
      : of.type === 'map'
        ? fc.dictionary(
            name.filter((each) => each !== 'constructor' && each !== 'prototype'),
            valueFor(of.of!),
            { maxKeys: 2 },
          )
        : of.type === 'list'
          ? fc.array(valueFor(of.of!), { maxLength: 3 })
          : of.type === 'select'
            ? fc.constantFrom<unknown>(...of.choices!)
            : of.type === 'boolean'
              ? fc.boolean()
              : of.type === 'integer' || of.type === 'number'
                ? fc.oneof(fc.integer({ min: -60, max: 60 }), fc.double())
                : word;
  return fc.oneof({ weight: 6, arbitrary: fits }, { weight: 1, arbitrary: anyValue });
}

describe('a form', () => {
  it('takes the same values as an independent validator takes by its JSON Schema', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        deep.chain((fields) => fc.tuple(fc.constant(fields), anyValues(fields))),
        ([fields, given]) => {
          const values: unknown = JSON.parse(JSON.stringify(given));
          const made = form(fields);
          const independent = ajv.compile(made.jsonSchema())(values);
          expect([made.validate(values).ok, values]).toEqual([independent, values]);
          if (independent) taken += 1;
        },
      ),
      { numRuns: 400 },
    );
    // Both sides of the question were asked.
    expect(taken).toBeGreaterThan(20);
  });

  it('as a template is the same form again: from template to form to value to template nothing is lost', () => {
    fc.assert(
      fc.property(schema, fc.option(doc, { nil: undefined }), (fields, said) => {
        const made = form(fields, { name: 'plugins.X', ...(said === undefined ? {} : { doc: said }) });
        const text = made.toTemplate();
        const { forms, problems } = readTemplate(text);
        expect(problems).toEqual([]);
        const again = forms.get('plugins.X')!;
        expect(JSON.parse(JSON.stringify(again.schema))).toEqual(JSON.parse(JSON.stringify(fields)));
        expect(again.doc).toBe(said);
        expect(again.toTemplate()).toBe(text);
        const { ok, value } = again.validate({});
        if (!ok) return;
        const saved = again.withDefaults(value);
        expect(formOf(saved.toTemplate()).parse({})).toEqual(value);
      }),
    );
  });

  it('as a JSON Schema is the same form again', () => {
    fc.assert(
      fc.property(deep, (fields) => {
        const made = form(fields);
        const again = formFrom(JSON.parse(JSON.stringify(made.jsonSchema())) as object as Parameters<typeof formFrom>[0]);
        expect(again.jsonSchema()).toEqual(made.jsonSchema());
      }),
    );
  });

  it('gives booleans back as they were, over every way', () => {
    const made = formOf('[a]\nON=["bool",true]\nOFF=["bool",false]\n');
    const back = formOf(made.withDefaults({ ON: false, OFF: true }).toTemplate()).parse({});
    expect(back).toEqual({ ON: false, OFF: true });
    expect(made.validate({ ON: 'false' }).problems.map(({ message }) => message)).toEqual([
      "'ON' wants true or false, but is the string 'false'.",
    ]);
  });

  it('reports all wrong values at once, and replaces none in silence', () => {
    const made = formOf(
      '[a]\nN=["intrange",1,"1-8"]\nS=["select",false,{"choices":["on","off"],"default":"on"}]\nM=["multilist",true,{"choices":["x"]}]\n',
    );
    const { ok, problems } = made.validate({ N: 9, S: 'maybe', M: ['x', 'x', 'y'], Q: 1 });
    expect(ok).toBe(false);
    expect(problems.map(({ message }) => message)).toEqual([
      "'N' wants an integer from 1 to 8, but is the number 9.",
      "'S' wants one of 'on', 'off', but is the string 'maybe'.",
      "'M.1' wants an item that is not in the list before, but is the same as item 1.",
      "'M.2' wants one of 'x', but is the string 'y'.",
      "'Q' is not a known key.",
    ]);
    expect(() => made.parse({ N: 9 })).toThrow(expect.objectContaining({ code: 'ockle.bad-values' }));
    expect(made.parse({ N: 3 })).toEqual({ N: 3, S: 'on', M: [] });
  });

  it('has types for its values', () => {
    const made = form({
      n: { type: 'integer', default: 1 },
      s: { type: 'select', choices: ['a', 'b'], default: 'a' },
      o: { type: 'string', required: false },
    });
    const values: { readonly n: number; readonly s: 'a' | 'b'; readonly o?: string } = made.parse({ s: 'b' });
    expect(values).toEqual({ n: 1, s: 'b' });
  });

  it('documents itself', () => {
    const made = formOf(
      '# What waits\n[plugins.Timer]\n# Between two | messages\nWAIT=["int",1,{"min":1,"unit":"s"}]\nKEY=["secret","hidden"]\nON=["bool",true]\nWHERE=["multilist",true,"~~name~~"]\n',
    );
    expect(made.documentation()).toBe(
      [
        '## plugins.Timer',
        '',
        'What waits',
        '',
        '| Field | Takes | Default | Means |',
        '| --- | --- | --- | --- |',
        String.raw`| ${'`WAIT`'} | an integer from 1 on in s | ${'`1`'} | Between two \| messages |`,
        '| `KEY` | a secret text | a secret |  |',
        '| `ON` | true or false | `true` |  |',
        '| `WHERE` | a list in order without twins of: what `WHERE` offers | `[]` |  |',
        '',
      ].join('\n'),
    );
    expect(form({}, { name: 'empty' }).documentation()).toContain('Nothing can be set.');
  });

  it('has what only the running system knows filled in', () => {
    const made = formOf('[a]\nSERVERS=["multilist",true,"server/~~name~~"]\nMAIN=["select",false,{"multichoice":"SERVERS"}]\n').withChoices(
      { SERVERS: ['db', 'web'] },
    );
    expect(made.jsonSchema()['properties']).toMatchObject({ SERVERS: { items: { enum: ['db', 'web'] } }, MAIN: { enum: ['db', 'web'] } });
    expect(made.validate({ MAIN: 'mail', SERVERS: ['web'] }).problems.map(({ field: at }) => at)).toEqual(['MAIN']);
  });

  it('of fields that contradict themselves is none', () => {
    expect(() => form({ a: { type: 'integer', min: 5, max: 1 } })).toThrow(expect.objectContaining({ code: 'ockle.not-a-form' }));
    expect(() => form({ a: 5 as never })).toThrow(expect.objectContaining({ code: 'ockle.not-a-form' }));
  });

  it('that no template can say is told by its field', () => {
    expect(() => form({ a: { type: 'object', fields: {} } }).toTemplate()).toThrow(
      expect.objectContaining({ code: 'ockle.no-template', message: expect.stringContaining("'a'") }),
    );
    expect(() => form({ a: { type: 'list' } }).toTemplate()).toThrow(expect.objectContaining({ code: 'ockle.no-template' }));
  });
});

describe('a name in a form', () => {
  const int = { type: 'integer', default: 1 } as const;

  it.each<[string, readonly string[]]>([
    ['#a', ['#a']],
    [';a', ['b', ';a']],
    ['[a]', ['[a]', 'b']],
    ['a=b', ['a=b']],
    ['a:b', ['b', 'a:b', 'c']],
    [' a', ['b', ' a']],
    [' a', [' a']],
    ['a ', ['a ']],
    ['a\nb', ['a\nb', 'c']],
    ['', ['']],
    ['A', ['a', 'A']],
  ])('that a template reads otherwise is refused: %j', (odd, names) => {
    const made = form(Object.fromEntries(names.map((each) => [each, int])));
    expect(() => made.toTemplate()).toThrow(
      expect.objectContaining({
        code: 'ockle.no-template',
        message: expect.stringContaining(`'${odd}' of form has a name that a template reads otherwise.`),
      }),
    );
  });

  it.each(['', ' a', 'a\nb'])('may be that of the form itself, and is refused as well: %j', (odd) => {
    expect(() => form({ a: int }, { name: odd }).toTemplate()).toThrow(expect.objectContaining({ code: 'ockle.no-template' }));
  });

  it.each(['a b', 'a#', 'a]', 'größe', '50%', '"a"', 'plugins.a', '-'])('is the same again: %j', (fine) => {
    const made = form({ [fine]: { ...int, doc: 'Two\n\nlines' } }, { name: `of ${fine}` });
    const again = formOf(made.toTemplate());
    expect([again.name, again.schema]).toEqual([made.name, made.schema]);
  });
});

describe('a class with @Field', () => {
  @Config()
  class PowerConfig {
    @Field.string({ default: 'x' }) TEXT!: string;
    @Field.int({ default: 1, min: 1 }) WAIT!: number;
    @Field.float({ default: 0.5 }) RATIO!: number;
    @Field.bool({ default: true }) ON!: boolean;
    @Field.intrange({ default: 1, range: '1-8' }) SOCKET!: number;
    @Field.select({ choices: ['on', 'off'], default: 'on' }) STATE!: string;
    @Field.select({ multichoice: 'servers', required: false }) MAIN?: string;
    @Field.multilist({ ordered: true, multichoice: 'servers', link: 'server/~~name~~/edit' }) SERVERS!: string[];
    @Field.name({ default: 'db' }) NAME!: string;
    @Field.secret({ required: false }) COMMUNITY?: string;
    @Field.map({ default: {}, of: { type: 'integer' } }) PORTS!: Record<string, number>;
  }

  it('is the configuration of a plugin, and the form of its template', async () => {
    @Plugin({ id: 'power', version: '1.0.0', config: PowerConfig })
    class Power {}
    const host = createHost({
      extensions: [Power],
      plugins: { power: { config: { SOCKET: 9 } } },
      environment: false,
      log: { level: 'silent' },
    });
    const report = await host.start();
    expect(report.problems.map(({ message }) => message)).toEqual([
      "'plugins.power.config.SOCKET' wants an integer from 1 to 8, but is the number 9.",
    ]);
    const made = form(host.info('power').manifest.config!, { name: 'plugins.Power' });
    expect(made.toTemplate()).toBe(
      [
        '[plugins.Power]',
        'TEXT=["string","x"]',
        'WAIT=["int",1,{"min":1}]',
        'RATIO=["float",0.5]',
        'ON=["bool",true]',
        'SOCKET=["intrange",1,"1-8"]',
        'STATE=["select",false,{"choices":["on","off"],"default":"on"}]',
        'MAIN=["select",false,{"required":false,"multichoice":"servers"}]',
        'SERVERS=["multilist",true,"server/~~name~~/edit",{"multichoice":"servers"}]',
        'NAME=["name","db"]',
        'COMMUNITY=["secret",null,{"required":false}]',
        'PORTS=["map",{},"int"]',
        '',
      ].join('\n'),
    );
    await host.stop();
  });

  it('whose range is none is told when it is described', async () => {
    @Config()
    class Wrong {
      @Field.intrange({ default: 1, range: 'many' }) N!: number;
    }
    @Plugin({ id: 'wrong', version: '1.0.0', config: Wrong })
    class Plug {}
    const host = createHost({ extensions: [Plug], log: { level: 'silent' } });
    expect((await host.start()).problems.map(({ code }) => code)).toContain('config.bad-field');
    await host.stop();
  });
});

describe('a form from a schema', () => {
  const inside = (a: object): JsonSchema => ({ type: 'object', properties: { a }, additionalProperties: false });

  it.each<[object, readonly unknown[], readonly unknown[]]>([
    [{ type: 'integer', minimum: 0, exclusiveMinimum: 5 }, [6], [3, 5]],
    [{ type: 'integer', minimum: 7, exclusiveMinimum: 5.5 }, [7], [6]],
    [{ type: 'integer', maximum: 9, exclusiveMaximum: 8 }, [7], [8, 9]],
    [{ type: 'integer', maximum: 2, exclusiveMaximum: 8 }, [2], [3, 7]],
    [{ type: 'number', minimum: -1e20, maximum: 1e20 }, [0.5, 1e20], [-1e21, 1e21]],
    [{ type: 'object', propertyNames: { type: 'string' }, additionalProperties: { type: 'integer' } }, [{ b: 1 }], [{ b: 'x' }]],
    [{ type: 'object', properties: { b: { type: 'integer' } }, additionalProperties: {} }, [{ b: 1, c: 'x' }], [{ b: 'x' }]],
  ])('of JSON takes what an independent validator takes: %j', (a, fine, wrong) => {
    const made = formFrom(inside(a));
    const independent = ajv.compile(inside(a));
    for (const value of [...fine, ...wrong]) expect([made.validate({ a: value }).ok, value]).toEqual([independent({ a: value }), value]);
    expect(fine.every((value) => made.validate({ a: value }).ok)).toBe(true);
    expect(wrong.some((value) => made.validate({ a: value }).ok)).toBe(false);
  });

  it('of JSON has references, enums, nested objects, maps and lists', () => {
    const made = formFrom({
      title: 'server',
      description: 'One server',
      $defs: { port: { type: 'integer', minimum: 1, exclusiveMaximum: 65_536 } },
      type: 'object',
      properties: {
        port: { $ref: '#/$defs/port', default: 80 },
        level: { enum: ['low', 'high'] },
        fixed: { const: 'only' },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        login: {
          type: 'object',
          properties: { user: { type: 'string', minLength: 1 }, key: { type: 'string', writeOnly: true } },
          required: ['user'],
          additionalProperties: false,
        },
        free: {},
        tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
      },
      required: ['level', 'login'],
      additionalProperties: false,
    });
    expect([made.name, made.doc]).toEqual(['server', 'One server']);
    expect(made.validate({ level: 'high', login: { user: '' }, port: 70_000 }).problems.map(({ field: at }) => at)).toEqual([
      'port',
      'login.user',
    ]);
    expect(made.parse({ level: 'low', login: { user: '😀' } })).toEqual({ port: 80, level: 'low', login: { user: '😀' } });
  });

  it.each<[string, object, string]>([
    ['is no object', { type: 'string' }, 'describes no object'],
    ['is open', { type: 'object', properties: {} }, 'additionalProperties'],
    [
      'says what no field can say',
      { type: 'object', properties: { a: { type: 'string', contentEncoding: 'base64' } }, additionalProperties: false },
      'properties/a says contentEncoding',
    ],
    [
      'has several types',
      { type: 'object', properties: { a: { type: ['string', 'null'] } }, additionalProperties: false },
      'has the type ["string","null"]',
    ],
    [
      'refers to nothing',
      { type: 'object', properties: { a: { $ref: '#/$defs/none' } }, additionalProperties: false },
      'which is not there',
    ],
    ['refers elsewhere', { type: 'object', properties: { a: { $ref: 'https://x' } }, additionalProperties: false }, 'which is elsewhere'],
    [
      'stands inside itself',
      { $defs: { n: { type: 'object', properties: { n: { $ref: '#/$defs/n' } }, additionalProperties: false } }, $ref: '#/$defs/n' },
      'stands inside itself',
    ],
    [
      'says of what others there may be',
      inside({ type: 'object', properties: { b: { type: 'string' } }, additionalProperties: { type: 'integer' } }),
      'properties/a says what properties it does not name are',
    ],
    ['says how names are', inside({ type: 'object', propertyNames: { pattern: '^x' } }), 'properties/a says propertyNames'],
    [
      'says how names are beside its own',
      inside({ type: 'object', properties: {}, propertyNames: { maxLength: 3 }, additionalProperties: true }),
      'properties/a says propertyNames',
    ],
    [
      'requires what it does not describe',
      inside({ type: 'object', required: ['b'], additionalProperties: { type: 'integer' } }),
      "properties/a requires 'b'",
    ],
    ['has a bound that is none', inside({ type: 'integer', minimum: 5, exclusiveMinimum: true }), 'has the exclusiveMinimum true'],
  ])('that %s is refused with its path', (_, given, why) => {
    expect(() => formFrom(given as never)).toThrow(
      expect.objectContaining({ code: 'ockle.not-a-form', message: expect.stringContaining(why) }),
    );
  });

  it('of zod has its fields, and is checked by it as well', () => {
    const made = formFrom(
      z
        .strictObject({ from: z.int().min(0), to: z.int().min(0).default(9), mode: z.enum(['fast', 'slow']) })
        .refine(({ from, to }) => from <= to, { message: 'ends before it begins', path: ['to'] }),
    );
    expect(made.parse({ from: 1, mode: 'fast' })).toEqual({ from: 1, to: 9, mode: 'fast' });
    expect(made.validate({ from: 10, mode: 'fast' }).problems.map(({ message }) => message)).toEqual(["'to': ends before it begins"]);
    expect(made.validate({ from: -1, mode: 'x' }).problems.map(({ field: at }) => at)).toEqual(['from', 'mode']);
  });

  it('of a Standard Schema that does not say its JSON Schema wants it beside', () => {
    const standard = {
      '~standard': {
        version: 1 as const,
        vendor: 'own',
        validate: (value: unknown) =>
          (Object(value) as { n?: number }).n === 13 ? { issues: [{ message: 'brings bad luck', path: ['n'] }] } : { value },
      },
    };
    expect(() => formFrom(standard)).toThrow(expect.objectContaining({ code: 'ockle.not-a-form' }));
    const made = formFrom(standard, {
      jsonSchema: { type: 'object', properties: { n: { type: 'integer' } }, additionalProperties: false },
    });
    expect(made.validate({ n: 13 }).problems.map(({ message }) => message)).toEqual(["'n': brings bad luck"]);
    expect(made.validate({ n: 12 }).ok).toBe(true);
  });

  it('that checks asynchronously is refused', () => {
    const standard = { '~standard': { version: 1 as const, vendor: 'slow', validate: (value: unknown) => Promise.resolve({ value }) } };
    const made = formFrom(standard, { jsonSchema: { type: 'object', properties: {}, additionalProperties: false } });
    expect(() => made.validate({})).toThrow(expect.objectContaining({ code: 'ockle.not-a-form' }));
  });
});
