/** Open this to see how a request of a client goes: global filters, the server it is for, filters, its handler, error handlers, and filters back. */
import { runAfters, runBefores, type After, type Before, type FilteredSession, type RequestMessage } from '../filters/chain.js';
import { callOnce, type Callback, type ClientMessage, type ServicePorts } from './ports.js';
import type { SessionData } from './session.js';
import type { SessionService } from './sessions.js';

/** A session as requests need it; a frontend's can be sent to another server. */
export interface RequestSession {
  readonly id: number | string;
  export?(): SessionData;
}

type Handler = Readonly<Record<string, (...args: unknown[]) => unknown>>;
type Scope = 'global' | 'local';

interface Route {
  readonly serverType: string;
  readonly handler: string;
  readonly method: string;
}

const SETTINGS = {
  global: { befores: '__globalBefores__', afters: '__globalAfters__', errorHandler: 'globalErrorHandler' },
  local: { befores: '__befores__', afters: '__afters__', errorHandler: 'errorHandler' },
} as const;

/** `app.components.__server__`. Filters and handlers may come and go at any time; from Pomelo, which reads them once. */
export class RequestPipeline {
  readonly name = '__server__';
  readonly #ports: ServicePorts;
  readonly #handlers: () => Readonly<Record<string, unknown>>;

  constructor(ports: ServicePorts, handlers: () => Readonly<Record<string, unknown>>) {
    this.#ports = ports;
    this.#handlers = handlers;
  }

  /** A request that a client has sent to this server, for this or another type of server. Calls back with `(error, answer, options)`. */
  globalHandle(message: ClientMessage, session: RequestSession, callback: Callback): void {
    const { app } = this.#ports;
    const route = routeOf(message.route);
    if (route === undefined) return callback(new Error(`meet unknown route message ${JSON.stringify(message.route)}`));
    // A method that every object has is no handler: whoever asks for one attacks.
    if (route.method in Object.prototype) {
      (app.get('sessionService') as SessionService).kickBySessionId(session.id, 'attack');
      return callback(new Error(`'${message.route}' is no route of a handler.`));
    }
    const seen = message as unknown as RequestMessage;
    const respond: Callback = (error, ...answer: [unknown?, unknown?]) => {
      callback(error, ...answer);
      // What filters say of a response that has gone changes nothing.
      runAfters(this.#afters('global'), error, seen, session as FilteredSession, answer[0], () => undefined);
    };
    const onward = route.serverType === app.serverType ? this.#handle.bind(this) : this.#forward.bind(this);
    runBefores(this.#befores('global'), seen, session as FilteredSession, (error, ...answer) => {
      if (error) this.#failed('global', error, seen, session, answer as [unknown?, unknown?], respond);
      else onward(message, session, route, respond);
    });
  }

  /** A request for this server. */
  handle(message: ClientMessage, session: RequestSession, callback: Callback): void {
    const route = routeOf(message.route);
    if (route === undefined) callback(new Error(`meet unknown route message ${JSON.stringify(message.route)}`));
    else this.#handle(message, session, route, callback);
  }

  #handle(message: ClientMessage, session: RequestSession, route: Route, callback: Callback): void {
    const body: RequestMessage = message.body ?? {};
    if (typeof body !== 'object') return callback(new Error(`the body of '${message.route}' is a ${typeof body} instead of an object`));
    body['__route__'] = message.route;
    const respond: Callback = (error, ...answer: [unknown?, unknown?]) =>
      runAfters(this.#afters('local'), error, body, session as FilteredSession, answer[0], (passed) => callback(passed, ...answer));
    const settle: Callback = (error, ...answer: [unknown?, unknown?]) =>
      error ? this.#failed('local', error, body, session, answer, respond) : respond(error, ...answer);
    runBefores(this.#befores('local'), body, session as FilteredSession, (error, ...answer) => {
      if (error) settle(error, ...answer);
      else this.#call(body, session, route, settle);
    });
  }

  #call(body: RequestMessage, session: RequestSession, { handler, method }: Route, callback: Callback): void {
    callOnce((next) => {
      const found = this.#handlers()[handler] as Handler | undefined;
      const called = method in Object.prototype ? undefined : found?.[method];
      if (typeof called !== 'function') return next(new Error(`fail to find handler for ${String(body['__route__'])}`));
      const args = Array.isArray(body) ? (body as unknown[]) : [body];
      return Reflect.apply(called, found, [...args, session, next]);
    }, callback);
  }

  #forward(message: ClientMessage, session: RequestSession, { serverType }: Route, callback: Callback): void {
    // A client may name any type, also one that a proxy keeps to itself.
    const remote = this.#ports.app.sysrpc[serverType]?.['msgRemote'];
    if (remote === undefined) return callback(new Error(`can not find server info for type:${serverType}`));
    remote['forwardMessage']!(session, message, session.export?.(), callback);
  }

  /** The error handler may turn an error into an answer. One with five parameters is not given the options. */
  #failed(
    scope: Scope,
    error: unknown,
    message: RequestMessage,
    session: RequestSession,
    [answer, options]: [unknown?, unknown?],
    callback: Callback,
  ): void {
    const handler = this.#ports.app.get(SETTINGS[scope].errorHandler) as ((...args: unknown[]) => void) | undefined;
    if (handler === undefined) return callback(error, answer, options);
    const given = handler.length === 5 ? [error, message, answer, session] : [error, message, answer, session, options];
    callOnce((next) => handler(...given, next), callback);
  }

  #befores(scope: Scope): readonly Before[] {
    return this.#ports.app.get(SETTINGS[scope].befores) as readonly Before[];
  }

  #afters(scope: Scope): readonly After[] {
    return this.#ports.app.get(SETTINGS[scope].afters) as readonly After[];
  }
}

/** `<server type>.<handler>.<method>`, or nothing. */
function routeOf(route: unknown): Route | undefined {
  const parts = typeof route === 'string' ? route.split('.') : [];
  return parts.length === 3 ? { serverType: parts[0]!, handler: parts[1]!, method: parts[2]! } : undefined;
}
