/** Open this to see how a version is tested against a requirement, when both were seen before. */
import { semver as loadSemver, versionDialect } from '../built.mjs';
import { race } from '../harness/race.mjs';

const OWN = 'mortise: versionDialect satisfies';
const VERSIONS = ['1.2.3', '1.4.2', '2.1.0', '0.3.4', '1.0.0', '2.3.4', '3.0.0', '1.4.9'];
/** Each with what a compiler would make of it by hand: from, inclusive, and to, exclusive. */
const REQUIREMENTS = [
  ['^1.2.0', '1.2.0', '2.0.0'],
  ['~1.4.2', '1.4.2', '1.5.0'],
  ['>=1.0.0 <2.0.0', '1.0.0', '2.0.0'],
  ['1.x', '1.0.0', '2.0.0'],
  ['>=2.1.0', '2.1.0', '9999.0.0'],
  ['^0.3.1', '0.3.1', '0.4.0'],
  ['*', '0.0.0', '9999.0.0'],
  ['1.2.3 - 2.3.4', '1.2.3', '2.3.5'],
];

/** A version, read by hand. */
class Version {
  constructor(text) {
    [this.major, this.minor, this.patch] = text.split('.').map(Number);
  }
}

function compared(a, b) {
  if (a.major !== b.major) return a.major - b.major;
  return a.minor === b.minor ? a.patch - b.patch : a.minor - b.minor;
}

const isBetween = (version, { from, to }) => compared(version, from) >= 0 && compared(version, to) < 0;

/** No version has parts above 9,999 here. */
const packed = (version) => version.split('.').reduce((all, part) => all * 10_000 + Number(part), 0);

async function cases() {
  const semver = await loadSemver();
  const dialect = versionDialect('npm');
  const pairs = VERSIONS.flatMap((version) => REQUIREMENTS.map(([range, from, to]) => ({ version, range, from, to })));
  const read = new Map(VERSIONS.map((version) => [version, new Version(version)]));
  const bounds = new Map(REQUIREMENTS.map(([range, from, to]) => [range, { from: new Version(from), to: new Version(to) }]));
  const compiled = pairs.map(({ version, range }) => ({ version: read.get(version), bounds: bounds.get(range) }));
  const numbers = pairs.map(({ version, from, to }) => ({ number: packed(version), from: packed(from), to: packed(to) }));
  const ranges = pairs.map(({ range }) => new semver.Range(range));
  const versions = pairs.map(({ version }) => new semver.SemVer(version));
  const expected = pairs.map(({ version, range }) => semver.satisfies(version, range));
  /** What finding an answer by two texts takes, whoever has made it. */
  const answers = new Map(
    REQUIREMENTS.map(([range]) => [range, new Map(VERSIONS.map((version) => [version, semver.satisfies(version, range)]))]),
  );
  const tests = {
    'limit: a version between two, all read before': (i) => isBetween(compiled[i].version, compiled[i].bounds),
    [OWN]: (i) => dialect.satisfies(pairs[i].version, pairs[i].range),
    'a number between two, made for each pair': (i) => numbers[i].number >= numbers[i].from && numbers[i].number < numbers[i].to,
    'answers by hand, in a Map of Maps': (i) => answers.get(pairs[i].range).get(pairs[i].version),
    'semver Range.test, both kept': (i) => ranges[i].test(versions[i]),
    'semver Range.test of a text': (i) => ranges[i].test(pairs[i].version),
    'semver satisfies': (i) => semver.satisfies(pairs[i].version, pairs[i].range),
  };
  for (const [name, test] of Object.entries(tests)) {
    const wrong = expected.findIndex((answer, i) => test(i) !== answer);
    if (wrong !== -1) throw new Error(`'${name}' is wrong for ${pairs[wrong].version} and ${pairs[wrong].range}`);
  }
  const share = expected.slice(0, 16).filter(Boolean).length;
  const bys = ['limit', 'mortise', 'reference', 'reference', 'peer', 'peer', 'peer'];
  return loops({ pairs, compiled, numbers, answers, ranges, versions, dialect, semver }).map((make, index) => {
    const seen = { of: 0, turns: 0 };
    const check = () => {
      if (seen.of < share || seen.of > seen.turns) throw new Error(`${seen.of} of ${seen.turns} satisfied`);
    };
    const loop = make(seen);
    const counted = (n) => {
      seen.turns += n;
      loop(n);
    };
    return { name: Object.keys(tests)[index], by: bys[index], lacks: [], loop: counted, check };
  });
}

/** One loop of its own for each. */
function loops({ pairs, compiled, numbers, answers, ranges, versions, dialect, semver }) {
  return [
    (seen) => (n) => {
      for (let i = 0; i < n; i++) if (isBetween(compiled[i & 63].version, compiled[i & 63].bounds)) seen.of++;
    },
    (seen) => (n) => {
      for (let i = 0; i < n; i++) if (dialect.satisfies(pairs[i & 63].version, pairs[i & 63].range)) seen.of++;
    },
    (seen) => (n) => {
      for (let i = 0; i < n; i++) {
        const { number, from, to } = numbers[i & 63];
        if (number >= from && number < to) seen.of++;
      }
    },
    (seen) => (n) => {
      for (let i = 0; i < n; i++) if (answers.get(pairs[i & 63].range).get(pairs[i & 63].version)) seen.of++;
    },
    (seen) => (n) => {
      for (let i = 0; i < n; i++) if (ranges[i & 63].test(versions[i & 63])) seen.of++;
    },
    (seen) => (n) => {
      for (let i = 0; i < n; i++) if (ranges[i & 63].test(pairs[i & 63].version)) seen.of++;
    },
    (seen) => (n) => {
      for (let i = 0; i < n; i++) if (semver.satisfies(pairs[i & 63].version, pairs[i & 63].range)) seen.of++;
    },
  ];
}

export default {
  name: 'E1',
  title: 'A version against a requirement',
  what: '8 versions and 8 requirements in turn, all seen before.',
  parts: [race({ metric: 'test', sizes: [64], sizeName: 'pairs', cases })],
  targets: [{ metric: 'test', size: 64, case: OWN, of: 'ratio', most: 4 }],
};
