/** Open this to see steps 1 to 3 over a whole list: everything is read, attached and described, and nothing of it runs yet. */
import { attach } from '../extension/attach.js';
import type { Home } from '../extension/locate.js';
import { read, type Read, type ReadPorts } from '../extension/read.js';
import type { NormalSpec } from '../extension/spec.js';
import { VERSION } from '../facts/brand.js';
import { describe, type DescribeWorld, type Described } from '../manifest/describe.js';
import type { Attached } from '../model/extension.js';
import type { Waiting } from '../model/thenable.js';

import type { Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { failure, problem } from '../problem/problem.js';
import { ownedClock, ownEffect, timerFailedOf } from './context.js';
import { announce, type Kernel } from './kernel.js';
import { Ledger } from './ledger.js';
import { inApp, type Listing } from './listing.js';
import { inTime } from './phase.js';
import { anew, type LoadedExtension, type Origin, type PluginRecord } from './record.js';
import type { Settings } from './settings.js';
import { disposeLedger } from './unload.js';
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
export interface AttachedEntry {
  readonly app: string | undefined;
  readonly spec: NormalSpec;
  readonly attached: Attached;
  readonly extension: LoadedExtension;
}

/** Step 1 for all: what can't be found or imported is reported and left out; where it would take the place of something, the plan has to know. */
export async function readAll(listings: readonly Listing[], kernel: Kernel, ports: ReadPorts, missing: Problem[]): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (const { app, home, specs, isReplacing = false } of listings) {
    for (const spec of specs) {
      if (kernel.abort.signal.aborted) return entries;
      const found = await readInTime(spec, home, kernel, ports);
      if ('code' in found) {
        const told = inApp(found, app);
        kernel.report(told);
        if (isReplacing) missing.push(told);
      } else entries.push({ app, home, spec, read: found, isReplacing });
    }
  }
  return entries;
}

/** A module that awaits at its top, or a factory that returns a promise, may never end. */
async function readInTime(spec: NormalSpec, home: Home, kernel: Kernel, ports: ReadPorts): Promise<Read | Problem> {
  const extension = spec.source.spec;
  const at = { extension, phase: 'read' } as const;
  const begun = kernel.phases.begin(extension, 'read');
  try {
    const reading = begun.run(() => read(spec, home, ports));
    return await inTime<Read | Problem>((end) => void reading.then((found) => end(undefined, found), end), {
      bounds: { waits: kernel.waits, limits: kernel.timeouts },
      begun,
      slow: ({ warn, fail }) => kernel.report(problem('extension.import-slow', { spec: extension, ms: warn, limit: fail }, at)),
      timeout: ({ fail }) => failure('extension.import-timeout', { spec: extension, ms: fail }, at),
    });
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
    const began = kernel.clock.now();
    const name = nameOf(found);
    const ledger = new Ledger();
    const abort = new AbortController();
    const gone = (what: string): Error => failure('context.gone', { plugin: name, what }, { extension: name });
    const clock = ownedClock(kernel.clock, ledger, gone, timerFailedOf(kernel, name, { extension: name, phase: 'attach' }));
    const attaching = kernel.phases.begin(name, 'attach');
    const attached = await attach(found, spec.options, {
      within: (work) => attaching.run(work),
      clock: kernel.clock,
      limits: kernel.timeouts,
      report(given) {
        const told = inApp(given, app);
        if (told.severity === 'error') failed ??= told;
        kernel.report(told);
      },
      aborted: kernel.abort.signal,
      context: {
        host: { name: kernel.name, version: VERSION },
        ...(app === undefined ? {} : { app: { name: app } }),
        home: home.home,
        log: kernel.logger(name),
        clock,
        signal: abort.signal,
        own: (effect) => ownEffect(effect, ledger, gone),
        setTimeout: (run, ms) => clock.setTimeout(run, ms),
        setInterval: (run, ms) => clock.setInterval(run, ms),
      },
    });
    attaching.end();
    const dispose = (): Waiting => {
      abort.abort();
      return disposeLedger(ledger, name, kernel);
    };
    if (attached === undefined) {
      if (isReplacing)
        missing.push(failed ?? problem('extension.not-recognised', { spec: name, seen: 'nothing', dialects: [] }, { extension: name }));
      await dispose();
      continue;
    }
    announce(kernel, 'extension.attached', {
      extension: attached.name,
      plugins: attached.registrations.length,
      ms: kernel.clock.now() - began,
    });
    const origin = originOf({ app, home, spec, read: found, isReplacing });
    attachedEntries.push({ app, spec, attached, extension: { name: attached.name, app, origin, kinds: attached.kinds, dispose } });
  }
  return attachedEntries;
}

/** What was given in code is not kept alive, so that it can go when its plugins do. */
function originOf({ app, home, spec, read: { loaded } }: ReadEntry): Origin {
  const { target, again: _, ...rest } = spec;
  const isObject = 'value' in target && ((typeof target.value === 'object' && target.value !== null) || typeof target.value === 'function');
  return {
    app,
    home,
    spec: { ...rest, target: isObject ? { value: undefined } : target },
    ...(isObject ? { value: new WeakRef(target.value as object) } : {}),
    ...(loaded === undefined ? {} : { loaded }),
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
  return entries.flatMap((entry) =>
    describe(entry.attached, world).map((described) => recordOf(described, entry, settings, scopeOf(entry.app), kernel, configured)),
  );
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
  const own = settings?.plugin(app, manifest.id) ?? {};
  const config = settings?.configure({ app, manifest, parts, listedAt: spec.at }, configured(key)) ?? { config: {}, problems: [] };
  kernel.generations += 1;
  return {
    key,
    app,
    manifest,
    parts,
    scope,
    extension,
    generation: kernel.generations,
    config: config.config,
    described: problems,
    problems: [...problems, ...config.problems].map((found) => ({ ...found, plugin: key, extension: extension.name })),
    required: own.required ?? spec.required,
    follows: false,
    listedAt: spec.at,
    enabled: own.enabled ?? spec.enabled,
    disabledAt: settings?.switches.disabledAt(key),
    state: 'described',
    reason: undefined,
    failure: undefined,
    lastError: undefined,
    outlived: undefined,
    startedAs: undefined,
    previous: undefined,
    ms: undefined,
    life: undefined,
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
  const found = [...record.described, ...problems].map((each) => ({ ...each, plugin: record.key, extension: record.extension.name }));
  return { config, problems: found };
}
