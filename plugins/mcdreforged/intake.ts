/** Open this to see how a line of the server or of the console becomes an info, and who hears of it. */
import type { CommandSource, LoggerView, PluginContextView } from 'mortise';
import { MCDRPluginEvents } from './events.js';
import { basicHandler, type ServerHandler } from './info-handler.js';
import { type Info, InfoSource, makeInfo, type ParsedInfo } from './info.js';
import { isRecord, kind } from './metadata.js';
import type { World } from './world.js';

/** Who reads lines, while MCDReforged runs. */
export interface Console {
  intake: Intake | undefined;
}

/** Reads lines for one MCDReforged. */
export class Intake {
  #count = 0;

  constructor(
    readonly world: World,
    readonly context: PluginContextView,
  ) {}

  /** A line that the server wrote. */
  server(line: string, log: LoggerView): void {
    if (this.world.settled.given.serverCommand?.echo !== false) log.info(line);
    const parsed = this.#ask('parse_server_stdout', (handler) => parsedBy(handler, line)) ?? basicHandler.parseServerStdout(line);
    const info = this.#info(InfoSource.SERVER, line, parsed);
    if (!this.#passes(info)) return;
    const { process } = this.world;
    if (
      process !== undefined &&
      !process.isStartup &&
      this.#ask('test_server_startup_done', (handler) => handler.testServerStartupDone?.(parsed)) === true
    ) {
      process.isStartup = true;
      this.context.events.emit(MCDRPluginEvents.SERVER_STARTUP, []);
    }
    this.#tell(info);
    const joined = this.#ask('parse_player_joined', (handler) => handler.parsePlayerJoined?.(parsed));
    if (joined !== undefined) this.context.events.emit(MCDRPluginEvents.PLAYER_JOINED, [joined, info]);
    const left = this.#ask('parse_player_left', (handler) => handler.parsePlayerLeft?.(parsed));
    if (left !== undefined) this.context.events.emit(MCDRPluginEvents.PLAYER_LEFT, [left]);
    const source = this.#sourceOf(info);
    if (source !== undefined) void this.#run(info.content, source);
  }

  /** A line that somebody typed at the console: a command, or something for the server. */
  async console(line: string): Promise<void> {
    const info = this.heard(line);
    if (info !== undefined) await this.#run(line, this.#sourceOf(info)!);
  }

  /** The same, where somebody else runs the commands. */
  heard(line: string): Info | undefined {
    const info = this.#info(InfoSource.CONSOLE, line, { content: line });
    if (!this.#passes(info)) return undefined;
    this.#tell(info);
    if (info.shouldSendToServer && !this.context.commands.begins(line, this.#sourceOf(info))) this.world.process?.write(line);
    return info;
  }

  #tell(info: Info): void {
    this.context.events.emit(MCDRPluginEvents.GENERAL_INFO, [info]);
    if (info.isUser) this.context.events.emit(MCDRPluginEvents.USER_INFO, [info]);
  }

  async #run(line: string, source: CommandSource): Promise<boolean> {
    try {
      return await this.world.runCommand(line, source);
    } catch (thrown) {
      source.reply?.((thrown as Error).message);
      return true;
    }
  }

  #info(source: 0 | 1, line: string, parsed: ParsedInfo): Info {
    return makeInfo(this.#count++, source, line, parsed, (info) => {
      const origin = this.#sourceOf(info);
      return origin && this.world.sourceOf(origin, (text) => this.context.log.info(text));
    });
  }

  #sourceOf(info: Info): CommandSource | undefined {
    const { log } = this.context;
    if (info.isFromConsole)
      return { kind: 'console', name: 'console', language: this.world.languageOf('console'), reply: (text) => log.info(text) };
    const { player } = info;
    if (player === null) return undefined;
    const reply = (text: string): void => {
      const said: unknown = this.#ask('send_message_command', (handler) => handler.sendMessageCommand?.(player, text)) ?? text;
      // A handler of a plugin may answer anything.
      for (const each of (typeof said === 'string' ? said : text).split(/\r?\n/)) this.world.process?.write(each);
    };
    return { kind: 'user', name: player, language: this.world.languageOf(player), reply };
  }

  #passes(info: Info): boolean {
    const { filter } = this.world;
    try {
      return filter.value(info);
    } catch (thrown) {
      this.context.log.error(`The info filter of plugin '${filter.holder}' failed: ${(thrown as Error).message}; the line passes`);
      return true;
    }
  }

  /** What a handler says; nothing where it fails, which is logged. */
  #ask<R>(method: string, ask: (handler: ServerHandler) => R): R | undefined {
    const { handler } = this.world;
    try {
      return ask(handler.value);
    } catch (thrown) {
      const whose = handler.holder === undefined ? '' : ` of plugin '${handler.holder}'`;
      this.context.log.error(
        `The server handler '${handler.value.name}'${whose} failed in ${method}: ${(thrown as Error).message}; the line is taken as it is`,
      );
      return undefined;
    }
  }
}

/** What a handler reads from a line. Throws where that is none: a handler of a plugin may answer anything. */
function parsedBy(handler: ServerHandler, line: string): ParsedInfo {
  const parsed: unknown = handler.parseServerStdout(line);
  if (!isRecord(parsed) || typeof parsed['content'] !== 'string') throw new TypeError(`it answers ${kind(parsed)} instead of { content }`);
  if (parsed['player'] !== undefined && typeof parsed['player'] !== 'string')
    throw new TypeError(`its player is ${kind(parsed['player'])} instead of a name`);
  return parsed as unknown as ParsedInfo;
}
