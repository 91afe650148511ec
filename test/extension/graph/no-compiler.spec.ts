/** Open this to see what still loads when no compiler is installed, and that Node's memory is never taken for what is on the disk. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { COMPILER_PACKAGES } from '../../../src/extension/graph/compile.js';
import { catalogue } from '../../../src/problem/catalogue.js';
import { inNode } from './in-node.js';

const PACKAGE = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Record<
  'peerDependencies' | 'devDependencies' | 'peerDependenciesMeta',
  Record<string, unknown>
>;

/** Without one. */
const BARE = 'const bare = modules({ compiler: noCompiler }); const get = (name, options) => load(name, options, bare);';

function refused(why: RegExp): unknown {
  return { name: 'MortiseError', code: 'extension.no-compiler', message: expect.stringMatching(why) };
}

describe('without a compiler', () => {
  it('CommonJS and JSON load as ever, can go, and are new after an edit', async () => {
    const files = { 'a.cjs': "exports.seen = [require('./b').b, require('./c.json')];", 'b.js': 'exports.b = 1;', 'c.json': '2' };
    const script = `${BARE}
      const one = await get('a.cjs');
      write({ 'b.js': 'exports.b = 3;' });
      const two = await get('a.cjs');
      return [one.namespace.seen, two.namespace.seen, one.freeable && two.freeable, one.why, (await get('c.json')).freeable];`;
    expect(await inNode(script, { files })).toEqual([[1, 2], [3, 2], true, null, true]);
  });

  it('a module of one file is imported by Node, as often as it changes, and it is told that it stays', async () => {
    const script = `${BARE}
      const found = [];
      for (const n of [1, 1, 2, 1]) {
        write({ 'a.mjs': 'effects.push(' + n + '); export const n = ' + n + ';' });
        found.push(await get('a.mjs'));
      }
      const undone = await get('a.mjs', { sources: found[2].sources });
      return [effects, found.map(({ namespace, freeable }) => [namespace.n, freeable]), undone.namespace === found[2].namespace, found[0].why.replace(here, '')];`;
    const [effects, found, same, why] = await inNode<[number[], unknown[], boolean, string]>(script, { files: {} });
    expect(effects).toEqual([1, 2]);
    expect(found).toEqual([1, 1, 2, 1].map((n) => [n, false]));
    expect(same).toBe(true);
    expect(why).toMatch(
      /^'.*' is an ECMAScript module or TypeScript, .* install oxc-transform, @oxc-project\/runtime, @jridgewell\/remapping\.$/,
    );
  });

  it.each<[string, Record<string, string>]>([
    ['a helper changes', { 'b.mjs': 'export const b = 2;' }],
    ['the entry changes', { 'a.mjs': "export { b } from './b.mjs'; export const a = 2;" }],
  ])('a module of several files loads until %s: then it is refused, and the undo still runs', async (_, edit) => {
    const files = { 'a.mjs': "export { b } from './b.mjs'; export const a = 1;", 'b.mjs': 'export const b = 1;' };
    const script = `${BARE}
      const one = await get('a.mjs');
      const same = await get('a.mjs');
      write(${JSON.stringify(edit)});
      const two = await told(() => get('a.mjs'));
      const undone = await get('a.mjs', { sources: one.sources });
      return [one.files.length, same.namespace === one.namespace, two, undone.namespace === one.namespace];`;
    expect(await inNode(script, { files })).toEqual([
      2,
      true,
      refused(/The code of '\/a\.mjs' can't be loaded without a compiler: it .*Run `npm install/),
      true,
    ]);
  });

  it('what Node has imported before counts as well, by the host or by another plugin', async () => {
    const files = {
      'a.mjs': 'export const a = 1;',
      'b.mjs': "export { helper } from './helper.mjs';",
      'c.mjs': "export { helper } from './helper.mjs';",
      'helper.mjs': 'export const helper = 1;',
    };
    const script = `${BARE}
      await bare.import(at('a.mjs'));
      await bare.import(at('b.mjs'));
      write({ 'a.mjs': 'export const a = 2;', 'helper.mjs': 'export const helper = 2;' });
      return [(await get('a.mjs')).namespace.a, await told(() => get('c.mjs')), await told(() => get('b.mjs'))];`;
    const helper = refused(/imports \/helper\.mjs, which has changed since Node imported it/);
    expect(await inNode(script, { files })).toEqual([2, helper, helper]);
  });

  it('a module that threw and was mended is imported anew', async () => {
    const script = `${BARE}
      write({ 'a.mjs': 'throw new Error("no luck");' });
      const thrown = await told(() => get('a.mjs'));
      write({ 'a.mjs': 'export const a = 1;' });
      return [thrown.message, (await get('a.mjs')).namespace.a];`;
    expect(await inNode(script)).toEqual(['no luck', 1]);
  });

  it('CommonJS that imports a module is no longer free to go, and no old module comes back', async () => {
    const files = {
      'a.cjs': "exports.load = () => import('./b.mjs');",
      'b.mjs': "export { c } from './c.mjs';",
      'c.mjs': 'export const c = 1;',
    };
    const script = `${BARE}
      const one = await get('a.cjs');
      const { c } = await one.namespace.load();
      write({ 'c.mjs': 'export const c = 2;' });
      return [c, one.freeable, await told(async () => (await (await get('a.cjs')).namespace.load()).c)];`;
    expect(await inNode(script, { files })).toEqual([1, false, refused(/imports \/c\.mjs, which has changed/)]);
  });

  it('TypeScript that this Node can’t run is refused with what to install', async () => {
    const files = { 'a.mts': 'export enum Color { Red }' };
    expect(await inNode(`${BARE} return told(() => get('a.mts'));`, { files })).toEqual(
      refused(/this Node can't run it: .*Run `npm install .*, or list the JavaScript that tsc makes of it/),
    );
  });

  it('texts that are not on the disk can’t be loaded by Node', async () => {
    const script = `${BARE} return told(() => get('a.mjs', { sources: new Map([[at('a.mjs'), 'export const a = 2;']]) }));`;
    expect(await inNode(script, { files: { 'a.mjs': '' } })).toEqual(refused(/Node can only import what is on the disk/));
  });
});

describe('the compiler', () => {
  it('is an optional peer, and the hint names the versions that were tried', () => {
    const wanted = COMPILER_PACKAGES.map((name) => `${name}@${PACKAGE.peerDependencies[name] as string}`).join(' ');
    expect(catalogue['extension.no-compiler'].fix({ file: '', why: '' })).toContain(`npm install ${wanted}`);
    for (const name of COMPILER_PACKAGES) {
      expect(PACKAGE.peerDependenciesMeta[name]).toEqual({ optional: true });
      expect(`^${PACKAGE.devDependencies[name] as string}`).toBe(PACKAGE.peerDependencies[name]);
    }
  });
});
