/** Open this to see how the host remembers its changes, so that each can be told and taken back. */
import type { Change, Plan } from '../model/plan.js';
import type { Revision } from '../model/history.js';
import { failure } from '../problem/problem.js';
import type { Extensions } from './extensions.js';
import type { Kernel } from './kernel.js';
import type { Origin } from './record.js';
import type { Settings } from './settings.js';

/** What was wanted at one time: what was loaded, what was switched on, and which configurations were given. It holds no code. */
export interface Checkpoint {
  readonly origins: readonly Origin[];
  readonly enabled: ReadonlyMap<string, boolean>;
  readonly configured: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** What was read of the configuration. */
  readonly settings: Settings | undefined;
}

/** How to come from what is wanted now to what was wanted then. */
export interface WayBack {
  readonly drop: ReadonlySet<Origin>;
  readonly load: readonly Origin[];
  readonly enable: ReadonlySet<string>;
  readonly disable: ReadonlySet<string>;
  readonly configure: ReadonlyMap<string, Readonly<Record<string, unknown>> | undefined>;
  /** What was read before, where it was read anew since. */
  readonly settings?: Settings;
}

/** How many changes are remembered. */
export const MOST_REVISIONS = 100;

export class Journal {
  readonly #entries: { readonly revision: Revision; before: Checkpoint }[] = [];

  constructor(
    readonly kernel: Kernel,
    readonly extensions: Extensions,
    readonly settings: () => Settings | undefined = () => undefined,
  ) {}

  /** What is wanted now. */
  checkpoint(): Checkpoint {
    const { records, configured } = this.kernel;
    return {
      origins: this.extensions.list().map(({ origin }) => origin),
      enabled: new Map([...records.values()].map(({ key, enabled }) => [key, enabled])),
      configured,
      settings: this.settings(),
    };
  }

  keep(revision: Revision, before: Checkpoint): void {
    this.#entries.push({ revision, before });
    if (this.#entries.length > MOST_REVISIONS) this.#entries.shift();
  }

  /** What came since with an app is no part of any change: no way back leads to before it. */
  exempt(before: Checkpoint): void {
    const known = new Set(before.origins);
    const now = this.checkpoint();
    const came = now.origins.filter((origin) => !known.has(origin));
    for (const entry of this.#entries)
      entry.before = {
        ...entry.before,
        origins: [...entry.before.origins, ...came],
        enabled: new Map([...now.enabled, ...entry.before.enabled]),
      };
  }

  /** Oldest first. */
  list(): readonly Revision[] {
    return this.#entries.map(({ revision }) => revision);
  }

  /** The way to how it was before a revision. Throws `change.nothing-to-undo`. */
  back(to: number | 'last'): { readonly revision: number; readonly way: WayBack } {
    const isAsked = ({ revision }: Revision): boolean => to === 'last' || revision === to;
    const found = this.#entries.findLast(({ revision }) => isAsked(revision) && isUndoable(revision.change));
    if (found === undefined) {
      const known = this.list().flatMap(({ revision, change }) => (isUndoable(change) ? [revision] : []));
      throw failure('change.nothing-to-undo', { revision: to, known });
    }
    return { revision: found.revision.revision, way: wayBack(this.checkpoint(), found.before) };
  }
}

/** What happened by itself and what the host as a whole did is no change that somebody asked for. */
function isUndoable({ start, stop, settle }: Change): boolean {
  return start !== true && stop !== true && settle !== true;
}

function wayBack(now: Checkpoint, then: Checkpoint): WayBack {
  const was = new Set(then.origins);
  const is = new Set(now.origins);
  const load = then.origins.filter((origin) => !is.has(origin));
  const switched = [...then.enabled].filter(([key, enabled]) => now.enabled.get(key) !== enabled);
  const keys = new Set([...now.configured.keys(), ...then.configured.keys()]);
  return {
    ...(then.settings === undefined || then.settings === now.settings ? {} : { settings: then.settings }),
    drop: new Set(now.origins.filter((origin) => !was.has(origin))),
    load,
    enable: new Set(switched.flatMap(([key, enabled]) => (enabled ? [key] : []))),
    disable: new Set(switched.flatMap(([key, enabled]) => (enabled ? [] : [key]))),
    configure: new Map(
      [...keys]
        .filter((key) => now.configured.get(key) !== then.configured.get(key))
        .map((key) => [key, then.configured.get(key)] as const),
    ),
  };
}

/** A plan as it is remembered. */
export function remembered({ change, steps, replaces }: Plan): Pick<Revision, 'change' | 'steps' | 'replaces'> {
  const told = steps.map(({ action, plugin, generation }) => ({ action, plugin, generation }));
  return { change, steps: told, ...(replaces === undefined ? {} : { replaces }) };
}
