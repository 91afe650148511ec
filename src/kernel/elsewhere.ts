/** Open this to see who else has a class that a plugin asks for and nobody gives it. */
import type { Class } from '../model/manifest.js';
import type { Elsewhere } from '../wiring/unresolved.js';
import type { Kernel } from './kernel.js';
import type { PluginRecord } from './record.js';

/** The very class among the components of another plugin; else another class of that name, as two copies of a module have. */
export function elsewhere(type: Class, asking: PluginRecord, { records }: Kernel): Elsewhere | undefined {
  let named: Elsewhere | undefined;
  for (const record of records.values()) {
    for (const { make, provides } of record.parts.components) {
      if (make.by !== 'class' || (make.type !== type && make.type.name !== type.name)) continue;
      const namespace = provides[0]?.namespace;
      const found = { plugin: record.key, isSame: make.type === type, ...(namespace === undefined ? {} : { namespace }) };
      if (found.isSame && record !== asking) return found;
      if (!found.isSame && type.name !== '') named ??= found;
    }
  }
  return named;
}
