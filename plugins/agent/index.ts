/** Open this for the names of `mortise/agent`: agents and apps in the sense of Bodhi, their elements as definitions and as decorators. */
export { createAgent, type Agent, type AgentHostOptions, type AgentOptions } from './agent.js';
export type { AgentCheck } from './check.js';
export type { CounterInfo, Counters } from './counters.js';
export { Counter, Handler, Job, Pipeline, Service, Source, Step } from './decorators.js';
export type {
  AgentDefinition,
  AppDefinition,
  Done,
  HandlerDefinition,
  Implicit,
  JobDefinition,
  JobOptions,
  ParameterDefinition,
  PipelineDefinition,
  PipelineOptions,
  Reference,
  RetryDefinition,
  ScheduleDefinition,
  ServiceDefinition,
  SettingDefinition,
  SourceDefinition,
  SourceEmitter,
  SourceProvider,
  StepDefinition,
  StepOptions,
} from './definition.js';
export { AgentError, type Issue } from './errors.js';
export type { AgentExtension } from './extension.js';
export type { LastRun } from './job-store.js';
export type { JobContext, JobEvent, JobInfo, Jobs } from './jobs.js';
export type { PipelineInfo, Pipelines, RunEnd, StepCall } from './pipelines.js';
export { checkRoute, type RouteStep } from './route.js';
export type { Settings } from './settings.js';
export type { SourceInfo, Sources } from './sources.js';
