/** Open this to see how a handler is added to each bus and taken back, as its documentation says. */
import { definePlugin, PluginContext } from '../built.mjs';
import { started } from './mortise.mjs';

/** `add` gives what takes it back; `emit` delivers, to see who is there; `unload` takes back all that a plugin has added, where that is offered. */
const mortise = async () => {
  let events;
  const setup = (context) => void ({ events } = context);
  const host = await started([definePlugin({ id: 'listener', version: '1.0.0', inject: [PluginContext], setup })]);
  return {
    add: (event, handler) => events.handle(event, handler),
    remove: (undo) => undo(),
    emit: (event, payload) => host.events.emit(event, payload),
    unload: () => host.unload('listener'),
  };
};

/** The limit of many events: a function for each name, and a set of them from the second one on. A name that nobody listens to any more is gone. */
const functions = async () => {
  const byName = new Map();
  return {
    add(event, handler) {
      const found = byName.get(event);
      if (found === undefined) byName.set(event, handler);
      else if (found instanceof Set) found.add(handler);
      else byName.set(event, new Set([found, handler]));
      return handler;
    },
    remove(handler, event) {
      const found = byName.get(event);
      if (found === handler) byName.delete(event);
      else found.delete(handler);
    },
    emit(event, payload) {
      const found = byName.get(event);
      if (found instanceof Set) for (const handler of found) handler(payload);
      else found?.(payload);
    },
  };
};

/** The limit of one event: a circle of links for each name, which are given out, so that nothing is searched and nothing is moved. */
const circles = async () => {
  const byName = new Map();
  return {
    add(event, handler) {
      const link = { handler, before: undefined, after: undefined };
      const first = byName.get(event);
      if (first === undefined) {
        link.before = link.after = link;
        byName.set(event, link);
      } else {
        link.after = first;
        link.before = first.before;
        first.before = first.before.after = link;
      }
      return link;
    },
    remove(link, event) {
      const { before, after } = link;
      if (after === link) return byName.delete(event);
      before.after = after;
      after.before = before;
      return byName.get(event) === link && byName.set(event, after);
    },
    emit(event, payload) {
      const first = byName.get(event);
      let link = first;
      if (first === undefined) return;
      do {
        link.handler(payload);
        link = link.after;
      } while (link !== first);
    },
  };
};

const emitter = (bus) => ({
  add: (event, handler) => (bus.on(event, handler), handler),
  remove: (handler, event) => bus.off(event, handler),
  emit: (event, payload) => bus.emit(event, payload),
});
const node = async () => emitter(new (await import('node:events')).EventEmitter().setMaxListeners(0));
const third = async () => emitter(new (await import('eventemitter3')).EventEmitter());
const second = async () => emitter(new (await import('eventemitter2')).default.EventEmitter2({ maxListeners: 0 }));
const mitt = async () => emitter((await import('mitt')).default());

const hookable = async () => {
  const hooks = (await import('hookable')).createHooks();
  return {
    add: (event, handler) => hooks.hook(event, handler),
    remove: (undo) => undo(),
    emit: (event, payload) => hooks.callHook(event, payload),
  };
};

const rxjs = async () => {
  const { Subject } = await import('rxjs');
  const byName = new Map();
  return {
    add(event, handler) {
      let found = byName.get(event);
      if (found === undefined) byName.set(event, (found = new Subject()));
      return found.subscribe(handler);
    },
    remove: (subscription) => subscription.unsubscribe(),
    emit: (event, payload) => byName.get(event)?.next(payload),
  };
};

const cordis = async () => {
  const root = new (await import('cordis')).Context();
  let context;
  const plugin = root.plugin((own) => void (context = own));
  await root.start();
  return {
    add: (event, handler) => context.on(event, handler),
    remove: (undo) => undo(),
    emit: (event, payload) => root.emit(event, payload),
    unload: () => plugin.dispose(),
  };
};

export const MORTISE = 'mortise: events.handle of a plugin';
const limit = { by: 'limit', lacks: ['containment', 'unload'] };
export const LIMITS = {
  one: { name: 'limit: links given out, in a circle for each event', ...limit, make: circles },
  own: { name: 'limit: a function, or a Set of them, for each event', ...limit, make: functions },
};

const bare = { by: 'peer', lacks: ['containment', 'unload'] };

export const REGISTERING = [
  { name: MORTISE, by: 'mortise', lacks: [], make: mortise },
  { name: 'Node EventEmitter', ...bare, make: node },
  { name: 'eventemitter3', ...bare, make: third },
  { name: 'eventemitter2', ...bare, make: second },
  { name: 'mitt', ...bare, make: mitt },
  { name: 'hookable', ...bare, make: hookable },
  { name: 'rxjs Subject', ...bare, make: rxjs },
  { name: 'cordis', by: 'peer', lacks: ['containment'], make: cordis },
];
