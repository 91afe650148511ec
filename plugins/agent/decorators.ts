/** Open this for `@Service`, `@Source`, `@Handler`, `@Pipeline`, `@Step`, `@Job` and `@Counter`: elements of an agent as classes and methods. */
import { classFact, memberFact, type Class, type ClassFactDecorator, type MemberFactDecorator } from 'mortise';
import { Provide } from 'mortise/decorators';
import type { JobOptions, PipelineOptions, SourceProvider, StepOptions } from './definition.js';

export const SERVICE = 'agent.service';
export const SOURCE = 'agent.source';
export const HANDLER = 'agent.handler';
export const PIPELINE = 'agent.pipeline';
export const STEPS = 'agent.steps';
export const STEP = 'agent.step';
export const JOB = 'agent.job';
export const COUNTER = 'agent.counter';

export interface SourceMeta {
  readonly name: string;
  readonly bindings?: Readonly<Record<string, string>>;
  readonly url?: string;
}

export interface HandlerMeta {
  readonly subscriptions: readonly string[];
}

export interface PipelineMeta {
  readonly name: string;
  readonly options: PipelineOptions;
}

export interface JobMeta {
  readonly name: string;
  readonly options: JobOptions;
}

export interface CounterMeta {
  readonly name: string;
  readonly events: readonly string[];
}

/** Who has not listed it is told this. */
const BY = 'createAgent() of mortise/agent';
const service = classFact<{ readonly name: string }>(SERVICE, BY);
const source = classFact<SourceMeta>(SOURCE, BY);
const handler = memberFact<HandlerMeta>(HANDLER, BY);
const pipeline = classFact<PipelineMeta>(PIPELINE, BY);
const steps = classFact<PipelineMeta>(STEPS, BY);
const step = memberFact<StepOptions>(STEP, BY);
const job = memberFact<JobMeta>(JOB, BY);
const counter = classFact<CounterMeta>(COUNTER, BY);

/**
 * Publishes a plugin or component as a service: others find it under `service/<name>`, definitions as `$service:<name>`. Methods find `this.logger`,
 * `this.publish(event, payload)`, `this.own(effect)` and `this.name`, unless the class has members of these names. From Bodhi's services.
 */
export function Service(name: string): ClassFactDecorator {
  const decorate = service({ name });
  const provide = Provide(`service/${name}`);
  return ((target: Class, context?: ClassDecoratorContext) => {
    (decorate as (...all: readonly unknown[]) => void)(target, context);
    (provide as (...all: readonly unknown[]) => void)(target, context);
  }) as ClassFactDecorator;
}

/**
 * Makes a plugin or component a source: `bind(bindings, emitter, done)` belongs to its start, `listen` comes when the plugin has started, `close`
 * first of its stop. A plugin whose two generations can't listen at once says `reload: 'restart'`. From Bodhi's sources.
 */
export function Source(
  name: string,
  options: Omit<SourceMeta, 'name'> = {},
): (target: Class<SourceProvider>, context?: ClassDecoratorContext) => void {
  return source({ name, ...options });
}

/** Makes a method `(payload, event)` a handler of several events. `@OnEvent` does it for one, with priorities and streams. From Bodhi's handlers. */
export function Handler(...subscriptions: readonly string[]): MemberFactDecorator {
  return handler({ subscriptions });
}

/**
 * Makes a plugin or component a pipeline: its methods with `@Step` run one after the other, each with what the one before gave. The first gets `{}`,
 * or what `pipelines.run(name, input)` gives. A class without steps does not start (`agent.no-steps`). From Bodhi's pipelines.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { Plugin } from 'mortise/decorators';
 * import { createAgent, Pipeline, Step, type StepCall } from 'mortise/agent';
 *
 * @Plugin({ id: 'restock', version: '1.0.0' })
 * @Pipeline('restock', { subscriptions: 'stock.low', success: 'stock.ordered' })
 * class Restock {
 *   @Step() find(_input: object, { event }: StepCall) {
 *     return { sku: event?.payload, quantity: 10 };
 *   }
 *   @Step({ timeout: 5_000, retry: 2 }) async order(wish: { sku: string; quantity: number }) {
 *     return `${wish.quantity} ${wish.sku}`;
 *   }
 * }
 *
 * const host = createHost({ extensions: [createAgent(), Restock], log: { level: 'silent' } });
 * await host.start();
 * const ordered = host.events.once('stock.ordered');
 * host.events.emit('stock.low', 'tea');
 * console.log(await ordered); // 10 tea
 * await host.stop();
 * ```
 */
export function Pipeline(name: string, options: PipelineOptions = {}): ClassFactDecorator {
  const both = [pipeline({ name, options }), steps({ name, options })];
  return ((...given: readonly unknown[]) => {
    for (const decorate of both) (decorate as (...all: readonly unknown[]) => void)(...given);
  }) as ClassFactDecorator;
}

/** Makes a method `(input, { event, signal })` a step of its `@Pipeline`, in the order in which they are written. */
export function Step(options: StepOptions = {}): MemberFactDecorator {
  return step(options);
}

/**
 * Makes a method `(context)` or `(context, done)` a job: it runs at its `schedule` (as cron has it), or when `jobs.run(name)` says so. What it gives
 * back, `{ message, state }` or a message, is kept: `context.state` and `context.meta.lastRun` of the next run. One that never fires is refused.
 * From Bodhi's jobs.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { Plugin } from 'mortise/decorators';
 * import { createAgent, Job, type JobContext } from 'mortise/agent';
 *
 * @Plugin({ id: 'report', version: '1.0.0' })
 * class Report {
 *   @Job('report', { schedule: '0 3 * * *', timeout: 60_000 }) async send({ state = 0 }: JobContext<number>) {
 *     return { message: `report ${state + 1}`, state: state + 1 };
 *   }
 * }
 *
 * const agent = createAgent();
 * const host = createHost({ extensions: [agent, Report], log: { level: 'silent' } });
 * await host.start();
 * await agent.jobs.run('report');
 * console.log((await agent.jobs.run('report')).message); // report 2
 * await host.stop();
 * ```
 */
export function Job(name: string, options: JobOptions = {}): MemberFactDecorator {
  return job({ name, options });
}

/** Counts events under one name, as `counters.get(name)` tells it. From Bodhi's counters. */
export function Counter(name: string, ...events: readonly string[]): ClassFactDecorator {
  return counter({ name, events });
}
