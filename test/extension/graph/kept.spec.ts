/** Open this to see that loading again compiles only what was edited, and that nothing which ran is kept for it. */
import { describe, expect, it } from '@jest/globals';
import { inNode } from './in-node.js';

const FILES = {
  'package.json': '{ "type": "module" }',
  'plugin/index.ts': `import { state } from './state.js'; import old from './old.cjs'; import table from './table.json' with { type: 'json' };
    export class Plugin { text: string = 'first'; state = state; old = old; table = table; }`,
  'plugin/state.ts': 'export class State { count: number = 0; } export const state = new State(); state.count += 1;',
  'plugin/old.cjs': 'exports.count = (exports.count ?? 0) + 1;',
  'plugin/table.json': '{ "count": 0 }',
};

const COMPILER = new URL('../../../dist/src/extension/graph/compile.js', import.meta.url).href;

/** A compiler that tells what it compiles. */
const COUNTING = `
  const { installedCompiler } = await import('${COMPILER}');
  const compiled = [];
  const counting = modules({ compiler: { isInstalled: () => true, load: async () => { const compile = await installedCompiler.load();
    return (file, ...rest) => { compiled.push(file.slice(here.length + 1)); return compile(file, ...rest); }; } } });
  const again = (kept) => load('plugin/index.ts', kept === undefined ? {} : { kept }, counting);`;

describe('loading again', () => {
  it('compiles what was edited, and evaluates everything anew', async () => {
    const found = await inNode(
      `${COUNTING}
       const one = await again();
       const first = compiled.splice(0).sort();
       const plugin = new one.namespace.Plugin();
       plugin.table.count = 7;
       write({ 'plugin/index.ts': ${JSON.stringify(FILES['plugin/index.ts'].replace('first', 'second'))} });
       const two = await again(one.kept);
       const next = new two.namespace.Plugin();
       return { first, second: compiled.splice(0), text: next.text, state: next.state.count, own: next.state !== plugin.state,
         classes: next.state.constructor !== plugin.state.constructor, old: next.old.count, table: next.table.count };`,
      { files: FILES },
    );
    expect(found).toEqual({
      first: ['plugin/index.ts', 'plugin/state.ts'],
      second: ['plugin/index.ts'],
      text: 'second',
      state: 1,
      own: true,
      classes: true,
      old: 1,
      table: 0,
    });
  });

  it('compiles anew what its package says otherwise of, and forgets files that are not imported any more', async () => {
    const found = await inNode(
      `${COUNTING}
       const one = await again();
       write({ 'plugin/index.ts': 'export class Plugin {}' });
       const two = await again(one.kept);
       compiled.length = 0;
       write({ 'plugin/index.ts': ${JSON.stringify(FILES['plugin/index.ts'])} });
       await again(two.kept);
       const back = compiled.splice(0).sort();
       write({ 'package.json': '{ "type": "commonjs" }' });
       await again(two.kept);
       return { back, type: compiled.splice(0).sort() };`,
      { files: FILES },
    );
    const both = ['plugin/index.ts', 'plugin/state.ts'];
    expect(found).toEqual({ back: both, type: both });
  });

  it('leaves no class behind, however often the same code ran', async () => {
    const found = await inNode<{ alive: number; of: number }>(
      `const alive = [];
       let kept;
       const once = async () => {
         const loaded = await load('plugin/index.ts', kept === undefined ? {} : { kept });
         kept = loaded.kept;
         for (let n = 0; n < 50; n += 1) new loaded.namespace.Plugin();
         const made = new loaded.namespace.Plugin();
         alive.push(new WeakRef(loaded.namespace.Plugin), new WeakRef(made), new WeakRef(made.state.constructor), new WeakRef(made.table));
         await new Promise(setImmediate);
       };
       for (let n = 0; n < 300; n += 1) await once();
       for (let round = 0; round < 10; round += 1) { await new Promise((resolve) => setTimeout(resolve, 10)); globalThis.gc(); }
       return { alive: alive.filter((ref) => ref.deref() !== undefined).length, of: alive.length };`,
      { files: FILES, args: ['--expose-gc'] },
    );
    expect(found).toEqual({ alive: 0, of: 1200 });
  }, 60_000);
});
