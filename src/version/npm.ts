/** Open this to see how versions and ranges are read as npm reads them: `^1.2`, `>=1 <2 || 3.x`. */
import { Range, SemVer } from '#packages';
import type { VersionDialect } from '../model/version.js';
import { memo, memoOfTwo } from './memo.js';

const versionOf = memo((text) => attempt(() => new (SemVer())(text)));
const rangeOf = memo((text) => attempt(() => new (Range())(text)));

const satisfies = memoOfTwo((text, range) => {
  const version = versionOf(text);
  return version !== undefined && (rangeOf(range)?.test(version) ?? false);
});

/**
 * npm's semver: a range takes a prerelease only if it names one of the same version, so `*` and `>=1` refuse `2.0.0-beta.1`.
 * Build metadata is dropped: `1.2.0+linux` is `1.2.0`.
 */
export const npmVersions: VersionDialect = {
  name: 'npm',
  parse: (version) => versionOf(version)?.version,
  isRange: (range) => rangeOf(range) !== undefined,
  satisfies,
  compare(a, b) {
    const [first, second] = [versionOf(a), versionOf(b)];
    if (first !== undefined && second !== undefined) return first.compare(second);
    if (first === undefined && second === undefined) return a < b ? -1 : Number(a > b);
    return first === undefined ? -1 : 1;
  },
};

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
