/** Open this to see what one item of a template says: `["intrange", 1, "1-8"]` becomes a field, and a field becomes such a list. */
import { isDeepStrictEqual } from 'node:util';
import type { FieldSchema } from 'mortise';

/** The types that a template knows. */
export const TYPES = ['string', 'int', 'float', 'bool', 'intrange', 'select', 'multilist', 'name', 'secret', 'map'] as const;

export type TemplateType = (typeof TYPES)[number];

/** What may follow behind the elements that Ockle has, in an object that Ockle does not look at. */
const EXTRAS = ['default', 'choices', 'multichoice', 'min', 'max', 'pattern', 'unit', 'required', 'disabled', 'link'] as const;

type Extras = Partial<Record<(typeof EXTRAS)[number], unknown>>;

/** A sentence, where the item says nothing. */
export type Complaint = { readonly why: string };

/** The field that an item describes; `name` is the one of the item. */
export function fieldOf(item: readonly unknown[], name: string): FieldSchema | Complaint {
  const [type, ...given] = item;
  if (typeof type !== 'string' || !TYPES.includes(type as TemplateType))
    return { why: `has the type ${JSON.stringify(type) ?? 'nothing'}, but there are ${TYPES.join(', ')}` };
  const last = given.at(-1);
  // The default of a map is an object as well.
  const hasExtras = isExtras(last) && (type !== 'map' || given.length === 3);
  const extras: Extras = hasExtras ? (last as Extras) : {};
  const rest = hasExtras ? given.slice(0, -1) : given;
  const unknown = Object.keys(extras).find((key) => !(EXTRAS as readonly string[]).includes(key));
  if (unknown !== undefined) return { why: `says '${unknown}', but may say ${EXTRAS.join(', ')}` };
  const most = { intrange: 2, select: 1, multilist: 3, map: 2 }[type as string] ?? 1;
  if (rest.length > most) return { why: `has ${rest.length} elements behind its type, and ${most} are the most` };
  return READ[type as TemplateType](rest, extras, name);
}

function isExtras(value: unknown): value is Extras {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Read = (rest: readonly unknown[], extras: Extras, name: string) => FieldSchema | Complaint;

const plain =
  (type: FieldSchema['type'], more: Partial<FieldSchema> = {}): Read =>
  ([first], extras) => ({ type, ...common(extras), ...bounds(extras), ...more, ...defaultOf(first) });

const READ: Readonly<Record<TemplateType, Read>> = {
  string: plain('string'),
  name: plain('string', { isName: true }),
  secret: plain('string', { secret: true }),
  int: plain('integer'),
  float: plain('number'),
  bool: plain('boolean'),
  intrange([first, range], extras) {
    const found = typeof range === 'string' ? /^\s*(-?\d+)\s*-\s*(-?\d+)\s*$/.exec(range) : null;
    if (found === null) return { why: `has the range ${JSON.stringify(range) ?? 'nothing'} instead of one like "1-8"` };
    const [min, max] = [Number(found[1]), Number(found[2])];
    if (min > max) return { why: `has the range "${String(range)}", which ends before it begins` };
    return { type: 'integer', ...common(extras), min, max, ...defaultOf(first) };
  },
  select([disabled], extras, name) {
    if (disabled !== undefined && disabled !== '' && typeof disabled !== 'boolean')
      return { why: `says ${JSON.stringify(disabled)} where it says true or false for disabled` };
    const isDisabled = disabled === true ? { disabled: true } : {};
    const choices = choicesOf(extras);
    if (choices !== undefined && 'why' in choices) return choices;
    const link = typeof extras.link === 'string' ? { link: extras.link } : {};
    return choices === undefined
      ? {
          type: 'string',
          multichoice: multichoiceOf(extras, name),
          ...link,
          ...isDisabled,
          ...common(extras),
          ...defaultOf(extras.default),
        }
      : { type: 'select', choices: choices.choices, ...link, ...isDisabled, ...common(extras), ...defaultOf(extras.default) };
  },
  multilist(rest, extras, name) {
    const flags = rest.filter((each) => typeof each === 'boolean');
    const links = rest.filter((each) => typeof each === 'string');
    if (flags.length + links.length < rest.length || flags.length > 2 || links.length > 1)
      return { why: 'wants true or false for ordered and sorted, and then a pattern of addresses' };
    const choices = choicesOf(extras);
    if (choices !== undefined && 'why' in choices) return choices;
    const [ordered, sorted = false] = flags;
    const known = choices?.choices.map((choice) => choice);
    if (sorted) known?.sort((a, b) => (String(a) < String(b) ? -1 : 1));
    return {
      type: 'list',
      unique: true,
      ...(ordered === undefined ? {} : { ordered }),
      ...(links.length === 0 ? {} : { link: links[0] as string }),
      ...(known === undefined
        ? { of: { type: 'string' }, multichoice: multichoiceOf(extras, name) }
        : { of: { type: 'select', choices: known } }),
      ...common(extras),
      ...(Object.hasOwn(extras, 'default') ? defaultOf(extras.default) : { default: [] }),
    };
  },
  map([first, type = 'string'], extras) {
    const of = fieldOf(Array.isArray(type) ? type : [type], '');
    if ('why' in of) return { why: `of a map ${of.why}` };
    return { type: 'map', of, ...common(extras), ...defaultOf(first) };
  },
};

function common({ unit, required, disabled }: Extras): Partial<FieldSchema> {
  return {
    ...(typeof unit === 'string' ? { unit } : {}),
    ...(typeof required === 'boolean' ? { required } : {}),
    ...(disabled === true ? { disabled: true } : {}),
  };
}

function bounds({ min, max, pattern }: Extras): Partial<FieldSchema> {
  return {
    ...(typeof min === 'number' ? { min } : {}),
    ...(typeof max === 'number' ? { max } : {}),
    ...(typeof pattern === 'string' ? { pattern } : {}),
  };
}

function defaultOf(value: unknown): { readonly default?: unknown } {
  return value === undefined || value === null ? {} : { default: value };
}

function multichoiceOf({ multichoice }: Extras, name: string): string {
  return typeof multichoice === 'string' ? multichoice : name;
}

function choicesOf({ choices }: Extras): { readonly choices: readonly (string | number)[] } | Complaint | undefined {
  if (choices === undefined) return undefined;
  const isFine = Array.isArray(choices) && choices.length > 0 && choices.every((each) => typeof each === 'string' || Number.isFinite(each));
  return isFine ? { choices: choices as (string | number)[] } : { why: 'has choices that are no list of texts and numbers' };
}

/** The item that says a field, or why none does. What it means is the same field: nothing is lost on the way. */
export function itemOf(field: FieldSchema, name: string): readonly unknown[] | Complaint {
  const item = written(field, name);
  if ('why' in item) return item;
  const { doc: _, ...said } = field;
  const read = fieldOf(JSON.parse(JSON.stringify(item)) as unknown[], name);
  return isDeepStrictEqual(read, said) ? item : { why: 'says more than a template can say' };
}

function written(field: FieldSchema, name: string): readonly unknown[] | Complaint {
  const { default: value, min, max, choices, of, ordered, link, multichoice } = field;
  const extras = (more: Extras = {}): readonly unknown[] => {
    const all = withoutNothing({ unit: field.unit, required: field.required, disabled: field.disabled, ...more });
    return Object.keys(all).length === 0 ? [] : [all];
  };
  const first = (more: Extras = {}): readonly unknown[] => {
    const behind = extras(more);
    return value === undefined && behind.length === 0 ? [] : [value ?? null, ...behind];
  };
  switch (field.type) {
    case 'string': {
      const pattern = field.pattern;
      if (multichoice !== undefined) {
        const named = multichoice === name ? undefined : multichoice;
        return ['select', field.disabled === true, ...withoutDisabled(extras({ multichoice: named, default: value, link }))];
      }
      return [field.isName === true ? 'name' : field.secret === true ? 'secret' : 'string', ...first({ pattern })];
    }
    case 'integer':
      if (min !== undefined && max !== undefined) {
        const behind = extras();
        return ['intrange', value ?? null, `${min}-${max}`, ...behind];
      }
      return ['int', ...first({ min, max })];
    case 'number':
      return ['float', ...first({ min, max })];
    case 'boolean':
      return ['bool', ...first()];
    case 'select':
      return ['select', field.disabled === true, ...withoutDisabled(extras({ choices, default: value, link }))];
    case 'list': {
      if (field.unique !== true || (multichoice === undefined && of?.type !== 'select')) return { why: 'is a list of another kind' };
      const isEmpty = Array.isArray(value) && value.length === 0;
      const named = multichoice === undefined || multichoice === name ? undefined : multichoice;
      const known = of?.type === 'select' ? of.choices : undefined;
      const behind = extras({ multichoice: named, choices: known, default: isEmpty ? undefined : (value ?? null) });
      return ['multilist', ...(ordered === undefined ? [] : [ordered]), ...(link === undefined ? [] : [link]), ...behind];
    }
    case 'map': {
      const item = itemOf(of ?? { type: 'any' }, '');
      if ('why' in item) return { why: `is a map of what ${item.why}` };
      return ['map', value ?? null, item.length === 1 ? item[0] : item, ...extras()];
    }
    default:
      return { why: `is ${field.type === 'any' ? 'of any type' : `an ${field.type}`}` };
  }
}

function withoutNothing(given: Extras): Extras {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The first element says it already. */
function withoutDisabled(extras: readonly unknown[]): readonly unknown[] {
  return extras.flatMap((given) => {
    const { disabled: _, ...rest } = given as Extras;
    return Object.keys(rest).length === 0 ? [] : [rest];
  });
}
