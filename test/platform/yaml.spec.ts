import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { readYaml } from '../../src/platform/yaml.js';

/** What is wrong with a text, as `place: why`. */
function wrong(text: string): string[] {
  const { value, problems, locate } = readYaml(text, 'shop.yaml');
  expect(value).toEqual({});
  expect(locate([])).toBeUndefined();
  return problems.map((found) => {
    expect(found.code).toBe('config.not-yaml');
    return `${found.place!}: ${found.message.replace("The configuration 'shop.yaml' is not YAML: ", '')}`;
  });
}

function read(text: string): unknown {
  const { value, problems } = readYaml(text, 'shop.yaml');
  expect(problems).toEqual([]);
  return value;
}

describe('a YAML text', () => {
  it('becomes plain values by the core schema of YAML 1.2', () => {
    expect(read('a: 1\nb: [x, 1.5, true, null, ~, 0o17, 0x1F]\nc: yes\nd: 2001-01-01\ne: {f: "1"}\n<<: {g: 1}\n1: one\n')).toEqual({
      a: 1,
      b: ['x', 1.5, true, null, null, 15, 31],
      c: 'yes',
      d: '2001-01-01',
      e: { f: '1' },
      '<<': { g: 1 },
      '1': 'one',
    });
  });

  it.each(['', '# nothing yet\n', '---\n', '~', '\ufeff'])('without content is no settings: %j', (text) => {
    expect(read(text)).toEqual({});
  });

  it('may repeat values by alias', () => {
    expect(read('a: &x {k: 1}\nb: *x\n')).toEqual({ a: { k: 1 }, b: { k: 1 } });
  });

  it('gives back what was written, whatever it is', () => {
    const key = fc.string().filter((text) => text !== '__proto__');
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree, { noNullPrototype: true }), (value) => {
        expect(read(stringify(value, { aliasDuplicateObjects: false }))).toEqual(value);
      }),
    );
  });

  it('can not reach a prototype', () => {
    const value = read('__proto__: {polluted: 1}\na: {__proto__: {polluted: 2}, constructor: {prototype: {polluted: 3}}}\n') as Record<
      string,
      object
    >;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(value['a'])).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a text that is not YAML', () => {
  it.each([
    ['a: [1,\nb: 2', 'shop.yaml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a: 1\n  b: 2\n', 'shop.yaml:1:4: Nested mappings are not allowed in compact mappings'],
    ['a:\n\tb: 1\n', 'shop.yaml:2:1: Tabs are not allowed as indentation'],
    ['a: 1\nb: 2\na: 3\n', 'shop.yaml:3:1: this key is already there in the same mapping'],
    ['1: a\n"1": b\n', 'shop.yaml:2:1: this key is already there in the same mapping'],
    ['? [1]\n: 2\n', 'shop.yaml:1:3: With stringKeys, all keys must be strings'],
    ['- 1\n', 'shop.yaml:1:1: the top level must be a mapping, but it is a list'],
    ['\n  hello\n', 'shop.yaml:2:3: the top level must be a mapping, but it is a single value'],
    ['a: 1\n---\nb: 2\n', 'shop.yaml:2:1: it holds several documents; one is expected'],
    ['a: !env HOME\n', 'shop.yaml:1:4: Unresolved tag: !env'],
    ['a: !!binary aGk=\n', 'shop.yaml:1:4: Unresolved tag: tag:yaml.org,2002:binary'],
    ['a: *x\nb: &x 1\n', 'shop.yaml:1:4: the alias *x has no anchor before it'],
    ['a: &x\n  b: [*x, *x]\n', 'shop.yaml:2:7: the alias *x holds itself'],
    ['id: 123456789012345678\n', 'shop.yaml:1:5: the number 123456789012345678 is too long to be exact; write it in quotes'],
  ])('says where and why: %j', (text, expected) => {
    expect(wrong(text)[0]).toBe(expected);
  });

  it('tells several mistakes at once, but not thousands', () => {
    expect(wrong('a: 1\na: 2\nb: 1\nb: 2\n')).toHaveLength(2);
    expect(wrong('a: 1\n'.repeat(5000))).toHaveLength(20);
  });

  it('may not multiply by aliases', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let level = 1; level < 30; level += 1) lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
    expect(wrong(lines.join('\n'))).toEqual(['shop.yaml:1:1: its aliases multiply to more than 100 values']);
  });

  it.each([
    ['lists', `a: ${'['.repeat(50_000)}`, 'shop.yaml:1:104'],
    ['maps', `a: ${'{a: '.repeat(50_000)}`, 'shop.yaml:1:404'],
    ['dashes', `${'- '.repeat(50_000)}x`, 'shop.yaml:1:203'],
    ['keys', `${'? '.repeat(50_000)}x`, 'shop.yaml:1:203'],
    ['lines', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''), 'shop.yaml:102:102'],
  ])('may not be deep enough to break the parser: %s', (_, text, place) => {
    expect(wrong(text)).toEqual([`${place}: it is nested more than 100 levels deep`]);
  });

  it('never throws, whatever it is', () => {
    const scraps = fc.array(
      fc.constantFrom(
        'a',
        ': ',
        '- ',
        '\n',
        '  ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '&x ',
        '*x',
        '!t ',
        '"',
        "'",
        '|',
        '>',
        '#',
        '---\n',
        '%',
        '\t',
        '1',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          scraps.map((parts) => parts.join('')),
          fc.string(),
        ),
        (text) => {
          const { value, problems } = readYaml(text, 'shop.yaml');
          expect(typeof value).toBe('object');
          expect(() => JSON.stringify(value)).not.toThrow();
          for (const found of problems) expect(found.place).toMatch(/^shop\.yaml:\d+:\d+$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a place in a YAML text', () => {
  const text = [
    'plugins:',
    '  tax:',
    '    config: &c',
    '      rates: [0.19, {de: 0.07}]',
    '      mode:',
    '  vat:',
    '    config: *c',
    '  7: seven',
    '',
  ].join('\n');

  it.each<[(string | number)[], string]>([
    [[], 'shop.yaml:1:1'],
    [['plugins', 'tax', 'config', 'rates'], 'shop.yaml:4:14'],
    [['plugins', 'tax', 'config', 'rates', 0], 'shop.yaml:4:15'],
    [['plugins', 'tax', 'config', 'rates', 1, 'de'], 'shop.yaml:4:26'],
    [['plugins', 'tax', 'config', 'mode'], 'shop.yaml:5:12'],
    [['plugins', 'vat', 'config'], 'shop.yaml:7:13'],
    [['plugins', 'vat', 'config', 'rates', 0], 'shop.yaml:4:15'],
    [['plugins', 7], 'shop.yaml:8:6'],
  ])('is that of the value at %j', (path, place) => {
    expect(readYaml(text, 'shop.yaml').locate(path)).toBe(place);
  });

  it.each<[(string | number)[], string]>([
    [['plugins', 'tax', 'config', 'ttl'], 'shop.yaml:4:7'],
    [['plugins', 'tax', 'config', 'rates', 5, 'x'], 'shop.yaml:4:14'],
    [['plugins', 'tax', 'config', 'rates', 'x'], 'shop.yaml:4:14'],
    [['plugins', '7', 'x', 'y'], 'shop.yaml:8:6'],
    [['nothing'], 'shop.yaml:1:1'],
  ])('is that of the nearest value above when there is none at %j', (path, place) => {
    expect(readYaml(text, 'shop.yaml').locate(path)).toBe(place);
  });

  it.each<[(string | number)[], string]>([
    [['plugins'], 'shop.yaml:1:1'],
    [['plugins', 'tax', 'config', 'mode'], 'shop.yaml:5:7'],
    [['plugins', 'tax', 'config', 'rates', 1, 'de'], 'shop.yaml:4:22'],
    [['plugins', 'vat', 'config', 'rates'], 'shop.yaml:4:7'],
    [['plugins', 7], 'shop.yaml:8:3'],
    [['plugins', 'tax', 'config', 'rates', 0], 'shop.yaml:4:15'],
    [['plugins', 'tax', 'nothing'], 'shop.yaml:3:5'],
  ])('is that of the key at %j, if that is asked', (path, place) => {
    expect(readYaml(text, 'shop.yaml').locate(path, 'key')).toBe(place);
  });

  it('is nowhere in an empty text', () => {
    expect(readYaml('', 'shop.yaml').locate(['a'])).toBeUndefined();
  });
});
