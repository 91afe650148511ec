/** Open this to see how a configuration becomes a JSON Schema, from which forms are made and which any validator understands. */
import type { ConfigSchema, FieldSchema } from '../model/manifest.js';
import { masked } from './mask.js';

/** A JSON Schema of the 2020-12 draft, as far as configurations need it. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The schema of what may be written for a configuration: it takes the same values as mortise does. Defaults are annotations, and what has
 * one may be left out. Forms find more in `x-unit`, `x-ordered`, `x-link`, `x-name` and `x-multichoice`.
 *
 * ```ts
 * import { jsonSchemaOf } from 'mortise';
 *
 * console.log(jsonSchemaOf({ ttl: { type: 'integer', default: 60, min: 1, max: 600 } })['properties']);
 * // { ttl: { type: 'integer', minimum: 1, maximum: 600, default: 60 } }
 * ```
 */
export function jsonSchemaOf(schema: ConfigSchema, about: { readonly title?: string; readonly description?: string } = {}): JsonSchema {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...about, ...objectSchema(schema, false) };
}

function objectSchema(fields: ConfigSchema, open: boolean): JsonSchema {
  const required = Object.entries(fields).flatMap(([name, field]) => (mustBeGiven(field) ? [name] : []));
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
    ...(open ? {} : { additionalProperties: false }),
  };
}

/** An object that is left out is made from its fields, unless one of those must be given. */
function mustBeGiven(field: FieldSchema): boolean {
  if (field.default !== undefined || field.required === false) return false;
  if (field.type !== 'object' || field.required === true) return true;
  return Object.values(field.fields ?? {}).some(mustBeGiven);
}

function fieldSchema(field: FieldSchema): JsonSchema {
  return {
    ...(field.doc === undefined ? {} : { description: field.doc }),
    ...shapeOf(field),
    // A secret is no annotation.
    ...(field.default === undefined || field.secret === true ? {} : { default: masked(field, field.default) }),
    ...(field.secret === true ? { writeOnly: true, format: 'password' } : {}),
    ...(field.unit === undefined ? {} : { 'x-unit': field.unit }),
    ...(field.ordered === undefined ? {} : { 'x-ordered': field.ordered }),
    ...(field.link === undefined ? {} : { 'x-link': field.link }),
    ...(field.multichoice === undefined ? {} : { 'x-multichoice': field.multichoice }),
    ...(field.isName === true ? { 'x-name': true } : {}),
    ...(field.disabled === true ? { readOnly: true } : {}),
  };
}

function shapeOf(field: FieldSchema): JsonSchema {
  const { min, max, pattern, choices = [], of, fields = {}, open = false, unique } = field;
  switch (field.type) {
    case 'string':
      return { type: 'string', ...(pattern === undefined ? {} : { pattern }) };
    case 'integer':
      // JSON knows integers that a number of JavaScript can't tell apart.
      return { type: 'integer', minimum: min ?? Number.MIN_SAFE_INTEGER, maximum: max ?? Number.MAX_SAFE_INTEGER };
    case 'number':
      return { type: 'number', ...(min === undefined ? {} : { minimum: min }), ...(max === undefined ? {} : { maximum: max }) };
    case 'boolean':
      return { type: 'boolean' };
    case 'select':
      // A list of no values is no schema; nothing may be chosen.
      return choices.length === 0 ? { not: {} } : { enum: [...choices] };
    case 'list':
      return { type: 'array', ...(of === undefined ? {} : { items: fieldSchema(of) }), ...(unique === true ? { uniqueItems: true } : {}) };
    case 'map':
      return { type: 'object', ...(of === undefined ? {} : { additionalProperties: fieldSchema(of) }) };
    case 'object':
      return objectSchema(fields, open);
    default:
      return {};
  }
}
