/** Open this to see what an agent and an app may say: every element of a definition, in the words of Bodhi's documents. */
import type { ExtensionSpec, LogThreshold, LoggerView, PluginContextView } from 'mortise';

/** `$plugins:a:b[:member]`, `$service:name[:member]` or `$setting:key[:key]`. */
export type Reference = `$${string}`;

/** The last parameter of what is written with a callback; call it once, with an error if it failed. */
export type Done = (error?: unknown) => void;

/** What elements find in `this`. */
export interface Implicit {
  readonly name: string;
  readonly logger: LoggerView;
  /** Emits an event. A name without a dot belongs to the app: `ordered` of the app `shop` is `shop.ordered` for everybody else. */
  publish(event: string, payload?: unknown): void;
  /** Puts an effect on the ledger: it is undone when the element stops. */
  readonly own: PluginContextView['own'];
}

/** One setting. `keys:consumerKey` is a key within `keys`. */
export interface SettingDefinition {
  readonly property: string;
  /** A value, a reference to another setting, or a function that gives the value, synchronously: it is called once, when it is asked for first. */
  readonly value: unknown;
}

/** What a person may set without editing the app. A value that is given comes before every setting of the same key. */
export interface ParameterDefinition {
  readonly description?: string;
  /** Default `string`. */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'select' | 'list';
  /** Of a `select`. */
  readonly choices?: readonly (string | number)[];
  /** The key of the setting that it overrides. Default: its own name. */
  readonly setting?: string;
  /** Without a value, a setting or a default the app's elements don't start. Default false. */
  readonly required?: boolean;
  /** Counts where nobody gives a value and no setting has one. */
  readonly default?: unknown;
  /** Of a string: hidden wherever values are shown. Default false. */
  readonly secret?: boolean;
}

interface Made {
  readonly name: string;
  /** What it is made of: a class, a function that gives it, or an object; often a reference. */
  readonly provider?: unknown;
  /** How: `constructor`, `function` or `literal`; by default what the provider looks like. Or the thing itself, instead of a provider. */
  readonly factory?: unknown;
  /** Arguments, in order; references in them are resolved. */
  readonly args?: readonly unknown[] | Reference;
}

/** One value for the whole app, made once, found as `$service:name`, and by others under the namespace `service/<name>`. */
export type ServiceDefinition = Made;

/** Brings events in from outside. */
export interface SourceDefinition extends Made {
  /** From external to app events: `{ 'tweet': 'tweeted' }`. */
  readonly bindings?: Readonly<Record<string, string>> | Reference;
  /** What it connects to, for `check-route` and `check-connection`: `https://api.example.org/v1`, `tcp://broker:1883`. */
  readonly url?: string;
}

/** What the provider of a source gives. Each may also return a promise instead of calling back. */
export interface SourceProvider {
  /** Connects external events to those of the app: `emitter.emit(bindings.tweet, payload)`. The app loads when it has called back. */
  bind(bindings: Readonly<Record<string, string>>, emitter: SourceEmitter, done: Done): unknown;
  /** Everything has started: events may come. */
  listen?(done: Done): unknown;
  /** Nothing comes any more: the source stops, or its `bind` failed or took too long. */
  close?(done: Done): unknown;
  /** For `check-connection`: throws, rejects, calls back with an error or gives false when the other side can't be reached. */
  check?(done: Done): unknown;
}

/** What a source emits with. */
export interface SourceEmitter {
  /** Takes an event of the app, or an external one of the bindings. What comes before `listen` is delivered then. */
  emit(event: string, payload?: unknown): void;
}

/** Does something when an event comes. */
export interface HandlerDefinition {
  /** Default: its place in the list. */
  readonly name?: string;
  readonly subscriptions: string | readonly string[];
  /** `(payload, event)`, or a reference to such a function. */
  readonly fn: unknown;
  /** Resolved once, and found in `this`. */
  readonly props?: Readonly<Record<string, unknown>>;
}

/** Milliseconds before a further try: `delay`, then `factor` times the wait before. */
export interface RetryDefinition {
  /** Further tries after the first. */
  readonly count: number;
  /** Default 200. */
  readonly delay?: number;
  /** Default 2. */
  readonly factor?: number;
}

/** How long a step of a pipeline may take, and how often it is tried. */
export interface StepOptions {
  /** Milliseconds for each try. Default: as long as it takes. */
  readonly timeout?: number;
  /** Further tries, or how they are made. Default 0. */
  readonly retry?: number | RetryDefinition;
}

/** One step of a pipeline. */
export interface StepDefinition extends StepOptions {
  /** Default: the name of its function, or its place. */
  readonly name?: string;
  /** `(input, callback)` or `(input)` with a promise; what it gives is the input of the next. */
  readonly fn: unknown;
  readonly props?: Readonly<Record<string, unknown>>;
}

/** When a pipeline runs, and what is emitted of it. */
export interface PipelineOptions {
  readonly subscriptions?: string | readonly string[];
  /** Emitted with the result of the last step. */
  readonly success?: string;
  /** Emitted with the error. */
  readonly failed?: string;
  /** Emitted in both cases, with a `RunEnd`. Some of Bodhi's pages call it `stopped`. */
  readonly done?: string;
  /** Milliseconds for all of it. Default: as long as it takes. */
  readonly timeout?: number;
  /** What becomes of an event that comes during a run. `parallel`: it has a run of its own. `queue`: it waits. `latest`: it ends the run before. `drop`: nothing. Default `parallel`. */
  readonly overlap?: 'parallel' | 'queue' | 'latest' | 'drop';
}

/** Steps, one after the other: the first gets `{}`, or what `run` gives. */
export interface PipelineDefinition extends PipelineOptions {
  readonly name: string;
  readonly steps: readonly StepDefinition[];
  readonly stopped?: string;
}

/** When a job runs. */
export interface ScheduleDefinition {
  /** As cron has it, with five fields, or six with seconds; or one time, as `2026-12-24T18:00:00`. */
  readonly pattern: string;
  /** `Europe/Rome`. Default: that of the process. */
  readonly timezone?: string;
}

/** When a job runs, and how long it may take. */
export interface JobOptions {
  /** A pattern, or with a time zone. Without one it runs only when it is told to. */
  readonly schedule?: string | ScheduleDefinition;
  /** Milliseconds for a run; then it has failed, and only its signal tells the work to end. Default: as long as it takes. */
  readonly timeout?: number;
}

/** Something that is done at certain times. */
export interface JobDefinition extends JobOptions {
  readonly name: string;
  /** `(context, done(error, message, state))`, or with a promise of a message or of `{ message, state }`. */
  readonly work: unknown;
  /** Usually `$service:name`: it is `context.connection`. */
  readonly connection?: unknown;
  /** What `context.settings` is; references in it are resolved. Default: the settings of the app. */
  readonly settings?: unknown;
}

/** What an app consists of. */
export interface AppDefinition {
  /** Letters, digits, `_` and `-`. */
  readonly name: string;
  /** Default `0.0.0`. */
  readonly version?: string;
  readonly description?: string;
  /** Its home: files are relative to it. Default: the folder of its file, or that of the agent. */
  readonly dir?: string;
  /** Whether it starts with the agent. Default true. */
  readonly enabled?: boolean;
  /** Who provides it: an organisation. */
  readonly provider?: string;
  /** Lines of the app from that level on, to that file as well. Settings can't be used here: they are loaded later. */
  readonly logger?: { readonly filename?: string; readonly level?: LogThreshold };
  readonly settings?: readonly SettingDefinition[];
  readonly parameters?: Readonly<Record<string, ParameterDefinition>>;
  readonly extensions?: readonly ExtensionSpec[];
  readonly services?: readonly ServiceDefinition[];
  readonly sources?: readonly SourceDefinition[];
  readonly handlers?: readonly HandlerDefinition[];
  readonly pipelines?: readonly PipelineDefinition[];
  readonly jobs?: readonly JobDefinition[];
  /** Events that are counted together, by the name of the counter. */
  readonly counters?: Readonly<Record<string, string | readonly string[]>>;
  /** Called last, when everything else of the app runs: `(done)`, or with a promise. */
  readonly init?: unknown;
}

/** An agent: what all apps see, and the apps: each a file or an object. */
export interface AgentDefinition extends AppDefinition {
  readonly apps?: readonly (string | AppDefinition)[];
}
