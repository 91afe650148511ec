/** Open this to see how values are written into a YAML text in place. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { editYaml } from '../../src/platform/yaml-edit.js';

const set = (text: string, path: string, value: unknown): string => editYaml(text, [{ path: path.split('.'), value }]);

describe('a value', () => {
  it.each<[string, string, unknown, string]>([
    ['a: 1 # one\nb:  2\n', 'a', 5, 'a: 5 # one\nb:  2\n'],
    ["a: 'x'   # q\n", 'a', 'y: z', "a: 'y: z'   # q\n"],
    ['a: { b: 1,  c: 2 }\n', 'a.b', 'x', 'a: { b: x,  c: 2 }\n'],
    ['a: { b: 1,  c: 2 }\n', 'a.b', 'x, y', 'a: { b: "x, y", c: 2 }\n'],
    ['a: yes\n', 'a', true, 'a: true\n'],
    ['a: 1\n', 'a', '1', 'a: "1"\n'],
    ['a: 1\n', 'a', null, 'a: null\n'],
    ['# top\na:\n  - 1 # one\nb: 2\n', 'b', [1, 2], '# top\na:\n  - 1 # one\nb:\n  - 1\n  - 2\n'],
    ['a:\n- 1\nb: 2\n', 'b', [1], 'a:\n- 1\nb:\n- 1\n'],
    ['a: # empty\nb: 2\n', 'a.x', 1, 'a:\n  # empty\n  x: 1\nb: 2\n'],
    ['', 'a.b', 1, 'a:\n  b: 1\n'],
    ['a:\n    b: 1\n', 'a.c', 2, 'a:\n    b: 1\n    c: 2\n'],
    ['a: 1\n# about b\nb: 2\n', 'a', undefined, '# about b\nb: 2\n'],
    ['a: 1\n', 'none', undefined, 'a: 1\n'],
    ['a: |\n  text\n  more\n', 'a', 'line', 'a: line\n'],
  ])('in %j at %s is %j then', (text, path, value, edited) => {
    expect(set(text, path, value)).toBe(edited);
  });

  it.each([
    ['a: &x 1\nb: *x\n', 'b.c', 'is the alias *x'],
    ['a: [1]\n', 'a.b', "'a' is no section"],
    ['- 1\n', 'a', "'the file' is no section"],
    ['a: [', 'a', 'the file is not YAML now'],
  ])('in %j at %s is refused', (text, path, why) => {
    expect(() => set(text, path, 1)).toThrow(why);
  });

  it('is read as it was written, whatever it is, and nothing else has changed', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('null', 'true', '# x', ': ', '- a', '', ' ', '\n', '{', "'", '"', '*x', '&x', '!x', '1e3', '0x1'),
    );
    const any = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), scalar, { maxKeys: 2 }),
    );
    const text =
      '# top\nname: shop # here\nplugins:\n  a: { config: { x: 1, y: "two" } } # flow\n  b:\n    config:\n      x: \'q\' # q\n      y: >\n        folded\n        text\n';
    fc.assert(
      fc.property(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y', 'z'), any, (plugin, field, value) => {
        const edited = set(text, `plugins.${plugin}.config.${field}`, value);
        const expected = parse(text) as { plugins: Record<string, { config: Record<string, unknown> }> };
        (expected.plugins[plugin] ??= { config: {} }).config[field] = value;
        expect(parse(edited)).toEqual(expected);
        for (const comment of ['# top', '# here', '# flow']) expect(edited).toContain(comment);
      }),
    );
  });
});
