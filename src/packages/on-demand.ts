/** Open this to see how what mortise stands on is loaded: each package when it is used for the first time, so that a host pays for what it uses. */
import { createRequire } from 'node:module';

/**
 * `#packages` leads here wherever `require` can load ES modules: Node says so by the condition `module-sync`. Elsewhere, as in Jest and for most
 * bundlers, it leads to at-once.ts. Either way these are the very modules that authors get from `import`.
 */
const require = createRequire(import.meta.url);

function onDemand<T>(load: () => unknown): () => T {
  let loaded: T | undefined;
  return () => (loaded ??= load() as T);
}

/** Not by `import`: Node would read the text once more for its names. */
export const reflectMetadata = onDemand<unknown>(() => require('reflect-metadata/lite'));
export const inversify = onDemand<typeof import('inversify')>(() => require('inversify'));
export const rxjs = onDemand<typeof import('rxjs')>(() => require('rxjs'));
export const yaml = onDemand<typeof import('yaml')>(() => require('yaml'));
export const Range = onDemand<typeof import('semver').Range>(() => require('semver/classes/range.js'));
export const SemVer = onDemand<typeof import('semver').SemVer>(() => require('semver/classes/semver.js'));
export const importMetaResolve = onDemand<typeof import('import-meta-resolve')>(() => require('import-meta-resolve'));
export const levenshtein = onDemand<typeof import('fastest-levenshtein')>(() => require('fastest-levenshtein'));

/** `require` fails for an ES module that some `import()` is just loading; what waits here first is safe from that. inversify is the one that authors import. */
export async function inversifyReady(): Promise<void> {
  await import('inversify');
}
