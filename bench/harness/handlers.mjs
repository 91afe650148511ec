/** Open this to see the handlers that are delivered to, and the limit: the same calls written out by hand for just these handlers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** In turn, so that nobody can keep what the last one gave. */
export const PAYLOADS = Array.from({ length: 16 }, (_, index) => ({ id: `payload-${index}`, value: index + 1 }));
const ROUND = PAYLOADS.reduce((sum, { value }) => sum + value, 0);

let made = 0;

/** Imports code that was written for one case. As a file it also works where code generation from strings is forbidden. */
export async function written(source) {
  const folder = mkdtempSync(join(tmpdir(), 'mortise-bench-'));
  try {
    const file = join(folder, `written-${made++}.mjs`);
    writeFileSync(file, source);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const BODIES = {
  sync: 'on(payload) { this.sum += payload.value; }',
  async: 'async on(payload) { this.sum += payload.value; }',
};

/** Instances of as many classes, each with code of its own, as the plugins of a service have. */
export async function handlers(count, how = 'sync') {
  const mark = made;
  const source = Array.from({ length: count }, (_, index) => `class Handler${mark}x${index} { sum = 0; ${BODIES[how]} }`);
  const names = Array.from({ length: count }, (_, index) => `new Handler${mark}x${index}()`);
  return (await written(`${source.join('\n')}\nexport const all = [${names.join(', ')}];`)).all;
}

/** Throws unless each of them got every payload of so many turns. */
export function allReached(targets, turns) {
  const wrong = targets.findIndex(({ sum }) => sum !== (turns / 16) * ROUND);
  if (wrong !== -1) throw new Error(`handler ${wrong} of ${targets.length} has ${targets[wrong].sum} instead of ${(turns / 16) * ROUND}`);
}

/** A loop that calls all of them, written out: `(n) => …`. `turn` makes the code of one turn from the names of the handlers. */
export async function unrolled(targets, turn = (names) => names.map((name) => `${name}.on(payload);`).join(' '), head = '') {
  const names = targets.map((_, index) => `h${index}`);
  const source = `export const make = (payloads, ${names.join(', ')}) => ${head} function loop${made}(n) {
    for (let i = 0; i < n; i++) { const payload = payloads[i & 15]; ${turn(names)} }
  };`;
  return (await written(source)).make(PAYLOADS, ...targets);
}

/** Loops that each call a method of one object, written out, so that each is a place of its own: `(key, n) => …`. */
export async function ownPlaces(held, method) {
  const loops = new Map();
  for (const [key, object] of held) {
    const { make } = await written(`export const make = (held, payloads) => (n) => {
      for (let i = 0; i < n; i++) held.${method}(payloads[i & 15]);
    };`);
    loops.set(key, make(object, PAYLOADS));
  }
  return (key, n) => loops.get(key)(n);
}
