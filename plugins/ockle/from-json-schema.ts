/** Open this to see how a JSON Schema, or a Standard Schema that knows its own, becomes a form. */
import type { ConfigSchema, FieldSchema, JsonSchema } from 'mortise';
import { ockleError, textOf } from './errors.js';
import { Form, type FormOptions } from './form.js';

/** A schema of zod, valibot, arktype and others, as https://standardschema.dev describes it. */
export interface StandardSchema<V = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<V> | PromiseLike<StandardResult<V>>;
    /** Only where the library says how its schemas read as JSON Schema. */
    readonly jsonSchema?: { readonly input: (options: { readonly target: string }) => Record<string, unknown> };
    readonly types?: { readonly input: unknown; readonly output: V } | undefined;
  };
}

type StandardResult<V> =
  | { readonly value: V; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[];
    };

/** What a form of a Standard Schema is given where the library can't say its JSON Schema. */
export interface FormFromOptions extends Omit<FormOptions, 'check'> {
  readonly jsonSchema?: JsonSchema;
}

/**
 * Makes a form from a JSON Schema, or from a Standard Schema (zod from 4.2 on, and whatever else has `~standard`). Of a Standard Schema its own check
 * is asked too, so that it refuses what no field can say. Where the library can't say its JSON Schema, give it in `jsonSchema`. Throws
 * `ockle.not-a-form` for what no form can hold, with the path.
 *
 * ```ts
 * import { formFrom } from 'mortise/ockle';
 *
 * const server = formFrom({
 *   title: 'server',
 *   type: 'object',
 *   properties: { port: { type: 'integer', minimum: 1, default: 8080 }, level: { enum: ['low', 'high'] } },
 *   required: ['level'],
 *   additionalProperties: false,
 * });
 * console.log(server.validate({ level: 'middle' }).problems[0]!.message); // 'level' wants one of 'low', 'high', but is the string 'middle'.
 * ```
 */
export function formFrom<V = Record<string, unknown>>(schema: JsonSchema | StandardSchema<V>, options: FormFromOptions = {}): Form<V> {
  if (!isStandard(schema)) return fromJson<V>(schema, options);
  const { vendor, jsonSchema, validate } = schema['~standard'];
  const { jsonSchema: given, ...rest } = options;
  const json = given ?? read(vendor, jsonSchema);
  return fromJson<V>(json, {
    ...rest,
    check(values) {
      const result = validate(values);
      if (!('then' in result)) return (result.issues ?? []).map(({ message, path = [] }) => ({ message, path: path.map(keyOf) }));
      Promise.resolve(result).catch(() => undefined);
      throw notAForm(
        `The schema of ${vendor} checks asynchronously`,
        'A form is checked at once; take the asynchronous part out of the schema.',
      );
    },
  });
}

function read(vendor: string, jsonSchema: StandardSchema['~standard']['jsonSchema']): JsonSchema {
  if (jsonSchema === undefined)
    throw notAForm(`A schema of ${vendor} does not say its JSON Schema`, 'Give it beside: formFrom(schema, { jsonSchema }).');
  try {
    return jsonSchema.input({ target: 'draft-2020-12' });
  } catch (cause) {
    throw notAForm(`The schema of ${vendor} has no JSON Schema: ${textOf(cause)}`, 'Give it beside: formFrom(schema, { jsonSchema }).');
  }
}

function keyOf(part: PropertyKey | { readonly key: PropertyKey }): string | number {
  const key = typeof part === 'object' ? part.key : part;
  return typeof key === 'symbol' ? String(key) : key;
}

function isStandard<V>(schema: unknown): schema is StandardSchema<V> {
  const found: unknown =
    (typeof schema === 'object' || typeof schema === 'function') && schema !== null ? Reflect.get(schema, '~standard') : undefined;
  return typeof found === 'object' && found !== null && typeof Reflect.get(found, 'validate') === 'function';
}

function fromJson<V>(schema: JsonSchema, options: FormOptions): Form<V> {
  const root = resolved(schema, schema, '', []);
  const field = fieldFrom(root, { root: schema, path: '', seen: [] });
  if (field.type !== 'object') throw notAForm('The schema describes no object', 'A form has fields: { type: "object", properties }.');
  if (field.open === true) throw notAForm('The schema allows properties that it does not name', 'Say additionalProperties: false.');
  const { title, description } = root as { readonly title?: unknown; readonly description?: unknown };
  return new Form<V>(field.fields ?? {}, {
    ...(typeof title === 'string' ? { name: title } : {}),
    ...(typeof description === 'string' ? { doc: description } : {}),
    ...options,
  });
}

interface At {
  readonly root: JsonSchema;
  readonly path: string;
  /** References on the way here: one that comes again would never end. */
  readonly seen: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

function resolved(schema: unknown, root: JsonSchema, path: string, seen: readonly string[]): Values {
  if (schema === true) return {};
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    throw notAForm(`${at(path)} is no schema`, 'A schema is an object.');
  const { $ref, ...rest } = schema as Values;
  if ($ref === undefined) return schema as Values;
  if (typeof $ref !== 'string' || !$ref.startsWith('#'))
    throw notAForm(`${at(path)} refers to ${JSON.stringify($ref)}, which is elsewhere`, 'Put it into $defs.');
  if (seen.includes($ref)) throw notAForm(`${at(path)} stands inside itself (${$ref})`, 'A form ends; take the circle out.');
  const target = $ref
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Values)[key] : undefined),
      root,
    );
  if (target === undefined) throw notAForm(`${at(path)} refers to ${$ref}, which is not there`, 'Correct the reference.');
  return { ...resolved(target, root, path, [...seen, $ref]), ...rest };
}

/** Keywords that only tell, and those that a field has. Whatever else a schema says would be lost, so it is refused. */
const TELLING = new Set([
  '$schema',
  '$id',
  '$defs',
  'definitions',
  '$comment',
  'title',
  'examples',
  'deprecated',
  'description',
  'default',
  'readOnly',
  'writeOnly',
  'x-unit',
  'x-ordered',
  'x-link',
  'x-name',
  'x-multichoice',
]);
const OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  string: ['type', 'pattern', 'format', 'minLength', 'maxLength'],
  integer: ['type', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  number: ['type', 'minimum', 'maximum'],
  boolean: ['type'],
  array: ['type', 'items', 'uniqueItems'],
  object: ['type', 'properties', 'required', 'additionalProperties', 'propertyNames'],
  enum: ['type', 'enum', 'const'],
  any: [],
};

const ELSEWHERE = 'Take it out, or check it beside the form.';

function fieldFrom(schema: Values, { root, path, seen }: At): FieldSchema {
  const kind = kindOf(schema, path);
  const lost = Object.keys(schema).find((key) => !TELLING.has(key) && !OF_TYPE[kind]!.includes(key));
  if (lost !== undefined) throw notAForm(`${at(path)} says ${lost}, which no field can say`, ELSEWHERE);
  const below = (inner: unknown, key: string): FieldSchema => {
    const ref = (inner as Values | null)?.['$ref'];
    const way = typeof ref === 'string' ? [...seen, ref] : seen;
    return fieldFrom(resolved(inner, root, `${path}/${key}`, seen), { root, path: `${path}/${key}`, seen: way });
  };
  const told = {
    ...textual(schema, 'description', 'doc'),
    ...(schema['default'] === undefined ? {} : { default: schema['default'] }),
    ...(schema['readOnly'] === true ? { disabled: true } : {}),
    ...textual(schema, 'x-unit', 'unit'),
    ...textual(schema, 'x-link', 'link'),
    ...textual(schema, 'x-multichoice', 'multichoice'),
  };
  switch (kind) {
    case 'string': {
      const isSecret = schema['writeOnly'] === true || schema['format'] === 'password';
      return {
        type: 'string',
        ...told,
        ...patternOf(schema, path),
        ...(isSecret ? { secret: true } : {}),
        ...(schema['x-name'] === true ? { isName: true } : {}),
      };
    }
    case 'integer':
    case 'number':
      return { type: kind, ...told, ...boundsOf(schema, kind, path) };
    case 'boolean':
      return { type: 'boolean', ...told };
    case 'enum':
      return { type: 'select', choices: choicesOf(schema, path), ...told };
    case 'array': {
      const ordered = typeof schema['x-ordered'] === 'boolean' ? { ordered: schema['x-ordered'] } : {};
      return {
        type: 'list',
        ...(schema['items'] === undefined ? {} : { of: below(schema['items'], 'items') }),
        ...(schema['uniqueItems'] === true ? { unique: true } : {}),
        ...ordered,
        ...told,
      };
    }
    case 'object':
      return { ...objectFrom(schema, path, below), ...told };
    default:
      return { type: 'any', ...told };
  }
}

/** Properties by name are fields; without any, whatever is inside is a map. */
function objectFrom(schema: Values, path: string, below: (inner: unknown, key: string) => FieldSchema): FieldSchema {
  const { properties, required, additionalProperties = true, propertyNames = true } = schema;
  const must = new Set(Array.isArray(required) ? (required as unknown[]).map(String) : []);
  const unknown = [...must].find((name) => !Object.hasOwn((properties ?? {}) as Values, name));
  if (unknown !== undefined) throw notAForm(`${at(path)} requires '${unknown}', which it does not describe`, 'Say it in properties.');
  // Every name is a text.
  if (!saysNothing(propertyNames, 'string')) throw notAForm(`${at(path)} says propertyNames, which no field can say`, ELSEWHERE);
  if (properties === undefined) {
    if (additionalProperties === false) return { type: 'object', fields: {} };
    return additionalProperties === true ? { type: 'map' } : { type: 'map', of: below(additionalProperties, 'additionalProperties') };
  }
  if (additionalProperties !== false && !saysNothing(additionalProperties))
    throw notAForm(`${at(path)} says what properties it does not name are, which no field can say`, ELSEWHERE);
  const fields: ConfigSchema = Object.fromEntries(
    Object.entries(properties as Values).map(([name, inner]) => {
      const field = below(inner, `properties/${name}`);
      if (field.default !== undefined) return [name, field];
      // One that is left out is made from its fields here; there it is simply not there.
      return [name, must.has(name) ? (field.type === 'object' ? { ...field, required: true } : field) : { ...field, required: false }];
    }),
  );
  return { type: 'object', fields, ...(additionalProperties === false ? {} : { open: true }) };
}

/** Whether whatever is of that type fits a schema. */
function saysNothing(schema: unknown, type?: string): boolean {
  if (typeof schema !== 'object' || schema === null) return schema === true;
  return Object.entries(schema).every(([key, value]) => TELLING.has(key) || (key === 'type' && value === type));
}

function kindOf(schema: Values, path: string): string {
  if (schema['enum'] !== undefined || schema['const'] !== undefined) return 'enum';
  const { type } = schema;
  if (type === undefined) return schema['properties'] === undefined ? 'any' : 'object';
  if (typeof type === 'string' && Object.hasOwn(OF_TYPE, type)) return type;
  throw notAForm(
    `${at(path)} has the type ${JSON.stringify(type)}, which no field has`,
    'Use one of string, integer, number, boolean, array and object.',
  );
}

function choicesOf(schema: Values, path: string): readonly (string | number)[] {
  const all = schema['const'] === undefined ? (schema['enum'] as readonly unknown[]) : [schema['const']];
  if (Array.isArray(all) && all.every((each) => typeof each === 'string' || typeof each === 'number')) return all as (string | number)[];
  throw notAForm(`${at(path)} has choices that are neither texts nor numbers`, 'A select has texts and numbers.');
}

/** Lengths are patterns, where there is none; `format` only tells. */
function patternOf({ pattern, minLength, maxLength }: Values, path: string): { readonly pattern?: string } {
  if (minLength === undefined && maxLength === undefined) return typeof pattern === 'string' ? { pattern } : {};
  if (pattern !== undefined) throw notAForm(`${at(path)} has a pattern and a length`, 'Say the length in the pattern.');
  // JSON counts characters, and a regular expression without u counts halves of some.
  return {
    pattern: `^(?:[^\\ud800-\\udbff]|[\\ud800-\\udbff][\\udc00-\\udfff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])){${Number(minLength ?? 0)},${maxLength === undefined ? '' : Number(maxLength)}}$`,
  };
}

function boundsOf(schema: Values, kind: 'integer' | 'number', path: string): { readonly min?: number; readonly max?: number } {
  const number = (key: string): number | undefined => {
    const bound = schema[key];
    if (bound === undefined || typeof bound === 'number') return bound;
    throw notAForm(`${at(path)} has the ${key} ${JSON.stringify(bound)}, which is no number`, 'A bound is a number.');
  };
  const whole = (value: number | undefined, round: (value: number) => number, add: number): number | undefined =>
    value === undefined ? undefined : Number.isInteger(value) ? value + add : round(value);
  if (kind === 'number' && (schema['exclusiveMinimum'] !== undefined || schema['exclusiveMaximum'] !== undefined))
    throw notAForm(`${at(path)} has an exclusive bound`, 'A number has min and max that belong to it.');
  const min = Math.max(number('minimum') ?? -Infinity, whole(number('exclusiveMinimum'), Math.ceil, 1) ?? -Infinity);
  const max = Math.min(number('maximum') ?? Infinity, whole(number('exclusiveMaximum'), Math.floor, -1) ?? Infinity);
  // Every integer that JavaScript can tell apart lies within these.
  const [least, most] = kind === 'integer' ? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] : [-Infinity, Infinity];
  return { ...(min <= least ? {} : { min }), ...(max >= most ? {} : { max }) };
}

function textual(schema: Values, key: string, as: string): Record<string, string> {
  const value = schema[key];
  return typeof value === 'string' ? { [as]: value } : {};
}

function at(path: string): string {
  return path === '' ? 'The schema' : `The schema at ${path}`;
}

function notAForm(why: string, hint: string): Error {
  return ockleError('ockle.not-a-form', { message: `${why}.`, hint, blame: 'plugin' });
}
