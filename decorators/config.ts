/** Open this for `@Config` and `@Field`: a plugin's settings as a typed class with defaults and checks. */
import { ownFact, type ClassFactDecorator } from '../src/facts/facts.js';
import { CONFIG, FIELD, type ConfigMeta, type FieldMeta } from '../src/facts/keys.js';

const config = ownFact(CONFIG, ['class'], (options?: ConfigMeta) => options ?? {});

/** A decorator for fields of a given type, in both modes. */
export interface FieldDecorator<V> {
  <K extends string>(target: { readonly [P in K]?: V }, key: K): void;
  <This, W extends V | undefined>(value: undefined, context: ClassFieldDecoratorContext<This, W>): void;
}

interface Common<V> {
  readonly default?: V;
  /** Must be given when there is no default. Default: true without a default. */
  readonly required?: boolean;
  readonly doc?: string;
  /** A form shows it, and lets nobody change it. */
  readonly disabled?: boolean;
}

function make<V, O>(type: FieldMeta['type']) {
  const field = ownFact(FIELD, ['member'], (options?: object): FieldMeta => ({ ...options, type }));
  return field as unknown as (options?: O) => FieldDecorator<V>;
}

/**
 * Marks a class as the configuration of a plugin; name it in `@Plugin({ config })` and inject it by its class. Values come, later
 * over earlier, from the defaults, the spec's `options` (for a class given directly), the settings folder (`<id>.yaml`), `mortise.yaml`
 * (`plugins.<id>.config`), `createHost({ plugins })`, the environment (`MORTISE__<ID>__<FIELD>`, or a file that `…_FILE` names) and what is
 * set while the host runs. A wrong value is a problem with file and line (`config.wrong-type`) and keeps that plugin from starting.
 * With a method `onConfig(next, previous)` a plugin takes other values while it runs. `version` and `migrate` read what was written before
 * values meant what they mean now. From ZerePy's plugin config and Ockle's templates.
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
export function Config(options?: ConfigMeta): ClassFactDecorator;
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
  string: make<
    string,
    Common<string> & {
      readonly pattern?: string;
      /** Shown nowhere: not by `why`, `info`, problems, receipts and the history. */
      readonly secret?: boolean;
      /** It names something among its like: a form tells while it is typed whether the name is taken. */
      readonly isName?: boolean;
    }
  >('string'),
  integer: make<number, NumberOptions>('integer'),
  number: make<number, NumberOptions>('number'),
  boolean: make<boolean, Common<boolean>>('boolean'),
  /** One of a fixed list. */
  select: select as unknown as <const C extends readonly (string | number)[]>(
    options: Common<C[number]> & { readonly choices: C; readonly link?: string },
  ) => FieldDecorator<string | number>,
  /** A list, each item of the type `of`. */
  list: make<
    unknown,
    Common<readonly unknown[]> & {
      readonly of?: FieldMeta;
      /** No item stands in it twice. */
      readonly unique?: boolean;
      /** The order of its items means something, so a form lets them be moved. */
      readonly ordered?: boolean;
      /** Where a form links an item to, with `~~name~~` in place of the item. */
      readonly link?: string;
    }
  >('list'),
  /** Values by key, each of the type `of`. */
  map: make<unknown, Common<Readonly<Record<string, unknown>>> & { readonly of?: FieldMeta }>('map'),
  /** Values of its own fields. */
  object: make<
    unknown,
    Common<Readonly<Record<string, unknown>>> & { readonly fields?: Readonly<Record<string, FieldMeta>>; readonly open?: boolean }
  >('object'),
  /** Whatever may be written. */
  any: make<unknown, Common<unknown>>('any'),
};
