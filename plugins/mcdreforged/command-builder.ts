/** Open this to see MCDReforged's way to write commands, by nodes or by lines: both become a tree of the host. */
import { argument, literal, type ArgumentType, type CommandNode, type CommandRequirement, type CommandSource, type Undo } from 'mortise';
import { type BothNames, bothNames } from './both-names.js';
import type { McdrCommandSource } from './command-source.js';
import { kind } from './metadata.js';

/** What was typed for the arguments, by name. */
// oxlint-disable-next-line typescript/no-explicit-any -- which arguments there are is known where the nodes are written
export type CommandContext = Readonly<Record<string, any>>;

/** Called with the source and the arguments; it may take neither. What it returns is answered. */
export type CommandCallback = (source: McdrCommandSource, context: CommandContext) => unknown;

type ToSource = (source: CommandSource) => McdrCommandSource;

const BUILDER = Symbol.for('mcdreforged.command-node');

class NodeValue {
  readonly #made: { readonly names: readonly string[] } | { readonly name: string };
  #type: ArgumentType;
  #run: CommandCallback | undefined;
  #suggest: ((source: McdrCommandSource) => readonly string[]) | undefined;
  readonly #children: NodeValue[] = [];
  readonly #requires: { readonly test: (source: McdrCommandSource) => boolean; readonly message?: string; readonly hide?: boolean }[] = [];

  constructor(made: { readonly names: readonly string[] } | { readonly name: string }, type: ArgumentType = { type: 'text' }) {
    this.#made = made;
    this.#type = type;
    Object.defineProperty(this, BUILDER, { value: true });
  }

  /** What comes behind it. */
  // oxlint-disable-next-line unicorn/no-thenable -- that is its name in MCDReforged
  then(child: NodeBuilder): NodeBuilder {
    if (typeof child === 'function') throw new TypeError('A node of a command is no promise, so it is not awaited.');
    if (!isBuilder(child)) throw new TypeError(`then() takes another node, as Integer('n'), and not ${kind(child)}.`);
    this.#children.push(child as unknown as NodeValue);
    return this.#self();
  }

  /** Makes the line that ends here a command. */
  runs(callback: CommandCallback): NodeBuilder {
    this.#run = called('runs', callback);
    return this.#self();
  }

  /** Refuses whom the test refuses, with a message. */
  requires(test: (source: McdrCommandSource) => boolean, message?: string): NodeBuilder {
    this.#requires.push({ test: called('requires', test), ...(message === undefined ? {} : { message }) });
    return this.#self();
  }

  /** To whom the test refuses there is no such command. */
  precondition(test: (source: McdrCommandSource) => boolean): NodeBuilder {
    this.#requires.push({ test: called('precondition', test), hide: true });
    return this.#self();
  }

  /** What may be typed for it. */
  suggests(suggest: (source: McdrCommandSource) => readonly string[]): NodeBuilder {
    this.#suggest = called('suggests', suggest);
    return this.#self();
  }

  /** Bounds of a number. */
  inRange(min: number, max: number): NodeBuilder {
    return this.#bounded({ min, max });
  }

  atMin(min: number): NodeBuilder {
    return this.#bounded({ min });
  }

  atMax(max: number): NodeBuilder {
    return this.#bounded({ max });
  }

  /** Bounds of the length of a text. */
  inLengthRange(min: number, max: number): NodeBuilder {
    return this.#bounded({ min, max });
  }

  atMinLength(min: number): NodeBuilder {
    return this.#bounded({ min });
  }

  atMaxLength(max: number): NodeBuilder {
    return this.#bounded({ max });
  }

  /** The node as the host has it. */
  build(toSource: ToSource): CommandNode {
    const run = this.#run;
    const requires = this.#requires.map(({ test, ...rest }): CommandRequirement => ({ ...rest, test: (source) => test(toSource(source)) }));
    const options = {
      ...(run === undefined ? {} : { run: (args: CommandContext, source: CommandSource) => run(toSource(source), args) }),
      ...(requires.length === 0 ? {} : { requires }),
    };
    const children = this.#children.map((child) => child.build(toSource));
    if ('names' in this.#made) return literal(this.#made.names, options, ...children);
    const suggest = this.#suggest;
    const offers = suggest === undefined ? {} : { suggest: (source: CommandSource) => suggest(toSource(source)) };
    return argument(this.#made.name, this.#type, { ...options, ...offers }, ...children);
  }

  #self(): NodeBuilder {
    return this as unknown as NodeBuilder;
  }

  #bounded(bounds: { readonly min?: number; readonly max?: number }): NodeBuilder {
    this.#type = { ...this.#type, ...bounds } as ArgumentType;
    return this.#self();
  }
}

/** A node that is being written; each call answers the node itself. */
export type NodeBuilder = BothNames<Pick<NodeValue, keyof NodeValue>>;

function called<F>(method: string, given: F): F {
  if (typeof given === 'function') return given;
  throw new TypeError(`${method}() takes a function, and not ${kind(given)}.`);
}

type Factory = (name: string) => NodeBuilder;

const node = (made: ConstructorParameters<typeof NodeValue>[0], type?: ArgumentType): NodeBuilder =>
  bothNames(new NodeValue(made, type)) as NodeBuilder;
const ofType =
  (type: Exclude<ArgumentType['type'], 'enumeration'>): Factory =>
  (name) =>
    node({ name }, { type });

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
export const Integer: Factory = ofType('integer');
export const Float: Factory = ofType('number');
/** One word. */
export const Text: Factory = ofType('text');
/** One word, or a text in quotes. */
export const QuotableText: Factory = ofType('quotable');
/** The rest of the line. */
export const GreedyText: Factory = ofType('greedy');
export const Boolean: Factory = ofType('boolean');
export const Enumeration = (name: string, values: readonly string[]): NodeBuilder => node({ name }, { type: 'enumeration', values });

/** Whether it was made by one of them. */
export function isBuilder(value: unknown): value is NodeBuilder {
  return typeof value === 'object' && value !== null && Reflect.get(value, BUILDER) === true;
}

/** Commands by their lines, with what their arguments take: `new SimpleCommandBuilder().command('!!day set <n>', run).arg('n', Integer).register(server)`. */
export class SimpleCommandBuilder {
  readonly #commands: { readonly line: string; readonly callback: CommandCallback }[] = [];
  readonly #arguments = new Map<string, Factory>();

  /** A command by its line: `'!!day set <n>'`. */
  command(line: string, callback: CommandCallback): this {
    this.#commands.push({ line, callback });
    return this;
  }

  /** What an argument of the lines takes. */
  arg(name: string, factory: Factory): this {
    this.#arguments.set(name, factory);
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
    if (name === undefined) return Literal(word);
    const factory = this.#arguments.get(name);
    if (factory === undefined) throw new Error(`Undefined arg <${name}>: say what it takes by builder.arg('${name}', Integer).`);
    return factory(name);
  }
}
