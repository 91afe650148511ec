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

/** The limit: a set of functions for each name. */
const sets = async () => {
  const byName = new Map();
  return {
    add(event, handler) {
      let found = byName.get(event);
      if (found === undefined) byName.set(event, (found = new Set()));
      found.add(handler);
      return handler;
    },
    remove: (handler, event) => byName.get(event).delete(handler),
    emit: (event, payload) => byName.get(event)?.forEach((handler) => handler(payload)),
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
const bare = { by: 'peer', lacks: ['containment', 'unload'] };

export const REGISTERING = [
  { name: 'limit: a Set for each event', by: 'limit', lacks: ['containment', 'order', 'unload'], make: sets },
  { name: MORTISE, by: 'mortise', lacks: [], make: mortise },
  { name: 'Node EventEmitter', ...bare, make: node },
  { name: 'eventemitter3', ...bare, make: third },
  { name: 'eventemitter2', ...bare, make: second },
  { name: 'mitt', ...bare, make: mitt },
  { name: 'hookable', ...bare, make: hookable },
  { name: 'rxjs Subject', ...bare, make: rxjs },
  { name: 'cordis', by: 'peer', lacks: ['containment'], make: cordis },
];
