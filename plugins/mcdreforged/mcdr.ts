/** Open this to see MCDReforged put together for an owner: what is listed in a host, and what can be asked of it. */
import { join, resolve } from 'node:path';
import { consoleLog, type Dialect, type ExtensionSpec, type HostOptions, type LogSink, type MortiseHost } from 'mortise';
import { type BothNames, bothNames } from './both-names.js';
import type { McdrOptions, PluginOperations } from './contract.js';
import { dialectOf } from './dialect.js';
import { specOf } from './draft.js';
import { unpackedIn } from './unpacked.js';
import { discover } from './discovery.js';
import { findAt, type Found } from './formats.js';
import type { Console } from './intake.js';
import { managerOf } from './manager.js';
import { Operations } from './operations.js';
import { carryOver } from './permission-yml.js';
import { Preferences } from './preferences.js';
import { World, type Settled } from './world.js';

/** What `createMcdr` gives. Operations stand here under both spellings. */
export interface Mcdr extends BothNames<PluginOperations> {
  readonly dialect: Dialect;
  /** MCDReforged itself, then every plugin that was found, in the order of their paths. */
  readonly extensions: readonly ExtensionSpec[];
  /** All that a host needs to be told: `createHost({ ...mcdr.options, … })`. */
  readonly options: Pick<HostOptions, 'home' | 'roots' | 'live' | 'dialects' | 'extensions' | 'permissions'>;
  /** Joins it to its host, before the host starts, and gives the host back. Throws if it has another one. */
  join<H extends MortiseHost>(host: H): H;
  /** A line as somebody types it at the console: a command, or something for the server. */
  console(line: string): Promise<void>;
}

const OPTIONS: Readonly<Record<keyof McdrOptions, true>> = {
  home: true,
  directories: true,
  ids: true,
  version: true,
  language: true,
  data: true,
  permissions: true,
  archives: true,
  serverCommand: true,
  commandPrefix: true,
};
const PERMISSION_FILE = 'permission.json';
const VERSION_OF_MCDR = '2.15.7';

/**
 * Finds the plugins of MCDReforged in their directories, and makes what a host needs to run them. Archives are unpacked and checked; no code of
 * a plugin is loaded before the host starts. What is wrong with one of them is a problem in the report of the start, and stops nothing else.
 *
 * ```ts
 * import { mkdirSync, writeFileSync } from 'node:fs';
 * import { createHost } from 'mortise';
 * import { createMcdr } from 'mortise/mcdreforged';
 *
 * mkdirSync('plugins', { recursive: true });
 * writeFileSync(
 *   'plugins/hello_world.mjs',
 *   `export const PLUGIN_METADATA = { id: 'hello_world', version: '1.0.0', name: 'My Hello World Plugin' };
 *   export function on_load(server, old) { server.logger.info('Hello world!'); }`,
 * );
 *
 * const mcdr = await createMcdr();
 * const host = mcdr.join(createHost({ ...mcdr.options, name: 'survival' }));
 * const report = await host.start(); // [hello_world] Hello world!
 * console.log(report.plugins.map(({ id }) => id)); // [ 'mcdreforged', 'hello_world' ]
 * await host.stop();
 * ```
 *
 * From MCDReforged.
 */
export async function createMcdr(options: McdrOptions = {}, log: LogSink = consoleLog()): Promise<Mcdr> {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown !== undefined) throw new TypeError(`createMcdr has no option '${unknown}': there are ${Object.keys(OPTIONS).join(', ')}.`);
  const home = resolve(options.home ?? '.');
  const { directories = ['plugins'], data = 'config', ids = 'current', language = 'en_us', version = VERSION_OF_MCDR } = options;
  const settled: Settled = {
    home,
    grammar: ids,
    limits: options.archives ?? {},
    unpackedIn: unpackedIn(join(home, '.mortise')),
    directories: directories.map((directory) => resolve(home, directory)),
    data: resolve(home, data),
    language,
    version,
    prefix: options.commandPrefix ?? '!!MCDR',
    given: options,
  };
  const warn = (message: string): void => log({ time: Date.now(), level: 'warn', plugin: 'mcdreforged', message });
  if (options.permissions === undefined) carryOver(join(home, 'permission.yml'), join(home, PERMISSION_FILE), warn);
  const world = new World(settled, new Preferences(join(settled.data, 'preferences.json'), warn));
  const found: Found[] = [];
  for (const place of discover(settled.directories, warn)) found.push(await findAt(place, settled));
  for (const each of found) world.list(each);
  return bothNames(new Mcdreforged(world, warn, found)) as Mcdr;
}

class Mcdreforged extends Operations {
  readonly dialect: Dialect;
  readonly extensions: readonly ExtensionSpec[];
  readonly options: Mcdr['options'];
  readonly #running: Console = { intake: undefined };

  constructor(world: World, warn: (text: string) => void, found: readonly Found[]) {
    super(world, warn);
    const { home, directories, given } = world.settled;
    world.operations = this;
    this.dialect = dialectOf(world);
    this.extensions = [managerOf(world, this.#running), ...found.filter(({ isDisabled }) => !isDisabled).map((each) => specOf(each, home))];
    const linked = found.flatMap(({ format, root }) => (format === 'linked_directory' && root !== undefined ? [root] : []));
    this.options = {
      home,
      roots: [...directories, ...linked],
      // What is loaded, edited and loaded again is the new code from the first time on.
      live: true,
      dialects: [this.dialect],
      extensions: this.extensions,
      permissions: given.permissions ?? { file: PERMISSION_FILE },
    };
  }

  join<H extends MortiseHost>(host: H): H {
    this.world.join(host);
    return host;
  }

  async console(line: string): Promise<void> {
    const { intake } = this.#running;
    if (intake === undefined) throw new Error('MCDReforged does not run, so nobody hears what is typed: start its host.');
    await intake.console(line);
  }
}
