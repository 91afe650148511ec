/** Open this to see how arguments and configurations are checked: everything that is wrong is found at once, and texts become what they mean. */
import type { ConfigSchema, FieldSchema } from 'mortise';
import type { Issue } from './errors.js';

/** Values that were checked: complete with defaults where there are no issues. */
export interface Checked {
  readonly values: Readonly<Record<string, unknown>>;
  readonly issues: readonly Issue[];
}

export interface CheckOptions {
  /** Where the values stand: `config`. Default: nowhere, so paths begin with the name of a field. */
  readonly at?: string;
  /** Texts become the number, boolean, list or object that they write, and numbers become texts. Default false. */
  readonly coerce?: boolean;
  /** Values beyond the schema are kept. Default false: each is an issue. */
  readonly open?: boolean;
}

/** Checks values by their schema. Never throws. */
export function checkValues(schema: ConfigSchema, given: unknown, { at = '', coerce = false, open = false }: CheckOptions = {}): Checked {
  if (!isRecord(given))
    return { values: {}, issues: [{ path: at, message: `${at === '' ? 'they' : at} must be an object, but ${shown(given)}` }] };
  const issues: Issue[] = [];
  const values = new Map<string, unknown>(open ? Object.entries(given) : []);
  for (const [name, field] of Object.entries(schema)) {
    const path = at === '' ? name : `${at}.${name}`;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) {
      const seen = checkValue(field, value, path, { coerce });
      issues.push(...seen.issues);
      values.set(name, seen.value);
    } else if (field.default !== undefined) values.set(name, structuredClone(field.default));
    else if (field.required !== false)
      issues.push({ path, message: `${path} is required${field.doc === undefined ? '' : ` (${field.doc})`}` });
  }
  if (!open) {
    const known = Object.keys(schema);
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(schema, name)) continue;
      const path = at === '' ? name : `${at}.${name}`;
      issues.push({ path, message: `${path} is not known; ${known.length === 0 ? 'none is' : `known are ${known.join(', ')}`}` });
    }
  }
  return { values: Object.fromEntries(values), issues };
}

interface Seen {
  readonly value: unknown;
  readonly issues: readonly Issue[];
}

function checkValue(field: FieldSchema, given: unknown, path: string, options: { readonly coerce: boolean }): Seen {
  const value = options.coerce ? coerced(field, given) : given;
  const wrong = (expected: string): Seen => ({
    value,
    issues: [{ path, message: `${path} must be ${expected}, but ${field.secret === true ? 'is not' : shown(given)}` }],
  });
  const fine: Seen = { value, issues: [] };
  const { min = -Infinity, max = Infinity } = field;
  switch (field.type) {
    case 'string':
      if (typeof value !== 'string') return wrong('a text');
      if (value.length < min || value.length > max) return wrong(`a text with a length of ${range(field)}`);
      return field.pattern === undefined || new RegExp(field.pattern).test(value) ? fine : wrong(`a text like /${field.pattern}/`);
    case 'integer':
    case 'number': {
      const isRight = field.type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
      const what = `${field.type === 'integer' ? 'an integer' : 'a number'}${field.unit === undefined ? '' : ` of ${field.unit}`}`;
      if (!isRight) return wrong(what);
      return (value as number) < min || (value as number) > max ? wrong(`${what}, ${range(field)}`) : fine;
    }
    case 'boolean':
      return typeof value === 'boolean' ? fine : wrong('true or false');
    case 'select':
      return field.choices?.includes(value as string) === true ? fine : wrong(`one of ${(field.choices ?? []).map(String).join(', ')}`);
    case 'list': {
      if (!Array.isArray(value)) return wrong('a list');
      return together(
        value.map((each: unknown, index) => checkValue(field.of ?? ANY, each, `${path}[${index}]`, options)),
        (all) => all,
      );
    }
    case 'map': {
      if (!isRecord(value)) return wrong('an object');
      const keys = Object.keys(value);
      const seen = keys.map((key) => checkValue(field.of ?? ANY, value[key], `${path}.${key}`, options));
      return together(seen, (all) => Object.fromEntries(all.map((each, index) => [keys[index], each])));
    }
    case 'object': {
      if (!isRecord(value)) return wrong('an object');
      const { values, issues } = checkValues(field.fields ?? {}, value, {
        ...options,
        at: path,
        open: field.open ?? field.fields === undefined,
      });
      return { value: values, issues };
    }
    case 'any':
      return fine;
  }
}

const ANY: FieldSchema = { type: 'any' };

function together(seen: readonly Seen[], made: (values: unknown[]) => unknown): Seen {
  return { value: made(seen.map(({ value }) => value)), issues: seen.flatMap(({ issues }) => issues) };
}

/** What a text means where something else is wanted; what means nothing stays as it is, and is an issue then. */
function coerced({ type, choices }: FieldSchema, value: unknown): unknown {
  if (type === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (type === 'select') return choices?.find((choice) => String(choice) === value || choice === value) ?? value;
  if (typeof value !== 'string') return value;
  if (type === 'integer' || type === 'number') return /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (type === 'any' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function range({ min, max }: FieldSchema): string {
  if (max === undefined) return `at least ${min}`;
  return min === undefined ? `at most ${max}` : `${min} to ${max}`;
}

/** What a value is, for a sentence: `is "5"`, `is a list`. */
export function shown(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (typeof value === 'string') return `is ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return `is ${String(value)}`;
  return `is ${Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`}`;
}

/** An object that is nothing but values by name. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
