/** Open this to see what a plugin of MCDReforged can ask about plugins, what it can have done to them, and what it can register. */
import type { CommandArguments, CommandHandler, CommandOptions, LiteralNode, LocalText, PermissionLevel, Undo } from 'mortise';
import { isBuilder, type NodeBuilder } from './command-node.js';
import type { Manipulation, Outcome } from './contract.js';
import { isBuiltIn } from './events.js';
import type { Found } from './formats.js';
import { handlerOf, type ServerHandler } from './info-handler.js';
import { InterfaceBase } from './interface-base.js';
import { kind, type Metadata } from './metadata.js';
import type { InfoFilter, Running } from './world.js';

// oxlint-disable-next-line typescript/no-explicit-any -- a listener takes what its event carries, after its server interface
type Listener = (server: any, ...args: any[]) => unknown;

export class PluginsInterface extends InterfaceBase {
  /** The metadata of this plugin. */
  getSelfMetadata(): Metadata | null {
    return this.input.metadata ?? null;
  }

  /** Of a plugin that runs, or of `mcdreforged` itself. */
  getPluginMetadata(id: string): Metadata | null {
    if (id === 'mcdreforged') {
      const { version } = this.world.settled;
      return { id, version, name: 'MCDReforged', dependencies: {}, entrypoint: id };
    }
    return this.world.running.get(id)?.metadata ?? null;
  }

  /** What a plugin's module exports, or, of a plugin of another style, what it publishes as `mcdreforged/<id>`. */
  getPluginInstance(id: string): object | null {
    return this.world.running.get(id)?.module ?? (this.input.context.find(`mcdreforged/${id}`) as object | undefined) ?? null;
  }

  /** The ids of the plugins that run, sorted. */
  getPluginList(): string[] {
    return [...this.world.running.keys()].sort();
  }

  getAllMetadata(): Record<string, Metadata> {
    return Object.fromEntries([...this.world.running].map(([id, { metadata }]) => [id, metadata]));
  }

  getPluginFilePath(id: string): string | null {
    return this.world.running.get(id)?.found?.path ?? null;
  }

  /** Paths of what is hidden by `.disabled`. */
  getDisabledPluginList(): string[] {
    return this.#paths(({ isDisabled }) => isDisabled);
  }

  /** Paths of what lies there and does not run. */
  getUnloadedPluginList(): string[] {
    const running = new Set([...this.world.running.values()].map(({ found }: Running) => found?.path));
    return this.#paths(({ isDisabled, path }) => !isDisabled && !running.has(path));
  }

  #paths(which: (found: Found) => boolean): string[] {
    return [...this.world.listing.values()].filter(which).map(({ path }) => path);
  }

  loadPlugin(path: string): Promise<boolean | null> {
    return this.world.operations.loadPlugin(path);
  }

  unloadPlugin(id: string): Promise<boolean | null> {
    return this.world.operations.unloadPlugin(id);
  }

  reloadPlugin(id: string): Promise<boolean | null> {
    return this.world.operations.reloadPlugin(id);
  }

  enablePlugin(path: string): Promise<boolean | null> {
    return this.world.operations.enablePlugin(path);
  }

  disablePlugin(id: string): Promise<boolean | null> {
    return this.world.operations.disablePlugin(id);
  }

  refreshChangedPlugins(): Promise<Outcome | null> {
    return this.world.operations.refreshChangedPlugins();
  }

  refreshAllPlugins(): Promise<Outcome | null> {
    return this.world.operations.refreshAllPlugins();
  }

  manipulatePlugins(manipulation: Manipulation): Promise<Outcome | null> {
    return this.world.operations.manipulatePlugins(manipulation);
  }

  /** Listens, as long as the plugin runs. Smaller priorities are called earlier; default 1000. */
  registerEventListener(event: string, listener: Listener, priority = 1000): Undo {
    return this.input.listen(event, listener, priority);
  }

  /** Sends an event of your own, `my_plugin.happened`, to everybody who listens; each gets its own server interface before the arguments. */
  dispatchEvent(event: string, args: readonly unknown[] = []): number {
    if (isBuiltIn(event)) throw new Error(`Cannot dispatch event with already exists event id ${event}`);
    if (!Array.isArray(args)) throw new TypeError(`The arguments of event "${event}" are ${kind(args)} instead of a list: write [value].`);
    return this.input.context.events.emit(event, [...(args as readonly unknown[])]);
  }

  /**
   * Adds a command: a line (`'!!day <n:integer 1..>'`) with its handler, a tree of `literal()` and `argument()`, or what MCDReforged's own
   * builder has made (`Literal('!!day').then(Integer('n').runs(…))`).
   */
  registerCommand(tree: LiteralNode | NodeBuilder): Undo;
  registerCommand<const S extends string>(usage: S, handler?: CommandHandler<CommandArguments<S>>, options?: CommandOptions): Undo;
  registerCommand(command: string | LiteralNode | NodeBuilder, handler?: CommandHandler, options?: CommandOptions): Undo {
    const { commands, log } = this.input.context;
    const { world, id } = this;
    if (typeof command === 'string') {
      const run =
        handler && ((...given: Parameters<CommandHandler>) => world.askers.run({ plugin: id, in: 'handler' }, () => handler(...given)));
      return commands.register(command, run, options);
    }
    if (!isBuilder(command)) return commands.register(world.askers.node(id, command));
    const tree = command.build((source) => world.sourceOf(source, (text) => log.info(text))) as LiteralNode;
    return commands.register(world.askers.node(id, tree));
  }

  /** Adds a line to the help, in one language or in several. The prefix is the line of a command: `!!day <n:integer>`, `!!mode <mode:a|b>`. */
  registerHelpMessage(prefix: string, message: LocalText, permission?: PermissionLevel): Undo {
    return this.input.context.commands.register(prefix, undefined, { doc: message, ...(permission === undefined ? {} : { permission }) });
  }

  /** The first plugin that overrides it wins; others are warned. */
  registerServerHandler(handler: ServerHandler): Undo {
    return this.#claim(this.world.handler.claim(this.id, handlerOf(handler), (text) => this.logger.warn(text)));
  }

  registerInfoFilter(filter: InfoFilter): Undo {
    if (typeof filter !== 'function') throw new TypeError('An info filter is a function that answers whether a line passes.');
    return this.#claim(this.world.filter.claim(this.id, filter, (text) => this.logger.warn(text)));
  }

  #claim(undo: Undo): Undo {
    return this.input.context.own(undo);
  }
}
