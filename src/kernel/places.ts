/** Open this to see how the line is found that a plugin, a decorator or a problem stands on. */
import { factsOf } from '../facts/facts.js';
import { FIELD } from '../facts/keys.js';
import { firstOutside } from '../facts/place.js';
import type { Class } from '../model/manifest.js';
import type { Problem } from '../model/problem.js';
import type { PluginRecord } from './record.js';

/** Where a plugin is declared: its decorator, or its file. */
export function declaredAt(record: PluginRecord | undefined): string | undefined {
  return record?.parts.place() ?? record?.manifest.source.path;
}

/** The line of the decorator on `class Presence`, `Presence.mail`, `Presence.constructor[1]`, `parameter 2 of the constructor of Presence`, `config.ttl`. */
export function decoratedAt(record: PluginRecord | undefined, where: string): string | undefined {
  if (record === undefined) return undefined;
  const { components, configClass } = record.parts;
  const field = /^config\.(.+)$/.exec(where)?.[1];
  if (field !== undefined && configClass !== undefined)
    return factsOf(configClass)
      .find(({ key, member }) => key === FIELD && member === field)
      ?.place();
  for (const { name, make } of components) {
    const member = where.startsWith(`${name}.`) ? where.slice(name.length + 1) : undefined;
    const ofClass =
      where === `class ${name}` || where === name || where.endsWith(` of ${name}`) || member?.startsWith('constructor[') === true;
    if (member === undefined && !ofClass) continue;
    // What is written without decorators stands where its plugin is defined.
    return (make.by === 'class' ? placeIn(make.type, where, ofClass ? undefined : member) : undefined) ?? declaredAt(record);
  }
  return undefined;
}

/** The line of the decorator on a member or parameter; of one that has none, that of its class. */
function placeIn(type: Class, where: string, member: string | undefined): string | undefined {
  const facts = factsOf(type);
  const asked = /constructor\[(\d+)\]$/.exec(where)?.[1] ?? /^parameter (\d+) of/.exec(where)?.[1];
  const index = asked === undefined ? undefined : Number(asked) - (where.startsWith('parameter') ? 1 : 0);
  const found = facts.find((fact) =>
    index === undefined ? member !== undefined && String(fact.member) === member : fact.on === 'parameter' && fact.index === index,
  );
  return (found ?? facts.find(({ on }) => on === 'class'))?.place();
}

const OF_METADATA = /^(dependencies|optionalDependencies|conflicts|provides)\b/;
/** They are about a plugin as a whole. */
const OF_PLUGIN = /^(manifest\.|plan\.cycle$|wire\.|command\.)/;

/** A problem at the line that threw, or of the decorator that it is about, if somebody can tell; else as it is. */
export function placed(found: Problem, records: ReadonlyMap<string, PluginRecord>): Problem {
  const record = found.plugin === undefined ? undefined : records.get(found.plugin);
  if (found.place !== undefined && /:\d+:\d+$/.test(found.place)) return found;
  const thrown = found.cause?.stack === undefined ? undefined : firstOutside(found.cause.stack);
  const isOfPlugin = OF_PLUGIN.test(found.code) || (found.field !== undefined && OF_METADATA.test(found.field));
  const declared = found.place !== undefined ? decoratedAt(record, found.place) : isOfPlugin ? declaredAt(record) : undefined;
  const place = thrown ?? declared;
  return place === undefined ? found : { ...found, place };
}
