/** Open this to see how parameters become the configuration of a plugin, so that they are set, checked and explained as any other. */
import { Config, Field } from 'mortise/decorators';
import type { ParameterDefinition, SettingDefinition } from './definition.js';
import { AgentError } from './errors.js';

type Parameters = Readonly<Record<string, ParameterDefinition>>;

/** A class with one field for each parameter. Nothing has a default there: what is not given must not hide a setting. */
export function configOf(parameters: Parameters): (new () => object) | undefined {
  if (Object.keys(parameters).length === 0) return undefined;
  class Given {}
  for (const [name, { type = 'string', choices = [], description, secret }] of Object.entries(parameters)) {
    const options = { required: false, ...(description === undefined ? {} : { doc: description }) } as const;
    const of: Readonly<Record<typeof type, () => unknown>> = {
      string: () => Field.string({ ...options, ...(secret === true ? { secret } : {}) }),
      integer: () => Field.integer(options),
      number: () => Field.number(options),
      boolean: () => Field.boolean(options),
      select: () => Field.select({ ...options, choices }),
      list: () => Field.list({ ...options, of: { type: 'any' } }),
    };
    (of[type]() as (target: object, key: string) => void)(Given.prototype, name);
  }
  (Config() as (target: typeof Given) => void)(Given);
  return Given;
}

/** What parameters say of settings: given values over all else, defaults under it. */
export function layersOf(
  parameters: Parameters,
  given: Readonly<Record<string, unknown>>,
): { over: SettingDefinition[]; under: SettingDefinition[] } {
  const over: SettingDefinition[] = [];
  const under: SettingDefinition[] = [];
  for (const [name, { setting = name, default: fallback }] of Object.entries(parameters)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) over.push({ property: setting, value });
    if (fallback !== undefined) under.push({ property: setting, value: fallback });
  }
  return { over, under };
}

/** Throws `agent.missing-parameters` with all that nobody gives. */
export function checkRequired(parameters: Parameters, has: (setting: string) => boolean, plugin: string): void {
  const missing = Object.entries(parameters).filter(([name, { required, setting = name }]) => required === true && !has(setting));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  throw new AgentError('agent.missing-parameters', {
    message: `${names.map((name) => `'${name}'`).join(', ')} ${names.length === 1 ? 'is' : 'are'} required, and nobody gives ${names.length === 1 ? 'it' : 'them'}.`,
    hint: `Set ${names.length === 1 ? 'it' : 'them'}: mortise set ${plugin} ${names.map((name) => `${name}=…`).join(' ')}; or as plugins.${plugin.replace(/^.*:/, '')}.config in the configuration.`,
    plugin,
    issues: missing.map(([name, { description }]) => ({
      path: `parameters.${name}`,
      message: `parameters.${name} is required${description === undefined ? '' : ` (${description})`}`,
    })),
  });
}
