/** Open this for the names that service owners, extension authors and consumers import. */
export * from './model/registry.js';
export { checkFields } from './config/check-schema.js';
export { jsonSchemaOf, type JsonSchema } from './config/json-schema.js';
export { checkConfig, checkOptions, type CheckedConfig, type WrongOptions } from './config/schema.js';
export type { ControlPlace } from './control/client.js';
export { argument, literal } from './command/node.js';
export { takesCallback } from './extension/takes-callback.js';
export { dependencyGraph, type DependencyGraph } from './graph/dependency-graph.js';
export { createHost } from './host.js';
export { execInHost } from './host/exec-in-host.js';
export { hasCode, MortiseError } from './problem/error.js';
export { printProblem } from './problem/problem.js';
export { printProblems } from './problem/proof.js';
export {
  classFact,
  memberFact,
  placeFact,
  type ClassFactDecorator,
  type MemberFactDecorator,
  type PlaceFactDecorator,
} from './facts/facts.js';
export { definePlugin } from './facts/definition.js';
export { App, Clock, EventBus, Host, Logger, PluginContext, type ExtensionContext } from './facts/tokens.js';
export { VERSION } from './facts/brand.js';
export { consoleLog, pinoLog } from './platform/log.js';
export { printTable } from './kernel/report.js';
export { versionDialect } from './version/dialects.js';
export type { ComponentDefinition, HandlerDefinition, InjectToken, Lifecycle, PluginDefinition, PluginMeta } from './facts/keys.js';
export type * from './model/around.js';
export type * from './model/command.js';
export type * from './model/context.js';
export type * from './model/details.js';
export type * from './model/doctor.js';
export type * from './model/dump.js';
export type * from './model/explanation.js';
export type * from './model/extension.js';
export type * from './model/fact.js';
export type * from './model/graph.js';
export type * from './model/health.js';
export type * from './model/history.js';
export type * from './model/hooks.js';
export type * from './model/host.js';
export type * from './model/kind.js';
export type * from './model/manifest.js';
export type * from './model/name.js';
export type * from './model/options.js';
export type * from './model/plan.js';
export type * from './model/ports.js';
export type * from './model/problem.js';
export type * from './model/report.js';
export type * from './model/source.js';
export type * from './model/usage.js';
export type { VersionDialect } from './model/version.js';
