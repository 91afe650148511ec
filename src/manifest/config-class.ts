/** Open this to see how a `@Config` class becomes the schema in a manifest: JSON, and nothing of the author's own objects. */
import { checkSchema, issueProblem, type ConfigIssue } from '../config/check-schema.js';
import type { Versioned } from '../config/migrate.js';
import { copyPlain } from '../config/plain.js';
import { factsOf } from '../facts/facts.js';
import { CONFIG, FIELD, type ConfigMeta, type FieldMeta } from '../facts/keys.js';
import type { Fact } from '../model/fact.js';
import type { Class, ConfigSchema } from '../model/manifest.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';
import { byPlace, complainOfExclusive, complainOfSettings } from './exclusive.js';
import type { Complain } from './metadata.js';
import { complainOfMisuse, placed } from './misuse.js';

/** The class that the metadata names, if it is one that says anything about settings. */
export function configClassOf(config: unknown, complain: Complain, at: At): Class | undefined {
  if (config === undefined) return undefined;
  if (typeof config === 'function' && factsOf(config as Class).some((fact) => fact.key === CONFIG || fact.key === FIELD))
    return config as Class;
  const seen = typeof config === 'function' ? `the class ${config.name}, which has no @Config` : kindOf(config);
  complain(problem('manifest.bad-type', { field: 'config', expected: 'a class with @Config', seen }, { ...at, field: 'config' }));
  return undefined;
}

/** The version of a configuration, and what lifts values to it. */
export function versionOf(type: Class | undefined, complain: Complain, at: At): Versioned {
  const meta = (type === undefined ? undefined : factsOf(type).find((fact) => fact.key === CONFIG && fact.misuse === undefined)?.value) as
    | ConfigMeta
    | undefined;
  const wrong = (field: string, expected: string, seen: unknown): void =>
    complain(problem('manifest.bad-type', { field: `config.${field}`, expected, seen: kindOf(seen) }, { ...at, field: 'config' }));
  const { version = 1, migrate } = (meta ?? {}) as { readonly version?: unknown; readonly migrate?: unknown };
  const isVersion = Number.isSafeInteger(version) && (version as number) >= 1;
  if (!isVersion) wrong('version', 'an integer from 1 on', version);
  if (migrate !== undefined && typeof migrate !== 'function') wrong('migrate', 'a function', migrate);
  return {
    version: isVersion ? (version as number) : 1,
    ...(typeof migrate === 'function' ? { migrate: migrate as NonNullable<Versioned['migrate']> } : {}),
  };
}

/** What stands for a field that is unsound: its plugin does not start, and whatever is read of its values until then ends well. */
const UNSOUND: FieldMeta = { type: 'any', required: false };

/** The fields of a configuration class and of its base classes, by name. */
export function schemaOf(type: Class, complain: Complain, at: At): ConfigSchema {
  const facts = factsOf(type);
  complainOfMisuse(type.name, facts, complain, at);
  const right = facts.filter((fact) => fact.misuse === undefined);
  complainOfExclusive(type, type.name, byPlace(right), complain, at);
  complainOfSettings(type.name, right, complain, at);
  const fields = right.filter((fact) => fact.key === FIELD && usable(type, fact, complain, at));
  const given = Object.fromEntries(fields.map((fact) => [fact.member, fact.value as FieldMeta]));
  const issues = checkSchema(given);
  const copies = Object.fromEntries(Object.entries(given).map(([name, field]) => [name, copyPlain(field) as FieldMeta]));
  for (const [name, field] of Object.entries(copies)) if (!isJson(field)) issues.push(notJson(name));
  for (const issue of issues) {
    const fact = fields.find(({ member }) => member === issue.path[0]);
    complain(issueProblem(issue, fact === undefined ? at : placed(at, fact)));
  }
  const unsound = new Set(issues.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(copies).map(([name, field]) => [name, unsound.has(name) ? UNSOUND : field]));
}

function notJson(name: string): ConfigIssue {
  const why = 'holds something that is not JSON, such as a function, a date or an instance';
  return { code: 'config.bad-field', path: [name], details: { why } };
}

function usable(type: Class, fact: Fact, complain: Complain, at: At): boolean {
  if (fact.isStatic !== true && typeof fact.member === 'string') return true;
  const why = fact.isStatic === true ? 'a static field belongs to no instance' : 'a setting needs a name, and a symbol is none';
  complain(problem('manifest.bad-fact', { decorator: '@Field', where: `${type.name}.${String(fact.member)}`, why }, placed(at, fact)));
  return false;
}

/** Of a copy, which ends. */
function isJson(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    return (Array.isArray(value) || prototype === Object.prototype) && Object.values(value).every(isJson);
  }
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
