/** Open this to see who gives way of those that can't run beside each other. Pure. */
import { NONE } from '../model/list.js';
import type { WantedPlugin } from '../model/plan.js';
import { problem } from '../problem/problem.js';
import { block, requiredOf, type Draft, type Drafts } from './draft.js';
import { findPlugin, fits } from './needs.js';

/** One that can't run beside another one, and who says so. */
interface Conflict {
  readonly other: Draft;
  readonly by: Draft;
  readonly id: string;
  readonly range: string;
}

type Conflicts = ReadonlyMap<Draft, readonly Conflict[]>;

/**
 * Of two that can't run beside each other, who runs already stays, and so does its next generation; else whoever declares the conflict can't start, or of two that exclude each
 * other the one with the later key. What can't start for other reasons is in nobody's way, and nobody gives way to one that gives way itself,
 * or that needs one that does: planned once more, all is decided as before.
 */
export function blockConflicts(
  drafts: readonly Draft[],
  byKey: Drafts,
  mayRun: (plugin: WantedPlugin) => boolean,
  standingOf: (draft: Draft) => number,
): void {
  const conflicts = conflictsAmong(drafts, byKey, mayRun);
  if (conflicts.size === 0) return;
  const staying = stayingOf(drafts, byKey, conflicts, standingOf);
  for (const [draft, own] of conflicts) {
    const conflict = staying.has(draft) ? undefined : own.find(({ other }) => staying.has(other));
    if (conflict === undefined) continue;
    const { by, other, id, range } = conflict;
    const { plugin } = by;
    const { version } = (by === draft ? other : draft).plugin.manifest;
    const details = { plugin: plugin.key, id, range, version, versions: plugin.manifest.versions };
    block(draft, problem('plan.conflict', details, { field: `conflicts.${id}` }));
  }
}

/** Who stays: nobody is decided about before those to whom it gives way, and those that it needs. */
function stayingOf(
  drafts: readonly Draft[],
  byKey: Drafts,
  conflicts: Conflicts,
  standingOf: (draft: Draft) => number,
): ReadonlySet<Draft> {
  const needed = drafts.map((draft) => requiredOf(draft).map((key) => byKey.get(key)!));
  const neededBy: Draft[][] = drafts.map(() => []);
  for (const draft of drafts) for (const need of needed[draft.row]!) neededBy[need.row]!.push(draft);
  const othersOf = (draft: Draft): readonly Draft[] => conflicts.get(draft)?.map(({ other }) => other) ?? NONE;
  const isBefore = (one: Draft, other: Draft): boolean =>
    standingOf(one) === standingOf(other) ? givesWay(other, one, conflicts) : standingOf(one) > standingOf(other);
  const open = drafts.map((draft) => needed[draft.row]!.length + othersOf(draft).filter((other) => isBefore(other, draft)).length);
  const staying = new Set<Draft>();
  const going = new Set<Draft>();
  const isOpen = (draft: Draft): boolean => !staying.has(draft) && !going.has(draft);
  /** All that follows from some staying or going. */
  const decide = (decided: Draft[], fate: Set<Draft>): void => {
    for (const draft of decided) fate.add(draft);
    const follows = (draft: Draft, goes: boolean): void => {
      if (!isOpen(draft) || (!goes && (open[draft.row]! -= 1) > 0)) return;
      (goes ? going : staying).add(draft);
      decided.push(draft);
    };
    // First those whose way all of these stand in: else one that follows the first of them could stay beside the last.
    if (fate === staying) for (const draft of [...decided]) for (const other of othersOf(draft)) follows(other, true);
    for (const draft of decided) {
      const stays = staying.has(draft);
      for (const other of othersOf(draft)) if (stays || isBefore(draft, other)) follows(other, stays);
      for (const dependent of neededBy[draft.row]!) follows(dependent, !stays);
    }
  };
  for (const draft of drafts) if (open[draft.row] === 0 && isOpen(draft)) decide([draft], staying);
  // In a circle of such plugins somebody has to be the first, with all that it needs.
  for (const draft of drafts.toSorted((a, b) => standingOf(b) - standingOf(a))) {
    if (!isOpen(draft)) continue;
    const together = new Set([draft]);
    for (const each of together) for (const need of needed[each.row]!) if (!staying.has(need)) together.add(need);
    const isApart = [...together].some((each) => othersOf(each).some((other) => together.has(other)));
    if (isApart) decide([draft], going);
    else decide([...together], staying);
  }
  return staying;
}

/** Whether one gives way to another one by what they say: of two that both say so, the one with the later key. */
function givesWay(one: Draft, other: Draft, conflicts: Conflicts): boolean {
  const says = (by: Draft): boolean => conflicts.get(one)!.some((each) => each.other === other && each.by === by);
  return says(one) && (!says(other) || other.row < one.row);
}

/** The conflicts of everybody who may start and has one: those that it declares, and those that others declare with it. */
function conflictsAmong(drafts: readonly Draft[], byKey: Drafts, mayRun: (plugin: WantedPlugin) => boolean): Conflicts {
  const found = new Map<Draft, Conflict[]>();
  const add = (draft: Draft, conflict: Conflict): void => void (found.get(draft) ?? found.set(draft, []).get(draft)!).push(conflict);
  const isFree = (draft: Draft): boolean => draft.blocked.length === 0 && mayRun(draft.plugin);
  for (const draft of drafts) {
    for (const { id, range, need } of draft.plugin.manifest.dependencies) {
      if (need !== 'conflicting') continue;
      const meant = findPlugin(id, draft.plugin, byKey);
      // One of the app that can't start stands in nobody's way, and not before the host's either.
      const other = meant !== undefined && !isFree(meant) && draft.plugin.app !== undefined ? byKey.get(id) : meant;
      if (other === undefined || other === draft || !isFree(draft) || !isFree(other)) continue;
      if (!fits(draft.plugin, other.plugin.manifest.version, range)) continue;
      add(draft, { other, by: draft, id, range });
      add(other, { other: draft, by: draft, id, range });
    }
  }
  return found;
}
