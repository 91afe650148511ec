/** Open this to see the `server` that listeners are given: all that plugins can ask about plugins and files, and the server with its people. */
import type { CommandSource, PermissionLevel, Undo } from 'mortise';
import { type BothNames, bothNames } from './both-names.js';
import { type McdrCommandSource, originOf } from './command-source.js';
import type { Info } from './info.js';
import type { ServerInterfaceInput } from './interface-base.js';
import { FilesInterface } from './interface-files.js';
import type { Preference } from './preferences.js';

class ServerInterface extends FilesInterface {
  /** The level of a user, of a command source or of whoever said something, as a number. */
  getPermissionLevel(who: string | CommandSource | McdrCommandSource | Info): number {
    if (typeof who === 'string') return this.world.levelOf({ kind: 'user', name: who });
    const source = 'rawContent' in who ? who.getCommandSource() : who;
    return source === null ? 0 : this.world.levelOf(originOf(source));
  }

  /** Gives a user a level, in the permission file as well. */
  setPermissionLevel(user: string, level: PermissionLevel): void {
    this.world.host.commands.permissions.set(user, level);
  }

  getPreference(who: string | CommandSource | McdrCommandSource): Preference {
    return { language: this.world.settled.language, ...this.world.preferences.of(typeof who === 'string' ? who : originOf(who).name) };
  }

  isServerRunning(): boolean {
    return this.world.process?.isRunning === true;
  }

  isServerStartup(): boolean {
    return this.world.process?.isStartup === true;
  }

  getServerPid(): number | null {
    return this.world.process?.pid ?? null;
  }

  /** Starts the server; false if it runs already, or there is none. */
  async start(): Promise<boolean> {
    return (await this.world.process?.start()) ?? false;
  }

  async stop(): Promise<void> {
    await this.world.process?.stop();
  }

  kill(): void {
    this.world.process?.kill();
  }

  async restart(): Promise<boolean> {
    await this.stop();
    return this.start();
  }

  async waitUntilStop(): Promise<void> {
    await this.world.process?.untilStopped();
  }

  /** Writes one line to the server; whether it was taken. */
  execute(line: string): boolean {
    if (/[\r\n]/.test(line)) throw new Error('execute takes one line; call it once for each.');
    return this.world.process?.write(line) ?? false;
  }

  tell(player: string, text: string): boolean {
    return this.execute(this.world.handler.value.sendMessageCommand?.(player, text) ?? text);
  }

  say(text: string): boolean {
    return this.execute(this.world.handler.value.broadcastCommand?.(text) ?? text);
  }

  /** Says it to all, and to the log. */
  broadcast(text: string): void {
    this.say(text);
    this.logger.info(text);
  }

  /** Answers who said it: a player, or the console. */
  reply(info: Info, text: string): void {
    if (info.player === null) this.logger.info(text);
    else this.tell(info.player, text);
  }

  /** Runs a line as somebody types it; whether there is such a command. Default: it comes from this plugin. */
  executeCommand(line: string, source?: CommandSource | McdrCommandSource): Promise<boolean> {
    return this.world.runCommand(line, originOf(source ?? { kind: 'plugin', name: this.input.context.id }));
  }

  /** Calls a function soon, or in `ms` milliseconds; not any more when the plugin has stopped. */
  scheduleTask(task: () => unknown, ms = 0): Undo {
    return this.input.context.setTimeout(() => task(), ms);
  }

  /** As `PLUGIN_METADATA` has it under `mcdreforged`. */
  getMcdrVersion(): string {
    return this.world.settled.version;
  }
}

/**
 * What listeners of MCDReforged are given as their first argument: `server.logger`, `server.tr(…)`, `server.register_event_listener(…)` and the
 * rest, in both spellings. What is registered through it goes when the plugin stops. From MCDReforged.
 */
export type PluginServerInterface = BothNames<Pick<ServerInterface, keyof ServerInterface>>;

export function serverInterface(input: ServerInterfaceInput): PluginServerInterface {
  return bothNames(new ServerInterface(input)) as PluginServerInterface;
}
