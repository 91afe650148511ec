/** Open this to see the app as a server among servers: who it is, who its master is, and which others it knows of. */
import type { ServerInfo } from 'mortise';
import { Configurable } from './configurable.js';
import { configuredServers } from './configured-servers.js';
import type { MasterInfo, PomeloAppOptions } from './contract.js';
import { configOf, listsOf } from './directories.js';
import { Servers } from './servers.js';

const MASTER = 'master';

export abstract class Member extends Configurable {
  readonly #servers = new Servers();

  declare readonly serverId: string;
  declare readonly curServer: ServerInfo;
  declare readonly master: MasterInfo | undefined;

  constructor(options: PomeloAppOptions) {
    super(options);
    const { serverType = 'server', frontend, host, port, clientPort } = options;
    const config = (file: string): unknown => configOf(this.getBase(), this.env, file);
    const types = listsOf<ServerInfo>(this.getBase(), this.env, 'config/servers.json');
    const configured = configuredServers(types, (text) => this.say('error', text));
    const isMaster = serverType === MASTER;
    const master = (options.master ?? config('config/master.json')) as MasterInfo | undefined;
    const id = options.id ?? (isMaster ? master?.id : undefined) ?? `${serverType}-1`;
    const isFrontend = frontend === undefined ? undefined : String(frontend);
    const said = given({ frontend: isFrontend, host, port, clientPort });
    // Plugins write on it, as pomelo-zookeeper-plugin does with the process id.
    const current: ServerInfo = { ...(isMaster ? master : configured[id]), ...said, id, serverType };
    this.set('serverType', serverType, true);
    this.set('serverId', id, true);
    this.set('curServer', current, true);
    this.set('master', isMaster && options.master === undefined ? current : master, true);
    this.set('__serverMap__', isMaster ? configured : { ...configured, [id]: current });
  }

  get servers(): Readonly<Record<string, ServerInfo>> {
    return this.#servers.all;
  }

  get serverTypes(): readonly string[] {
    return this.#servers.types;
  }

  getServerId(): string {
    return this.serverId;
  }

  getServerType(): string {
    return this.serverType;
  }

  getCurServer(): ServerInfo {
    return this.curServer;
  }

  getMaster(): MasterInfo | undefined {
    return this.master;
  }

  getServers(): Readonly<Record<string, ServerInfo>> {
    return this.#servers.all;
  }

  getServersFromConfig(): Readonly<Record<string, ServerInfo>> {
    return this.get('__serverMap__') as Readonly<Record<string, ServerInfo>>;
  }

  getServerFromConfig(id: string): ServerInfo | undefined {
    const servers = this.getServersFromConfig();
    return Object.hasOwn(servers, id) ? servers[id] : undefined;
  }

  getServerTypes(): readonly string[] {
    return this.#servers.types;
  }

  getServerById(id: string): ServerInfo | undefined {
    return this.#servers.byId(id);
  }

  getServersByType(serverType: string): readonly ServerInfo[] | undefined {
    return this.#servers.ofType(serverType);
  }

  isFrontend(server: ServerInfo | undefined = this.curServer): boolean {
    // Pomelo knows the text only.
    return server?.['frontend'] === 'true' || server?.['frontend'] === true;
  }

  isBackend(server: ServerInfo | undefined = this.curServer): boolean {
    return server !== undefined && !this.isFrontend(server);
  }

  isMaster(): boolean {
    return this.serverType === MASTER;
  }

  addServers(servers: readonly ServerInfo[]): void {
    if (!servers || servers.length === 0) return;
    this.#servers.add(servers);
    this.event.emit('add_servers', servers);
  }

  removeServers(ids: readonly string[]): void {
    if (!ids || ids.length === 0) return;
    this.#servers.remove(ids);
    this.event.emit('remove_servers', ids);
  }

  replaceServers(servers: Readonly<Record<string, ServerInfo>>): void {
    if (!servers) return;
    this.#servers.replace(servers);
    this.event.emit('replace_servers', Object.values(servers));
  }

  /** A server that runs knows itself; a transport that tells of it as well changes nothing. */
  protected knowItself(): void {
    if (!this.isMaster() && this.getServerById(this.serverId) === undefined) this.#servers.add([this.curServer]);
  }
}

/** Without what nobody has said. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
