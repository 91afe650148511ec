/** Open this to see how actions and connections are called: by consumers, from commands, and as steps of pipelines. */
import { ASKING, call, checkArguments } from './call.js';
import type { Arguments, CallOptions, Parameters } from './contract.js';
import { bounded } from './deadline.js';
import { nearTo, PluginNotFoundError, textOf, type Issue } from './errors.js';
import { running, type Callable, type LiveConnection, type World } from './running.js';

/** An action as it is told: whose it is, and what it takes. */
export interface ActionInfo {
  readonly name: string;
  readonly plugin: string;
  readonly description?: string;
  readonly parameters: Parameters;
}

/** Actions that stand for themselves. */
export class Actions {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Calls an action with arguments by name, or with a list in the order of its parameters. Texts become what its parameters want. Rejects with
   * `PluginParameterError` (all that is wrong with them, or with the options, and nothing was called), `PluginTimeoutError`, `PluginExecutionError`,
   * `PluginDependencyError`, `PluginConfigError` or `PluginNotFoundError`.
   *
   * ```ts
   * import { createHost } from 'mortise';
   * import { Plugin } from 'mortise/decorators';
   * import { Action, createZerePy } from 'mortise/zerepy';
   *
   * @Plugin({ id: 'calculator', version: '1.0.0' })
   * class Calculator {
   *   @Action('add', { parameters: { a: { type: 'integer' }, b: { type: 'integer', default: 1 } } })
   *   add({ a, b }: { a: number; b: number }) {
   *     return a + b;
   *   }
   * }
   *
   * const zerepy = createZerePy();
   * const host = createHost({ extensions: [zerepy, Calculator], log: { level: 'silent' } });
   * await host.start();
   * console.log(await zerepy.actions.execute('add', { a: 1, b: '2' }), await zerepy.actions.execute('add', [5])); // 3 6
   * await host.stop();
   * ```
   */
  async execute(name: string, args: Arguments = {}, options?: CallOptions): Promise<unknown> {
    return call(this.#world, running(this.#world, 'action', name), args, options);
  }

  /** Everything that is wrong with arguments; nothing when they are right. Throws `PluginNotFoundError`, and `PluginExecutionError` where the action can't say it. */
  validate(name: string, args: Arguments): readonly Issue[] {
    return checkArguments(running(this.#world, 'action', name), args).issues;
  }

  /** The action as a function of one value, for `pipe`, `concatMap` and `then`; each time it looks the action up anew. `fixed` are further arguments by name. */
  step(name: string, fixed: Readonly<Record<string, unknown>> = {}, options?: CallOptions): (input: Arguments) => Promise<unknown> {
    return (input) =>
      this.execute(name, Array.isArray(input) ? input : { ...(input as Readonly<Record<string, unknown>>), ...fixed }, options);
  }

  /** Those that can be called now, sorted. */
  list(): readonly ActionInfo[] {
    return liveOf(this.#world, 'action').map(infoOf);
  }
}

/** Where a connection stands. */
export interface ConnectionStatus {
  readonly name: string;
  readonly plugin: string;
  readonly status: 'configured' | 'unconfigured' | 'failed' | 'not running';
  /** Why it has failed. */
  readonly reason?: string;
  readonly actions: readonly string[];
}

/** Connections, and the actions of each. */
export class Connections {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether a connection can be used. Rejects with `PluginNotFoundError`, or with what it throws. */
  async isConfigured(name: string): Promise<boolean> {
    const { instance } = running(this.#world, 'connection', name);
    return this.#ask(() => instance.isConfigured(), name);
  }

  /** Makes a connection usable, and says whether it is. It may take as long as it wants. */
  async configure(name: string): Promise<boolean> {
    const { instance, context } = running(this.#world, 'connection', name);
    return this.#world.monitor.trackUsage(context.id, () => instance.configure(), `${name}.configure`);
  }

  /** Calls an action of a connection, as `Actions.execute` does. */
  async performAction(connection: string, action: string, args: Arguments = {}, options?: CallOptions): Promise<unknown> {
    return call(this.#world, this.#action(connection, action), args, options);
  }

  /** Everything that is wrong with arguments; nothing when they are right. */
  validate(connection: string, action: string, args: Arguments): readonly Issue[] {
    return checkArguments(this.#action(connection, action), args).issues;
  }

  /** An action of a connection as a function of one value. */
  step(
    connection: string,
    action: string,
    fixed: Readonly<Record<string, unknown>> = {},
    options?: CallOptions,
  ): (input: Arguments) => Promise<unknown> {
    return (input) =>
      this.performAction(
        connection,
        action,
        Array.isArray(input) ? input : { ...(input as Readonly<Record<string, unknown>>), ...fixed },
        options,
      );
  }

  /** The actions of a connection that are declared. */
  actions(connection: string): readonly ActionInfo[] {
    return [...running(this.#world, 'connection', connection).actions.values()].map(infoOf);
  }

  /** Where each connection stands; none of them holds up the others, and each has five seconds to say so. */
  async status(): Promise<readonly ConnectionStatus[]> {
    const { registry } = this.#world;
    return Promise.all(
      registry.list('connection').map(async ({ name, owner }): Promise<ConnectionStatus> => {
        const live = liveOf(this.#world, 'connection').find((each) => each.name === name);
        if (live === undefined) return { name, plugin: owner, status: 'not running', actions: [] };
        const about = { name, plugin: live.context.id, actions: [...live.actions.keys()] };
        try {
          return { ...about, status: (await this.isConfigured(name)) ? 'configured' : 'unconfigured' };
        } catch (thrown) {
          return { ...about, status: 'failed', reason: live.context.withoutSecrets(textOf(thrown)) };
        }
      }),
    );
  }

  #ask<T>(work: () => T | PromiseLike<T>, name: string): Promise<T> {
    const { context } = running(this.#world, 'connection', name);
    return bounded(work, { clock: this.#world.clock(), ms: ASKING, signals: [context.signal] });
  }

  #action(connection: string, name: string): Callable {
    const { actions, instance, context, isReady, options } = running(this.#world, 'connection', connection);
    const found = actions.get(name);
    const { actions: _, ...limits } = options;
    if (found !== undefined) return { ...found, options: { ...limits, ...found.options } };
    if (actions.size === 0 && instance.performAction !== undefined)
      return {
        kind: 'action',
        name,
        connection,
        context,
        isReady,
        options: limits,
        run: (values, told) => instance.performAction!(name, values, told),
      };
    throw new PluginNotFoundError('zerepy.not-found', {
      message: `Unknown action '${name}' for connection '${connection}'.`,
      hint: nearTo(name, actions.keys()),
      blame: 'host',
      plugin: context.id,
      details: { connection, name },
    });
  }
}

function liveOf(world: World, kind: 'action'): readonly Callable[];
function liveOf(world: World, kind: 'connection'): readonly LiveConnection[];
function liveOf(world: World, kind: 'action' | 'connection'): readonly (Callable | LiveConnection)[] {
  return world.registry.list(kind).flatMap(({ category, name }) => {
    const found = world.registry.all(category, name).map((entry) => world.live.get(entry));
    return found.find((each) => each?.isReady() === true) ?? [];
  });
}

function infoOf({ name, context, options }: Callable): ActionInfo {
  const { description, parameters = {} } = options;
  return { name, plugin: context.id, ...(description === undefined ? {} : { description }), parameters };
}
