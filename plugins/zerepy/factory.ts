/** Open this to see how an instance of a registered class is made by its configuration. */
import { categoryOf, type PluginBase, type PluginConfig } from './contract.js';
import { PluginConfigError, PluginLoadError, textOf } from './errors.js';
import { checkedConfig } from './plugin-config.js';
import type { PluginRegistry } from './registry.js';

/** Makes plugins. From ZerePy's `PluginFactory`. */
export class PluginFactory {
  readonly #registry: PluginRegistry;

  constructor(registry: PluginRegistry) {
    this.#registry = registry;
  }

  /**
   * Makes an instance of the class that is registered as `config.type` and `config.name`; nothing is initialised, and no host knows of it. Throws
   * `PluginConfigError` with all issues, `PluginNotFoundError`, or `PluginLoadError` for a class that is none of a plugin, or whose constructor throws.
   */
  create(config: PluginConfig): PluginBase {
    const { type, name, version } = checkedConfig(config, [...this.#registry.categories().keys()]);
    const made = makeOf(this.#registry.get(type, name), name);
    checkVersion(made, version);
    return made;
  }
}

/** Makes an instance of a class that extends `PluginBase`. Throws `PluginLoadError`. */
export function makeOf(type: unknown, shown: string): PluginBase {
  if (categoryOf(type) === undefined)
    throw new PluginLoadError('zerepy.not-a-plugin', {
      message: `The class of '${shown}' does not extend PluginBase, so only its host can make it.`,
      hint: 'Extend ConnectionPlugin, ActionPlugin or PluginBase.',
    });
  try {
    return Reflect.construct(type as new () => PluginBase, []);
  } catch (cause) {
    throw new PluginLoadError('zerepy.load-failed', {
      message: `The constructor of '${shown}' has thrown: ${textOf(cause)}.`,
      hint: 'A constructor does nothing that can fail; leave work to initialize().',
      cause,
    });
  }
}

/** Throws `PluginConfigError` where a configuration is for another version. */
export function checkVersion({ name, version }: PluginBase, wanted: string): void {
  if (wanted === version) return;
  throw new PluginConfigError('zerepy.bad-config', {
    message: `The configuration of '${name}' is for version ${wanted}, and this is ${version}.`,
    hint: `Look through what has changed, and write version: '${version}'.`,
    blame: 'host',
    issues: [{ path: 'version', message: `version is ${wanted} instead of ${version}` }],
  });
}
