/** Open this to see in which order the settings of an app are laid over each other, and what makes them incomplete. */
import type { AppDefinition } from './definition.js';
import { checkRequired, layersOf } from './parameters.js';
import { settingsOf, type Place, type Settings } from './settings.js';

interface Beside {
  readonly agent: Settings | undefined;
  /** What people gave for parameters. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The key of the plugin that has them, for messages. */
  readonly plugin: string;
}

/**
 * Defaults of parameters < the agent < extensions < the settings folder < the definition < given parameters. All of them are resolved at once,
 * so that whatever is wrong is told by nobody else. Throws `agent.missing-parameters`, and what resolving throws.
 */
export function appSettings(
  { name, settings = [], parameters = {} }: AppDefinition,
  { layers }: Place,
  { agent, given, plugin }: Beside,
): Settings {
  const { over, under } = layersOf(parameters, given);
  const inherited = agent === undefined ? [] : Object.entries(agent.all()).map(([property, value]) => ({ property, value }));
  const all = settingsOf([
    { from: 'the defaults of parameters', settings: under },
    { from: 'the agent', settings: inherited },
    ...layers(),
    { from: `the definition of '${name}'`, settings },
    { from: 'parameters', settings: over },
  ]);
  checkRequired(parameters, (setting) => all.has(setting), plugin);
  all.all();
  return all;
}
