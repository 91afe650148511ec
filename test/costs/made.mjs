/** Open this to see how it is counted what a host makes and does not need: containers, streams, promises, functions, timers. */
import { createHook } from 'node:async_hooks';
import { Session } from 'node:inspector/promises';
import process from 'node:process';
import { queryObjects } from 'node:v8';
import { Container, ContainerModule } from 'inversify';
import { createHost, definePlugin } from 'mortise';
import { Observable, Subscriber } from 'rxjs';

/** So few that one function can call all handlers of an event. */
const PLUGINS = 10;
/** More than any event needs to be hot. */
const OFTEN = 20_000;
const EVENTS = ['shop.opened', 'shop.closed', 'shop.sold', 'shop.counted', 'shop.cleaned'];

const alive = (type) => queryObjects(type, { format: 'count' });

/** How many functions are made from text meanwhile. */
async function generated(run) {
  const own = globalThis.Function;
  let count = 0;
  globalThis.Function = new Proxy(own, {
    construct(target, args) {
      count++;
      return Reflect.construct(target, args);
    },
  });
  try {
    await run();
  } finally {
    globalThis.Function = own;
  }
  return count;
}

/** How many promises are made meanwhile. */
function promised(run) {
  const end = countPromises();
  run();
  return end();
}

/** The same until what it gives has come. */
async function promisedUntil(run) {
  const end = countPromises();
  await run();
  return end();
}

function countPromises() {
  let count = 0;
  const hook = createHook({ init: (_, type) => void (count += type === 'PROMISE' ? 1 : 0) }).enable();
  return () => {
    hook.disable();
    return count;
  };
}

/** How many streams and containers are made meanwhile, also those that go at once. */
async function constructed(run) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true });
  await run();
  const { result: files } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
  const called = files.flatMap(({ url, functions }) =>
    functions.map(({ functionName, ranges }) => ({ url, functionName, count: ranges[0].count })),
  );
  const of = (names, place) =>
    called.reduce((sum, { url, functionName, count }) => (names.includes(functionName) && place.test(url) ? sum + count : sum), 0);
  return { streams: of(['Observable', 'Subscriber'], /\/rxjs\//), containers: of(['Container'], /inversify/) };
}

const plain = (index) =>
  definePlugin({
    id: `plugin-${index}`,
    version: '1.0.0',
    provides: { [`plugin-${index}/value`]: { index } },
    setup: () => ({ start() {}, on() {} }),
    on: Object.fromEntries([...EVENTS, 'shop.*'].map((event) => [event, 'on'])),
  });

const now = () => ({ streams: alive(Observable) + alive(Subscriber), containers: alive(Container) });
const before = now();
const made = () => {
  const { streams, containers } = now();
  return { streams: streams - before.streams, containers: containers - before.containers };
};

/**
 * How many functions, collections and contexts a plugin keeps alive that starts, stops and handles two events, besides its own; and how many
 * promises it takes to start and to stop it.
 */
async function madeForEach(count) {
  const bare = (index) =>
    definePlugin({ id: `bare-${index}`, version: '1.0.0', setup: () => new Bare(), on: { 'shop.opened': 'on', 'shop.closed': 'on' } });
  const types = { functions: Function, sets: Set, maps: Map, lists: Array, promises: Promise };
  const all = Array.from({ length: count }, (_, index) => bare(index));
  const one = createHost({ log: { level: 'silent' }, extensions: all });
  const counted = () => Object.entries(types).map(([name, type]) => [name, alive(type)]);
  const first = Object.fromEntries(counted());
  const promisesOfStart = (await promisedUntil(() => one.start())) / count;
  const kept = Object.fromEntries(counted().map(([name, number]) => [name, (number - first[name]) / count]));
  const promisesOfStop = (await promisedUntil(() => one.stop())) / count;
  return { kept, promisesOfStart, promisesOfStop };
}

class Bare {
  start() {}
  stop() {}
  on() {}
}

const host = createHost({ log: { level: 'silent' }, extensions: Array.from({ length: PLUGINS }, (_, index) => plain(index)) });
const started = await constructed(async () => {
  const report = await host.start();
  if (!report.ok || report.problems.length > 0) throw new Error(String(report));
});
const emitAll = (times) => {
  for (let time = 0; time < times; time++) for (const event of EVENTS) host.events.emit(event, { time });
};
const result = { events: EVENTS.length, started };
// What comes once is there after the first time.
await madeForEach(10);
Object.assign(result, await madeForEach(500));
result.generatedAtOnce = await generated(() => emitAll(10));
result.generatedWhenHot = await generated(() => emitAll(OFTEN));
result.generatedAgain = await generated(() => emitAll(OFTEN));
result.promisesOfEmit = promised(() => emitAll(10)) / (10 * EVENTS.length);
// They are hot by now, and are emitted in another way from here on.
result.generatedWhenAwaited = await generated(async () => {
  for (let time = 0; time < OFTEN; time++) for (const event of EVENTS) await host.events.emitAsync(event, { time });
});
result.promisesOfEmitAsync =
  promised(() => {
    for (const event of EVENTS) void host.events.emitAsync(event, {});
  }) / EVENTS.length;
result.emitted = await constructed(async () => {
  emitAll(10);
  for (const event of EVENTS) await host.events.emitAsync(event, {});
});
result.unobserved = made();
result.timers = process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate/.test(name)).length;

const HANDLERS = 40_000;
const handlers = Array.from({ length: HANDLERS }, (_, index) => () => index);
const undos = [];
/** Bytes of a handler, with what takes it back. */
function weighed(register) {
  const earlier = settledHeap();
  for (const handler of handlers) undos[next++] = register(handler);
  return (settledHeap() - earlier) / HANDLERS;
}
const settledHeap = () => {
  for (let turn = 0; turn < 4; turn++) globalThis.gc();
  return process.memoryUsage().heapUsed;
};
// What compiling leaves, and the room that the list of undos grows by, is no part of a handler.
for (const handler of handlers) undos.push(host.events.handle('weighed.before', handler));
for (const handler of handlers) undos.push(host.events.handle('weighed.before', handler));
for (const undo of undos.splice(0)) undo();
undos.length = 2 * HANDLERS;
let next = 0;
result.bytesOfHandler = weighed((handler) => host.events.handle('weighed.one', handler));
const names = handlers.map((_, index) => `weighed.own-${index}`);
result.bytesOfHandlerAlone = weighed((handler) => host.events.handle(names[handler()], handler));
for (const undo of undos) undo();

// That all of it is seen where it is made.
let stream, subscription;
result.observing = await constructed(() => {
  stream = host.events.on('shop.opened');
  subscription = stream.subscribe();
});
emitAll(1);
result.observed = made();
subscription.unsubscribe();
const own = Symbol('own');
const module = new ContainerModule(({ bind }) => void bind(own).toConstantValue(1));
result.injecting = await constructed(() =>
  host.load(definePlugin({ id: 'bound', version: '1.0.0', modules: [module], inject: [own], setup: () => ({}) })),
);
result.injected = made();
await host.stop();
// It is held until here, so that it can be counted.
if (!(stream instanceof Observable)) throw new Error('no stream');
console.log(JSON.stringify(result));
