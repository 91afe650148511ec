/** Open this to see who else may stop a host: the signals of the process, and the owner's AbortSignal. */
import type { ClockPort, Undo } from '../model/ports.js';
import { leaveBy } from '../platform/runtime.js';
import { onSignals } from '../platform/signals.js';

/** Calls `stop` for SIGTERM and SIGINT (if asked) and for an abort. A second signal ends the process as if nobody had listened. */
export function onInterrupt(options: { signals?: boolean; signal?: AbortSignal }, clock: ClockPort, stop: () => void): Undo {
  const undos: Undo[] = [];
  const undo = (): void => {
    for (const each of undos.splice(0)) each();
  };
  if (options.signals === true) {
    const second = (signal: string): void => {
      undo();
      leaveBy(signal);
    };
    undos.push(onSignals({ first: stop, second }, clock));
  }
  const { signal } = options;
  if (signal !== undefined) {
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    undos.push(() => signal.removeEventListener('abort', stop));
  }
  return undo;
}
