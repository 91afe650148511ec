/** Open this to see which time counts for whoever measures how long something takes. */
import type { ClockPort } from './ports.js';

export function preciseOf(clock: ClockPort): number {
  return clock.precise?.() ?? clock.now();
}
