/** Open this for the names of `mortise/ockle`: templates and forms, daemon commands and their client, and plugins in Ockle's form. */
export { createClient, type Commands, type OckleClient } from './client.js';
export {
  CommunicationHandler,
  type CommandCall,
  type DaemonCommandInfo,
  type DaemonCommandOptions,
  type DaemonFunction,
  type Dict,
} from './communication-handler.js';
export { DaemonCommand } from './daemon-command.js';
export { OckleError } from './errors.js';
export { Field } from './field.js';
export { Form, form, type Choices, type FormOptions, type FormResult, type FormValues, type ValueOf } from './form.js';
export { formFrom, type FormFromOptions, type StandardSchema } from './from-json-schema.js';
export { ModuleTemplate, type MainDaemon, type ModuleClass, type PluginCommands } from './module-template.js';
export { createOckle, type Ockle, type OckleOptions } from './ockle.js';
export { formOf, readTemplate, readTemplates, type Templates } from './template.js';
