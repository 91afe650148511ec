/** Open this to see how the plugin classes in a directory are found. */
import { createHost, type Problem } from 'mortise';
import type { PluginBase } from './contract.js';
import { createZerePy } from './zerepy.js';

/** A class that was found. */
export interface Discovered {
  readonly category: string;
  readonly name: string;
  readonly type: abstract new () => PluginBase;
}

/** What was found in folders of plugins. */
export interface Discovery {
  /** By name. */
  readonly plugins: ReadonlyMap<string, Discovered>;
  /** What could not be read, each with its place. The others are found all the same. */
  readonly problems: readonly Problem[];
}

/**
 * Finds the classes that extend `PluginBase` in a directory and in the folders below it, as the host finds any plugin: names that begin with `_` or
 * `.`, `node_modules` and `*.disabled` are passed over. Modules are loaded; nothing is initialised, and nothing stays. From ZerePy's `discover_plugins`.
 *
 * ```ts
 * import { mkdirSync } from 'node:fs';
 * import { discoverPlugins } from 'mortise/zerepy';
 *
 * mkdirSync('plugins');
 * const { plugins, problems } = await discoverPlugins('plugins');
 * console.log(plugins.size, problems.length); // 0 0
 * ```
 */
export async function discoverPlugins(directory: string, options: { readonly categories?: readonly string[] } = {}): Promise<Discovery> {
  const zerepy = createZerePy(options);
  const host = createHost({
    name: 'discovery',
    home: directory,
    directories: ['.'],
    extensions: [zerepy],
    dialects: [zerepy.dialect],
    log: { level: 'silent' },
  });
  await host.plan({ start: true });
  const plugins = new Map(
    zerepy.registry
      .list()
      .map(({ category, name, type }): [string, Discovered] => [name, { category, name, type: type as Discovered['type'] }]),
  );
  const { problems } = host;
  await host.stop();
  return { plugins, problems };
}
