/** Open this to see how the order of 10,000 plugins is found: in layers with 50,000 needs, and in one chain. */
import { createHost, definePlugin, dependencyGraph } from '../built.mjs';
import { race } from '../harness/race.mjs';

const COUNT = 10_000;
const [RECORDS, IDS] = ['mortise: order of records', 'mortise: order from ids'];

/** Who needs whom, by number. */
const GRAPHS = {
  layered: (count) => {
    const size = count / 10;
    const below = (index) => Math.floor(index / size) * size - size;
    return Array.from({ length: count }, (_, index) =>
      index < size ? [] : [0, 1, 2, 3, 4].map((at) => below(index) + ((index * 7 + at * 131) % size)),
    );
  },
  chain: (count) => Array.from({ length: count }, (_, index) => (index === 0 ? [] : [index - 1])),
};

/** Kahn on rows that are ready, in typed arrays. */
function kahn(needs) {
  const offsets = new Int32Array(needs.length + 1);
  const open = Int32Array.from(needs, (some) => some.length);
  for (const some of needs) for (const other of some) offsets[other + 1]++;
  for (let index = 0; index < needs.length; index++) offsets[index + 1] += offsets[index];
  const dependents = new Int32Array(offsets[needs.length]);
  const fill = offsets.slice();
  for (const [index, some] of needs.entries()) for (const other of some) dependents[fill[other]++] = index;
  return () => {
    const left = open.slice();
    const order = new Int32Array(left.length);
    let end = 0;
    for (let index = 0; index < left.length; index++) if (left[index] === 0) order[end++] = index;
    for (let at = 0; at < end; at++) {
      const index = order[at];
      for (let edge = offsets[index]; edge < offsets[index + 1]; edge++)
        if (--left[dependents[edge]] === 0) order[end++] = dependents[edge];
    }
    return order;
  };
}

function isOrder(order, needs) {
  const places = new Int32Array(needs.length).fill(-1);
  for (const [place, index] of [...order].entries()) places[index] = place;
  return places.every((place, index) => place !== -1 && needs[index].every((other) => places[other] < place));
}

const cases = (kind) => async (count) => {
  const needs = GRAPHS[kind](count);
  const order = kahn(needs);
  const edges = needs.flatMap((some, index) => some.map((other) => [index, other]));
  const numbers = needs.map((_, index) => index);
  const extensions = needs.map((some, index) =>
    definePlugin({
      id: `plugin-${index}`,
      version: '1.0.0',
      dependencies: Object.fromEntries(some.map((other) => [`plugin-${other}`, '^1'])),
    }),
  );
  const host = createHost({ log: { level: 'silent' }, extensions });
  let plan;
  const planned = async (n) => {
    for (let i = 0; i < n; i++) {
      plan = await host.plan({ start: true });
      await host.discard(plan);
    }
  };
  const numberOf = (key) => Number(key.slice('plugin-'.length));
  const starts = () => plan.steps.filter(({ action }) => action === 'start').map(({ plugin }) => numberOf(plugin));
  const verify = (name, found) => {
    if (!isOrder(found, needs)) throw new Error(`'${name}' has another order`);
  };
  const idOf = (index) => `plugin-${index}`;
  const ids = new Map(needs.map((some, index) => [idOf(index), some.map(idOf)]));
  const graph = dependencyGraph(ids);
  let named;
  let circles;
  const ofRecords = (n) => {
    for (let i = 0; i < n; i++) named = graph.order();
  };
  // Circles as well: who starts a host has to know of both.
  const fromIds = (n) => {
    for (let i = 0; i < n; i++) {
      const read = dependencyGraph(ids);
      named = read.order();
      circles = read.cycles();
    }
    if (circles.length > 0) throw new Error(`${circles.length} circles where there are none`);
  };
  let last;
  const limit = 'limit: Kahn on ready rows';
  const entrants = [
    {
      name: limit,
      by: 'limit',
      loop: (n) => {
        for (let i = 0; i < n; i++) last = order();
      },
      check: () => verify(limit, last),
    },
    { name: RECORDS, by: 'mortise', loop: ofRecords, check: () => verify(RECORDS, named.map(numberOf)) },
    { name: IDS, by: 'mortise', loop: fromIds, check: () => verify(IDS, named.map(numberOf)) },
    { name: 'mortise: host.plan of a start, all of it', by: 'mortise', loop: planned, check: () => verify('host.plan', starts()) },
  ];
  let sorted;
  let toposort;
  const sort = (n) => {
    for (let i = 0; i < n; i++) sorted = toposort.array(numbers, edges);
  };
  try {
    ({ default: toposort } = await import('toposort'));
    sort(1);
    entrants.push({ name: 'toposort', by: 'peer', loop: sort, check: () => verify('toposort', sorted.toReversed()) });
  } catch (error) {
    entrants.push({ name: 'toposort', by: 'peer', missing: `fails: ${error.message}` });
  }
  return entrants;
};

export default {
  name: 'E2',
  title: 'Order of 10,000 plugins',
  what: 'Who starts after whom: ten layers with 45,000 needs, and one chain. On records: of a graph that was read before. From ids: reading it, its order and its circles. Beside them the plan of a whole start, with versions, reasons and laws.',
  parts: Object.keys(GRAPHS).map((metric) =>
    race({ metric, unit: 'ms', sizes: [COUNT], sizeName: 'plugins', least: 1, cases: cases(metric) }),
  ),
  targets: Object.keys(GRAPHS).flatMap((metric) => [
    { metric, size: COUNT, case: RECORDS, of: 'ratio', most: 3 },
    { metric, size: COUNT, case: IDS, of: 'ratio', most: 40 },
  ]),
};
