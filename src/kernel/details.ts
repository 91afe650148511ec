/** Open this to see what is told of one plugin: its line of the list, its manifest, its configuration without secrets, and its places. */
import { masked, withoutSecretDefaults } from '../config/mask.js';
import type { ConfigDetail, PluginDetails } from '../model/details.js';
import type { KernelEvidence } from './evidence.js';
import type { PluginRecord } from './record.js';
import { infoOf } from './snapshot.js';

export function detailsOf(record: PluginRecord, evidence: KernelEvidence): PluginDetails {
  const { key, manifest, life } = record;
  const declaredAt = evidence.declaredAt(key);
  const listedAt = evidence.listedAt(key);
  const config = Object.entries(record.config).map(([field, value]): ConfigDetail => {
    const schema = Object.hasOwn(manifest.config ?? {}, field) ? manifest.config![field]! : undefined;
    const layers = evidence.layers(key, field);
    const { from, layer, place } = layers.at(-1) ?? {};
    const under = layers.slice(0, -1).flatMap((each) => (each.layer === 'default' ? [] : [each.layer]));
    return {
      field,
      value: masked(schema, value),
      ...(from === undefined ? {} : { from }),
      ...(layer === undefined ? {} : { layer }),
      ...(under.length === 0 ? {} : { under }),
      ...(place === undefined ? {} : { place }),
      ...(schema?.doc === undefined ? {} : { doc: schema.doc }),
    };
  });
  return {
    ...infoOf(record),
    manifest: manifest.config === undefined ? manifest : { ...manifest, config: withoutSecretDefaults(manifest.config) },
    config,
    published: [...(life?.published?.keys() ?? [])],
    ...(declaredAt === undefined ? {} : { declaredAt }),
    ...(listedAt === undefined ? {} : { listedAt }),
    ...(record.lastError === undefined ? {} : { lastError: record.lastError }),
  };
}
