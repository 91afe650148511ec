/** Open this to see how a process hears that it should end. */
import type { Undo } from '../model/ports.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export interface SignalHandlers {
  /** Time to stop in peace. */
  first(signal: string): void;
  /** Somebody does not want to wait; called for each further signal, whichever of the two it is. */
  second(signal: string): void;
}

/** Listens for SIGTERM and SIGINT, which then no longer end the process by themselves: ending it is left to the handlers. */
export function onSignals(handlers: SignalHandlers): Undo {
  let heard = false;
  const listeners = SIGNALS.map((signal) => {
    const hear = (): void => {
      const again = heard;
      heard = true;
      if (again) handlers.second(signal);
      else handlers.first(signal);
    };
    process.on(signal, hear);
    return () => void process.off(signal, hear);
  });
  return () => listeners.forEach((remove) => remove());
}
