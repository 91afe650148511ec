/** Open this to see how the way from a root of the heap to an object is found. */
import type { Heap } from './snapshot.js';

/** One step of the way: the edge, where it comes from and where it leads. */
export interface Step {
  readonly from: number;
  readonly edge: number;
  readonly to: number;
}

/** What holds only as long as some code runs, which is ours while the snapshot is taken. */
const STACK = new Set(['(Stack roots)', '(Handle scope)', '(Weak roots)']);
/** What V8 keeps for the rest of a turn, since a WeakRef was read in it. */
const THIS_TURN = 'weak_refs_keep_during_job';
/** Compiled code and shapes of objects: they seldom hold anything alone, and say nothing to an author. */
const MACHINERY = new Set(['code', 'object shape']);

/**
 * The shortest way from a root to the nearest of the objects that a probe lists: the probe is the object with a property of that name. Ways through
 * compiled code count only if there are no others.
 */
export function nearestHeld(heap: Heap, probe: string): readonly Step[] | undefined {
  const { around, targets } = probed(heap, probe);
  if (targets.size === 0) return undefined;
  return search(heap, targets, around, true) ?? search(heap, targets, around, false);
}

function probed(heap: Heap, probe: string): { around: Set<number>; targets: Set<number> } {
  const around = new Set<number>();
  const targets = new Set<number>();
  const name = heap.textOf(probe);
  if (name === undefined) return { around, targets };
  for (const named of heap.edgesNamed(name)) {
    if (heap.edgeType(named) !== 'property') continue;
    const list = heap.edgeTo(named);
    around.add(list);
    for (let edge = heap.first[list]!; edge < heap.first[list + 1]!; edge += 1) {
      if (heap.edgeType(edge) === 'element') targets.add(heap.edgeTo(edge));
      // The list has its elements in a store of its own.
      else if (heap.edgeName(edge) === 'elements') around.add(heap.edgeTo(edge));
    }
  }
  return { around, targets };
}

function search(heap: Heap, targets: ReadonlySet<number>, around: ReadonlySet<number>, plain: boolean): readonly Step[] | undefined {
  const { first, count } = heap;
  /** The edge that led to each node first, plus one. */
  const cameBy = new Uint32Array(count);
  const cameFrom = new Uint32Array(count);
  const queue = new Uint32Array(count);
  const barred = new Uint8Array(count);
  for (const node of around) barred[node] = 1;
  barred[0] = 1;
  let filled = 1;
  for (let next = 0; next < filled; next += 1) {
    const node = queue[next]!;
    for (let edge = first[node]!; edge < first[node + 1]!; edge += 1) {
      const to = heap.edgeTo(edge);
      if (cameBy[to] !== 0 || barred[to] === 1 || !holds(heap, node, edge)) continue;
      const type = heap.nodeType(to);
      if ((type === 'synthetic' && STACK.has(heap.nodeName(to))) || (plain && MACHINERY.has(type))) {
        barred[to] = 1;
        continue;
      }
      cameBy[to] = edge + 1;
      cameFrom[to] = node;
      if (targets.has(to)) return wayTo(to, cameBy, cameFrom);
      queue[filled++] = to;
    }
  }
  return undefined;
}

/** An entry of a WeakMap is drawn from the map and from the key; it is the key that holds the value. */
function holds(heap: Heap, node: number, edge: number): boolean {
  const type = heap.edgeType(edge);
  if (type === 'weak') return false;
  if (type !== 'internal') return true;
  const name = String(heap.edgeName(edge));
  return name !== THIS_TURN && !name.endsWith(`pair in WeakMap (table @${heap.nodeId(node)})`);
}

function wayTo(target: number, cameBy: Uint32Array, cameFrom: Uint32Array): readonly Step[] {
  const steps: Step[] = [];
  for (let to = target; to !== 0; to = cameFrom[to]!) steps.unshift({ from: cameFrom[to]!, edge: cameBy[to]! - 1, to });
  return steps;
}
