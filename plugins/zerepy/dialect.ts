/** Open this to see how classes that extend `PluginBase` become plugins of a host: registered when they are attached, initialised when they start. */
import { definePlugin, PluginContext, type Dialect, type Extension, type ExtensionContext, type PluginContextView } from 'mortise';
import {
  ActionPlugin,
  categoryOf,
  type ConnectionContract,
  type ConnectionPlugin,
  type PluginBase,
  type PluginClass,
  type PluginConfig,
} from './contract.js';
import { PluginCleanupError, PluginError, PluginLoadError, textOf } from './errors.js';
import { checkVersion, makeOf } from './factory.js';
import { ownHooks } from './hooks.js';
import { connectionFrom, whyNotClass } from './kinds.js';
import { checkedConfig, isEnabled } from './plugin-config.js';
import type { Callable, LiveConnection, World } from './running.js';
import type { RegistryEntry } from './registry.js';

/** What the dialect tells of classes that come and go. */
export interface Roll {
  came(id: string): () => void;
}

/** The dialect `zerepy`: a class, or a module with classes, that extend `PluginBase`; options of the entry are its configuration. */
export function dialectOf(world: World, roll: Roll): Dialect {
  return {
    name: 'zerepy',
    recognises: (exported) => classesOf(exported).length > 0,
    describe(exported): Extension<ExtensionContext> {
      const classes = classesOf(exported);
      const first = nameOf(classes[0]!);
      return {
        name: first,
        attach(options) {
          for (const type of classes) this.own(roll.came(take(this, world, type, options)));
        },
      };
    },
  };
}

/** Registers a class, and its plugin with the host unless its configuration says that it is disabled. */
function take(context: ExtensionContext, world: World, type: PluginClass, options: unknown): string {
  const category = categoryOf(type)!;
  const probe = makeOf(type, type.name);
  const { name, version } = probe;
  if (typeof name !== 'string' || typeof version !== 'string')
    throw new PluginLoadError('zerepy.not-a-plugin', {
      message: `The class ${type.name} says no ${typeof name === 'string' ? 'version' : 'name'}.`,
      hint: 'It has name and version as fields or getters, both texts.',
      place: type.name,
    });
  const why = whyNotClass(probe);
  if (why !== undefined)
    throw new PluginLoadError('zerepy.not-a-plugin', {
      message: `The class ${type.name} can't be called: ${why}.`,
      hint: "Correct it. A parameter is a field: { type: 'integer', default: 1 }.",
      place: type.name,
    });
  const isGiven = typeof options === 'object' && options !== null && Object.keys(options).length > 0;
  const config = isGiven ? checkedConfig(options, [...world.registry.categories().keys()]) : world.configOf(category, name);
  if (config !== undefined) checkVersion(probe, config.version);
  // Another generation of the same extension is attached before the one that serves goes.
  const overwrite = world.registry.find(category, name)?.owner === context.id;
  world.registry.register(category, name, type, { owner: context, overwrite });
  const entry = world.registry.find(category, name)!;
  if (isEnabled(config)) context.registerPlugin(definitionOf(world, { type, name, version, entry, config, category }));
  return name;
}

interface Taken extends Pick<PluginBase, 'name' | 'version'> {
  readonly type: PluginClass;
  readonly category: string;
  readonly entry: RegistryEntry;
  readonly config: PluginConfig | undefined;
}

function definitionOf(world: World, { type, name, version, entry, config, category }: Taken): object {
  return definePlugin({
    id: name,
    version,
    category,
    // Its decorators mean what they mean in any component.
    components: [type],
    inject: [PluginContext, type] as const,
    setup(context: PluginContextView, instance: PluginBase) {
      let isReady = false;
      const ready = (): boolean => isReady && !context.signal.aborted;
      ownHooks(instance, context);
      const live = liveOf(instance, name, context, ready);
      if (live !== undefined) world.live.set(entry, live);
      context.own(() => void (world.live.get(entry) === live && world.live.delete(entry)));
      return {
        async start() {
          await instance.initialize?.(Object.freeze({ ...config?.config?.options }), context);
          isReady = true;
        },
        async stop() {
          isReady = false;
          try {
            await instance.cleanup?.();
          } catch (cause) {
            if (cause instanceof PluginError) throw cause;
            throw new PluginCleanupError('zerepy.cleanup-failed', {
              message: `The cleanup of '${context.id}' has failed: ${textOf(cause)}.`,
              hint: 'What it made through its context is released all the same.',
              plugin: context.id,
              place: `${type.name}.cleanup`,
              cause,
            });
          }
        },
      };
    },
  });
}

function liveOf(
  instance: PluginBase,
  name: string,
  context: PluginContextView,
  isReady: () => boolean,
): Callable | LiveConnection | undefined {
  const category = categoryOf(instance.constructor);
  if (category === 'connection') {
    const { actions } = instance as ConnectionPlugin;
    return connectionFrom(instance as PluginBase & ConnectionContract, {
      name,
      options: actions === undefined ? {} : { actions },
      context,
      isReady,
      actions: new Map(),
    });
  }
  if (!(instance instanceof ActionPlugin)) return undefined;
  const validate = (values: Readonly<Record<string, unknown>>): readonly string[] => instance.validateParams(values);
  return { kind: 'action', name, context, options: instance, isReady, validate, run: (values, call) => instance.execute(values, call) };
}

/** The class, or those of a module. */
function classesOf(exported: unknown): PluginClass[] {
  if (categoryOf(exported) !== undefined) return [exported as PluginClass];
  if (Object.prototype.toString.call(exported) !== '[object Module]') return [];
  return [...new Set(Object.values(exported as object))].filter((each) => categoryOf(each) !== undefined) as PluginClass[];
}

/** For the list of the host; a constructor that throws is told when it is attached. */
function nameOf(type: PluginClass): string {
  try {
    return makeOf(type, type.name).name;
  } catch {
    return type.name === '' ? 'zerepy-plugin' : type.name.toLowerCase();
  }
}
