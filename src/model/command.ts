/** Open this to see what a command is: a tree of words and arguments, who may run it from where, and what is done then. */
import type { LocalText } from './manifest.js';
import type { Undo } from './ports.js';

/** A permission level: its name (`admin`) or its number. Whoever has a level may do all that lower ones may. */
export type PermissionLevel = string | number;

/** Levels by name; names of one number are the same level. Mortise's own are guest 0, user 1, helper 2, admin or operator 3, owner 4. */
export type PermissionLevels = Readonly<Record<string, number>>;

/** Who gives a command: the console, a plugin, or a user. Console and plugins have the highest level. */
export interface CommandSource {
  readonly kind: 'console' | 'plugin' | 'user';
  /** Of a user: as the permission file writes it. Of a plugin: its key. */
  readonly name: string;
  /** Counts instead of what the permission file says of the name. */
  readonly permission?: PermissionLevel;
  /** A language tag, for help. */
  readonly language?: string;
  /** What came with the line, as JSON, for commands that take more than fits on one. */
  readonly input?: unknown;
  /** Where a handler may answer before it has ended. */
  reply?(text: string): void;
}

/** What an argument takes. `min` and `max` are bounds of a number, and of the length of a text. */
export type ArgumentType =
  | { readonly type: 'integer' | 'number'; readonly min?: number; readonly max?: number }
  /** One word; a word or a text in quotes; all that is left of the line. */
  | { readonly type: 'text' | 'quotable' | 'greedy'; readonly min?: number; readonly max?: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'enumeration'; readonly values: readonly string[] };

/** What an argument of a command may be: a word or text, a number, or `true` and `false`. */
export type CommandValue = string | number | boolean;

/** Called with the arguments by name. What it returns, or resolves with, is the result of the command. */
// oxlint-disable-next-line typescript/no-explicit-any -- which arguments there are is known where the tree is written
export type CommandHandler<A = any> = (args: A, source: CommandSource) => unknown;

/** What may be typed for an argument. What does not begin with the prefix is left out. */
export type CommandSuggest = (source: CommandSource, prefix: string) => readonly string[] | PromiseLike<readonly string[]>;

/** A condition beyond the level. */
export interface CommandRequirement {
  readonly test: (source: CommandSource) => boolean;
  /** What is said to whom it refuses. */
  readonly message?: string;
  /** To whom it refuses there is no such command. Default false: it is refused with the message. */
  readonly hide?: boolean;
}

/**
 * Handles what goes wrong at a node or below it; the nearest one counts, and what it returns is the result of the command. By throwing again what it
 * was given it only looks on.
 */
export interface CommandCatch {
  /** A code (`command.out-of-range`), of what a handler throws as well, all of an area (`command.*`), or a class of what a handler throws. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a class of any constructor
  readonly of: string | (abstract new (...args: any[]) => object);
  /** Gets the coded error; of a class, and of a code of what was thrown, what was thrown. */
  // oxlint-disable-next-line typescript/no-explicit-any -- whoever names a class knows what it gets
  readonly handle: (error: any, source: CommandSource) => unknown;
  /** `here`: only what goes wrong at the node itself; `below`: only behind it. Default: both. */
  readonly where?: 'here' | 'below';
}

/** What both kinds of node may have. */
export interface CommandNodeOptions {
  /** Level that is needed here and below. Default: none. */
  readonly permission?: PermissionLevel;
  readonly requires?: readonly CommandRequirement[];
  /** For help. */
  readonly doc?: LocalText;
  /** Makes the line that ends here a command. */
  readonly run?: CommandHandler;
  /**
   * Goes on as behind these words and arguments: `execute as <name>` with `redirect: 'execute'`; an argument on the way stands with its name,
   * `redirect: 'tell <player>'`.
   */
  readonly redirect?: string;
  readonly catches?: readonly CommandCatch[];
}

/** A word. The first name is its own, the others are aliases. */
export interface LiteralNode extends CommandNodeOptions {
  readonly kind: 'literal';
  readonly names: readonly string[];
  /** Handlers get by this name how often the word was typed, where a redirect leads back to it: `-v -v` is 2. Without it, nothing. */
  readonly count?: string;
  readonly children: readonly CommandNode[];
}

/** A value that the user types. */
export interface ArgumentNode extends CommandNodeOptions {
  readonly kind: 'argument';
  readonly name: string;
  readonly type: ArgumentType;
  readonly suggest?: CommandSuggest;
  /** Handlers get a list of all that was typed for it, where a redirect leads back to it. Default false: what was typed last. */
  readonly accumulate?: boolean;
  readonly children: readonly CommandNode[];
}

/** A place in the tree of a command: a word that is typed as it is, or an argument. */
export type CommandNode = LiteralNode | ArgumentNode;

/** What is said of a command in one line: it belongs to the last node. */
export interface CommandOptions extends Omit<CommandNodeOptions, 'run'> {
  /** By name of the argument. */
  readonly suggest?: Readonly<Record<string, CommandSuggest>>;
}

type WordsOf<T extends string> = T extends `${infer A}|${infer B}` ? A | WordsOf<B> : T;
type ValueOf<T extends string> = T extends `${string}|${string}`
  ? WordsOf<T>
  : T extends 'boolean'
    ? boolean
    : T extends `integer${string}` | `number${string}`
      ? number
      : string;
type Named<A extends string> = A extends `${infer N}:${infer T}` ? { readonly [K in N]: ValueOf<T> } : { readonly [K in A]: string };

/** The arguments of a command by its line: those of `'presence show <uid:integer>'` are `{ uid: number }`. */
export type CommandArguments<S extends string> = string extends S
  ? Readonly<Record<string, CommandValue>>
  : S extends `${infer Before}<${infer A}>${infer Rest}`
    ? (Before extends `${string}[` ? Partial<Named<A>> : Named<A>) & CommandArguments<Rest>
    : unknown;

/** What may stand at the end of a line. */
export interface CommandCompletions {
  /** Each takes the place of the line from `start` on. */
  readonly suggestions: readonly { readonly start: number; readonly text: string; readonly doc?: LocalText }[];
  /** What the line needs there, for people: `<uid:integer 0..10>`, `show`. */
  readonly expected: readonly string[];
}

/** A command that is registered. */
export interface CommandInfo {
  /** `presence|p show <uid:integer 0..10>`. */
  readonly usage: string;
  /** Key of the plugin, or `host`. */
  readonly plugin: string;
  /** The level that is needed, as a number. */
  readonly permission: number;
  readonly doc?: LocalText;
}

/** What help is asked for. Default: the first page of all that the console may run. */
export interface HelpOptions {
  /** Who asks: nothing is told that this source may not run. Default: the console. */
  readonly source?: CommandSource;
  /** Only what begins with it. */
  readonly prefix?: string;
  /** Only what has this text, in whatever case. */
  readonly search?: string;
  /** A language tag. Default: that of the source, else the first there is. */
  readonly language?: string;
  /** From 1. */
  readonly page?: number;
  /** Entries on a page. Default 10. */
  readonly size?: number;
}

/** One page of help, sorted by prefix. */
export interface HelpPage {
  readonly entries: readonly { readonly prefix: string; readonly text: string; readonly plugin: string }[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/** What users may do, as the permission file says it. */
export interface PermissionsView {
  readonly levels: PermissionLevels;
  /** The level of a user, as a number. */
  of(user: string): number;
  /** Gives a user a level, in the file as well; `undefined` takes back what was given. Throws `permission.*`. */
  set(user: string, level: PermissionLevel | undefined): void;
}

/** The commands of a host. What a plugin registers goes when it stops. */
export interface CommandsView {
  /**
   * Registers a command by its line: words (`show`, with aliases `show|s`) and arguments (`<name>`, `<n:integer 0..10>`, `<mode:on|off>`),
   * of which those at the end may be optional (`[<page:integer>]`).
   * Without a handler it only has a place in help.
   */
  register<const S extends string>(usage: S, handler?: CommandHandler<CommandArguments<S>>, options?: CommandOptions): Undo;
  /** Registers a tree, as `literal()` makes it. */
  register(tree: LiteralNode): Undo;
  /** Runs a line. Resolves with what the handler returns; rejects with a `MortiseError` whose code begins with `command.` or `permission.`. */
  run(line: string, source?: CommandSource): Promise<unknown>;
  /** What the end of a line may become. Never rejects. */
  complete(line: string, source?: CommandSource): Promise<CommandCompletions>;
  /** Whether a line begins like a command that the source may know of, so that it is meant to be one. Of what is hidden nobody learns by this. */
  begins(line: string, source?: CommandSource): boolean;
  help(options?: HelpOptions): HelpPage;
  /** Every command, whoever may run it. */
  list(): readonly CommandInfo[];
}

/** The commands of a host as its owner has them. */
export interface HostCommandsView extends CommandsView {
  readonly permissions: PermissionsView;
}
