/** Open this to see what a running host can tell about itself when somebody asks why: places, listeners, layers of configuration. */
import { matches } from '../events/pattern.js';
import type { SlotInfo } from '../events/bus.js';
import type { Problem } from '../model/problem.js';
import { near } from '../problem/text.js';
import type { Apps } from './apps.js';
import type { Kernel } from './kernel.js';
import { declaredAt, decoratedAt, placed } from './places.js';
import type { PluginRecord } from './record.js';
import type { SettingLayer } from './config-layers.js';
import type { Settings } from './settings.js';
import { byCommand } from './switches.js';

/** The questions that explanations ask; each costs something only when it is asked. */
export interface KernelEvidence {
  placed(found: Problem): Problem;
  declaredAt(plugin: string): string | undefined;
  decoratedAt(plugin: string, where: string): string | undefined;
  listedAt(plugin: string): string | undefined;
  disabled(plugin: string): {
    readonly by: 'file' | 'options' | 'entry' | 'call' | 'command';
    readonly place?: string;
    readonly at?: string;
  };
  appsNear(app: string): readonly string[] | undefined;
  publisher(namespace: string, app: string | undefined): string | undefined;
  readonly declaredEvents: readonly string[];
  listening(event: string): readonly SlotInfo[];
  catches(pattern: string, event: string): boolean;
  layers(plugin: string, field: string): readonly SettingLayer[];
}

export function evidenceOf(
  kernel: Kernel,
  records: ReadonlyMap<string, PluginRecord>,
  apps: Apps,
  settings: Settings | undefined,
): KernelEvidence {
  const record = (key: string): PluginRecord | undefined => records.get(key);
  return {
    placed: (found) => placed(found, records),
    declaredAt: (plugin) => declaredAt(record(plugin)),
    decoratedAt: (plugin, where) => decoratedAt(record(plugin), where),
    listedAt: (plugin) => record(plugin)?.listedAt?.(),
    disabled: (plugin) => {
      const found = record(plugin);
      if (found?.disabledAt === byCommand) {
        const at = settings?.switches.get(plugin)?.at;
        return { by: 'command', ...(at === undefined ? {} : { at }) };
      }
      if (found?.disabledAt !== undefined) return placedBy('call', found.disabledAt());
      const said = found === undefined ? undefined : settings?.disables(found.app, found.manifest.id);
      return said ?? placedBy('entry', found?.listedAt?.());
    },
    appsNear: (app) => (apps.has(app) ? undefined : near(app, apps.names())),
    publisher: (namespace, app) => apps.scope(app).names.entry(namespace)?.owner,
    declaredEvents: [...kernel.bus.declared()],
    listening: (event) => kernel.bus.slotsOf(event),
    catches: (pattern, event) => pattern === event || (pattern.includes('*') && matches(pattern, event)),
    layers: (plugin, field) => {
      const found = record(plugin);
      if (found === undefined) return [];
      return settings?.layers(found, field, kernel.configured.get(plugin)) ?? [];
    },
  };
}

function placedBy<B>(by: B, place: string | undefined): { readonly by: B; readonly place?: string } {
  return place === undefined ? { by } : { by, place };
}
