/** Open this to see steps 1 to 3 over a whole list: everything is read, attached and described, and nothing of it runs yet. */
import { attach } from '../extension/attach.js';
import type { Home } from '../extension/locate.js';
import { read, type Read, type ReadPorts } from '../extension/read.js';
import type { NormalSpec } from '../extension/spec.js';
import { describe, type DescribeWorld, type Described } from '../manifest/describe.js';
import type { Attached } from '../model/extension.js';
import { NONE } from '../model/list.js';
import type { Problem } from '../model/problem.js';
import type { Waiting } from '../model/thenable.js';
import { MortiseError } from '../problem/error.js';
import { failure, problem } from '../problem/problem.js';
import { AttachSite } from './attach-site.js';
import { NO_CONFIGURATION } from './config-layers.js';
import { announce, type Kernel } from './kernel.js';
import { inApp, type Listing } from './listing.js';
import { inTime, type Lateness } from './bounded.js';
import type { PhaseUnderWay } from './phases.js';
import { anew, type LoadedExtension, type Origin, type PluginRecord } from './record.js';
import type { Settings } from './settings.js';
import type { Scope } from '../wiring/scope.js';

/** An entry after step 1. */
export interface ReadEntry {
  readonly app: string | undefined;
  readonly home: Home;
  readonly spec: NormalSpec;
  readonly read: Read;
  /** It comes in the place of something that is there. */
  readonly isReplacing: boolean;
}

/** An entry after step 2. */
export interface AttachedEntry extends Pick<ReadEntry, 'isReplacing'> {
  readonly app: string | undefined;
  readonly spec: NormalSpec;
  readonly attached: Attached;
  readonly extension: LoadedExtension;
}

/** Step 1 for all: what can't be found or imported is reported and left out; where it would take the place of something, the plan has to know. */
export async function readAll(listings: readonly Listing[], kernel: Kernel, ports: ReadPorts, missing: Problem[]): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (const { app, home, specs, isReplacing: isOne = false } of listings) {
    for (const spec of specs) {
      const isReplacing = isOne && spec.isSpared !== true;
      if (kernel.abort.signal.aborted) return entries;
      const reading = readInTime(spec, home, kernel, ports);
      const found = reading instanceof Promise ? await reading : reading;
      if ('code' in found) {
        const told = inApp(found, app);
        kernel.report(told);
        if (isReplacing) missing.push(told);
      } else entries.push({ app, home, spec, read: found, isReplacing });
    }
  }
  return entries;
}

/** What is given in code is read at once; a module that awaits at its top, or a factory that returns a promise, may never end. */
function readInTime(spec: NormalSpec, home: Home, kernel: Kernel, ports: ReadPorts): Read | Problem | Promise<Read | Problem> {
  const extension = spec.source.spec;
  const begun = kernel.phases.begin(extension, 'read');
  let reading: ReturnType<typeof read> | undefined;
  try {
    reading = begun.run(() => read(spec, home, ports));
    return reading instanceof Promise ? waitFor(reading, begun, extension, kernel) : reading;
  } finally {
    if (!(reading instanceof Promise)) begun.end();
  }
}

async function waitFor(reading: Promise<Read | Problem>, begun: PhaseUnderWay, extension: string, kernel: Kernel): Promise<Read | Problem> {
  const at = { extension, phase: 'read' } as const;
  try {
    const said: Lateness = {
      slow: ({ warn, fail }) => kernel.report(problem('extension.import-slow', { spec: extension, ms: warn, limit: fail }, at)),
      late: ({ fail }) => failure('extension.import-timeout', { spec: extension, ms: fail }, at),
    };
    return await inTime(reading, said, { waits: kernel.waits, limits: kernel.timeouts }, begun);
  } catch (given) {
    if (given instanceof MortiseError) return { ...given.problem, ...at };
    throw given;
  }
}

/** Step 2 for all, in the order of the list. What fails is taken back and left out. */
export async function attachAll(entries: readonly ReadEntry[], kernel: Kernel, missing: Problem[]): Promise<AttachedEntry[]> {
  const attachedEntries: AttachedEntry[] = [];
  for (const { app, home, spec, read: found, isReplacing } of entries) {
    let failed: Problem | undefined;
    if (kernel.abort.signal.aborted) break;
    const began = kernel.elapsed();
    const name = nameOf(found);
    const site = new AttachSite(kernel, name, app, home.home);
    const attaching = kernel.phases.begin(name, 'attach');
    const ending = attach(found, spec.options, {
      within: (work) => attaching.run(work),
      clock: kernel.clock,
      limits: kernel.timeouts,
      report(given) {
        const told = inApp(given, app);
        if (told.severity === 'error') failed ??= told;
        kernel.report(told);
      },
      aborted: kernel.abort.signal,
      context: site,
    });
    const attached = ending instanceof Promise ? await ending : ending;
    attaching.end();
    if (attached === undefined) {
      if (isReplacing)
        missing.push(failed ?? problem('extension.not-recognised', { spec: name, seen: 'nothing', dialects: [] }, { extension: name }));
      await site.dispose();
      continue;
    }
    announce(kernel, 'extension.attached', {
      extension: attached.name,
      plugins: attached.registrations.length,
      ms: kernel.elapsed() - began,
    });
    const origin = originOf({ app, home, spec, read: found, isReplacing });
    attachedEntries.push({
      app,
      spec,
      attached,
      isReplacing,
      extension: new Loaded(attached.name, app, origin, attached.kinds, site, origin.value?.deref()),
    });
  }
  return attachedEntries;
}

class Loaded implements LoadedExtension {
  readonly #site: AttachSite;

  constructor(
    readonly name: string,
    readonly app: string | undefined,
    readonly origin: Origin,
    readonly kinds: LoadedExtension['kinds'],
    site: AttachSite,
    /** What was given in code: as long as it is loaded it can be read again. */
    readonly given: unknown,
  ) {
    this.#site = site;
  }

  dispose(): Waiting {
    return this.#site.dispose();
  }
}

const LET_GO = Object.freeze({ value: undefined });

/** What was given in code is not kept alive, so that it can go when its plugins do. */
function originOf({ app, home, spec, read: { loaded } }: ReadEntry): Origin {
  const { target, options, required, enabled, dialect, source, at } = spec;
  const isObject = 'value' in target && ((typeof target.value === 'object' && target.value !== null) || typeof target.value === 'function');
  return {
    app,
    home,
    spec: { target: isObject ? LET_GO : target, options, required, enabled, dialect, source, at },
    ...(isObject ? { value: new WeakRef(target.value as object) } : undefined),
    ...(loaded === undefined ? undefined : { loaded }),
  };
}

function nameOf({ extension, source }: Read): string {
  try {
    return typeof extension.name === 'string' ? extension.name : source.spec;
  } catch {
    return source.spec;
  }
}

/** What was given for the configuration of a plugin while the host runs. */
export type Configured = (key: string) => Readonly<Record<string, unknown>> | undefined;

/** Step 3 for all: every plugin becomes a record, with its settings; nothing knows the records yet. */
export function describeAll(
  entries: readonly AttachedEntry[],
  kernel: Kernel,
  settings: Settings | undefined,
  scopeOf: (app: string | undefined) => Scope,
  world: DescribeWorld,
  configured: Configured,
): PluginRecord[] {
  const records: PluginRecord[] = [];
  for (const entry of entries)
    for (const described of describe(entry.attached, world))
      records.push(recordOf(described, entry, settings, scopeOf(entry.app), kernel, configured));
  return records;
}

function recordOf(
  { manifest, parts, problems }: Described,
  entry: AttachedEntry,
  settings: Settings | undefined,
  scope: Scope,
  kernel: Kernel,
  configured: Configured,
): PluginRecord {
  const { app, spec, extension } = entry;
  const key = app === undefined ? manifest.id : `${app}:${manifest.id}`;
  const own = settings?.plugin(app, manifest.id);
  const configuration = settings?.configure({ app, manifest, parts, listedAt: spec.at }, configured(key)) ?? NO_CONFIGURATION;
  kernel.generations += 1;
  return {
    key,
    app,
    manifest,
    parts,
    scope,
    extension,
    generation: kernel.generations,
    config: configuration.config,
    described: problems,
    problems: foundIn(key, extension, problems, configuration.problems),
    required: own?.required ?? spec.required,
    follows: false,
    listedAt: spec.at,
    enabled: own?.enabled ?? spec.enabled,
    disabledAt: settings?.switches.disabledAt(key),
    state: 'described',
    reason: undefined,
    failure: undefined,
    lastError: undefined,
    outlived: undefined,
    published: NONE,
    startedAs: undefined,
    previous: undefined,
    ms: undefined,
    life: undefined,
    info: undefined,
  };
}

/** The same plugin with other values of its configuration. */
export function configuredAnew(
  record: PluginRecord,
  settings: Settings,
  given: Readonly<Record<string, unknown>> | undefined,
  kernel: Kernel,
): PluginRecord {
  kernel.generations += 1;
  return anew(record, kernel.generations, valuesOf(record, settings, given));
}

/** The values that count for a plugin by now, with all that is wrong with it. */
export function valuesOf(
  record: PluginRecord,
  settings: Settings,
  given: Readonly<Record<string, unknown>> | undefined,
): Pick<PluginRecord, 'config' | 'problems'> {
  const { config, problems } = settings.configure(record, given);
  return { config, problems: foundIn(record.key, record.extension, record.described, problems) };
}

/** What is wrong with a plugin, and with its configuration. */
function foundIn(
  key: string,
  extension: LoadedExtension,
  described: readonly Problem[],
  configuration: readonly Problem[],
): readonly Problem[] {
  if (described.length + configuration.length === 0) return NONE;
  return [...described, ...configuration].map((found) => ({ ...found, plugin: key, extension: extension.name }));
}
