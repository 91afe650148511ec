/** Open this to see a node of MCDReforged's command builder, and how a tree of them becomes one of the host's. */
import {
  argument,
  literal,
  type ArgumentType,
  type CommandCatch,
  type CommandNode,
  type CommandRequirement,
  type CommandSource,
} from 'mortise';
import { type BothNames, bothNames } from './both-names.js';
import type { CommandErrorType } from './command-errors.js';
import type { McdrCommandSource } from './command-source.js';
import { kind } from './metadata.js';

/** What was typed for the arguments, by name. */
// oxlint-disable-next-line typescript/no-explicit-any -- which arguments there are is known where the nodes are written
export type CommandContext = Readonly<Record<string, any>>;

/** Called with the source and the arguments; it may take neither. What it returns is answered. */
export type CommandCallback = (source: McdrCommandSource, context: CommandContext) => unknown;

/** Called with the source, and the coded error; of a class, with what was thrown. What it returns is answered if it is handled. */
// oxlint-disable-next-line typescript/no-explicit-any -- whoever names a class knows what it gets
export type ErrorHandler = (source: McdrCommandSource, error: any) => unknown;

/** What becomes of an error after its handler. */
export interface ErrorOptions {
  /** Whether nobody else is told of the error. Default false: who typed the line is. */
  readonly handled?: boolean;
}

type CaughtError = (toSource: ToSource) => CommandCatch;

type ToSource = (source: CommandSource) => McdrCommandSource;

const BUILDER = Symbol.for('mcdreforged.command-node');

/** What a node is: a word, perhaps one that is counted, or an argument, perhaps one that collects. */
type Made = { readonly names: readonly string[]; readonly count?: string } | { readonly name: string; readonly accumulate?: boolean };

class NodeValue {
  readonly #made: Made;
  #redirect: NodeValue | undefined;
  readonly #catches: CaughtError[] = [];
  #type: ArgumentType;
  #run: CommandCallback | undefined;
  #suggest: ((source: McdrCommandSource) => readonly string[]) | undefined;
  readonly #children: NodeValue[] = [];
  readonly #requires: { readonly test: (source: McdrCommandSource) => boolean; readonly message?: string; readonly hide?: boolean }[] = [];

  constructor(made: Made, type: ArgumentType = { type: 'text' }) {
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

  /** Goes on as behind another node, and does what that does where the line ends here. A node that redirects has no children of its own. */
  redirects(target: NodeBuilder): NodeBuilder {
    if (!isBuilder(target)) throw new TypeError(`redirects() takes another node, and not ${kind(target)}.`);
    this.#redirect = target as unknown as NodeValue;
    return this.#self();
  }

  /** Hears of errors at this node: one of MCDReforged's (`InvalidInteger`), a code, or a class of what a callback throws. */
  onError(type: CommandErrorType | CommandCatch['of'], handler: ErrorHandler, options: ErrorOptions = {}): NodeBuilder {
    return this.#catching(type, handler, options, 'here');
  }

  /** The same for errors behind this node, of which nobody nearer has heard. */
  onChildError(type: CommandErrorType | CommandCatch['of'], handler: ErrorHandler, options: ErrorOptions = {}): NodeBuilder {
    return this.#catching(type, handler, options, 'below');
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

  /** The tree that begins here, as the host has it. */
  build(toSource: ToSource): CommandNode {
    const ways = new Map<NodeValue, string>();
    this.#place(this.#word, ways);
    for (const [each, way] of ways) {
      const target = each.#redirect;
      // What is in no tree stands where it is redirected from. What is behind it comes into the map, and has its turn.
      if (target !== undefined && !ways.has(target)) target.#place(way, ways);
    }
    return this.#node(toSource, ways);
  }

  /** The way to each node behind a way. */
  #place(way: string, ways: Map<NodeValue, string>): void {
    ways.set(this, way);
    for (const child of this.#children) if (!ways.has(child)) child.#place(`${way} ${child.#word}`, ways);
  }

  get #word(): string {
    return 'names' in this.#made ? this.#made.names[0]! : `<${this.#made.name}>`;
  }

  #node(toSource: ToSource, ways: ReadonlyMap<NodeValue, string>): CommandNode {
    const target = this.#redirect;
    const isInPlace = target !== undefined && ways.get(target) === ways.get(this);
    const run = this.#run ?? (isInPlace ? target.#run : undefined);
    // A redirect leads past no requirement.
    const requires = [...this.#requires, ...(isInPlace ? target.#requires : [])].map(({ test, ...rest }): CommandRequirement => ({
      ...rest,
      test: (source) => test(toSource(source)),
    }));
    const options = {
      ...(run === undefined ? {} : { run: (args: CommandContext, source: CommandSource) => run(toSource(source), args) }),
      ...(requires.length === 0 ? {} : { requires }),
      ...(target === undefined || isInPlace ? {} : { redirect: ways.get(target)! }),
      ...(this.#catches.length === 0 ? {} : { catches: this.#catches.map((caught) => caught(toSource)) }),
    };
    const own = isInPlace ? [...this.#children, ...target.#children] : this.#children;
    const children = own.map((child) => child.#node(toSource, ways));
    if ('names' in this.#made) {
      const { names, count } = this.#made;
      return literal(names, { ...options, ...(count === undefined ? {} : { count }) }, ...children);
    }
    const { name, accumulate } = this.#made;
    const suggest = this.#suggest;
    const offers = suggest === undefined ? {} : { suggest: (source: CommandSource) => suggest(toSource(source)) };
    return argument(name, this.#type, { ...options, ...offers, ...(accumulate === undefined ? {} : { accumulate }) }, ...children);
  }

  #catching(
    type: CommandErrorType | CommandCatch['of'],
    handler: ErrorHandler,
    { handled = false }: ErrorOptions,
    where: 'here' | 'below',
  ): NodeBuilder {
    called(where === 'here' ? 'onError' : 'onChildError', handler);
    for (const of of typeof type === 'object' ? type : [type])
      this.#catches.push((toSource) => ({
        of,
        where,
        async handle(error: unknown, source) {
          const answer: unknown = await handler(toSource(source), error);
          // Unless it is handled, who typed the line is told as well.
          if (!handled) throw error;
          return answer;
        },
      }));
    return this.#self();
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

export function called<F>(method: string, given: F): F {
  if (typeof given === 'function') return given;
  throw new TypeError(`${method}() takes a function, and not ${kind(given)}.`);
}

export const node = (made: Made, type?: ArgumentType): NodeBuilder => bothNames(new NodeValue(made, type)) as NodeBuilder;

/** Whether it was made by one of them. */
export function isBuilder(value: unknown): value is NodeBuilder {
  return typeof value === 'object' && value !== null && Reflect.get(value, BUILDER) === true;
}
