/** Open this to see a pipeline run: steps whose results feed the next, with limits, further tries and a way to end it, as one stream. */
import type { PluginContextView } from 'mortise';
import {
  catchError,
  concatMap,
  exhaustMap,
  lastValueFrom,
  mergeMap,
  Observable,
  of,
  Subject,
  switchMap,
  throwError,
  type OperatorFunction,
} from 'rxjs';
import { called } from './called.js';
import type { PipelineOptions, RetryDefinition, StepOptions } from './definition.js';
import { AgentError, textOf } from './errors.js';
import { Roster } from './roster.js';
import { eventOf, heardOf, implicitOf, listOf, selfOf, type Scope } from './scope.js';
import { abortable, trying, until, within } from './streams.js';

/** A step, ready to be called. */
export interface Step extends StepOptions {
  readonly name: string;
  readonly fn: Function;
  /** What it finds in `this`, besides what each step finds there. */
  readonly props?: unknown;
  /** What is `this`, instead: the instance of a decorated class. */
  readonly instance?: object;
}

/** What steps find in `this`, or, of a decorated class, behind the input. */
export interface StepCall {
  /** What the run was begun by. */
  readonly event?: { readonly name: string; readonly payload: unknown };
  /** Aborted when this try is over: its time is up, or the run was ended. */
  readonly signal: AbortSignal;
}

/** How a run ended. */
export interface RunEnd {
  readonly pipeline: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly result?: unknown;
  readonly error?: AgentError;
}

/** A pipeline as it is told: its steps, and the runs so far. */
export interface PipelineInfo {
  readonly name: string;
  readonly plugin: string;
  readonly steps: readonly string[];
  /** Runs that are on their way. */
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

interface Begun {
  readonly input: unknown;
  readonly event?: StepCall['event'];
}

interface PipelineInput extends PipelineOptions {
  readonly name: string;
  readonly scope: Scope;
  readonly context: PluginContextView;
  readonly steps: () => readonly Step[];
}

type Runs = (run: (begun: Begun) => Observable<never>) => OperatorFunction<Begun, never>;

const OVERLAP: Readonly<Record<NonNullable<PipelineOptions['overlap']>, Runs>> = {
  parallel: (run) => mergeMap(run),
  queue: (run) => concatMap(run),
  latest: (run) => switchMap(run),
  drop: (run) => exhaustMap(run),
};

/** One pipeline of a plugin that runs. */
export class Pipeline {
  readonly #input: PipelineInput;
  readonly #abort = new Set<AbortController>();
  readonly #begun = new Subject<Begun>();
  #succeeded = 0;
  #failed = 0;

  constructor(input: PipelineInput) {
    this.#input = input;
    const { context, scope, overlap = 'parallel' } = input;
    const heard = listOf(input.subscriptions).flatMap((name) => heardOf(scope, name));
    for (const name of new Set(heard))
      context.events.handle(name, (payload, event) => this.#begun.next({ input: {}, event: { name: event, payload } }));
    // What goes wrong was told by the run itself.
    const runs = this.#begun.pipe(OVERLAP[overlap]((begun) => this.#stream(begun)));
    context.own(runs.subscribe());
    context.own(() => this.cancel());
  }

  /** Runs the steps with an input of your own, `{}` by default. Rejects with `agent.pipeline-failed` or `agent.pipeline-ended`. */
  run(input: unknown = {}): Promise<unknown> {
    return this.#run({ input });
  }

  /** Ends every run that is on its way; returns how many there were. */
  cancel(): number {
    const many = this.#abort.size;
    for (const abort of this.#abort) abort.abort();
    return many;
  }

  info(name: string): PipelineInfo {
    const steps = this.#input.steps().map((step) => step.name);
    return { name, plugin: this.#input.context.id, steps, running: this.#abort.size, succeeded: this.#succeeded, failed: this.#failed };
  }

  /** A run that ends when nobody wants it any more. */
  #stream(begun: Begun): Observable<never> {
    return new Observable((subscriber) => {
      const abort = new AbortController();
      const end = (): void => subscriber.complete();
      this.#run(begun, abort).then(end, end);
      return () => abort.abort();
    });
  }

  async #run(begun: Begun, abort = new AbortController()): Promise<unknown> {
    const { name, context, timeout } = this.#input;
    const began = context.clock.now();
    this.#abort.add(abort);
    const over = (message: string): AgentError =>
      new AgentError('agent.pipeline-ended', { message: `The pipeline '${name}' ${message}.`, hint: 'Run it again.', plugin: context.id });
    const run$ = this.#input
      .steps()
      .reduce<Observable<unknown>>((input$, step) => input$.pipe(concatMap((input) => this.#step(step, input, begun))), of(begun.input))
      .pipe(
        within(
          context.clock,
          timeout,
          () =>
            new AgentError('agent.timeout', {
              message: `The pipeline '${name}' took longer than ${timeout} ms.`,
              hint: 'Give it more time, or its steps less.',
              plugin: context.id,
            }),
        ),
        until(abort.signal, () => over(context.signal.aborted ? 'was ended: its plugin stops' : 'was ended')),
      );
    try {
      const result = await lastValueFrom(run$);
      this.#succeeded += 1;
      this.#tell('success', result);
      this.#tell('done', { pipeline: name, ok: true, ms: context.clock.now() - began, result });
      return result;
    } catch (thrown) {
      const error = thrown as AgentError;
      this.#failed += 1;
      if (!context.signal.aborted) context.log.error(error.problem.message, { code: error.code });
      this.#tell('failed', error);
      this.#tell('done', { pipeline: name, ok: false, ms: context.clock.now() - began, error });
      throw error;
    } finally {
      this.#abort.delete(abort);
    }
  }

  #step(step: Step, input: unknown, { event }: Begun): Observable<unknown> {
    const { name, scope, context } = this.#input;
    const { clock } = context;
    const { timeout } = step;
    const failed = (code: 'failed' | 'timeout', message: string, cause?: unknown): AgentError =>
      new AgentError(code === 'timeout' ? 'agent.timeout' : 'agent.pipeline-failed', {
        message: `The pipeline '${name}' failed in its step '${step.name}': ${message}.`,
        hint:
          code === 'timeout'
            ? 'Give the step more time, or let it end early when its signal is aborted.'
            : 'The cause has what was thrown.',
        plugin: context.id,
        details: { pipeline: name, step: step.name },
        cause,
      });
    const call = (signal: AbortSignal): Promise<unknown> => {
      const about: StepCall = { signal, ...(event === undefined ? {} : { event }) };
      if (step.instance !== undefined) return Promise.resolve(Reflect.apply(step.fn, step.instance, [input, about]));
      const self = selfOf({ ...implicitOf(name, scope, context), ...about }, step.props);
      return called(step.fn, self, [input]).then(([result]) => result);
    };
    return abortable(call).pipe(
      within(clock, timeout, () => failed('timeout', `it took longer than ${timeout} ms`)),
      trying(clock, retryOf(step.retry), (error, attempt) =>
        context.log.warn(`The step '${step.name}' of '${name}' is tried again after try ${attempt}: ${textOf(error)}`),
      ),
      // What was thrown is named once, with its step.
      catchError((error: unknown) =>
        throwError(() => (error instanceof AgentError ? error : failed('failed', context.withoutSecrets(textOf(error)), error))),
      ),
    );
  }

  #tell(what: 'success' | 'failed' | 'done', payload: unknown): void {
    const { context, scope, [what]: event } = this.#input;
    // The plugin of a run that was ended may be gone by now, and its bus with it.
    if (event !== undefined && !context.signal.aborted) context.events.emit(eventOf(scope, event), payload);
  }
}

function retryOf(retry: StepOptions['retry'] = 0): Required<RetryDefinition> {
  return { delay: 200, factor: 2, ...(typeof retry === 'number' ? { count: retry } : retry) };
}

/** The pipelines of a host, as `agent/pipelines` has them. */
export class Pipelines {
  readonly #roster = new Roster<Pipeline>('pipeline');

  /** @internal */
  add(context: PluginContextView, name: string, pipeline: Pipeline): void {
    this.#roster.add(context, name, pipeline);
  }

  /** Runs one: `restock`, `shop:restock` of the app `shop`. Rejects with `agent.unknown`, and as the run does: `agent.pipeline-failed`, `agent.pipeline-ended`, `agent.timeout`. */
  async run(name: string, input?: unknown): Promise<unknown> {
    return this.#roster.get(name).run(input);
  }

  /** Ends all runs of one; returns how many there were. */
  cancel(name: string): number {
    return this.#roster.get(name).cancel();
  }

  list(): PipelineInfo[] {
    return this.#roster.all().map(([name, pipeline]) => pipeline.info(name));
  }
}
