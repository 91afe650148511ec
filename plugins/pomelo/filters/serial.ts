/** Open this for the filter `serial`: the requests of one session run one after the other. */
import type { LogSink } from 'mortise';
import type { Callback } from '../services/ports.js';
import { sayTo, type Say } from '../trace.js';
import type { FilteredSession, RequestMessage } from './chain.js';

interface Task {
  readonly start: () => void;
  readonly late: () => void;
  /** Whether it was in time. */
  end(): boolean;
}

/**
 * The next request of a session begins when the one before it is answered, or after `timeout` milliseconds (default 3,000); one that is answered
 * later has failed. From Pomelo.
 *
 * ```ts
 * import { createApp, filters } from 'mortise/pomelo';
 *
 * const app = createApp({ id: 'area-1', serverType: 'area' });
 * app.filter(filters.serial(5_000));
 * ```
 */
export function serial(timeout = 3000, log?: LogSink): Serial {
  return new Serial(timeout, sayTo(log));
}

export class Serial {
  readonly #queues = new Map<number | string, Task[]>();
  readonly #timeout: number;
  readonly #say: Say;

  constructor(timeout: number, say: Say) {
    this.#timeout = timeout;
    this.#say = say;
  }

  before(message: RequestMessage, session: FilteredSession, next: Callback): void {
    const queue = this.#queues.get(session.id) ?? [];
    this.#queues.set(session.id, queue);
    const task = this.#task(session, queue, message, next);
    queue.push(task);
    if (queue.length === 1) task.start();
  }

  after(error: unknown, message: RequestMessage, session: FilteredSession, _answer: unknown, next: Callback): void {
    const task = session['__serialTask__'] as Task | undefined;
    const isLate = task !== undefined && !task.end();
    next(isLate && !error ? new Error(`task time out. msg:${JSON.stringify(message)}`) : error);
  }

  #task(session: FilteredSession, queue: Task[], message: RequestMessage, next: Callback): Task {
    let timer: NodeJS.Timeout | undefined;
    const leave = (): boolean => {
      clearTimeout(timer);
      if (queue[0] !== task) return false;
      queue.shift();
      if (queue.length === 0) this.#queues.delete(session.id);
      const [following] = queue;
      // After this one has been answered.
      if (following !== undefined) process.nextTick(following.start);
      return true;
    };
    const task: Task = {
      start: () => {
        timer = setTimeout(task.late, this.#timeout);
        session['__serialTask__'] = task;
        next();
      },
      late: () => {
        this.#say('error', `[serial filter] msg timeout, msg:${JSON.stringify(message)}`);
        leave();
      },
      end: leave,
    };
    return task;
  }
}
