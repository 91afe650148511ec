/** Open this to see how a lifecycle method is called: synchronous, with a promise or a callback alike, and never for ever. */
import type { ProblemSink } from '../model/ports.js';
import type { Phase } from '../model/problem.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { failure, problem } from '../problem/problem.js';
import type { Kernel } from './kernel.js';
import { isThenable, type Waiting } from '../model/thenable.js';
import { adopted, type Phases, type PhaseUnderWay } from './phases.js';
import type { Limits, Wait, Waits } from './waits.js';

export interface PhasePorts {
  readonly report: ProblemSink;
  /** Told what is under way. */
  readonly phases?: Phases;
  /** Without it somebody else bounds the wait. */
  readonly bounds?: WaitBounds;
  /** Looks at what the method answered in time; throws what is wrong with it. */
  readonly answered?: (answer: unknown) => void;
}

/** How long something is waited for, and whether it is when the host is given up. */
export interface WaitBounds {
  readonly waits: Waits;
  readonly limits: Limits;
  readonly outlivesHost?: boolean;
}

/** Bounded by the times of the host, and by its life. */
export function phasePorts({ report, phases, waits, timeouts }: Kernel): PhasePorts & { readonly bounds: WaitBounds } {
  return { report, phases, bounds: { waits, limits: timeouts } };
}

/** Whose method it is. */
export interface PhaseOf {
  readonly plugin: string;
  readonly component: string;
  readonly method: string;
  readonly phase: Phase;
  /** Names that its plugin listens to and nobody publishes. */
  readonly awaits?: () => readonly string[];
}

type Method = (...args: unknown[]) => unknown;

type Begun = Pick<PhaseUnderWay, 'run' | 'end'>;
type BegunPorts = PhasePorts & { readonly begun?: Begun };

const UNTOLD: Begun = { run: (work) => work(), end: () => undefined };

/**
 * Calls a method with its arguments, and with a callback behind them if it declares one more parameter. Answers nothing at once
 * when it was synchronous. Throws or rejects with `lifecycle.failed` or `lifecycle.timeout`; `late` is told of a success that
 * comes after its time was up, so that it can be undone.
 */
export function callPhase(target: object, args: readonly unknown[], of: PhaseOf, ports: PhasePorts, late?: () => void): Waiting {
  const method = methodOf(target, of);
  if (method === undefined) {
    ports.answered?.(undefined);
    return undefined;
  }
  const begun = ports.phases?.begin(of.plugin, of.phase) ?? UNTOLD;
  let result: unknown;
  try {
    if (method.length > args.length) return callWithCallback(target, method, args, of, { ...ports, begun }, late);
    result = begun.run(() => adopted(method.apply(target, [...args])));
  } catch (cause) {
    begun.end();
    throw failed(of, cause);
  }
  const { answered } = ports;
  if (isThenable(result)) return waitFor(answered === undefined ? result : result.then(answered), of, { ...ports, begun }, late);
  begun.end();
  answered?.(result);
  return undefined;
}

/** Most components have few of the methods that could be called. */
function methodOf(target: object, of: PhaseOf): Method | undefined {
  try {
    const method: unknown = Reflect.get(target, of.method);
    return typeof method === 'function' ? (method as Method) : undefined;
  } catch (cause) {
    throw failed(of, cause);
  }
}

/** Waits for a promise that a method has given, as long as the method may take. */
export function waitFor(promise: PromiseLike<unknown>, of: PhaseOf, ports: BegunPorts, late?: () => void): Promise<void> {
  return bounded(
    (end) =>
      void Promise.resolve(promise).then(
        () => end.well(),
        (cause: unknown) => end.badly('was rejected', cause),
      ),
    of,
    ports,
    late,
  );
}

function callWithCallback(
  target: object,
  method: Method,
  args: readonly unknown[],
  of: PhaseOf,
  ports: PhasePorts & { readonly begun: Begun },
  late?: () => void,
): Promise<void> {
  return bounded(
    (end) => {
      const callback = (error?: unknown): void =>
        error === undefined || error === null ? end.well() : end.badly('called back with an error', error);
      try {
        const result = ports.begun.run(() => adopted(method.apply(target, [...args, callback])));
        // A promise counts only when it fails: its success may come before the callback.
        if (isThenable(result)) void result.then(undefined, (cause: unknown) => end.badly('was rejected', cause));
      } catch (cause) {
        end.badly('threw', cause);
      }
    },
    of,
    ports,
    late,
  );
}

function failed({ plugin, phase, component, method }: PhaseOf, cause: unknown): Error {
  // What mortise itself found wrong says it already.
  if (phase === 'health' && cause instanceof MortiseError) return cause;
  return failure('lifecycle.failed', { component, method, why: whyOf(cause) }, { plugin, phase, place: `${component}.${method}`, cause });
}

/** How a method ends; the first time counts. */
interface Ending {
  well(): void;
  badly(how: string, cause: unknown): void;
}

/** Waits for the end of a method, and tells when it ends twice. */
function bounded(run: (end: Ending) => void, of: PhaseOf, ports: BegunPorts, late: (() => void) | undefined): Promise<void> {
  const { component, method } = of;
  const at = { plugin: of.plugin, phase: of.phase, place: `${component}.${method}` } as const;
  return inTime<void>(
    (end, ended) => {
      const again = (how: string, cause?: unknown): void =>
        ports.report(problem('lifecycle.ended-twice', { component, method, how }, { ...at, cause }));
      run({
        well() {
          const how = ended();
          if (how === undefined) end();
          else if (how === 'given up') late?.();
          else again('called back again');
        },
        badly(how, cause) {
          if (ended() === undefined) end(failed(of, cause));
          // What was given up has failed already; how it failed in the end changes nothing.
          else if (ended() === 'in time') again(`${how}: ${whyOf(cause)}`, cause);
        },
      });
    },
    {
      ...ports,
      slow: ({ warn, fail }) => ports.report(problem('lifecycle.slow', { component, method, ms: warn, limit: fail }, at)),
      timeout: ({ fail }) => failure('lifecycle.timeout', { component, method, ms: fail, awaits: of.awaits?.() ?? [] }, at),
    },
  );
}

/** What bounds a wait, and what is said then. */
export interface Bounds {
  readonly bounds?: WaitBounds | undefined;
  readonly begun?: Begun | undefined;
  readonly slow: (limits: Limits) => void;
  readonly timeout: (limits: Limits) => Error;
}

type Ended = 'in time' | 'given up' | undefined;

/** Waits until `run` ends, warns when that takes long, and gives up when time is over or everything is. Throws `host.aborted`. */
export function inTime<T>(
  run: (end: (error?: Error, value?: T) => void, ended: () => Ended) => void,
  { bounds, begun, slow, timeout }: Bounds,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let ended: Ended;
    const finish = (how: NonNullable<Ended>, error: Error | undefined, value?: T): void => {
      if (ended !== undefined) return;
      ended = how;
      begun?.end();
      if (wait !== undefined) bounds!.waits.delete(wait);
      if (error === undefined) resolve(value as T);
      else reject(error);
    };
    const wait: Wait | undefined = bounds && {
      limits: bounds.limits,
      outlivesHost: bounds.outlivesHost === true,
      slow: () => slow(bounds.limits),
      timeout: () => finish('given up', timeout(bounds.limits)),
      abort: () => finish('given up', bounds.waits.aborted()),
    };
    if (wait !== undefined) bounds!.waits.add(wait);
    run(
      (error, value) => finish('in time', error, value),
      () => ended,
    );
  });
}
