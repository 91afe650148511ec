/** Open this to see how what somebody asks for becomes what is wanted. */
import type { ChangeRequest } from '../model/host.js';
import type { Change, Wanted, WantedPlugin } from '../model/plan.js';
import type { Apps } from './apps.js';
import type { Extensions } from './extensions.js';
import type { Kernel, KindEntry } from './kernel.js';
import { specsOf, type Listing, type PlaceOfEntry } from './listing.js';
import type { LoadedExtension, PluginRecord } from './record.js';
import { wantedOf } from './snapshot.js';

/** Which plugins a change is about, and what else it alters. */
export interface Intent {
  readonly change: Change;
  readonly load?: readonly Listing[];
  /** Extensions that are no longer wanted, with all their plugins. */
  readonly drop?: ReadonlySet<LoadedExtension>;
  readonly enable?: ReadonlySet<string>;
  readonly disable?: ReadonlySet<string>;
  /** Where it was asked for. */
  readonly at?: PlaceOfEntry;
  /** Keys of plugins that failed and are to be tried again. */
  readonly retry?: ReadonlySet<string>;
  /** Names of the apps that should run from now on. */
  readonly apps?: ReadonlySet<string>;
}

/** What an owner asks for, with names resolved. Throws `plan.unknown-plugin`. */
export function intentOf(request: ChangeRequest, kernel: Kernel, extensions: Extensions, home: Listing['home'], at: PlaceOfEntry): Intent {
  const named = (keys: readonly string[] | undefined, action: string): Set<LoadedExtension> =>
    new Set((keys ?? []).flatMap((key) => extensions.named(key, action)));
  const keysOf = (chosen: ReadonlySet<LoadedExtension>): Set<string> =>
    new Set([...kernel.records.values()].filter((record) => chosen.has(record.extension)).map((record) => record.key));
  const drop = named(request.unload, 'unload');
  const enable = keysOf(named(request.enable, 'enable'));
  const disable = keysOf(named(request.disable, 'disable'));
  const { specs, missed } = specsOf(request.load ?? [], undefined, kernel, at);
  const change: Change = {
    ...(request.load === undefined ? {} : { load: specs.map((spec) => spec.source.spec) }),
    ...(request.unload === undefined ? {} : { unload: [...keysOf(drop)] }),
    ...(request.enable === undefined ? {} : { enable: [...enable] }),
    ...(request.disable === undefined ? {} : { disable: [...disable] }),
  };
  return { change, load: [{ app: undefined, home, specs, missed }], drop, enable, disable, at, retry: enable };
}

/** What comes with a change: extensions that were attached for it, and their plugins. */
export interface Coming {
  readonly extensions: readonly LoadedExtension[];
  readonly candidates: readonly PluginRecord[];
}

/** What should run: what is there and not dropped, then what comes. */
export function wantedBy(
  intent: Intent,
  { extensions, candidates }: Coming,
  kernel: Kernel,
  apps: Apps,
  up: boolean,
  node: string,
): Wanted {
  const kept = [...kernel.records.values()].filter((record) => intent.drop?.has(record.extension) !== true);
  const flagged = (record: PluginRecord): WantedPlugin => ({ ...wantedOf(record), enabled: enabledBy(intent, record) });
  return {
    plugins: [...kept, ...candidates].map(flagged),
    apps: [...(intent.apps ?? apps.up)],
    up,
    host: { name: kernel.name, version: kernel.version, node },
    kinds: [...kindsAfter(intent, extensions, kernel)].map(([key, { extension }]) => kindInfo(key, extension)),
  };
}

/** Whether a plugin may run after a change. */
export function enabledBy(intent: Intent, record: PluginRecord): boolean {
  if (intent.disable?.has(record.key) === true) return false;
  return intent.enable?.has(record.key) === true || record.enabled;
}

/** Keeps of a plugin whether it may run, and where it was disabled. */
export function switchBy(intent: Intent, record: PluginRecord): void {
  record.enabled = enabledBy(intent, record);
  if (intent.disable?.has(record.key) === true) record.disabledAt = () => intent.at?.(0);
  else if (record.enabled) record.disabledAt = undefined;
}

/** Every kind there is after a change: those of extensions that go are gone, and those that come are there. The first of a key stays. */
export function kindsAfter(intent: Intent, coming: readonly LoadedExtension[], { kinds }: Kernel): Map<string, KindEntry> {
  const after = new Map([...kinds].filter(([, { extension }]) => extension === undefined || intent.drop?.has(extension) !== true));
  for (const extension of coming) for (const kind of extension.kinds) if (!after.has(kind.key)) after.set(kind.key, { kind, extension });
  return after;
}

function kindInfo(key: string, extension: LoadedExtension | undefined): Wanted['kinds'][number] {
  if (extension === undefined) return { key };
  return { key, extension: extension.name, ...(extension.app === undefined ? {} : { app: extension.app }) };
}
