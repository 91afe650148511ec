/** Open this to see which environment variable sets which value, and what its text means there. */
import type { ConfigSchema, FieldSchema } from '../model/manifest.js';
import type { Path } from './issue.js';

/** One value that can be set from the environment. */
export interface Variable {
  readonly name: string;
  readonly path: Path;
  readonly field: FieldSchema;
}

/** `frontendId` of the plugin `acme-tax` is `MORTISE__ACME_TAX__FRONTEND_ID`; fields of an object follow after two more underscores. */
export function variablesOf(schema: ConfigSchema, prefix: string, owner: readonly string[]): Variable[] {
  return fieldsBelow(schema, startOf(prefix, owner), []);
}

/** How the variables of one plugin begin, without the underscores that follow. */
export function startOf(prefix: string, owner: readonly string[]): string {
  return [prefix, ...owner.map(shouted)].join('__');
}

function fieldsBelow(schema: ConfigSchema, start: string, above: Path): Variable[] {
  return Object.entries(schema).flatMap(([key, field]) => {
    const name = `${start}__${shouted(key)}`;
    const path = [...above, key];
    const inner = field.type === 'object' && field.fields !== undefined ? fieldsBelow(field.fields, name, path) : [];
    return [{ name, path, field }, ...inner];
  });
}

function shouted(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
}

/** Reads a text as YAML would on one line; nothing, if it is none. */
export type Reader = (text: string) => { readonly value: unknown } | undefined;

/** What a text means for a field. What means nothing stays the text that it is, so that the check of the field says so. */
export function meantBy(text: string, field: FieldSchema, read: Reader): unknown {
  switch (field.type) {
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
    case 'boolean':
      return BOOLEANS.get(text.trim().toLowerCase()) ?? text;
    case 'select':
      return field.choices?.find((choice) => String(choice) === text) ?? text;
    case 'list':
      if (text.trim() === '') return [];
      if (!text.trim().startsWith('[')) return text.split(',').map((item) => meantBy(item.trim(), field.of ?? { type: 'string' }, read));
      return read(text)?.value ?? text;
    default:
      return read(text)?.value ?? text;
  }
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
