/** Open this to see what is known of a plan while it is checked: what has become of everybody, step by step. */
import { groupedBy } from '../model/list.js';
import type { Plan, Snapshot, SnapshotPlugin, StepAction, Wanted, WantedPlugin } from '../model/plan.js';
import { isUp } from './standing.js';

/** What is known before the first step, and what has become of it since. */
export interface Walk {
  readonly wanted: Wanted;
  /** First of each key, as the resolver takes them. */
  readonly wantedBy: ReadonlyMap<string, WantedPlugin>;
  readonly apps: ReadonlySet<string>;
  readonly heldBy: ReadonlyMap<string, readonly SnapshotPlugin[]>;
  /** What has a step of its own that says why it stands still, anywhere in the plan. */
  readonly blocked: ReadonlySet<string>;
  /** What stops, anywhere in the plan. */
  readonly stops: ReadonlySet<string>;
  /** What is made ready beside what serves, anywhere in the plan. */
  readonly staged: ReadonlySet<string>;
  /** Which part of the plan the walk is in. */
  part: number;
  readonly asked: Set<string>;
  readonly configured: Set<string>;
  readonly swapped: Set<string>;
  readonly drained: Set<string>;
  /** What is there, and what of it runs. */
  readonly here: Map<string, SnapshotPlugin>;
  /** What was made ready beside what serves, and what gave way to it and goes on for a while. */
  readonly beside: Map<string, 'wired' | 'started'>;
  readonly leaving: Map<string, SnapshotPlugin>;
  /** Of what gave way, the generations that have stopped and are not unloaded. */
  readonly gone: Map<string, number>;
  readonly running: Set<string>;
  readonly told: Set<string>;
  readonly stopped: Set<string>;
  readonly still: Set<string>;
  /** The levels of what was wired, and what of it has started. */
  readonly wired: Map<string, number>;
  readonly started: Set<string>;
  readonly after: Set<string>;
  /** The same of those that nobody made ready beside what serves. */
  readonly plain: Set<string>;
  readonly plainAfter: Set<string>;
}

export function walkOf({ steps }: Pick<Plan, 'steps'>, { plugins }: Snapshot, wanted: Wanted): Walk {
  const up = plugins.filter(isUp);
  const having = (...actions: StepAction[]): Set<string> =>
    new Set(steps.filter(({ action }) => actions.includes(action)).map((step) => step.plugin));
  return {
    wanted,
    wantedBy: new Map([...wanted.plugins].reverse().map((plugin) => [plugin.key, plugin])),
    apps: new Set(wanted.apps),
    heldBy: groupedBy(up, ({ holds }) => holds),
    blocked: having('wait', 'fail'),
    stops: having('stop'),
    staged: new Set(steps.filter(({ staged }) => staged === true).map((step) => step.plugin)),
    part: 0,
    asked: new Set(),
    configured: new Set(),
    swapped: new Set(),
    drained: new Set(),
    here: new Map(plugins.map((plugin) => [plugin.key, plugin])),
    beside: new Map(),
    leaving: new Map(),
    gone: new Map(),
    running: new Set(up.map(({ key }) => key)),
    told: new Set(),
    stopped: new Set(),
    still: new Set(),
    wired: new Map(),
    started: new Set(),
    after: new Set(),
    plain: new Set(),
    plainAfter: new Set(),
  };
}
