/** Open this to see the plugins of a boot as plugins of avvio, Fastify, cordis and moleculer, as their documentation says. */
import { EventEmitter } from 'node:events';
import { EVENTS } from '../harness/booting.mjs';

const HANDLERS = ['onOpened', 'onClosed'];
const listen = (bus, one) => EVENTS.forEach((event, at) => bus.on(event, one[HANDLERS[at]].bind(one)));

/** Functions in the order in which they are used; what they share is put on the instance. */
export async function avvio(plugins) {
  const { default: make } = await import('avvio');
  const instance = { bus: new EventEmitter().setMaxListeners(0), services: {} };
  const app = make(instance, { autostart: false });
  const functions = plugins.map(({ id, type, dependencies }) => async (own) => {
    const one = new type(...dependencies.map((other) => own.services[`plugin-${other}`]));
    own.services[id] = one;
    await one.start();
    listen(own.bus, one);
    own.onClose(() => one.stop());
  });
  const boot = async () => {
    for (const use of functions) instance.use(use);
    await app.start().ready();
    return app;
  };
  return { boot, emit: (event, payload) => instance.bus.emit(event, payload), stop: () => instance.close() };
}

/** Decorations that are wrapped by fastify-plugin, so that all see them. */
export async function fastify(plugins) {
  const { default: make } = await import('fastify');
  const { default: wrap } = await import('fastify-plugin');
  const bus = new EventEmitter().setMaxListeners(0);
  const functions = plugins.map(({ id, type, dependencies }) => {
    const register = async (own) => {
      const one = new type(...dependencies.map((other) => own[`plugin-${other}`]));
      own.decorate(id, one);
      await one.start();
      listen(bus, one);
      own.addHook('onClose', () => one.stop());
    };
    return wrap(register, { name: id, dependencies: dependencies.map((other) => `plugin-${other}`) });
  });
  const app = make();
  const boot = async () => {
    for (const register of functions) app.register(register);
    await app.ready();
    return app;
  };
  return { boot, emit: (event, payload) => bus.emit(event, payload), stop: () => app.close() };
}

/** A service of the context for each plugin; `inject` says what it needs. */
export async function cordis(plugins) {
  const { Context } = await import('cordis');
  const context = new Context();
  const starts = [];
  const stops = [];
  const all = plugins.map(({ id, type, dependencies }) => ({
    name: id,
    inject: dependencies.map((other) => `plugin-${other}`),
    apply(own) {
      const one = new type(...dependencies.map((other) => own.get(`plugin-${other}`)));
      EVENTS.forEach((event, at) => own.on(event, one[HANDLERS[at]].bind(one)));
      own.on('dispose', () => void stops.push(one.stop()));
      starts.push(
        one.start().then(() => {
          own.provide(id);
          own.set(id, one);
        }),
      );
    },
  }));
  const forks = [];
  const boot = async () => {
    for (const plugin of all) forks.push(context.plugin(plugin));
    await context.start();
    // Its plugins are synchronous; what they begin is waited for by their user, and begins more.
    for (const start of starts) await start;
    return context;
  };
  const stop = async () => {
    for (const fork of forks.toReversed()) fork.dispose();
    await Promise.all(stops);
  };
  return { boot, emit: (event, payload) => context.emit(event, payload), stop };
}

/** A service each. Its interval of polling for dependencies is a second by default. */
export async function moleculer(plugins) {
  const { ServiceBroker } = (await import('moleculer')).default;
  const broker = new ServiceBroker({ logger: false, dependencyInterval: 1 });
  const instances = [];
  const schemas = plugins.map(({ index, id, type, dependencies }) => ({
    name: id,
    dependencies: dependencies.map((other) => `plugin-${other}`),
    events: Object.fromEntries(EVENTS.map((event, at) => [event, (context) => instances[index][HANDLERS[at]](context.params)])),
    started: () => (instances[index] = new type(...dependencies.map((other) => instances[other]))).start(),
    stopped: () => instances[index].stop(),
  }));
  const boot = async () => {
    for (const schema of schemas) broker.createService(schema);
    await broker.start();
    return [broker, instances];
  };
  return { boot, emit: (event, payload) => broker.broadcastLocal(event, payload), stop: () => broker.stop() };
}
