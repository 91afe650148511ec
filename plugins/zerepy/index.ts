/** Open this for the names of `mortise/zerepy`: connections and actions, their registry and calls, and the plugins of ZerePy's document. */
export type { ActionInfo, Actions, Connections, ConnectionStatus } from './actions.js';
export type { ActionEvent } from './call.js';
export {
  ActionPlugin,
  ConnectionPlugin,
  PluginBase,
  type ActionOptions,
  type Arguments,
  type Backoff,
  type Call,
  type CallOptions,
  type ConnectionContract,
  type ConnectionOptions,
  type Limits,
  type Parameters,
  type PluginClass,
  type PluginConfig,
  type PluginOptions,
  type ValuesOf,
} from './contract.js';
export { Action, Connection, HealthCheck, type ActionDecorator } from './decorators.js';
export { discoverPlugins, type Discovered, type Discovery } from './discovery.js';
export {
  PluginCleanupError,
  PluginConfigError,
  PluginDependencyError,
  PluginError,
  PluginExecutionError,
  PluginLoadError,
  PluginNotFoundError,
  PluginParameterError,
  PluginTimeoutError,
  type Issue,
} from './errors.js';
export type { PluginFactory } from './factory.js';
export type { Hook, HookEvent, HookSet, HookStep, PluginHooks } from './hooks.js';
export type { PluginManager } from './manager.js';
export type { PluginMonitor, Usage } from './monitor.js';
export { validatePluginConfig } from './plugin-config.js';
export type { CategoryOptions, EntryFilter, Owner, PluginRegistry, RegisterOptions, RegistryEntry } from './registry.js';
export type { ResourceInfo, Resources } from './resources.js';
export { createZerePy, type ZerePy, type ZerePyOptions } from './zerepy.js';
