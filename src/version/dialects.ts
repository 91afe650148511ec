/** Open this to see which ways of writing versions and ranges there are. */
import type { VersionDialect } from '../model/version.js';
import { mcdreforgedVersions } from './mcdreforged.js';
import { npmVersions } from './npm.js';

const dialects: ReadonlyMap<string, VersionDialect> = new Map([npmVersions, mcdreforgedVersions].map((dialect) => [dialect.name, dialect]));

/** The names that a manifest may write under `versions`. */
export const versionDialects: readonly string[] = [...dialects.keys()];

/** The dialect of that name, if there is one. */
export function versionDialect(name: string): VersionDialect | undefined {
  return dialects.get(name);
}
