/** Open this to see that who holds what should be gone is named, whatever kind of holder it is, and that nobody is named who holds weakly. */
import { describe, expect, it } from '@jest/globals';
import { trySeed } from './seeds.js';

interface Held {
  /** The labels of the sentinels that know something alive. */
  readonly labels: readonly string[];
  readonly retained?: { readonly path: readonly string[]; readonly holder: string };
}

/** Code of a file that holds the object `presence`, in `leak(presence)` on its third line; what is said of it, where `3:` stands for that line. */
interface Seed {
  readonly before?: string;
  readonly leak: string;
  readonly holder: RegExp;
  /** How the path ends. */
  readonly path: readonly (string | RegExp)[];
}

const RXJS = `import rxjs from ${JSON.stringify(import.meta.resolve('rxjs'))};`;

const SEEDS: Readonly<Record<string, Seed>> = {
  'a Map of globalThis': {
    leak: "globalThis.cache = new Map([['y', 1], ['x', presence]]);",
    holder: /^the global 'cache'$/,
    path: ['globalThis.cache', 'Map', "entry 'x'", 'Presence'],
  },
  'a Set of globalThis': {
    leak: 'globalThis.cache = new Set([presence]);',
    holder: /^the global 'cache'$/,
    path: ['globalThis.cache', 'Set', 'an element', 'Presence'],
  },
  'a global': {
    leak: 'globalThis.presence = presence;',
    holder: /^the global 'presence'$/,
    path: ['globalThis.presence', 'Presence'],
  },
  'a method of a prototype': {
    leak: 'Array.prototype.last = () => presence;',
    holder: /^the global 'Array\.prototype\.last'$/,
    path: ['.last', /^a function at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'the closure of an interval': {
    leak: 'setInterval(() => presence, 1000);',
    holder: /^the interval of 1000 ms that calls .*3:\d+$/,
    path: ['the interval of 1000 ms', /^a function at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'the closure of a timeout that lets the process end': {
    leak: 'setTimeout(function later() { return presence; }, 60_000).unref();',
    holder: /^the timeout of 60000 ms that calls .*3:\d+$/,
    path: ['the timeout of 60000 ms', /^the function later at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'a bound function in an interval': {
    leak: 'setInterval(function () {}.bind(presence), 1000);',
    holder: /^the interval of 1000 ms that calls .*3:\d+$/,
    path: ['the interval of 1000 ms', 'the function native_bind', 'its bound this', 'Presence'],
  },
  'a listener of the process, one of two': {
    leak: "process.on('SIGHUP', () => 1); process.on('SIGHUP', () => presence);",
    holder: /^the listeners of process 'SIGHUP'$/,
    // The other one was made beside it, so it keeps the same variables.
    path: ['process', "listeners of 'SIGHUP'", 'Array', /^\[[01]\]$/, /^a function at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'a listener of another emitter': {
    before: "import { EventEmitter } from 'node:events'; const bus = new EventEmitter();",
    leak: "bus.on('data', () => presence);",
    holder: /^the listeners of 'data' of an instance of EventEmitter$/,
    path: ["listeners of 'data'", /^a function at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'a listener of a server that listens': {
    before: "import { createServer } from 'node:net';",
    leak: 'createServer(() => presence).listen(0);',
    holder: /^the listeners of 'connection' of an instance of Server$/,
    path: ['Server', "listeners of 'connection'", /^a function at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'a field of another instance': {
    before: 'class Inbox { last; } const inboxes = [new Inbox()];',
    leak: 'inboxes[0].last = presence;',
    holder: /^an instance of Inbox$/,
    path: ['Inbox', '.last', 'Presence'],
  },
  'a private list of another instance': {
    before: 'class Inbox { #all = []; take(each) { this.#all.push(each); } } const inbox = new Inbox();',
    leak: 'inbox.take(presence);',
    holder: /^an instance of Inbox$/,
    path: ['Inbox', '.#all', 'Array', '[0]', 'Presence'],
  },
  'the observers of an rxjs Subject': {
    before: `${RXJS} export const changes = new rxjs.Subject();`,
    leak: 'changes.subscribe(() => presence);',
    holder: /^the observers of a Subject$/,
    path: [/^a function at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'the interval of rxjs': {
    before: RXJS,
    leak: 'rxjs.interval(1000).subscribe(() => presence);',
    holder: /^the interval of 1000 ms that calls .*$/,
    path: [/^a function at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'a variable of a module': {
    before: 'const held = [];',
    leak: 'held.push(presence);',
    holder: /^the variable 'held' of the function leak at .*3:\d+$/,
    path: ["variable 'held'", 'Array', '[0]', 'Presence'],
  },
  'an async function that waits': {
    before: "import { setTimeout as sleep } from 'node:timers/promises';",
    leak: 'void (async () => { await sleep(60_000); return presence; })();',
    holder: /^the function that has not ended at .*3:\d+$/,
    path: [/^a function that has not ended at .*3:\d+$/, "variable 'presence'", 'Presence'],
  },
  'a value of a WeakMap whose key stays': {
    before: 'const key = {}; const map = new WeakMap();',
    leak: 'map.set(key, presence);',
    holder: /^the variable 'key' of the function leak at .*3:\d+$/,
    path: ["variable 'key'", 'Object', 'its value in a WeakMap', 'Presence'],
  },
};

function tried(name: string, before: string | undefined, leak: string): Promise<Held & { readonly file: string }> {
  return trySeed<Held>('holders.mjs', name, [before ?? '', '', `export const leak = (presence) => { ${leak} };`]);
}

describe('who holds what should be gone', () => {
  it.each(Object.entries(SEEDS))(
    'is named: %s',
    async (name, { before, leak, holder, path }) => {
      const { labels, retained, file } = await tried(name, before, leak);
      const short = (text: string): string => text.replaceAll(`${file}:`, '');
      expect(labels).toEqual(['chat']);
      expect(short(retained!.holder)).toMatch(holder);
      expect(retained!.path.slice(-path.length).map(short)).toEqual(
        path.map((word): unknown => (typeof word === 'string' ? word : expect.stringMatching(word))),
      );
    },
    60_000,
  );

  it.each([
    ['nothing', '', ''],
    ['weak references', 'const refs = [];', 'refs.push(new WeakRef(presence));'],
    ['a WeakMap by its key', 'const map = new WeakMap();', 'map.set(presence, { presence });'],
    ['a registry that waits for its end', 'const registry = new FinalizationRegistry(() => {});', 'registry.register(presence, 1);'],
    ['what it holds itself', '', 'presence.constructor.last = {};'],
  ])(
    'is nobody: %s',
    async (name, before, leak) => {
      expect(await tried(name, before, leak)).toMatchObject({ labels: [] });
      expect((await tried(name, before, leak)).retained).toBeUndefined();
    },
    60_000,
  );
});
