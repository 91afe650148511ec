/** Open this to see the services of the app and what goes through them: filters, routes, calls of other servers, crons, transactions. */
import type { After, Before, Filter, RpcAfter, RpcBefore, RpcFilter } from './filters/chain.js';
import type { PomeloAppOptions } from './contract.js';
import { listsOf } from './directories.js';
import { Member } from './member.js';
import type { RouteFunction } from './pomelo-app.js';
import { ServerFolders } from './server-folders.js';
import { BackendSessionService } from './services/backend-sessions.js';
import { ChannelService } from './services/channels.js';
import { Connector } from './services/connector.js';
import { Crons, type CronInfo } from './services/crons.js';
import { Monitor } from './services/monitor.js';
import type { Callback, RpcMessage, RpcProxies } from './services/ports.js';
import { RequestPipeline } from './services/requests.js';
import { Rpc } from './services/rpc.js';
import { rpcProxies } from './services/rpc-proxies.js';
import { SessionService } from './services/sessions.js';
import { transact, type TransactionSteps } from './transaction.js';

/** Where filters are kept, as in Pomelo. */
const LISTS = ['__befores__', '__afters__', '__globalBefores__', '__globalAfters__', '__rpcBefores__', '__rpcAfters__'] as const;

export abstract class Traffic extends Member {
  /** Components that are there from the beginning; one of the same name that is loaded stands before it. */
  protected readonly defaults: Readonly<Record<string, object>>;
  protected readonly folders = new ServerFolders(this);
  protected readonly crons: Crons;
  readonly #rpc: Rpc;

  declare readonly sessionService: SessionService;
  declare readonly backendSessionService: BackendSessionService;
  declare readonly channelService: ChannelService;
  declare readonly rpc: RpcProxies;
  declare readonly sysrpc: RpcProxies;
  declare readonly rpcInvoke: (serverId: string, message: RpcMessage, callback?: Callback) => void;

  abstract get components(): Readonly<Record<string, unknown>>;

  constructor(options: PomeloAppOptions) {
    super(options);
    for (const list of LISTS) this.set(list, []);
    this.set('__routes__', Object.create(null));
    this.set('__modules__', {});
    const ports = { app: this, say: this.say };
    const services = {
      sessionService: new SessionService(ports),
      backendSessionService: new BackendSessionService(ports),
      channelService: new ChannelService(ports),
    };
    this.#rpc = new Rpc(ports, () => this.folders.of('remote'));
    const server = new RequestPipeline(ports, () => this.folders.of('handler'));
    const unnamed = [...Object.values(services), this.#rpc, server, new Connector(ports), new Monitor(this)];
    this.defaults = Object.fromEntries(unnamed.map((component) => [component.name, component]));
    for (const [name, service] of Object.entries(services)) this.set(name, service, true);
    this.set('localSessionService', services.backendSessionService, true);
    this.set('rpcInvoke', this.#rpc.invoke.bind(this.#rpc), true);
    this.set('rpc', rpcProxies('user', this, this.#rpc), true);
    this.set('sysrpc', rpcProxies('sys', this, this.#rpc), true);
    this.crons = new Crons({ say: this.say, handlers: () => this.folders.of('cron') });
    this.event.on('add_crons', (crons: readonly CronInfo[]) => this.crons.add(crons));
    this.event.on('remove_crons', (crons: readonly CronInfo[]) => this.crons.remove(crons));
  }

  before(filter: Before): void {
    this.#filter('__befores__', filter);
  }

  after(filter: After): void {
    this.#filter('__afters__', filter);
  }

  filter(filter: Filter): void {
    this.before(filter);
    this.after(filter);
  }

  globalBefore(filter: Before): void {
    this.#filter('__globalBefores__', filter);
  }

  globalAfter(filter: After): void {
    this.#filter('__globalAfters__', filter);
  }

  globalFilter(filter: Filter): void {
    this.globalBefore(filter);
    this.globalAfter(filter);
  }

  rpcBefore(filter: RpcBefore): void {
    this.#filter('__rpcBefores__', filter);
  }

  rpcAfter(filter: RpcAfter): void {
    this.#filter('__rpcAfters__', filter);
  }

  rpcFilter(filter: RpcFilter): void {
    this.rpcBefore(filter);
    this.rpcAfter(filter);
  }

  route(serverType: string, route: RouteFunction): this {
    const routes = this.get('__routes__') as Record<string, RouteFunction | undefined>;
    const before = routes[serverType];
    routes[serverType] = route;
    this.noted(() => void (routes[serverType] === route && (routes[serverType] = before)));
    return this;
  }

  addCrons(crons: readonly CronInfo[]): void {
    if (!crons || crons.length === 0) return this.say('warn', 'crons is not defined.');
    this.event.emit('add_crons', crons);
    this.noted(() => {
      const added = crons.filter((cron) => this.crons.has(cron));
      if (added.length > 0) this.removeCrons(added);
    });
  }

  removeCrons(crons: readonly Pick<CronInfo, 'id'>[]): void {
    if (!crons || crons.length === 0) this.say('warn', 'ids is not defined.');
    else this.event.emit('remove_crons', crons);
  }

  transaction(name: string, conditions: TransactionSteps, handlers: TransactionSteps, retry = 1): Promise<boolean> {
    return transact(name, conditions, handlers, retry, this.say);
  }

  registerAdmin(...args: readonly unknown[]): void {
    const [named, module, opts] = typeof args[0] === 'string' ? args : [undefined, ...args];
    const own: unknown = typeof module === 'object' || typeof module === 'function' ? Reflect.get(module ?? {}, 'moduleId') : undefined;
    const moduleId = named ?? own;
    if (typeof moduleId !== 'string') return;
    (this.get('__modules__') as Record<string, object>)[moduleId] = { moduleId, module, opts };
    this.say('warn', `the admin module ${JSON.stringify(moduleId)} is kept, and nobody runs it: there is no console here`);
  }

  /** Of `config/crons.json`: those of this type, for all of its servers or for this one. */
  protected readCrons(): void {
    const crons = listsOf<CronInfo>(this.getBase(), this.env, 'config/crons.json')[this.serverType] ?? [];
    this.crons.add(crons.filter(({ serverId }) => serverId === undefined || serverId === this.serverId));
  }

  #filter(list: (typeof LISTS)[number], filter: unknown): void {
    const filters = this.get(list) as unknown[];
    filters.push(filter);
    this.noted(() => void filters.splice(filters.indexOf(filter), 1));
  }
}
