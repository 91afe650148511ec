/** Open this to see what every element of a definition is as a plugin: an id, what it waits for, and a start in which its values are resolved once. */
import { definePlugin, PluginContext, type Lifecycle, type PluginContextView, type PluginDefinition } from 'mortise';
import { slugOf } from './check-definition.js';
import type { AppDefinition } from './definition.js';
import { lookUp, referencesIn, resolved, tokensOf, type ParsedReference } from './reference.js';
import type { Scope } from './scope.js';
import { referTo, type Place, type Settings } from './settings.js';
import type { World } from './world.js';

/** What the elements of one definition share. */
export interface Home {
  readonly definition: AppDefinition;
  readonly world: World;
  readonly place: Place;
  readonly scope: Scope;
  /** Before the kind, in ids. */
  readonly prefix: string;
}

export function homeOf(definition: AppDefinition, world: World, place: Place): Home {
  const { name } = definition;
  // In an app of its own the name of the app says it already.
  const prefix = place.app === name ? '' : `${slugOf(name)}.`;
  return { definition, world, place, prefix, scope: { of: name, ownEvents: true } };
}

/** An element that is being started. */
export interface Starting {
  readonly context: PluginContextView;
  readonly settings: Settings;
  /** A copy in which each reference is what it refers to. */
  resolve<T>(value: T): T;
}

interface ElementInput {
  readonly kind: string;
  /** Nothing for what there is one of. */
  readonly name?: string;
  /** All that it says, references included. */
  readonly said: object;
  readonly more?: Partial<PluginDefinition>;
  /** What begins here is ended by `stop`, or is on the ledger of the context. */
  start(starting: Starting): Pick<Lifecycle, 'afterStart' | 'stop'> | PromiseLike<Pick<Lifecycle, 'afterStart' | 'stop'>>;
}

export function idOf({ prefix }: Home, kind: string, name?: string): string {
  return `${prefix}${kind}${name === undefined ? '' : `.${slugOf(name)}`}`;
}

/** An element as a plugin. Whoever it refers to starts before it, and it waits for those who do not run. */
export function element(home: Home, { kind, name, said, more = {}, start }: ElementInput): PluginDefinition {
  return defined(home, {
    ...more,
    id: idOf(home, kind, name),
    category: kind,
    inject: [PluginContext, `settings/${home.definition.name}`, ...tokensOf(referencesIn(said))],
    setup(context: PluginContextView, settings: Settings) {
      const resolve = <T>(value: T): T => resolved(value, (reference) => valueOf(reference, context, settings)) as T;
      let life: { afterStart?(): unknown; stop?(): unknown } = {};
      return {
        async start() {
          life = (await start({ context, settings, resolve })) as typeof life;
        },
        afterStart: () => life.afterStart?.(),
        stop: () => life.stop?.(),
      };
    },
  });
}

/** A plugin of a definition: what it says was checked before, so the compiler need not know. */
export function defined({ definition: { version = '0.0.0', provider } }: Home, plugin: PluginDefinition): PluginDefinition {
  return definePlugin({ version, ...(provider === undefined ? {} : { provider }), ...plugin } as never);
}

function valueOf(reference: ParsedReference, context: PluginContextView, settings: Settings): unknown {
  if (reference.kind === 'setting') return referTo(settings, reference);
  const known = (): string[] => [...context.host.lookupAll('**').keys(), ...(context.app?.lookupAll('**').keys() ?? [])];
  return lookUp(reference, (namespace) => context.find(namespace), known);
}
