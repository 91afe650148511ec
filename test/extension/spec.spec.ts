/** Open this to see what may stand in a list of extensions, and what is said of anything else. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Plugin } from '../../decorators/index.js';
import { isProblem, normalSpec } from '../../src/extension/spec.js';
import { createTestHost } from '../../src/testing/index.js';

@Plugin({ id: 'hello', version: '1.0.0' })
class Hello {}

const extension = { name: 'billing', attach() {} };

function said(entry: unknown): string {
  const found = normalSpec(entry);
  return isProblem(found) ? `${found.code}${found.field === undefined ? '' : ` ${found.field}`}: ${found.message}` : 'nothing';
}

describe('an entry', () => {
  const plain = { options: undefined, required: false, enabled: true };

  it.each([
    [{ module: 'acme-cache' }, { ...plain, target: { module: 'acme-cache' }, source: { kind: 'module', spec: 'acme-cache' } }],
    [
      { file: './plugins/tax', options: { a: 1 }, required: true, enabled: false, dialect: 'pomelo' },
      {
        target: { file: './plugins/tax' },
        options: { a: 1 },
        required: true,
        enabled: false,
        dialect: 'pomelo',
        source: { kind: 'file', spec: './plugins/tax' },
      },
    ],
    [Hello, { ...plain, target: { value: Hello }, source: { kind: 'class', spec: 'Hello' } }],
    [extension, { ...plain, target: { value: extension }, source: { kind: 'object', spec: 'billing' } }],
    [
      { extension: Hello, options: 5, required: true },
      { ...plain, options: 5, required: true, target: { value: Hello }, source: { kind: 'class', spec: 'Hello' } },
    ],
    [
      { extension, enabled: false },
      { ...plain, enabled: false, target: { value: extension }, source: { kind: 'object', spec: 'billing' } },
    ],
    [
      { id: 'audit', version: '1.0.0' },
      { ...plain, target: { value: { id: 'audit', version: '1.0.0' } }, source: { kind: 'object', spec: 'audit' } },
    ],
    [{}, { ...plain, target: { value: {} }, source: { kind: 'object', spec: 'an object' } }],
  ])('%p has one normal form', (entry, normal) => {
    expect(normalSpec(entry)).toEqual(normal);
  });

  it('that is an extension stays one, whatever fields it has beside', () => {
    class Billing {
      name = 'billing';
      file = './rates.csv';
      attach() {}
    }
    const [made, literal] = [new Billing(), { name: 'billing', module: 'x', options: 1, attach() {} }];
    expect(normalSpec(made)).toMatchObject({ target: { value: made }, source: { kind: 'object', spec: 'billing' } });
    expect(normalSpec(literal)).toMatchObject({ target: { value: literal } });
  });

  it('whose fields throw is left to the check of extensions', () => {
    const hostile = { get attach() { throw new Error('hands off'); }, get name() { throw new Error('hands off'); }, file: 'x' }; // prettier-ignore
    const found = normalSpec(hostile);
    expect(!isProblem(found) && 'value' in found.target && found.target.value === hostile).toBe(true);
    expect(found).toHaveProperty('source', { kind: 'object', spec: 'an object' });
  });

  it.each([
    ['acme-cache', "spec.shape: The extension entry 'acme-cache' is a text, which can't be loaded."],
    [undefined, "spec.shape: An extension entry is undefined, which can't be loaded."],
    [null, "spec.shape: An extension entry is null, which can't be loaded."],
    [5, "spec.shape: An extension entry is the number 5, which can't be loaded."],
    [[Hello], "spec.shape: An extension entry is a list, which can't be loaded."],
    [{ module: 'a', file: './b' }, "spec.module-or-file: The extension entry { module: 'a', file: './b' } has module and file."],
    [{ extension, file: './b' }, "spec.module-or-file: The extension entry { file: './b', extension: an object } has file and extension."],
    [{ module: undefined, options: {} }, 'spec.module-or-file: The extension entry { options: an object } has neither module nor file.'],
    [{ module: 5 }, 'spec.bad-field module: The extension entry { module: the number 5 } wants module to be a text, but has the number 5.'],
    [{ file: '' }, "spec.bad-field file: The extension entry { file: '' } wants file to be a text, but has an empty string."],
    [
      { file: 'a\0b' },
      String.raw`spec.bad-field file: The extension entry { file: 'a\u0000b' } wants file to be a text, but has the string 'a\u0000b'.`,
    ],
    [
      { file: './a', required: 'yes' },
      "spec.bad-field required: The extension entry { file: './a' } wants required to be true or false, but has the string 'yes'.",
    ],
    [
      { file: './a', enabled: 0 },
      "spec.bad-field enabled: The extension entry { file: './a' } wants enabled to be true or false, but has the number 0.",
    ],
    [
      { file: './a', dialect: 5 },
      "spec.bad-field dialect: The extension entry { file: './a' } wants dialect to be a name, but has the number 5.",
    ],
    [
      { file: './a', option: {} },
      "spec.unknown-field option: The extension entry { file: './a' } has a field 'option' that means nothing. Did you mean 'options'?",
    ],
    [
      { module: 'a', requried: true },
      "spec.unknown-field requried: The extension entry { module: 'a' } has a field 'requried' that means nothing. Did you mean 'required'?",
    ],
  ])('%p is refused', (entry, says) => {
    expect(said(entry)).toBe(says);
  });

  it('that is a text is answered with what to write', () => {
    expect(normalSpec('./plugins/tax')).toMatchObject({
      hint: "Write { module: './plugins/tax' } for a package or { file: './plugins/tax' } for a path.",
    });
  });

  it('of any shape throws nothing', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withDate: true, withMap: true }), (entry) =>
        expect(normalSpec(entry)).toBeDefined(),
      ),
    );
  });

  it('that is refused stops no other, and is told with its place in the list', async () => {
    const test = createTestHost({ plugins: [Hello, 'acme-cache' as never, { file: './a', modul: 'b' }] });
    const report = await test.start();
    expect(report.problems.map(({ code, field }) => [code, field])).toEqual([
      ['spec.shape', 'extensions[1]'],
      ['spec.unknown-field', 'extensions[2]'],
    ]);
    expect(report.plugins.map(({ state }) => state)).toEqual(['running']);
    await test.stop();
  });
});
