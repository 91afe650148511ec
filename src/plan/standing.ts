/** Open this to see which plugins count as running. Pure. */
import type { SnapshotPlugin, WantedPlugin } from '../model/plan.js';

export function isUp(plugin: Pick<SnapshotPlugin, 'state'>): boolean {
  return plugin.state === 'running' || plugin.state === 'starting';
}

/** Whether this very generation is up. */
export function isStanding(now: SnapshotPlugin | undefined, { generation }: WantedPlugin): now is SnapshotPlugin {
  return now?.generation === generation && isUp(now);
}
