/** Open this to see every way around: all elementary cycles, each once. */
import { connected } from './connected.js';

type Edges = readonly (readonly number[])[];

/** `[a, b, c]` means that a needs b, b needs c, and c needs a. */
export type Cycle = readonly number[];

export interface Elementary {
  /** Each starts at its smallest row and has no row twice; sorted by length, then by rows. */
  readonly cycles: readonly Cycle[];
  /** True when there are more than were asked for. */
  readonly more: boolean;
}

/**
 * All elementary cycles, at most `most` of them, by Johnson's algorithm with a stack of its own. A dense graph has more of them than anyone
 * can read (or count), hence the limit. `elementary([[1], [0, 2], [0]], 10)` finds `[0, 1]` and `[0, 1, 2]`.
 */
export function elementary(edges: Edges, most: number): Elementary {
  const found: Cycle[] = [];
  // Components of which the smallest row still has to be walked; what is left of one falls into others.
  const waiting = cyclic(
    edges,
    edges.map((_, row) => row),
  );
  for (let rows = waiting.pop(); rows !== undefined; rows = waiting.pop()) {
    const [start, ...rest] = rows;
    for (const cycle of circuits(start!, edges, new Set(rows))) {
      if (found.length === most) return { cycles: found.sort(shorterFirst), more: true };
      found.push(cycle);
    }
    for (const left of cyclic(edges, rest)) waiting.push(left);
  }
  return { cycles: found.sort(shorterFirst), more: false };
}

/** The order in which cycles are told: by length, then by rows. */
export function shorterFirst(a: Cycle, b: Cycle): number {
  if (a.length !== b.length) return a.length - b.length;
  const at = a.findIndex((row, index) => row !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** The strongly connected components of some rows that have a cycle, the one with the smallest row last. */
function cyclic(edges: Edges, rows: readonly number[]): number[][] {
  const place = new Map(rows.map((row, index) => [row, index]));
  const local = rows.map((row) => edges[row]!.map((needed) => place.get(needed)).filter((needed) => needed !== undefined));
  return connected(local)
    .components.filter(([first, second]) => second !== undefined || local[first!]!.includes(first!))
    .map((component) => component.map((index) => rows[index]!))
    .sort((a, b) => b[0]! - a[0]!);
}

interface Frame {
  readonly row: number;
  readonly needs: readonly number[];
  next: number;
  closed: boolean;
}

/** Every cycle through `start` inside the allowed rows, one after the other. */
function* circuits(start: number, edges: Edges, allowed: ReadonlySet<number>): Generator<number[]> {
  const blocked = new Set<number>();
  const blocks = new Map<number, Set<number>>();
  const needsOf = (row: number): number[] => [...new Set(edges[row]!)].filter((needed) => allowed.has(needed));
  const enter = (row: number): Frame => {
    blocked.add(row);
    return { row, needs: needsOf(row), next: 0, closed: false };
  };
  const path = [enter(start)];
  for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
    const needed = frame.needs[frame.next++];
    if (needed === start) {
      frame.closed = true;
      yield path.map(({ row }) => row);
    } else if (needed !== undefined) {
      if (!blocked.has(needed)) path.push(enter(needed));
    } else {
      path.pop();
      if (frame.closed) unblock(frame.row, blocked, blocks);
      else for (const each of frame.needs) (blocks.get(each) ?? blocks.set(each, new Set()).get(each)!).add(frame.row);
      const parent = path.at(-1);
      if (parent !== undefined && frame.closed) parent.closed = true;
    }
  }
}

function unblock(row: number, blocked: Set<number>, blocks: Map<number, Set<number>>): void {
  const queue = [row];
  for (let each = queue.pop(); each !== undefined; each = queue.pop()) {
    if (!blocked.delete(each)) continue;
    for (const waiting of blocks.get(each) ?? []) queue.push(waiting);
    blocks.delete(each);
  }
}
