/** Open this to see what a session is: one for each connection in the frontend server, and the copies that handlers and events are given. */
// oxlint-disable no-underscore-dangle -- names of Pomelo, which handlers know
import { EmitterBase, type PomeloListener } from '../emitter.js';
import type { Callback } from './ports.js';

/** What a session needs of the connection beneath it. A transport hands its own. */
export interface SessionSocket {
  readonly id?: number | string;
  readonly remoteAddress?: { readonly ip: string; readonly port: number };
  send(message: unknown): void;
  sendBatch?(messages: readonly unknown[]): void;
  disconnect(): void;
  // oxlint-disable-next-line typescript/no-explicit-any -- what an event of a socket carries is its own
  on?(event: string, listener: (...args: any[]) => void): unknown;
  /** Hears `closing` with the reason, before it is disconnected. */
  emit?(event: string, ...args: readonly unknown[]): unknown;
}

export type SessionId = number | string;
export type UserId = number | string;

/** Plain data of a session, as it travels between servers. */
export interface SessionData {
  readonly id: SessionId;
  readonly frontendId: string;
  readonly uid: UserId | null;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What a session asks of the service that has made it. */
export interface SessionOwner {
  bind(sid: SessionId, uid: UserId, callback?: Callback): void;
  unbind(sid: SessionId, uid: UserId, callback?: Callback): void;
  import(sid: SessionId, key: string, value: unknown, callback?: Callback): void;
  importAll(sid: SessionId, settings: Readonly<Record<string, unknown>>, callback?: Callback): void;
  remove(sid: SessionId): void;
}

/** The connection of one client, and whose it is. Emits `bind`, `unbind` and `closed`. */
export class Session extends EmitterBase {
  uid: UserId | null = null;
  readonly settings: Record<string, unknown> = {};
  readonly __socket__: SessionSocket | undefined;
  readonly __sessionService__: SessionOwner;
  #isClosed = false;

  constructor(
    readonly id: SessionId,
    readonly frontendId: string,
    socket: SessionSocket | undefined,
    owner: SessionOwner,
  ) {
    super();
    this.__socket__ = socket;
    this.__sessionService__ = owner;
  }

  toFrontendSession(): FrontendSession {
    return new FrontendSession(this);
  }

  bind(uid: UserId): void {
    this.uid = uid;
    this.emit('bind', uid);
  }

  unbind(uid: UserId): void {
    this.uid = null;
    this.emit('unbind', uid);
  }

  /** One value, or all of an object. */
  set(key: string | Readonly<Record<string, unknown>>, value?: unknown): void {
    Object.assign(this.settings, typeof key === 'string' ? { [key]: value } : key);
  }

  /** Pomelo deletes a member of the session instead of the value. */
  remove(key: string): void {
    delete this.settings[key];
  }

  get(key: string): unknown {
    return this.settings[key];
  }

  send(message: unknown): void {
    this.__socket__?.send(message);
  }

  sendBatch(messages: readonly unknown[]): void {
    if (this.__socket__?.sendBatch !== undefined) this.__socket__.sendBatch(messages);
    else for (const message of messages) this.send(message);
  }

  /** Ends it, once: the service forgets it, `closed` is emitted, and the client is disconnected in the next tick, so that it can be told why. */
  closed(reason?: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.__sessionService__.remove(this.id);
    this.emit('closed', this.toFrontendSession(), reason);
    this.__socket__?.emit?.('closing', reason);
    process.nextTick(() => this.__socket__?.disconnect());
  }
}

/** How a copy asks for what shall become of the session itself. */
export interface SessionCalls {
  bind(uid: UserId, callback: Callback): void;
  unbind(uid: UserId, callback: Callback): void;
  push(key: string, value: unknown, callback?: Callback): void;
  pushAll(settings: Readonly<Record<string, unknown>>, callback?: Callback): void;
}

/** A copy for handlers: what is set stays in the copy until it is pushed. */
export abstract class SessionCopy extends EmitterBase {
  readonly id: SessionId;
  readonly frontendId: string;
  uid: UserId | null;
  readonly settings: Record<string, unknown>;
  readonly #calls: SessionCalls;

  constructor({ id, frontendId, uid, settings }: SessionData, calls: SessionCalls) {
    super();
    this.id = id;
    this.frontendId = frontendId;
    this.uid = uid;
    this.settings = { ...settings };
    this.#calls = calls;
  }

  bind(uid: UserId, callback?: Callback): void {
    this.#calls.bind(uid, (error) => {
      if (!error) this.uid = uid;
      callback?.(error);
    });
  }

  unbind(uid: UserId, callback?: Callback): void {
    this.#calls.unbind(uid, (error) => {
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
    this.#calls.push(key, this.get(key), callback);
  }

  pushAll(callback?: Callback): void {
    this.#calls.pushAll(this.settings, callback);
  }

  export(): SessionData {
    const { id, frontendId, uid, settings } = this;
    return { id, frontendId, uid, settings };
  }
}

/** The copy in the frontend server itself. */
export class FrontendSession extends SessionCopy {
  readonly __sessionService__: SessionOwner;
  readonly __session__: Session;

  constructor(session: Session) {
    const { id, __sessionService__: service } = session;
    super(session, {
      bind: (uid, callback) => service.bind(id, uid, callback),
      unbind: (uid, callback) => service.unbind(id, uid, callback),
      push: (key, value, callback) => service.import(id, key, value, callback),
      pushAll: (settings, callback) => service.importAll(id, settings, callback),
    });
    this.__sessionService__ = service;
    this.__session__ = session;
  }

  /** A listener also hears the session itself. */
  override on(event: string | symbol, listener: PomeloListener): this {
    this.__session__.on(event, listener);
    return super.on(event, listener);
  }
}
