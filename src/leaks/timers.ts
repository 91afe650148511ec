/** Open this to see which timers escape, and how one is told from those that Node sets for itself. */
import type { Maker } from './maker.js';
import type { ResourceKind } from './resource-kind.js';

/** Fields that every Node since 11 has on its timers: whether it has fired or was cleared, its time, and its time again. */
type Timer = Partial<Record<'_destroyed' | '_idleTimeout' | '_repeat', unknown>>;

/** A timer that comes through anything else of Node belongs to that: the idle time of a socket to the socket. */
const RAW = /^node:(?:timers(?:\/promises)?|internal\/(?:timers|abort_controller|util|promise_observe))$/;

const wanted = ({ places, through }: Maker): boolean => places.length > 0 && through.every((module) => RAW.test(module));
const alive = (timer: Timer): boolean => timer['_destroyed'] !== true;
const repeats = (timer: Timer): boolean => timer['_repeat'] !== null && timer['_repeat'] !== undefined;

export const timers: Readonly<Record<'Timeout' | 'Immediate', ResourceKind>> = {
  Timeout: {
    kind: (timer) => (repeats(timer) ? 'interval' : 'timeout'),
    wanted,
    alive,
    what: (timer: Timer) =>
      repeats(timer) ? `the interval of ${String(timer['_repeat'])} ms` : `the timeout of ${String(timer['_idleTimeout'])} ms`,
    release: (timer) => clearTimeout(timer as NodeJS.Timeout),
  },
  // One that is still there when somebody looks is set again and again.
  Immediate: {
    kind: () => 'timeout',
    wanted,
    alive,
    what: () => 'the immediate',
    release: (timer) => clearImmediate(timer as NodeJS.Immediate),
  },
};
