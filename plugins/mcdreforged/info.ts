/** Open this to see what one line of the server or of the console is for plugins. */
import { type BothNames, bothNames } from './both-names.js';
import type { McdrCommandSource } from './command-source.js';

/** Where a line came from. */
export const InfoSource = { SERVER: 0, CONSOLE: 1 } as const;

/** What a handler reads from a line; the rest is filled in. */
export interface ParsedInfo {
  /** The text without time, thread and level; of a player, what was said. */
  readonly content: string;
  /** Who said it, if a player did. */
  readonly player?: string;
  readonly loggingLevel?: string;
  readonly hour?: number;
  readonly min?: number;
  readonly sec?: number;
}

class InfoValue {
  /** Whether the line of the console goes to the server. */
  shouldSendToServer = true;

  constructor(
    /** Counts the lines since the start. */
    readonly id: number,
    readonly source: 0 | 1,
    /** The line as it came. */
    readonly rawContent: string,
    private readonly parsed: ParsedInfo,
    private readonly commandSource: (info: Info) => McdrCommandSource | undefined,
  ) {}

  get content(): string {
    return this.parsed.content;
  }

  get player(): string | null {
    return this.parsed.player ?? null;
  }

  get loggingLevel(): string | null {
    return this.parsed.loggingLevel ?? null;
  }

  get hour(): number | null {
    return this.parsed.hour ?? null;
  }

  get min(): number | null {
    return this.parsed.min ?? null;
  }

  get sec(): number | null {
    return this.parsed.sec ?? null;
  }

  get isPlayer(): boolean {
    return this.parsed.player !== undefined;
  }

  get isFromConsole(): boolean {
    return this.source === InfoSource.CONSOLE;
  }

  get isFromServer(): boolean {
    return this.source === InfoSource.SERVER;
  }

  /** Whether a person said it: a player, or whoever types at the console. */
  get isUser(): boolean {
    return this.isPlayer || this.isFromConsole;
  }

  /** Keeps a line of the console from the server. */
  cancelSendToServer(): void {
    this.shouldSendToServer = false;
  }

  /** Who gives a command by this line; null for what the server says itself. */
  getCommandSource(): McdrCommandSource | null {
    return this.commandSource(this as unknown as Info) ?? null;
  }
}

/** One line, for listeners: `info.content`, `info.player`, `info.is_user` and the rest, in both spellings. From MCDReforged. */
export type Info = BothNames<Omit<InfoValue, 'constructor'>>;

export function makeInfo(
  id: number,
  source: 0 | 1,
  rawContent: string,
  parsed: ParsedInfo,
  commandSource: (info: Info) => McdrCommandSource | undefined,
): Info {
  return bothNames(new InfoValue(id, source, rawContent, parsed, commandSource)) as Info;
}
