/** Open this to see the configuration of plugins as the document has it: how it is checked, and how the one of a plugin is found. */
import type { ConfigSchema } from 'mortise';
import type { PluginConfig } from './contract.js';
import { listed, PluginConfigError, type Issue } from './errors.js';
import { checkValues } from './values.js';

const OPTIONS: ConfigSchema = {
  timeout: { type: 'number', min: 0.001, max: 2_147_483, unit: 'seconds', required: false },
  retries: { type: 'integer', min: 0, required: false },
};

/**
 * Everything that is wrong with a configuration `{ name, version, type, config { enabled, options { timeout, retries } } }`, each with its path;
 * nothing when it is right. `config` and what is in it may be missing; other options are the plugin's own. `timeout` is in seconds.
 * With `types`, the type has to be one of them. From ZerePy's `PluginConfigValidator`.
 *
 * ```ts
 * import { validatePluginConfig } from 'mortise/zerepy';
 *
 * console.log(validatePluginConfig({ name: 'my_plugin', type: 'connection', config: { enabled: 'yes' } }).map(({ path }) => path));
 * // [ 'version', 'config.enabled' ]
 * ```
 */
export function validatePluginConfig(given: unknown, types?: readonly string[]): readonly Issue[] {
  return checkValues(
    {
      name: { type: 'string', min: 1 },
      version: { type: 'string', min: 1 },
      type: types === undefined ? { type: 'string', min: 1 } : { type: 'select', choices: types },
      config: {
        type: 'object',
        required: false,
        fields: {
          enabled: { type: 'boolean', default: true },
          options: { type: 'object', fields: OPTIONS, open: true, required: false },
        },
      },
    },
    given,
  ).issues;
}

/** Gives the configuration as it is. Throws `PluginConfigError` with all issues. */
export function checkedConfig(given: unknown, types: readonly string[], at?: string): PluginConfig {
  const issues = validatePluginConfig(given, types);
  if (issues.length === 0) return given as PluginConfig;
  const name: unknown = Reflect.get(Object(given) as object, 'name');
  const whose = typeof name === 'string' ? `of '${name}'` : 'of a plugin';
  throw new PluginConfigError('zerepy.bad-config', {
    message: `The configuration ${whose} is wrong: ${listed(issues)}.`,
    hint: 'It is { name, version, type, config: { enabled, options: { timeout, retries } } }, with the timeout in seconds.',
    blame: 'host',
    ...(at === undefined ? {} : { place: at }),
    issues,
  });
}

export function isEnabled(config: PluginConfig | undefined): boolean {
  return config?.config?.enabled ?? true;
}
