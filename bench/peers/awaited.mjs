/** Open this to see how each event bus is awaited, as its documentation says: one handler after the other, or all at once. */
import { PAYLOADS } from '../harness/handlers.mjs';
import { byName, moleculerBroker, nestApp } from './buses.mjs';
import { argument, awaitedContained, contained, plain } from './subscribed.mjs';

const close = () => {};

/** Node's emitter waits for nobody, so its user asks it for the listeners. */
async function nodeEmitter(listeners, wrap) {
  const { EventEmitter } = await import('node:events');
  const bus = new EventEmitter().setMaxListeners(0);
  for (const { event, handler } of await wrap(listeners)) bus.on(event, handler);
  return bus;
}

const nodeSeries = (wrap) => async (listeners) => {
  const bus = await nodeEmitter(listeners, wrap);
  const emit = async (event, payload) => {
    for (const listener of bus.listeners(event)) await listener(payload);
  };
  const loop = async (event, n) => {
    for (let i = 0; i < n; i++) await emit(event, PAYLOADS[i & 15]);
  };
  return { loop, close };
};

const nodeParallel = (wrap) => async (listeners) => {
  const bus = await nodeEmitter(listeners, wrap);
  const emit = (event, payload) => Promise.all(bus.listeners(event).map((listener) => listener(payload)));
  const loop = async (event, n) => {
    for (let i = 0; i < n; i++) await emit(event, PAYLOADS[i & 15]);
  };
  return { loop, close };
};

const second = (wrap) => async (listeners) => {
  const bus = new (await import('eventemitter2')).default.EventEmitter2({ maxListeners: 0 });
  for (const { event, handler } of await wrap(listeners)) bus.on(event, handler);
  const loop = async (event, n) => {
    for (let i = 0; i < n; i++) await bus.emitAsync(event, PAYLOADS[i & 15]);
  };
  return { loop, close };
};

const tapable = (kind, isSync) => async (listeners) => {
  const hooksOf = (await import('tapable')).default;
  const hooks = byName(
    await plain(listeners),
    () => new hooksOf[kind]([argument()]),
    (hook, handler) => (isSync ? hook.tap('handler', handler) : hook.tapPromise('handler', handler)),
  );
  const loop = async (event, n) => {
    for (let i = 0; i < n; i++) await hooks.get(event).promise(PAYLOADS[i & 15]);
  };
  return { loop, close };
};

const hookable = (isParallel) => async (listeners) => {
  const hooks = (await import('hookable')).createHooks();
  for (const { event, handler } of await plain(listeners)) hooks.hook(event, handler);
  const series = async (event, n) => {
    for (let i = 0; i < n; i++) await hooks.callHook(event, PAYLOADS[i & 15]);
  };
  const parallel = async (event, n) => {
    for (let i = 0; i < n; i++) await hooks.callHookParallel(event, PAYLOADS[i & 15]);
  };
  return { loop: isParallel ? parallel : series, close };
};

const cordis = (isParallel) => async (listeners) => {
  const { Context } = await import('cordis');
  const context = new Context();
  for (const { event, handler } of await plain(listeners)) context.on(event, handler);
  const series = async (event, n) => {
    for (let i = 0; i < n; i++) await context.serial(event, PAYLOADS[i & 15]);
  };
  const parallel = async (event, n) => {
    for (let i = 0; i < n; i++) await context.parallel(event, PAYLOADS[i & 15]);
  };
  return { loop: isParallel ? parallel : series, close };
};

const rxjs = (operator) => async (listeners) => {
  const { from, lastValueFrom, ...rest } = await import('rxjs');
  const found = byName(
    await plain(listeners),
    () => [],
    (all, handler) => all.push(handler),
  );
  const emit = (event, payload) =>
    lastValueFrom(from(found.get(event)).pipe(rest[operator](async (handler) => handler(payload))), { defaultValue: undefined });
  const loop = async (event, n) => {
    for (let i = 0; i < n; i++) await emit(event, PAYLOADS[i & 15]);
  };
  return { loop, close };
};

const nest = async (listeners) => {
  const { app, emitter } = await nestApp(listeners);
  const loop = async (event, n) => {
    for (let i = 0; i < n; i++) await emitter.emitAsync(event, PAYLOADS[i & 15]);
  };
  return { loop, close: () => app.close() };
};

const moleculer = async (listeners) => {
  const broker = await moleculerBroker(listeners);
  const loop = async (event, n) => {
    for (let i = 0; i < n; i++) await broker.broadcastLocal(event, PAYLOADS[i & 15]);
  };
  return { loop, close: () => broker.stop() };
};

const lacks = ['containment', 'unload'];
const byHand = { contains: true, lacks: ['unload'] };
const bare = { contains: false, lacks };

const seriesOf = (isSync) => [
  { name: 'Node EventEmitter, listeners awaited', open: nodeSeries(plain), ...bare },
  { name: 'Node EventEmitter, listeners awaited, try by hand', open: nodeSeries(isSync ? contained : awaitedContained), ...byHand },
  { name: 'tapable AsyncSeriesHook', open: tapable('AsyncSeriesHook', isSync), ...bare },
  { name: 'hookable callHook', open: hookable(false), ...bare },
  { name: 'cordis serial', open: cordis(false), ...bare, lacks: ['containment'] },
  { name: 'rxjs concatMap', open: rxjs('concatMap'), ...bare },
];

export const SERIES = seriesOf(false);
export const SERIES_OF_SYNC = seriesOf(true);

export const PARALLEL = [
  { name: 'eventemitter2 emitAsync', open: second(plain), ...bare },
  { name: 'eventemitter2 emitAsync, try by hand', open: second(awaitedContained), ...byHand },
  { name: 'Node EventEmitter, Promise.all of listeners', open: nodeParallel(plain), ...bare },
  { name: 'tapable AsyncParallelHook', open: tapable('AsyncParallelHook', false), ...bare },
  { name: 'hookable callHookParallel', open: hookable(true), ...bare },
  { name: '@nestjs/event-emitter emitAsync', open: nest, contains: true, lacks: ['unload'] },
  { name: 'moleculer broadcastLocal', open: moleculer, contains: true, lacks: [] },
  { name: 'cordis parallel', open: cordis(true), ...bare, lacks: ['containment'] },
  { name: 'rxjs mergeMap', open: rxjs('mergeMap'), ...bare },
];
