/** Open this to see the commands by which people use connections and actions. */
import type { PermissionLevel, PluginContextView } from 'mortise';
import type { Actions, Connections } from './actions.js';
import type { Arguments } from './contract.js';
import { PluginParameterError } from './errors.js';
import type { PluginMonitor } from './monitor.js';

interface Ports {
  readonly actions: Actions;
  readonly connections: Connections;
  readonly monitor: PluginMonitor;
}

/** Registers the commands of ZerePy; they go with the plugin. */
export function registerCommands(
  { commands }: PluginContextView,
  { actions, connections, monitor }: Ports,
  permission: PermissionLevel,
): void {
  const ofAction = { permission, suggest: { name: () => actions.list().map(({ name }) => name) } };
  const ofConnection = { permission, suggest: { connection: async () => (await connections.status()).map(({ name }) => name) } };
  commands.register('list-connections', () => connections.status(), { permission, doc: 'The connections, and where each stands' });
  commands.register('list-actions', () => actions.list(), { permission, doc: 'The actions that stand for themselves' });
  commands.register('list-actions <connection>', ({ connection }) => connections.actions(connection), {
    ...ofConnection,
    doc: 'The actions of a connection',
  });
  commands.register('configure-connection <connection>', ({ connection }) => connections.configure(connection), {
    ...ofConnection,
    doc: 'Makes a connection usable',
  });
  commands.register('plugin-health', () => monitor.checkHealth(), { permission, doc: 'Whether all plugins are well' });
  const doc = 'Calls an action of a connection: with values in order, name=value, or JSON';
  commands.register('agent-action <connection> <action>', ({ connection, action }) => connections.performAction(connection, action), {
    ...ofConnection,
    doc,
  });
  commands.register(
    'agent-action <connection> <action> <arguments:greedy>',
    ({ connection, action, arguments: line }) => connections.performAction(connection, action, argumentsOf(line)),
    { ...ofConnection, doc },
  );
  commands.register('action <name>', ({ name }) => actions.execute(name), {
    ...ofAction,
    doc: 'Calls an action, with arguments as agent-action has them',
  });
  commands.register('action <name> <arguments:greedy>', ({ name, arguments: line }) => actions.execute(name, argumentsOf(line)), ofAction);
}

/** `5 "two words"` is a list, `a=5 b="two words"` has names, and what begins with a bracket is JSON. */
export function argumentsOf(line: string): Arguments {
  const text = line.trim();
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text) as Arguments;
    } catch (cause) {
      const message = `these arguments are no JSON: ${(cause as Error).message}`;
      throw new PluginParameterError('zerepy.bad-parameters', {
        message: `Nothing was called: ${message}.`,
        hint: 'Write values in order, name=value, or JSON.',
        blame: 'host',
        cause,
        issues: [{ path: '', message }],
      });
    }
  }
  const words = [...text.matchAll(/(?:([A-Za-z_]\w*)=)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, name, quoted, bare]) => ({
    name,
    value: quoted?.replaceAll(/\\(.)/g, '$1') ?? bare,
  }));
  if (words.length > 0 && words.every(({ name }) => name !== undefined))
    return Object.fromEntries(words.map(({ name, value }) => [name, value]));
  return words.map(({ name, value }) => (name === undefined ? value : `${name}=${value}`));
}
