/** Open this to see the plugins of a boot as modules of Nest and as plugins of a Backstage backend, as their documentation says. */
import { EventEmitter } from 'node:events';
import { EVENTS } from '../harness/booting.mjs';

const HANDLERS = ['onOpened', 'onClosed'];

/** Providers with hooks and decorated handlers; what they need is injected by its token. */
async function providers(plugins) {
  await import('reflect-metadata');
  const { Inject, Injectable } = await import('@nestjs/common');
  const { OnEvent } = await import('@nestjs/event-emitter');
  for (const { type, dependencies } of plugins) {
    Object.assign(type.prototype, {
      onModuleInit() {
        return this.start();
      },
      onModuleDestroy() {
        return this.stop();
      },
    });
    Injectable()(type);
    for (const [at, other] of dependencies.entries()) Inject(`plugin-${other}`)(type, undefined, at);
    for (const [at, method] of HANDLERS.entries())
      OnEvent(EVENTS[at])(type.prototype, method, Object.getOwnPropertyDescriptor(type.prototype, method));
  }
  return plugins.map(({ id, type }) => ({ provide: id, useClass: type }));
}

async function nestApp(root) {
  const { NestFactory } = await import('@nestjs/core');
  const { EventEmitter2, EventEmitterModule } = await import('@nestjs/event-emitter');
  let app;
  const boot = async () => {
    const module = { ...root, imports: [EventEmitterModule.forRoot({ maxListeners: 0 }), ...(root.imports ?? [])] };
    app = await NestFactory.createApplicationContext(module, { logger: false });
    return app;
  };
  return { boot, emit: (event, payload) => app.get(EventEmitter2).emitAsync(event, payload), stop: () => app.close() };
}

export async function nest(plugins) {
  const { Module } = await import('@nestjs/common');
  const all = await providers(plugins);
  const modules = [];
  for (const { index, id, dependencies } of plugins) {
    const type = { [`Module${index}`]: class {} }[`Module${index}`];
    Module({ imports: dependencies.map((other) => modules[other]), providers: [all[index]], exports: [id] })(type);
    modules.push(type);
  }
  return nestApp({ module: class Root {}, imports: modules });
}

export async function nestFlat(plugins) {
  return nestApp({ module: class Root {}, providers: await providers(plugins) });
}

/** A service factory and a plugin each: the plugin starts the service, and the life of the backend stops it. */
export async function backstage(plugins) {
  const { createSpecializedBackend } = await import('@backstage/backend-app-api');
  const { coreServices, createBackendPlugin, createServiceFactory, createServiceRef } = await import('@backstage/backend-plugin-api');
  const bus = new EventEmitter().setMaxListeners(0);
  const refs = plugins.map(({ id }) => createServiceRef({ id, scope: 'root' }));
  const factories = plugins.map(({ index, type, dependencies }) =>
    createServiceFactory({
      service: refs[index],
      deps: Object.fromEntries(dependencies.map((other, at) => [`dependency${at}`, refs[other]])),
      factory: async ({ dependency0, dependency1 }) => {
        const one = new type(dependency0, dependency1);
        await one.start();
        return one;
      },
    }),
  );
  const features = plugins.map(({ index, id }) =>
    createBackendPlugin({
      pluginId: id,
      register(env) {
        env.registerInit({
          deps: { own: refs[index], life: coreServices.rootLifecycle },
          async init({ own, life }) {
            EVENTS.forEach((event, at) => bus.on(event, own[HANDLERS[at]].bind(own)));
            life.addShutdownHook(() => own.stop());
          },
        });
      },
    }),
  );
  const base = baseServices(coreServices, createServiceFactory);
  const backend = createSpecializedBackend({ defaultServiceFactories: [...base, ...factories] });
  const boot = async () => {
    for (const feature of features) backend.add(feature);
    await backend.start();
    return backend;
  };
  return { boot, emit: (event, payload) => bus.emit(event, payload), stop: () => backend.stop() };
}

/** What a backend asks of its environment: where its log goes, and who runs its hooks. */
function baseServices({ lifecycle, logger, rootLifecycle, rootLogger }, createServiceFactory) {
  const log = { error() {}, warn() {}, info() {}, debug() {}, child: () => log };
  const life = () => {
    const hooks = { startup: [], shutdown: [] };
    const run = (some) => Promise.all(some.map((hook) => hook()));
    return {
      addStartupHook: (hook) => void hooks.startup.push(hook),
      addShutdownHook: (hook) => void hooks.shutdown.push(hook),
      addBeforeShutdownHook() {},
      startup: () => run(hooks.startup),
      beforeShutdown: async () => {},
      shutdown: () => run(hooks.shutdown),
    };
  };
  return [
    createServiceFactory({ service: rootLogger, deps: {}, factory: () => log }),
    createServiceFactory({ service: logger, deps: {}, factory: () => log }),
    createServiceFactory({ service: rootLifecycle, deps: {}, factory: life }),
    createServiceFactory({ service: lifecycle, deps: {}, factory: life }),
  ];
}
