import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import semver from 'semver';
import { npmVersions } from '../../src/version/npm.js';

const part = fc.integer({ min: 0, max: 3 }).map(String);
const prerelease = fc.constantFrom('', '', '', '-alpha', '-beta.1', '-beta.2', '-0');
const versions = fc
  .tuple(fc.constantFrom('', '', 'v'), part, part, part, prerelease, fc.constantFrom('', '', '+linux'))
  .map(([v, major, minor, patch, pre, build]) => `${v}${major}.${minor}.${patch}${pre}${build}`);
const simple = fc.oneof(
  fc.tuple(fc.constantFrom('', '^', '~', '>=', '<', '>', '<=', '='), versions).map((parts) => parts.join('')),
  fc.tuple(part, part).map(([major, minor]) => `${major}.${minor}.x`),
  fc.constantFrom('*', '', 'x', '1', '^1', '~0.2', 'latest'),
);
const ranges = fc.oneof(
  simple,
  fc.tuple(simple, simple).map((two) => two.join(' ')),
  fc.tuple(simple, simple).map((two) => two.join(' || ')),
  fc.tuple(versions, versions).map((two) => two.join(' - ')),
);
const texts = fc.oneof(versions, ranges, fc.string(), fc.constantFrom('1.2.3\n', '\n1.2.3', '^1\n', '1.0.0\0', '\0', '1.0'));

describe('npm versions', () => {
  it('satisfy ranges exactly as semver says', () => {
    fc.assert(
      fc.property(fc.oneof(versions, texts), fc.oneof(ranges, texts), (version, range) => {
        expect(npmVersions.satisfies(version, range)).toBe(semver.satisfies(version, range));
        expect(npmVersions.satisfies(version, range)).toBe(semver.satisfies(version, range));
      }),
      { numRuns: 1000 },
    );
  });

  it('are read exactly as semver reads them', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(npmVersions.parse(text) ?? null).toBe(semver.valid(text));
        expect(npmVersions.isRange(text)).toBe(semver.validRange(text) !== null);
      }),
      { numRuns: 500 },
    );
  });

  it('compare as semver compares them', () => {
    fc.assert(fc.property(versions, versions, (a, b) => expect(npmVersions.compare(a, b)).toBe(semver.compare(a, b))));
  });

  it('are sorted the same way whatever stands among them', () => {
    fc.assert(
      fc.property(fc.array(texts), (list) => {
        const sorted = [...list].sort(npmVersions.compare);
        expect(
          [...sorted]
            .reverse()
            .sort(npmVersions.compare)
            .map((text) => npmVersions.parse(text) ?? text),
        ).toEqual(sorted.map((text) => npmVersions.parse(text) ?? text));
      }),
    );
    expect(['1.0.0', 'zz', '0.1.0', 'aa', 'aa'].sort(npmVersions.compare)).toEqual(['aa', 'aa', 'zz', '0.1.0', '1.0.0']);
  });

  it('stand behind what is none, and that is in the order of its letters', () => {
    const orders = ([a, b]: readonly [string, string]): number => npmVersions.compare(a, b);
    const pairs = [
      ['aa', 'zz'],
      ['zz', 'aa'],
      ['aa', 'aa'],
      ['zz', '1.0.0'],
      ['1.0.0', 'aa'],
    ] as const;
    expect(pairs.map(orders)).toEqual([-1, 1, 0, -1, 1]);
  });

  it('refuse a prerelease where the range names none', () => {
    expect(npmVersions.satisfies('2.0.0-beta.1', '*')).toBe(false);
    expect(npmVersions.satisfies('2.0.0-beta.1', '>=1')).toBe(false);
    expect(npmVersions.satisfies('2.0.0-beta.2', '^2.0.0-beta.1')).toBe(true);
    expect(npmVersions.satisfies('2.0.0', '*')).toBe(true);
  });

  it('answer no for what is no version or no range, and never throw', () => {
    expect(npmVersions.satisfies('banana', '*')).toBe(false);
    expect(npmVersions.satisfies('1.0.0', 'banana')).toBe(false);
    expect(npmVersions.parse('1'.repeat(1_000_000))).toBeUndefined();
    expect(npmVersions.satisfies('1.0.0', '^1 '.repeat(5000))).toBe(true);
  });
});
