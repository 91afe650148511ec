/** Open this to see how a lifecycle method is called: synchronous, with a promise or a callback alike, and never for ever. */
import type { ProblemSink } from '../model/ports.js';
import type { Phase } from '../model/problem.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { failure, problem } from '../problem/problem.js';
import { Bounded, type WaitBounds } from './bounded.js';
import type { Kernel } from './kernel.js';
import { isThenable, type Waiting } from '../model/thenable.js';
import { adopted, type Phases, type PhaseUnderWay } from './phases.js';
import type { Limits } from './waits.js';

export interface PhasePorts {
  readonly report: ProblemSink;
  /** Told what is under way. */
  readonly phases?: Phases;
  /** Without it somebody else bounds the wait. */
  readonly bounds?: WaitBounds;
  /** Looks at what the method answered in time; throws what is wrong with it. */
  readonly answered?: (answer: unknown) => void;
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
    if (method.length > args.length) return callWithCallback(target, method, args, new MethodEnd(of, ports, begun, late));
    result = begun.run(() => adopted(method.apply(target, [...args])));
  } catch (cause) {
    begun.end();
    throw failed(of, cause);
  }
  const { answered } = ports;
  if (isThenable(result)) return waitFor(answered === undefined ? result : result.then(answered), of, ports, late, begun);
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
export function waitFor(promise: PromiseLike<unknown>, of: PhaseOf, ports: PhasePorts, late?: () => void, begun?: Begun): Promise<void> {
  const end = new MethodEnd(of, ports, begun ?? UNTOLD, late);
  end.begin();
  void Promise.resolve(promise).then(
    () => end.well(),
    (cause: unknown) => end.badly('was rejected', cause),
  );
  return end.promise;
}

function callWithCallback(target: object, method: Method, args: readonly unknown[], end: MethodEnd): Promise<void> {
  const callback = (error?: unknown): void =>
    error === undefined || error === null ? end.well() : end.badly('called back with an error', error);
  end.begin();
  try {
    const result = end.begun.run(() => adopted(method.apply(target, [...args, callback])));
    // A promise counts only when it fails: its success may come before the callback.
    if (isThenable(result)) void result.then(undefined, (cause: unknown) => end.badly('was rejected', cause));
  } catch (cause) {
    end.badly('threw', cause);
  }
  return end.promise;
}

function failed({ plugin, phase, component, method }: PhaseOf, cause: unknown): Error {
  // What mortise itself found wrong says it already.
  if (phase === 'health' && cause instanceof MortiseError) return cause;
  return failure('lifecycle.failed', { component, method, why: whyOf(cause) }, { plugin, phase, place: `${component}.${method}`, cause });
}

/** How a method ends. One that ends twice is told of. */
class MethodEnd extends Bounded<void> {
  constructor(
    readonly of: PhaseOf,
    readonly ports: PhasePorts,
    override readonly begun: Begun,
    /** Told of a success that comes too late. */
    readonly endedLate: (() => void) | undefined,
  ) {
    super(ports.bounds, begun);
  }

  well(): void {
    if (this.ended === undefined) this.end();
    else if (this.ended === 'given up') this.endedLate?.();
    else this.#again('called back again');
  }

  badly(how: string, cause: unknown): void {
    if (this.ended === undefined) this.fail(failed(this.of, cause));
    // What was given up has failed already; how it failed in the end changes nothing.
    else if (this.ended === 'in time') this.#again(`${how}: ${whyOf(cause)}`, cause);
  }

  slow(): void {
    const { component, method } = this.of;
    const { warn, fail } = this.limits;
    this.ports.report(problem('lifecycle.slow', { component, method, ms: warn, limit: fail }, this.#at));
  }

  protected late({ fail }: Limits): Error {
    const { component, method, awaits } = this.of;
    return failure('lifecycle.timeout', { component, method, ms: fail, awaits: awaits?.() ?? [] }, this.#at);
  }

  #again(how: string, cause?: unknown): void {
    const { component, method } = this.of;
    this.ports.report(problem('lifecycle.ended-twice', { component, method, how }, { ...this.#at, cause }));
  }

  get #at() {
    const { plugin, phase, component, method } = this.of;
    return { plugin, phase, place: `${component}.${method}` } as const;
  }
}
