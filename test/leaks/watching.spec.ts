/** Open this to see what watching for escapes does to the process that it watches: it holds nothing, changes nothing for good, and has its price. */
import { describe, expect, it } from '@jest/globals';
import { tryLines } from './seeds.js';

const HERE = 'const here = (file) => file === import.meta.filename;';

describe('watching for escapes', () => {
  it('leaves to the ledger what is made through a context or through the clock of mortise', async () => {
    const left = await tryLines<string[]>('ledger', [
      HERE,
      'const watch = escapes.watchEscapes();',
      'clock.systemClock.setTimeout(() => {}, 60_000);',
      'clock.systemClock.setTimeout(() => {}, 2 ** 40);',
      'clock.systemClock.setInterval(() => {}, 60_000);',
      'setTimeout(() => {}, 50_000);',
      'told(watch.leftBy(here).map(({ what }) => what));',
    ]);
    expect(left).toEqual(['the timeout of 50000 ms']);
  });

  it('tells a plugin of a host by its file, and what its context owns not at all', async () => {
    const left = await tryLines<string[]>('plugin', [
      HERE,
      'const watch = escapes.watchEscapes();',
      'class Chat {',
      '  constructor(context) { this.context = context; }',
      '  start() { this.context.setInterval(() => {}, 60_000); setInterval(() => {}, 70_000); }',
      '}',
      "decorators.Plugin({ id: 'chat', version: '1.0.0', inject: [decorators.PluginContext] })(Chat);",
      "const host = mortise.createHost({ log: { level: 'silent' }, extensions: [{ name: 'chats', attach(_, done) {",
      "  this.registerPlugin('acme/chat', Chat);",
      '  this.setInterval(() => {}, 80_000);',
      '  done();',
      '} }] });',
      'await host.start();',
      'told(watch.leftBy(here).map(({ what }) => what));',
    ]);
    expect(left).toEqual(['the interval of 70000 ms']);
  });

  it('tells files apart, and gives what a library makes to whoever uses it if it is told which files are libraries', async () => {
    const left = await tryLines<string[][]>('library', [
      'const { mkdirSync, writeFileSync } = fs;',
      "import { join } from 'node:path';",
      "const library = join(import.meta.dirname, 'node_modules/driver/index.mjs');",
      "mkdirSync(join(library, '..'), { recursive: true });",
      "writeFileSync(library, 'export const connect = () => setInterval(() => {}, 1000);');",
      HERE,
      'const watch = escapes.watchEscapes();',
      'const { connect } = await import(library);',
      'connect();',
      'const whats = (left) => left.map(({ what }) => what);',
      'told([whats(watch.leftBy(here)), whats(watch.leftBy((file) => file === library)), whats(watch.leftBy(here, (file) => file === library))]);',
    ]);
    expect(left).toEqual([[], ['the interval of 1000 ms'], ['the interval of 1000 ms']]);
  });

  it('lists on demand what nobody can be told to have made', async () => {
    const left = await tryLines<unknown>('unknown', [
      HERE,
      'const watch = escapes.watchEscapes();',
      "Object.defineProperty(globalThis, 'answer', { value: 42, configurable: true });",
      'told([watch.leftBy(() => true).length, watch.left().map(({ what, place }) => [what, place])]);',
    ]);
    expect(left).toEqual([0, [["the global 'answer'", 'an unknown place']]]);
  });

  it('asks V8 once for the place of each function, also of one that has none, and again when it could not be asked', async () => {
    const sessions = await tryLines<unknown>('asked', [
      "import inspector from 'node:inspector';",
      "import { runInThisContext } from 'node:vm';",
      'const { connect } = inspector.Session.prototype;',
      'let asked = 0;',
      'let isFree = false;',
      "inspector.Session.prototype.connect = function () { asked += 1; if (!isFree) throw new Error('somebody else is there'); connect.call(this); };",
      'const watch = escapes.watchEscapes();',
      "Array.prototype.nowhere = runInThisContext('(function nowhere() {})');",
      'Array.prototype.here = function here() {};',
      'const seen = [];',
      'const look = () => { asked = 0; const places = watch.left().map(({ place }) => place); seen.push([asked, places.filter((place) => place.startsWith(import.meta.filename)).length, places.length]); };',
      'look(); isFree = true; look(); look();',
      'Array.prototype.later = function later() {};',
      'look(); look();',
      'told(seen);',
    ]);
    expect(sessions).toEqual([
      [1, 0, 2],
      [1, 1, 2],
      [0, 1, 2],
      [1, 2, 3],
      [0, 2, 3],
    ]);
  });

  it('is shared by whoever asks, and ends with the last of them', async () => {
    const result = await tryLines<unknown>('shared', [
      HERE,
      'const { watchFile } = fs;',
      'const behind = () => Object.getPrototypeOf(Object.getPrototypeOf(globalThis));',
      "const listeners = () => process.listenerCount('newListener') + process.listenerCount('removeListener');",
      'const before = [behind(), listeners()];',
      'const [one, other] = [escapes.watchEscapes(), escapes.watchEscapes()];',
      'const timer = setInterval(() => {}, 1000);',
      'const counts = () => [one.leftBy(here).length, other.leftBy(here).length];',
      'const seen = [counts()];',
      'one.close(); one.close();',
      'seen.push(counts(), [fs.watchFile === watchFile, behind() === before[0], listeners() - before[1]]);',
      'other.close();',
      'seen.push(counts(), [fs.watchFile === watchFile, behind() === before[0], listeners() - before[1]]);',
      'const again = escapes.watchEscapes();',
      'seen.push(again.leftBy(here).length);',
      'setInterval(() => {}, 1000);',
      'seen.push(again.leftBy(here).length);',
      'told(seen);',
    ]);
    expect(result).toEqual([[1, 1], [0, 1], [false, false, 2], [0, 0], [true, true, 0], 0, 1]);
  });

  it('leaves alone what somebody else has put over it', async () => {
    const result = await tryLines<unknown>('over', [
      'const watch = escapes.watchEscapes();',
      'const ours = fs.watchFile;',
      'const theirs = (...args) => ours(...args);',
      'fs.watchFile = theirs;',
      'watch.close();',
      "const watched = fs.watchFile('/nowhere', () => {});",
      "const works = watched.listenerCount('change');",
      "fs.unwatchFile('/nowhere');",
      'told([fs.watchFile === theirs, works]);',
    ]);
    expect(result).toEqual([true, 1]);
  });

  it('holds none of what it has seen, neither before it ends nor after', async () => {
    const result = await tryLines<string[]>('held', [
      'import { connect, createServer } from "node:net";',
      'import { Worker } from "node:worker_threads";',
      HERE,
      'const watch = escapes.watchEscapes();',
      'class Presence {',
      '  async leak() {',
      '    const all = [setTimeout(() => this, 60_000), setInterval(() => this, 1000)];',
      '    const listener = () => this;',
      "    process.on('SIGHUP', listener);",
      "    fs.watchFile('/nowhere', listener);",
      '    globalThis.presence = this; Array.prototype.presence = () => this;',
      "    const server = createServer(() => this).listen(0, '127.0.0.1');",
      "    await new Promise((resolve) => server.once('listening', resolve));",
      "    const socket = connect(server.address().port, '127.0.0.1', () => this);",
      "    const worker = new Worker('', { eval: true }).on('exit', () => this);",
      "    await new Promise((resolve) => worker.once('exit', resolve));",
      '    this.left = watch.leftBy(here);',
      '    const end = () => {',
      "      for (const each of all) clearTimeout(each); process.off('SIGHUP', listener); fs.unwatchFile('/nowhere', listener);",
      '      delete globalThis.presence; delete Array.prototype.presence; server.close(); socket.destroy();',
      '    };',
      '    end();',
      '  }',
      '}',
      'async function seed() {',
      '  const presence = new Presence();',
      '  await presence.leak();',
      "  return [heap.sentinelOf('presence', [presence]), presence.left.length];",
      '}',
      'const [sentinel, left] = await seed();',
      'await turn(50);',
      'const held = (await heap.survivorsOf([sentinel])).map(({ label }) => label);',
      'const holder = held.length > 0 ? await heap.holderOf(...sentinel.survivors()) : undefined;',
      'told([left, held, watch.leftBy(here).length, holder]);',
    ]);
    expect(result).toEqual([9, [], 0, null]);
  }, 60_000);

  it('has its price, which is printed', async () => {
    const price = await tryLines<Record<string, number>>('price', [
      'async function nothing() {}',
      'async function time(work, times) {',
      '  for (let round = 0; ; round += 1) {',
      '    const begun = performance.now();',
      '    for (let count = 0; count < times; count += 1) await work();',
      '    if (round === 1) return Math.round(((performance.now() - begun) / times) * 1e6);',
      '  }',
      '}',
      'const timer = () => clearTimeout(setTimeout(nothing, 1000));',
      'const price = { awaits: await time(nothing, 200_000), timers: await time(timer, 20_000) };',
      'const begun = performance.now();',
      'const watch = escapes.watchEscapes();',
      'price.start = Math.round((performance.now() - begun) * 1e6);',
      'price.awaitsWatched = await time(nothing, 200_000); price.timersWatched = await time(timer, 20_000);',
      'const asked = performance.now();',
      'watch.left();',
      'price.asking = Math.round((performance.now() - asked) * 1e6);',
      // Node goes back to fast promises in the next turn.
      'watch.close(); await turn(5);',
      'price.awaitsAfter = await time(nothing, 200_000);',
      'told(price);',
    ]);
    process.stdout.write(`nanoseconds: ${JSON.stringify(price)}\n`);
    expect(Object.values(price).every((each) => each > 0)).toBe(true);
  }, 60_000);
});
