/** Open this to see how worker threads are noticed: Node announces each on a diagnostics channel. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Watch } from './escape.js';
import { makerAbove, type Maker } from './maker.js';

interface Thread {
  /** -1 as soon as it has ended. */
  readonly threadId: number;
  terminate(): Promise<number>;
}

const CHANNEL = 'worker_threads';

export function watchWorkers(): Watch {
  const threads = new Map<WeakRef<Thread>, Maker>();

  function hear(message: unknown): void {
    for (const thread of threads.keys()) if (ended(thread)) threads.delete(thread);
    threads.set(new WeakRef((message as { worker: Thread }).worker), makerAbove(hear));
  }

  subscribe(CHANNEL, hear);
  return {
    found: () =>
      [...threads].flatMap(([thread, maker]) =>
        ended(thread)
          ? []
          : [
              {
                kind: 'worker' as const,
                what: `the worker thread ${thread.deref()!.threadId}`,
                maker,
                release: () => void thread.deref()?.terminate(),
              },
            ],
      ),
    close: () => {
      unsubscribe(CHANNEL, hear);
      threads.clear();
    },
  };
}

function ended(thread: WeakRef<Thread>): boolean {
  return (thread.deref()?.threadId ?? -1) === -1;
}
