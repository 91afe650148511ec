/** Open this to see how fields become a class with `@Config`, and how such a class becomes fields. */
import type { Class, ConfigSchema, FieldSchema } from 'mortise';
import { Config, Field } from 'mortise/decorators';

type Decorate = (target: object, key: string) => void;

/** By type of the field, the decorator that declares it. */
const DECORATORS = Field as unknown as Readonly<Record<FieldSchema['type'], (options: object) => Decorate>>;

/** By class, the names of its fields: an instance has only those that have a value. */
const NAMES = new WeakMap<object, readonly string[]>();

/** A class whose instances hold the values of these fields. */
export function configClassOf(schema: ConfigSchema, name: string): Class {
  const made = { [name]: class {} }[name]!;
  for (const [key, { type, ...options }] of Object.entries(schema)) DECORATORS[type](options)(made.prototype as object, key);
  Config()(made);
  NAMES.set(made, Object.keys(schema));
  return made;
}

/** The names that a configuration has, also those without a value. */
export function namesIn(config: object): readonly string[] {
  return [...new Set([...(NAMES.get(config.constructor) ?? []), ...Object.keys(config)])];
}
