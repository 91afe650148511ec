/** Open this to see what can be called now: the connections and actions whose plugins run, each behind its entry in the registry. */
import type { ClockPort, PluginContextView } from 'mortise';
import type { ActionOptions, Call, ConnectionContract, ConnectionOptions, PluginConfig } from './contract.js';
import { PluginNotFoundError } from './errors.js';
import type { PluginMonitor } from './monitor.js';
import type { PluginRegistry, RegistryEntry } from './registry.js';

/** An action, however it was written. */
export interface Callable {
  readonly kind: 'action';
  readonly name: string;
  /** Of the connection it belongs to. */
  readonly connection?: string;
  readonly context: PluginContextView;
  readonly options: ActionOptions;
  /** False until its plugin runs, and when it begins to stop. */
  isReady(): boolean;
  /** Further sentences of what is wrong with values that fit the schema. */
  validate?(values: Readonly<Record<string, unknown>>): readonly string[];
  run(values: Readonly<Record<string, unknown>>, call: Call): unknown;
}

/** A connection, however it was written. */
export interface LiveConnection {
  readonly kind: 'connection';
  readonly name: string;
  readonly context: PluginContextView;
  readonly options: ConnectionOptions;
  readonly instance: ConnectionContract;
  readonly actions: ReadonlyMap<string, Callable>;
  isReady(): boolean;
}

/** What the parts of one ZerePy share. */
export interface World {
  readonly registry: PluginRegistry;
  readonly monitor: PluginMonitor;
  readonly live: Map<RegistryEntry, Callable | LiveConnection>;
  /** The clock of the host. Throws `zerepy.not-joined` before a host has attached it. */
  clock(): ClockPort;
  configOf(type: string, name: string): PluginConfig | undefined;
}

/** What serves under a name. Throws `PluginNotFoundError` for what is not there, or is there and does not run. */
export function running(world: World, category: 'action', name: string): Callable;
export function running(world: World, category: 'connection', name: string): LiveConnection;
export function running(world: World, category: 'action' | 'connection', name: string): Callable | LiveConnection {
  const entry = world.registry.entry(category, name);
  for (const each of world.registry.all(category, name)) {
    const found = world.live.get(each);
    if (found?.kind === category && found.isReady()) return found;
  }
  throw new PluginNotFoundError('zerepy.not-running', {
    message: `${category} '${name}' is registered by '${entry.owner}', which does not run.`,
    hint: 'Start that plugin first; host.why() says why it does not run.',
    blame: 'host',
    plugin: entry.owner,
    details: { category, name },
  });
}

/** Becomes true when the plugin has started, and false when it begins to stop. */
export function readiness(context: PluginContextView): () => boolean {
  // A generation that takes over another's place is bound when it has started.
  let hasStarted = context.previous !== undefined;
  // Its own handlers get events from the moment on at which others may see it.
  if (!hasStarted)
    context.events.handle('plugin.started', ({ plugin }) => void (hasStarted ||= plugin === context.id), {
      priority: Number.MIN_SAFE_INTEGER,
    });
  return () => hasStarted && !context.signal.aborted;
}
