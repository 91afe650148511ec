/** Open this to see how the parts are put together: `createAgent` makes an extension, and the options of a host from a definition with its apps. */
import {
  definePlugin,
  PluginContext,
  VERSION,
  type Dialect,
  type Extension,
  type ExtensionContext,
  type HostOptions,
  type MortiseApp,
  type MortiseHost,
  type PermissionLevel,
  type PluginContextView,
} from 'mortise';
import { checkOptions, failedCheck, type AgentCheck } from './check.js';
import { checkDefinition } from './check-definition.js';
import { registerCommands } from './commands.js';
import type { Counters } from './counters.js';
import type { AgentDefinition, AppDefinition } from './definition.js';
import { appsOf, elementsOf, isRead, notHere, optionsOf, readApp } from './apps.js';
import { AgentError } from './errors.js';
import { dialectOf } from './extension.js';
import type { Jobs } from './jobs.js';
import { kindsOf } from './kinds.js';
import { logOf } from './logs.js';
import { checkAgentOptions } from './options.js';
import type { Pipelines } from './pipelines.js';
import { readDefinition, type ReadDefinition } from './read.js';
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

/** What the agent extension is given; everything has a default. */
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
  /** An extension with the elements of a definition, for any list. What makes it an app of its own is for `hostOptions`. Throws `agent.bad-definition`. */
  define(definition: Omit<AppDefinition, 'extensions' | 'logger' | 'dir' | 'enabled'>): Extension<ExtensionContext>;
  /**
   * Reads an agent with its apps, from an object or a file, into what `createHost` takes. Each app is one of the host, started and stopped alone:
   * `host.app('hello').stop()`. An app that can't be read is told of when the host starts, and is in nobody's way. Rejects with `agent.not-read` and
   * `agent.bad-definition` for the agent itself.
   */
  hostOptions(agent: string | AgentDefinition): Promise<AgentHostOptions>;
  hostOptions(agent: string | AgentDefinition, options: HostOptions | undefined): Promise<HostOptions & AgentHostOptions>;
  /**
   * Makes a further app of a host that was made with `hostOptions`: from an object, or a file relative to the agent. It starts with the host, or when
   * `start()` of it is called. Rejects with `agent.not-read`, `agent.bad-definition` and `host.duplicate-app`.
   */
  addApp(host: MortiseHost, app: string | AppDefinition): Promise<MortiseApp>;
  /** Reads all of it, attaches and plans it, and resolves what is there, on a host of its own: nothing starts, and what runs is not touched. */
  check(agent: string | AgentDefinition, options?: HostOptions): Promise<AgentCheck>;
}

/**
 * Makes what agents and apps, in the sense of Bodhi, need in a host. Touches nothing. List it before decorated plugins that use it. Throws
 * `agent.bad-options`.
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
export function createAgent(agentOptions: AgentOptions = {}): Agent {
  checkAgentOptions(agentOptions);
  const { state, permission = 'admin' } = agentOptions;
  const world = new World(state);
  const { jobs, pipelines, sources, counters } = world;
  let checked: (() => Promise<AgentCheck>) | undefined;
  /** The agent whose options were made. */
  let main: { readonly name: string; readonly dir: string } | undefined;
  const appElements = ({ definition, folder }: ReadDefinition): Extension<ExtensionContext> =>
    elementsOf(world, definition, { agent: main?.name, folder });
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
      const foreign = ['extensions', 'logger', 'dir', 'enabled'].filter((field) => Object.hasOwn(definition, field));
      if (foreign.length > 0) throw notHere(definition.name, foreign);
      return elementsOf(world, definition, { agent: undefined, folder: [] });
    },
    async hostOptions(given: string | AgentDefinition, options: HostOptions = {}): Promise<HostOptions & AgentHostOptions> {
      checked = () => agent.check(given, options);
      const now = (options.clock ?? Date).now();
      const read = await readDefinition(given, options.home ?? process.cwd(), { now, isAgent: true });
      const { definition, dir, folder } = read;
      main = { name: definition.name, dir };
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
        apps: appsOf(apps, options.apps ?? {}, appElements, definition.name),
      };
      return { ...options, ...own };
    },
    async addApp(host, given) {
      const app = await readDefinition(given, main?.dir ?? process.cwd(), { now: Date.now() });
      return host.createApp(app.definition.name, optionsOf(app, appElements));
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
