/** Open this to see how the parts are put together: `createZerePy` makes an extension that a host lists before what needs it. */
import {
  checkOptions,
  definePlugin,
  PluginContext,
  VERSION,
  type ClockPort,
  type ConfigSchema,
  type Dialect,
  type Extension,
  type ExtensionContext,
  type PermissionLevel,
  type PluginContextView,
} from 'mortise';
import { Actions, Connections } from './actions.js';
import { registerCommands } from './commands.js';
import type { PluginConfig } from './contract.js';
import { dialectOf } from './dialect.js';
import { PluginFactory } from './factory.js';
import { PluginHooks } from './hooks.js';
import { kindsOf } from './kinds.js';
import { PluginManager } from './manager.js';
import { PluginMonitor } from './monitor.js';
import { checkedConfig } from './plugin-config.js';
import { PluginRegistry } from './registry.js';
import { Resources } from './resources.js';
import { notJoined, PluginError } from './errors.js';
import type { World } from './running.js';

declare module 'mortise' {
  interface Namespaces {
    'zerepy/registry': PluginRegistry;
    'zerepy/actions': Actions;
    'zerepy/connections': Connections;
    'zerepy/hooks': PluginHooks;
    'zerepy/monitor': PluginMonitor;
    'zerepy/resources': Resources;
  }
}

/** What ZerePy is given; everything has a default. */
export interface ZerePyOptions {
  /** Categories besides `connection` and `action`. */
  readonly categories?: readonly string[];
  /** Configurations of plugins, as the document has them: of classes, and of what is decorated, by type and name. */
  readonly plugins?: readonly PluginConfig[];
  /** Who may give the commands. Default `admin`. */
  readonly permission?: PermissionLevel;
}

/** An extension, and what an owner can do with it. Plugins find its parts as `zerepy/registry`, `zerepy/actions`, and so on. */
export interface ZerePy extends Extension<ExtensionContext> {
  readonly registry: PluginRegistry;
  readonly actions: Actions;
  readonly connections: Connections;
  readonly factory: PluginFactory;
  readonly manager: PluginManager;
  readonly hooks: PluginHooks;
  readonly monitor: PluginMonitor;
  readonly resources: Resources;
  /** For `createHost({ dialects })`, where classes that extend `PluginBase` stand in lists or directories. */
  readonly dialect: Dialect;
}

/**
 * Makes the registry, the calls, the hooks and the monitor of one host; list it before whatever needs it. Touches nothing. Throws
 * `PluginConfigError` with all issues of a configuration, and its place in the list, and `zerepy.bad-options`. From ZerePy's plugin system.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { ActionPlugin, createZerePy } from 'mortise/zerepy';
 *
 * class Greet extends ActionPlugin {
 *   readonly name = 'greet';
 *   readonly version = '1.0.0';
 *   override readonly parameters = { who: { type: 'string', default: 'world' } } as const;
 *   async execute({ who }: { who: string }) {
 *     return `hello ${who}`;
 *   }
 * }
 *
 * const zerepy = createZerePy();
 * const host = createHost({ extensions: [zerepy, Greet], dialects: [zerepy.dialect], log: { level: 'silent' } });
 * await host.start();
 * console.log(await zerepy.actions.execute('greet')); // hello world
 * await host.stop();
 * ```
 */
export function createZerePy(options: ZerePyOptions = {}): ZerePy {
  const wrong = checkOptions(OPTIONS, options, "createZerePy can't make a registry");
  if (wrong !== undefined) throw new PluginError('zerepy.bad-options', { blame: 'host', ...wrong });
  const { categories = [], plugins = [], permission = 'admin' } = options;
  let joined: ClockPort | undefined;
  const clock = (): ClockPort => {
    if (joined === undefined) throw notJoined();
    return joined;
  };
  const registry = new PluginRegistry();
  for (const category of ['connection', 'action', ...categories]) registry.declare(category);
  const configs = plugins.map((config, index) => checkedConfig(config, [...registry.categories().keys()], `plugins[${index}]`));
  const monitor = new PluginMonitor();
  const hooks = new PluginHooks();
  const configOf = (type: string, name: string): PluginConfig | undefined =>
    configs.findLast((config) => config.type === type && config.name === name);
  const world: World = { registry, monitor, live: new Map(), clock, configOf };
  const classes = new Set<string>();
  const came = (id: string): (() => void) => {
    classes.add(id);
    return () => void (registry.filter({ name: id }).length === 0 && classes.delete(id));
  };
  const shared = { registry, hooks, monitor, actions: new Actions(world), connections: new Connections(world), resources: new Resources() };
  return {
    ...shared,
    name: 'zerepy',
    version: VERSION,
    factory: new PluginFactory(registry),
    manager: new PluginManager({ ids: () => [...classes] }),
    dialect: dialectOf(world, { came }),
    attach(_options, callback) {
      joined = this.clock;
      for (const kind of kindsOf(world)) this.registerKind(kind);
      this.registerPlugin(
        definePlugin({
          id: 'zerepy',
          version: VERSION,
          provides: Object.fromEntries(Object.entries(shared).map(([name, part]) => [`zerepy/${name}`, part])),
          inject: [PluginContext] as const,
          setup(context: PluginContextView) {
            registerCommands(context, shared, permission);
            hooks.bind(context);
            monitor.bind(context);
          },
        }),
      );
      callback();
    },
  };
}

const OPTIONS: ConfigSchema = {
  categories: { type: 'list', of: { type: 'string' }, required: false },
  // Each is checked as a configuration, which tells its place.
  plugins: { type: 'list', required: false },
  permission: { type: 'any', required: false },
};
