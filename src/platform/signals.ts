/** Open this to see how a process hears that it should end. */
import type { ClockPort, Undo } from '../model/ports.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export interface SignalHandlers {
  /** Time to stop in peace. */
  first(signal: string): void;
  /** Somebody does not want to wait; called for each further signal, whichever of the two it is. */
  second(signal: string): void;
}

/**
 * One press of Ctrl+C may arrive twice: from the terminal, and from a parent like npm that hands it on. The same signal again within
 * so many milliseconds is that echo, not impatience.
 */
const ECHO = 200;

/** Listens for SIGHUP, which a service gets when its configuration was edited. */
export function onHangUp(hear: () => void): Undo {
  process.on('SIGHUP', hear);
  return () => void process.off('SIGHUP', hear);
}

/** Listens for SIGTERM and SIGINT, which then no longer end the process by themselves: ending it is left to the handlers. */
export function onSignals(handlers: SignalHandlers, clock: Pick<ClockPort, 'now'>): Undo {
  let last: { readonly signal: string; readonly at: number } | undefined;
  const listeners = SIGNALS.map((signal) => {
    const hear = (): void => {
      const before = last;
      last = { signal, at: clock.now() };
      if (before === undefined) handlers.first(signal);
      else if (before.signal !== signal || last.at - before.at >= ECHO) handlers.second(signal);
    };
    process.on(signal, hear);
    return () => void process.off(signal, hear);
  });
  return () => listeners.forEach((remove) => remove());
}
