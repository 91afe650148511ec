/** Open this for `app.get('backendSessionService')`: sessions of other servers, by call of the frontend that has them. */
// oxlint-disable no-underscore-dangle -- names of Pomelo, which handlers know
import type { Callback, ServicePorts } from './ports.js';
import type { SessionData, SessionId, UserId } from './session.js';

/** A session as a backend server has it: reading is local, every change that shall stay is pushed to the frontend. From Pomelo. */
export class BackendSession {
  readonly id: SessionId;
  readonly frontendId: string;
  uid: UserId | null;
  readonly settings: Record<string, unknown>;
  readonly __sessionService__: BackendSessionService;

  constructor(data: SessionData, service: BackendSessionService) {
    this.id = data.id;
    this.frontendId = data.frontendId;
    this.uid = data.uid;
    this.settings = { ...data.settings };
    this.__sessionService__ = service;
  }

  bind(uid: UserId, callback?: Callback): void {
    this.__sessionService__.bind(this.frontendId, this.id, uid, (error) => {
      if (!error) this.uid = uid;
      callback?.(error);
    });
  }

  unbind(uid: UserId, callback?: Callback): void {
    this.__sessionService__.unbind(this.frontendId, this.id, uid, (error) => {
      if (!error) this.uid = null;
      callback?.(error);
    });
  }

  set(key: string, value: unknown): void {
    this.settings[key] = value;
  }

  get(key: string): unknown {
    return this.settings[key];
  }

  push(key: string, callback?: Callback): void {
    this.__sessionService__.push(this.frontendId, this.id, key, this.get(key), callback);
  }

  pushAll(callback?: Callback): void {
    this.__sessionService__.pushAll(this.frontendId, this.id, this.settings, callback);
  }

  export(): SessionData {
    const { id, frontendId, uid, settings } = this;
    return { id, frontendId, uid, settings };
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
