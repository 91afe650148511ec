/** Open this to see the plugins that are booted, how a boot is timed and weighed, and what must be true of it. */
import { written } from './handlers.mjs';
import { weighed } from './heap.mjs';

const LAYERS = 10;
const TRIED = 50;
export const EVENTS = ['shop.opened', 'shop.closed'];

/** What all instances report to; made before anything is weighed. */
let state;

/**
 * So many plugins in ten layers; each needs two of the layer below. Every class has code of its own, which has run once: compiling it is
 * the plugin's affair. `{ index, id, type, dependencies }`; a type is constructed with the instances of its dependencies, or bare with nothing.
 * Slow ones take a turn to start and to stop.
 */
async function plugins(count, isBare, isSlow = false) {
  state = { made: Array.from({ length: count }, () => undefined), clock: 0 };
  const size = Math.max(1, Math.floor(count / LAYERS));
  const needs = Array.from({ length: count }, (_, index) => {
    const layer = Math.min(LAYERS - 1, Math.floor(index / size));
    const at = index - layer * size;
    const below = (layer - 1) * size;
    return layer === 0 ? [] : [...new Set([below + (at % size), below + ((at * 7 + 3) % size)])];
  });
  const source = needs.map((dependencies, index) => classText(index, isBare ? 0 : dependencies.length, isSlow));
  const { all } = await written(
    `${source.join('\n')}\nexport const all = (state) => [${source.map((_, index) => `make${index}(state)`).join(', ')}];`,
  );
  const list = all(state).map((type, index) => ({ index, id: `plugin-${index}`, type, dependencies: needs[index] }));
  for (const { type } of list) {
    const one = new type();
    await one.start();
    one.onOpened({ value: 1 });
    one.onClosed({ value: 1 });
    await one.stop();
  }
  state.made.fill(undefined);
  state.clock = 0;
  return list;
}

function classText(index, count, isSlow) {
  const wait = isSlow ? 'await new Promise((resolve) => setImmediate(resolve));' : '';
  const parameters = ['first', 'second'].slice(0, count);
  const kept = parameters.map((name) => `this.${name} = ${name};`).join(' ');
  return `const make${index} = (state) => class Plugin${index} {
    ${isSlow ? 'beganAt = -1;' : ''} startedAt = -1; stopped = false; seen = 0;
    constructor(${parameters.join(', ')}) { ${kept} state.made[${index}] = this; }
    async start() { ${isSlow ? 'this.beganAt = state.clock++;' : ''} ${wait} this.startedAt = state.clock++; }
    async stop() { ${wait} this.stopped = true; }
    onOpened(payload) { this.seen += payload.value; }
    onClosed(payload) { this.seen += 2 * payload.value; }
  };`;
}

/**
 * One trial in a fresh process. `prepare(plugins)` does what an author's code does when it is loaded, and gives `{ boot, emit, stop }`.
 * `unordered` is what a peer does not do; all else is checked. `isBare` plugins have nothing injected.
 * That a start and a stop are awaited is seen by those of a few plugins which take a turn, when nothing is measured any more.
 */
export async function bootTrial(count, prepare, { unordered = false, isBare = false } = {}) {
  const list = await plugins(count, isBare);
  const app = await prepare(list);
  let boot;
  const { bytes } = await weighed(count, async () => {
    const before = performance.now();
    const held = await app.boot();
    boot = performance.now() - before;
    return held;
  });
  checkStarted(list, unordered);
  for (const event of EVENTS) await app.emit(event, { value: 5 });
  const deaf = state.made.findIndex(({ seen }) => seen !== 15);
  if (deaf !== -1) throw new Error(`plugin ${deaf} has seen ${state.made[deaf].seen} instead of 15`);
  const before = performance.now();
  await app.stop();
  const stop = performance.now() - before;
  checkStopped();
  await tryOut(prepare, unordered, isBare);
  return { boot, stop, 'heap per plugin': bytes };
}

async function tryOut(prepare, unordered, isBare) {
  const list = await plugins(TRIED, isBare, true);
  const app = await prepare(list);
  await app.boot();
  checkStarted(list, unordered);
  await app.stop();
  checkStopped();
}

function checkStopped() {
  const going = state.made.findIndex(({ stopped }) => !stopped);
  if (going !== -1) throw new Error(`plugin ${going} was not stopped`);
}

function checkStarted(list, unordered) {
  for (const { index, dependencies } of list) {
    const own = state.made[index];
    if (own === undefined || own.startedAt < 0) throw new Error(`plugin ${index} was not started`);
    if (unordered) continue;
    const began = own.beganAt ?? own.startedAt;
    const early = dependencies.find((other) => state.made[other].startedAt > began);
    if (early !== undefined) throw new Error(`plugin ${index} was started before ${early} was, which it needs`);
  }
}
