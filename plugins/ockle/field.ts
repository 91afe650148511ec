/** Open this for `@Field.*` with Ockle's names: each is a decorator of mortise's own, so such classes work wherever `@Config` does. */
import type { FieldSchema } from 'mortise';
import { Field as Own, type FieldDecorator } from 'mortise/decorators';

interface Common<V> {
  readonly default?: V;
  /** Must be given when there is no default. Default: true without a default. */
  readonly required?: boolean;
  readonly doc?: string;
  /** A form shows it, and lets nobody change it. */
  readonly disabled?: boolean;
}

interface Numbers extends Common<number> {
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
}

interface Choice {
  /** What can be chosen; or `multichoice`, where only the running system knows. */
  readonly choices?: readonly (string | number)[];
  readonly multichoice?: string;
  /** Where a form links a choice to, with `~~name~~` in its place. */
  readonly link?: string;
}

type Texts = Common<string> & { readonly pattern?: string };
type Made<V> = FieldDecorator<V>;

/** What options are to the decorator that mortise has for it. */
const as =
  <O extends object, V>(make: (options: never) => unknown, also: (options: O) => object = () => ({})) =>
  (options: O = {} as O): Made<V> =>
    make({ ...options, ...also(options) } as never) as Made<V>;

/** The type of what stands in a list. */
function itemOf({ choices }: Choice): FieldSchema {
  return choices === undefined ? { type: 'string' } : { type: 'select', choices };
}

/**
 * One decorator for each type of Ockle's templates, for classes with `@Config`; a class may mix them with those of `mortise/decorators`.
 *
 * ```ts
 * import { Config, Plugin } from 'mortise/decorators';
 * import { Field } from 'mortise/ockle';
 *
 * @Config()
 * class PowerConfig {
 *   @Field.int({ default: 1, min: 1, unit: 's', doc: 'Between two looks' }) WAIT_TIME!: number;
 *   @Field.intrange({ default: 1, range: '1-8' }) SOCKET!: number;
 *   @Field.select({ choices: ['on', 'off'], default: 'on' }) STATE!: string;
 *   @Field.multilist({ ordered: true, multichoice: 'servers', link: 'server/~~name~~/edit' }) SERVERS!: string[];
 *   @Field.secret({ required: false }) COMMUNITY?: string;
 * }
 *
 * @Plugin({ id: 'power', version: '1.0.0', config: PowerConfig })
 * export class Power {}
 * ```
 */
export const Field = {
  string: as<Texts, string>(Own.string),
  int: as<Numbers, number>(Own.integer),
  float: as<Numbers, number>(Own.number),
  bool: as<Common<boolean>, boolean>(Own.boolean),
  /** An integer of a range: `'1-8'`. */
  intrange: as<Common<number> & { readonly range: string }, number>(Own.integer, ({ range }) => {
    const [, min, max] = /^(-?\d+)-(-?\d+)$/.exec(range) ?? [];
    // What is no range is told where the class is described.
    return { min: Number(min ?? Number.NaN), max: Number(max ?? Number.NaN), range: undefined };
  }),
  /** One of a list. */
  select: ((options: Common<string | number> & Choice) =>
    options.choices === undefined
      ? (Own.string as (given: object) => unknown)(options)
      : Own.select({ ...options, choices: options.choices })) as (options: Common<string | number> & Choice) => Made<string | number>,
  /** Some of a list, none twice, in an order that counts or not. */
  multilist: as<Common<readonly (string | number)[]> & Choice & { readonly ordered?: boolean }, readonly (string | number)[]>(
    Own.list,
    (options) => ({
      of: itemOf(options),
      unique: true,
      choices: undefined,
      ...(options.default === undefined && options.required === undefined ? { default: [] } : {}),
    }),
  ),
  /** It names something among its like: a form tells while it is typed whether the name is taken. */
  name: as<Texts, string>(Own.string, () => ({ isName: true })),
  /** Values by key, each of the type `of`. */
  map: as<Common<Readonly<Record<string, unknown>>> & { readonly of?: FieldSchema }, unknown>(Own.map),
  /** Shown nowhere. */
  secret: as<Texts, string>(Own.string, () => ({ secret: true })),
};
