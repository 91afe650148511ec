/** Open this to see how what somebody wrote is checked against the fields of a configuration, and what comes out of it. */
import type { ConfigSchema, FieldSchema } from '../model/manifest.js';
import { near } from '../problem/text.js';
import { expected, seen } from './expected.js';
import { type ConfigIssue, issueProblem, type Path } from './issue.js';
import { holdsSecret } from './mask.js';
import type { Problem } from '../model/problem.js';
import { copyPlain, type CopyWatch, DEEPEST, FORBIDDEN, isPlain, own, same, type PlainObject } from './plain.js';

export { type ConfigIssue, issueProblem } from './issue.js';

/** Where the checked value hangs: `plugins.tax.config`, or `''`. Pass it to `issueProblem` as well. */
export interface ConfigPlace {
  readonly root: string;
  /** Keys beyond the schema are welcome. Default false. */
  readonly open?: boolean;
}

export interface Validated {
  /** New all the way down, so no two plugins share any of it. Wrong values are their default here, or left out. */
  readonly value: Record<string, unknown>;
  /** Everything found, not only the first. */
  readonly issues: ConfigIssue[];
}

/** What a check carries down: where it is, whether it may be shown, and the list of findings. */
interface Walk {
  readonly path: Path;
  readonly secret: boolean;
  readonly issues: ConfigIssue[];
}

/**
 * Checks settings against a schema. Nothing is converted: the string '60' is no integer. A value that is absent is its default;
 * without one it is missing, unless the field says `required: false`. An object that is absent is made from its fields.
 * No settings at all (`undefined`, or the `null` of an empty YAML section) are `{}`.
 */
export function validate(schema: ConfigSchema, value: unknown, at: ConfigPlace = { root: '' }): Validated {
  const issues: ConfigIssue[] = [];
  const walk: Walk = { path: [], secret: false, issues };
  const whole: FieldSchema = { type: 'object', fields: schema, open: at.open ?? false };
  return { value: checked(whole, value ?? {}, walk) as Record<string, unknown>, issues };
}

/** Checks one value against one field. */
export function validateField(field: FieldSchema, value: unknown): { value: unknown; issues: ConfigIssue[] } {
  const issues: ConfigIssue[] = [];
  return { value: checked(field, value, { path: [], secret: false, issues }), issues };
}

/** The value as it may be used; `undefined` if it is wrong and has no default. */
function checked(field: FieldSchema, value: unknown, above: Walk): unknown {
  const walk = field.secret === true ? { ...above, secret: true } : above;
  if (walk.path.length > DEEPEST) return tooDeep(walk);
  switch (field.type) {
    case 'list':
      return Array.isArray(value) ? items(field, value, walk) : wrong(field, value, walk);
    case 'map':
      return isPlain(value) ? entries(field, value, walk) : wrong(field, value, walk);
    case 'object':
      return isPlain(value) ? members(field, value, walk) : wrong(field, value, walk);
    default:
      return fits(field, value) ? copied(value, walk) : wrong(field, value, walk);
  }
}

function fits({ type, min = -Infinity, max = Infinity, pattern, choices = [] }: FieldSchema, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && (pattern === undefined || matches(pattern, value));
    case 'integer':
      return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
    case 'number':
      return Number.isFinite(value) && (value as number) >= min && (value as number) <= max;
    case 'boolean':
      return typeof value === 'boolean';
    case 'select':
      return choices.includes(value as string | number);
    default:
      return true;
  }
}

/** A pattern that is none constrains nothing; `checkSchema` blames its author. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return true;
  }
}

function items({ of = ANY, unique = false }: FieldSchema, list: readonly unknown[], walk: Walk): unknown[] {
  if (unique) for (const found of repeated(list)) walk.issues.push({ ...found, path: [...walk.path, ...found.path] });
  return Array.from(list, (item, at) => checked(of, item, below(walk, at))).filter((item) => item !== undefined);
}

/** Items that are there before, one for each. */
function repeated(list: readonly unknown[]): Extract<ConfigIssue, { code: 'config.wrong-type' }>[] {
  return list.flatMap((item, at) => {
    const first = list.findIndex((other) => same(other, item));
    const details = { expected: 'an item that is not in the list before', seen: `the same as item ${first + 1}` };
    return first < at ? [{ code: 'config.wrong-type' as const, path: [at], details }] : [];
  });
}

function entries({ of = ANY }: FieldSchema, given: PlainObject, walk: Walk): PlainObject {
  const made: PlainObject = {};
  for (const key of allowedKeys(given, walk)) put(made, key, checked(of, given[key], below(walk, key)));
  return made;
}

/** The fields of the schema in their order, then what is beyond them. */
function members({ fields = {}, open = false }: FieldSchema, given: PlainObject, walk: Walk): PlainObject {
  const made: PlainObject = {};
  const known = Object.keys(fields).filter((key) => !FORBIDDEN.has(key));
  for (const key of known) {
    const value = own(given, key);
    const member = fields[key]!;
    put(made, key, value === undefined ? absent(member, below(walk, key)) : checked(member, value, below(walk, key)));
  }
  for (const key of allowedKeys(given, walk)) {
    if (Object.hasOwn(fields, key)) continue;
    if (open) put(made, key, copied(given[key], below(walk, key)));
    else walk.issues.push({ code: 'config.unknown-key', path: [...walk.path, key], details: { near: near(key, known) } });
  }
  return made;
}

function absent(field: FieldSchema, walk: Walk): unknown {
  if (field.default !== undefined || field.required === false) return fallback(field);
  if (field.type === 'object' && field.required === undefined) return checked(field, {}, walk);
  walk.issues.push({ code: 'config.missing', path: walk.path, details: { expected: expected(field) } });
  return fallback(field);
}

function wrong(field: FieldSchema, value: unknown, { path, secret, issues }: Walk): unknown {
  const details = {
    expected: path.length === 0 && field.type === 'object' ? 'settings by name' : expected(field),
    seen: seen(value, secret || holdsSecret(field)),
  };
  issues.push({ code: 'config.wrong-type', path, details });
  return fallback(field);
}

/** What callers can go on with: the default; for an object without one, the defaults of its fields. */
function fallback(field: FieldSchema): unknown {
  if (field.default !== undefined) return copyPlain(field.default);
  if (field.type !== 'object' || field.required === false) return undefined;
  return checked(field, {}, { path: [], secret: false, issues: [] });
}

function copied(value: unknown, { path, issues }: Walk): unknown {
  return copyPlain(value, telling(issues), path);
}

/** Tells what a copy leaves out. */
function telling(issues: ConfigIssue[]): CopyWatch {
  return {
    forbidden: (path) => void issues.push({ code: 'config.forbidden-key', path, details: {} }),
    deep: (path) => tooDeep({ path, issues }),
    circular: (path) =>
      void issues.push({ code: 'config.wrong-type', path, details: { expected: 'a value that ends', seen: 'one that holds itself' } }),
  };
}

/** What can't be taken of a value, whatever the fields say. */
export function untakable(value: unknown): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  copyPlain(value, telling(issues));
  return issues;
}

function tooDeep({ path, issues }: Pick<Walk, 'path' | 'issues'>): undefined {
  issues.push({ code: 'config.wrong-type', path, details: { expected: `at most ${DEEPEST} levels`, seen: 'deeper' } });
}

function allowedKeys(given: PlainObject, { path, issues }: Walk): string[] {
  return Object.keys(given).filter((key) => {
    const forbidden = FORBIDDEN.has(key);
    if (forbidden) issues.push({ code: 'config.forbidden-key', path: [...path, key], details: {} });
    return !forbidden;
  });
}

const ANY: FieldSchema = { type: 'any' };

function below(walk: Walk, key: string | number): Walk {
  return { ...walk, path: [...walk.path, key] };
}

function put(made: PlainObject, key: string, value: unknown): void {
  if (value !== undefined) made[key] = value;
}

/** Values that were checked. */
export interface CheckedConfig {
  /** The values with the defaults of what is missing. Wrong ones are their default here, or left out: use it when there is no error. */
  readonly value: Record<string, unknown>;
  /** Everything that is wrong, each with its field. */
  readonly problems: readonly Problem[];
}

/**
 * Checks values against the fields of a configuration, as the host does: nothing is converted, and nothing is replaced in silence. `root` is what
 * the names of fields begin with in problems.
 *
 * ```ts
 * import { checkConfig } from 'mortise';
 *
 * const { problems } = checkConfig({ ttl: { type: 'integer', default: 60, min: 1 } }, { ttl: 'long' });
 * console.log(problems[0]!.message); // 'ttl' wants an integer of at least 1, but is the string 'long'.
 * ```
 */
export function checkConfig(schema: ConfigSchema, values: unknown, root = ''): CheckedConfig {
  const { value, issues } = validate(schema, values, { root });
  return { value, problems: issues.map((issue) => issueProblem(issue, { root })) };
}

/** What is wrong with options, in the parts of a problem. */
export interface WrongOptions {
  readonly message: string;
  readonly hint: string;
  /** The first one that is wrong, as `options.port`. */
  readonly field: string;
}

/**
 * Checks the options of a function that makes plugins, as `createMetrics(options)`: a misspelt one, or one of another type, would be no option in
 * silence. Gives what is wrong for an error with a code of its own, or nothing. The message begins with `lead`.
 *
 * ```ts
 * import { checkOptions, MortiseError } from 'mortise';
 *
 * function cachePlugin(options: { readonly ttl?: number } = {}) {
 *   const wrong = checkOptions({ ttl: { type: 'integer', min: 1, required: false } }, options, "cachePlugin can't be made");
 *   if (wrong !== undefined) throw new MortiseError({ code: 'cache.bad-options', severity: 'error', blame: 'host', ...wrong });
 * }
 * try {
 *   cachePlugin({ tll: 60 } as never);
 * } catch (error) {
 *   if (error instanceof MortiseError) console.log(error.problem.message); // cachePlugin can't be made: 'options.tll' is not a known key. Did you mean 'ttl'?
 * }
 * ```
 */
export function checkOptions(schema: ConfigSchema, options: unknown, lead: string): WrongOptions | undefined {
  const { problems } = checkConfig({ options: { type: 'object', fields: schema } }, { options });
  if (problems.length === 0) return undefined;
  const names = Object.keys(schema);
  const all = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return {
    message: `${lead}: ${problems.map(({ message }) => message).join(' ')}`,
    hint: `Correct them; ${all === '' ? 'it has no options' : `its options are ${all}`}.`,
    field: problems[0]!.field!,
  };
}
