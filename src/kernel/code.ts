/** Open this to see what is known of the files behind a host: what each extension was read from, and what is listed and not loaded. */
import { resolve } from 'node:path';
import type { NormalSpec } from '../extension/spec.js';
import { groupedBy } from '../model/list.js';
import type { Extensions } from './extensions.js';
import type { Kernel } from './kernel.js';
import type { Listing } from './listing.js';

/** The code that an extension was read from. */
export interface CodeGraph {
  /** The same as in the list that it came from. */
  readonly id: string;
  /** What `reload` and `unload` take. */
  readonly name: string;
  /** Keys of its plugins. */
  readonly plugins: readonly string[];
  /** Its files, the entry first, with their texts as they are evaluated. */
  readonly sources: ReadonlyMap<string, string>;
  readonly home: string;
  /** It is there since it lies in a directory. */
  readonly isDiscovered: boolean;
}

/** An entry of a list, or what was found in a directory. */
export interface ListedCode {
  readonly id: string;
  /** As the owner wrote it. */
  readonly spec: string;
  /** Where it should lie; absent for packages. */
  readonly path?: string;
  readonly isLoaded: boolean;
}

/** What is to be brought in line with the disk. */
export interface CatchUp {
  readonly reload?: readonly string[];
  readonly unload?: readonly string[];
  /** Ids of what is listed. */
  readonly load?: readonly string[];
}

/** Of everything that was loaded so that it can be loaded again. */
export function graphsOf(extensions: Extensions, { records }: Pick<Kernel, 'records'>): CodeGraph[] {
  const plugins = groupedBy(records.values(), ({ extension }) => [extension]);
  return extensions.list().flatMap((extension) => {
    const { origin, name, app } = extension;
    if (origin.loaded === undefined) return [];
    const keys = (plugins.get(extension) ?? []).map(({ key }) => key);
    return [
      {
        id: idOf(origin.app, origin.spec),
        name: keys[0] ?? (app === undefined ? name : `${app}:${name}`),
        plugins: keys,
        sources: origin.loaded.sources,
        home: origin.home.home,
        isDiscovered: origin.spec.source.kind === 'discovered',
      },
    ];
  });
}

/** Everything that is listed now, whether it is loaded or not; what was given in code is not code that somebody edits. */
export function listedOf(listings: readonly Listing[], extensions: Extensions): ListedCode[] {
  const loaded = new Set(extensions.list().map(({ origin }) => idOf(origin.app, origin.spec)));
  return listings.flatMap(({ app, home, specs }) =>
    specs.flatMap((spec) => {
      const { target, source } = spec;
      if ('value' in target) return [];
      const id = idOf(app, spec);
      return [{ id, spec: source.spec, isLoaded: loaded.has(id), ...('file' in target ? { path: resolve(home.home, target.file) } : {}) }];
    }),
  );
}

/** Of what is listed, that with one of these ids. */
export function chosenOf(listings: readonly Listing[], ids: readonly string[]): Listing[] {
  const chosen = new Set(ids);
  return listings.flatMap((listing) => {
    const specs = listing.specs.filter((spec) => chosen.has(idOf(listing.app, spec)));
    return specs.length === 0 ? [] : [{ ...listing, specs, missed: [] }];
  });
}

function idOf(app: string | undefined, { source }: Pick<NormalSpec, 'source'>): string {
  return JSON.stringify([app ?? null, source.kind, source.spec]);
}
