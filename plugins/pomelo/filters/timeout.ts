/** Open this for the filter `timeout`: a request that takes long is named in the log, and goes on. */
import type { LogSink } from 'mortise';
import type { Callback } from '../services/ports.js';
import { sayTo } from '../trace.js';
import type { FilteredSession, RequestMessage } from './chain.js';

/**
 * Logs each request that is not answered after `ms` milliseconds (default 3,000). Of more than `size` requests at a time (default 500), the
 * rest is not watched. From Pomelo.
 */
export function timeout(
  ms = 3000,
  size = 500,
  log?: LogSink,
): {
  before(message: RequestMessage, session: FilteredSession, next: Callback): void;
  after(error: unknown, message: RequestMessage, session: FilteredSession, answer: unknown, next: Callback): void;
} {
  const say = sayTo(log);
  // By the message, not by the session as in Pomelo, where the second request of a session takes the timer of the first.
  const timers = new Map<RequestMessage, NodeJS.Timeout>();
  return {
    before(message, _session, next) {
      if (timers.size >= size) say('warn', `timeout filter is out of range, current size is ${timers.size}, max size is ${size}`);
      else {
        const late = (): void => {
          timers.delete(message);
          say('error', `request ${JSON.stringify(message['__route__'])} timeout.`);
        };
        timers.set(message, setTimeout(late, ms));
      }
      next();
    },
    after(error, message, _session, _answer, next) {
      clearTimeout(timers.get(message));
      timers.delete(message);
      next(error);
    },
  };
}
