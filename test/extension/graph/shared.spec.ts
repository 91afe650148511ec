/** Open this to see what a plugin shares with the host and with others, and what is its own. */
import { describe, expect, it } from '@jest/globals';
import { inNode } from './in-node.js';

const BUILT = new URL('../../../dist/', import.meta.url).href;
const DEPENDENCY = {
  'node_modules/dep/package.json': '{ "name": "dep", "main": "index.js" }',
  'node_modules/dep/index.js': 'effects.push("dep"); exports.of = {};',
  'node_modules/esm/package.json': '{ "name": "esm", "type": "module", "exports": "./index.js" }',
  'node_modules/esm/index.js': 'effects.push("esm"); export const of = {};',
};

describe('a plugin shares', () => {
  it('mortise, inversify, rxjs and reflect-metadata with the host, also where it has copies of its own', async () => {
    const names = ['mortise/decorators', 'inversify', 'rxjs', 'rxjs/operators', 'reflect-metadata'];
    const copies = Object.fromEntries(
      ['mortise', 'inversify', 'rxjs'].flatMap((name) => [
        [
          `plugin/node_modules/${name}/package.json`,
          `{ "name": "${name}", "type": "module", "exports": { ".": "./index.js", "./*": "./index.js" } }`,
        ],
        [`plugin/node_modules/${name}/index.js`, 'throw new Error("a copy");'],
      ]),
    );
    const files = {
      ...copies,
      'plugin/package.json': '{ "type": "module" }',
      'plugin/index.ts': `${names.map((name, index) => `import * as n${index} from '${name}';`).join('\n')}
                          export const all: unknown[] = [${names.map((_, index) => `n${index}`).join(', ')}];`,
      'plugin/c.cjs': "module.exports = require('rxjs');",
    };
    const script = `
      const host = createRequire('${BUILT}src/index.js');
      const { resolve } = await import(new URL('../node_modules/import-meta-resolve/index.js', '${BUILT}').href);
      const { namespace } = await load('plugin/index.ts');
      const own = await Promise.all(${JSON.stringify(names)}.map((name) => import(resolve(name, '${BUILT}src/index.js'))));
      const cjs = await load('plugin/c.cjs');
      return [own.map((each, index) => each === namespace.all[index]), cjs.namespace.default === host('rxjs')];`;
    expect(await inNode(script, { files })).toEqual([names.map(() => true), true]);
  });

  it('what lies in node_modules, which is loaded once for all of them, whoever asks and how', async () => {
    const files = {
      ...DEPENDENCY,
      'a.mjs': "import dep from 'dep'; import { of } from 'esm'; export const all = [dep.of, of];",
      'b.cjs': "exports.all = [require('dep').of, undefined]; exports.later = import('esm');",
    };
    const script = `
      const [a, again, b] = [await load('a.mjs'), await load('a.mjs'), await load('b.cjs')];
      const { of } = await b.namespace.later;
      const one = a.namespace.all, two = again.namespace.all;
      return [effects, a.files.length, one[0] === two[0] && one[1] === two[1] && one[0] === b.namespace.all[0] && of === one[1]];`;
    expect(await inNode(script, { files })).toEqual([['dep', 'esm'], 1, true]);
  });

  it('what lies outside of its folder, JSON as well', async () => {
    const files = {
      'lib/shared.mjs': 'effects.push("shared"); export const shared = {};',
      'lib/data.json': '{ "a": 1 }',
      'plugin/index.mjs':
        "export { shared } from '../lib/shared.mjs'; export { default as data } from '../lib/data.json' with { type: 'json' };",
    };
    const script = `
      const [one, two] = [await load('plugin/index.mjs'), await load('plugin/index.mjs')];
      return [effects, one.files.length, one.namespace.shared === two.namespace.shared, one.namespace.data];`;
    expect(await inNode(script, { files })).toEqual([['shared'], 1, true, { a: 1 }]);
  });
});

describe('the root of a plugin', () => {
  it.each([
    ['the nearest folder with a package.json', 'p/lib/a.js', { 'p/package.json': '{}', 'p/lib/a.js': '' }, 'p'],
    ['the folder of its entry, where only home has one', 'p/lib/a.js', { 'package.json': '{}', 'p/lib/a.js': '' }, 'p/lib'],
    [
      'a package in node_modules',
      'node_modules/p/a.js',
      { 'package.json': '{}', 'node_modules/p/package.json': '{}', 'node_modules/p/a.js': '' },
      'node_modules/p',
    ],
  ])('is %s', async (_, entry, files, root) => {
    expect(await inNode(`return rootOf(at('${entry}'), here, nodeFiles) === at('${root}');`, { files })).toBe(true);
  });

  it('is never a folder that home lies in, for an entry that comes from above', async () => {
    const files = { 'package.json': '{}', 'lib/a.js': '', 'lib/p/package.json': '{}', 'lib/p/b.js': '', 'app/home/x': '' };
    const script = `return [rootOf(at('lib/a.js'), at('app/home'), nodeFiles) === at('lib'), rootOf(at('lib/p/b.js'), at('app/home'), nodeFiles) === at('lib/p')];`;
    expect(await inNode(script, { files })).toEqual([true, true]);
  });
});

describe('a decorator in TypeScript', () => {
  it('is told by the line where it stands, though the host had not yet loaded the decorators', async () => {
    const files = {
      'a.mts': `import { Plugin } from 'mortise/decorators';
interface Nothing { nothing: true }

  @Plugin({ id: 'a', version: '1.0.0' })
export default class A {}`,
    };
    const script = `
      const { ownFacts } = await import('${BUILT}src/facts/facts.js');
      const { namespace } = await load('a.mts');
      const [{ place }] = ownFacts(namespace.default);
      return String(typeof place === 'function' ? place() : place).replace(here, '');`;
    expect(await inNode(script, { files })).toMatch(/^\/a\.mts:4:\d+$/);
  });
});
