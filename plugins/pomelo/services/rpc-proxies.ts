/** Open this for `app.rpc.<type>.<service>.<method>(session, ...args, callback)`, which is written as if the remote were here. */
import type { Rpc } from './rpc.js';
import type { Callback, RpcMethod, RpcProxies, ServiceApp } from './ports.js';

/** The proxies of one namespace. They ask nobody whether there is such a remote: the call says so. */
export function rpcProxies(namespace: 'sys' | 'user', app: ServiceApp, rpc: Rpc): RpcProxies {
  return named((serverType) => named((service) => named((method) => methodOf({ namespace, serverType, service, method }, app, rpc))));
}

function named<T>(make: (name: string) => T): Readonly<Record<string, T>> {
  return new Proxy({} as Record<string, T>, { get: (_, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) });
}

function methodOf(
  to: { readonly namespace: string; readonly serverType: string; readonly service: string; readonly method: string },
  app: ServiceApp,
  rpc: Rpc,
): RpcMethod {
  const call = (session: unknown, ...rest: readonly unknown[]): void => {
    const [args, callback] = parted(rest);
    rpc.call(session, { ...to, args }, callback);
  };
  const toServer = (serverId: string, ...rest: readonly unknown[]): void => {
    const [args, callback] = parted(rest);
    if (serverId !== '*') return app.rpcInvoke(serverId, { ...to, args }, callback);
    const servers = app.getServersByType(to.serverType) ?? [];
    let left = servers.length;
    let failed: unknown;
    if (left === 0) return callback?.(new Error(`can not find server info for type:${to.serverType}`));
    for (const { id } of servers)
      app.rpcInvoke(id, { ...to, args }, (error) => {
        failed ??= error ?? undefined;
        if (--left === 0) callback?.(failed);
      });
  };
  return Object.assign(call, { toServer });
}

/** The callback, if there is one, is last. */
function parted(args: readonly unknown[]): [readonly unknown[], Callback | undefined] {
  const last = args.at(-1);
  return typeof last === 'function' ? [args.slice(0, -1), last as Callback] : [args, undefined];
}
