/** Open this to see the process as a plugin of the host: it starts when everything has, and ends while everybody still hears of it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { definePlugin, PluginContext, type PluginContextView, type PluginDefinition } from 'mortise';
import type { ServerCommand } from './contract.js';
import type { Console } from './intake.js';
import { ServerProcess } from './process.js';
import type { World } from './world.js';

/** The plugin `mcdreforged.server`: listed, disabled and reloaded like any other. */
export function serverPlugin(world: World, command: ServerCommand, running: Console): PluginDefinition {
  const { home, version } = world.settled;
  const cwd = command.cwd ?? (existsSync(join(home, 'server')) ? 'server' : '.');
  return definePlugin({
    id: 'mcdreforged.server',
    version,
    versions: 'mcdreforged',
    name: command.command,
    reload: 'restart',
    dependencies: { mcdreforged: '*' },
    inject: [PluginContext],
    setup(context: PluginContextView) {
      const process = new ServerProcess({
        context,
        command,
        cwd: resolve(home, cwd),
        stopCommand: () => world.handler.value.stopCommand,
        line: (text) => running.intake?.server(text, context.log),
        told: (event, args) => context.events.emitAsync(event, args as never),
      });
      const begin = (): unknown => (command.autostart === false ? undefined : process.start());
      return {
        start() {
          world.process = process;
          if (world.host.state === 'running') context.setTimeout(begin, 0);
          else context.events.handle('host.started', begin);
        },
        beforeStop: () => process.stop(),
        stop() {
          process.kill();
          world.process = undefined;
        },
      };
    },
  });
}
