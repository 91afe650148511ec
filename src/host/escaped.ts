/** Open this to see what becomes of what plugins made past their contexts: raw timers, listeners, sockets, processes, globals. */
import { dirname, sep } from 'node:path';
import type { Kernel } from '../kernel/kernel.js';
import type { LoadedExtension, PluginRecord } from '../kernel/record.js';
import type { Escape, Escapes } from '../leaks/escapes.js';
import type { Doctor, EscapeInfo } from '../model/doctor.js';
import { groupedBy } from '../model/list.js';
import type { HostOptions } from '../model/options.js';
import { problem } from '../problem/problem.js';

export type EscapePolicy = NonNullable<HostOptions['escapes']>;

/** Follows what is made past contexts, if the owner wants that. */
export class Escaped {
  #watch: Escapes | undefined;
  /** What was told of already: the generations after it have the same file. */
  readonly #told = new WeakSet<Escape['maker']>();

  constructor(
    readonly policy: EscapePolicy,
    readonly kernel: Kernel,
  ) {}

  async begin(): Promise<void> {
    if (this.policy === 'ignore') return;
    const { watchEscapes } = await import('../leaks/escapes.js');
    this.#watch ??= watchEscapes();
  }

  end(): void {
    this.#watch?.close();
    this.#watch = undefined;
  }

  /** What code of an extension has made by now: of what is made later, another generation is the maker. */
  by(extension: LoadedExtension, source: string | undefined): readonly Escape[] {
    const files = new Set(extension.origin.loaded?.files ?? (source === undefined ? [] : [source]));
    return files.size === 0 ? [] : (this.#watch?.leftBy((file) => files.has(file), isLibrary([...files])) ?? []);
  }

  /** What is still there of it when the generation is gone: told, and ended where the owner wants that. */
  left(record: PluginRecord, before: readonly Escape[], isReplaced: boolean): EscapeInfo[] {
    const makers = new Set(before.map(({ maker }) => maker));
    // Its successor may have set the same global again.
    const still = this.by(record.extension, record.manifest.source.path).filter(
      ({ maker, kind }) => makers.has(maker) && !this.#told.has(maker) && !(isReplaced && kind === 'global'),
    );
    return still.map((escape) => {
      const { kind, what, place, maker } = escape;
      this.#told.add(maker);
      const released = this.policy === 'release';
      if (released) escape.release();
      this.kernel.report(problem('unload.escaped', { plugin: record.key, what, released }, { plugin: record.key, phase: 'unload', place }));
      return { kind, what, place, released };
    });
  }

  /** What code of plugins that run has made past their contexts. */
  now(records: Iterable<PluginRecord>): Doctor['escapes'] {
    return [...groupedBy(records, ({ extension }) => [extension])].flatMap(([extension, own]) =>
      this.by(extension, own[0]!.manifest.source.path).map(({ kind, what, place }) => ({
        plugins: own.map(({ key }) => key),
        kind,
        what,
        place,
        released: false,
      })),
    );
  }
}

/** What a driver opens belongs to whoever uses the driver. */
function isLibrary(own: readonly string[]): (file: string) => boolean {
  const folders = own.map(dirname);
  return (file) => file.includes(`${sep}node_modules${sep}`) && !folders.some((folder) => file.startsWith(folder + sep));
}
