/** Open this to see MCDReforged itself as a plugin of the host: what it does when the host starts and stops, and what it tells the others. */
import { rmSync } from 'node:fs';
import {
  type CommandSource,
  definePlugin,
  type Extension,
  type ExtensionContext,
  MortiseError,
  PluginContext,
  type PluginContextView,
} from 'mortise';
import { listenerKind } from './event-listener.js';
import { argumentsOf, MCDRPluginEvents } from './events.js';
import { type Console, Intake } from './intake.js';
import { registerManagerCommands } from './manager-commands.js';
import { serverPlugin } from './server-plugin.js';
import { serverInterface } from './server-interface.js';
import type { World } from './world.js';

export function managerOf(world: World, running: Console): Extension<ExtensionContext> {
  const { settled } = world;
  return {
    name: 'mcdreforged',
    attach() {
      // Whoever forgot to join hears of it before anything is loaded.
      void world.host;
      this.registerKind(listenerKind((context) => serverFor(world, context)));
      // A reload of this one must not take the files of others away.
      this.own(() => world.host.state !== 'running' && rmSync(settled.unpackedIn, { recursive: true, force: true }));
      this.registerPlugin(
        definePlugin({
          id: 'mcdreforged',
          version: settled.version,
          versions: 'mcdreforged',
          name: 'MCDReforged',
          reload: 'restart',
          inject: [PluginContext],
          setup: (context: PluginContextView) => new Manager(world, context, running),
        }),
      );
      if (settled.given.serverCommand !== undefined) this.registerPlugin(serverPlugin(world, settled.given.serverCommand, running));
    },
  };
}

/** A server interface for a plugin of any style. */
function serverFor(world: World, context: PluginContextView): object {
  const server: object = serverInterface({
    world,
    context,
    listen: (event, listener, priority = 1000) =>
      context.events.handle(event, (payload: unknown) => (listener as (...args: unknown[]) => unknown)(server, ...argumentsOf(payload)), {
        priority,
      }),
  });
  return server;
}

class Manager {
  constructor(
    readonly world: World,
    readonly context: PluginContextView,
    readonly running: Console,
  ) {}

  start(): void {
    const { world, context, running } = this;
    const intake = new Intake(world, context);
    running.intake = intake;
    world.runCommand = (line, source) => this.#run(line, source);
    registerManagerCommands(world, context);
    context.events.handle('console.line', (line) => void intake.heard(line));
    if (world.host.state === 'running') context.setTimeout(() => this.#begin(), 0);
    else context.events.handle('host.started', () => this.#begin());
  }

  /** Everybody still runs, and hears of it. */
  async beforeStop(): Promise<void> {
    if (this.world.host.state === 'stopping') await this.context.events.emitAsync(MCDRPluginEvents.MCDR_STOP, []);
  }

  stop(): void {
    this.running.intake = undefined;
    // All plugins have stopped; code of theirs that never ends must not be followed for ever.
    this.world.askers.end();
  }

  #begin(): void {
    this.context.events.emit(MCDRPluginEvents.MCDR_START, []);
  }

  /** Runs what begins like a command; what it answers, and what is wrong with it, goes to whoever typed it. */
  async #run(line: string, source: CommandSource): Promise<boolean> {
    const { commands } = this.world.host;
    if (!commands.begins(line, source)) return false;
    const reply = source.reply ?? ((text: string) => this.context.log.info(text));
    try {
      const answer = await commands.run(line, source);
      if (typeof answer === 'string' && answer !== '') reply(answer);
    } catch (thrown) {
      if (!(thrown instanceof MortiseError)) throw thrown;
      reply(thrown.problem.message);
    }
    return true;
  }
}
