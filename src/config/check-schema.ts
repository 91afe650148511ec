/** Open this to see how the declaration of a configuration is checked, before anybody has written a value for it. */
import type { ConfigSchema, FieldSchema } from '../model/manifest.js';
import { kindOf, near, quoted, quotedList } from '../problem/text.js';
import { whyOf } from '../problem/cause.js';
import type { Problem } from '../model/problem.js';
import { type ConfigIssue, dotted, issueProblem, type Path } from './issue.js';
import { FORBIDDEN, isPlain } from './plain.js';
import { validateField } from './schema.js';

export { type ConfigIssue, issueProblem } from './issue.js';

const TYPES = [
  'string',
  'integer',
  'number',
  'boolean',
  'select',
  'list',
  'map',
  'object',
  'any',
] as const satisfies readonly FieldSchema['type'][];

const FLAGS = ['required', 'unique', 'ordered', 'isName', 'disabled', 'secret', 'open'] as const satisfies readonly (keyof FieldSchema)[];
const TEXTS = ['doc', 'unit', 'link', 'multichoice'] as const satisfies readonly (keyof FieldSchema)[];
/** All that a field may have. */
const PARTS: readonly string[] = [
  ...FLAGS,
  ...TEXTS,
  ...(['type', 'default', 'min', 'max', 'pattern', 'choices', 'of', 'fields'] as const satisfies readonly (keyof FieldSchema)[]),
];

/** Every way in which the fields contradict themselves, each as `config.bad-field`. */
export function checkSchema(schema: ConfigSchema): ConfigIssue[] {
  return fieldsOf(schema, [], new Set());
}

/**
 * Every way in which the fields of a configuration contradict themselves; nothing when they are sound.
 *
 * ```ts
 * import { checkFields } from 'mortise';
 *
 * console.log(checkFields({ port: { type: 'integer', default: 'http' } })[0]!.message);
 * // The configuration field 'port' has a default that is the string 'http' instead of an integer.
 * ```
 */
export function checkFields(schema: ConfigSchema): readonly Problem[] {
  return checkSchema(schema).map((issue) => issueProblem(issue));
}

function fieldsOf(fields: Readonly<Record<string, FieldSchema>>, path: Path, around: ReadonlySet<object>): ConfigIssue[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const here = [...path, name];
    return FORBIDDEN.has(name) ? [bad(here, 'has a name that is never taken from outside')] : checkField(field, here, around);
  });
}

/** `around` are the fields that this one stands in: one that stands in itself would never end. */
function checkField(field: FieldSchema, path: Path, around: ReadonlySet<object>): ConfigIssue[] {
  if (!isPlain(field)) return [bad(path, 'is not a field')];
  const type: unknown = field.type;
  if (!TYPES.includes(field.type))
    return [bad(path, `has the type ${quoted(String(type))}, but may have ${quotedList(TYPES, TYPES.length)}`)];
  if (around.has(field)) return [bad(path, 'stands inside itself')];
  const inside = new Set(around).add(field);
  const whys = [...misspelt(field), ...mistyped(field), ...misplaced(field), ...bounds(field), ...choices(field), ...pattern(field)];
  const found = whys.map((why) => bad(path, why));
  if (field.of !== undefined) found.push(...checkField(field.of, [...path, 'of'], inside));
  if (field.fields !== undefined && isPlain(field.fields)) found.push(...fieldsOf(field.fields, path, inside));
  // A default can only be measured with a field that is sound.
  return found.length > 0 || field.default === undefined ? found : defaults(field).map((why) => bad(path, why));
}

function bad(path: Path, why: string): ConfigIssue {
  return { code: 'config.bad-field', path, details: { why } };
}

/** A part that is misspelt would be ignored in silence, and a secret be shown. Others are for whoever reads the schema besides. */
function misspelt(field: FieldSchema): string[] {
  return Object.keys(field).flatMap((part) => {
    const [meant] = PARTS.includes(part) ? [] : near(part, PARTS);
    return meant === undefined ? [] : [`has ${quoted(part)}, which means nothing (did you mean ${quoted(meant)}?)`];
  });
}

function mistyped(field: FieldSchema): string[] {
  const wrong = (parts: readonly (keyof FieldSchema)[], type: string, wanted: string): string[] =>
    parts
      .filter((part) => field[part] !== undefined && typeof field[part] !== type)
      .map((part) => `wants ${part} to be ${wanted}, but has ${kindOf(field[part])}`);
  const { fields } = field;
  return [
    ...wrong(FLAGS, 'boolean', 'true or false'),
    ...wrong(TEXTS, 'string', 'a text'),
    ...(fields === undefined || isPlain(fields) ? [] : [`wants fields to be fields by name, but has ${kindOf(fields)}`]),
  ];
}

/** What other types take; here it would be ignored in silence. */
function misplaced(field: FieldSchema): string[] {
  const takes = {
    min: ['integer', 'number'],
    max: ['integer', 'number'],
    pattern: ['string'],
    choices: ['select'],
    of: ['list', 'map'],
    fields: ['object'],
    open: ['object'],
    unique: ['list'],
    ordered: ['list'],
    link: ['list', 'select', 'string'],
    isName: ['string'],
    multichoice: ['string', 'list'],
  } as const satisfies { [K in keyof FieldSchema]?: readonly FieldSchema['type'][] };
  return Object.entries(takes)
    .filter(([part, types]) => field[part as keyof typeof takes] !== undefined && !(types as readonly string[]).includes(field.type))
    .map(([part, types]) => `has ${quoted(part)}, which only ${types.join(' and ')} fields take`);
}

function bounds({ min, max }: FieldSchema): string[] {
  const found = Object.entries({ min, max })
    .filter(([, bound]) => bound !== undefined && !Number.isFinite(bound))
    .map(([name]) => `has a ${name} that is not a number`);
  return found.length === 0 && min !== undefined && max !== undefined && min > max ? [`has the min ${min} above its max ${max}`] : found;
}

function choices({ type, choices: given }: FieldSchema): string[] {
  if (type !== 'select') return [];
  if (!Array.isArray(given) || given.length === 0) return ['is a select without choices'];
  const fine = given.every((choice: unknown) => typeof choice === 'string' || Number.isFinite(choice));
  return fine ? [] : ['has choices that are neither strings nor numbers'];
}

function pattern({ pattern: given }: FieldSchema): string[] {
  if (given === undefined) return [];
  if (typeof given !== 'string') return ['has a pattern that is not a string'];
  try {
    void new RegExp(given);
    return [];
  } catch (error) {
    return [`has a pattern that is no regular expression: ${whyOf(error)}`];
  }
}

function defaults(field: FieldSchema): string[] {
  return validateField(field, field.default).issues.map((issue) => {
    const whose = issue.path.length === 0 ? 'has a default that' : `has a default whose ${quoted(dotted('', issue.path))}`;
    switch (issue.code) {
      case 'config.wrong-type':
        return `${whose} is ${issue.details.seen} instead of ${issue.details.expected}`;
      case 'config.missing':
        return `${whose} is missing`;
      default:
        return `${whose} is not a key it takes`;
    }
  });
}
