/** Open this for the filters `toobusy`: while the event loop lags, requests and calls are refused with code 500. */
import { monitorEventLoopDelay, performance, type IntervalHistogram } from 'node:perf_hooks';
import type { Callback, RpcMessage } from '../services/ports.js';
import type { FilteredSession, RequestMessage } from './chain.js';

/** Milliseconds of one look back. */
const WINDOW = 1000;
/** Milliseconds between two looks. */
const RESOLUTION = 10;

/** Whether the event loop stood still for longer than `maxLag` milliseconds within the last second or two. Costs nothing before it is asked. */
export function lagging(maxLag: number): () => boolean {
  let histogram: IntervalHistogram | undefined;
  let since = 0;
  let before = 0;
  return () => {
    const now = performance.now();
    if (histogram === undefined) {
      histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
      histogram.enable();
      since = now;
    }
    if (now - since > WINDOW) {
      // What happened while nobody asked is over.
      before = now - since > 2 * WINDOW ? 0 : histogram.max;
      histogram.reset();
      since = now;
    }
    // What it measures is the time from one look to the next.
    return Math.max(before, histogram.max) / 1e6 - RESOLUTION > maxLag;
  };
}

function refusal(message: string): Error & { readonly code: 500 } {
  return Object.assign(new Error(message), { code: 500 as const });
}

/** Refuses requests while the event loop lags by more than `maxLag` milliseconds (default 70): `Server toobusy!`, code 500. From Pomelo. */
export function toobusy(maxLag = 70): { before(message: RequestMessage, session: FilteredSession, next: Callback): void } {
  const isBusy = lagging(maxLag);
  return { before: (_message, _session, next) => (isBusy() ? next(refusal('Server toobusy!')) : next()) };
}

/** Refuses calls of other servers while the event loop lags by more than `maxLag` milliseconds (default 70), with code 500. From Pomelo. */
export function rpcToobusy(maxLag = 70): {
  before(serverId: string, message: RpcMessage, options: Record<string, unknown>, next: Callback): void;
} {
  const isBusy = lagging(maxLag);
  return {
    before: (serverId, _message, _options, next) => (isBusy() ? next(refusal(`Backend server ${serverId} is too busy now!`)) : next()),
  };
}
