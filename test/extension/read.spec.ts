/** Open this to see how what a module exports is recognised, and what is said of one that can't be imported. */
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Component, definePlugin, Plugin } from '../../decorators/index.js';
import { modulesOn } from '../../src/extension/modules.js';
import { read, type Read } from '../../src/extension/read.js';
import { isProblem, normalSpec } from '../../src/extension/spec.js';
import type { Dialect, Registration } from '../../src/model/extension.js';
import type { ModulesPort } from '../../src/model/ports.js';
import type { Problem } from '../../src/model/problem.js';
import { nodeFiles, sha256 } from '../../src/platform/files.js';
import { mapStacks } from '../../src/platform/runtime.js';
import { createTestHost } from '../../src/testing/index.js';
import { attaching } from './attaching.js';
import { folder } from './folder.js';

const there = folder({
  'package.json': '{ "type": "module" }',
  'esm.js': "export default { name: 'esm', version: '1.0.0', attach() {} };",
  'named.js': "export const extension = { name: 'named', attach() {} };",
  'whole.js': "export const name = 'whole'; export function attach() {}",
  'definition.js': "export const id = 'definition'; export const version = '1.0.0'; export function start() {} export const helper = 5;",
  'factory.js': "export default () => ({ name: 'factory', attach() {} });",
  'later.js': "export default async () => ({ name: 'later', attach() {} });",
  'cjs.cjs': "module.exports = { name: 'cjs', attach(options, callback) { callback(); } };",
  'cjs-extension.cjs': "exports.extension = () => ({ name: 'cjs-extension', attach() {} });",
  'throws.js': 'throw new Error("no region");',
  'syntax.js': 'export default {',
  'nothing.js': 'export const rates = 1; export const tax = 2;',
  'empty.js': '',
  'produces-nothing.js': 'export default () => 5;',
  'produces-badly.js': 'export default () => { throw new Error("no region"); };',
  'rejects.js': 'export default async () => { throw new Error("no region"); };',
  'class.js': 'export default class { constructor() { throw new Error("not a factory"); } }',
  'hostile.js': 'export default { get attach() { throw new Error("hands off"); } };',
});

@Plugin({ id: 'tax', version: '1.0.0' })
class Tax {}
@Plugin({ id: 'rates', version: '1.0.0' })
class Rates {}
@Component('part')
class Part {}

interface Reading {
  readonly dialects?: readonly Dialect[];
  readonly dialect?: string;
  readonly modules?: ModulesPort;
}

async function reading(entry: unknown, { dialects = [], modules = diskModules, dialect }: Reading = {}): Promise<Read | Problem> {
  const spec = normalSpec(dialect === undefined ? entry : { ...(entry as object), dialect });
  if (isProblem(spec)) throw new Error(spec.message);
  return read(spec, { home: there.path, roots: [there.path] }, { files: nodeFiles, modules, dialects });
}

const diskModules = modulesOn({ files: nodeFiles, sha256, mapStacks });

/** Name and dialect of what was read, or the code of the problem. */
async function shown(entry: unknown, given: Reading = {}): Promise<string> {
  const found = await reading(entry, given);
  return 'code' in found ? `${found.code}: ${found.message}` : `${found.extension.name} by ${found.dialect}`;
}

/** A module that exports these. */
function exporting(namespace: Record<string, unknown>): ModulesPort {
  return { ...diskModules, import: () => Promise.resolve(namespace) };
}

async function registered(entry: unknown, given: Reading = {}): Promise<Registration[]> {
  const found = await reading(entry, given);
  if ('code' in found) throw new Error(found.message);
  return [...(await attaching(found.extension).attached)!.registrations];
}

describe('a module', () => {
  it.each([
    ['./esm.js', 'esm by extension'],
    ['./named.js', 'named by extension'],
    ['./whole.js', 'whole by extension'],
    ['./definition.js', 'definition by definition'],
    ['./factory.js', 'factory by extension'],
    ['./later.js', 'later by extension'],
    ['./cjs.cjs', 'cjs by extension'],
    ['./cjs-extension.cjs', 'cjs-extension by extension'],
    ['./throws.js', "extension.import-failed: The extension './throws.js' threw while it was imported: no region"],
    [
      './nothing.js',
      "extension.not-recognised: The extension './nothing.js' exports rates, tax, and nothing of it is a plugin for this host.",
    ],
    ['./empty.js', "extension.not-recognised: The extension './empty.js' exports nothing, and nothing of it is a plugin for this host."],
    [
      './produces-nothing.js',
      "extension.not-recognised: The extension './produces-nothing.js' exports a function, which returned the number 5, so it is no plugin.",
    ],
    ['./produces-badly.js', "extension.factory-threw: The function of the extension './produces-badly.js' threw: no region"],
    ['./rejects.js', "extension.factory-threw: The function of the extension './rejects.js' threw: no region"],
    [
      './class.js',
      "extension.not-recognised: The extension './class.js' exports a class without a name, which has no @Plugin, so it is no plugin.",
    ],
  ])('%s is %s', async (file, expected) => {
    expect(await shown({ file })).toBe(expected);
  });

  it('with a mistake in it is extension.import-failed, at its path', async () => {
    expect(await reading({ file: './syntax.js' })).toMatchObject({
      code: 'extension.import-failed',
      blame: 'plugin',
      phase: 'read',
      extension: './syntax.js',
      place: join(there.path, 'syntax.js'),
      message: expect.stringContaining('SyntaxError'),
    });
  });

  it('that may not be read is extension.import-failed', async () => {
    const spec = normalSpec({ file: './esm.js' });
    const files = {
      ...nodeFiles,
      hash() {
        throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
      },
    };
    const found = await read(spec as never, { home: there.path, roots: [there.path] }, { files, modules: diskModules, dialects: [] });
    expect(found).toMatchObject({
      code: 'extension.import-failed',
      cause: { code: 'EACCES' },
      hint: 'Let the user that runs the host read the file, or take it out.',
    });
  });

  it('that is read is known by path, content and spec', async () => {
    const found = (await reading({ file: './esm.js' })) as Read;
    expect(found.source).toEqual({
      kind: 'file',
      spec: './esm.js',
      path: join(there.path, 'esm.js'),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('with getters that throw is a problem', async () => {
    expect(await reading({ file: './hostile.js' })).toMatchObject({
      code: 'extension.factory-threw',
      cause: { message: 'hands off' },
      message: "The extension './hostile.js' threw when it was looked at: hands off",
      hint: 'Write plain fields, or a function that returns { name, attach }: what is exported is read before anything of it runs.',
    });
  });

  it('with several decorated classes is one extension of all its plugins; their components are none', async () => {
    const modules = exporting({ Tax, Rates, Part, again: Tax, helper: () => {} });
    expect(await registered({ file: './esm.js' }, { modules })).toEqual([{ value: Tax }, { value: Rates }]);
    expect(await registered({ file: './esm.js' }, { modules: exporting({ Part }) })).toEqual([{ value: Part }]);
  });

  it('is what it exports by default first', async () => {
    expect(await registered({ file: './esm.js' }, { modules: exporting({ default: Tax, Rates }) })).toEqual([{ value: Tax }]);
    expect(
      await shown({ file: './esm.js' }, { modules: exporting({ default: class {}, extension: { name: 'second', attach() {} } }) }),
    ).toBe('second by extension');
    expect(await shown({ file: './esm.js' }, { modules: exporting({ default: { extension: { name: 'inner', attach() {} } } }) })).toBe(
      'inner by extension',
    );
  });

  it('that has an attach is an extension, even if it exports its classes too', async () => {
    expect(await shown({ file: './esm.js' }, { modules: exporting({ name: 'billing', attach() {}, Tax }) })).toBe('billing by extension');
  });

  it('may be named in any letters: what mortise names itself is legible', async () => {
    const odd = folder({ 'käse & co.js': '' });
    const spec = normalSpec({ file: './käse & co.js' });
    const found = (await read(
      spec as never,
      { home: odd.path, roots: [odd.path] },
      { files: nodeFiles, modules: exporting({ Tax }), dialects: [] },
    )) as Read;
    expect(found.extension.name).toBe('./k-se-co.js');
    expect((await attaching(found.extension).attached)!.registrations).toEqual([{ value: Tax }]);
  });
});

describe('a value given directly', () => {
  it.each([
    [Tax, 'Tax by class'],
    [{ extension: Tax }, 'Tax by class'],
    [{ name: 'billing', attach() {} }, 'billing by extension'],
    [() => ({ name: 'made', attach() {} }), 'made by extension'],
    [definePlugin({ id: 'audit', version: '1.0.0' }), 'audit by definition'],
    [{ id: 'plain', version: '1.0.0' }, 'plain by definition'],
    [Object.freeze({ id: 'frozen', version: '1.0.0' }), 'frozen by definition'],
    [definePlugin({} as { id: string }), 'an-object by definition'],
    [{ Tax, Rates }, 'an-object by class'],
    [{ rates: 1 }, "extension.not-recognised: The extension 'an object' exports an object, and nothing of it is a plugin for this host."],
    [{ extension: null }, "extension.not-recognised: The extension 'null' exports null, and nothing of it is a plugin for this host."],
    [
      { extension: 'billing' },
      "extension.not-recognised: The extension 'billing' exports the string 'billing', and nothing of it is a plugin for this host.",
    ],
  ])('%p is %s', async (entry, expected) => {
    expect(await shown(entry)).toBe(expected);
  });

  it('that is an anonymous class runs under its id', async () => {
    const Anonymous = (() => class {})();
    (Plugin({ id: 'quiet', version: '1.0.0' }) as (type: object) => void)(Anonymous);
    const test = createTestHost({ plugins: [Anonymous] });
    const report = await test.start();
    expect(report.plugins).toMatchObject([{ id: 'quiet', extension: 'an-anonymous-function', state: 'running' }]);
    await test.stop();
  });

  it('whose id is wrong is told by the check of ids', async () => {
    const test = createTestHost({ plugins: [definePlugin({ id: 'Käse & Co', version: '1.0.0' })] });
    const report = await test.start();
    expect(report.problems.map(({ code, field }) => [code, field])).toEqual([['manifest.bad-id', 'id']]);
    await test.stop();
  });
});

describe('a dialect', () => {
  const shop: Dialect = {
    name: 'shop',
    recognises: (exported) => typeof exported === 'object' && exported !== null && 'shop' in exported,
    describe: (exported) => ({ name: `shop-${String((exported as { shop: unknown }).shop)}`, attach() {} }),
  };

  it('of the owner is asked before those of mortise', async () => {
    expect(await shown({ shop: 'a', name: 'b', attach() {} }, { dialects: [shop] })).toBe('shop-a by shop');
    expect(await shown({ name: 'b', attach() {} }, { dialects: [shop] })).toBe('b by extension');
  });

  it('that a spec names is the only one asked', async () => {
    expect(await shown({ extension: { shop: 'a', name: 'b', attach() {} } }, { dialects: [shop], dialect: 'extension' })).toBe(
      'b by extension',
    );
    expect(await shown({ extension: { name: 'b', attach() {} } }, { dialects: [shop], dialect: 'shop' })).toMatch(
      /^extension.not-recognised/,
    );
  });

  it('that nobody has is spec.unknown-dialect, with those there are', async () => {
    expect(await reading({ extension: Tax }, { dialects: [shop], dialect: 'pomelo' })).toMatchObject({
      code: 'spec.unknown-dialect',
      field: 'dialect',
      message: "The extension entry Tax asks for the dialect 'pomelo', which this host does not have.",
      hint: "Known here: 'shop', 'extension', 'class' and 'definition'. Pass the dialect in createHost({ dialects }).",
    });
  });

  it('that throws is a problem of what it was asked about', async () => {
    const bad: Dialect = { ...shop, describe: () => { throw new Error('hands off'); } }; // prettier-ignore
    expect(await reading({ extension: { shop: 1 } }, { dialects: [bad] })).toMatchObject({
      code: 'extension.factory-threw',
      cause: { message: 'hands off' },
    });
  });
});
