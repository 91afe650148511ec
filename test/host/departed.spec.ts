/** Open this to see that what remains of a generation is told, however many generations went before it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { Departed } from '../../src/host/departed.js';
import type { Kernel } from '../../src/kernel/kernel.js';
import type { PluginRecord } from '../../src/kernel/record.js';
import type { Problem } from '../../src/model/problem.js';
import { tryHome } from './home.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** A watch over generations of one plugin; of the host behind it, it asks who runs, and tells what it has found. */
function watch() {
  const problems: Problem[] = [];
  const kernel = { records: new Map(), report: (found: Problem) => void problems.push(found) } as unknown as Kernel;
  const departed = new Departed(kernel);
  const gone = (generation: number, instance: object) =>
    departed.instances({ key: 'shop', generation, manifest: { version: '1.0.0' } } as unknown as PluginRecord, [instance]);
  return { departed, problems, gone };
}

describe('what is watched of generations that went', () => {
  it.each([1, 63, 64, 65, 128])('is told of the one that leaks, also if it is number %i', async (last) => {
    const { departed, problems, gone } = watch();
    for (let generation = 1; generation < last; generation += 1) gone(generation, {});
    await new Promise(setImmediate);
    collect();
    const kept = { heavy: true };
    gone(last, kept);
    const told = await departed.check(false);
    expect(told.filter(({ generation }) => generation === last)).toMatchObject([{ state: 'unloaded (leaked)', alive: ['Object'] }]);
    expect(problems.map(({ code }) => code)).toEqual(['unload.leaked']);
    expect(kept.heavy).toBe(true);
  });

  it('may refuse to be looked at', async () => {
    const { departed, gone } = watch();
    const refuse = (): never => {
      throw new Error('not for you');
    };
    const kept = new Proxy(class Inbox {}, { get: refuse, getPrototypeOf: refuse });
    gone(1, kept);
    expect(await departed.check(false)).toMatchObject([{ state: 'unloaded (leaked)', alive: ['an object'] }]);
    expect(typeof kept).toBe('function');
  });

  it('is no more than about a thousand of them, the latest', async () => {
    const { departed, gone } = watch();
    const kept = Array.from({ length: 3000 }, (_, generation) => ({ generation }));
    for (const one of kept) gone(one.generation, one);
    const told = await departed.check(false);
    expect(told.length).toBeGreaterThanOrEqual(1000);
    expect(told.length).toBeLessThan(1064);
    expect(told.at(-1)).toMatchObject({ generation: 2999 });
    expect(kept).toHaveLength(3000);
  });
});

describe('code that went', () => {
  const rates = (n: number): string => `const rates = { of: () => ${n} };
${n === 1 ? 'setInterval(() => rates.of(), 50_000);' : ''}
export default { name: 'billing', attach() { this.registerPlugin('billing/rates', rates); } };`;
  const handler = (n: number): string => `import { definePlugin } from 'mortise';
const on = () => ${n};
globalThis.leak ??= on;
export default definePlugin({ id: 'billing', version: '1.0.0', on: { 'a.b': on } });`;
  const object = (n: number): string => `import { definePlugin } from 'mortise';
const rates = { of: (): number => ${n} };
globalThis.leak ??= rates;
export default definePlugin({ id: 'billing', version: '1.0.0', setup: () => ({ rates }) });`;
  const commonJs = (n: number): string => `const rates = { of: () => ${n}, later: () => import('node:fs') };
globalThis.leak ??= rates;
module.exports = { name: 'billing', attach() { this.registerPlugin('billing/rates', rates); } };`;

  it.each([
    ['a value', 'v.js', rates, /^the interval of 50000 ms that calls .*v\.js:2:\d+$/],
    ['a handler', 'v.js', handler, /^the global 'leak'$/],
    ['an object of a module', 'v.ts', object, /^the global 'leak'$/],
    ['a value of CommonJS', 'v.cjs', commonJs, /^the global 'leak'$/],
  ])(
    'is told with its holder where no class of it is alive, until it is let go: %s',
    async (kind, file, text, holder) => {
      const seen = await tryHome<unknown>(`code of ${kind}`, { [file]: text(1) }, [
        `const host = await hostOf({ extensions: [{ file: './${file}' }], escapes: 'ignore' });`,
        `write('${file}', ${JSON.stringify(text(2))});`,
        "const held = await host.doctor(await host.reload('billing').then(() => ({ holders: true })));",
        'delete globalThis.leak;',
        'told([held.departed, held.healthy, (await host.doctor()).healthy]);',
      ]);
      const leaked = { state: 'unloaded (leaked)', alive: ['its code'], holder: expect.stringMatching(holder) as unknown };
      expect(seen).toMatchObject([[leaked], false, kind !== 'a value']);
      // What mortise put around it is no way that its author knows.
      expect(JSON.stringify(seen)).not.toContain('__mortise_');
    },
    60_000,
  );

  it('is gone also if the host remembers what it threw', async () => {
    const text = (n: number): string => `import { definePlugin } from 'mortise';
const value = () => { throw new Error('of ' + ${n}); };
export default definePlugin({ id: 'billing', version: '1.0.0', on: { 'a.b': () => value() }, setup: () => ({ stop: () => value() }) });`;
    const seen = await tryHome<unknown>('code that threw', { 'v.js': text(1) }, [
      "const host = await hostOf({ extensions: [{ file: './v.js' }] });",
      "host.events.emit('a.b', 1);",
      'await turn(10);',
      `write('v.js', ${JSON.stringify(text(2))});`,
      "await host.reload('billing');",
      'const doctor = await host.doctor({ holders: true });',
      'told([host.problems.map(({ code }) => code), doctor.departed]);',
    ]);
    expect(seen).toMatchObject([['event.handler-failed', 'lifecycle.undo-failed'], [{ state: 'unloaded', alive: [] }]]);
  }, 60_000);
});
