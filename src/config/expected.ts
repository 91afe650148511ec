/** Open this to see how a message says what a field wants, and what it got instead. */
import type { FieldSchema } from '../model/manifest.js';
import { kindOf, quoted, quotedList, shown } from '../problem/text.js';
import { isObject, isPlain } from './plain.js';

const MOST_CHOICES = 12;

/** `an integer from 1 to 60`, `one of 'a', 'b'`, `a list of strings`. */
export function expected(field: FieldSchema): string {
  switch (field.type) {
    case 'string':
      return field.pattern === undefined ? 'a string' : `a string that matches /${shown(field.pattern)}/`;
    case 'integer':
      return `an integer${bounds(field)}`;
    case 'number':
      return `a number${bounds(field)}`;
    case 'boolean':
      return 'true or false';
    case 'select':
      return `one of ${choices(field)}`;
    case 'list':
      return `a list${content(field)}`;
    case 'map':
      return `a map${content(field)}`;
    case 'object':
      return `an object${keys(field)}`;
    default:
      return 'anything';
  }
}

/** The same in the plural, for what stands in a list or map. */
function plural(field: FieldSchema): string {
  switch (field.type) {
    case 'string':
      return field.pattern === undefined ? 'strings' : `strings that match /${shown(field.pattern)}/`;
    case 'integer':
      return `integers${bounds(field)}`;
    case 'number':
      return `numbers${bounds(field)}`;
    case 'boolean':
      return 'true and false';
    case 'select':
      return `values out of ${choices(field)}`;
    case 'list':
      return `lists${content(field)}`;
    case 'map':
      return `maps${content(field)}`;
    case 'object':
      return `objects${keys(field)}`;
    default:
      return 'anything';
  }
}

/** What a value is, in words; a secret one is not shown. */
export function seen(value: unknown, secret: boolean): string {
  if (isObject(value) && !isPlain(value)) return 'an instance of a class';
  if (!secret || value === undefined || value === null || typeof value === 'object') return kindOf(value);
  return typeof value === 'string' ? 'a secret text' : `a secret ${typeof value}`;
}

function bounds({ min, max }: FieldSchema): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

function choices({ choices: all = [] }: FieldSchema): string {
  const named = all.slice(0, MOST_CHOICES).map((choice) => (typeof choice === 'string' ? quoted(choice) : String(choice)));
  return named.join(', ') + (all.length > MOST_CHOICES ? ` and ${all.length - MOST_CHOICES} more` : '');
}

function content({ of }: FieldSchema): string {
  return of === undefined || of.type === 'any' ? '' : ` of ${plural(of)}`;
}

function keys({ fields = {} }: FieldSchema): string {
  const names = Object.keys(fields);
  return names.length === 0 ? '' : ` with ${quotedList(names)}`;
}
