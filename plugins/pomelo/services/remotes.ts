/** Open this to see what other servers may call here: Pomelo's own remotes, and those of `app/servers/<type>/remote`. */
import type { BackendSessionService } from './backend-sessions.js';
import type { Connector } from './connector.js';
import { callOnce, type Callback, type RpcMessage, type SendOptions, type ServicePorts } from './ports.js';
import type { RequestPipeline } from './requests.js';
import type { SessionData, SessionId, UserId } from './session.js';
import type { SessionService } from './sessions.js';

type Remote = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Pushes to the clients of this server. Calls back with the users that have no session here. */
export function pushToClients(
  { app }: ServicePorts,
  route: string,
  message: unknown,
  uids: readonly UserId[],
  options: SendOptions | undefined,
  callback: Callback | undefined,
): void {
  if (!message) return callback?.(new Error('can not send empty message.'));
  const sessions = app.get('sessionService') as SessionService;
  const found = uids.map((uid) => [uid, sessions.getByUid(uid)] as const);
  const failed = found.flatMap(([uid, list]) => (list === undefined ? [uid] : []));
  const receivers = found.flatMap(([, list]) => (list ?? []).map(({ id }) => id));
  connector(app).send(null, route, message, receivers, options, (error) => callback?.(error, failed));
}

export function broadcastToClients(
  { app }: ServicePorts,
  route: string,
  message: unknown,
  options: SendOptions,
  callback: Callback | undefined,
): void {
  connector(app).send(null, route, message, null, { ...options, type: 'broadcast' }, callback);
}

function connector(app: ServicePorts['app']): Connector {
  return app.components['__connector__'] as Connector;
}

/** Pomelo's own remotes, by name. */
export function systemRemotes(ports: ServicePorts): Readonly<Record<string, Remote>> {
  const { app } = ports;
  const sessions = (): SessionService => app.get('sessionService') as SessionService;
  return {
    channelRemote: {
      pushMessage: (route: string, message: unknown, uids: readonly UserId[], options: SendOptions, callback?: Callback) =>
        pushToClients(ports, route, message, uids, options, callback),
      broadcast: (route: string, message: unknown, options: SendOptions, callback?: Callback) =>
        broadcastToClients(ports, route, message, options, callback),
    },
    sessionRemote: {
      bind: (sid: SessionId, uid: UserId, callback: Callback) => sessions().bind(sid, uid, callback),
      unbind: (sid: SessionId, uid: UserId, callback: Callback) => sessions().unbind(sid, uid, callback),
      push: (sid: SessionId, key: string, value: unknown, callback: Callback) => sessions().import(sid, key, value, callback),
      pushAll: (sid: SessionId, settings: Record<string, unknown>, callback: Callback) => sessions().importAll(sid, settings, callback),
      getBackendSessionBySid: (sid: SessionId, callback: Callback) => callback(null, sessions().get(sid)?.toFrontendSession().export()),
      getBackendSessionsByUid: (uid: UserId, callback: Callback) =>
        callback(
          null,
          sessions()
            .getByUid(uid)
            ?.map((session) => session.toFrontendSession().export()),
        ),
      kickBySid: (sid: SessionId, reason: unknown, callback: Callback) => sessions().kickBySessionId(sid, reason, callback),
      kickByUid: (uid: UserId, reason: unknown, callback: Callback) => sessions().kick(uid, reason, callback),
    },
    msgRemote: {
      forwardMessage(message: never, data: SessionData, callback: Callback) {
        const session = (app.get('backendSessionService') as BackendSessionService).create(data);
        (app.components['__server__'] as RequestPipeline).handle(message, session, callback);
      },
    },
  };
}

/** Answers a call of another server. The callback is always called, whatever is missing or thrown. */
export function answer(
  { namespace, service, method, args }: RpcMessage,
  remotes: (namespace: string) => Readonly<Record<string, unknown>>,
  callback: Callback,
): void {
  const all = remotes(namespace);
  const remote = Object.hasOwn(all, service) ? (all[service] as Remote | undefined) : undefined;
  const isOwn = !(method in Object.prototype);
  const called = isOwn ? remote?.[method] : undefined;
  if (typeof called !== 'function') return callback(new Error(`no such remote: ${namespace}.${service}.${method}`));
  callOnce((answered) => Reflect.apply(called, remote, [...args, answered]), callback);
}
