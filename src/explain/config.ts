/** Open this to see how it is explained where a value of a configuration comes from. */
import type { FieldSchema } from '../model/manifest.js';
import { didYouMean, kindOf, near, quoted } from '../problem/text.js';
import { link, problemLink } from './link.js';
import type { Told, Walk } from './plugin.js';

/** The layers of one value, the one that counts first. */
export function tellConfig(plugin: string, field: string, walk: Walk): Told {
  const { evidence, fixes } = walk;
  const schema = evidence.resolution.nodes.get(plugin)?.plugin.manifest.config;
  const own: FieldSchema | undefined = schema !== undefined && Object.hasOwn(schema, field) ? schema[field] : undefined;
  const layers = [...evidence.layers(plugin, field)].reverse();
  const name = `${plugin}.${field}`;
  if (own === undefined && layers.length === 0) {
    const known = Object.keys(schema ?? {});
    fixes.push(`Set it under plugins.${plugin}.config.${didYouMean(near(field, known))}`);
    const why =
      schema === undefined
        ? `${quoted(plugin)} declares no configuration`
        : `the configuration of ${quoted(plugin)} has no field ${quoted(field)}`;
    return { says: `${quoted(name)} has no value.`, state: 'absent', because: [link(why, { plugin, place: evidence.declaredAt(plugin) })] };
  }
  const problems = evidence.problems.filter((found) => found.plugin === plugin && found.field?.endsWith(`.config.${field}`) === true);
  fixes.push(...problems.slice(-1).map(({ hint }) => hint));
  const shown = (value: unknown): string => (own?.secret === true ? 'a secret' : sayValue(value, own?.unit));
  const [first, ...others] = layers;
  const because = [
    ...problems.slice(-1).map((found) => problemLink(found, evidence)),
    ...(first === undefined ? [] : [link(`${first.from} says ${shown(first.value)}`, { plugin, place: first.place })]),
    ...others.map(({ from, value, place }) => link(`${from} says ${shown(value)}, which gives way`, { plugin, place })),
    ...(own?.doc === undefined ? [] : [link(`it means: ${own.doc}`, { plugin, place: evidence.decoratedAt(plugin, `config.${field}`) })]),
  ];
  if (first === undefined) return { says: `${quoted(name)} has no value.`, state: 'absent', because };
  const state = first.isDefault === true ? 'default' : 'set';
  return { says: `${quoted(name)} is ${shown(first.value)}.`, state, because };
}

function sayValue(value: unknown, unit: string | undefined): string {
  const said =
    typeof value === 'object' && value !== null
      ? JSON.stringify(value)
      : typeof value === 'string'
        ? quoted(value)
        : value === undefined
          ? kindOf(value)
          : String(value);
  return unit === undefined ? said : `${said} ${unit}`;
}
