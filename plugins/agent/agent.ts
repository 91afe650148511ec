/** Open this to see how the parts are put together: `createAgent` makes an extension, and the options of a host from a definition with its apps. */
import { basename, extname } from 'node:path';
import {
  definePlugin,
  MortiseError,
  PluginContext,
  VERSION,
  type AppOptions,
  type Dialect,
  type Extension,
  type ExtensionContext,
  type HostOptions,
  type PermissionLevel,
  type PluginContextView,
} from 'mortise';
import { checkOptions, failedCheck, type AgentCheck } from './check.js';
import { checkDefinition } from './check-definition.js';
import { registerCommands } from './commands.js';
import type { Counters } from './counters.js';
import type { AgentDefinition, AppDefinition } from './definition.js';
import { pluginsOf } from './elements.js';
import { AgentError } from './errors.js';
import { dialectOf } from './extension.js';
import type { Jobs } from './jobs.js';
import { kindsOf } from './kinds.js';
import { logOf } from './logs.js';
import type { Pipelines } from './pipelines.js';
import { readDefinition, type ReadDefinition } from './read.js';
import type { Layer } from './settings.js';
import type { Sources } from './sources.js';
import { World } from './world.js';

declare module 'mortise' {
  interface Namespaces {
    'agent/jobs': Jobs;
    'agent/pipelines': Pipelines;
    'agent/sources': Sources;
    'agent/counters': Counters;
  }
}

export interface AgentOptions {
  /** A JSON file in which the state of jobs is kept over a restart. Default: it is kept as long as the process runs. */
  readonly state?: string;
  /** Who may give the commands. Default `admin`. */
  readonly permission?: PermissionLevel;
}

/** What `hostOptions` says for a host; `createTestHost` takes it as well. */
export type AgentHostOptions = Required<Pick<HostOptions, 'name' | 'home' | 'dialects' | 'extensions' | 'apps'>> & Pick<HostOptions, 'log'>;

/** An extension, and what an owner can do with it. Plugins find its parts as `agent/jobs`, `agent/pipelines`, and so on. */
export interface Agent extends Extension<ExtensionContext> {
  readonly jobs: Jobs;
  readonly pipelines: Pipelines;
  readonly sources: Sources;
  readonly counters: Counters;
  /** For `createHost({ dialects })`, where extensions bring settings along; `hostOptions` has it in. */
  readonly dialect: Dialect;
  /** An extension with the elements of a definition, for any list; its `extensions` and `logger` are for `hostOptions`. Throws `agent.bad-definition`. */
  define(definition: AppDefinition): Extension<ExtensionContext>;
  /**
   * Reads an agent with its apps, from an object or a file, into what `createHost` takes. Each app is one of the host, started and stopped alone:
   * `host.app('hello').stop()`. An app that can't be read is told of when the host starts, and is in nobody's way. Rejects with `agent.not-read` and
   * `agent.bad-definition` for the agent itself.
   */
  hostOptions(agent: string | AgentDefinition): Promise<AgentHostOptions>;
  hostOptions(agent: string | AgentDefinition, options: HostOptions | undefined): Promise<HostOptions & AgentHostOptions>;
  /** Reads all of it, attaches and plans it, and resolves what is there, on a host of its own: nothing starts, and what runs is not touched. */
  check(agent: string | AgentDefinition, options?: HostOptions): Promise<AgentCheck>;
}

/**
 * Makes what agents and apps, in the sense of Bodhi, need in a host. Touches nothing. List it before decorated plugins that use it.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { createAgent } from 'mortise/agent';
 *
 * const agent = createAgent();
 * const options = await agent.hostOptions({
 *   name: 'greeter',
 *   settings: [{ property: 'greeting', value: 'hello' }],
 *   handlers: [
 *     {
 *       subscriptions: 'came',
 *       props: { greeting: '$setting:greeting' },
 *       fn(this: { greeting: string }, who: string) {
 *         console.log(this.greeting, who);
 *       },
 *     },
 *   ],
 * });
 * const host = createHost({ ...options, log: { level: 'silent' } });
 * await host.start();
 * host.events.emit('greeter.came', 'ada'); // hello ada
 * await host.stop();
 * ```
 */
export function createAgent({ state, permission = 'admin' }: AgentOptions = {}): Agent {
  const world = new World(state);
  const { jobs, pipelines, sources, counters } = world;
  let checked: (() => Promise<AgentCheck>) | undefined;
  const agent: Agent = {
    jobs,
    pipelines,
    sources,
    counters,
    dialect: dialectOf(world),
    name: 'agent',
    version: VERSION,
    attach(_options, callback) {
      for (const kind of kindsOf(world)) this.registerKind(kind);
      this.registerPlugin(
        definePlugin({
          id: 'agent',
          version: VERSION,
          provides: { 'agent/jobs': jobs, 'agent/pipelines': pipelines, 'agent/sources': sources, 'agent/counters': counters },
          inject: [PluginContext] as const,
          setup: (context: PluginContextView) =>
            registerCommands(context, world, { permission, check: () => (checked ?? nothingToCheck)() }),
        }),
      );
      callback();
    },
    define(definition) {
      checkDefinition(definition, Date.now());
      return elementsOf(world, definition, { agent: undefined, folder: [] });
    },
    async hostOptions(given: string | AgentDefinition, options: HostOptions = {}): Promise<HostOptions & AgentHostOptions> {
      checked = () => agent.check(given, options);
      const now = (options.clock ?? Date).now();
      const read = await readDefinition(given, options.home ?? process.cwd(), { now, isAgent: true });
      const { definition, dir, folder } = read;
      const apps = await Promise.all((definition.apps ?? []).map((app) => readApp(app, dir, now)));
      const log = logOf(options.log, read, apps.filter(isRead));
      const own: AgentHostOptions = {
        ...(log === undefined ? {} : { log }),
        name: options.name ?? definition.name,
        home: dir,
        dialects: [...(options.dialects ?? []), agent.dialect],
        extensions: [
          agent,
          ...(options.extensions ?? []),
          ...(definition.extensions ?? []),
          elementsOf(world, definition, { agent: undefined, folder }),
        ],
        apps: appsOf(
          apps,
          options.apps ?? {},
          (app) => elementsOf(world, app.definition, { agent: definition.name, folder: app.folder }),
          definition.name,
        ),
      };
      return { ...options, ...own };
    },
    async check(given, options) {
      // A world of its own: nothing of it is seen by what runs.
      const beside = createAgent({ permission });
      try {
        return await checkOptions(await beside.hostOptions(given, options), worlds.get(beside)!);
      } catch (thrown) {
        return failedCheck(thrown);
      }
    },
  };
  worlds.set(agent, world);
  return agent;
}

/** What a check looks into. */
const worlds = new WeakMap<Agent, World>();

function nothingToCheck(): never {
  throw new AgentError('agent.nothing-to-check', {
    message: 'This host was not made of a definition, so there is none to check.',
    hint: 'mortise check reads its configuration; or make its options with agent.hostOptions(definition).',
  });
}

/** An app that was read, or why it could not be. */
type ReadApp = ReadDefinition | { readonly name: string; readonly error: MortiseError };

const isRead = (app: ReadApp): app is ReadDefinition => 'definition' in app;

async function readApp(given: string | AppDefinition, dir: string, now: number): Promise<ReadApp> {
  try {
    return await readDefinition(given, dir, { now });
  } catch (error) {
    if (!(error instanceof MortiseError)) throw error;
    const named: unknown = typeof given === 'string' ? basename(given, extname(given)) : Reflect.get(Object(given) as object, 'name');
    return {
      name:
        String(named)
          .replaceAll(/[^A-Za-z0-9_-]/g, '_')
          .slice(0, 64) || 'app',
      error,
    };
  }
}

/** Each app as the host has them. One that could not be read is an extension that says so. Throws `agent.bad-definition` for two of one name. */
function appsOf(
  apps: readonly ReadApp[],
  given: Readonly<Record<string, AppOptions>>,
  elements: (app: ReadDefinition) => Extension<ExtensionContext>,
  agent: string,
): Record<string, AppOptions> {
  const all: Record<string, AppOptions> = { ...given };
  const names = new Set([agent]);
  for (const app of apps) {
    const name = isRead(app) ? app.definition.name : app.name;
    if (names.has(name))
      throw new AgentError('agent.bad-definition', {
        message: `There are two apps '${name}', or one with the name of the agent.`,
        hint: 'Give one of them another name.',
        field: 'apps',
      });
    names.add(name);
    const own = Object.hasOwn(given, name) ? given[name]! : {};
    const extensions = isRead(app) ? [...(app.definition.extensions ?? []), elements(app)] : [broken(app)];
    const { enabled } = isRead(app) ? app.definition : {};
    all[name] = {
      ...own,
      ...(isRead(app) ? { home: app.dir } : {}),
      ...(enabled === undefined ? {} : { enabled }),
      extensions: [...(own.extensions ?? []), ...extensions],
    };
  }
  return all;
}

function broken({ name, error }: { readonly name: string; readonly error: MortiseError }): Extension<ExtensionContext> {
  return { name, attach: (_options, callback) => callback(error) };
}

function elementsOf(
  world: World,
  definition: AppDefinition,
  { agent, folder }: { readonly agent: string | undefined; readonly folder: readonly Layer[] },
): Extension<ExtensionContext> {
  const { name, version, description, provider } = definition;
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(provider === undefined ? {} : { provider }),
    attach(_options, callback) {
      checkDefinition(definition, this.clock.now(), { isAgent: true });
      const app = this.app?.name;
      const place = { app, agent, layers: () => [...world.settingsOf(app), ...folder] };
      this.own(world.addAttached({ definition, place }));
      for (const plugin of pluginsOf(definition, world, place)) this.registerPlugin(plugin);
      callback();
    },
  };
}
