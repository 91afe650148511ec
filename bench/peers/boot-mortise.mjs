/** Open this to see the plugins of a boot as plugins of mortise: with namespaces that are injected, with dependencies alone, and with a container each. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createHost, definePlugin, inversify } from '../built.mjs';
import { EVENTS } from '../harness/booting.mjs';

const { resolve } = createRequire(new URL('../../package.json', import.meta.url));
const { Component, OnEvent, Provide } = await import(pathToFileURL(resolve('mortise/decorators')).href);

/** Applies decorators as a compiler would. */
function handling(type) {
  for (const [index, method] of ['onOpened', 'onClosed'].entries())
    OnEvent(EVENTS[index])(type.prototype, method, Object.getOwnPropertyDescriptor(type.prototype, method));
}

const namespaceOf = (index) => `plugin-${index}/service`;
const versions = (dependencies) => Object.fromEntries(dependencies.map((other) => [`plugin-${other}`, '^1.0.0']));

function app(extensions) {
  const host = createHost({ log: { level: 'silent' }, extensions });
  const boot = async () => {
    const report = await host.start();
    if (!report.ok || report.problems.length > 0) throw new Error(String(report).slice(0, 2000));
    return host;
  };
  return { host, boot, emit: (event, payload) => host.events.emit(event, payload), stop: () => host.stop() };
}

/** Each component is published under a namespace, and gets those of the two that its plugin needs. */
const publishing = (plugins) =>
  plugins.map(({ index, id, type, dependencies }) => {
    handling(type);
    Component('service', { inject: dependencies.map(namespaceOf) })(type);
    Provide(namespaceOf(index))(type);
    return definePlugin({ id, version: '1.2.0', dependencies: versions(dependencies), components: [type] });
  });

/** Its container is asked for before, so that every namespace is bound in inversify when it is published. */
export async function bound(plugins) {
  const made = app(publishing(plugins));
  made.host.container.isBound(namespaceOf(0));
  return made;
}

/** As most services do it: nobody asks inversify for anything. */
export async function injected(plugins) {
  return app(publishing(plugins));
}

/** Dependencies by id and version; nothing is injected and nothing is published. */
export async function plain(plugins) {
  return app(
    plugins.map(({ id, type, dependencies }) => {
      handling(type);
      Component('service')(type);
      return definePlugin({ id, version: '1.2.0', dependencies: versions(dependencies), components: [type] });
    }),
  );
}

/** As `injected`, and each plugin has a module of its own, so that a child container is made for it. */
export async function withContainer(plugins) {
  const { ContainerModule } = await inversify();
  return app(
    plugins.map(({ index, id, type, dependencies }) => {
      handling(type);
      const own = Symbol(id);
      Component('service', { inject: [...dependencies.map(namespaceOf), own] })(type);
      Provide(namespaceOf(index))(type);
      const modules = [new ContainerModule(({ bind }) => void bind(own).toConstantValue(index))];
      return definePlugin({ id, version: '1.2.0', dependencies: versions(dependencies), modules, components: [type] });
    }),
  );
}
