/** Open this to see how timers and effects of somebody's own are owned: they end with their owner, and what they throw is told. */
import type { Effect } from '../model/context.js';
import type { ClockPort } from '../model/ports.js';
import { preciseOf } from '../model/precise.js';
import { isThenable } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { problem, type At } from '../problem/problem.js';
import type { Kernel } from './kernel.js';
import { undoOf, type Ledger } from './ledger.js';

/** Hears what a callback of a timer threw, or what its promise was rejected with. */
export type TimerFailed = (timer: 'A timer' | 'An interval', ms: number, thrown: unknown) => void;

/** Nobody called a timer, so nobody can catch what it throws: it is told as a problem of whoever set it. */
export function timerFailedOf(kernel: Kernel, owner: string, at: At): TimerFailed {
  return (timer, ms, thrown) =>
    kernel.report(
      problem('lifecycle.timer-failed', { owner, timer, ms: Number.isFinite(ms) ? ms : 0, why: whyOf(thrown) }, { ...at, cause: thrown }),
    );
}

/** A clock whose timers end with their owner, and whose failures go to `failed`. */
export function ownedClock(clock: ClockPort, ledger: Ledger, gone: (what: string) => Error, failed?: TimerFailed): ClockPort {
  const contained = (timer: 'A timer' | 'An interval', run: () => unknown, ms: number): (() => void) => {
    if (failed === undefined) return run;
    const tell = (thrown: unknown): void => failed(timer, ms, thrown);
    return () => {
      try {
        const result = run();
        if (isThenable(result)) Promise.resolve(result).catch(tell);
      } catch (thrown) {
        tell(thrown);
      }
    };
  };
  return {
    now: () => clock.now(),
    precise: () => preciseOf(clock),
    setTimeout(run, ms) {
      if (!ledger.open) throw gone('setTimeout');
      const owned = ledger.own('a timer', () => stop());
      const called = contained('A timer', run, ms);
      const stop = clock.setTimeout(() => {
        owned.ended();
        called();
      }, ms);
      return owned.undo;
    },
    setInterval(run, ms) {
      if (!ledger.open) throw gone('setInterval');
      const owned = ledger.own('an interval', () => stop());
      const stop = clock.setInterval(contained('An interval', run, ms), ms);
      return owned.undo;
    },
  };
}

/** Puts an effect of the author's own on a ledger; on a closed one it is taken back at once. */
export function ownEffect<T extends Effect>(effect: T, ledger: Ledger, gone: (what: string) => Error): T {
  const undo = undoOf(effect);
  if (!ledger.open) {
    // The refusal is what there is to tell.
    Promise.resolve()
      .then(() => undo(true))
      .catch(() => undefined);
    throw gone('own');
  }
  ledger.push('an effect of its own', undo);
  return effect;
}
