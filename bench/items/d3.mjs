/** Open this to see how all names under a pattern are found among 100,000: the pattern of a prefix, and one with a wildcard in the middle. */
import { values } from '../harness/looking-up.mjs';
import { race } from '../harness/race.mjs';

const [CATEGORIES, GROUPS, PLUGINS] = [40, 50, 50];
/** Under each pattern. */
const FOUND = 50;
const COUNT = CATEGORIES * GROUPS * PLUGINS;
const OWN = 'mortise: lookupAll';
/** What other containers leave to their user. */
const SCAN = 'a scan of all names';

const NAMES = Array.from(
  { length: COUNT },
  (_, index) => `category${Math.floor(index / (GROUPS * PLUGINS))}/group${Math.floor(index / PLUGINS) % GROUPS}/plugin${index % PLUGINS}`,
);

/** A trie by segment. */
function trieOf(all) {
  const root = new Map();
  for (const [name, value] of all) {
    const segments = name.split('/');
    const last = segments.pop();
    let node = root;
    for (const segment of segments) {
      let next = node.get(segment);
      if (next === undefined) node.set(segment, (next = new Map()));
      node = next;
    }
    node.set(last, { name, value });
  }
  return root;
}

function collect(node, found) {
  for (const next of node.values()) {
    if (next instanceof Map) collect(next, found);
    else found.set(next.name, next.value);
  }
  return found;
}

const KINDS = {
  prefix: {
    pattern: (index) => `category${index % CATEGORIES}/group${index % GROUPS}/**`,
    meant: (index, each) => `category${index % CATEGORIES}/group${index % GROUPS}/plugin${each}`,
    trie: (root, index) => collect(root.get(`category${index % CATEGORIES}`).get(`group${index % GROUPS}`), new Map()),
    scan: (index) => {
      const prefix = `category${index % CATEGORIES}/group${index % GROUPS}/`;
      return (name) => name.startsWith(prefix);
    },
  },
  'wildcard in the middle': {
    pattern: (index) => `category${index % CATEGORIES}/*/plugin${index % PLUGINS}`,
    meant: (index, each) => `category${index % CATEGORIES}/group${each}/plugin${index % PLUGINS}`,
    trie(root, index) {
      const found = new Map();
      for (const group of root.get(`category${index % CATEGORIES}`).values()) {
        const { name, value } = group.get(`plugin${index % PLUGINS}`);
        found.set(name, value);
      }
      return found;
    },
    scan: (index) => {
      const fits = new RegExp(`^category${index % CATEGORIES}/[^/]+/plugin${index % PLUGINS}$`);
      return (name) => fits.test(name);
    },
  },
};

const textOf = (names) => [...names].toSorted((a, b) => a.localeCompare(b)).join(' ');

const cases = (kind) => async () => {
  const { publishing } = await import('../peers/lookups.mjs');
  const { pattern, meant, trie, scan } = KINDS[kind];
  const all = values(NAMES);
  const root = trieOf(all);
  const { host } = await publishing(all);
  const patterns = Array.from({ length: 200 }, (_, index) => pattern(index));
  const seek = {
    [`limit: a trie, collected into a Map`]: (index) => trie(root, index),
    [OWN]: (index) => host.lookupAll(patterns[index]),
    [SCAN]: (index) => {
      const fits = scan(index);
      return new Map([...all].filter(([name]) => fits(name)));
    },
  };
  // What all find for every pattern; a scan, which takes long, for some.
  for (const index of patterns.keys()) {
    const expected = textOf(Array.from({ length: FOUND }, (_, each) => meant(index, each)));
    for (const [name, find] of Object.entries(seek))
      if ((name !== SCAN || index % 37 === 0) && textOf(find(index).keys()) !== expected)
        throw new Error(`'${name}' finds something else for ${patterns[index]}`);
  }
  return Object.entries(seek).map(([name, find], index) => {
    let found = 0;
    let at = 0;
    const loop = (n) => {
      for (let i = 0; i < n; i++) found += find(at++ % 200).size;
    };
    const check = (turns) => {
      if (found !== turns * FOUND) throw new Error(`found ${found} instead of ${turns * FOUND}`);
    };
    return { name, by: ['limit', 'mortise', 'reference'][index], lacks: [], loop, check };
  });
};

export default {
  name: 'D3',
  title: 'All names under a pattern',
  what: 'The 50 of 100,000 namespaces under a pattern. No peer has an index for it.',
  parts: Object.keys(KINDS).map((kind) =>
    race({ metric: kind, unit: 'us', sizes: [COUNT], sizeName: 'names', least: 1, cases: cases(kind) }),
  ),
  targets: Object.keys(KINDS).map((metric) => ({ metric, size: COUNT, case: OWN, of: 'ratio', most: 1.5 })),
};
