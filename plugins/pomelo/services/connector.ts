/** Open this to see how a client's messages come in and go out: the default connector, in this process, for any socket it is handed. */
import type { RequestPipeline } from './requests.js';
import { textOf } from '../trace.js';
import { callOnce, soon, type Callback, type ClientMessage, type SendOptions, type ServicePorts } from './ports.js';
import type { Session, SessionId, SessionSocket } from './session.js';
import type { SessionService } from './sessions.js';

interface ConnectorConfig {
  readonly encode?: (id: ClientMessage['id'] | null, route: string, message: unknown) => unknown;
  readonly decode?: (message: unknown, session: Session) => ClientMessage | undefined;
}

type BroadcastFilter = (session: Session, message: unknown, filterParam: unknown) => boolean;

/**
 * `app.components.__connector__`. A transport calls `accept(socket)` for each client; sockets emit `message`, `disconnect` and `error`, and have
 * `send` and `disconnect`. `app.set('connectorConfig', { encode, decode })` says how messages look on the wire; by default they are objects.
 */
export class Connector {
  readonly name = '__connector__';
  readonly #ports: ServicePorts;

  constructor(ports: ServicePorts) {
    this.#ports = ports;
  }

  accept(socket: SessionSocket & { readonly id: SessionId }): Session {
    const { app, say } = this.#ports;
    const session = (app.get('sessionService') as SessionService).create(socket.id, app.serverId, socket);
    socket.on?.('disconnect', (reason?: unknown) => session.closed(reason));
    socket.on?.('error', (reason?: unknown) => session.closed(reason));
    socket.on?.('message', (raw: unknown) => {
      const message = this.#read(raw, session);
      if (message === undefined || message === null) return;
      if (typeof message.route !== 'string' || !message.route.includes('.'))
        return say('error', `invalid route string. route : ${JSON.stringify(message.route)}`);
      this.#handle(message, session);
    });
    return session;
  }

  /** Sends to the sessions listed, or, for a broadcast, to all. What a socket throws is logged. */
  send(
    id: ClientMessage['id'] | null,
    route: string,
    message: unknown,
    receivers: readonly SessionId[] | null,
    options: SendOptions = {},
    callback?: Callback,
  ): void {
    const { app, say } = this.#ports;
    const sessions = app.get('sessionService') as SessionService;
    let encoded: unknown;
    try {
      encoded =
        this.#config().encode?.(id, route, message) ??
        (id === null || id === undefined ? { route, body: message } : { id, route, body: message });
    } catch (error) {
      say('error', `a message to ${JSON.stringify(route)} can't be written: ${textOf(error)}`);
      return soon(callback, error);
    }
    // One whose socket is broken keeps nobody else from the message.
    const each = (sid: SessionId, send: () => unknown): void => {
      try {
        send();
      } catch (error) {
        say('error', `a message to ${JSON.stringify(route)} can't be sent to session ${sid}: ${textOf(error)}`);
      }
    };
    if (options.type === 'broadcast') {
      const { binded = false, filterParam } = options.userOptions ?? {};
      const { broadcastFilter } = (app.get('channelConfig') ?? {}) as { readonly broadcastFilter?: BroadcastFilter };
      const send = (session: Session): void =>
        each(session.id, () => {
          if (broadcastFilter === undefined || broadcastFilter(session, encoded, filterParam)) session.send(encoded);
        });
      if (binded) sessions.forEachBindedSession(send);
      else sessions.forEachSession(send);
    } else for (const sid of receivers ?? []) each(sid, () => sessions.sendMessage(sid, encoded));
    soon(callback);
  }

  #config(): ConnectorConfig {
    return (this.#ports.app.get('connectorConfig') ?? {}) as ConnectorConfig;
  }

  #read(raw: unknown, session: Session): ClientMessage | undefined {
    try {
      const { decode } = this.#config();
      return decode === undefined ? (raw as ClientMessage) : decode(raw, session);
    } catch (error) {
      this.#ports.say('error', `a message of session ${session.id} can't be read: ${textOf(error)}`);
      return undefined;
    }
  }

  /** Whatever a client sends, nothing is thrown into its socket. */
  #handle(message: ClientMessage, session: Session): void {
    const { app, say } = this.#ports;
    const answered: Callback = (error, answer?: unknown, userOptions?: object) => {
      if (error) say('warn', `the request ${JSON.stringify(message.route)} of session ${session.id} has failed: ${textOf(error)}`);
      if (message.id === undefined) {
        if (answer) say('warn', `try to response to a notify: ${JSON.stringify(message.route)}`);
        return;
      }
      this.send(message.id, message.route, error ? withCode(answer) : (answer ?? {}), [session.id], {
        type: 'response',
        userOptions: userOptions ?? {},
      });
    };
    const server = app.components['__server__'] as RequestPipeline;
    callOnce((next) => server.globalHandle(message, session.toFrontendSession(), next), answered);
  }
}

/** What is answered beside an error has a code; what is no object says nothing then. */
function withCode(answer: unknown): object {
  return { code: 500, ...(typeof answer === 'object' ? answer : {}) };
}
