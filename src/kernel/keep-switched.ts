/** Open this to see which switches of a change by command outlast the host. */
import type { Intent } from './intent.js';
import type { Checkpoint } from './journal.js';
import type { Kernel } from './kernel.js';
import type { Settings } from './settings.js';

/** Keeps what a change by command has switched: what it named, and what else is no longer as it was, since it may have taken a change back. */
export function keepSwitched({ by, enable, disable }: Intent, before: Checkpoint, kernel: Kernel, settings: Settings | undefined): void {
  if (by !== 'command' || settings === undefined) return;
  const switched = [...kernel.records.values()].filter(({ key, enabled }) => {
    const was = before.enabled.get(key);
    return was !== undefined && (was !== enabled || enable?.has(key) === true || disable?.has(key) === true);
  });
  const plugins = switched.map(({ key, app, manifest, enabled, extension }) => {
    const written = settings.written(app, manifest.id).enabled ?? extension.origin.spec.enabled;
    return { key, enabled, written };
  });
  const found = settings.switches.keep(plugins, kernel.clock.now());
  if (found !== undefined) kernel.report(found);
}
