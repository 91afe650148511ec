/** Open this to see how a published value is found, and what is said when it is not. */
import type { Own } from '../events/bus.js';
import { observe } from '../events/observe.js';
import type { LookupView } from '../model/context.js';
import type { NamespaceLike } from '../model/name.js';
import { failure } from '../problem/problem.js';
import { near, quoted, quotedList } from '../problem/text.js';
import { canonical } from '../wiring/names.js';
import type { Scope } from '../wiring/scope.js';
import type { PluginRecord } from './record.js';

/** What looking up must know of the plugins, to explain an absence. */
export interface LookupWorld {
  readonly records: ReadonlyMap<string, PluginRecord>;
  /** `new`, `starting`, ... */
  readonly state: () => string;
}

/** Whose look-ups they are: where subscriptions are put, and who hears when a subscriber throws. */
export interface LookupOwner {
  /** Puts what takes a subscription back on a ledger; on a closed one it throws. Without it a subscription is its subscriber's own. */
  readonly own?: Own;
  readonly failed: (thrown: unknown, namespace: string) => void;
}

/** The look-ups of a host or of an app. */
export function lookupIn(scope: Scope, world: LookupWorld, { own, failed }: LookupOwner): LookupView {
  const { names } = scope;
  const view = {
    find: (like: NamespaceLike) => names.find(like)?.get(),
    lookup(like: NamespaceLike) {
      const entry = names.find(like);
      if (entry === undefined) throw absent(canonical(like, false), scope, world);
      return entry.get();
    },
    lookup$(like: NamespaceLike) {
      const namespace = canonical(like, false);
      return observe<unknown>(
        (next, complete) => {
          const tell = (): void => next(names.entry(namespace)?.get());
          let stop = (): void => {};
          const end = (): void => {
            stop();
            complete();
          };
          const undo = own?.(end, `a subscription to ${quoted(namespace)}`) ?? end;
          stop = names.onChange(namespace, tell);
          tell();
          return undo;
        },
        (thrown) => failed(thrown, namespace),
      );
    },
    lookupAll: (pattern: NamespaceLike) => new Map(names.match(pattern).map((entry) => [entry.namespace, entry.get()])),
    category: (name: string) =>
      new Map(
        names
          .all()
          .filter((entry) => entry.category === name)
          .map((entry) => [entry.namespace, entry.get()]),
      ),
  };
  return view as LookupView;
}

function absent(namespace: string, scope: Scope, world: LookupWorld): Error {
  const known = new Set(scope.names.all().map((entry) => entry.namespace));
  const providers: PluginRecord[] = [];
  for (const record of world.records.values()) {
    const provides = record.manifest.provides.map((provision) => provision.namespace);
    if (provides.includes(namespace)) providers.push(record);
    if (record.app === undefined || record.app === scope.app) for (const name of provides) known.add(name);
  }
  return failure('lookup.absent', { namespace, near: near(namespace, known), why: whyAbsent(providers, scope, world) });
}

function whyAbsent(providers: readonly PluginRecord[], scope: Scope, world: LookupWorld): string {
  const state = world.state();
  const seen = providers.filter((record) => record.app === undefined || record.app === scope.app);
  const hidden = providers.filter((record) => !seen.includes(record));
  const [first] = seen;
  if (first !== undefined) {
    if (!first.enabled) return `${quoted(first.key)} provides it and is disabled`;
    return `${quoted(first.key)} provides it and is ${first.state}${first.reason === undefined ? '' : ` (${first.reason.replace(/\.$/, '')})`}`;
  }
  if (hidden.length > 0) return `only the app ${quotedList([...new Set(hidden.map((record) => record.app!))])} has it, for itself`;
  return state === 'new' || state === 'starting' ? 'the host has not started yet' : state === 'stopped' ? 'the host has stopped' : '';
}
