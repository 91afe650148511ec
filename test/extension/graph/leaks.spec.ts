/** Open this to see that code which was loaded goes away: a thousand loads in a small heap, and no class of them is alive. */
import { describe, expect, it } from '@jest/globals';
import { inNode } from './in-node.js';

const HELPERS = Array.from({ length: 7 }, (_, index) => index);
const FILES = {
  'package.json': '{ "type": "module" }',
  'plugin/index.ts': `
    import { Subject } from 'rxjs';
    import { Component } from 'mortise/decorators';
    import old from './old.cjs';
    ${HELPERS.map((n) => `import { H${n} } from './helper-${n}.js';`).join('\n')}
    await Promise.resolve();
    const { later } = await import('./later.js');
    @Component('part')
    export default class Plugin {
      readonly data = new Array(1000).fill(later);
      readonly subject = new Subject<number>();
      constructor() { this.subject.subscribe((value) => { this.data[0] = value; }); this.subject.next(1); }
    }
    export const all = [old.Old, ${HELPERS.map((n) => `H${n}`).join(', ')}];`,
  ...Object.fromEntries(
    HELPERS.map((n) => [
      `plugin/helper-${n}.ts`,
      `import { H${(n + 1) % HELPERS.length} as Next } from './helper-${(n + 1) % HELPERS.length}.js';
       export class H${n} { next(): unknown { return Next; } text = ${JSON.stringify('x'.repeat(5000))}; fail(): never { throw new Error('h'); } }`,
    ]),
  ),
  'plugin/later.ts': 'export const later = "later";',
  'plugin/old.cjs': 'exports.Old = class Old {};',
};

const COUNT = 1000;
const script = (entry: string, files: object): string => `
  const plugin = ${JSON.stringify(files)};
  const alive = [];
  const times = [];
  let isFreeable = true;
  // A function of its own, so that nothing of the last one stays in a variable.
  const once = async (n) => {
    // New text each time: what V8 and Node remember by the text must go as well.
    for (const [name, text] of Object.entries(plugin)) writeFileSync(at(name), name.endsWith('.json') ? text : text + '// ' + n);
    const before = performance.now();
    const { namespace, freeable } = await load('plugin/${entry}', undefined, on);
    times.push(performance.now() - before);
    isFreeable &&= freeable;
    const made = new (namespace.Plugin ?? namespace.default)();
    if (n >= ${COUNT} - 100) alive.push(new WeakRef(made.constructor), ...namespace.all.map((type) => new WeakRef(type)));
    if (n % 100 === 0) try { new namespace.all[1]().fail(); } catch (error) { String(error.stack); }
    // What a WeakRef was asked for stays until the queue is empty, and Node has such references to modules with source maps.
    await new Promise(setImmediate);
  };
  for (let n = 0; n < ${COUNT}; n += 1) await once(n);
  times.sort((a, b) => a - b);
  for (let round = 0; round < 10; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  return { alive: alive.filter((ref) => ref.deref() !== undefined).length, of: alive.length, isFreeable, median: times[${COUNT / 2}], heap: process.memoryUsage().heapUsed / 1e6 };`;

describe('a thousand loads', () => {
  it('of TypeScript, modules and CommonJS leave no class behind, in a heap of 150 MB', async () => {
    const found = await inNode<Record<string, number>>(`const on = ours; ${script('index.ts', FILES)}`, {
      files: FILES,
      args: ['--expose-gc', '--max-old-space-size=150'],
    });
    console.info(`one load of 10 files: ${found['median']!.toFixed(1)} ms in the median; heap ${found['heap']!.toFixed(0)} MB afterwards`);
    expect(found).toMatchObject({ alive: 0, of: 900, isFreeable: true });
  }, 120_000);

  it('of CommonJS leave no class behind without a compiler', async () => {
    const files = {
      'plugin/index.cjs': "exports.Plugin = class Plugin {}; exports.all = [require('./old.cjs').Old, require('./big').Big];",
      'plugin/old.cjs': 'exports.Old = class Old {};',
      'plugin/big.js': `exports.Big = class Big { text = ${JSON.stringify('x'.repeat(50_000))}; fail() { throw new Error('big'); } };`,
    };
    const bare = `const on = modules({ compiler: noCompiler }); ${script('index.cjs', files)}`;
    const found = await inNode<Record<string, number>>(bare, {
      files,
      args: ['--expose-gc', '--max-old-space-size=150'],
    });
    expect(found).toMatchObject({ alive: 0, of: 300, isFreeable: true });
  }, 120_000);
});
