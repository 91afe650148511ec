/** Open this to see how a lifecycle method is called: synchronous, with a promise or a callback alike, and never for ever. */
import type { ClockPort, ProblemSink, Undo } from '../model/ports.js';
import type { Phase } from '../model/problem.js';
import { whyOf } from '../problem/cause.js';
import { failure, problem } from '../problem/problem.js';
import { isThenable } from './ledger.js';

export interface PhasePorts {
  readonly clock: ClockPort;
  readonly report: ProblemSink;
  /** Milliseconds until it is named as slow, and until it has failed. Without them somebody else bounds the wait. */
  readonly limits?: { readonly warn: number; readonly fail: number };
  /** Calls back when everything is to be given up; then the method has failed with `host.aborted`. */
  readonly onAbort?: (abort: () => void) => Undo;
}

/** Whose method it is. */
export interface PhaseOf {
  readonly plugin: string;
  readonly component: string;
  readonly method: string;
  readonly phase: Phase;
}

/**
 * Calls a method with its arguments, and with a callback behind them if it declares one more parameter. Answers nothing at once
 * when it was synchronous. Throws or rejects with `lifecycle.failed` or `lifecycle.timeout`; `late` is told of a success that
 * comes after its time was up, so that it can be undone.
 */
export function callPhase(target: object, args: readonly unknown[], of: PhaseOf, ports: PhasePorts, late?: () => void): void | Promise<void> {
  const method = Reflect.get(target, of.method) as unknown;
  if (typeof method !== 'function') return undefined;
  const at = { plugin: of.plugin, phase: of.phase, place: `${of.component}.${of.method}` } as const;
  const failed = (cause: unknown) => failure('lifecycle.failed', { component: of.component, method: of.method, why: whyOf(cause) }, { ...at, cause });
  const takesCallback = method.length > args.length;
  if (!takesCallback) {
    let result: unknown;
    try {
      result = (method as (...given: unknown[]) => unknown).apply(target, [...args]);
    } catch (cause) {
      throw failed(cause);
    }
    if (!isThenable(result)) return undefined;
    return bounded((settle) => void result.then(() => settle(), (cause: unknown) => settle(failed(cause))), of, ports, late);
  }
  return bounded(
    (settle) => {
      const callback = (error?: unknown): void => settle(error === undefined || error === null ? undefined : failed(error));
      try {
        const result = (method as (...given: unknown[]) => unknown).apply(target, [...args, callback]);
        // A promise counts only when it fails: its success may come before the callback.
        if (isThenable(result)) result.then(undefined, (cause: unknown) => settle(failed(cause)));
      } catch (cause) {
        settle(failed(cause));
      }
    },
    of,
    ports,
    late,
  );
}

/** Waits for one settlement, warns when it is slow, and gives up when time is over or the host is stopped. */
function bounded(run: (settle: (error?: Error) => void) => void, of: PhaseOf, ports: PhasePorts, late: (() => void) | undefined): Promise<void> {
  const { clock, limits, report } = ports;
  const { component, method } = of;
  const at = { plugin: of.plugin, phase: of.phase, place: `${component}.${method}` } as const;
  return new Promise<void>((resolve, reject) => {
    let ended: 'in time' | 'given up' | undefined;
    const undos: Undo[] = [];
    const end = (how: NonNullable<typeof ended>): void => {
      ended = how;
      for (const undo of undos) undo();
    };
    const giveUp = (error: Error): void => {
      if (ended !== undefined) return;
      end('given up');
      reject(error);
    };
    if (limits !== undefined) {
      const { warn, fail } = limits;
      if (warn < fail) undos.push(clock.setTimeout(() => report(problem('lifecycle.slow', { component, method, ms: warn, limit: fail }, at)), warn));
      undos.push(clock.setTimeout(() => giveUp(failure('lifecycle.timeout', { component, method, ms: fail }, at)), fail));
    }
    if (ports.onAbort !== undefined) undos.push(ports.onAbort(() => giveUp(failure('host.aborted', { host: of.plugin }, at))));
    run((error) => {
      if (ended === 'given up' && error === undefined) late?.();
      if (ended !== undefined) return;
      end('in time');
      if (error === undefined) resolve();
      else reject(error);
    });
  });
}
