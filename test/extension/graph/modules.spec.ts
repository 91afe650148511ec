/** Open this to see that modules which mortise evaluates behave as those of Node: order, circles, live bindings, import.meta. */
import { describe, expect, it } from '@jest/globals';
import { runNode } from '../../child.js';
import { folder } from '../folder.js';
import { exportsOf, inNode } from './in-node.js';

/** What a program prints that imports the entry and shows the exports: once by Node itself, once by mortise. */
async function both(entry: string, files: Readonly<Record<string, string>>): Promise<{ node: unknown; mortise: unknown }> {
  const at = folder(files);
  const script = `globalThis.effects = []; const all = await import('./${entry}'); console.log(JSON.stringify({ ...all, effects }));`;
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', script], { cwd: at.path });
  expect(stderr).toBe('');
  return {
    node: JSON.parse(stdout) as unknown,
    mortise: await inNode(`const { namespace } = await load('${entry}'); return { ...namespace, effects };`, { at }),
  };
}

describe('modules are evaluated as Node does it', () => {
  it.each<[string, Record<string, string>]>([
    [
      'in the order of their imports, each once, before whoever imports them',
      {
        'a.mjs': "effects.push('a'); import './b.mjs'; import './c.mjs'; import './b.mjs';",
        'b.mjs': "import './d.mjs'; effects.push('b');",
        'c.mjs': "import './d.mjs'; effects.push('c');",
        'd.mjs': "effects.push('d');",
      },
    ],
    [
      'waiting for what waits at its top level',
      {
        'a.mjs': "import { b } from './b.mjs'; effects.push('a'); export const a = b + 1;",
        'b.mjs': 'export const b = await new Promise((resolve) => setTimeout(() => { effects.push("b"); resolve(1); }, 20));',
      },
    ],
    [
      'with bindings that stay live',
      {
        'a.mjs':
          "import { n, up } from './b.mjs'; const before = n; up(); export const seen = [before, n]; export { n } from './b.mjs'; up();",
        'b.mjs': 'export let n = 1; export function up() { n += 1; }',
      },
    ],
    [
      'with two that import each other',
      {
        'a.mjs':
          "import { b } from './b.mjs'; export function f() { return 'f'; } export let a = 'a'; export const seen = b(); export const later = 1;",
        'b.mjs':
          "import * as all from './a.mjs'; import { f } from './a.mjs'; effects.push(f(), 'later' in all); export const b = () => all.a + f();",
      },
    ],
    [
      'with three in a circle, one of which waits',
      {
        'a.mjs': "import { b } from './b.mjs'; export const a = () => 'a'; export const seen = b();",
        'b.mjs': "import { c } from './c.mjs'; await null; effects.push('b'); export const b = () => 'b' + c();",
        'c.mjs': "import { a } from './a.mjs'; effects.push('c'); export const c = () => 'c' + a();",
      },
    ],
    [
      'with a binding that is not there yet',
      {
        'a.mjs': "import './b.mjs'; export const a = 1;",
        'b.mjs': "import { a } from './a.mjs'; try { effects.push(a); } catch (error) { effects.push(error.message); }",
      },
    ],
    [
      'with all that others export, but not their defaults, and own ones first',
      {
        'a.mjs':
          "export * from './b.mjs'; export * as c from './c.mjs'; export const mine = 'a'; export { default as named } from './b.mjs';",
        'b.mjs': "export const b = 'b', mine = 'b'; export default 'default'; export * from './c.mjs';",
        'c.mjs': "export const c2 = 'c';",
      },
    ],
    [
      'without what two others export by one name, unless it is one and the same',
      {
        'a.mjs': "import * as all from './b.mjs'; export * from './b.mjs'; export const names = Object.keys(all).sort();",
        'b.mjs': "export * from './c.mjs'; export * from './d.mjs'; export * from './e.mjs'; export const mine = 'b';",
        'c.mjs': "export const twice = 'c', mine = 'c', c = 'c'; export * from './e.mjs';",
        'd.mjs': "export const twice = 'd', mine = 'd', d = 'd'; export { same } from './e.mjs';",
        'e.mjs': "export const same = {}, twice = 'e';",
      },
    ],
    [
      'with an export that is called then',
      {
        'a.mjs':
          "import { then, one, two, three } from './e.mjs'; import * as all from './b.mjs'; import c from './c.cjs'; effects.push(then(), all.then === then, c.then(), one, two, three, (await import('./b.mjs')).isThere); export const isThere = true;",
        'b.mjs':
          "export const one = 1, two = 2, three = 3; export function then(resolve) { resolve?.({ isThere: 'resolved' }); return 'then'; }",
        'e.mjs': "export * from './b.mjs';",
        'c.cjs': "module.exports = { then() { return 'c'; } };",
      },
    ],
    [
      'with all that others export in a circle of three',
      {
        'a.mjs': "export * from './b.mjs'; export const a = 1;",
        'b.mjs': "export * from './c.mjs'; export const b = 2;",
        'c.mjs':
          "export * from './a.mjs'; export const c = 3; import * as b from './b.mjs'; export const names = () => Object.keys(b).sort(); export const later = 4;",
        'd.mjs': "import { names } from './c.mjs'; import { a } from './b.mjs'; export const seen = [names(), a];",
      },
    ],
    [
      'without what two others export by one name, though it is one value',
      {
        'a.mjs': "import * as all from './b.mjs'; export const names = Object.keys(all).sort();",
        'b.mjs': "export * from './c.mjs'; export * from './d.mjs'; export * from './e.cjs'; export * from './f.cjs';",
        'c.mjs': "export const debug = false, c = 1; export { e } from './e.cjs'; import { same } from './g.mjs'; export { same };",
        'd.mjs': "const off = false; export { off as debug }; export { e } from './e.cjs'; export { same } from './g.mjs';",
        'e.cjs': "exports.e = 'e'; exports.cjs = 1;",
        'f.cjs': 'exports.cjs = 1;',
        'g.mjs': 'export const same = 1;',
      },
    ],
    [
      'with all of what is another value each time, in a circle and by two ways',
      {
        'a.mjs':
          "import * as b from './b.mjs'; import * as d from './d.mjs'; export const names = [b, d].map((all) => Object.keys(all).sort());",
        'b.mjs': "import './c.mjs'; export * from './lib.cjs';",
        'c.mjs': "import './b.mjs';",
        'd.mjs': "export * from './e.mjs'; export * from './f.mjs';",
        'e.mjs': "export * from './lib.cjs';",
        'f.mjs': "export * from './lib.cjs';",
        'lib.cjs':
          "const lib = { get options() { return {}; } }; Object.defineProperty(exports, 'options', { enumerable: true, get: function () { return lib.options; } }); exports.plain = 1;",
      },
    ],
    [
      'without what another one in a circle turns out not to pass on, since two others export it',
      {
        'a.mjs':
          "import * as b from './b.mjs'; import * as m from './m.mjs'; import * as n from './n.mjs'; export const names = [b, m, n].map((all) => Object.keys(all).sort());",
        'b.mjs': "import './n.mjs'; export * from './c.mjs'; export * from './d.mjs';",
        'm.mjs': "export * from './b.mjs';",
        'n.mjs': "export * from './m.mjs';",
        'c.mjs': "export const twice = 'c', c = 'c';",
        'd.mjs': "export const twice = 'd', d = 'd';",
      },
    ],
    [
      'with comments in front of imports, and several imports in one line',
      {
        'a.mjs': `import { b } from './b.mjs'; /* then */ import { c } from './c.mjs';
          /* all of it */ export * from './b.mjs'; /*
           * and that
           */ /* too */ export { c as again } from './c.mjs';
          /* 1 */ import /* 2 */ d /* 3 */ from /* 4 */ './d.mjs' /* 5 */; /* 6 */ export const seen = [b, c, d];`,
        'b.mjs': "/* first */ import { c } from './c.mjs'; export const b = 'b' + c;",
        'c.mjs': "export const c = 'c';",
        'd.mjs': "/*! licence */ export * as all from './c.mjs'; export default 'd'",
      },
    ],
    [
      'with default exports of each form',
      {
        'a.mjs':
          "import f from './f.mjs'; import C from './c.mjs'; import e, { x } from './e.mjs'; import A from './n.mjs'; export default [f(), f.name, new C().c, C.name, e, x, A.name];",
        'f.mjs': 'export default function () { return "f"; }',
        'c.mjs': 'export default class Named { c = "c"; }',
        'e.mjs': 'let x = 1; export { x }; export default x; x = 2;',
        'n.mjs': 'export default class {}',
      },
    ],
    [
      'with imports whose names are computed, and those that fail',
      {
        'a.mjs': `const seen = [];
          for (const name of ['b', 'c', 'd']) await import('./' + name + '.mjs').then((all) => seen.push(all[name]), (error) => seen.push(error.message.slice(0, 18)));
          await import('./c.mjs').catch((error) => seen.push(error.message));
          export { seen };`,
        'b.mjs': 'export const b = 1;',
        'c.mjs': 'effects.push("c"); throw new Error("no luck");',
      },
    ],
  ])('%s', async (_, files) => {
    for (const entry of Object.keys(files).filter((name) => name === 'a.mjs' || (name === 'd.mjs' && files[name]!.includes('import')))) {
      const { node, mortise } = await both(entry, files);
      expect(mortise).toEqual(node);
    }
  });
});

describe('import.meta', () => {
  it('tells where the module is, and resolves from there', async () => {
    const files = {
      'p/a.mts': `const { url, filename, dirname } = import.meta;
                  const resolve = (name: string) => { try { return import.meta.resolve(name); } catch (error) { return (error as { code: string }).code; } };
                  export const seen = [url, filename, dirname, ...['./b.js', './none.js', 'node:fs', 'fs', 'acme-none'].map(resolve)];`,
      'p/b.ts': '',
    };
    const [url, filename, dirname, b, none, ...rest] = ((await exportsOf('p/a.mts', files)) as { seen: string[] }).seen;
    const home = dirname!.slice(0, -'/p'.length);
    expect([url, filename, b, none]).toEqual([
      `file://${home}/p/a.mts`,
      `${home}/p/a.mts`,
      `file://${home}/p/b.ts`,
      `file://${home}/p/none.js`,
    ]);
    expect(rest).toEqual(['node:fs', 'node:fs', 'ERR_MODULE_NOT_FOUND']);
  });
});
