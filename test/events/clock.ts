/** Open this to see the clock of the event specs: time passes when a spec says so. */
import type { ClockPort } from '../../src/model/ports.js';

export interface VirtualClock extends ClockPort {
  /** Lets time pass and runs what falls due, in order. */
  advance(ms: number): void;
  /** How many timers are set. */
  pending(): number;
}

export function virtualClock(): VirtualClock {
  const timers = new Set<{ at: number; run: () => void }>();
  let time = 0;
  return {
    now: () => time,
    setTimeout(run, ms) {
      const timer = { at: time + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    setInterval() {
      throw new Error('events set no intervals');
    },
    advance(ms) {
      time += ms;
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at > time) continue;
        timers.delete(timer);
        timer.run();
      }
    },
    pending: () => timers.size,
  };
}

/** Lets promises that have settled be heard. */
export async function promisesRun(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
