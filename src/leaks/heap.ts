/** Open this to see how it is proved that something is gone, and how it is found who still holds it. */
import { getHeapSnapshot, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Readable } from 'node:stream';
import { nextTurn } from '../platform/runtime.js';
import { inWords, type Retained } from './words.js';
import { nearestHeld } from './retained.js';
import type { Sentinel } from './sentinel.js';
import { readHeap } from './snapshot.js';

export { sentinelOf, type Sentinel } from './sentinel.js';
export type { Retained } from './words.js';

const ROUNDS = 4;

type Collect = (options?: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

let collect: Collect | undefined;

/**
 * Collects all garbage, in any process, whatever it was started with. A WeakRef that was read keeps its object for the rest of the turn, and what
 * goes in one round frees more in the next.
 */
export async function collectGarbage(): Promise<void> {
  if (collect === undefined) {
    // Only a context that is made while the flag stands has the function.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
    setFlagsFromString('--no-expose-gc');
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    await nextTurn();
    // Node 20 collects everything only when it is asked for nothing in particular. From Node 22 on, the cache of compiled code keeps classes
    // through any collection but the last resort.
    collect();
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }
}

/** Collects garbage, and answers which of them still know something alive. */
export async function survivorsOf<S extends Sentinel>(sentinels: Iterable<S>): Promise<readonly S[]> {
  const all = [...sentinels];
  await collectGarbage();
  return all.filter((sentinel) => sentinel.survivors().length > 0);
}

/** What leads to the objects while a snapshot is taken, beside whoever holds them. */
const probes: Record<string, readonly object[]> = {};
let taken = 0;

/**
 * Who keeps an object alive; of several that belong together, who keeps the one that is nearest to a root, since they may keep each other.
 * undefined if only running code does, or weak references, or nothing.
 *
 * The process stands still while V8 takes the snapshot: a quarter of a second in a small one, some three seconds for each million objects.
 */
export function holderOf(...objects: readonly object[]): Promise<Retained | undefined> {
  const name = `mortise probe ${taken++}`;
  probes[name] = [...objects];
  // Taken before anything is awaited: what waits is reachable, and would be found as the holder.
  const snapshot = getHeapSnapshot();
  delete probes[name];
  return retained(snapshot, name);
}

async function retained(snapshot: Readable, name: string): Promise<Retained | undefined> {
  const heap = await readHeap(snapshot);
  const way = nearestHeld(heap, name);
  return way === undefined ? undefined : inWords(heap, way);
}
