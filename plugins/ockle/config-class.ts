/** Open this to see how fields become a class with `@Config`, and how such a class becomes fields. */
import type { Class, ConfigSchema, FieldSchema } from 'mortise';
import { Config, Field } from 'mortise/decorators';

type Decorate = (target: object, key: string) => void;

/** By type of the field, the decorator that declares it. */
const DECORATORS = Field as unknown as Readonly<Record<FieldSchema['type'], (options: object) => Decorate>>;

/** A class whose instances hold the values of these fields. */
export function configClassOf(schema: ConfigSchema, name: string): Class {
  const made = { [name]: class {} }[name]!;
  for (const [key, { type, ...options }] of Object.entries(schema)) DECORATORS[type](options)(made.prototype as object, key);
  Config()(made);
  return made;
}
