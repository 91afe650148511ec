/** Open this to see what `@Connection`, `@Action` and `@HealthCheck` mean at run time: each is a kind, bound in the context of its plugin. */
import type { FieldSchema, Kind, PluginContextView, Undo } from 'mortise';
import { ActionPlugin, ConnectionPlugin, type ActionOptions, type ConnectionContract, type Limits, type PluginBase } from './contract.js';
import { ACTION, CHECK, CONNECTION, connectionNameOf, LIFE, type ActionMeta, type CheckMeta, type ConnectionMeta } from './decorators.js';
import { PluginLoadError } from './errors.js';
import { ownHooks } from './hooks.js';
import { limitIssues } from './limits.js';
import { owned } from './registry.js';
import { readiness, type Callable, type LiveConnection, type World } from './running.js';
import { isRecord } from './values.js';

/** The kinds of one ZerePy. */
export function kindsOf(world: World): readonly Kind[] {
  /** Actions of instances that are connections; members are bound before or after their class. */
  const actionsOf = new WeakMap<object, Map<string, Callable>>();
  const of = (instance: object): Map<string, Callable> => {
    const actions = actionsOf.get(instance) ?? new Map<string, Callable>();
    actionsOf.set(instance, actions);
    return actions;
  };

  const connection: Kind<ConnectionMeta> = {
    key: CONNECTION,
    title: '@Connection',
    check: ({ value: { name, options } }) => whyNot(name, options) ?? whyNotActions(options.actions),
    bind(instance, { value: { name, options } }, context) {
      const made = connectionFrom(instance, { name, options, context, isReady: readiness(context), actions: of(instance) });
      return serve(world, 'connection', made, instance.constructor, context);
    },
  };

  const action: Kind<ActionMeta> = {
    key: ACTION,
    title: '@Action',
    check: ({ value: { name, options }, isStatic }) =>
      isStatic === true
        ? 'a static method belongs to no instance, so it cannot be an action'
        : (whyNot(name, options) ?? whyNotParameters(options)),
    bind(instance, { value: { name, options }, member }, context) {
      const belongsTo = connectionNameOf(instance);
      const callable: Callable = {
        kind: 'action',
        name,
        ...(belongsTo === undefined ? {} : { connection: belongsTo }),
        context,
        options,
        isReady: readiness(context),
        run: (values, call) => (instance as Record<PropertyKey, (...given: unknown[]) => unknown>)[member!]!(values, call),
      };
      if (belongsTo === undefined) return serve(world, 'action', callable, instance.constructor, context);
      const actions = of(instance);
      if (actions.has(name))
        throw new PluginLoadError('zerepy.taken', {
          message: `The connection '${belongsTo}' has two actions '${name}'.`,
          hint: 'Give one of them another name.',
          plugin: context.id,
          place: `${instance.constructor.name}.${String(member)}`,
        });
      actions.set(name, callable);
      return () => void actions.delete(name);
    },
  };

  const check: Kind<CheckMeta> = {
    key: CHECK,
    title: '@HealthCheck',
    check: ({ value: { name, options }, isStatic }) =>
      isStatic === true
        ? 'a static method belongs to no instance, so it cannot be a check'
        : (whyNot(name, options) ?? whyNotAffects(options)),
    bind: (instance, { value: { name, options }, member }, context) =>
      context.health.add(name, (signal) => (instance as Record<PropertyKey, (signal: AbortSignal) => unknown>)[member!]!(signal), options),
  };

  // Touches nothing but the instance, so it is there when a new generation starts.
  const life: Kind = {
    key: LIFE,
    title: 'the hooks',
    local: true,
    bind: (instance, _fact, context) => ownHooks(instance, context),
  };

  return [connection, action, check, life];
}

/** Registers what is callable under its name, until its plugin stops. */
export function serve(
  world: World,
  category: 'action' | 'connection',
  live: Callable | LiveConnection,
  type: unknown,
  context: PluginContextView,
): Undo {
  const undo = world.registry.register(category, live.name, type as never, { owner: context });
  const entry = world.registry.find(category, live.name)!;
  world.live.set(entry, live);
  return owned(context, () => {
    world.live.delete(entry);
    undo();
  });
}

interface From extends Pick<LiveConnection, 'name' | 'options' | 'context' | 'isReady'> {
  readonly actions: Map<string, Callable>;
}

/** A connection of an object that has the methods. Throws `PluginLoadError` `zerepy.not-a-plugin`. */
export function connectionFrom(instance: object, { name, options, context, isReady, actions }: From): LiveConnection {
  const missing = ['isConfigured', 'configure'].filter((method) => typeof Reflect.get(instance, method) !== 'function');
  const declared = Object.entries(options.actions ?? {});
  const performs = typeof Reflect.get(instance, 'performAction') === 'function';
  if (declared.length > 0 && !performs) missing.push('performAction');
  if (missing.length > 0)
    throw new PluginLoadError('zerepy.not-a-plugin', {
      message: `The connection '${name}' has no ${missing.join(' and no ')}.`,
      hint: `Write the method${missing.length === 1 ? '' : 's'} in ${instance.constructor.name}.`,
      plugin: context.id,
      place: instance.constructor.name,
    });
  const contract = instance as ConnectionContract;
  for (const [action, said] of declared) {
    const run: Callable['run'] = (values, call) => contract.performAction!(action, values, call);
    actions.set(action, { kind: 'action', name: action, connection: name, context, options: said, isReady, run });
  }
  return { kind: 'connection', name, context, options, instance: contract, actions, isReady };
}

function whyNot(name: unknown, options: Limits): string | undefined {
  if (typeof name !== 'string' || !/^[^\s/]{1,64}$/.test(name))
    return 'its name has to be a text of 1 to 64 characters without spaces and slashes';
  return whyNotLimits(options);
}

function whyNotLimits(limits: Limits): string | undefined {
  return limitIssues(limits)[0]?.message;
}

function whyNotAffects({ affects = 'ready' }: CheckMeta['options']): string | undefined {
  return ['live', 'ready', 'degraded'].includes(affects)
    ? undefined
    : `affects is ${JSON.stringify(affects)} instead of live, ready or degraded`;
}

const TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean', 'select', 'list', 'map', 'object', 'any']);

function whyNotParameters({ parameters = {} }: ActionOptions): string | undefined {
  if (!isRecord(parameters)) return 'its parameters are no object';
  return firstWhy(Object.entries(parameters), ([name, field]) => whyNotField(name, field, new Set()));
}

/** `around` are the fields that this one stands in: a value ends, even where a field stands in itself. */
function whyNotField(path: string, field: FieldSchema | undefined, around: ReadonlySet<unknown>): string | undefined {
  if (!TYPES.has(field?.type)) return `the parameter ${path} has no known type; there are ${[...TYPES].join(', ')}`;
  if (around.has(field)) return undefined;
  const { type, pattern = '', choices, of, fields } = field!;
  try {
    void new RegExp(pattern);
  } catch (thrown) {
    return `the pattern of the parameter ${path} is none: ${(thrown as Error).message}`;
  }
  if (type === 'select' && !Array.isArray(choices)) return `the parameter ${path} has no list of choices`;
  const inside = new Set(around).add(field);
  return (
    (of === undefined ? undefined : whyNotField(`${path}.of`, of, inside)) ??
    firstWhy(Object.entries(fields ?? {}), ([name, each]) => whyNotField(`${path}.${name}`, each, inside))
  );
}

function firstWhy<T>(all: readonly T[], why: (each: T) => string | undefined): string | undefined {
  for (const each of all) {
    const found = why(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same of what a class says of itself, as an action or of the actions of a connection. */
export function whyNotClass(made: PluginBase): string | undefined {
  if (made instanceof ActionPlugin) return whyNotLimits(made) ?? whyNotParameters(made);
  return made instanceof ConnectionPlugin ? whyNotActions(made.actions) : undefined;
}

function whyNotActions(actions: Readonly<Record<string, ActionOptions>> = {}): string | undefined {
  return firstWhy(Object.entries(actions), ([name, options]) => {
    const why = whyNot(name, options) ?? whyNotParameters(options);
    return why && `of its action ${name}, ${why}`;
  });
}
