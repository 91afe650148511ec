/** Open this to see how mistakes in the code of a plugin are told: by file, line and column, before anything runs where that can be. */
import { describe, expect, it } from '@jest/globals';
import { inNode } from './in-node.js';

interface Told {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
}

/** What loading the first of the files says, after an import that has an effect. */
async function failing(files: Readonly<Record<string, string>>): Promise<Told & { effects: unknown }> {
  const script = `return { ...(await told(() => load('${Object.keys(files)[0]!}'))), effects };`;
  return inNode(script, { files: { 'effect.mjs': 'effects.push("ran");', ...files } });
}

const EFFECT = "import './effect.mjs';\n";

describe('a mistake of syntax is told with its place and a frame, before anything runs:', () => {
  it.each<[string, Record<string, string>, string, RegExp]>([
    ['in TypeScript', { 'a.ts': `${EFFECT}const x: = 3;` }, '(/a.ts:2:10)', /2 \| const x: = 3;/],
    ['in a module', { 'a.mjs': `${EFFECT}\nexport default {` }, '(/a.mjs:3:17)', /3 \| export default \{/],
    ['in a helper', { 'a.mjs': `${EFFECT}import './b.mjs';`, 'b.mjs': '\nlet a; let a;' }, '(/b.mjs:2:5)', /already been declared/],
    [
      'in a helper of a helper that is imported later',
      { 'a.mjs': `${EFFECT}export const f = () => import('./b.cjs');`, 'b.cjs': "require('./c')", 'c.js': 'const = 1' },
      '(/c.js:1:7)',
      /1 \| const = 1\n {3}: {7}\^/,
    ],
    ['in CommonJS', { 'a.cjs': "require('./effect.mjs');\n  a b" }, '(/a.cjs:2:5)', /2 \| {3}a b\n {2}\| {5}\^/],
    ['of a module in CommonJS', { 'a.cjs': "\nimport './effect.mjs';" }, '(/a.cjs:2:1)', /Cannot use import statement outside a module/],
  ])('%s', async (_, files, place, frame) => {
    const found = await failing(files);
    expect(found).toMatchObject({ name: 'SyntaxError', effects: [] });
    expect(found.message.split('\n')[0]).toContain(place);
    expect(found.message).toMatch(frame);
  });

  it('in JSON', async () => {
    const found = await failing({ 'a.mjs': `${EFFECT}import './b.json';`, 'b.json': '{\n  "a": [1,\n    2,]\n}' });
    expect(found).toMatchObject({ name: 'SyntaxError', effects: [] });
    expect(found.message).toBe("Unexpected token ']' in JSON (/b.json:3:7)\n3 |     2,]\n  |       ^");
  });
});

describe('what is missing is told with who asks for it and how:', () => {
  it.each<[string, Record<string, string>, Omit<Told, 'name'> & { effects: unknown[] }]>([
    [
      'a file',
      { 'a.mjs': `${EFFECT}import './none.js';` },
      { code: 'ERR_MODULE_NOT_FOUND', message: "Cannot find module './none.js' imported from /a.mjs", effects: [] },
    ],
    [
      'a package',
      { 'a.mjs': `${EFFECT}import 'acme-none';` },
      { code: 'ERR_MODULE_NOT_FOUND', message: "Cannot find package 'acme-none' imported from /a.mjs", effects: [] },
    ],
    [
      'a file that is required',
      { 'a.cjs': "require('./none');" },
      { code: 'MODULE_NOT_FOUND', message: "Cannot find module './none' imported from /a.cjs", effects: [] },
    ],
    [
      'a file that is imported later',
      { 'a.mjs': `${EFFECT}await import('./none.js');` },
      { code: 'ERR_MODULE_NOT_FOUND', message: "Cannot find module './none.js' imported from /a.mjs", effects: ['ran'] },
    ],
    [
      'an export',
      { 'a.mjs': "import { none } from './b.mjs';\nimport './effect.mjs';", 'b.mjs': 'export const some = 1;' },
      {
        message:
          "The requested module './b.mjs' does not provide an export named 'none' (imported from /a.mjs; a type needs 'import type')",
        effects: [],
      },
    ],
    [
      'an export that two others have',
      {
        'a.mjs': "import { some, debug } from './b.mjs';\nimport './effect.mjs';",
        'b.mjs': "export * from './c.mjs'; export * from './d.mjs';",
        'c.mjs': 'export const some = 1, debug = false;',
        'd.mjs': 'export const debug = false;',
      },
      { message: "The requested module './b.mjs' contains conflicting star exports for name 'debug' (imported from /a.mjs)", effects: [] },
    ],
    [
      'a module that is required',
      { 'a.cjs': "require('./effect.mjs');" },
      {
        code: 'ERR_REQUIRE_ESM',
        message: "require() of the ES module './effect.mjs' from /a.cjs is not supported: use import() (it is /effect.mjs)",
        effects: [],
      },
    ],
  ])('%s', async (_, files, told) => {
    expect(await failing(files)).toMatchObject(told);
  });

  it('not what nobody comes to ask for', async () => {
    const files = { 'a.cjs': "if (false) require('./none'); if (false) import('./none.mjs'); exports.a = 1;" };
    expect(await inNode("return (await load('a.cjs')).namespace.a;", { files })).toBe(1);
  });
});

describe('what is thrown', () => {
  /** Line and column of each frame in the files of the plugin. */
  const places = `const places = (error) => error.stack.split('\\n').map((line) => /\\(?([^( ]*\\.[cm]?[jt]s:\\d+:\\d+)\\)?$/.exec(line)?.[1])
    .filter((place) => place?.includes(here) && !place.includes('.main')).map((place) => place.replace('file://', '').replace(here, ''));`;

  it('in TypeScript has the exact lines and columns of the sources in its stack', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'index.ts': `import type { Told } from './thrower.js';
import { Thrower, type Color } from './thrower.js';

interface Nothing { readonly of: Color }

export function go(nothing?: Nothing): Told { return new Thrower(1, 'x').boom(nothing); }`,
      'thrower.ts': `import { Component } from 'mortise/decorators';
export interface Told { readonly a: number }
export enum Color { Red, Blue }
@Component('thrower')
export class Thrower {
  constructor(private readonly a: number, readonly b: string) {}

  boom(nothing?: unknown): Told {
    const told: Told = { a: this.a };
    if (nothing === undefined) throw new Error(\`\${told.a}\`);
    return told;
  }
}`,
    };
    const script = `${places}
      const { namespace } = await load('index.ts');
      try { namespace.go(); } catch (error) { return places(error); }`;
    expect(await inNode(script, { files })).toEqual(['/thrower.ts:10:38', '/index.ts:6:74']);
  });

  it('in the first line of a module, at its top level, and in CommonJS is as exact; and after a reload', async () => {
    const files = {
      'a.mjs': 'export const f = () => { throw new Error("f"); };',
      'b.mjs': 'import "./a.mjs";\nconst b = await 1; throw new Error("top" + b);',
      'c.cjs': 'exports.f = () => { throw new Error("c"); };',
      'd.cjs': 'exports.g = () => import("./a.mjs");\nexports.f = () => { throw new Error("d"); };',
    };
    const script = `${places}
      const thrownBy = async (name) => { try { (await load(name)).namespace.f(); } catch (error) { return places(error)[0]; } };
      const before = [await thrownBy('a.mjs'), await thrownBy('b.mjs'), await thrownBy('c.cjs'), await thrownBy('d.cjs')];
      write({ 'a.mjs': '\\n\\n' + nodeFiles.read(at('a.mjs')) });
      return [...before, await thrownBy('a.mjs')];`;
    expect(await inNode(script, { files })).toEqual(['/a.mjs:1:32', '/b.mjs:2:26', '/c.cjs:1:27', '/d.cjs:2:27', '/a.mjs:3:32']);
  });

  it('by an old generation that still runs has the lines that it was written in', async () => {
    const files = { 'a.ts': 'interface A { a: 1 }\nexport function f(a?: A): never { throw new Error("f"); }' };
    const script = `${places}
      const thrownBy = ({ namespace }) => { try { namespace.f(); } catch (error) { return places(error)[0]; } };
      const one = await load('a.ts');
      write({ 'a.ts': '\\n\\n' + nodeFiles.read(at('a.ts')) });
      const two = await load('a.ts');
      return [thrownBy(one), thrownBy(two)];`;
    expect(await inNode(script, { files })).toEqual(['/a.ts:2:41', '/a.ts:4:41']);
  });

  it('by a module is thrown to everybody who imports it, and by CommonJS again when it is required again', async () => {
    const files = {
      'a.mjs': 'effects.push("a"); throw new Error("a");',
      'b.mjs':
        "export const seen = []; for (const name of ['./a.mjs', './a.mjs', './c.cjs', './c.cjs']) await import(name).catch(({ message }) => seen.push(message));",
      'c.cjs': 'effects.push("c"); throw new Error("c" + effects.length);',
    };
    expect(await inNode("return [(await load('b.mjs')).namespace.seen, effects];", { files })).toEqual([
      ['a', 'a', 'c2', 'c3'],
      ['a', 'c', 'c'],
    ]);
  });
});
