/** Open this to see how a client's messages come in and go out: the default connector, in this process, for any socket it is handed. */
import type { RequestPipeline } from './requests.js';
import type { Callback, ClientMessage, SendOptions, ServicePorts } from './ports.js';
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
      const { decode } = this.#config();
      const message = decode === undefined ? (raw as ClientMessage) : decode(raw, session);
      if (message === undefined || message === null) return;
      if (typeof message.route !== 'string' || !message.route.includes('.'))
        return say('error', `invalid route string. route : ${JSON.stringify(message.route)}`);
      this.#handle(message, session);
    });
    return session;
  }

  /** Sends to the sessions listed, or, for a broadcast, to all. */
  send(
    id: ClientMessage['id'] | null,
    route: string,
    message: unknown,
    receivers: readonly SessionId[] | null,
    options: SendOptions = {},
    callback?: Callback,
  ): void {
    const { app } = this.#ports;
    const { encode } = this.#config();
    const sessions = app.get('sessionService') as SessionService;
    const encoded =
      encode?.(id, route, message) ?? (id === null || id === undefined ? { route, body: message } : { id, route, body: message });
    if (options.type === 'broadcast') {
      const { binded = false, filterParam } = options.userOptions ?? {};
      const { broadcastFilter } = (app.get('channelConfig') ?? {}) as { readonly broadcastFilter?: BroadcastFilter };
      const send = (session: Session): void => {
        if (broadcastFilter === undefined || broadcastFilter(session, encoded, filterParam)) session.send(encoded);
      };
      if (binded) sessions.forEachBindedSession(send);
      else sessions.forEachSession(send);
    } else for (const sid of receivers ?? []) sessions.sendMessage(sid, encoded);
    if (callback !== undefined) process.nextTick(callback);
  }

  #config(): ConnectorConfig {
    return (this.#ports.app.get('connectorConfig') ?? {}) as ConnectorConfig;
  }

  #handle(message: ClientMessage, session: Session): void {
    const server = this.#ports.app.components['__server__'] as RequestPipeline;
    server.globalHandle(message, session.toFrontendSession(), (error, answer?: Record<string, unknown>, userOptions?: object) => {
      if (message.id === undefined) {
        if (answer) this.#ports.say('warn', `try to response to a notify: ${JSON.stringify(message.route)}`);
        return;
      }
      const body = answer ?? {};
      if (error && body['code'] === undefined) body['code'] = 500;
      this.send(message.id, message.route, body, [session.id], { type: 'response', userOptions: userOptions ?? {} });
    });
  }
}
