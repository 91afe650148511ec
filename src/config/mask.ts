/** Open this to see how what is secret in a configuration stays so: in values that are shown, and in texts that happen to hold it. */
import type { ConfigSchema, FieldSchema } from '../model/manifest.js';
import { isPlain, own } from './plain.js';

/** What stands where a secret would. */
export const HIDDEN = '***';

/** A value as it may be shown: whatever is secret in it, at any depth, is hidden. */
export function masked(field: FieldSchema | undefined, value: unknown): unknown {
  if (field === undefined || value === undefined || value === null) return value;
  if (field.secret === true) return HIDDEN;
  if (Array.isArray(value) && field.of !== undefined) return value.map((item) => masked(field.of, item));
  // What is not what it should be may be one of the secrets that should be in it.
  if (!isPlain(value)) return holdsSecret(field) ? HIDDEN : value;
  const fieldOf = (key: string): FieldSchema | undefined =>
    field.type === 'map' ? field.of : field.fields !== undefined && Object.hasOwn(field.fields, key) ? field.fields[key] : undefined;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(fieldOf(key), each)]));
}

/** Whether a field is secret, or one in it. */
export function holdsSecret({ secret, of, fields = {} }: FieldSchema): boolean {
  return secret === true || (of !== undefined && holdsSecret(of)) || Object.values(fields).some(holdsSecret);
}

/** Shorter ones would hide half of every sentence. */
const SHORTEST = 4;

/** The texts that are secret in a configuration, the longest first, so that one that holds another is hidden whole. */
export function secretsIn(schema: ConfigSchema, values: Readonly<Record<string, unknown>>): string[] {
  const found = new Set<string>();
  const walk = (field: FieldSchema, value: unknown, secret: boolean): void => {
    const isSecret = secret || field.secret === true;
    if (Array.isArray(value)) for (const item of value as unknown[]) walk(field.of ?? ANY, item, isSecret);
    else if (isPlain(value)) for (const [key, each] of Object.entries(value)) walk(below(field, key), each, isSecret);
    else if ((isSecret || holdsSecret(field)) && (typeof value === 'string' || typeof value === 'number'))
      // A sentence takes one line of a text, and leaves out the space around it.
      for (const text of [String(value), ...String(value).split(/[\n\r]+/)].map((each) => each.trim()))
        if (text.length >= SHORTEST) found.add(text);
  };
  for (const [name, field] of Object.entries(schema)) walk(field, own(values, name), false);
  return [...found].sort((a, b) => b.length - a.length);
}

const ANY: FieldSchema = { type: 'any' };

function below(field: FieldSchema, key: string): FieldSchema {
  return (field.type === 'object' && field.fields !== undefined && Object.hasOwn(field.fields, key) ? field.fields[key] : field.of) ?? ANY;
}

/** A text without the secrets that it holds. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => (left.includes(secret) ? left.replaceAll(secret, HIDDEN) : left), text);
}

/** The same fields, whose secret defaults are hidden. */
export function withoutSecretDefaults(schema: ConfigSchema): ConfigSchema {
  return Object.fromEntries(
    Object.entries(schema).map(([name, field]) => [
      name,
      {
        ...field,
        ...(field.default === undefined ? {} : { default: masked(field, field.default) }),
        ...(field.of === undefined ? {} : { of: withoutSecretDefaults({ of: field.of })['of']! }),
        ...(field.fields === undefined ? {} : { fields: withoutSecretDefaults(field.fields) }),
      },
    ]),
  );
}
