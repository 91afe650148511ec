/** Open this to see how a published value is found, and what is said when it is not. */
import type { Own } from '../events/bus.js';
import { observe } from '../events/observe.js';
import type { LookupView } from '../model/context.js';
import type { HostState } from '../model/host.js';
import type { NamespaceLike } from '../model/name.js';
import type { Problem } from '../model/problem.js';
import { failure } from '../problem/problem.js';
import {
  enableIt,
  provideIt,
  retryIt,
  saysHidden,
  saysWithheld,
  standingOf,
  STANDS,
  startApp,
  unhideIt,
  type Standing,
} from '../problem/standing.js';
import { near, quoted, quotedList } from '../problem/text.js';
import type { Entry } from '../wiring/entry.js';
import { canonical } from '../wiring/names.js';
import type { Scope } from '../wiring/scope.js';
import type { PluginRecord } from './record.js';
import { Reference } from './reference.js';

/** What looking up must know of the plugins, to explain an absence. */
export interface LookupWorld {
  readonly records: ReadonlyMap<string, PluginRecord>;
  readonly state: () => HostState;
  /** Of all times, oldest first. */
  readonly problems: () => readonly Problem[];
}

/** Whose look-ups they are: where subscriptions are put, and who hears when a subscriber throws. */
export interface LookupOwner {
  /** Where subscriptions are written down; a closed one throws. Without it a subscription is its subscriber's own. */
  readonly own?: Own;
  readonly failed: (thrown: unknown, namespace: string) => void;
  /** Where it is kept which names are listened to and are not there. */
  readonly awaited?: { add(namespace: string): void; delete(namespace: string): void };
}

/** The look-ups of a host or of an app. */
export function lookupIn(scope: Scope, world: LookupWorld, { own, failed, awaited }: LookupOwner): LookupView {
  const { names } = scope;
  const missing = missingIn(scope, world, own !== undefined);
  const view = {
    find: (like: NamespaceLike) => names.find(like)?.get(),
    lookup(like: NamespaceLike) {
      const entry = names.find(like);
      if (entry === undefined) throw missing(canonical(like, false));
      return entry.get();
    },
    reference: (like: NamespaceLike) => new Reference(canonical(like, false), names, missing),
    lookup$(like: NamespaceLike) {
      const namespace = canonical(like, false);
      return observe<unknown>(
        (next, complete) => {
          let told: Entry | null | undefined = null;
          const tell = (): void => {
            const entry = names.entry(namespace);
            // What was seen before it was published comes only once.
            if (entry === told) return;
            told = entry;
            if (entry === undefined) awaited?.add(namespace);
            else awaited?.delete(namespace);
            next(entry?.get());
          };
          let stop = (): void => {};
          const subscription = {
            what: `a subscription to ${quoted(namespace)}`,
            undo(): void {
              own?.drop(subscription);
              awaited?.delete(namespace);
              stop();
              complete();
            },
          };
          own?.add(subscription);
          stop = names.onChange(namespace, tell);
          tell();
          return subscription.undo;
        },
        (thrown) => failed(thrown, namespace),
      );
    },
    lookupAll: (pattern: NamespaceLike) => valuesOf(names.match(pattern)),
    category: (name: string) => valuesOf(names.category(name)),
  };
  return view as LookupView;
}

function valuesOf(entries: readonly Entry[]): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const entry of entries) values.set(entry.namespace, entry.get());
  return values;
}

/** What is said of a name that is not there. It knows of nobody who asks but whether that is a plugin: references hold it. */
function missingIn(scope: Scope, world: LookupWorld, isPlugins: boolean): (namespace: string) => Error {
  return (namespace) => absent(namespace, scope, world, isPlugins);
}

function absent(namespace: string, scope: Scope, world: LookupWorld, isPlugins: boolean): Error {
  const known = new Set(scope.names.all().map((entry) => entry.namespace));
  const providers: PluginRecord[] = [];
  for (const record of world.records.values()) {
    const provides = record.manifest.provides.map((provision) => provision.namespace);
    if (provides.includes(namespace)) providers.push(record);
    if (record.app === undefined || record.app === scope.app) for (const name of provides) known.add(name);
  }
  const { why, fix } = whyAbsent(namespace, providers, scope, world);
  // An owner who has not waited has to wait; a plugin that waited for the start would wait for itself.
  const isEarly = world.state() === 'starting' && !isPlugins;
  return failure('lookup.absent', {
    namespace,
    near: near(namespace, known),
    why,
    fix: isEarly ? 'Await host.start() first; what is there is seen when it has ended.' : fix,
  });
}

/** The cause as `why` says it, and what to do about it, from what is known at once: nothing is planned inside a look-up. */
function whyAbsent(
  namespace: string,
  providers: readonly PluginRecord[],
  scope: Scope,
  { state, problems, records }: LookupWorld,
): { why: string; fix: string } {
  const [first] = providers.filter((record) => record.app === undefined || record.app === scope.app);
  const host = state();
  if (first === undefined && providers.length > 0) {
    const apps = providers.map((record) => record.app!);
    return { why: saysHidden(apps), fix: unhideIt(namespace, apps) };
  }
  if (host === 'new') return { why: 'the host has not started, so nothing is loaded yet', fix: 'Await host.start() first.' };
  if (host === 'stopping' || host === 'stopped') {
    const of = first === undefined ? '' : `${saysWithheld(first.key, standingOf(first.state, first.enabled))}: `;
    return { why: `${of}the host ${STANDS[host]}`, fix: '' };
  }
  const named = first === undefined ? (records.get(`${scope.app}:${namespace}`) ?? records.get(namespace)) : undefined;
  if (named !== undefined) {
    const names = named.manifest.provides.map((provision) => provision.namespace);
    if (names.length === 0) return { why: 'it is the id of a plugin, which publishes nothing', fix: '' };
    return {
      why: `it is the id of a plugin, which publishes ${quotedList(names)}`,
      fix: `Look up what it publishes: ${quoted(names[0]!)}.`,
    };
  }
  if (first === undefined) {
    const why =
      host === 'starting' ? 'no plugin that is loaded provides it, and the host is starting' : 'no plugin that is loaded provides it';
    return { why, fix: 'Load a plugin that provides it.' };
  }
  const { key, reason } = first;
  const standing = standingOf(first.state, first.enabled);
  const isStuck = standing === 'waiting' || standing === 'failed';
  const why = `${saysWithheld(key, standing)}${isStuck && reason !== undefined ? `: ${reason.replace(/\.$/, '')}` : ''}`;
  return { why, fix: fixOf(namespace, first, standing, problems) };
}

function fixOf(namespace: string, { key, app, disabledAt }: PluginRecord, standing: Standing, problems: LookupWorld['problems']): string {
  switch (standing) {
    case 'disabled':
      return enableIt(key, disabledAt === undefined);
    case 'running':
      return provideIt(namespace);
    case 'waiting':
    case 'failed': {
      const hint = problems().findLast((found) => found.plugin === key)?.hint ?? '';
      return standing === 'failed' ? `${hint} ${retryIt(key)}`.trimStart() : hint;
    }
    case 'described':
    case 'starting':
      return `Use it where it is there: in a plugin that says @Use(${quoted(namespace)}), or after host.start().`;
    default:
      return app === undefined ? '' : startApp(app);
  }
}
