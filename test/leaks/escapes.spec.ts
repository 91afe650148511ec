/** Open this to see what is noticed when a plugin makes it outside of its context, how it is called, and that releasing ends it. */
import { describe, expect, it } from '@jest/globals';
import { room, trySeed } from './seeds.js';

interface Told {
  readonly kind: string;
  readonly what: string;
  readonly place: string;
}

interface Watched {
  readonly left: readonly Told[];
  /** How many are left by no file at all. */
  readonly nobody: number;
  /** What is left after the file has ended what it made; the same as before if it ends nothing. */
  readonly ended: readonly Told[];
  readonly released: readonly Told[];
  readonly restored: boolean;
  /** Globals that are still there. */
  readonly added: readonly string[];
}

/** The code of `leak`, on the third line, what it has made as kind, name and the code that the place points to, and how it ends by itself. */
interface Seed {
  readonly imports?: string;
  readonly leak: string;
  readonly finds: readonly (readonly [kind: string, what: RegExp, at: string])[];
  readonly end?: string;
}

const LISTENING = "await new Promise((resolve) => made.once('listening', resolve));";

const SEEDS: Readonly<Record<string, Seed>> = {
  'a timeout': {
    leak: 'made = setTimeout(() => {}, 60_000);',
    finds: [['timeout', /^the timeout of 60000 ms$/, 'setTimeout']],
    end: 'clearTimeout(made);',
  },
  'an interval that lets the process end': {
    leak: 'made = setInterval(() => {}, 1000).unref();',
    finds: [['interval', /^the interval of 1000 ms$/, 'setInterval']],
    end: 'clearInterval(made);',
  },
  'an immediate that sets itself again': {
    leak: 'const again = () => { made = setImmediate(again); }; again();',
    finds: [['timeout', /^the immediate$/, 'setImmediate']],
    end: 'clearImmediate(made);',
  },
  'a promise of a timeout': {
    imports: "import { setTimeout as sleep } from 'node:timers/promises';",
    leak: 'void sleep(60_000, 0, { signal: (made = new AbortController()).signal }).catch(() => {});',
    finds: [['timeout', /^the timeout of 60000 ms$/, 'sleep']],
    end: 'made.abort();',
  },
  'an interval of rxjs': {
    imports: `import rxjs from ${JSON.stringify(import.meta.resolve('rxjs'))};`,
    leak: 'made = rxjs.interval(1000).subscribe();',
    finds: [['interval', /^the interval of 1000 ms$/, 'subscribe']],
    end: 'made.unsubscribe();',
  },
  'a listener of the process': {
    leak: "process.on('SIGHUP', (made = () => {}));",
    finds: [['listener', /^the listener of process 'SIGHUP'$/, 'on(']],
    end: "process.off('SIGHUP', made);",
  },
  'a listener of the process for once, before the others': {
    leak: "process.prependOnceListener('SIGHUP', () => {});",
    finds: [['listener', /^the listener of process 'SIGHUP'$/, 'prependOnceListener']],
    end: "process.emit('SIGHUP');",
  },
  'a global': {
    leak: 'globalThis.cache = new Map();',
    // An assignment stands where its sign does.
    finds: [['global', /^the global 'cache'$/, '= new Map']],
    end: 'delete globalThis.cache;',
  },
  'a global that is defined': {
    leak: "Object.defineProperty(globalThis, 'cache', { get: function cached() {}, configurable: true });",
    finds: [['global', /^the global 'cache'$/, '() {}, configurable']],
    end: 'delete globalThis.cache;',
  },
  'a global that was there': {
    leak: 'made = globalThis.fetch; globalThis.fetch = async function fetched() {};',
    finds: [['global', /^the replaced global 'fetch'$/, '() {};']],
    end: 'globalThis.fetch = made;',
  },
  'a method of a prototype': {
    leak: 'Array.prototype.last = function last() { return this.at(-1); };',
    finds: [['global', /^Array\.prototype\.last$/, '() { return']],
    end: 'delete Array.prototype.last;',
  },
  'a method of a prototype that was there': {
    leak: 'made = Promise.prototype.then; Promise.prototype.then = function then(...args) { return made.apply(this, args); };',
    finds: [['global', /^the replaced Promise\.prototype\.then$/, '(...args) { return']],
    end: 'Promise.prototype.then = made;',
  },
  'methods of the process and of the console': {
    leak: 'made = [process.exit, console.log]; process.exit = ((code) => code).bind(0); console.log = () => {};',
    finds: [
      ['global', /^the replaced process\.exit$/, '(code) => code'],
      ['global', /^the replaced console\.log$/, '() => {}'],
    ],
    end: '[process.exit, console.log] = made;',
  },
  'a server, and a connection to it': {
    imports: "import { connect, createServer } from 'node:net';",
    leak: `made = createServer().listen(0, '127.0.0.1'); ${LISTENING} connect(made.address().port, '127.0.0.1');`,
    finds: [
      ['server', /^the server on port \d+$/, 'listen'],
      ['socket', /^the connection to 127\.0\.0\.1:\d+$/, 'connect(made'],
      // The other end of it, which nobody has made: it came to the server.
      ['socket', /^the connection to 127\.0\.0\.1:\d+$/, 'listen'],
    ],
  },
  'a request of HTTP that waits for its answer': {
    imports: "import { get } from 'node:http'; import { createServer } from 'node:net';",
    leak: `made = createServer().listen(0, 'localhost'); ${LISTENING} get({ port: made.address().port, host: 'localhost' }).on('error', () => {}); await new Promise((resolve) => made.once('connection', resolve));`,
    finds: [
      ['server', /^the server on port \d+$/, 'listen'],
      ['socket', /^the connection to .*:\d+$/, 'get({'],
      ['socket', /^the connection to .*:\d+$/, 'listen'],
    ],
  },
  'a server of HTTP, and what a fetch keeps open': {
    imports: "import { createServer } from 'node:http';",
    leak: `made = createServer((_, answer) => answer.end('')).listen(0); ${LISTENING} await (await fetch('http://127.0.0.1:' + made.address().port)).text();`,
    finds: [
      ['server', /^the server on port \d+$/, 'listen'],
      ['socket', /^the connection to 127\.0\.0\.1:\d+$/, 'fetch'],
      ['socket', /^the connection to .*127\.0\.0\.1:\d+$/, 'listen'],
    ],
  },
  'a server at a path': {
    imports: "import { createServer } from 'node:net';",
    leak: `made = createServer().listen(${JSON.stringify(`${room}/s`)});`,
    finds: [['server', /^the server at .*\/s$/, 'listen']],
    end: 'made.close();',
  },
  'a socket of UDP': {
    imports: "import { createSocket } from 'node:dgram';",
    leak: `made = createSocket('udp4').bind(0); ${LISTENING}`,
    finds: [['socket', /^the UDP socket on port \d+$/, 'createSocket']],
    end: 'made.close();',
  },
  'a child process': {
    imports: "import { spawn } from 'node:child_process';",
    leak: "made = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);",
    finds: [['child-process', /^the child process \d+ \(.*\)$/, 'spawn']],
    end: "made.kill('SIGKILL'); await new Promise((resolve) => made.once('close', resolve));",
  },
  'a worker': {
    imports: "import { Worker } from 'node:worker_threads';",
    leak: "made = new Worker('setInterval(() => {}, 1000)', { eval: true });",
    finds: [['worker', /^the worker thread \d+$/, 'new Worker']],
    end: 'await made.terminate();',
  },
  'a watcher of a folder': {
    imports: "import { watch } from 'node:fs';",
    leak: `made = watch(${JSON.stringify(room)});`,
    finds: [['watcher', /^the watcher of files$/, 'watch']],
    end: 'made.close();',
  },
  'a watcher of a folder and all that is in it': {
    imports: "import { mkdirSync, watch } from 'node:fs';",
    leak: `mkdirSync(${JSON.stringify(`${room}/a/b`)}, { recursive: true }); made = watch(${JSON.stringify(`${room}/a`)}, { recursive: true });`,
    finds: [['watcher', /^the watcher of files$/, 'watch']],
    end: 'made.close();',
  },
  'a watcher of a file by polling': {
    imports: "import { unwatchFile, watchFile } from 'node:fs';",
    leak: `watchFile(${JSON.stringify(`${room}/f`)}, (made = () => {}));`,
    finds: [['watcher', /^the watcher of '.*\/f'$/, 'watchFile']],
    end: `unwatchFile(${JSON.stringify(`${room}/f`)}, made);`,
  },
};

const linesOf = ({ imports = '', leak, end }: Seed): string[] => [
  imports,
  'let made;',
  `export const leak = async () => { ${leak} };`,
  ...(end === undefined ? [] : [`export const end = async () => { ${end} };`]),
];

function byPlace(a: { kind: string; place: string }, b: { kind: string; place: string }): number {
  return `${a.kind} ${a.place}` < `${b.kind} ${b.place}` ? -1 : 1;
}

describe('what a file leaves behind', () => {
  it.each(Object.entries(SEEDS))(
    'is named with its place, and gone when it is released: %s',
    async (name, { imports, leak, finds }) => {
      const lines = linesOf({ ...(imports === undefined ? {} : { imports }), leak, finds });
      const watched = await trySeed<Watched>('escapes.mjs', name, lines);
      const left = watched.left.map(({ kind, what, place }) => ({ kind, place: place.replace(`${watched.file}:`, ''), what }));
      // The name of a method begins where its call is counted from.
      const found = finds.map(([kind, what, at]) => ({
        kind,
        place: `3:${lines[2]!.indexOf(at) + 1}`,
        what: expect.stringMatching(what) as unknown,
      }));
      expect(left.sort(byPlace)).toEqual(found.sort(byPlace));
      expect(watched).toMatchObject({ nobody: 0, released: [], restored: true, added: [] });
    },
    60_000,
  );

  it.each(Object.entries(SEEDS).filter(([, { end }]) => end !== undefined))(
    'is not reported when it has ended by itself: %s',
    async (name, seed) => {
      const watched = await trySeed<Watched>('escapes.mjs', `${name} ends`, linesOf(seed));
      expect(watched.left.length).toBeGreaterThan(0);
      expect(watched.ended).toEqual([]);
    },
    60_000,
  );

  it('is nothing when it only writes and reads, and uses what Node loads late', async () => {
    const watched = await trySeed<Watched>('escapes.mjs', 'quiet', [
      "import { createHash } from 'node:crypto';",
      "import { readFile } from 'node:fs/promises';",
      "import { execFileSync } from 'node:child_process';",
      "import { lookup } from 'node:dns/promises';",
      'export async function leak() {',
      "  process.stdin.on('data', () => {}).pause();",
      '  await new Promise((resolve) => setTimeout(resolve, 5));',
      '  await readFile(import.meta.filename);',
      "  await lookup('localhost').catch(() => {});",
      "  createHash('sha256').update(String([Blob, BroadcastChannel, CompressionStream, performance, crypto.subtle])).digest();",
      "  execFileSync(process.execPath, ['-e', '0']);",
      '}',
    ]);
    expect(watched).toMatchObject({ left: [], restored: true, added: [] });
  });
});
