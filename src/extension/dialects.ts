/** Open this to see which shapes of plugin mortise knows by itself, and how an export is recognised. */
import { isDefined, definePlugin } from '../facts/definition.js';
import type { PluginDefinition } from '../facts/keys.js';
import { isDecorated } from '../manifest/describe.js';
import type { Dialect, Extension } from '../model/extension.js';
import type { ExtensionContextView } from '../model/extension.js';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decoratedIn(exported: unknown): object[] {
  if (isDecorated(exported)) return [exported];
  return isObject(exported) ? [...new Set(Object.values(exported))].filter((value): value is never => isDecorated(value)) : [];
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
    name: 'class',
    recognises: (exported) => decoratedIn(exported).length > 0,
    describe: (exported, source) => selfContained(source.package?.name ?? source.spec, source.package?.version, decoratedIn(exported)),
  },
  {
    name: 'definition',
    recognises: looksDefined,
    describe: (exported, source) => selfContained((exported as PluginDefinition).id, source.package?.version, [definePlugin(copyIfFrozen(exported as PluginDefinition))]),
  },
  {
    name: 'extension',
    // A name without attach is an extension too, with a mistake that attach.ts can name.
    recognises: (exported) => isObject(exported) && (typeof exported['attach'] === 'function' || (typeof exported['name'] === 'string' && 'attach' in exported)),
    describe: (exported) => exported as unknown as Extension,
  },
];

/** A module namespace can't be marked; its copy can. */
function copyIfFrozen(definition: PluginDefinition): PluginDefinition {
  return Object.isExtensible(definition) ? definition : { ...definition };
}
