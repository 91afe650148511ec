/** Open this to see that ranges accept what MCDReforged accepts. The cases are its own unit tests and the table of its document, run with 2.15.7. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { mcdreforgedVersions as dialect, printRequirement, readRequirement } from '../../src/version/mcdreforged.js';
import { compareVersions, printVersion, readVersion, type McdrVersion } from '../../src/version/mcdreforged-version.js';
import { ranges, texts, versions } from './mcdreforged-texts.js';

interface Cases {
  readonly upstream: {
    readonly parse: readonly { input: string; allowWildcard: boolean; valid: boolean }[];
    readonly compare: readonly { left: string; op: '==' | '!=' | '<' | '>' | '<=' | '>='; right: string; expect: boolean }[];
    readonly requirementParse: readonly { input: string | number; valid: boolean }[];
    readonly accept: readonly { requirement: string; version: string; expect: boolean }[];
    readonly str: readonly { kind: 'version' | 'requirement'; input: string; expect: string }[];
  };
  readonly documentTable: Cases['upstream']['accept'];
}

const { upstream, documentTable } = JSON.parse(
  readFileSync(new URL('../fixtures/mcdreforged/version-cases.json', import.meta.url), 'utf8'),
) as Cases;

function read(text: string): McdrVersion {
  const found = readVersion(text, true);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

describe('a case of MCDReforged', () => {
  it.each(upstream.parse)('$input is a version or none (wildcards: $allowWildcard)', ({ input, allowWildcard, valid }) => {
    expect(typeof readVersion(input, allowWildcard)).toBe(valid ? 'object' : 'string');
    if (!allowWildcard) expect(dialect.parse(input) !== undefined).toBe(valid);
  });

  it.each(upstream.compare)('$left $op $right: $expect', ({ left, op, right, expect: expected }) => {
    const order = compareVersions(read(left), read(right));
    const holds = { '==': order === 0, '!=': order !== 0, '<': order < 0, '>': order > 0, '<=': order <= 0, '>=': order >= 0 };
    expect(holds[op]).toBe(expected);
  });

  it.each(upstream.requirementParse.filter((given): given is { input: string; valid: boolean } => typeof given.input === 'string'))(
    '$input is a requirement or none',
    ({ input, valid }) => {
      expect(dialect.isRange(input)).toBe(valid);
      expect(dialect.whyNotRange!(input) === undefined).toBe(valid);
    },
  );

  it.each([...upstream.accept, ...documentTable])('$requirement accepts $version: $expect', (given) => {
    expect(dialect.satisfies(given.version, given.requirement)).toBe(given.expect);
    expect(dialect.satisfies(given.version, given.requirement)).toBe(given.expect);
  });

  it.each(upstream.str)('the $kind $input is printed as $expect', ({ kind, input, expect: expected }) => {
    if (kind === 'version') expect(printVersion(read(input))).toBe(expected);
    else expect(printRequirement(readRequirement(input) as never)).toBe(expected);
  });
});

describe('a range', () => {
  const holds = (law: (version: string, base: string) => void): void => fc.assert(fc.property(versions, versions, law), { numRuns: 300 });
  const takes = (version: string, range: string): boolean => dialect.satisfies(version, range);

  it('of one operator takes exactly what its counterpart refuses', () => {
    holds((version, base) => {
      expect(takes(version, `>=${base}`)).toBe(!takes(version, `<${base}`));
      expect(takes(version, `<=${base}`)).toBe(!takes(version, `>${base}`));
      expect(takes(version, `==${base}`)).toBe(takes(version, `>=${base} <=${base}`));
      expect([`=${base}`, base].map((range) => takes(version, range))).toEqual([takes(version, `==${base}`), takes(version, `==${base}`)]);
    });
  });

  it('of several criteria takes what all of them take', () => {
    fc.assert(
      fc.property(versions, ranges, ranges, (version, one, two) => {
        expect(takes(version, `${one} ${two}`)).toBe(takes(version, one) && takes(version, two));
      }),
      { numRuns: 300 },
    );
  });

  it('with ~ takes no more than with ^, and that no more than with >=', () => {
    holds((version, base) => {
      if (takes(version, `~${base}`)) expect(takes(version, `^${base}`)).toBe(true);
      if (takes(version, `^${base}`)) expect(takes(version, `>=${base}`)).toBe(true);
    });
  });

  it('that is empty or * takes every version, pre-releases as well', () => {
    fc.assert(
      fc.property(versions, (version) => expect(['', '   ', '*'].map((range) => takes(version, range))).toEqual([true, true, true])),
    );
  });

  it('has its own meaning of ^ and ~: the first number, and the first two, whatever they are', () => {
    expect(['0.9.9', '0.2.3', '0.2.2', '1.0'].map((version) => takes(version, '^0.2.3'))).toEqual([true, true, false, false]);
    expect(['1', '1.0.7', '1.1'].map((version) => takes(version, '~1'))).toEqual([true, true, false]);
    expect(['1.1', '0.0'].map((version) => takes(version, '~1.x'))).toEqual([false, false]);
    expect(takes('3.1', '^*')).toBe(false);
  });

  it('takes pre-releases unless it says otherwise', () => {
    expect([takes('2.0-alpha', '>=1.2'), takes('2.0.0-rc', '<2.0.0'), takes('2.0.0-rc', '<2.0-')]).toEqual([true, true, false]);
  });

  it('is refused with the word that is wrong and the reason', () => {
    expect(dialect.whyNotRange!('>=1.0 || 2')).toBe("in '||', the part '||' is no number");
    expect(dialect.whyNotRange!('>= 1')).toBe("in '>=', it is empty");
    expect(dialect.whyNotRange!('>1.3a')).toBe("in '>1.3a', the part '3a' is no number");
    expect(dialect.whyNotRange!('^=1')).toBe("in '^=1', the part '=1' is no number");
    expect(dialect.whyNotRange!('>=1 *')).toBeUndefined();
  });

  it('is printed so that reading it again gives the same', () => {
    fc.assert(
      fc.property(ranges, versions, (range, version) => {
        const printed = printRequirement(readRequirement(range) as never);
        expect(printRequirement(readRequirement(printed) as never)).toBe(printed);
        expect(takes(version, printed)).toBe(takes(version, range));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the dialect', () => {
  it('answers no for what is no version or no range, says why, and never throws', () => {
    fc.assert(
      fc.property(texts, texts, (version, range) => {
        if (!dialect.satisfies(version, range)) dialect.compare(version, range);
        expect(dialect.parse(version) === undefined).toBe(dialect.whyNotVersion!(version) !== undefined);
        expect(dialect.isRange(range)).toBe(dialect.whyNotRange!(range) === undefined);
      }),
      { numRuns: 500 },
    );
    expect(dialect.satisfies('1.*', '*')).toBe(false);
    expect(dialect.satisfies('1.0', '1.0 abc')).toBe(false);
    expect(dialect.satisfies('1'.repeat(100_000), '>1 '.repeat(5000))).toBe(true);
  });

  it('orders every list in one way, with what is no version in front', () => {
    fc.assert(
      fc.property(fc.array(texts), (list) => {
        const shape = (text: string): string => dialect.parse(text)?.replace(/\+.*/, '') ?? text;
        const sorted = [...list].sort(dialect.compare);
        for (let at = 1; at < sorted.length; at++) expect(dialect.compare(sorted[at - 1]!, sorted[at]!)).toBeLessThanOrEqual(0);
        expect(
          [...list]
            .reverse()
            .sort(dialect.compare)
            .filter((text) => dialect.parse(text) === undefined)
            .map(shape),
        ).toEqual(sorted.filter((text) => dialect.parse(text) === undefined).map(shape));
      }),
    );
    expect(['1.0', 'zz', '0.1', 'aa', 'aa'].sort(dialect.compare)).toEqual(['aa', 'aa', 'zz', '0.1', '1.0']);
  });
});
