/** Open this to see what the decorators mean at run time: each is a kind, bound in the context of its plugin. */
import { hasCode, type Kind, type PluginContextView } from 'mortise';
import { called } from './called.js';
import type { SourceProvider, StepOptions } from './definition.js';
import {
  COUNTER,
  HANDLER,
  JOB,
  PIPELINE,
  SERVICE,
  SOURCE,
  STEP,
  STEPS,
  type CounterMeta,
  type HandlerMeta,
  type JobMeta,
  type PipelineMeta,
  type SourceMeta,
} from './decorators.js';
import { AgentError, textOf } from './errors.js';
import { withImplicit } from './making.js';
import { JOB_OPTIONS, PIPELINE_OPTIONS, SOURCE_OPTIONS, STEP_OPTIONS, whyNotOptions } from './options.js';
import { Pipeline, type Step } from './pipelines.js';
import { scheduleOf } from './schedule.js';
import { implicitOf, type Scope } from './scope.js';
import { Source } from './sources.js';
import type { World } from './world.js';

/** A decorated plugin says names as the host has them. */
const scopeOf = ({ id }: PluginContextView): Scope => ({ of: id, ownEvents: false });

const methodOf = (instance: object, member: string | symbol): Function => Reflect.get(instance, member) as Function;

export function kindsOf(world: World): readonly Kind[] {
  /** Steps are bound before or after the class that they are of. */
  const stepsOf = new WeakMap<object, Step[]>();
  const of = (instance: object): Step[] => {
    const steps = stepsOf.get(instance) ?? [];
    stepsOf.set(instance, steps);
    return steps;
  };

  const service: Kind<{ readonly name: string }> = {
    key: SERVICE,
    title: '@Service',
    local: true,
    check: ({ value }) => whyNotName(value.name),
    bind(instance, { value: { name } }, context) {
      if (Object.isExtensible(instance)) withImplicit(instance, implicitOf(name, scopeOf(context), context));
    },
  };

  const source: Kind<SourceMeta> = {
    key: SOURCE,
    title: '@Source',
    local: true,
    check: ({ value: { name, ...options } }) => whyNotName(name) ?? whyNotOptions(options, SOURCE_OPTIONS),
    bind(instance, { value: { name, bindings = {}, url } }, context) {
      const made = new Source(
        { name, bindings, scope: scopeOf(context), context, ...(url === undefined ? {} : { url }) },
        instance as SourceProvider,
      );
      world.sources.add(context, name, made);
      around(instance, 'start', (start) => start().then(() => made.bind()));
      // A class may have no afterStart, and nobody calls one that it gets later.
      for (const event of ['plugin.started', 'plugin.replaced'] as const)
        context.events.handle(event, ({ plugin }) => (plugin === context.id ? made.listen() : undefined));
      around(instance, 'stop', (stop) => made.close().finally(stop));
    },
  };

  const handler: Kind<HandlerMeta> = {
    key: HANDLER,
    title: '@Handler',
    check: ({ value: { subscriptions }, isStatic }) =>
      isStatic === true
        ? 'a static method belongs to no instance, so it cannot be a handler'
        : subscriptions.length === 0
          ? 'it names no event'
          : undefined,
    bind(instance, { value, member }, context) {
      for (const event of new Set(value.subscriptions))
        context.events.handle(
          event,
          (payload: unknown, name: string) => Reflect.apply(methodOf(instance, member!), instance, [payload, name]) as unknown,
        );
    },
  };

  const step: Kind<StepOptions> = {
    key: STEP,
    title: '@Step',
    local: true,
    check: ({ value, isStatic }) =>
      isStatic === true ? 'a static method belongs to no instance, so it cannot be a step' : whyNotOptions(value, STEP_OPTIONS),
    bind: (instance, { value, member }) =>
      void of(instance).push({ ...value, name: String(member), fn: methodOf(instance, member!), instance }),
  };

  const pipeline: Kind<PipelineMeta> = {
    key: PIPELINE,
    title: '@Pipeline',
    check: ({ value: { name, options } }) => whyNotName(name) ?? whyNotOptions(options, PIPELINE_OPTIONS),
    bind(instance, { value: { name, options } }, context) {
      world.pipelines.add(context, name, new Pipeline({ ...options, name, scope: scopeOf(context), context, steps: () => of(instance) }));
    },
  };

  // By the time of its start all steps are known.
  const steps: Kind<PipelineMeta> = {
    key: STEPS,
    title: '@Pipeline',
    local: true,
    bind(instance, { value: { name } }, context) {
      around(instance, 'start', (start) => {
        if (of(instance).length > 0) return start();
        throw new AgentError('agent.no-steps', {
          message: `The pipeline '${name}' has no steps.`,
          hint: `Put @Step() on methods of ${instance.constructor.name}.`,
          plugin: context.id,
          place: instance.constructor.name,
        });
      });
    },
  };

  const job: Kind<JobMeta> = {
    key: JOB,
    title: '@Job',
    check({ value: { name, options }, isStatic }) {
      if (isStatic === true) return 'a static method belongs to no instance, so it cannot be a job';
      const why = whyNotName(name) ?? whyNotOptions(options, JOB_OPTIONS);
      return why ?? (options.schedule === undefined ? undefined : whyNotSchedule(options.schedule));
    },
    bind(instance, { value: { name, options }, member }, context) {
      const { schedule, timeout } = options;
      world.jobs.add({
        name,
        scope: scopeOf(context),
        context,
        work: methodOf(instance, member!),
        instance,
        settings: context.config as unknown,
        isReady: readiness(context),
        ...(schedule === undefined ? {} : { schedule: scheduleOf(schedule, `The job '${name}'`, context.clock.now()) }),
        ...(timeout === undefined ? {} : { timeout }),
      });
    },
  };

  const counter: Kind<CounterMeta> = {
    key: COUNTER,
    title: '@Counter',
    check: ({ value: { name, events } }) => whyNotName(name) ?? (events.length === 0 ? 'it names no event' : undefined),
    bind: (_instance, { value: { name, events } }, context) => world.counters.add(context, scopeOf(context), name, events),
  };

  return [service, source, handler, step, pipeline, steps, job, counter];
}

/** Puts something around a lifecycle method, on the instance only; one that the class does not have is as if it did nothing. */
function around(instance: object, method: 'start' | 'stop', wrap: (written: () => Promise<unknown>) => Promise<unknown>): void {
  const written: unknown = Reflect.get(instance, method);
  const call = (force?: boolean): Promise<unknown> =>
    typeof written === 'function' ? called(written, instance, method === 'stop' ? [force] : []) : Promise.resolve();
  Object.defineProperty(instance, method, {
    value: method === 'stop' ? (force: boolean): Promise<unknown> => wrap(() => call(force)) : (): Promise<unknown> => wrap(call),
    configurable: true,
    writable: true,
  });
}

/** Becomes true when the plugin has started, and false when it begins to stop. */
function readiness(context: PluginContextView): () => boolean {
  // A generation that takes over another's place is bound when it has started.
  let hasStarted = context.previous !== undefined;
  if (!hasStarted)
    context.events.handle('plugin.started', ({ plugin }) => void (hasStarted ||= plugin === context.id), {
      priority: Number.MIN_SAFE_INTEGER,
    });
  return () => hasStarted && !context.signal.aborted;
}

function whyNotName(name: unknown): string | undefined {
  return typeof name === 'string' && /^[A-Za-z0-9_.-]{1,64}$/.test(name)
    ? undefined
    : "its name has to be 1 to 64 letters, digits, '_', '-' and '.'";
}

/** What can be seen without a clock: whether it can be read, and fits any time at all. Without croner nobody knows; then binding it fails. */
function whyNotSchedule(schedule: unknown): string | undefined {
  try {
    scheduleOf(schedule, 'it', 0);
    return undefined;
  } catch (thrown) {
    if (hasCode(thrown, 'agent.no-croner')) return undefined;
    return thrown instanceof AgentError ? thrown.problem.message.replace(/\.$/, '') : textOf(thrown);
  }
}
