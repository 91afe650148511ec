/** Open this to see how a call reaches a server: through the filters, then to this one or over the transport; and which server it is for. */
import { crc32 } from 'node:zlib';
import { runRpcFilters, type RpcAfter, type RpcBefore } from '../filters/chain.js';
import { answer, systemRemotes } from './remotes.js';
import { callOnce, type Callback, type RpcMessage, type ServicePorts } from './ports.js';
import type { UserId } from './session.js';
import { textOf } from '../trace.js';

/** Reaches a server that is not this one. Set it: `app.set('rpcTransport', transport)`. */
export type RpcTransport = (serverId: string, message: RpcMessage, callback: Callback) => void;

type Route = (session: unknown, message: RpcMessage, app: unknown, callback: Callback) => void;
type RpcErrorHandler = (error: unknown, serverId: string, message: RpcMessage, options: object) => void;

export class Rpc {
  readonly name = '__proxy__';
  readonly #ports: ServicePorts;
  readonly #remotes: (namespace: string) => Readonly<Record<string, unknown>>;

  /** `own` gives the remotes that the service itself has written. */
  constructor(ports: ServicePorts, own: () => Readonly<Record<string, unknown>>) {
    this.#ports = ports;
    const system = systemRemotes(ports);
    this.#remotes = (namespace) => (namespace === 'sys' ? system : namespace === 'user' ? own() : {});
  }

  /** Calls back once, with an error of a filter, of the way there, or of the remote, or with what the remote answers. */
  invoke(serverId: string, message: RpcMessage, callback?: Callback): void {
    const { app, say } = this.#ports;
    const list = (name: string): readonly (RpcBefore | RpcAfter)[] => app.get(name) as readonly (RpcBefore | RpcAfter)[];
    const failed = (error: unknown, ...at: [serverId: string, message: RpcMessage, options: object]): void => {
      const handler = app.get('rpcErrorHandler') as RpcErrorHandler | undefined;
      if (handler !== undefined) handler(error, ...at);
      else if (callback === undefined) say('error', `a call of ${at[0]} has failed: ${textOf(error)}`);
    };
    const call = { serverId, message, options: {} };
    runRpcFilters(list('__rpcBefores__'), 'before', call, (error, to) => {
      if (error) {
        failed(error, to.serverId, to.message, to.options);
        return callback?.(error);
      }
      callOnce(
        (answered) => this.#send(to.serverId, to.message, answered),
        (unsent, ...results) => {
          if (unsent) failed(unsent, to.serverId, to.message, to.options);
          runRpcFilters(list('__rpcAfters__'), 'after', to, (after) => {
            if (after) failed(after, to.serverId, to.message, to.options);
            callback?.(unsent, ...results);
          });
        },
      );
    });
  }

  /** Calls the server of a type that is for a session. Where there is none and nobody waits, the log tells of it. */
  call(session: unknown, message: RpcMessage & { readonly serverType: string }, callback?: Callback): void {
    const { app, say } = this.#ports;
    const { serverType, service, method } = message;
    const unrouted: Callback =
      callback ??
      ((error) => say('error', `a call of ${service}.${method} of the type ${JSON.stringify(serverType)} has failed: ${textOf(error)}`));
    this.route(serverType, session, message, (error, serverId: string) =>
      error ? unrouted(error) : app.rpcInvoke(serverId, message, callback),
    );
  }

  /** The server of a type for a session: the one that `app.route` says, else by the checksum of the user. Calls back once, whatever a route does. */
  route(serverType: string, session: unknown, message: RpcMessage, callback: Callback): void {
    callOnce((routed) => this.#route(serverType, session, message, routed), callback);
  }

  #route(serverType: string, session: unknown, message: RpcMessage, callback: Callback): void {
    const { app } = this.#ports;
    const routes = app.get('__routes__') as Readonly<Record<string, Route | undefined>>;
    const route = routes[serverType] ?? routes['default'];
    if (route !== undefined) return route(session, message, app, callback);
    const servers = app.getServersByType(serverType) ?? [];
    if (servers.length === 0) return callback(new Error(`can not find server info for type:${serverType}`));
    const uid = (session as { readonly uid?: UserId | null } | null | undefined)?.uid;
    // A user may be a number.
    const checksum = Math.abs(crc32(String(uid ?? '')) | 0);
    callback(null, servers[checksum % servers.length]!.id);
  }

  #send(serverId: string, message: RpcMessage, callback: Callback): void {
    const { app } = this.#ports;
    if (serverId === app.serverId) return answer(message, this.#remotes, callback);
    const transport = app.get('rpcTransport') as RpcTransport | undefined;
    if (transport !== undefined) return transport(serverId, message, callback);
    callback(
      new Error(`'${serverId}' can't be reached from '${app.serverId}': no transport is set. Set one: app.set('rpcTransport', transport).`),
    );
  }
}
