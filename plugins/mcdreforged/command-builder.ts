/** Open this to see MCDReforged's way to write commands, by nodes or by lines: both become a tree of the host. */
import type { ArgumentType, Undo } from 'mortise';
import { called, node, type CommandCallback, type NodeBuilder } from './command-node.js';

/** What an argument may be told: `accumulate` collects all that is typed for it in a list, where a redirect leads back to it. */
export interface ArgumentOptions {
  readonly accumulate?: boolean;
}

type Factory = (name: string, options?: ArgumentOptions) => NodeBuilder;

const ofType =
  (type: Exclude<ArgumentType['type'], 'enumeration'>): Factory =>
  (name, options = {}) =>
    node({ name, ...options }, { type });

/**
 * A word, or one of several. The other nodes are arguments.
 *
 * ```ts
 * import { Integer, Literal, type PluginServerInterface } from 'mortise/mcdreforged';
 *
 * export const PLUGIN_METADATA = { id: 'day', version: '1.0.0' };
 * export function on_load(server: PluginServerInterface) {
 *   server.register_command(
 *     Literal('!!day')
 *       .runs((source) => source.reply('day 1'))
 *       .then(Literal(['set', 's']).requires((source) => source.has_permission('admin')).then(Integer('n').at_min(1).runs((_, { n }) => `day ${n}`))),
 *   );
 * }
 * ```
 *
 * From MCDReforged.
 */
export const Literal = (names: string | readonly string[]): NodeBuilder => node({ names: typeof names === 'string' ? [names] : names });
/** A word that is counted, where a redirect leads back to it: `-v -v`. Callbacks find the number under the key, or nothing. */
export const CountingLiteral = (names: string | readonly string[], key: string): NodeBuilder =>
  node({ names: typeof names === 'string' ? [names] : names, count: key });
/** A number. */
export const Number: Factory = ofType('number');
/** A whole number. */
export const Integer: Factory = ofType('integer');
/** A number. */
export const Float: Factory = ofType('number');
/** One word. */
export const Text: Factory = ofType('text');
/** One word, or a text in quotes. */
export const QuotableText: Factory = ofType('quotable');
/** The rest of the line. */
export const GreedyText: Factory = ofType('greedy');
/** `true` or `false`. */
export const Boolean: Factory = ofType('boolean');
/** One of some words. */
export const Enumeration = (name: string, values: readonly string[], options: ArgumentOptions = {}): NodeBuilder =>
  node({ name, ...options }, { type: 'enumeration', values });

/** Commands by their lines, with what their words and arguments are: `new SimpleCommandBuilder().command('!!day set <n>', run).arg('n', Integer).register(server)`. */
export class SimpleCommandBuilder {
  readonly #commands: { readonly line: string; readonly callback: CommandCallback }[] = [];
  readonly #arguments = new Map<string, (name: string) => NodeBuilder>();
  readonly #literals = new Map<string, (name: string) => NodeBuilder>();

  /** A command by its line: `'!!day set <n>'`. */
  command(line: string, callback: CommandCallback): this {
    this.#commands.push({ line, callback });
    return this;
  }

  /** What an argument of the lines takes. */
  arg(name: string, factory: (name: string) => NodeBuilder): this {
    this.#arguments.set(name, called('arg', factory));
    return this;
  }

  /** What a word of the lines is, where it is more than a word: `literal('set', (name) => Literal(name).requires(…))`. */
  literal(name: string, factory: (name: string) => NodeBuilder): this {
    this.#literals.set(name, called('literal', factory));
    return this;
  }

  /** Registers them all. Throws for an argument that is not defined. */
  register(server: { registerCommand(tree: NodeBuilder): Undo }): void {
    for (const { line, callback } of this.#commands) {
      const nodes = line
        .split(' ')
        .filter((word) => word !== '')
        .map((word) => this.#nodeOf(word));
      nodes.at(-1)?.runs(callback);
      const root = nodes.reduceRight((child, parent) => parent.then(child));
      server.registerCommand(root);
    }
  }

  #nodeOf(word: string): NodeBuilder {
    const [, name] = /^<(.+)>$/.exec(word) ?? [];
    if (name === undefined) return (this.#literals.get(word) ?? Literal)(word);
    const factory = this.#arguments.get(name);
    if (factory === undefined) throw new Error(`Undefined arg <${name}>: say what it takes by builder.arg('${name}', Integer).`);
    return factory(name);
  }
}
