/** Open this to see what a plugin looks like while it is decided about: what it needs of others, and what stands against it. */
import { NONE } from '../model/list.js';
import type { WantedPlugin } from '../model/plan.js';
import type { Problem } from '../model/problem.js';

/** One plugin needs another. `required` blocks and orders, `optional` only orders. */
export interface Edge {
  readonly to: string;
  readonly need: 'required' | 'optional';
  /** "needs 'cache' ^2 (2.1.0)". */
  readonly text: string;
  /** The name that is used, where it is one. */
  readonly namespace?: string;
}

/** A node while it is being made. */
export interface Draft {
  readonly plugin: WantedPlugin;
  readonly row: number;
  edges: Edge[];
  readonly blocked: Problem[];
  /** Names that somebody may have meant, by the problem that is about them: only worked out for what is told. */
  meant: Map<Problem, () => readonly string[]> | undefined;
  broken: boolean;
}

/** Drafts by key. */
export type Drafts = ReadonlyMap<string, Draft>;

/** Something stands against its start. */
export function block(draft: Draft, found: Problem, meant?: () => readonly string[]): void {
  const about = { ...found, plugin: draft.plugin.key, extension: draft.plugin.manifest.extension, phase: found.phase ?? 'plan' };
  draft.blocked.push(about);
  if (meant !== undefined) (draft.meant ??= new Map()).set(about, meant);
}

/** Keys of all that something can't do without, once each. */
export function requiredOf({ edges }: { readonly edges: readonly Edge[] }): readonly string[] {
  if (edges.length === 0) return NONE;
  const keys = new Set<string>();
  for (const { need, to } of edges) if (need === 'required') keys.add(to);
  return [...keys];
}

/** The needs of each draft as rows of a graph. */
export function rowsOf(drafts: readonly Draft[], byKey: Drafts, keep?: (edge: Edge, from: Draft) => boolean): number[][] {
  return drafts.map((draft) => {
    const rows: number[] = [];
    for (const edge of draft.edges) if (keep === undefined || keep(edge, draft)) rows.push(byKey.get(edge.to)!.row);
    return rows;
  });
}
