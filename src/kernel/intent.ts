/** Open this to see how what somebody asks for becomes what is wanted. */
import { isPlain } from '../config/plain.js';
import type { ChangeRequest } from '../model/host.js';
import type { Change, Wanted, WantedPlugin } from '../model/plan.js';
import type { Apps } from './apps.js';
import type { Extensions } from './extensions.js';
import type { Kernel, KindEntry } from './kernel.js';
import { specsOf, type Listing, type PlaceOfEntry } from './listing.js';
import type { NormalSpec } from '../extension/spec.js';
import { failure } from '../problem/problem.js';
import { kindOf, near } from '../problem/text.js';
import type { Problem } from '../model/problem.js';
import type { Reconfigured } from './configure.js';
import type { Journal } from './journal.js';
import type { LoadedExtension, Origin, PluginRecord } from './record.js';
import type { Settings } from './settings.js';
import { wantedOf } from './snapshot.js';
import { byCommand } from './switches.js';

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
  /** Values of configurations that are given while the host runs, by key; nothing takes them back. */
  readonly configure?: ReadonlyMap<string, Readonly<Record<string, unknown>> | undefined>;
  /** What was read anew of the configuration; it counts when the change is done. */
  readonly settings?: Settings;
  /** What stands in the way of the change as a whole. */
  readonly missing?: readonly Problem[];
  /** The values are written into the configuration file as well. */
  readonly save?: boolean;
  /** Nobody waits for handlers of what is replaced that do not end. */
  readonly force?: boolean;
  /** Who asked. */
  readonly by?: string;
  /** Names of the apps that should run from now on. */
  readonly apps?: ReadonlySet<string>;
}

/** What an owner asks for, with names resolved. Throws `plan.unknown-plugin`, `spec.gone`. */
export function intentOf(request: ChangeRequest, kernel: Kernel, extensions: Extensions, home: Listing['home'], at: PlaceOfEntry): Intent {
  const named = (keys: readonly string[] | undefined, action: string): Set<LoadedExtension> =>
    new Set((keys ?? []).flatMap((key) => extensions.named(key, action)));
  const keysOf = (chosen: ReadonlySet<LoadedExtension>): Set<string> =>
    new Set([...kernel.records.values()].filter((record) => chosen.has(record.extension)).map((record) => record.key));
  const unload = named(request.unload, 'unload');
  const reload = named(request.reload, 'reload');
  for (const extension of unload) reload.delete(extension);
  const enable = keysOf(named(request.enable, 'enable'));
  const disable = keysOf(named(request.disable, 'disable'));
  const configure = new Map(Object.entries(request.configure ?? {}).map(([key, values]) => [key, values && { ...values }]));
  for (const key of configure.keys()) extensions.plugin(key, 'configure');
  const { specs, missed, wrong } = specsOf(request.load ?? [], undefined, kernel, at);
  // Who unloads one thing and loads another wants both: of what can't be read nobody knows in whose place it comes.
  const isReplacing = unload.size > 0;
  const change: Change = {
    ...(request.load === undefined ? {} : { load: specs.map((spec) => spec.source.spec) }),
    ...(request.unload === undefined ? {} : { unload: [...keysOf(unload)] }),
    ...(request.reload === undefined ? {} : { reload: [...keysOf(reload)] }),
    ...(request.enable === undefined ? {} : { enable: [...enable] }),
    ...(request.disable === undefined ? {} : { disable: [...disable] }),
    ...(request.configure === undefined ? {} : { configure: [...configure.keys()] }),
    ...(request.reconfigure === true ? { reconfigure: true as const } : {}),
  };
  return {
    change,
    load: [
      ...[...reload].map(({ origin }) => listingAgain(origin, {})),
      { app: undefined, home, specs, missed, ...(isReplacing ? { isReplacing } : {}) },
    ],
    ...(isReplacing && wrong.length > 0 ? { missing: wrong } : {}),
    drop: new Set([...unload, ...reload]),
    enable,
    disable,
    at,
    retry: new Set([...enable, ...keysOf(reload), ...configure.keys()]),
    configure,
    force: request.force === true,
    save: request.save === true,
    ...(request.by === undefined ? {} : { by: request.by }),
  };
}

const REQUEST = [
  'start', 'load', 'unload', 'reload', 'enable', 'disable', 'configure', 'reconfigure', 'save', 'undo', 'force', 'by',
] as const; // prettier-ignore
const LISTS = ['load', 'unload', 'reload', 'enable', 'disable'] as const;

/** Throws `change.bad-request`. */
export function checkRequest(request: ChangeRequest): void {
  const wrong = (field: string, expected: string, seen: unknown, close: readonly string[] = []): never => {
    throw failure('change.bad-request', { field, expected, seen: kindOf(seen), near: close }, { field });
  };
  if (typeof request !== 'object' || request === null) wrong('change', 'an object', request);
  for (const field of Object.keys(request))
    if (!(REQUEST as readonly string[]).includes(field)) wrong(field, 'no such field', request[field as 'load'], near(field, REQUEST));
  for (const field of LISTS) {
    const list: unknown = request[field];
    if (list !== undefined && !Array.isArray(list)) wrong(field, field === 'load' ? 'a list of extensions' : 'a list of keys', list);
    for (const key of field === 'load' ? [] : ((list ?? []) as unknown[])) if (typeof key !== 'string') wrong(field, 'a list of keys', key);
  }
  const { configure, undo } = request;
  if (configure !== undefined && (typeof configure !== 'object' || configure === null))
    wrong('configure', 'values by key of the plugin', configure);
  for (const values of Object.values(configure ?? {}))
    if (values !== undefined && (typeof values !== 'object' || values === null || Array.isArray(values)))
      wrong('configure', 'values by field', values);
  if (undo !== undefined && undo !== 'last' && typeof undo !== 'number') wrong('undo', "a revision or 'last'", undo);
  for (const flag of ['force', 'save', 'reconfigure'] as const)
    if (request[flag] !== undefined && typeof request[flag] !== 'boolean') wrong(flag, 'true or false', request[flag]);
  if (undo === undefined) return;
  for (const field of [...LISTS, 'configure', 'reconfigure'] as const)
    if (request[field] !== undefined) wrong(field, 'nothing: what is undone comes alone', request[field]);
}

/** A request as it is when it is asked: whoever gave values may change them while it waits for its turn, and later. */
export function asAsked(request: ChangeRequest): ChangeRequest {
  try {
    const { configure } = request;
    return configure === undefined ? request : { ...request, configure: copied(configure) };
  } catch {
    // What is wrong with it is told in its turn.
    return request;
  }
}

/** Lists and plain objects anew, all the way down; what stands in two places, or in itself, once. */
function copied<T>(value: T, copies = new Map<unknown, unknown>()): T {
  if (!Array.isArray(value) && !isPlain(value)) return value;
  if (copies.has(value)) return copies.get(value) as T;
  const copy: object = Array.isArray(value) ? [] : {};
  copies.set(value, copy);
  for (const [key, each] of Object.entries(value))
    Object.defineProperty(copy, key, { value: copied(each, copies), writable: true, enumerable: true, configurable: true });
  return copy as T;
}

/** The way back to how it was before a revision. Throws `change.nothing-to-undo`, `spec.gone`. */
export function undoing(request: ChangeRequest, journal: Journal, extensions: Extensions): Intent {
  const { revision, way } = journal.back(request.undo!);
  const drop = new Set(extensions.list().filter(({ origin }) => way.drop.has(origin)));
  return {
    change: { undo: revision },
    load: way.load.map((origin) => listingAgain(origin, origin.loaded && { sources: origin.loaded.sources, place: origin.loaded.place })),
    drop,
    enable: way.enable,
    disable: way.disable,
    retry: way.enable,
    configure: way.configure,
    ...(way.settings === undefined ? {} : { settings: way.settings }),
    force: request.force === true,
    ...(request.by === undefined ? {} : { by: request.by }),
  };
}

/**
 * What came once, to come once more: read anew, evaluated as it was, or, without `again`, as Node still has it. Throws `spec.gone` for what
 * was given in code and is no longer anywhere.
 */
export function listingAgain({ app, home, spec, value, loaded }: Origin, again: NormalSpec['again'] | undefined): Listing {
  const given = value?.deref();
  if (value !== undefined && given === undefined) throw failure('spec.gone', { spec: spec.source.spec }, { extension: spec.source.spec });
  const target = given === undefined ? spec.target : { value: given };
  const kept = loaded?.kept === undefined ? {} : { kept: loaded.kept };
  return {
    app,
    home,
    specs: [{ ...spec, target, ...(again === undefined ? {} : { again: { ...again, ...kept } }) }],
    missed: [],
    isReplacing: true,
  };
}

/** What comes with a change: extensions that were attached for it, and their plugins. */
export interface Coming {
  readonly extensions: readonly LoadedExtension[];
  readonly candidates: readonly PluginRecord[];
  /** Values that plugins would take while they run. */
  readonly reconfigured?: Reconfigured;
}

/** What should run: what is there and not dropped, then what comes, in the place of what it replaces. */
export function wantedBy(
  intent: Intent,
  { extensions, candidates, reconfigured }: Coming,
  kernel: Kernel,
  apps: Apps,
  up: boolean,
  node: string,
): Wanted {
  const successors = new Map(candidates.filter((record) => isReplaced(record, intent, kernel)).map((record) => [record.key, record]));
  const kept = [...kernel.records.values()].flatMap(
    (record) => successors.get(record.key) ?? (intent.drop?.has(record.extension) === true ? [] : [record]),
  );
  const others = candidates.filter((record) => successors.get(record.key) !== record);
  const flagged = (record: PluginRecord): WantedPlugin => {
    const values = reconfigured?.get(record.key);
    const taken = values === undefined ? {} : { reconfigured: true as const, problems: values.problems };
    return { ...wantedOf(record), ...taken, enabled: enabledBy(intent, record) };
  };
  return {
    plugins: [...kept, ...others].map(flagged),
    apps: [...(intent.apps ?? apps.up)],
    up,
    host: { name: kernel.name, version: kernel.version, node },
    kinds: [...kindsAfter(intent, extensions, kernel)].map(([key, { extension }]) => kindInfo(key, extension)),
  };
}

/** Whether it takes the place of one that is there: that one goes, or is the same plugin of another generation. */
export function isReplaced({ key, extension }: PluginRecord, { drop }: Intent, { records }: Kernel): boolean {
  const now = records.get(key);
  return now !== undefined && (drop?.has(now.extension) === true || now.extension === extension);
}

/** Whether a plugin may run after a change. */
export function enabledBy(intent: Intent, record: PluginRecord): boolean {
  if (intent.disable?.has(record.key) === true) return false;
  return intent.enable?.has(record.key) === true || record.enabled;
}

/** Keeps of a plugin whether it may run, and where it was disabled. */
export function switchBy(intent: Intent, record: PluginRecord): void {
  record.enabled = enabledBy(intent, record);
  if (intent.disable?.has(record.key) === true) record.disabledAt = intent.by === 'command' ? byCommand : () => intent.at?.(0);
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
