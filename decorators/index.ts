/** Open this for all that a plugin author imports: the decorators, and the tokens that can be injected. */
export { Plugin, Component, type Injected, type InjectingDecorator } from './plugin.js';
export { Around, type AroundDecorator } from './around.js';
export { Command, type CommandDecorator } from './command.js';
export { OnEvent, type HandlerDecorator } from './on-event.js';
export { Provide, Use } from './provide.js';
export { Config, Field, type FieldDecorator } from './config.js';
export { definePlugin } from '../src/facts/definition.js';
export {
  classFact,
  memberFact,
  placeFact,
  type ClassFactDecorator,
  type MemberFactDecorator,
  type PlaceFactDecorator,
} from '../src/facts/facts.js';
export { App, Clock, EventBus, Host, Logger, PluginContext, type ExtensionContext } from '../src/facts/tokens.js';
