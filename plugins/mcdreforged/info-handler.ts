/** Open this to see how lines of the server are understood: the handlers there are, and the shape of one of your own. */
import { snakeCase } from './both-names.js';
import type { ParsedInfo } from './info.js';

/**
 * Understands the lines of one kind of server. Give another one as `serverCommand.handler`, or from a plugin with
 * `server.register_server_handler`. A method that throws is logged, and the line is then taken as it is. From MCDReforged.
 */
export interface ServerHandler {
  readonly name: string;
  /** What a line means. */
  parseServerStdout(line: string): ParsedInfo;
  /** The player who has joined by this line, if one has. */
  parsePlayerJoined?(info: ParsedInfo): string | undefined;
  parsePlayerLeft?(info: ParsedInfo): string | undefined;
  /** Whether the server is ready by this line. */
  testServerStartupDone?(info: ParsedInfo): boolean;
  /** What is written to stop the server. Default: its stdin ends. */
  readonly stopCommand?: string;
  /** What is written to say something to one player, or to all. Default: the text itself. */
  sendMessageCommand?(player: string, text: string): string;
  broadcastCommand?(text: string): string;
}

const METHODS = [
  'parseServerStdout',
  'parsePlayerJoined',
  'parsePlayerLeft',
  'testServerStartupDone',
  'sendMessageCommand',
  'broadcastCommand',
] as const satisfies readonly (keyof ServerHandler)[];

/** What a plugin gives, in either spelling, with its methods bound. Throws where it can't read a line. */
export function handlerOf(given: ServerHandler): ServerHandler {
  const member = (name: string): unknown => Reflect.get(given, name) ?? Reflect.get(given, snakeCase(name));
  const methods = METHODS.flatMap((name) => {
    const method = member(name);
    return typeof method === 'function' ? [[name, method.bind(given) as unknown] as const] : [];
  });
  if (methods[0]?.[0] !== 'parseServerStdout')
    throw new TypeError('A server handler has a method parseServerStdout(line), which answers { content }.');
  const stopCommand = member('stopCommand');
  return {
    name: given.name,
    ...(Object.fromEntries(methods) as Pick<ServerHandler, 'parseServerStdout'>),
    ...(typeof stopCommand === 'string' ? { stopCommand } : {}),
  };
}

/** Takes each line as it is. */
export const basicHandler: ServerHandler = { name: 'basic_handler', parseServerStdout: (line) => ({ content: line }) };

const LINE = /^\[(\d{2}):(\d{2}):(\d{2})\] \[[^\]/]*\/(\w+)\](?: \[[^\]]*\])?: (.*)$/s;
const SAID = /^(?:\[Not Secure\] )?<([^<>]{1,64})> (.*)$/s;
const JOINED = /^(\w{1,64})\[[^\]]*\] logged in with entity id \d+ at \(.*\)$/;
const LEFT = /^(\w{1,64}) left the game$/;

/** Lines as a Minecraft server writes them: `[09:00:00] [Server thread/INFO]: <Steve> !!day`. */
export const vanillaHandler: ServerHandler = {
  name: 'vanilla_handler',
  parseServerStdout(line) {
    const [, hour, min, sec, loggingLevel, text] = LINE.exec(line) ?? [];
    if (text === undefined) return { content: line };
    const [, player, said] = SAID.exec(text) ?? [];
    return {
      content: said ?? text,
      ...(player === undefined ? {} : { player }),
      loggingLevel: loggingLevel!,
      hour: Number(hour),
      min: Number(min),
      sec: Number(sec),
    };
  },
  parsePlayerJoined: ({ content, player }) => (player === undefined ? JOINED.exec(content)?.[1] : undefined),
  parsePlayerLeft: ({ content, player }) => (player === undefined ? LEFT.exec(content)?.[1] : undefined),
  testServerStartupDone: ({ content, player }) => player === undefined && /^Done \([0-9.,]+s\)! For help, type "help"/.test(content),
  stopCommand: 'stop',
  sendMessageCommand: (player, text) => `tellraw ${player} ${JSON.stringify({ text })}`,
  broadcastCommand: (text) => `tellraw @a ${JSON.stringify({ text })}`,
};
