/** Open this to see how large and odd worlds are explained without running them: what is wanted, resolved, and nothing else known. */
import type { Evidence } from '../../src/explain/evidence.js';
import type { Snapshot, Wanted } from '../../src/model/plan.js';
import { resolve } from '../../src/plan/resolve.js';
import { nothing } from '../plan/worlds.js';

/** A host that runs, of which only the plan is known. */
export function evidenceOf(world: Wanted, snapshot: Snapshot = nothing): Evidence {
  return {
    host: { name: 'shop', state: 'running' },
    resolution: resolve(world, snapshot),
    snapshot,
    problems: [],
    history: () => [],
    apps: world.apps,
    placed: (found) => found,
    declaredAt: () => undefined,
    decoratedAt: () => undefined,
    listedAt: () => undefined,
    disabled: () => ({ by: 'entry' }),
    appsNear: () => undefined,
    publisher: () => undefined,
    declaredEvents: [],
    listening: () => [],
    catches: (pattern, event) => pattern === event,
    layers: () => [],
  };
}
