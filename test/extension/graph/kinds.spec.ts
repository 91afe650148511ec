/** Open this to see that every way to write a module loads, and what each of them sees of the others. */
import { describe, expect, it } from '@jest/globals';
import { exportsOf, inNode } from './in-node.js';

const MODULE = { 'package.json': '{ "type": "module" }' };

describe('a plugin is written', () => {
  it.each<[string, string, string, Record<string, string>]>([
    ['in TypeScript', 'ts', 'a.ts', { 'a.ts': 'export const is: string = "ts" as const;' }],
    ['in TypeScript, as a module by name', 'mts', 'a.mts', { 'a.mts': 'interface A { is: string }\nexport const is: A["is"] = "mts";' }],
    [
      'in TypeScript, as CommonJS by name',
      'function',
      'a.cts',
      { ...MODULE, 'a.cts': "import os = require('node:os');\nexport = { is: typeof os.cpus };" },
    ],
    [
      'in TypeScript named as CommonJS, with the syntax of modules',
      'function,string,function',
      'a.cts',
      { 'a.cts': "import os = require('node:os');\nexport const is: string = [typeof os.cpus, typeof __filename, typeof require].join();" },
    ],
    [
      'in TypeScript, as CommonJS by its package',
      'cjs',
      'a.ts',
      { 'package.json': '{}', 'a.ts': 'const is: string = "cjs"; module.exports = { is };' },
    ],
    ['as a module by its package', 'undefined', 'a.js', { ...MODULE, 'a.js': 'export const is = typeof require; { const require = 1; }' }],
    ['as a module by name', 'undefined', 'a.mjs', { 'a.mjs': '#!/usr/bin/env node\nexport const is = typeof this;' }],
    ['as a module that only its syntax shows', 'shown', 'a.js', { 'a.js': 'export const is = "shown";' }],
    ['as CommonJS', 'sloppy', 'a.js', { 'a.js': '#!/usr/bin/env node\nwith ({ is: "sloppy" }) exports.is = is; return;' }],
    [
      'as CommonJS by name',
      'function,object,true',
      'a.cjs',
      { ...MODULE, 'a.cjs': 'exports.is = [typeof require, typeof module, __filename === module.id].join();' },
    ],
    ['as JSON', 'json', 'a.json', { 'a.json': '{ "is": "json" }' }],
  ])('%s', async (_, is, entry, files) => {
    const found = (await exportsOf(entry, files)) as { is?: string; default?: { is: string } };
    expect(found.is ?? found.default?.is).toBe(is);
  });

  it('as a module that only an await shows', async () => {
    expect(await inNode("await load('a.js'); return effects;", { files: { 'a.js': 'effects.push(await 1);' } })).toEqual([1]);
  });
});

describe('modules of one plugin', () => {
  it('import JSON, with an attribute and without, and require the very same', async () => {
    const files = {
      ...MODULE,
      'a.js': `import one from './d.json' with { type: 'json' };
               import two from './d.json';
               import { createRequire } from 'node:module';
               import module from 'module';
               const three = createRequire(import.meta.url)('./d.json');
               const four = module.createRequire(import.meta.filename)('./d.json');
               const six = createRequire(import.meta.dirname + '/')('./d.json');
               const seven = createRequire(new URL('.', import.meta.url))('./d.json');
               const { default: five } = await import('./d.json', { with: { type: 'json' } });
               export const same = [two, three, four, five, six, seven].every((each) => each === one) && one.a;`,
      'd.json': '{ "a": 1 }',
    };
    expect(await exportsOf('a.js', files)).toEqual({ same: 1 });
  });

  it('import CommonJS, by default and by name, live', async () => {
    const files = {
      'a.mjs': `import c, { count, up } from './c.cjs'; import * as all from './c.cjs';
                up(); export const seen = [c.count, count, all.count, all.default === c];`,
      'c.cjs': 'exports.count = 1; exports.up = () => { exports.count += 1; };',
    };
    expect(await exportsOf('a.mjs', files)).toEqual({ seen: [2, 2, 2, true] });
  });

  it('import a function, nothing and a number that CommonJS exports', async () => {
    const files = {
      'a.mjs': "import f from './f.cjs'; import n from './n.cjs'; import o from './o.cjs'; export const seen = [f(), n, o];",
      'f.cjs': 'module.exports = () => 1; module.exports.x = 2;',
      'n.cjs': 'module.exports = 5;',
      'o.cjs': 'module.exports = null;',
    };
    expect(await exportsOf('a.mjs', files)).toEqual({ seen: [1, 5, null] });
  });

  it('import modules from CommonJS by import(), from the same graph', async () => {
    const files = {
      'a.cjs': `exports.load = () => import('./m.mjs'); const o = { import(x) { return x; } }; exports.o = o.import('import(x)');`,
      'b.mjs': `import a from './a.cjs'; import * as m from './m.mjs'; export const same = m === await a.load(), o = a.o;`,
      'm.mjs': 'export const m = {};',
    };
    expect(await exportsOf('b.mjs', files)).toEqual({ same: true, o: 'import(x)' });
  });

  it('require each other in a circle, and see what is exported so far', async () => {
    const files = {
      'a.cjs': "exports.early = 1; exports.b = require('./b').seen; exports.late = 2;",
      'b.js': "exports.seen = Object.keys(require('./a.cjs'));",
    };
    expect(await exportsOf('a.cjs', files)).toMatchObject({ early: 1, b: ['early'], late: 2 });
  });

  it('require as Node finds files: without extension, an index, a main, and what is written in TypeScript', async () => {
    const files = {
      'a.cjs': "module.exports = ['./b', './c', './d', './e.js', './f'].map((name) => require(name)); exports.x = require.resolve('./b');",
      'b.js': 'module.exports = "b"',
      'c/index.js': 'module.exports = "c"',
      'd/package.json': '{ "main": "lib" }',
      'd/lib/index.json': '"d"',
      'e.ts': 'const e: string = "e"; module.exports = e;',
      'f.json': '"f"',
    };
    expect(await exportsOf('a.cjs', files)).toMatchObject({ default: ['b', 'c', 'd', 'e', 'f'] });
  });

  it('reach each other through the name and the imports of their package', async () => {
    const files = {
      'p/package.json': '{ "name": "acme-p", "type": "module", "exports": { "./b": "./b.js" }, "imports": { "#c": "./c.js" } }',
      'p/a.js': "export { b } from 'acme-p/b'; export { c } from '#c'; export { b as same } from './b.js';",
      'p/b.js': 'export const b = "b"; globalThis.effects.push("b");',
      'p/c.js': 'export const c = "c";',
    };
    expect(
      await inNode(`const { namespace, files } = await load('p/a.js'); return [{ ...namespace }, files.length, effects];`, { files }),
    ).toEqual([{ b: 'b', c: 'c', same: 'b' }, 4, ['b']]);
  });

  it('keep what a CommonJS entry puts on module as its extension', async () => {
    expect(await exportsOf('a.cjs', { 'a.cjs': 'module.extension = { name: "agent" };' })).toMatchObject({ extension: { name: 'agent' } });
  });
});

describe('TypeScript', () => {
  it('has decorators with emitted types, parameter properties, enums and namespaces', async () => {
    const files = {
      'a.ts': `
        import { Store, type Kind } from './store.js';
        const facts: unknown[] = [];
        const note = (...args: unknown[]): any => {
          const types = (Reflect as any).getMetadata?.('design:paramtypes', args[0] as object) ?? [];
          facts.push(types.map((type: Function) => type.name));
        };
        export enum Color { Red = 'red', Blue = 'blue' }
        namespace Space { export const star = Color.Red; }
        @note export class A { constructor(private readonly store: Store, readonly kind: Kind, readonly color = Space.star) {}
          get name(): string { return this.store.name + this.kind + this.color; } }
        export const seen = [facts, new A({ name: 'x' }, 'k').name, Color.Blue];`,
      'store.ts': "import 'reflect-metadata'; export class Store { name = 'store'; } export type Kind = 'k';",
    };
    const found = await inNode(`const { namespace } = await load('a.ts'); return namespace.seen;`, { files: { ...files, ...MODULE } });
    expect(found).toEqual([[['Store', 'Object', 'Object']], 'xkred', 'blue']);
  });

  it('imports ./x.js, ./x.mjs and ./x.cjs for what is written as x.ts, x.mts and x.cts, and ./x.ts itself', async () => {
    const files = {
      ...MODULE,
      'a.ts': "export * from './b.js'; export * from './c.mjs'; export { default as d } from './d.cjs'; export { b as e } from './b.ts';",
      'b.ts': 'export const b = 1;',
      'c.mts': 'export const c = 2;',
      'd.cts': 'export = 3;',
    };
    expect(await exportsOf('a.ts', files)).toEqual({ b: 1, c: 2, d: 3, e: 1 });
  });
});
