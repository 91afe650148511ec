/** Open this to see the one model behind every form: it checks values, knows defaults, and becomes JSON Schema, documentation and a template. */
import {
  checkConfig,
  checkFields,
  jsonSchemaOf,
  type CheckedConfig,
  type Class,
  type ConfigSchema,
  type FieldSchema,
  type JsonSchema,
  type Problem,
} from 'mortise';
import { configClassOf } from './config-class.js';
import { documentationOf } from './documentation.js';
import { ockleError, ockleProblem } from './errors.js';
import { itemOf } from './template-item.js';
import { readIni, writeIni } from './ini.js';

/** What a form is made from, besides its fields. */
export interface FormOptions {
  /** The section of its template: `plugins.TimerPluginExample`. Default: the name `form`. */
  readonly name?: string;
  readonly doc?: string;
  /** Looks at values that the fields have let pass; says what else is wrong with them. */
  readonly check?: (
    values: Readonly<Record<string, unknown>>,
  ) => readonly { readonly path: readonly (string | number)[]; readonly message: string }[];
}

/** By name of a multichoice variable, what can be chosen. */
export type Choices = Readonly<Record<string, readonly (string | number)[]>>;

/** What checking values against a form came to. */
export interface FormResult<V> extends Omit<CheckedConfig, 'value'> {
  /** True when nothing is wrong. */
  readonly ok: boolean;
  /** With defaults where nothing was given. Wrong values are reported, and stand as their default here or not at all: never save them. */
  readonly value: V;
}

/**
 * The fields of a configuration as one model, whatever it was made from: `form({ … })`, a template in Ockle's format (`formOf`), a JSON Schema or a
 * Standard Schema (`formFrom`), a class with `@Config`. Frozen.
 *
 * ```ts
 * import { form } from 'mortise/ockle';
 *
 * const timer = form({ WAIT_TIME: { type: 'integer', default: 1, min: 1, unit: 's', doc: 'Between two messages' } }, { name: 'plugins.Timer' });
 * console.log(timer.defaults()); // { WAIT_TIME: 1 }
 * console.log(timer.validate({ WAIT_TIME: 'soon' }).problems[0]!.message);
 * // 'WAIT_TIME' wants an integer of at least 1, but is the string 'soon'.
 * console.log(timer.toTemplate());
 * ```
 */
export class Form<V = Record<string, unknown>> {
  readonly name: string;
  readonly doc: string | undefined;
  readonly #check: FormOptions['check'];

  constructor(
    readonly schema: ConfigSchema,
    { name = 'form', doc, check }: FormOptions = {},
  ) {
    const wrong = checkFields(schema);
    if (wrong.length > 0)
      throw ockleError('ockle.not-a-form', {
        message: `${name} is no form: ${wrong.map(({ message }) => message).join(' ')}`,
        hint: "A field is { type: 'integer', default: 1 }.",
        blame: 'plugin',
        details: { problems: wrong },
      });
    this.name = name;
    this.doc = doc;
    this.#check = check;
    Object.freeze(this);
  }

  /** Everything that is wrong with values, at once; nothing is converted, and no wrong value is replaced in silence. */
  validate(values: unknown): FormResult<V> {
    const { value, problems } = checkConfig(this.schema, values);
    const isFine = problems.every(({ severity }) => severity !== 'error');
    const more = isFine ? (this.#check?.(value) ?? []).map(({ path, message }) => refused(path.join('.'), message)) : [];
    const all = [...problems, ...more];
    return { ok: isFine && more.length === 0 && all.length === 0, value: value as V, problems: all };
  }

  /** The values with their types. Throws `ockle.bad-values` with all problems. */
  parse(values: unknown): V {
    const { ok, value, problems } = this.validate(values);
    if (ok) return value;
    throw ockleError('ockle.bad-values', {
      message: `The values of ${this.name} are wrong: ${problems.map(({ message }) => message).join(' ')}`,
      hint: 'Correct them; nothing was taken.',
      details: { problems },
    });
  }

  /** What counts where nothing is given; fields without a default are left out. */
  defaults(): Partial<V> {
    return checkConfig(this.schema, {}).value as Partial<V>;
  }

  /** For forms and validators. What nobody knows but the running system, `choices` fills in. */
  jsonSchema(choices: Choices = {}): JsonSchema {
    const { schema, doc } = this.withChoices(choices);
    return jsonSchemaOf(schema, { title: this.name, ...(doc === undefined ? {} : { description: doc }) });
  }

  /** The same form, in which what a multichoice variable offers is a choice. */
  withChoices(choices: Choices): Form<V> {
    const fill = (field: FieldSchema): FieldSchema => {
      const { multichoice, ...rest } = field;
      const known = multichoice === undefined || !Object.hasOwn(choices, multichoice) ? undefined : choices[multichoice];
      if (known === undefined || known.length === 0) return field;
      return field.type === 'list' ? { ...rest, of: { type: 'select', choices: known } } : { ...rest, type: 'select', choices: known };
    };
    return this.#like(Object.fromEntries(Object.entries(this.schema).map(([name, field]) => [name, fill(field)])));
  }

  /** The same form with these values as defaults: what a template saves. Throws `ockle.bad-values`. */
  withDefaults(values: unknown): Form<V> {
    const taken = this.parse(values) as Record<string, unknown>;
    const given = (name: string, field: FieldSchema): FieldSchema =>
      Object.hasOwn(taken, name) ? { ...field, default: taken[name] } : field;
    return this.#like(Object.fromEntries(Object.entries(this.schema).map(([name, field]) => [name, given(name, field)])));
  }

  /** Markdown: what each field is for, what it takes, and its default. */
  documentation(): string {
    return documentationOf(this.name, this.doc, this.schema);
  }

  /** The form as a template in Ockle's format, which reads as the same form. Throws `ockle.no-template` for fields that a template can't say. */
  toTemplate(): string {
    const items = Object.entries(this.schema).map(([name, field]) => {
      const item = itemOf(field, name);
      if ('why' in item) throw noTemplate(`'${name}' of ${this.name} ${item.why}, which no template says`, name);
      return { name, text: JSON.stringify(item), ...(field.doc === undefined ? {} : { doc: field.doc }) };
    });
    const text = writeIni([{ name: this.name, ...(this.doc === undefined ? {} : { doc: this.doc }), items }]);
    // A name may look like a comment, a section, or more of the line above.
    const [section] = readIni(text).sections;
    if (section?.name !== this.name || this.name === '')
      throw noTemplate(`The form has the name '${this.name}', which a template reads otherwise`);
    const odd = items.find(({ name }, index) => section.items[index]?.name !== name);
    if (odd !== undefined) throw noTemplate(`'${odd.name}' of ${this.name} has a name that a template reads otherwise`, odd.name);
    return text;
  }

  /** A class with `@Config` and these fields, for `@Plugin({ config })`; its instances are what `parse` gives. */
  toConfig(): Class<V> {
    return configClassOf(this.schema, this.name) as Class<V>;
  }

  #like(schema: ConfigSchema): Form<V> {
    return new Form<V>(schema, {
      name: this.name,
      ...(this.doc === undefined ? {} : { doc: this.doc }),
      ...(this.#check === undefined ? {} : { check: this.#check }),
    });
  }
}

function noTemplate(why: string, field?: string): Error {
  return ockleError('ockle.no-template', {
    message: `${why}.`,
    hint: 'Write it as JSON Schema: form.jsonSchema().',
    ...(field === undefined ? {} : { field }),
  });
}

function refused(field: string, message: string): Problem {
  return ockleProblem('ockle.bad-values', {
    message: `'${field}': ${message}`,
    hint: 'Correct the value.',
    ...(field === '' ? {} : { field }),
  });
}

/** What a field delivers. */
export type ValueOf<F> = F extends { readonly type: 'string' }
  ? string
  : F extends { readonly type: 'integer' | 'number' }
    ? number
    : F extends { readonly type: 'boolean' }
      ? boolean
      : F extends { readonly type: 'select'; readonly choices: readonly (infer C)[] }
        ? C
        : F extends { readonly type: 'list' }
          ? readonly (F extends { readonly of: infer O } ? ValueOf<O> : unknown)[]
          : F extends { readonly type: 'map' }
            ? Readonly<Record<string, F extends { readonly of: infer O } ? ValueOf<O> : unknown>>
            : F extends { readonly type: 'object'; readonly fields: infer S }
              ? FormValues<S>
              : unknown;

/** The typed object of fields: those that may be missing are optional. */
export type FormValues<S> = { readonly [K in keyof S as S[K] extends { readonly required: false } ? never : K]: ValueOf<S[K]> } & {
  readonly [K in keyof S as S[K] extends { readonly required: false } ? K : never]?: ValueOf<S[K]>;
};

/** Makes a form from fields, with the type that its values have. Throws `ockle.not-a-form` for fields that contradict themselves. See `Form`. */
export function form<const S extends ConfigSchema>(fields: S, options: FormOptions = {}): Form<FormValues<S>> {
  return new Form<FormValues<S>>(fields, options);
}
