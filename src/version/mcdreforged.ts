/** Open this to see how versions and ranges are read as MCDReforged reads them: `>=1.0 <2.0`, `~1.2`, `1.0.*`. */
import type { VersionDialect } from '../model/version.js';
import { quoted } from '../problem/text.js';
import { compareVersions, type McdrVersion, partAt, printVersion, readVersion, WILDCARD } from './mcdreforged-version.js';
import { memo } from './memo.js';

/** One criterion of a requirement: an operator as it was written, and a base version. */
interface Criterion {
  readonly operator: string;
  readonly base: McdrVersion;
}

type Accepts = (version: McdrVersion, base: McdrVersion) => boolean;

const isEqual: Accepts = (version, base) => compareVersions(version, base) === 0;
const isNotOlder: Accepts = (version, base) => compareVersions(version, base) >= 0;

/** A wildcard as the base of `^` and `~` is a number of its own, which no version has: `~1.x` accepts nothing. */
const sharesPart: (index: number) => Accepts = (index) => (version, base) =>
  partAt(base, index) !== WILDCARD && partAt(version, index) === partAt(base, index);

/** Longer ones first, since `<` begins `<=`. No operator is `==`, and is printed as it was written. */
const OPERATORS: readonly (readonly [string, Accepts])[] = [
  ['<=', (version, base) => compareVersions(version, base) <= 0],
  ['>=', isNotOlder],
  ['==', isEqual],
  ['<', (version, base) => compareVersions(version, base) < 0],
  ['>', (version, base) => compareVersions(version, base) > 0],
  ['=', isEqual],
  ['^', (version, base) => isNotOlder(version, base) && sharesPart(0)(version, base)],
  ['~', (version, base) => isNotOlder(version, base) && sharesPart(0)(version, base) && sharesPart(1)(version, base)],
  ['', isEqual],
];
const ACCEPTS: ReadonlyMap<string, Accepts> = new Map(OPERATORS);

/** All criteria of a requirement, or in one clause why the text is none. Only spaces part them; an empty one accepts everything. */
export function readRequirement(text: string): readonly Criterion[] | string {
  const criteria: Criterion[] = [];
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const [operator] = OPERATORS.find(([sign]) => word.startsWith(sign))!;
    const base = readVersion(word.slice(operator.length), true);
    if (typeof base === 'string') return `in ${quoted(word)}, ${base}`;
    criteria.push({ operator, base });
  }
  return criteria;
}

/** With single spaces and `*` for wildcards. */
export function printRequirement(criteria: readonly Criterion[]): string {
  return criteria.map(({ operator, base }) => `${operator}${printVersion(base)}`).join(' ');
}

const versionOf = memo((text) => readVersion(text, false));
const requirementOf = memo(readRequirement);

/**
 * MCDReforged's versions: a core of any length, where `1.2` is `1.2.0`; pre-releases are in every range that their place in the order is in,
 * so `>=1.2` takes `2.0-alpha`, and `<2.0-` is how to refuse the pre-releases of 2.0. `^` keeps the first number even where it is 0, `~` the
 * first two. Every criterion must accept; there is no `||`.
 */
export const mcdreforgedVersions: VersionDialect = {
  name: 'mcdreforged',
  parse(version) {
    const read = versionOf(version);
    return typeof read === 'string' ? undefined : printVersion(read);
  },
  isRange: (range) => typeof requirementOf(range) !== 'string',
  satisfies(version, range) {
    const [read, criteria] = [versionOf(version), requirementOf(range)];
    if (typeof read === 'string' || typeof criteria === 'string') return false;
    return criteria.every(({ operator, base }) => ACCEPTS.get(operator)!(read, base));
  },
  compare(a, b) {
    const [first, second] = [versionOf(a), versionOf(b)];
    if (typeof first !== 'string' && typeof second !== 'string') return compareVersions(first, second);
    if (typeof first === 'string' && typeof second === 'string') return a < b ? -1 : Number(a > b);
    return typeof first === 'string' ? -1 : 1;
  },
  whyNotVersion: (text) => clause(versionOf(text)),
  whyNotRange: (text) => clause(requirementOf(text)),
};

function clause(read: unknown): string | undefined {
  return typeof read === 'string' ? read : undefined;
}
