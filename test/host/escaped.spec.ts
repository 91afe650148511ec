/** Open this to see whose it is what plugins make past their contexts, when one of them goes and others run on. */
import { describe, expect, it } from '@jest/globals';
import { tryHome } from './home.js';

const TICKS = 'globalThis.ticks = { host: 0, app: 0 };';
/** One more tick of each interval that still runs. */
const TICK = 'const tick = async () => { ticks.host = ticks.app = 0; await turn(100); return [ticks.host > 0, ticks.app > 0]; };';

const TICKING = `import { definePlugin } from 'mortise';
export default { name: 'p', attach(options) {
  this.registerPlugin('p/p', definePlugin({ id: 'p', version: '1.0.0', setup: () => ({ start() { setInterval(() => ticks[options.n]++, 10); } }) }));
} };`;
const BOTH = `{ extensions: [{ file: './p.js', options: { n: 'host' } }], apps: { w: { extensions: [{ file: './p.js', options: { n: 'app' } }] } }, escapes: 'release' }`;

describe('what a plugin made past its context', () => {
  it('is left alone when another plugin of the same file runs on, in an app or in another host', async () => {
    const seen = await tryHome<unknown>('same-file', { 'p.js': TICKING }, [
      TICKS,
      TICK,
      `const host = await hostOf(${BOTH});`,
      "const report = await host.unload('w:p');",
      'const first = [whats(report), await tick()];',
      "const other = await hostOf({ name: 'other', extensions: [{ file: './p.js', options: { n: 'app' } }] });",
      "const again = await host.unload('p');",
      'const second = [whats(again), await tick()];',
      'await other.stop();',
      "told([first, second, host.problems.filter(({ code }) => code === 'unload.escaped').length]);",
    ]);
    expect(seen).toEqual([[[], [true, true]], [[], [true, true]], 0]);
  }, 60_000);

  it('is told and ended when all who have that file go together', async () => {
    const seen = await tryHome<unknown>('same-file-all', { 'p.js': TICKING }, [
      TICKS,
      TICK,
      `const host = await hostOf(${BOTH});`,
      "const report = await host.unload('w:p', 'p');",
      'told([whats(report).length, await tick()]);',
    ]);
    expect(seen).toEqual([2, [false, false]]);
  }, 60_000);

  it('is told of the one that made it itself, and not of one that has a file in common with it', async () => {
    const plugin = (name: string): string => `import { definePlugin } from 'mortise';
import { tick } from './lib/tick.js';
export default definePlugin({ id: '${name}', version: '1.0.0', setup: () => ({ start() { tick(); setTimeout(() => {}, 60_000); } }) });`;
    const files = { 'a.js': plugin('a'), 'b.js': plugin('b'), 'lib/tick.js': 'export const tick = () => setInterval(() => {}, 1000);' };
    const seen = await tryHome<unknown>('shared-file', files, [
      "const host = await hostOf({ extensions: [{ file: './a.js' }, { file: './b.js' }] });",
      'const doctor = await host.doctor();',
      "const told1 = whats(await host.unload('a'));",
      'told([doctor.escapes.map(({ plugins, what }) => `${plugins}: ${what}`).sort(), told1]);',
    ]);
    expect(seen).toEqual([
      ['a,b: the interval of 1000 ms', 'a,b: the interval of 1000 ms', 'a: the timeout of 60000 ms', 'b: the timeout of 60000 ms'],
      ['a: the timeout of 60000 ms'],
    ]);
  }, 60_000);

  it('is not taken from its successor, which may make it as soon as it is read', async () => {
    const text = (n: number): string => `import { definePlugin } from 'mortise';
setInterval(() => {}, ${n});
export default definePlugin({ id: 'p', version: '1.0.0' });`;
    const seen = await tryHome<unknown>('successor', { 'p.js': text(1000) }, [
      "const host = await hostOf({ extensions: [{ file: './p.js' }], escapes: 'release' });",
      `write('p.js', ${JSON.stringify(text(2000))});`,
      "const report = await host.reload('p');",
      'const left = (await host.doctor()).escapes.map(({ what }) => what);',
      "told([whats(report), left, whats(await host.unload('p'))]);",
    ]);
    expect(seen).toEqual([['p: the interval of 1000 ms'], ['the interval of 2000 ms'], ['p: the interval of 2000 ms']]);
  }, 60_000);

  it('is told, and ended, also when it was made between a plan and its doing, but not what its successor made meanwhile', async () => {
    const text = `import { definePlugin } from 'mortise';
setInterval(() => {}, read);
export default definePlugin({ id: 'p', version: '1.0.0', provides: { leaky: { leak: (ms) => { setInterval(() => {}, ms); } } } });`;
    const seen = await tryHome<unknown>('planned', { 'p.js': text }, [
      'globalThis.read = 1000;',
      "const host = await hostOf({ extensions: [{ file: './p.js' }], escapes: 'release' });",
      "host.lookup('leaky').leak(2000);",
      'globalThis.read = 3000;',
      "const plan = await host.plan({ reload: ['p'] });",
      "host.lookup('leaky').leak(4000);",
      'const report = await host.apply(plan);',
      'const left = (await host.doctor()).escapes.map(({ what }) => what);',
      "told([whats(report).sort(), left, whats(await host.unload('p'))]);",
    ]);
    expect(seen).toEqual([
      ['p: the interval of 1000 ms', 'p: the interval of 2000 ms', 'p: the interval of 4000 ms'],
      ['the interval of 3000 ms'],
      ['p: the interval of 3000 ms'],
    ]);
  }, 60_000);

  it.each([
    ['a server of HTTP', 'http.createServer().listen(0, done)', 'made.close(done)'],
    ['a socket of UDP', "dgram.createSocket('udp4').bind(0, done)", 'made.close(done)'],
    [
      'a child process',
      "child.spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).once('spawn', done)",
      "made.once('exit', done).kill('SIGKILL')",
    ],
    ['a watcher of a folder', '(done(), fs.watch(import.meta.dirname))', '(done(), made.close())'],
  ])(
    'is not told when its plugin has ended it: %s',
    async (kind, start, stop) => {
      const text = `import http from 'node:http';
import dgram from 'node:dgram';
import child from 'node:child_process';
import fs from 'node:fs';
import { definePlugin } from 'mortise';
let made;
export default definePlugin({ id: 'p', version: '1.0.0', setup: () => ({
  start: () => new Promise((done) => { made = ${start}; }),
  stop: () => new Promise((done) => { ${stop}; }),
}) });`;
      const seen = await tryHome<unknown>(`ended ${kind}`, { 'p.js': text }, [
        "const host = await hostOf({ extensions: [{ file: './p.js' }] });",
        "told([(await host.doctor()).escapes.length, whats(await host.reload('p')), whats(await host.unload('p'))]);",
      ]);
      expect(seen).toEqual([1, [], []]);
    },
    60_000,
  );

  it.each([
    ['an ES module', 'p.js'],
    ['TypeScript', 'p.ts'],
  ])(
    'is told with its line, once, and restored when it is a method that was added or replaced: %s',
    async (_, file) => {
      const text = `import { definePlugin } from 'mortise';
export default definePlugin({ id: 'p', version: '1.0.0', setup: () => ({
  start() {
    Array.prototype.first = () => 1;
    console.info = function info() {};
  },
}) });`;
      const seen = await tryHome<unknown>(`methods ${file}`, { [file]: text }, [
        'const { info } = console;',
        'const places = (found) => found.map(({ what, place }) => `${what} ${place.replace(/^.*[/]|:[0-9]+$/g, "")}`).sort();',
        `const host = await hostOf({ extensions: [{ file: './${file}' }], escapes: 'release' });`,
        'const first = places((await host.doctor()).escapes);',
        "const { receipt } = await host.unload('p');",
        'const second = places(receipt.plugins.flatMap(({ escaped = [] }) => escaped));',
        'const isRestored = [].first === undefined && console.info === info;',
        `await host.load({ file: './${file}' });`,
        'told([first, second, isRestored, whats(await host.unload("p")).length, (await host.doctor()).escapes]);',
      ]);
      const places = [`Array.prototype.first ${file}:4`, `the replaced console.info ${file}:5`];
      expect(seen).toEqual([places, places, true, 2, []]);
    },
    60_000,
  );
});

/** As a compiler makes them: each line of `lib/p.js` is one further down in `src/p.ts`. */
const COMPILED = {
  'lib/p.js': `import { definePlugin } from 'mortise';
export default definePlugin({ id: 'p', version: '1.0.0', setup: () => ({
  start() {
    String.prototype.left = function left() {};
    setInterval(() => {}, 1000);
    process.on('SIGHUP', () => {});
  },
}) });
//# sourceMappingURL=p.js.map`,
  'lib/p.js.map': JSON.stringify({ version: 3, file: 'p.js', sources: ['../src/p.ts'], names: [], mappings: `AACA${';AACA'.repeat(7)}` }),
};

describe('what a compiled plugin made past its context', () => {
  it.each([
    ['is its own by its file', [], '', { live: false }],
    ['is its own, and told by its source, when source maps are followed', ['process.setSourceMapsEnabled(true);'], 'src', { live: false }],
    [
      'is its own, and told by its source, when a plugin of TypeScript made them be followed',
      ["await hostOf({ name: 'first', extensions: [{ file: './t.ts' }] });"],
      'src',
      { live: false },
    ],
    ['is its own by its file when that is watched for edits', [], '', { live: true }],
  ])(
    '%s',
    async (name, lines, told, { live }) => {
      const files = { ...COMPILED, 't.ts': "export default { id: 't', version: '1.0.0', start(): void {} };" };
      const seen = await tryHome<[string[], number]>(name, files, [
        ...lines,
        `const host = await hostOf({ live: ${live}, extensions: [{ file: './lib/p.js' }], escapes: 'release' });`,
        'const places = (found) => found.map(({ what, place }) => `${what} ${place.slice(home.length + 1).replace(/:[0-9]+$/, "")}`).sort();',
        'const first = places((await host.doctor()).escapes);',
        "const { receipt } = await host.unload('p');",
        "told([first, places(receipt.plugins.flatMap(({ escaped = [] }) => escaped)), 'left' in String.prototype]);",
      ]);
      const places =
        told === 'src'
          ? ['String.prototype.left src/p.ts:5', 'the interval of 1000 ms src/p.ts:6', "the listener of process 'SIGHUP' src/p.ts:7"]
          : ['String.prototype.left lib/p.js:4', 'the interval of 1000 ms lib/p.js:5', "the listener of process 'SIGHUP' lib/p.js:6"];
      expect(seen).toEqual([places, places, false]);
    },
    60_000,
  );
});

describe('a host that was begun', () => {
  it.each(['ignore', 'report'] as const)(
    'is held by none of the others, whether it was stopped or not, with escapes: %s',
    async (escapes) => {
      const seen = await tryHome<unknown>(`forgotten ${escapes}`, { 'p.js': TICKING }, [
        TICKS,
        "import { setFlagsFromString } from 'node:v8';",
        "setFlagsFromString('--expose-gc');",
        "const gc = (await import('node:vm')).runInNewContext('gc');",
        'const refs = {};',
        'const one = async (name) => {',
        `  const host = await hostOf({ name, escapes: '${escapes}', extensions: [{ name: 'p', attach(_, done) { done(); } }] });`,
        "  if (name === 'stopped') await host.stop();",
        '  refs[name] = new WeakRef(host);',
        '};',
        "await one('stopped'); await one('left');",
        'for (let round = 0; round < 10; round += 1) { await turn(20); gc(); }',
        'const alive = Object.keys(refs).filter((name) => refs[name].deref() !== undefined);',
        "const other = await hostOf({ name: 'other', escapes: 'report', extensions: [{ file: './p.js', options: { n: 'host' } }] });",
        "told([alive, whats(await other.unload('p'))]);",
      ]);
      expect(seen).toEqual([[], ['p: the interval of 10 ms']]);
    },
    60_000,
  );
});
