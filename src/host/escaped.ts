/** Open this to see what becomes of what plugins made past their contexts: raw timers, listeners, sockets, processes, globals. */
import { dirname, sep } from 'node:path';
import type { Kernel } from '../kernel/kernel.js';
import type { LoadedExtension, PluginRecord } from '../kernel/record.js';
import type { Escape, Escapes } from '../leaks/escapes.js';
import type { Doctor, EscapeInfo } from '../model/doctor.js';
import { groupedBy } from '../model/list.js';
import type { HostOptions } from '../model/options.js';
import { nextTurn } from '../platform/runtime.js';
import { problem } from '../problem/problem.js';

export type EscapePolicy = NonNullable<HostOptions['escapes']>;

/** Who made what is still there. */
export type Makers = ReadonlySet<Escape['maker']>;

/**
 * Of the hosts of this process that have begun: a place tells the file of a maker, and a file may be loaded more than once. One that nobody holds
 * any more goes without having been stopped.
 */
const kernels = new Set<WeakRef<Kernel>>();

/** Follows what is made past contexts, if the owner wants that. */
export class Escaped {
  #watch: Escapes | undefined;
  /** What was told of already: the generations after it have the same file. */
  readonly #told = new WeakSet<Escape['maker']>();
  readonly #kernelRef: WeakRef<Kernel>;

  constructor(
    readonly policy: EscapePolicy,
    readonly kernel: Kernel,
  ) {
    this.#kernelRef = new WeakRef(kernel);
  }

  async begin(): Promise<void> {
    kernels.add(this.#kernelRef);
    if (this.policy === 'ignore') return;
    const { watchEscapes } = await import('../leaks/escapes.js');
    this.#watch ??= watchEscapes();
  }

  end(): void {
    kernels.delete(this.#kernelRef);
    this.#watch?.close();
    this.#watch = undefined;
  }

  /**
   * Who of the extensions that are to go has made what is there by now. What comes from a file that somebody who stays has loaded as well may be
   * theirs, and is nobody's. Newcomers that are read already have made some of it: they come from the same files.
   */
  madeBy(leaving: ReadonlySet<LoadedExtension> = new Set(), newcomers?: Makers): ReadonlyMap<LoadedExtension, Makers> {
    if (this.#watch === undefined || leaving.size === 0) return new Map();
    const loaded = begun().flatMap(loadedIn);
    const others = new Set(loaded.flatMap(({ extension, files }) => (leaving.has(extension) ? [] : files)));
    return new Map(
      loaded
        .filter(({ extension }) => leaving.has(extension))
        .map(({ extension, files }) => {
          const own = this.#by(files.filter((file) => !others.has(file)));
          return [extension, new Set(own.flatMap(({ maker }) => (newcomers?.has(maker) === true ? [] : [maker])))];
        }),
    );
  }

  /** What has come since it was asked who had made what: whatever was read meanwhile to take their places has made it. */
  since(before: ReadonlyMap<LoadedExtension, Makers>): Makers {
    const known = new Set([...before.values()].flatMap((makers) => [...makers]));
    const now = this.madeBy(new Set(before.keys()), known);
    return new Set([...now.values()].flatMap((makers) => [...makers]));
  }

  /** What is still there of it when the generation is gone: told, and ended where the owner wants that. */
  async left({ key, extension, manifest }: PluginRecord, makers: Makers, isReplaced: boolean): Promise<EscapeInfo[]> {
    // Its successor may have set the same global again.
    const still = (): readonly Escape[] =>
      this.#by(filesOf(extension, manifest)).filter(
        ({ maker, kind }) => makers.has(maker) && !this.#told.has(maker) && !(isReplaced && kind === 'global'),
      );
    if (still().length === 0) return [];
    // What was closed says so before its handle is gone, which is at the end of a turn, or of the next one.
    await nextTurn();
    await nextTurn();
    return still().map((escape) => {
      const { kind, what, place, maker } = escape;
      this.#told.add(maker);
      const released = this.policy === 'release';
      if (released) escape.release();
      this.kernel.report(problem('unload.escaped', { plugin: key, what, released }, { plugin: key, phase: 'unload', place }));
      return { kind, what, place, released };
    });
  }

  /** What code of plugins that run has made past their contexts: each once, with all who have its file. */
  now(): Doctor['escapes'] {
    const found: { readonly escape: Escape; readonly plugins: string[] }[] = [];
    // One maker may stand behind several things: a function that was put into two globals.
    const known = new Map<Escape['maker'], Map<string, string[]>>();
    for (const { plugins, files } of loadedIn(this.kernel)) {
      for (const escape of this.#by(files)) {
        const made = known.get(escape.maker) ?? new Map<string, string[]>();
        known.set(escape.maker, made);
        const all = made.get(escape.what);
        if (all === undefined) {
          const first = [...plugins];
          made.set(escape.what, first);
          found.push({ escape, plugins: first });
        } else all.push(...plugins);
      }
    }
    return found.map(({ escape: { kind, what, place }, plugins }) => ({ plugins, kind, what, place, released: false }));
  }

  #by(files: readonly string[]): readonly Escape[] {
    const own = new Set(files);
    return own.size === 0 ? [] : (this.#watch?.leftBy((file) => own.has(file), isLibrary(files)) ?? []);
  }
}

function begun(): Kernel[] {
  const there: Kernel[] = [];
  for (const ref of kernels) {
    const kernel = ref.deref();
    if (kernel === undefined) kernels.delete(ref);
    else there.push(kernel);
  }
  return there;
}

/** The extensions that have plugins, with the keys of these and the files that their code is in. */
function loadedIn({ records }: Kernel): { extension: LoadedExtension; plugins: readonly string[]; files: readonly string[] }[] {
  return [...groupedBy(records.values(), ({ extension }) => [extension])].map(([extension, own]) => ({
    extension,
    plugins: own.map(({ key }) => key),
    files: filesOf(extension, own[0]!.manifest),
  }));
}

function filesOf({ origin }: LoadedExtension, { source }: PluginRecord['manifest']): readonly string[] {
  return origin.loaded?.files ?? (source.path === undefined ? [] : [source.path]);
}

/** What a driver opens belongs to whoever uses the driver. */
function isLibrary(own: readonly string[]): (file: string) => boolean {
  const folders = own.map(dirname);
  return (file) => file.includes(`${sep}node_modules${sep}`) && !folders.some((folder) => file.startsWith(folder + sep));
}
