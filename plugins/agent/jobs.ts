/** Open this to see a job run: at its times or when it is told to, with what it kept from the run before. */
import type { LoggerView, PluginContextView } from 'mortise';
import { defer, lastValueFrom } from 'rxjs';
import { called } from './called.js';
import { AgentError, isRecord, textOf } from './errors.js';
import { asJson, JobStore, type LastRun } from './job-store.js';
import { Roster } from './roster.js';
import { follow, type Schedule } from './schedule.js';
import { implicitOf, type Scope } from './scope.js';
import { abortable, until, within } from './streams.js';

declare module 'mortise' {
  interface Events {
    'agent.job_done': JobEvent;
    'agent.job_failed': JobEvent;
  }
}

/** What the events of a run carry. */
export interface JobEvent {
  readonly job: string;
  readonly plugin: string;
  readonly run: LastRun;
}

/** What the work of a job is given. */
export interface JobContext<State = unknown> {
  /** What its definition says, usually a service. */
  readonly connection?: unknown;
  /** Its own, or those of its app; of a decorated plugin its configuration. */
  readonly settings: unknown;
  /** What the run before left, as JSON holds it: a date is a text. `undefined` in the first. */
  readonly state: State | undefined;
  readonly meta: {
    readonly name: string;
    /** The app, agent or plugin that it is of. */
    readonly package: string;
    /** Of the app or agent. */
    readonly version?: string;
    /** As `agent/jobs` has it: `shop:tick`. */
    readonly namespace: string;
    readonly lastRun?: LastRun;
  };
  /** Aborted when its time is up or its plugin stops. */
  readonly signal: AbortSignal;
  readonly logger: LoggerView;
  publish(event: string, payload?: unknown): void;
}

/** A job as it is told: when it ran, when it runs next, and how that went. */
export interface JobInfo {
  readonly name: string;
  readonly plugin: string;
  readonly schedule?: string;
  /** ISO text; absent when it runs only when it is told to. */
  readonly next?: string;
  readonly running: boolean;
  readonly runs: number;
  readonly failures: number;
  readonly lastRun?: LastRun;
}

export interface JobInput {
  readonly name: string;
  readonly version?: string;
  readonly scope: Scope;
  readonly context: PluginContextView;
  readonly work: Function;
  /** What is `this`: the instance of a decorated class. */
  readonly instance?: object;
  readonly schedule?: Schedule;
  readonly timeout?: number;
  readonly connection?: unknown;
  readonly settings: unknown;
  /** False until its plugin runs, and when it begins to stop. */
  readonly isReady: () => boolean;
}

/** One job of a plugin that runs. */
class Job {
  readonly #input: JobInput;
  readonly #key: string;
  readonly #store: JobStore;
  #running: Promise<LastRun> | undefined;

  constructor(input: JobInput, key: string, store: JobStore) {
    this.#input = input;
    this.#key = key;
    this.#store = store;
    const { context, schedule } = input;
    if (schedule !== undefined) context.own(follow(schedule, context.clock, (due) => this.#due(due)));
  }

  /** Runs it now. Resolves with how it ended, well or not. Rejects with `agent.job-running` during a run, and when its state can't be kept or read. */
  run(): Promise<LastRun> {
    if (this.#running !== undefined)
      return Promise.reject(
        new AgentError('agent.job-running', {
          message: `The job '${this.#key}' runs already.`,
          hint: 'Wait until it has ended.',
          plugin: this.#input.context.id,
        }),
      );
    this.#running = this.#run().finally(() => (this.#running = undefined));
    return this.#running;
  }

  info(): JobInfo {
    const { context, schedule } = this.#input;
    const { runs, failures, lastRun } = this.#store.get(this.#key);
    const next = schedule?.next(context.clock.now());
    return {
      name: this.#key,
      plugin: context.id,
      ...(schedule === undefined ? {} : { schedule: schedule.text }),
      ...(next === undefined ? {} : { next: new Date(next).toISOString() }),
      running: this.#running !== undefined,
      runs,
      failures,
      ...(lastRun === undefined ? {} : { lastRun }),
    };
  }

  #due(due: number): void {
    const { context, isReady } = this.#input;
    if (!isReady()) return;
    if (this.#running !== undefined)
      return context.log.warn(`The job '${this.#key}' still runs, so that of ${new Date(due).toISOString()} is left out.`);
    this.run().catch((error: unknown) => {
      if (!(error instanceof AgentError)) return context.log.error(textOf(error), { error });
      // Nobody called it, so nobody else can tell.
      context.report({ ...error.problem, cause: error.cause });
    });
  }

  async #run(): Promise<LastRun> {
    const { context } = this.#input;
    const began = context.clock.now();
    const before = this.#store.get(this.#key);
    let ended: Pick<LastRun, 'ok' | 'message' | 'error'>;
    let left: { readonly state?: unknown } = {};
    /** What is thrown when the run was counted and told of. */
    let notKept: AgentError | undefined;
    try {
      const { message, ...rest } = await this.#work(before.state, before.lastRun);
      ended = { ok: true, ...(message === undefined ? {} : { message }) };
      left = rest;
    } catch (thrown) {
      ended = { ok: false, error: context.withoutSecrets(textOf(thrown)) };
      context.log.error(`The job '${this.#key}' failed: ${ended.error}`, { error: thrown });
    }
    try {
      if ('state' in left) left = { state: asJson(left.state, this.#key, context.id) };
    } catch (thrown) {
      notKept = thrown as AgentError;
      ended = { ok: false, error: notKept.problem.message };
      left = {};
    }
    const lastRun: LastRun = { at: new Date(began).toISOString(), ms: context.clock.now() - began, ...ended };
    // Another generation may have run while this one was ended.
    const { state, runs, failures } = this.#store.get(this.#key);
    try {
      this.#store.set(this.#key, { state, ...left, lastRun, runs: runs + 1, failures: failures + (lastRun.ok ? 0 : 1) });
    } catch (thrown) {
      notKept ??= thrown as AgentError;
    }
    // Its plugin may be gone by now, and its bus with it.
    if (!context.signal.aborted)
      context.events.emit(lastRun.ok ? 'agent.job_done' : 'agent.job_failed', { job: this.#key, plugin: context.id, run: lastRun });
    if (notKept !== undefined) throw notKept;
    return lastRun;
  }

  async #work(state: unknown, lastRun: LastRun | undefined): Promise<{ readonly message?: string; readonly state?: unknown }> {
    const { name, version, scope, context, work, instance, timeout, connection, settings } = this.#input;
    const implicit = implicitOf(name, scope, context);
    const call = (signal: AbortSignal): Promise<readonly unknown[]> => {
      const about: JobContext = {
        ...(connection === undefined ? {} : { connection }),
        settings,
        // What a run does to its state counts only when it says so.
        state: structuredClone(state),
        meta: {
          name,
          package: scope.of,
          ...(version === undefined ? {} : { version }),
          namespace: this.#key,
          ...(lastRun === undefined ? {} : { lastRun }),
        },
        signal,
        logger: implicit.logger,
        publish: implicit.publish,
      };
      return called(work, instance ?? implicit, [about]);
    };
    const late = (): Error => new Error(`it took longer than ${timeout} ms`);
    const stopped = (): Error => new Error('it was ended: its plugin stops');
    const given = await lastValueFrom(
      defer(() => abortable(call)).pipe(within(context.clock, timeout, late), until(context.signal, stopped)),
    );
    const isCalledBack = work.length > 1;
    if (isCalledBack) return { ...textIn(given[0]), ...(given.length > 1 ? { state: given[1] } : {}) };
    const [result] = given;
    if (!isRecord(result)) return textIn(result);
    return { ...textIn(result['message']), ...(Object.hasOwn(result, 'state') ? { state: result['state'] } : {}) };
  }
}

function textIn(message: unknown): { readonly message?: string } {
  return message === undefined || message === null ? {} : { message: textOf(message) };
}

/** The jobs of a host, as `agent/jobs` has them: `tick`, or `shop:tick` of the app `shop`. */
export class Jobs {
  readonly #roster = new Roster<Job>('job');
  readonly #store: JobStore;

  constructor(file: string | undefined) {
    this.#store = new JobStore(file);
  }

  /** @internal */
  add(input: JobInput): void {
    const { context, name } = input;
    const key = context.app === undefined ? name : `${context.app.name}:${name}`;
    this.#roster.add(context, name, new Job(input, key, this.#store));
  }

  list(): JobInfo[] {
    return this.#roster.all().map(([, job]) => job.info());
  }

  /** Throws `agent.unknown`. */
  get(name: string): JobInfo {
    return this.#roster.get(name).info();
  }

  /**
   * Runs one now, whatever its schedule says. Resolves with how it ended. Rejects with `agent.unknown`, `agent.job-running`, `agent.bad-state`, and
   * with `agent.state-not-written` when it has run, and is counted, but what it left can't be kept or written.
   */
  async run(name: string): Promise<LastRun> {
    return this.#roster.get(name).run();
  }
}
