/** Open this to see the two forms of a plugin, Pomelo's directories and Pinus's classes: what it is called, and which options are whose. */
import { nameOf } from './component.js';
import type { PomeloPlugin } from './contract.js';
import { componentsOf, idOf, identityOf, type Identity, type PluginFile } from './directories.js';
import { isLifecycle } from './lifecycles.js';

/** Whether it is a plugin as Pinus has them: a name, and classes instead of directories. */
export function isClassForm(plugin: unknown): plugin is PomeloPlugin & { readonly name: string } {
  if (typeof plugin !== 'object' || plugin === null) return false;
  const { name, components = [], events = [] } = plugin as PomeloPlugin;
  const lists = [components, events];
  if (typeof name !== 'string' || !lists.every((list) => Array.isArray(list) && list.every((each) => typeof each === 'function')))
    return false;
  const hasFolder = ['handlerPath', 'remoterPath', 'cronPath'].some((path) => typeof Reflect.get(plugin, path) === 'string');
  return lists.some((list) => list.length > 0) || hasFolder || isLifecycle(plugin);
}

/** What a plugin is called. */
export function identityOfPlugin(plugin: unknown): Identity {
  if (isClassForm(plugin)) return { id: idOf(plugin.name), version: '0.0.0' };
  const found = componentsOf(plugin);
  return identityOf('path' in found ? found.path : (plugin as { readonly components: string }).components);
}

/** In the sample of Pomelo's document an event file says `new Event(app, opts)`, and nobody has declared `opts`: for that it is there meanwhile. */
export function declaring<T>(opts: unknown, make: () => T): T {
  if ('opts' in globalThis) return make();
  Object.defineProperty(globalThis, 'opts', { value: opts, configurable: true });
  try {
    return make();
  } finally {
    Reflect.deleteProperty(globalThis, 'opts');
  }
}

/** By the name of the file, as in Pomelo, or by the component's own. */
export function optionsOf({ name, exported }: PluginFile, options: object): unknown {
  const called = nameOf(exported);
  const byFile: unknown = Reflect.get(options, name);
  return byFile ?? (called === undefined ? undefined : (Reflect.get(options, called) as unknown)) ?? {};
}
