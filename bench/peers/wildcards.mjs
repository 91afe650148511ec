/** Open this to see how each bus is used with patterns such as `orders.*`, as its documentation says. */
import { PAYLOADS } from '../harness/handlers.mjs';
import { byName, moleculerBroker, nestApp } from './buses.mjs';
import { listening, started } from './mortise.mjs';
import { contained } from './subscribed.mjs';

const close = () => {};
const isPattern = (event) => event.endsWith('.*');

const mortise = async (listeners, names) => {
  const host = await started(listening(listeners));
  const { events } = host;
  let at = 0;
  const loop = (n) => {
    for (let i = 0; i < n; i++) events.emit(names[at++ % names.length], PAYLOADS[i & 15]);
  };
  return { loop, close: () => host.stop() };
};

const second = async (listeners, names) => {
  const bus = new (await import('eventemitter2')).default.EventEmitter2({ wildcard: true, delimiter: '.', maxListeners: 0 });
  for (const { event, handler } of await contained(listeners)) bus.on(event, handler);
  let at = 0;
  const loop = (n) => {
    for (let i = 0; i < n; i++) bus.emit(names[at++ % names.length], PAYLOADS[i & 15]);
  };
  return { loop, close };
};

/** mitt knows `*` for all events; the rest is for its user to test. */
const mitt = async (listeners, names) => {
  const bus = (await import('mitt')).default();
  for (const { event, handler } of await contained(listeners)) {
    const prefix = event.slice(0, -1);
    if (isPattern(event)) bus.on('*', (name, payload) => name.startsWith(prefix) && handler(payload));
    else bus.on(event, handler);
  }
  let at = 0;
  const loop = (n) => {
    for (let i = 0; i < n; i++) bus.emit(names[at++ % names.length], PAYLOADS[i & 15]);
  };
  return { loop, close };
};

/** A subject for each name in a map, and one with filters for patterns. */
const rxjs = async (listeners, names) => {
  const { filter, Subject } = await import('rxjs');
  const all = new Subject();
  const subscribed = await contained(listeners);
  const subjects = byName(
    subscribed.filter(({ event }) => !isPattern(event)),
    () => new Subject(),
    (subject, handler) => subject.subscribe(handler),
  );
  for (const { event, handler } of subscribed.filter((each) => isPattern(each.event))) {
    const prefix = event.slice(0, -1);
    all.pipe(filter(({ name }) => name.startsWith(prefix))).subscribe(({ payload }) => handler(payload));
  }
  let at = 0;
  const loop = (n) => {
    for (let i = 0; i < n; i++) {
      const name = names[at++ % names.length];
      const payload = PAYLOADS[i & 15];
      subjects.get(name)?.next(payload);
      all.next({ name, payload });
    }
  };
  return { loop, close };
};

const nest = async (listeners, names) => {
  const { app, emitter } = await nestApp(listeners, { wildcard: true, delimiter: '.' });
  let at = 0;
  const loop = (n) => {
    for (let i = 0; i < n; i++) emitter.emit(names[at++ % names.length], PAYLOADS[i & 15]);
  };
  return { loop, close: () => app.close() };
};

const moleculer = async (listeners, names) => {
  const broker = await moleculerBroker(listeners);
  let at = 0;
  const loop = (n) => {
    for (let i = 0; i < n; i++) void broker.broadcastLocal(names[at++ % names.length], PAYLOADS[i & 15]);
  };
  return { loop, close: () => broker.stop() };
};

export const MORTISE = { name: 'mortise: events.emit with patterns', by: 'mortise', lacks: [], open: mortise };
export const WILDCARDS = [
  { name: 'eventemitter2 wildcard, try by hand', by: 'peer', lacks: ['order', 'unload'], open: second },
  { name: 'mitt * and a prefix test, try by hand', by: 'peer', lacks: ['order', 'unload'], open: mitt },
  { name: 'rxjs Subjects, one with filters, try by hand', by: 'peer', lacks: ['order', 'unload'], open: rxjs },
  { name: '@nestjs/event-emitter wildcard', by: 'peer', lacks: ['order', 'unload'], open: nest },
  { name: 'moleculer broadcastLocal', by: 'peer', lacks: [], open: moleculer },
];
