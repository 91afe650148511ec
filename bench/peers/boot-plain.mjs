/** Open this to see the limit of a boot, written by hand, and containers whose user writes the lifecycle: awilix, tsyringe, inversify, Pomelo. */
import { EventEmitter } from 'node:events';
import { EVENTS } from '../harness/booting.mjs';

const HANDLERS = ['onOpened', 'onClosed'];

/** Levels by Kahn, `new`, `Promise.all(start)` for each level. `make` is given a plugin and the instances. */
const levelled = (make) => async (plugins) => {
  const handlers = new Map(EVENTS.map((event) => [event, []]));
  let levels;
  const boot = async () => {
    const open = plugins.map(({ dependencies }) => dependencies.length);
    const dependents = plugins.map(() => []);
    for (const { index, dependencies } of plugins) for (const other of dependencies) dependents[other].push(index);
    const instances = [];
    levels = [];
    for (let level = plugins.filter(({ index }) => open[index] === 0); level.length > 0;) {
      const next = [];
      const own = level.map((plugin) => {
        const { index } = plugin;
        for (const other of dependents[index]) if (--open[other] === 0) next.push(plugins[other]);
        return (instances[index] = make(plugin, instances));
      });
      await Promise.all(own.map((one) => one.start()));
      for (const one of own) for (const [at, event] of EVENTS.entries()) handlers.get(event).push(one[HANDLERS[at]].bind(one));
      levels.push(own);
      level = next;
    }
    return [levels, handlers];
  };
  const emit = (event, payload) => handlers.get(event).forEach((handler) => handler(payload));
  const stop = async () => {
    for (const level of levels.toReversed()) await Promise.all(level.map((one) => one.stop()));
  };
  return { boot, emit, stop };
};

export const limit = levelled(({ type, dependencies: [first, second] }, instances) => new type(instances[first], instances[second]));
/** Nothing is injected. */
export const bareLimit = levelled(({ type }) => new type());

/** What is left to the user of a container: order of start and stop, and the events. */
export function byHand(plugins, bind, get, release) {
  const bus = new EventEmitter().setMaxListeners(0);
  const started = [];
  const boot = async () => {
    bind();
    for (const plugin of plugins) {
      const one = get(plugin);
      await one.start();
      for (const [at, event] of EVENTS.entries()) bus.on(event, one[HANDLERS[at]].bind(one));
      started.push(one);
    }
    return [bus, started, get];
  };
  const stop = async () => {
    for (const one of started.toReversed()) await one.stop();
    bus.removeAllListeners();
    await release();
  };
  return { boot, emit: (event, payload) => bus.emit(event, payload), stop };
}

export async function awilix(plugins) {
  const { asFunction, createContainer } = await import('awilix');
  const container = createContainer({ injectionMode: 'PROXY' });
  const factoryOf = ({ type, dependencies }) => {
    const [first, second] = dependencies.map((other) => `plugin-${other}`);
    if (first === undefined) return () => new type();
    return second === undefined ? (cradle) => new type(cradle[first]) : (cradle) => new type(cradle[first], cradle[second]);
  };
  const bind = () =>
    container.register(Object.fromEntries(plugins.map((plugin) => [plugin.id, asFunction(factoryOf(plugin)).singleton()])));
  return byHand(
    plugins,
    bind,
    ({ id }) => container.resolve(id),
    () => container.dispose(),
  );
}

export async function tsyringe(plugins) {
  await import('reflect-metadata');
  const { container: root, inject, singleton } = await import('tsyringe');
  for (const { type, dependencies } of plugins) {
    for (const [at, other] of dependencies.entries()) inject(`plugin-${other}`)(type, undefined, at);
    Reflect.defineMetadata(
      'design:paramtypes',
      dependencies.map(() => Object),
      type,
    );
    singleton()(type);
  }
  const container = root.createChildContainer();
  const bind = () => {
    for (const { id, type } of plugins) container.registerSingleton(id, type);
  };
  return byHand(
    plugins,
    bind,
    ({ id }) => container.resolve(id),
    () => container.dispose(),
  );
}

export async function inversify(plugins) {
  const { Container, inject, injectable } = await import('inversify');
  for (const { type, dependencies } of plugins) {
    injectable()(type);
    for (const [at, other] of dependencies.entries()) inject(`plugin-${other}`)(type, undefined, at);
  }
  const container = new Container();
  const bind = () => {
    for (const { id, type } of plugins) container.bind(id).to(type).inSingletonScope();
  };
  return byHand(
    plugins,
    bind,
    ({ id }) => container.get(id),
    () => container.unbindAllAsync(),
  );
}

/** Components in the order in which they are loaded; there are no dependencies. */
export async function pomelo(plugins) {
  const { createRequire } = await import('node:module');
  const require = createRequire(import.meta.url);
  const application = require('pomelo/lib/application');
  const { optComponents, stopComps } = require('pomelo/lib/util/appUtil');
  const app = Object.assign(Object.create(application), { loaded: [], components: {}, event: new EventEmitter().setMaxListeners(0) });
  const components = plugins.map(({ id, type, dependencies }) => (own) => {
    const [first, second] = dependencies.map((other) => own.components[`plugin-${other}`].one);
    const one = new type(first, second);
    return {
      name: id,
      one,
      async start(done) {
        await one.start();
        done();
      },
      async stop(_force, done) {
        await one.stop();
        done();
      },
    };
  });
  const boot = async () => {
    for (const [index, component] of components.entries()) {
      app.load(plugins[index].id, component);
      const { one } = app.components[plugins[index].id];
      for (const [at, event] of EVENTS.entries()) app.event.on(event, one[HANDLERS[at]].bind(one));
    }
    await new Promise((resolve, reject) => optComponents(app.loaded, 'start', (error) => (error ? reject(error) : resolve())));
    return app;
  };
  const stop = () => new Promise((resolve) => stopComps(app.loaded, 0, false, resolve));
  return { boot, emit: (event, payload) => app.event.emit(event, payload), stop };
}
