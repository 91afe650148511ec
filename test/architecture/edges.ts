/** Open this to see which folder may import which, and who owns what: the literal tables that the architecture spec holds. */

const WORDS = ['model', 'problem', 'graph', 'facts', 'packages'] as const;
const DECISIONS = ['version', 'config', 'manifest', 'plan', 'explain'] as const;
const EFFECTS = ['platform', 'extension', 'wiring', 'events', 'command'] as const;
const TRUE = ['kernel', 'leaks'] as const;
const BESIDE = ['control', 'dev'] as const;

/** The folders from the words up to the entry points. `host` is src/host.ts with src/host/ and src/index.ts. */
export const RANKS = [WORDS, DECISIONS, EFFECTS, TRUE, BESIDE, ['host'], ['cli', 'testing']] as const;

export type Place = (typeof RANKS)[number][number] | 'decorators';

/** Every edge there may be between two folders, type imports included. */
export const EDGES: Readonly<Record<Place, readonly Place[]>> = {
  decorators: ['facts', 'model'],

  model: [],
  problem: ['model'],
  graph: ['problem'],
  facts: ['model'],
  // Nobody imports its files: `#packages` leads to the one that fits.
  packages: [],

  version: [...WORDS],
  config: [...WORDS],
  manifest: [...WORDS, 'version', 'config'],
  plan: [...WORDS, 'version'],
  explain: [...WORDS, 'plan'],

  platform: [...WORDS, ...DECISIONS],
  extension: [...WORDS, ...DECISIONS],
  wiring: [...WORDS, ...DECISIONS],
  events: [...WORDS, ...DECISIONS],
  command: [...WORDS, ...DECISIONS],

  // Never plan: the host hands it a planner.
  kernel: [...WORDS, 'version', 'config', 'manifest', ...EFFECTS],

  // It watches the process, and knows of no plugin: whoever asks says which files are a plugin's.
  leaks: [...WORDS, ...DECISIONS, ...EFFECTS],

  control: [...WORDS, ...DECISIONS, ...EFFECTS, ...TRUE],

  // It is handed the host that it reloads.
  dev: [...WORDS, ...DECISIONS, ...EFFECTS, ...TRUE],

  host: [...WORDS, ...DECISIONS, ...EFFECTS, ...TRUE, 'control'],

  cli: [...WORDS, ...DECISIONS, ...EFFECTS, ...TRUE, ...BESIDE, 'host'],
  testing: [...WORDS, ...DECISIONS, ...EFFECTS, ...TRUE, ...BESIDE, 'host'],
};

/** The folders whose files may import a package for its values. Anything that is not listed here has no place in src. */
export const OWNERS: Readonly<Record<string, readonly Place[]>> = {
  inversify: ['wiring'],
  rxjs: ['events'],
  'reflect-metadata': ['facts'],
  semver: ['version'],
  yaml: ['platform'],
  'fastest-levenshtein': ['problem'],
  'import-meta-resolve': ['extension'],
  chokidar: ['dev'],

  'node:fs': ['platform', 'leaks'],
  'node:net': ['platform', 'control'],
  'node:readline': ['cli'],
  'node:process': ['platform', 'cli', 'leaks'],
  'node:timers': ['platform'],
  'node:v8': ['platform', 'leaks'],
  'node:async_hooks': ['platform', 'leaks'],
  'node:crypto': ['platform'],
  'node:os': ['platform'],
  'node:module': ['extension', 'leaks', 'packages'],
  'node:vm': ['extension', 'leaks'],
  'node:inspector': ['leaks'],
  'node:diagnostics_channel': ['leaks'],
  'node:util': ['cli', 'platform'],
};

/** What `#packages` gives, by the package that it comes from. Only src/packages imports the values of these; whoever owns one takes them from there. */
export const PACKAGES: Readonly<Record<string, string>> = {
  inversify: 'inversify',
  inversifyReady: 'inversify',
  rxjs: 'rxjs',
  Range: 'semver',
  SemVer: 'semver',
  yaml: 'yaml',
  levenshtein: 'fastest-levenshtein',
  importMetaResolve: 'import-meta-resolve',
  reflectMetadata: 'reflect-metadata',
};

/** Without effect, so free from rank 2 upward. */
export const FREE_ABOVE_RANK_1: readonly string[] = ['node:path', 'node:url'];
/** Packages whose types anyone may import. */
export const FREE_TYPES: readonly string[] = ['inversify', 'rxjs'];
/** The only folder that may load modules at run time. */
export const LOADER: Place = 'extension';
/** Folders that decide and have no effect. */
export const PURE: readonly Place[] = ['model', 'problem', 'graph', 'version', 'config', 'manifest', 'plan', 'explain'];
/** Where `any` needs no reason. */
export const LOOSE: readonly Place[] = ['facts', 'wiring'];

/** The rank of a folder; the decorators stand beside the words. */
export function rankOf(place: Place): number {
  return place === 'decorators' ? 0 : RANKS.findIndex((rank) => (rank as readonly Place[]).includes(place));
}

/** The folder that a file belongs to: `src/plan/diff.ts` -> plan, `src/host.ts` -> host; undefined where the table has no room for it. */
export function placeOf(file: string): Place | undefined {
  if (file.startsWith('decorators/')) return 'decorators';
  if (file === 'src/host.ts' || file === 'src/index.ts' || file.startsWith('src/host/')) return 'host';
  const folder = /^src\/([^/]+)\//.exec(file)?.[1];
  return folder !== undefined && folder in EDGES ? (folder as Place) : undefined;
}
