/** Open this to see one plugin of MCDReforged as a host runs it: `on_load` is its start, `on_unload` its stop. */
import { definePlugin, PluginContext, type PluginContextView, type PluginDefinition } from 'mortise';
import { MCDRPluginEvents } from './events.js';
import type { Found } from './formats.js';
import { Listeners } from './listeners.js';
import type { Metadata } from './metadata.js';
import { type PluginServerInterface, serverInterface } from './server-interface.js';
import type { World } from './world.js';

/** What a definition is made from. */
export interface PluginInput {
  readonly world: World;
  readonly metadata: Metadata;
  /** What the module exports. */
  readonly module: object;
  readonly found?: Found;
}

/** The plugin for the host, and what is told to it when it is gone for good. */
export interface Made {
  readonly definition: PluginDefinition & { readonly id: string };
  removed(): Promise<void>;
}

export function makePlugin(input: PluginInput): Made {
  const { world, metadata, module } = input;
  const { id, version, name, description, author, link, dependencies } = metadata;
  let last: McdrPlugin | undefined;
  let hasRun = false;
  const definition = definePlugin({
    id,
    version,
    name,
    versions: 'mcdreforged',
    category: 'mcdreforged',
    // Its module may hold what only one of them can have: a file, a port, the ear of the server.
    reload: 'restart',
    ...(description === undefined ? {} : { description }),
    ...(author === undefined ? {} : { author }),
    ...(link === undefined ? {} : { link }),
    dependencies: { mcdreforged: '*', ...dependencies },
    provides: { [`mcdreforged/${id}`]: module },
    inject: [PluginContext],
    setup(context: PluginContextView) {
      hasRun ||= last?.hasRun === true;
      return (last = new McdrPlugin(input, context, hasRun));
    },
  });
  return {
    definition,
    async removed() {
      if (last?.hasRun !== true || world.host.state !== 'running') return;
      // Another generation of it is no removal.
      if (world.host.list().some((plugin) => plugin.key === id)) return;
      await last.listeners.tell(MCDRPluginEvents.PLUGIN_REMOVED);
    },
  };
}

class McdrPlugin {
  readonly listeners: Listeners;
  hasRun = false;
  readonly #server: PluginServerInterface;

  constructor(
    readonly input: PluginInput,
    readonly context: PluginContextView,
    /** It starts again, from the same code. */
    readonly isAgain: boolean,
  ) {
    const { world, metadata, found, module } = input;
    this.#server = serverInterface({
      world,
      context,
      metadata,
      ...(found === undefined ? {} : { found }),
      listen: (event, listener, priority) => this.listeners.register(event, listener as never, priority),
    });
    const asker = { plugin: metadata.id, in: 'handler' } as const;
    this.listeners = new Listeners(context, this.#server, (work) => world.askers.run(asker, work));
    this.listeners.addModule(module);
  }

  async start(): Promise<void> {
    this.#enter();
    // No function that lives on is made here: it would keep the previous module.
    await this.#inPhase(() => this.listeners.tell(MCDRPluginEvents.PLUGIN_LOADED, this.#previous()));
    this.hasRun = true;
  }

  #enter(): void {
    const { world, metadata, found, module } = this.input;
    const { id } = metadata;
    world.running.set(id, { metadata, module, ...(found === undefined ? {} : { found }) });
    this.context.own(() => {
      if (world.running.get(id)?.module === module) world.running.delete(id);
    });
  }

  /** What the generation before exports; of one that starts again, that is itself. Null the first time. */
  #previous(): object | null {
    const { world, metadata, module } = this.input;
    if (this.isAgain) return module;
    if (this.context.previous === undefined) return null;
    return world.departed.get(metadata.id)?.deref() ?? null;
  }

  /** The next generation was given it by `on_load` already; by this the host knows that it may live on there. */
  snapshot(): object {
    return this.input.module;
  }

  restore(): void {
    // It has what it needs.
  }

  async stop(): Promise<void> {
    const { world, metadata, module } = this.input;
    world.departed.set(metadata.id, new WeakRef(module));
    await this.#inPhase(() => this.listeners.tell(MCDRPluginEvents.PLUGIN_UNLOADED));
  }

  #inPhase(work: () => Promise<void>): Promise<void> {
    const { world, metadata } = this.input;
    return world.askers.run({ plugin: metadata.id, in: 'phase' }, work);
  }
}
