/** Open this for `app.get('sessionService')`: the sessions of this server, by id and by user, and what becomes an event of the app. */
// oxlint-disable no-underscore-dangle -- names of Pomelo, which handlers know
import { soon, type Callback, type ServicePorts } from './ports.js';
import { Session, type SessionId, type SessionOwner, type SessionSocket, type UserId } from './session.js';

/**
 * Keeps the session of each client connection. A transport calls `create` when a client has come, and `session.closed(reason)` when it has gone;
 * binding, unbinding and closing are then the events `bind_session`, `unbind_session` and `close_session` of the app. From Pomelo, where the
 * connector makes the events. Configured by `app.set('sessionConfig', { singleSession: true })`.
 *
 * ```ts
 * import { createApp } from 'mortise/pomelo';
 *
 * const app = createApp({ id: 'gate-1', serverType: 'gate', frontend: true });
 * const session = app.sessionService.create(1, 'gate-1', { send: (message) => console.log(message), disconnect() {} });
 * app.event.on('bind_session', ({ uid }: { uid: string }) => console.log('hello', uid));
 * app.sessionService.bind(1, 'ada', () => console.log(app.sessionService.getByUid('ada')?.length)); // hello ada, then 1
 * session.closed('bye');
 * ```
 */
export class SessionService implements SessionOwner {
  readonly name = '__session__';
  readonly #ports: ServicePorts;
  readonly #sessions = new Map<SessionId, Session>();
  readonly #byUid = new Map<UserId, Session[]>();

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  /** Makes the session of a new client; of an id that is there already it is that one. */
  create(sid: SessionId, frontendId: string, socket?: SessionSocket): Session {
    const known = this.#sessions.get(sid);
    if (known !== undefined) return known;
    const session = new Session(sid, frontendId, socket, this);
    this.#sessions.set(sid, session);
    const { event } = this.#ports.app;
    session.on('bind', () => event.emit('bind_session', session));
    session.on('unbind', () => event.emit('unbind_session', session));
    session.on('closed', (copy) => event.emit('close_session', copy));
    return session;
  }

  /** Calls back with an error when there is no such session, when it is somebody else's, or when the user may have one only and has it. */
  bind(sid: SessionId, uid: UserId, callback?: Callback): void {
    const session = this.#sessions.get(sid);
    if (session === undefined) return soon(callback, new Error(`session does not exist, sid: ${sid}`));
    if (session.uid === uid) return callback?.();
    if (session.uid !== null) return soon(callback, new Error(`session has already bind with ${session.uid}`));
    const others = this.#byUid.get(uid);
    const config = this.#ports.app.get('sessionConfig') as { readonly singleSession?: boolean } | undefined;
    if (config?.singleSession === true && others !== undefined)
      return soon(callback, new Error(`singleSession is enabled, and session has already bind with uid: ${uid}`));
    if (others === undefined) this.#byUid.set(uid, [session]);
    else others.push(session);
    session.bind(uid);
    soon(callback);
  }

  unbind(sid: SessionId, uid: UserId, callback?: Callback): void {
    const session = this.#sessions.get(sid);
    if (session === undefined) return soon(callback, new Error(`session does not exist, sid: ${sid}`));
    if (session.uid === null || session.uid !== uid) return soon(callback, new Error(`session has not bind with ${uid}`));
    this.#forget(session);
    session.unbind(uid);
    soon(callback);
  }

  get(sid: SessionId): Session | undefined {
    return this.#sessions.get(sid);
  }

  /** All sessions of a user; nothing when there is none. */
  getByUid(uid: UserId): readonly Session[] | undefined {
    return this.#byUid.get(uid);
  }

  remove(sid: SessionId): void {
    const session = this.#sessions.get(sid);
    if (session === undefined) return;
    this.#sessions.delete(sid);
    this.#forget(session);
  }

  import(sid: SessionId, key: string, value: unknown, callback?: Callback): void {
    this.importAll(sid, { [key]: value }, callback);
  }

  importAll(sid: SessionId, settings: Readonly<Record<string, unknown>>, callback?: Callback): void {
    const session = this.#sessions.get(sid);
    if (session === undefined) return callback?.(new Error(`session does not exist, sid: ${sid}`));
    session.set(settings);
    callback?.();
  }

  /** Closes all sessions of a user. The reason may be left out. */
  kick(uid: UserId, reason?: unknown, callback?: Callback): void {
    this.#close([...(this.getByUid(uid) ?? [])], reason, callback);
  }

  kickBySessionId(sid: SessionId, reason?: unknown, callback?: Callback): void {
    const session = this.get(sid);
    this.#close(session === undefined ? [] : [session], reason, callback);
  }

  getClientAddressBySessionId(sid: SessionId): SessionSocket['remoteAddress'] | null {
    return this.get(sid)?.__socket__?.remoteAddress ?? null;
  }

  /** Whether there was such a session. */
  sendMessage(sid: SessionId, message: unknown): boolean {
    const session = this.get(sid);
    session?.send(message);
    return session !== undefined;
  }

  /** Whether the user has a session. */
  sendMessageByUid(uid: UserId, message: unknown): boolean {
    const sessions = this.getByUid(uid);
    for (const session of sessions ?? []) session.send(message);
    return sessions !== undefined;
  }

  forEachSession(call: (session: Session) => void): void {
    for (const session of [...this.#sessions.values()]) call(session);
  }

  forEachBindedSession(call: (session: Session) => void): void {
    for (const session of [...this.#byUid.values()].flat()) call(session);
  }

  getSessionsCount(): number {
    return this.#sessions.size;
  }

  #close(sessions: readonly Session[], reason: unknown, callback: Callback | undefined): void {
    // Pomelo takes kick(uid, callback) as well.
    const [why, done] = typeof reason === 'function' ? ['kick', reason as Callback] : [reason ?? 'kick', callback];
    for (const session of sessions) session.closed(why);
    soon(done);
  }

  #forget(session: Session): void {
    if (session.uid === null) return;
    const left = this.#byUid.get(session.uid)?.filter((other) => other !== session) ?? [];
    if (left.length === 0) this.#byUid.delete(session.uid);
    else this.#byUid.set(session.uid, left);
  }
}
