/** Open this to see what the `app` can do, which factories, event classes, filters and handlers are given. */
import type { Extension, MortiseHost, ServerInfo } from 'mortise';
import type { MasterInfo, PomeloEvents, PomeloPlugin } from './contract.js';
import type { After, Before, Filter, RpcAfter, RpcBefore, RpcFilter } from './filters/chain.js';
import type { BackendSessionService } from './services/backend-sessions.js';
import type { ChannelService } from './services/channels.js';
import type { CronInfo } from './services/crons.js';
import type { Callback, RpcMessage, RpcProxies } from './services/ports.js';
import type { SessionService } from './services/sessions.js';
import type { TransactionSteps } from './transaction.js';

/** Finds the server for a session: `(session, message, app, callback)`, and the callback wants its id. */
export type RouteFunction = (session: never, message: RpcMessage, app: never, callback: Callback) => void;

/**
 * Pomelo's application object. What plugins attach with `set(name, value, true)` becomes a member; declare those that you use:
 *
 * ```ts
 * declare module 'mortise/pomelo' {
 *   interface PomeloApp {
 *     readonly statusService: { getStatusByUid(uid: string, callback: (error: unknown, sids?: string[]) => void): void };
 *   }
 * }
 * ```
 */
export interface PomeloApp {
  readonly serverId: string;
  readonly serverType: string;
  readonly env: string;
  readonly curServer: ServerInfo;
  readonly master: MasterInfo | undefined;
  readonly servers: Readonly<Record<string, ServerInfo>>;
  readonly serverTypes: readonly string[];
  readonly event: PomeloEvents;
  /** Named components, of `use` and `load` alike; behind them are those of the app: `__session__`, `__channel__`, `__server__` and others. */
  readonly components: Readonly<Record<string, unknown>>;

  /** Services of this process. A component that attaches one of the same name stands in its place while it is there. */
  readonly sessionService: SessionService;
  readonly backendSessionService: BackendSessionService;
  readonly channelService: ChannelService;

  /** The app and what was used and loaded, for `createHost({ extensions })`. Live: what is used until the host starts takes part in that start. */
  readonly extensions: readonly Extension[];
  /** The host that the app has joined. */
  readonly host: MortiseHost | undefined;
  /** Joins the app to its host, before the host starts, and gives the host back. Events are shared from now on. Throws if it has another one. */
  join<H extends MortiseHost>(host: H): H;
  /** Resolves when everything that was used while the host runs is loaded or refused, and what follows a start is done. */
  settled(): Promise<void>;
  /** `startAll` and `stopAll` with a callback, as `app.js` has it. Without one, what fails is logged. */
  start(callback?: Callback): void;
  stop(force?: boolean, callback?: Callback): void;

  /**
   * Runs the plugin's component factories, then constructs its event classes, here and now; what they throw is thrown, and nothing of
   * the plugin stays then. The host starts what was made: in its start, or at once when it runs already.
   */
  use(plugin: PomeloPlugin, options?: object): void;
  /** Adds one component. Nothing comes back when its name is taken. */
  load(component: unknown, options?: unknown): this | undefined;
  load(name: string, component: unknown, options?: unknown): this | undefined;

  /** Calls the function at once if environment and server type match: `configure('production|stage', 'gate|connector', fn)`, `'all'` for any. */
  configure(run: (this: this) => void): this;
  configure(env: string, run: (this: this) => void): this;
  configure(env: string, serverType: string, run: (this: this) => void): this;
  /** With `attach` the value is also a member of the app, and of a plugin that attaches it, published as `pomelo/<name>` while that runs. */
  set(name: string, value: unknown, attach?: boolean): this;
  /** With one argument it reads, as `get` does. */
  set(name: string): unknown;
  get(name: string): unknown;
  enable(name: string): this;
  disable(name: string): this;
  enabled(name: string): boolean;
  disabled(name: string): boolean;
  /**
   * Sets what `<base>/<file>` says, or `<base>/config/<env>/<file name>`; of a file with environments, this one's. A file that is missing is logged.
   * With `reload` it is set again whenever the file is written, until the app stops.
   */
  loadConfigBaseApp(name: string, file: string, reload?: boolean): void;
  /** The same for one file, and throws when it is missing. */
  loadConfig(name: string, file: string, reload?: boolean): void;
  /** A module below the base, as `require` gives it. */
  require(file: string): unknown;
  /** Called before anything stops, as `beforeShutdown` of the lifecycle file. */
  beforeStopHook(hook: (app: PomeloApp, callback: Callback) => void): void;

  getServerId(): string;
  getServerType(): string;
  getBase(): string;
  getCurServer(): ServerInfo;
  getMaster(): MasterInfo | undefined;
  /** Servers that are there, by id; the app itself since its start. */
  getServers(): Readonly<Record<string, ServerInfo>>;
  getServerById(id: string): ServerInfo | undefined;
  /** Nothing for a type that was never there. */
  getServersByType(serverType: string): readonly ServerInfo[] | undefined;
  getServerTypes(): readonly string[];
  /** Servers of `config/servers.json`, and the app itself. */
  getServersFromConfig(): Readonly<Record<string, ServerInfo>>;
  getServerFromConfig(id: string): ServerInfo | undefined;
  /** Of this server when none is given. */
  isFrontend(server?: ServerInfo): boolean;
  isBackend(server?: ServerInfo): boolean;
  isMaster(): boolean;

  /** Whoever knows of the cluster says so here; each is an event of the same payload, `replace_servers` with the list of them. */
  addServers(servers: readonly ServerInfo[]): void;
  removeServers(ids: readonly string[]): void;
  replaceServers(servers: Readonly<Record<string, ServerInfo>>): void;

  /** Calls a remote: of this server here, of another over `app.set('rpcTransport', (serverId, message, callback) => …)`. */
  readonly rpcInvoke: (serverId: string, message: RpcMessage, callback?: Callback) => void;
  /** `app.rpc.<type>.<service>.<method>(session, ...args, callback)` */
  readonly rpc: RpcProxies;
  readonly sysrpc: RpcProxies;
  /** Which server of a type is asked. Default: by the checksum of the user. */
  route(serverType: string, route: RouteFunction): this;

  /** Filters of requests on the server that handles them. */
  before(filter: Before): void;
  after(filter: After): void;
  filter(filter: Filter): void;
  /** Filters of requests on the server that the client is connected to. */
  globalBefore(filter: Before): void;
  globalAfter(filter: After): void;
  globalFilter(filter: Filter): void;
  /** Filters of calls of other servers. */
  rpcBefore(filter: RpcBefore): void;
  rpcAfter(filter: RpcAfter): void;
  rpcFilter(filter: RpcFilter): void;

  /** Conditions in series, then handlers in series, again until they succeed or `retry` times are over. Whether all were executed. */
  transaction(name: string, conditions: TransactionSteps, handlers: TransactionSteps, retry?: number): Promise<boolean>;

  /** Keeps a module of Pomelo's console as the setting `__modules__`, with a warning: there is no console here that would run it. */
  registerAdmin(module: unknown, options?: unknown): void;
  registerAdmin(moduleId: string, module: unknown, options?: unknown): void;

  /** They run from the start of the server to its stop. Need the package croner. */
  addCrons(crons: readonly CronInfo[]): void;
  removeCrons(crons: readonly Pick<CronInfo, 'id'>[]): void;
}
