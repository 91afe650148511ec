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
    if (make.by !== 'class' || (member === undefined && !ofClass)) continue;
    return placeIn(make.type, ofClass ? undefined : member) ?? record.parts.place();
  }
  return undefined;
}

function placeIn(type: Class, member: string | undefined): string | undefined {
  const facts = factsOf(type);
  const found = member === undefined ? facts.find(({ on }) => on === 'class') : facts.find((fact) => String(fact.member) === member);
  return found?.place();
}

const OF_METADATA = /^(dependencies|optionalDependencies|conflicts|provides)\b/;

/** A problem at the line that threw, or of the decorator that it is about, if somebody can tell; else as it is. */
export function placed(found: Problem, records: ReadonlyMap<string, PluginRecord>): Problem {
  const record = found.plugin === undefined ? undefined : records.get(found.plugin);
  if (record === undefined || (found.place !== undefined && /:\d+:\d+$/.test(found.place))) return found;
  const thrown = found.cause?.stack === undefined ? undefined : firstOutside(found.cause.stack);
  const isOfMetadata = found.place === undefined && found.field !== undefined && OF_METADATA.test(found.field);
  const declared = isOfMetadata ? record.parts.place() : found.place === undefined ? undefined : decoratedAt(record, found.place);
  const place = thrown ?? declared;
  return place === undefined ? found : { ...found, place };
}
