/** Open this for the filters that log how long things took: `time` for requests, `rpcLog` for calls of other servers. */
import type { LogSink } from 'mortise';
import type { Callback, RpcMessage } from '../services/ports.js';
import { sayTo } from '../trace.js';
import type { FilteredSession, RequestMessage } from './chain.js';

/** Logs route, message, begin and used milliseconds of each request as JSON. From Pomelo's `con-log`. */
export function time(log?: LogSink): {
  before(message: RequestMessage, session: FilteredSession, next: Callback): void;
  after(error: unknown, message: RequestMessage, session: FilteredSession, answer: unknown, next: Callback): void;
} {
  const say = sayTo(log);
  return {
    before(_message, session, next) {
      session['__startTime__'] = Date.now();
      next();
    },
    after(error, message, session, _answer, next) {
      const start = session['__startTime__'];
      if (typeof start === 'number') say('info', line(message['__route__'], message, start));
      next(error);
    },
  };
}

/** Logs service, arguments, begin and used milliseconds of each call as JSON. From Pomelo's `rpc-log`. */
export function rpcLog(log?: LogSink): {
  before(serverId: string, message: RpcMessage, options: Record<string, unknown>, next: Callback): void;
  after(serverId: string, message: RpcMessage, options: Record<string, unknown>, next: Callback): void;
} {
  const say = sayTo(log);
  return {
    before(_serverId, _message, options, next) {
      options['__start_time__'] = Date.now();
      next();
    },
    after(_serverId, message, options, next) {
      const start = options['__start_time__'];
      if (typeof start === 'number') say('info', line(message.service, message.args, start));
      next();
    },
  };
}

function line(route: unknown, args: unknown, start: number): string {
  return JSON.stringify({ route, args, time: new Date(start).toISOString(), timeUsed: Date.now() - start });
}
