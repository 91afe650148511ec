/** Open this to see how hooks run around a step of a plugin: those of others look on, and its own belong to the step. */
import type { HookedStep, HookOptions, HooksView, StepEvent, StepHook } from '../model/hooks.js';
import type { Undo } from '../model/ports.js';
import type { Phase } from '../model/problem.js';
import { NONE } from '../model/list.js';
import { isThenable, type Waiting } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { failure, problem } from '../problem/problem.js';
import { kindOf, quoted } from '../problem/text.js';
import { fits } from './hook-list.js';
import type { Kernel } from './kernel.js';
import { inTime, type WaitBounds } from './bounded.js';
import { callPhase, phasePorts } from './phase.js';
import type { Hook, Life } from './life.js';
import type { PluginRecord } from './record.js';
import type { Limits } from './waits.js';

const STEPS: readonly string[] = ['beforeStart', 'start', 'afterStart', 'health', 'beforeStop', 'stop', 'onConfig', '*'];

/** How long hooks may take: those around the end of a plugin have no more time than that has. */
export interface Around {
  readonly ms?: number;
}

/** Runs a step between its hooks. Without any it is just run. Throws what the step, or a hook of the plugin itself, has thrown. */
export function around(
  record: PluginRecord,
  step: HookedStep,
  kernel: Kernel,
  work: () => Waiting,
  { ms = Infinity }: Around = {},
): Waiting {
  if (!hasStep(record, step)) return work();
  const began = kernel.elapsed();
  const run: Run = { record, step, kernel, own: ownOf(record, step), began, until: began + ms };
  if (run.own.length > 0 || kernel.hooks.of(record, step, 'before').length > 0) return runHooked(run, work);
  let waiting: Waiting;
  try {
    waiting = work();
  } catch (thrown) {
    return lookBack(run, { thrown });
  }
  return waiting === undefined
    ? lookBack(run)
    : waiting.then(
        () => lookBack(run),
        (thrown: unknown) => lookBack(run, { thrown }),
      );
}

function ownOf({ life }: PluginRecord, step: HookedStep): readonly Hook[] {
  return life?.hooks === undefined ? NONE : [...life.hooks].filter((hook) => fits(hook, step));
}

/** Every plugin starts and stops; the other steps are of those that have a method for them. */
export function hasStep({ life }: PluginRecord, step: HookedStep): boolean {
  if (life === undefined) return false;
  return step === 'start' || step === 'stop' || life.built.some(({ instance }) => typeof Reflect.get(instance, step) === 'function');
}

/** One step on its way between its hooks. */
interface Run {
  readonly record: PluginRecord;
  readonly step: HookedStep;
  readonly kernel: Kernel;
  /** Those of the plugin itself. */
  readonly own: readonly Hook[];
  readonly began: number;
  /** When all of it must be over. */
  readonly until: number;
}

interface Failed {
  readonly thrown: unknown;
}

async function runHooked(run: Run, work: () => Waiting): Promise<void> {
  const { record, step, kernel, own } = run;
  const before: StepEvent = Object.freeze({ when: 'before', ...aboutOf(run) });
  for (const hook of kernel.hooks.of(record, step, 'before')) await lookOn(hook, before, kernel, leftOf(run));
  const begun = { ...run, began: kernel.elapsed() };
  let failed: Failed | undefined;
  try {
    for (const hook of own) if (fits(hook, step, 'before')) await belong(hook, before, kernel, leftOf(run));
    await work();
  } catch (thrown) {
    failed = { thrown };
  }
  for (const hook of [...own].reverse()) {
    if (!fits(hook, step, 'after')) continue;
    try {
      await belong(hook, afterIt(begun, failed), kernel, leftOf(run));
    } catch (thrown) {
      if (failed === undefined) failed = { thrown };
      else if (thrown instanceof MortiseError) kernel.report({ ...thrown.problem, severity: 'warning' });
    }
  }
  await lookBack(begun, failed);
}

/** The hooks of others after a step: those that are there by now. Throws what had failed. */
function lookBack(run: Run, failed?: Failed): Waiting {
  const hooks = run.kernel.hooks.of(run.record, run.step, 'after').reverse();
  if (hooks.length > 0) return lookBackWith(hooks, run, failed);
  if (failed !== undefined) throw failed.thrown;
}

async function lookBackWith(hooks: readonly Hook[], run: Run, failed: Failed | undefined): Promise<void> {
  for (const hook of hooks) await lookOn(hook, afterIt(run, failed), run.kernel, leftOf(run));
  if (failed !== undefined) throw failed.thrown;
}

function aboutOf({ record, step }: Run) {
  return { step, plugin: record.key, version: record.manifest.version, generation: record.generation };
}

function afterIt(run: Run, failed: Failed | undefined): StepEvent {
  const thrown = failed?.thrown;
  const error: unknown = thrown instanceof MortiseError && thrown.code === 'lifecycle.failed' ? (thrown.cause ?? thrown) : thrown;
  const ms = run.kernel.elapsed() - run.began;
  return Object.freeze({ when: 'after', ...aboutOf(run), ms, ...(failed === undefined ? {} : { error }) });
}

function leftOf({ kernel, until }: Run): number {
  return Math.max(0, until - kernel.elapsed());
}

/** A hook of the plugin itself: it has the times of its step, and fails like it. */
async function belong({ run: call }: Hook, event: StepEvent, kernel: Kernel, left: number): Promise<void> {
  const { when, step, plugin } = event;
  const { warn, fail } = kernel.timeouts;
  const bounds = boundsOf(step, { warn: Math.min(warn, left), fail: Math.min(fail, left) }, kernel);
  const of = { plugin, component: plugin, method: `the hook ${when} ${step}`, phase: phaseOf(step) };
  await callPhase({ [of.method]: () => call(event) }, [], of, { ...phasePorts(kernel), bounds });
}

/** A hook of somebody else: it may look on and be waited for, and that is all. */
async function lookOn({ owner, run: call }: Hook, event: StepEvent, kernel: Kernel, left: number): Promise<void> {
  const { when, step, plugin } = event;
  const about = { when, step, plugin, owner } as const;
  const at = { ...(owner === 'host' ? {} : { plugin: owner }), phase: phaseOf(step) } as const;
  const tell = (why: string, cause?: unknown): void => kernel.report(problem('hook.failed', { ...about, why }, { ...at, cause }));
  const begun = kernel.phases.begin(owner, phaseOf(step));
  try {
    const result = begun.run(() => call(event));
    if (!isThenable(result)) return begun.end();
    const ms = Math.min(kernel.timeouts.warn, left);
    const late = (): Error => failure('hook.timeout', { ...about, ms }, at);
    await inTime(result, { slow: () => undefined, late }, boundsOf(step, { warn: ms, fail: ms }, kernel), begun);
  } catch (thrown) {
    begun.end();
    if (thrown instanceof MortiseError && thrown.code === 'hook.timeout') kernel.report(thrown.problem);
    else if (!kernel.abort.signal.aborted || !(thrown instanceof MortiseError)) tell(whyOf(thrown), thrown);
  }
}

function phaseOf(step: HookedStep): Phase {
  return step === 'onConfig' ? 'configure' : step;
}

/** A host that stops waits for no start, and for what stops as long as that may take. */
function boundsOf(step: HookedStep, limits: Limits, { waits }: Kernel): WaitBounds {
  return { waits, limits, outlivesHost: step === 'beforeStop' || step === 'stop' };
}

/** The hooks as somebody registers them; `enrol` takes one in. */
export function hooksView(owner: string, enrol: (hook: Hook) => Undo): HooksView {
  const register = (when: StepEvent['when'], step: HookedStep | '*', hook: StepHook, options: HookOptions = {}): Undo => {
    const at = owner === 'host' ? {} : { plugin: owner };
    if (!STEPS.includes(step)) throw failure('hook.bad-call', { call: when, why: `the step is ${kindOf(step)}`, steps: STEPS }, at);
    if (typeof hook !== 'function')
      throw failure('hook.bad-call', { call: when, why: `the hook is ${kindOf(hook)} instead of a function`, steps: STEPS }, at);
    const { plugin } = Object(options) as HookOptions;
    if (plugin !== undefined && typeof plugin !== 'string')
      throw failure('hook.bad-call', { call: when, why: `plugin is ${kindOf(plugin)} instead of a key`, steps: STEPS }, at);
    return enrol({ owner, when, step, plugin, run: hook });
  };
  return {
    before: (step, hook, options) => register('before', step, hook, options),
    after: (step, hook, options) => register('after', step, hook, options),
  };
}

/** The hooks as a plugin has them: its own are there at once, those around the steps of others while it serves. */
export function hooksOf(kernel: Kernel, record: PluginRecord, life: Life, gone: (what: string) => Error): HooksView {
  return hooksView(record.key, (hook) => {
    if (!life.ledger.open) throw gone('hooks');
    const what = `a hook ${hook.when} ${hook.step}${hook.plugin === undefined ? '' : ` of ${quoted(hook.plugin)}`}`;
    if (hook.plugin === record.key) {
      (life.hooks ??= new Set()).add(hook);
      return life.ledger.push(what, () => void life.hooks?.delete(hook));
    }
    let off: Undo | undefined;
    const bound = {
      bind: (): void => void (off ??= kernel.hooks.add(hook)),
      unbind: (): void => {
        off?.();
        off = undefined;
      },
    };
    // One that is made ready beside another generation looks on when it has taken over.
    if (!life.isStaged && !life.isRetired) bound.bind();
    (life.bound ??= new Set()).add(bound);
    return life.ledger.push(what, () => {
      life.bound?.delete(bound);
      bound.unbind();
    });
  });
}
