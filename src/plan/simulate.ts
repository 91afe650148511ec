/** Open this to see what a plan would come to, without doing it: the snapshot after it. Pure. */
import type { Plan, Snapshot, SnapshotPlugin, WantedPlugin } from '../model/plan.js';
import type { Resolution } from './resolve.js';

/** The snapshot after a plan in which nothing goes wrong, but for the plugins whose start fails. */
export function simulate(plan: Plan, { nodes }: Resolution, before: Snapshot, fails: ReadonlySet<string> = new Set()): Snapshot {
  const here = new Map<string, SnapshotPlugin>(before.plugins.map((found) => [found.key, found]));
  for (const [key, { plugin }] of nodes) if (!here.has(key)) here.set(key, fresh(plugin));
  const isUp = (key: string): boolean => here.get(key)!.state === 'running';
  // What it only may use is held when it is there.
  const heldBy = (key: string): string[] => {
    const held = nodes.get(key)!.edges.filter(({ to, need, text }) => need === 'required' || (text.startsWith('uses') && isUp(to)));
    return [...new Set(held.map(({ to }) => to))];
  };
  const move = (key: string, state: SnapshotPlugin['state'], more: Partial<SnapshotPlugin> = {}): void => {
    const { reason: _, startedAs: _started, ...kept } = here.get(key)!;
    here.set(key, { ...kept, state, holds: [], ...more });
  };
  let starts = Math.max(0, ...before.plugins.map(({ startedAs = 0 }) => startedAs));
  const swapped = new Set<string>();
  for (const { action, plugin: key, generation, because, needs, staged } of plan.steps) {
    // Until they are swapped in, nobody sees them.
    if (staged === true && action !== 'swap') continue;
    switch (action) {
      case 'swap':
        swapped.add(key);
        here.set(key, { ...fresh(nodes.get(key)!.plugin), state: 'running', holds: heldBy(key), startedAs: (starts += 1) });
        break;
      case 'stop':
        // What stops of those that were swapped in is the other generation.
        if (!swapped.has(key)) move(key, 'stopped');
        break;
      case 'unload': {
        if (here.get(key)!.generation !== generation) break;
        here.delete(key);
        const successor = nodes.get(key);
        if (successor !== undefined) here.set(key, fresh(successor.plugin));
        break;
      }
      case 'wait':
      case 'fail':
        move(key, action === 'wait' ? 'waiting' : 'failed', { reason: because[0]!.text });
        break;
      case 'wire': {
        const missing = needs.find((need) => !isUp(need));
        if (missing === undefined) move(key, 'starting');
        else move(key, 'waiting', { reason: `'${key}' waits for '${missing}'` });
        break;
      }
      case 'start': {
        if (here.get(key)!.state !== 'starting') break;
        if (fails.has(key)) {
          move(key, 'failed', { reason: `'${key}' failed` });
          break;
        }
        move(key, 'running', { holds: heldBy(key), startedAs: (starts += 1) });
        break;
      }
      case 'afterStart':
      case 'health':
      case 'configure':
      case 'drain':
      case 'beforeStop':
        break;
    }
  }
  return { revision: before.revision + 1, plugins: [...here.values()] };
}

function fresh({ key, app, generation, manifest }: WantedPlugin): SnapshotPlugin {
  const { version } = manifest;
  return { key, generation, state: 'described', version, holds: [], published: [], ...(app === undefined ? {} : { app }) };
}
