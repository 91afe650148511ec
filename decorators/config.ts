/** Open this for `@Config` and `@Field`: a plugin's settings as a typed class with defaults and checks. */
import { ownFact, type ClassFactDecorator } from '../src/facts/facts.js';
import { CONFIG, FIELD, type FieldMeta } from '../src/facts/keys.js';

const config = ownFact(CONFIG, ['class'], () => ({}));

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

function make<V, O>(type: FieldMeta['type']) {
  const field = ownFact(FIELD, ['member'], (options?: object): FieldMeta => ({ ...options, type }));
  return field as unknown as (options?: O) => FieldDecorator<V>;
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
export function Config(): ClassFactDecorator;
export function Config(...given: readonly unknown[]): unknown {
  return config(...given);
}

interface NumberOptions extends Common<number> {
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
}

const select = make<never, never>('select');

/** One decorator for each type of setting. */
export const Field = {
  string: make<string, Common<string> & { readonly pattern?: string; readonly secret?: boolean }>('string'),
  integer: make<number, NumberOptions>('integer'),
  number: make<number, NumberOptions>('number'),
  boolean: make<boolean, Common<boolean>>('boolean'),
  /** One of a fixed list. */
  select: select as unknown as <const C extends readonly (string | number)[]>(
    options: Common<C[number]> & { readonly choices: C },
  ) => FieldDecorator<string | number>,
  /** A list, each item of the type `of`. */
  list: make<unknown, Common<readonly unknown[]> & { readonly of?: FieldMeta }>('list'),
  /** Values by key, each of the type `of`. */
  map: make<unknown, Common<Readonly<Record<string, unknown>>> & { readonly of?: FieldMeta }>('map'),
};
