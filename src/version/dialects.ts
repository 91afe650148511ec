/** Open this to see which ways of writing versions and ranges there are. */
import type { VersionDialect } from '../model/version.js';
import { mcdreforgedVersions } from './mcdreforged.js';
import { npmVersions } from './npm.js';

const dialects: ReadonlyMap<string, VersionDialect> = new Map([npmVersions, mcdreforgedVersions].map((dialect) => [dialect.name, dialect]));

/** The names that a manifest may write under `versions`. */
export const versionDialects: readonly string[] = [...dialects.keys()];

/**
 * How versions and ranges are read by one of the rules that a plugin may name under `versions`: `npm`, or `mcdreforged` (from MCDReforged).
 * Nothing for a name that is none.
 *
 * ```ts
 * import { versionDialect } from 'mortise';
 *
 * console.log(versionDialect('npm')!.satisfies('1.4.0', '^1.2')); // true
 * console.log(versionDialect('mcdreforged')!.satisfies('2.0.0-rc.1', '>=1.0 <2.0')); // true
 * ```
 */
export function versionDialect(name: string): VersionDialect | undefined {
  return dialects.get(name);
}
