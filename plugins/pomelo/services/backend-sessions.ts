/** Open this for `app.get('backendSessionService')`: sessions of other servers, by call of the frontend that has them. */
// oxlint-disable no-underscore-dangle -- names of Pomelo, which handlers know
import type { Callback, ServicePorts } from './ports.js';
import { SessionCopy, type SessionData, type SessionId, type UserId } from './session.js';

/** The copy in a backend server: every change that shall stay is pushed to the frontend. From Pomelo. */
export class BackendSession extends SessionCopy {
  readonly __sessionService__: BackendSessionService;

  constructor(data: SessionData, service: BackendSessionService) {
    const { id, frontendId } = data;
    super(data, {
      bind: (uid, callback) => service.bind(frontendId, id, uid, callback),
      unbind: (uid, callback) => service.unbind(frontendId, id, uid, callback),
      push: (key, value, callback) => service.push(frontendId, id, key, value, callback),
      pushAll: (settings, callback) => service.pushAll(frontendId, id, settings, callback),
    });
    this.__sessionService__ = service;
  }
}

/** Asks frontend servers about their sessions, over `app.rpcInvoke`. */
export class BackendSessionService {
  readonly name = '__backendSession__';
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  create(data: SessionData): BackendSession {
    return new BackendSession(data, this);
  }

  /** Calls back with the session, or with nothing. */
  get(frontendId: string, sid: SessionId, callback: Callback): void {
    this.#call(frontendId, 'getBackendSessionBySid', [sid], (error, data?: SessionData) =>
      error || !data ? callback(error) : callback(null, this.create(data)),
    );
  }

  getByUid(frontendId: string, uid: UserId, callback: Callback): void {
    this.#call(frontendId, 'getBackendSessionsByUid', [uid], (error, list?: readonly SessionData[]) =>
      error || !list
        ? callback(error)
        : callback(
            null,
            list.map((data) => this.create(data)),
          ),
    );
  }

  kickBySid(frontendId: string, sid: SessionId, reason?: unknown, callback?: Callback): void {
    this.#kick(frontendId, 'kickBySid', sid, reason, callback);
  }

  kickByUid(frontendId: string, uid: UserId, reason?: unknown, callback?: Callback): void {
    this.#kick(frontendId, 'kickByUid', uid, reason, callback);
  }

  bind(frontendId: string, sid: SessionId, uid: UserId, callback?: Callback): void {
    this.#call(frontendId, 'bind', [sid, uid], callback);
  }

  unbind(frontendId: string, sid: SessionId, uid: UserId, callback?: Callback): void {
    this.#call(frontendId, 'unbind', [sid, uid], callback);
  }

  push(frontendId: string, sid: SessionId, key: string, value: unknown, callback?: Callback): void {
    this.#call(frontendId, 'push', [sid, key, value], callback);
  }

  pushAll(frontendId: string, sid: SessionId, settings: Readonly<Record<string, unknown>>, callback?: Callback): void {
    this.#call(frontendId, 'pushAll', [sid, settings], callback);
  }

  #kick(frontendId: string, method: string, whom: SessionId, reason: unknown, callback: Callback | undefined): void {
    const [why, done] = typeof reason === 'function' ? [undefined, reason as Callback] : [reason, callback];
    this.#call(frontendId, method, [whom, why ?? 'kick'], done);
  }

  #call(frontendId: string, method: string, args: readonly unknown[], callback: Callback | undefined): void {
    this.#ports.app.rpcInvoke(frontendId, { namespace: 'sys', service: 'sessionRemote', method, args }, callback);
  }
}
