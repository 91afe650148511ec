import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions, type McdrVersion, partAt, printVersion, readVersion } from '../../src/version/mcdreforged-version.js';
import { texts, versions } from './mcdreforged-texts.js';

function read(text: string, wildcards = false): McdrVersion {
  const found = readVersion(text, wildcards);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

const order = (a: string, b: string): number => Math.sign(compareVersions(read(a), read(b)));

describe('versions of MCDReforged', () => {
  it('are in a total order', () => {
    fc.assert(
      fc.property(versions, versions, versions, (a, b, c) => {
        expect(order(a, b) + order(b, a)).toBe(0);
        expect(order(a, a)).toBe(0);
        if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('are printed so that reading them again gives the same version', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const found = readVersion(text, true);
        if (typeof found === 'string') return expect(found).not.toBe('');
        expect(read(printVersion(found), true)).toEqual(found);
        return undefined;
      }),
      { numRuns: 1000 },
    );
  });

  it('have as many numbers as they like, and 0 where none is written', () => {
    expect([order('1.2', '1.2.0.0'), order('1.2', '1.2.0.1'), order('10', '9.9.9'), order('1.02', '1.2')]).toEqual([0, -1, 1, 0]);
    expect(order('99999999999999999999', '99999999999999999998')).toBe(1);
    expect([partAt(read('1.2'), 7), partAt(read('1.x', true), 7)]).toEqual(['0', '*']);
  });

  it('come after their pre-releases, which are ordered by their text and then by a number at the end', () => {
    const sorted = ['1.0-', '1.0-beta', '1.0-beta.1', '1.0-beta.2', '1.0-beta.10', '1.0-beta.w', '1.0-rc10', '1.0-rc2', '1.0'];
    expect([...sorted].reverse().sort(order)).toEqual(sorted);
    expect(order('1.0+build.2', '1.0+build.1')).toBe(0);
  });

  it('are in one order where that of MCDReforged goes in a circle', () => {
    expect([order('1-rc.9', '1-rc.10'), order('1-rc.10', '1-rc.1x'), order('1-rc.9', '1-rc.1x')]).toEqual([-1, -1, -1]);
  });

  it.each([
    ['', 'it is empty'],
    ['-pre', 'no number is in front'],
    ['1.', "a number is missing beside a '.'"],
    ['v1', "the part 'v1' is no number"],
    ['1_0', "the part '1_0' is no number"],
    ['\u0661', "the part '\u0661' is no number"],
    ['1.x', "the wildcard 'x' is for ranges only"],
    ['1+a..b', "'a..b' is not letters, digits, '-' and '+', in parts joined by '.'"],
    ['1-ä', "'ä' is not letters, digits, '-' and '+', in parts joined by '.'"],
  ])('%j is none: %s', (text, why) => {
    expect(readVersion(text, false)).toBe(why);
  });
});
