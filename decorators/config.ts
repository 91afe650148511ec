/** Open this for `@Config` and `@Field`: a plugin's settings as a typed class with defaults and checks. */
import { classFact, memberFact, type ClassFactDecorator } from '../src/facts/facts.js';
import { CONFIG, FIELD, type FieldMeta } from '../src/facts/keys.js';

const config = classFact<Record<never, never>>(CONFIG);
const field = memberFact<FieldMeta>(FIELD);

/** A decorator for fields of a given type, in both modes. */
export interface FieldDecorator<V> {
  <K extends string>(target: { readonly [P in K]?: V }, key: K): void;
  <This, W extends V>(value: undefined, context: ClassFieldDecoratorContext<This, W>): void;
}

interface Common<V> {
  readonly default?: V;
  /** Must be given when there is no default. Default: true without a default. */
  readonly required?: boolean;
  readonly doc?: string;
}

function make<V>(type: FieldMeta['type']) {
  return <O extends object>(options: O = {} as O): FieldDecorator<V> =>
    field({ ...options, type } as FieldMeta) as unknown as FieldDecorator<V>;
}

/**
 * Marks a class as the configuration of a plugin; name it in `@Plugin({ config })` and inject it by its class. Values come, later
 * over earlier, from the defaults, the spec's `options` (for a class given directly), `mortise.yaml` (`plugins.<id>.config`) and
 * `createHost({ plugins })`. A wrong value is a problem with file and line (`config.wrong-type`) and keeps that plugin from starting.
 * From ZerePy's plugin config and Ockle's templates.
 *
 * ```ts
 * import { Config, Field, Plugin } from 'mortise/decorators';
 *
 * @Config()
 * class PresenceConfig {
 *   @Field.integer({ default: 60, min: 1, unit: 's', doc: 'How long a silent user counts as present' }) ttl!: number;
 *   @Field.select({ choices: ['memory', 'redis'], default: 'memory' }) store!: string;
 * }
 *
 * @Plugin({ id: 'presence', version: '1.0.0', config: PresenceConfig, inject: [PresenceConfig] })
 * export class Presence {
 *   constructor(readonly config: PresenceConfig) {}
 * }
 * ```
 */
export function Config(): ClassFactDecorator {
  return config({});
}

interface NumberOptions extends Common<number> {
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
}

/** One decorator for each type of setting. */
export const Field = {
  string: (options: Common<string> & { readonly pattern?: string; readonly secret?: boolean } = {}) => make<string>('string')(options),
  integer: (options: NumberOptions = {}) => make<number>('integer')(options),
  number: (options: NumberOptions = {}) => make<number>('number')(options),
  boolean: (options: Common<boolean> = {}) => make<boolean>('boolean')(options),
  /** One of a fixed list. */
  select: <const C extends readonly (string | number)[]>(options: Common<C[number]> & { readonly choices: C }) =>
    make<string | number>('select')(options),
  /** A list, each item of the type `of`. */
  list: (options: Common<readonly unknown[]> & { readonly of?: FieldMeta } = {}) => make<unknown>('list')(options),
  /** Values by key, each of the type `of`. */
  map: (options: Common<Readonly<Record<string, unknown>>> & { readonly of?: FieldMeta } = {}) => make<unknown>('map')(options),
};
