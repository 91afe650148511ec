/** Open this for the names of `mortise/mcdreforged`: MCDReforged's world in a host, what its plugins are given, and what they can override. */
export type { ArchiveLimits } from './archive.js';
export type { BothNames, SnakeCase } from './both-names.js';
export {
  Boolean,
  CountingLiteral,
  Enumeration,
  Float,
  GreedyText,
  Integer,
  Literal,
  Number,
  QuotableText,
  SimpleCommandBuilder,
  Text,
  type ArgumentOptions,
} from './command-builder.js';
export type { CommandCallback, CommandContext, ErrorHandler, ErrorOptions, NodeBuilder } from './command-node.js';
export * from './command-errors.js';
export type { McdrCommandSource } from './command-source.js';
export type { ConfigOptions } from './config-file.js';
export type * from './contract.js';
export { eventListener, eventListener as event_listener, type ListenerMark } from './event-listener.js';
export { MCDRPluginEvents } from './events.js';
export { basicHandler, vanillaHandler, type ServerHandler } from './info-handler.js';
export { InfoSource, type Info, type ParsedInfo } from './info.js';
export { createMcdr, type Mcdr } from './mcdr.js';
export type { IdGrammar, Metadata, PluginMetadata } from './metadata.js';
export type { Preference } from './preferences.js';
export type { PluginLogger } from './interface-base.js';
export type { PluginServerInterface } from './server-interface.js';
export type { Mapping } from './translation.js';
export type { InfoFilter } from './world.js';
