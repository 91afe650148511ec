/** Open this to see how what an owner lists, and what lies in their directories, becomes a list of specs. */
import { resolve } from 'node:path';
import { discover } from '../extension/discover.js';
import type { Home } from '../extension/locate.js';
import { isProblem, normalSpec, type NormalSpec } from '../extension/spec.js';
import type { ExtensionSpec } from '../model/extension.js';
import type { AppOptions } from '../model/options.js';
import type { FilesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import type { Kernel } from './kernel.js';

/** A list to load, with the container that lists it. */
export interface Listing {
  readonly app: string | undefined;
  readonly home: Home;
  readonly specs: readonly NormalSpec[];
  /** Entries that are wrong, and required. */
  readonly missed: readonly string[];
  /** What is listed comes in the place of something that is there: without it nothing is done. */
  readonly isReplacing?: true;
}

/** `file:line:column` of an entry of a list. */
export type PlaceOfEntry = (index: number) => string | undefined;

/** Where a host or app is at home, and from which folders it loads. */
export function homeOf(options: AppOptions, hostHome: string): Home {
  const home = options.home === undefined ? hostHome : resolve(hostHome, options.home);
  return { home, roots: [home, ...[...(options.directories ?? []), ...(options.roots ?? [])].map((folder) => resolve(home, folder))] };
}

/** What a host or app lists, in the one form of specs; directories are looked through. */
export function listingOf(
  app: string | undefined,
  options: AppOptions,
  hostHome: string,
  kernel: Kernel,
  files: FilesPort,
  at: PlaceOfEntry,
): Listing {
  const home = homeOf(options, hostHome);
  const { specs, missed } = specsOf(options.extensions ?? [], app, kernel, at);
  for (const directory of options.directories ?? []) {
    const found = discover(resolve(home.home, directory), home.home, files);
    for (const problemFound of found.problems) kernel.report(inApp(problemFound, app));
    specs.push(...found.specs);
  }
  return { app, home, specs, missed };
}

/** Entries in their one form; wrong ones are reported and left out. */
export function specsOf(
  entries: readonly ExtensionSpec[],
  app: string | undefined,
  kernel: Kernel,
  at: PlaceOfEntry,
): Pick<Listing, 'missed'> & { specs: NormalSpec[]; wrong: readonly Problem[] } {
  const missed: string[] = [];
  const wrong: Problem[] = [];
  const specs = entries.flatMap((entry, index) => {
    const spec = normalSpec(entry, () => at(index));
    if (!isProblem(spec)) return [spec];
    const place = at(index);
    const found = inApp({ ...spec, field: `extensions[${index}]`, ...(place === undefined ? {} : { place }) }, app);
    kernel.report(found);
    // Whatever can't be looked at has said so already.
    const { file, module, required, enabled } = spec.cause === undefined ? (Object(entry) as Readonly<Record<string, unknown>>) : {};
    const name = [file, module].find((given) => typeof given === 'string') ?? `extensions[${index}]`;
    if (required === true && enabled !== false) missed.push(name);
    if (required !== false) wrong.push(found);
    return [];
  });
  return { specs, missed, wrong };
}

/** A problem of something that an app lists names the app. */
export function inApp(found: Problem, app: string | undefined): Problem {
  return app === undefined ? found : { ...found, app };
}
