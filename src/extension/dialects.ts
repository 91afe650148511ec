/** Open this to see which shapes of plugin mortise knows by itself, and how an export is recognised. */
import { isObject } from '../config/plain.js';
import { isDefined, definePlugin } from '../facts/definition.js';
import { ownFacts } from '../facts/facts.js';
import { PLUGIN, type PluginDefinition } from '../facts/keys.js';
import { isDecorated } from '../manifest/describe.js';
import type { Dialect, Extension } from '../model/extension.js';
import type { ExtensionContextView } from '../model/extension.js';
import type { Class } from '../model/manifest.js';
import { legibleName } from './head.js';

/** The class itself, or the plugins among the values of an object; beside a plugin, its exported components are no plugins. */
function decoratedIn(exported: unknown): Class[] {
  if (isDecorated(exported)) return [exported];
  const found = isObject(exported) ? [...new Set(Object.values(exported))].filter(isDecorated) : [];
  const plugins = found.filter(isPluginClass);
  return plugins.length > 0 ? plugins : found;
}

/** Whether it has a `@Plugin` of its own. */
export function isPluginClass(type: Class): boolean {
  return ownFacts(type).some((fact) => fact.key === PLUGIN && fact.on === 'class');
}

/** An extension that registers what is a plugin by itself. */
function selfContained(name: string, version: unknown, plugins: readonly object[]): Extension<ExtensionContextView> {
  return {
    name,
    ...(typeof version === 'string' ? { version } : {}),
    attach(_options: unknown, callback) {
      for (const plugin of plugins) this.registerPlugin(plugin);
      callback();
    },
  };
}

function looksDefined(exported: unknown): exported is PluginDefinition {
  return isDefined(exported) || (isObject(exported) && typeof exported['id'] === 'string' && typeof exported['attach'] !== 'function');
}

/** In the order in which they are asked, after those of the owner. */
export const ownDialects: readonly Dialect[] = [
  {
    name: 'extension',
    // A name without attach is an extension too, with a mistake that can be named.
    recognises: (exported) =>
      isObject(exported) && (typeof exported['attach'] === 'function' || (typeof exported['name'] === 'string' && 'attach' in exported)),
    describe: (exported) => exported as unknown as Extension,
  },
  {
    name: 'class',
    // What definePlugin has marked says itself what it is.
    recognises: (exported) => !isDefined(exported) && decoratedIn(exported).length > 0,
    describe: (exported, source) =>
      selfContained(source.package?.name ?? legibleName(source.spec), source.package?.version, decoratedIn(exported)),
  },
  {
    name: 'definition',
    recognises: looksDefined,
    describe(exported, source) {
      const definition = exported as PluginDefinition;
      const { id } = definition as { id?: unknown };
      return selfContained(legibleName(typeof id === 'string' ? id : source.spec), source.package?.version, [marked(definition)]);
    },
  },
];

/** A module namespace can't be marked; its copy can. It stays without a prototype: a module may export more than a definition has. */
function marked(definition: PluginDefinition): PluginDefinition {
  return definePlugin(
    Object.isExtensible(definition)
      ? definition
      : Object.assign(Object.create(Object.getPrototypeOf(definition)) as PluginDefinition, definition),
  );
}
