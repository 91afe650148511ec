/** Open this to see how each event bus is used, as its documentation says: `open` registers all listeners, `loop` emits one event n times. */
import { ownPlaces, PAYLOADS } from '../harness/handlers.mjs';
import { argument, contained, plain, wrapped, writtenOut } from './subscribed.mjs';

const NOTHING_TO_CLOSE = () => {};

/** An emitter with `on` and `emit`: the same code three times would be shared by three peers, so each has its own loop. */
const emitter = (make, loopOf) => (wrap) => async (listeners) => {
  const bus = await make();
  for (const { event, handler } of await wrap(listeners)) bus.on(event, handler);
  return { loop: loopOf(bus), close: NOTHING_TO_CLOSE };
};

const node = emitter(
  async () => {
    const { EventEmitter } = await import('node:events');
    return new EventEmitter().setMaxListeners(0);
  },
  (bus) => (event, n) => {
    for (let i = 0; i < n; i++) bus.emit(event, PAYLOADS[i & 15]);
  },
);

const third = emitter(
  async () => new (await import('eventemitter3')).EventEmitter(),
  (bus) => (event, n) => {
    for (let i = 0; i < n; i++) bus.emit(event, PAYLOADS[i & 15]);
  },
);

const second = emitter(
  async () => new (await import('eventemitter2')).default.EventEmitter2({ maxListeners: 0 }),
  (bus) => (event, n) => {
    for (let i = 0; i < n; i++) bus.emit(event, PAYLOADS[i & 15]);
  },
);

const mitt = emitter(
  async () => (await import('mitt')).default(),
  (bus) => (event, n) => {
    for (let i = 0; i < n; i++) bus.emit(event, PAYLOADS[i & 15]);
  },
);

const hookable = (wrap) => async (listeners) => {
  const hooks = (await import('hookable')).createHooks();
  for (const { event, handler } of await wrap(listeners)) hooks.hook(event, handler);
  const loop = (event, n) => {
    for (let i = 0; i < n; i++) void hooks.callHook(event, PAYLOADS[i & 15]);
  };
  return { loop, close: NOTHING_TO_CLOSE };
};

/** A hook, or a stream, for each event, found by name as its user would. */
export function byName(subscribed, make, add) {
  const found = new Map();
  for (const { event, handler } of subscribed) {
    if (!found.has(event)) found.set(event, make());
    add(found.get(event), handler);
  }
  return found;
}

const tapable = (wrap, isHeld) => async (listeners) => {
  const { SyncHook } = (await import('tapable')).default;
  const hooks = byName(
    await wrap(listeners),
    () => new SyncHook([argument()]),
    (hook, handler) => hook.tap('handler', handler),
  );
  const named = (event, n) => {
    for (let i = 0; i < n; i++) hooks.get(event).call(PAYLOADS[i & 15]);
  };
  return { loop: isHeld ? await ownPlaces(hooks, 'call') : named, close: NOTHING_TO_CLOSE };
};

const rxjs = (wrap, isObserved, isHeld) => async (listeners) => {
  const { Subject } = await import('rxjs');
  const subjects = byName(
    await wrap(listeners),
    () => new Subject(),
    (subject, handler) => subject.subscribe(handler),
  );
  let seen = 0;
  if (isObserved) for (const subject of subjects.values()) subject.subscribe(() => void seen++);
  const named = (event, n) => {
    for (let i = 0; i < n; i++) subjects.get(event).next(PAYLOADS[i & 15]);
  };
  return { loop: isHeld ? await ownPlaces(subjects, 'next') : named, close: NOTHING_TO_CLOSE, seen: () => seen };
};

const cordis = (wrap) => async (listeners) => {
  const { Context } = await import('cordis');
  const context = new Context();
  for (const { event, handler } of await wrap(listeners)) context.on(event, handler);
  const loop = (event, n) => {
    for (let i = 0; i < n; i++) context.emit(event, PAYLOADS[i & 15]);
  };
  return { loop, close: NOTHING_TO_CLOSE };
};

/** Each listener is a provider with a decorated method. */
export async function nestApp(listeners, options = {}) {
  await import('reflect-metadata');
  const { NestFactory } = await import('@nestjs/core');
  const { EventEmitter2, EventEmitterModule, OnEvent } = await import('@nestjs/event-emitter');
  for (const { event, target } of listeners) {
    const own = Object.getPrototypeOf(target);
    OnEvent(event)(own, 'on', Object.getOwnPropertyDescriptor(own, 'on'));
  }
  const root = class Root {};
  const app = await NestFactory.createApplicationContext(
    {
      module: root,
      imports: [EventEmitterModule.forRoot({ maxListeners: 0, ...options })],
      providers: listeners.map(({ target }, index) => ({ provide: `listener-${index}`, useValue: target })),
    },
    { logger: false },
  );
  return { app, emitter: app.get(EventEmitter2) };
}

const nest = () => async (listeners) => {
  const { app, emitter: bus } = await nestApp(listeners);
  const loop = (event, n) => {
    for (let i = 0; i < n; i++) bus.emit(event, PAYLOADS[i & 15]);
  };
  return { loop, close: () => app.close() };
};

/** Each listener is a service. */
export async function moleculerBroker(listeners) {
  const { ServiceBroker } = (await import('moleculer')).default;
  const broker = new ServiceBroker({ logger: false });
  for (const [index, { event, target }] of listeners.entries())
    broker.createService({ name: `listener-${index}`, events: { [event]: (context) => target.on(context.params) } });
  await broker.start();
  return broker;
}

const moleculer = () => async (listeners) => {
  const broker = await moleculerBroker(listeners);
  const loop = (event, n) => {
    for (let i = 0; i < n; i++) void broker.broadcastLocal(event, PAYLOADS[i & 15]);
  };
  return { loop, close: () => broker.stop() };
};

const functions = (how) => async (listeners) => {
  const byEvent = await writtenOut(listeners);
  const named = (event, n) => {
    for (let i = 0; i < n; i++) byEvent.get(event)(PAYLOADS[i & 15]);
  };
  const handles = new Map([...byEvent].map(([event, call]) => [event, { call }]));
  const heldInOnePlace = (event, n) => {
    const handle = handles.get(event);
    for (let i = 0; i < n; i++) handle.call(PAYLOADS[i & 15]);
  };
  const loops = { named, heldInOnePlace, held: await ownPlaces(handles, 'call') };
  return { loop: loops[how], close: NOTHING_TO_CLOSE };
};

/** What a bus does not do that mortise does, besides what its row says of containment. */
const UNOWNED = ['unload'];

const simple = {
  'Node EventEmitter': node,
  eventemitter3: third,
  eventemitter2: second,
  mitt,
  'tapable SyncHook': tapable,
  'rxjs Subject': rxjs,
  hookable,
};

/** What nothing that is called for one event of many can be faster than. */
const floor = (name, how) => ({
  name,
  by: 'reference',
  open: functions(how),
  contains: false,
  lacks: ['containment', ...UNOWNED],
});

/** Each with a try in every handler and with one wrapper for all handlers, as those who need containment write it, and without. */
export const BUSES = [
  floor('a function by hand for each event, in a Map', 'named'),
  ...Object.entries(simple).flatMap(([name, open]) => [
    { name: `${name}, try by hand`, open: open(contained), contains: true, lacks: UNOWNED },
    { name: `${name}, one wrapper with a try`, open: open(wrapped), contains: true, lacks: UNOWNED },
    { name, open: open(plain), contains: false, lacks: ['containment', ...UNOWNED] },
  ]),
  { name: '@nestjs/event-emitter', open: nest(), contains: true, lacks: UNOWNED },
  { name: 'moleculer broadcastLocal', open: moleculer(), contains: true, lacks: [] },
  { name: 'cordis emit', open: cordis(plain), contains: false, lacks: ['containment'] },
];

/** Whose emitter is the event itself, so that its user holds it. */
export const HELD = [
  floor('a function by hand for each event, held', 'held'),
  floor('the same, where all events are emitted', 'heldInOnePlace'),
  { name: 'tapable SyncHook, held, try by hand', open: tapable(contained, true), contains: true, lacks: UNOWNED },
  { name: 'tapable SyncHook, held, one wrapper with a try', open: tapable(wrapped, true), contains: true, lacks: UNOWNED },
  { name: 'tapable SyncHook, held', open: tapable(plain, true), contains: false, lacks: ['containment', ...UNOWNED] },
  { name: 'rxjs Subject, held, try by hand', open: rxjs(contained, false, true), contains: true, lacks: UNOWNED },
];

export const sawAll = ({ seen }, turns) => {
  if (seen() < turns) throw new Error(`the subscriber saw ${seen()} of ${turns}`);
};

/** With one more subscriber that only looks on. */
export const OBSERVED = [
  { name: 'rxjs Subject, observed, try by hand', open: rxjs(contained, true), contains: true, lacks: UNOWNED, check: sawAll },
  { name: 'rxjs Subject, observed', open: rxjs(plain, true), contains: false, lacks: ['containment', ...UNOWNED], check: sawAll },
];
