/** Open this to see that a generation is made of one edit, all of it: new helpers are seen, mixtures never run, old texts run again. */
import { describe, expect, it } from '@jest/globals';
import { inNode } from './in-node.js';

const FILES = {
  'index.ts':
    "import { rate } from './rates.js'; import { tax } from './lib/tax.cjs'; effects.push('ran'); export const seen = [1, rate, tax];",
  'rates.ts': "import { base } from './base.js'; export const rate = base;",
  'base.ts': 'export const base = 1;',
  'lib/tax.cjs': "exports.tax = require('./percent.json').of;",
  'lib/percent.json': '{ "of": 1 }',
};

describe('after an edit', () => {
  it.each<[string, Record<string, string>, number[]]>([
    ['of the entry', { 'index.ts': FILES['index.ts'].replace('[1,', '[2,') }, [2, 1, 1]],
    ['of a module deep down', { 'base.ts': 'export const base = 2;' }, [1, 2, 1]],
    ['of JSON behind CommonJS', { 'lib/percent.json': '{ "of": 2 }' }, [1, 1, 2]],
    [
      'that replaces JavaScript by TypeScript',
      { 'lib/tax.cjs': 'exports.tax = require("./other").of;', 'lib/other.ts': 'export = { of: 3 }' },
      [1, 1, 3],
    ],
  ])('%s a new generation sees it, and the old one stays as it was', async (_, edit, after) => {
    const script = `
      const one = await load('index.ts');
      const same = await load('index.ts');
      write(${JSON.stringify(edit)});
      const two = await load('index.ts');
      return [one.namespace.seen, two.namespace.seen, one.hash === same.hash, one.hash === two.hash, one.namespace === same.namespace];`;
    expect(await inNode(script, { files: FILES })).toEqual([[1, 1, 1], after, true, false, false]);
  });

  it('an old generation runs again from its texts, though files have changed, and one of them is gone', async () => {
    const script = `
      const one = await load('index.ts');
      write({ 'index.ts': 'export const seen = "broken', 'base.ts': 'export const base = 5;' });
      rmSync(at('lib/percent.json'));
      const undone = await load('index.ts', { sources: one.sources });
      return [undone.namespace.seen, undone.hash === one.hash, undone.files.length, [...undone.sources.keys()].every((file) => one.sources.has(file))];`;
    expect(await inNode(script, { files: FILES })).toEqual([[1, 1, 1], true, 5, true]);
  });

  it('files that are not among given texts come from the disk', async () => {
    const script = `
      const { namespace } = await load('index.ts', { sources: new Map([[at('base.ts'), 'export const base = 7;']]) });
      return namespace.seen;`;
    expect(await inNode(script, { files: FILES })).toEqual([1, 7, 1]);
  });

  it('tells its files by their real paths, the entry first, and its texts', async () => {
    const script = `const { files, sources, freeable, why } = await load('index.ts');
                    return [files.map((file) => file.replace(here, '')), [...sources.values()].length, freeable, why];`;
    const [files, ...rest] = await inNode<[string[], number, boolean, null]>(script, { files: FILES });
    expect(files[0]).toBe('/index.ts');
    expect(files.toSorted()).toEqual(['/base.ts', '/index.ts', '/lib/percent.json', '/lib/tax.cjs', '/rates.ts']);
    expect(rest).toEqual([5, true, null]);
  });
});

/** A disk on which something is saved right after a file was read for the n-th time. */
const SAVING = `
  const saving = (name, edit, times = 1) => {
    let left = times;
    return modules({ files: { ...nodeFiles, read(path) {
      const text = nodeFiles.read(path);
      if (path === at(name) && left > 0) { left -= 1; write(edit(times - left)); }
      return text;
    } } });
  };`;

describe('while somebody saves', () => {
  it('a helper that changes between reading and running makes it start over, before anything ran', async () => {
    const script = `${SAVING}
      const on = saving('lib/percent.json', () => ({ 'base.ts': 'export const base = 2;', 'lib/percent.json': '{ "of": 2 }' }));
      return [(await load('index.ts', undefined, on)).namespace.seen, effects];`;
    expect(await inNode(script, { files: FILES })).toEqual([[1, 2, 2], ['ran']]);
  });

  it('half of a file is no mistake yet', async () => {
    const script = `${SAVING}
      const on = saving('rates.ts', () => ({ 'rates.ts': "import { base } from './base.js'; export const rate = base * 4;" }));
      return (await load('index.ts', undefined, on)).namespace.seen;`;
    expect(await inNode(script, { files: { ...FILES, 'rates.ts': 'export const rate =' } })).toEqual([1, 4, 1]);
  });

  it('again and again, it gives up, and nothing ran', async () => {
    const script = `${SAVING}
      const on = saving('base.ts', (time) => ({ 'base.ts': 'export const base = ' + time + '0;' }), 100);
      return [await told(() => load('index.ts', undefined, on)), effects];`;
    expect(await inNode(script, { files: FILES })).toEqual([
      {
        name: 'MortiseError',
        code: 'extension.edited',
        message: expect.stringMatching(/'\/index\.ts' was not loaded: its files were saved during each of 10 attempts .*'\/base\.ts'/),
      },
      [],
    ]);
  });
});

describe('a file that is first asked for later on', () => {
  const LATE = {
    'a.mjs': "export const later = (name) => import(`./${name}.mjs`); export const soon = () => import('./soon.mjs'); export const a = 1;",
    'b.mjs': 'export const b = 1;',
    'soon.mjs': 'export const soon = 1;',
    'c.cjs': 'exports.later = (name) => require("./" + name);',
    'd.cjs': 'exports.d = 1;',
  };

  it('is read then, as long as the others are as they were', async () => {
    const script = `
      const [a, c] = [await load('a.mjs'), await load('c.cjs')];
      return [(await a.namespace.later('b')).b, c.namespace.later('d').d, c.namespace.later('d') === c.namespace.later('./d.cjs')];`;
    expect(await inNode(script, { files: LATE })).toEqual([1, 1, true]);
  });

  it('is refused after an edit, unless its name is written down: then it was read with the rest', async () => {
    const script = `
      const [a, c] = [await load('a.mjs'), await load('c.cjs')];
      for (const name of ['a.mjs', 'b.mjs', 'soon.mjs', 'c.cjs', 'd.cjs']) write({ [name]: nodeFiles.read(at(name)).replace('1', '2') + '//' });
      return [await told(() => a.namespace.later('b')), await told(async () => c.namespace.later('d')), (await a.namespace.soon()).soon];`;
    const refused = {
      name: 'MortiseError',
      code: 'extension.edited',
      message: expect.stringMatching(
        /'\/[bd]\.[mc]js' was not imported: the plugin was read without it, and '\/[ac]\.[mc]js' has changed since/,
      ),
    };
    expect(await inNode(script, { files: LATE })).toEqual([refused, refused, 1]);
  });
});
