/** Open this to see the commands of a host put together, and how each owner has them. */
import type {
  CommandHandler,
  CommandNode,
  CommandOptions,
  CommandSource,
  CommandsView,
  HelpOptions,
  LiteralNode,
} from '../model/command.js';
import type { ProblemSink, Undo } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { kindOf, quoted } from '../problem/text.js';
import { Access, isNamed } from './access.js';
import { complete } from './complete.js';
import { declare } from './declare.js';
import { help, listed } from './help.js';
import { checkLine, skipSpaces, wordEnd } from './line.js';
import { checkTree } from './node.js';
import type { Ladder } from './permission.js';
import { type CommandOwner, Registry } from './registry.js';
import { run } from './run.js';

/** What commands need of the outside. */
export interface CommandsInput {
  readonly ladder: Ladder;
  /** The level of a user, as the permission file says it. */
  readonly levelOfUser: (user: string) => number;
  /** Hears of requirements and suggestions that fail. */
  readonly report: ProblemSink;
  /** The same problem without secrets in it. */
  readonly hide: (found: Problem) => Problem;
}

/** Takes a tree in, now or when its owner serves; what it returns takes it back. */
export type Enrol = (root: LiteralNode) => Undo;

/** The commands of one host. */
export class Commands {
  readonly registry = new Registry();

  constructor(readonly input: CommandsInput) {}

  /** As one owner has them. Lines that say nothing of their source come from `usual`. */
  view(usual: CommandSource, plugin: string, enrol: Enrol): CommandsView {
    return {
      register: (usage: string | LiteralNode, handler?: CommandHandler, options?: CommandOptions) =>
        enrol(this.#treeOf(usage, handler, options, plugin)),
      run: async (line, source = usual) => {
        checkLine(line);
        return this.#hidden(run(line, this.#access(source)));
      },
      complete: async (line, source = usual) => {
        try {
          checkLine(line);
          return await complete(line, this.#access(source));
        } catch {
          // A line or a source that is none has no end that could become anything.
          return { suggestions: [], expected: [] };
        }
      },
      begins: (line, source = usual) => begins(line, this.#access(source)),
      // Plain JavaScript may give null for nothing.
      help: (options?: HelpOptions | null) => help(this.#access(options?.source ?? usual), options ?? {}),
      list: () => listed(this.registry.serving(), this.input.ladder),
    };
  }

  /** What handlers threw is told to whoever typed the line, and may have any text in it. */
  async #hidden(running: Promise<unknown>): Promise<unknown> {
    try {
      return await running;
    } catch (thrown) {
      if (!(thrown instanceof MortiseError)) throw thrown;
      const told = this.input.hide(thrown.problem);
      throw told === thrown.problem ? thrown : new MortiseError(told, { cause: thrown.cause });
    }
  }

  /** For an owner that is there as long as the host. */
  enrolFor(owner: CommandOwner): Enrol {
    return (root) => this.registry.register(root, owner);
  }

  /** Throws `command.bad-declaration` and `permission.unknown-level`. */
  #treeOf(usage: unknown, handler: CommandHandler | undefined, options: CommandOptions | undefined, plugin: string): LiteralNode {
    const isTree = typeof usage === 'object' && usage !== null;
    const tree = isTree ? checkTree(usage) : declare(usage, handler, options);
    if (typeof tree === 'string') {
      const shown = isTree ? 'A tree' : typeof usage === 'string' ? quoted(usage) : kindOf(usage);
      throw failure('command.bad-declaration', { usage: shown, why: tree }, { plugin });
    }
    const check = (node: CommandNode): void => {
      if (node.permission !== undefined) this.input.ladder.numberOf(node.permission);
      node.children.forEach(check);
    };
    check(tree);
    return tree;
  }

  #access(source: CommandSource): Access {
    const { ladder, levelOfUser, report } = this.input;
    checkSource(source);
    const level =
      source.permission !== undefined
        ? ladder.numberOf(source.permission)
        : source.kind === 'user'
          ? levelOfUser(source.name)
          : ladder.highest;
    return new Access(source, level, this.registry.serving(), ladder, report);
  }
}

function begins(line: string, access: Access): boolean {
  const start = skipSpaces(line, 0);
  const word = line.slice(start, wordEnd(line, start));
  return access.roots().some((place) => isNamed(place, word) && access.verdict(place) !== 'hidden');
}

function checkSource(source: unknown): asserts source is CommandSource {
  const { kind, name } = typeof source === 'object' && source !== null ? (source as Partial<CommandSource>) : {};
  const isKnown = kind === 'console' || kind === 'plugin' || kind === 'user';
  if (!isKnown || typeof name !== 'string') throw failure('command.bad-source', { seen: kindOf(source) });
}
