/** Open this to see how a look-up by namespace is measured, among 10,000 that are published. */
import { drawn, lookingUp, values } from '../harness/looking-up.mjs';
import { weighed } from '../harness/heap.mjs';
import { orMissing } from '../harness/missing.mjs';
import { race } from '../harness/race.mjs';
import { trials } from '../harness/trials.mjs';

const COUNT = 10_000;
const BY_NAME = 'mortise: lookup(text)';
const BY_LIST = 'mortise: lookup(list)';
const HELD = 'mortise: a held reference';
const unowned = { by: 'peer', lacks: ['unload', 'reason of absence'] };

async function cases(count) {
  const peers = await import('../peers/lookups.mjs');
  const all = named(count);
  const asked = drawn([...all.keys()]);
  const lists = asked.map((name) => name.split('/'));
  const of = (about, loopOf) => lookingUp(about, asked, (name) => all.get(name), loopOf);
  const peer = async (name, open, loopOf) => {
    const about = { name, ...unowned };
    const made = async () => of(about, loopOf(await open(all)));
    return { ...about, ...(await orMissing(made, () => open(new Map()))) };
  };
  const { host } = await peers.publishing(all);
  const references = asked.map((name) => host.reference(name));
  return [
    of({ name: 'limit: Map.get', by: 'limit', lacks: ['unload', 'reason of absence'] }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += all.get(asked[i & 4095]).mark;
    }),
    of({ name: BY_NAME, by: 'mortise' }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += host.lookup(asked[i & 4095]).mark;
    }),
    of({ name: BY_LIST, by: 'mortise' }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += host.lookup(lists[i & 4095]).mark;
    }),
    of({ name: HELD, by: 'mortise' }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += references[i & 4095].value.mark;
    }),
    await peer('inversify get', peers.inversify, (container) => (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += container.get(asked[i & 4095]).mark;
    }),
    await peer('awilix resolve', peers.awilix, (container) => (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += container.resolve(asked[i & 4095]).mark;
    }),
    await peer('tsyringe resolve', peers.tsyringe, (container) => (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += container.resolve(asked[i & 4095]).mark;
    }),
    await peer('@nestjs/core get', peers.nest, (container) => (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += container.get(asked[i & 4095]).mark;
    }),
  ];
}

const named = (count) => values(Array.from({ length: count }, (_, index) => `category${index % 10}/group${index % 100}/plugin${index}`));

/** What a name weighs, besides itself and its value. */
const weigh = (fill) => async (count) => {
  const peers = await import('../peers/lookups.mjs');
  const [few, all] = [named(100), named(count)];
  const { bytes } = await weighed(
    count,
    () => fill(peers, all),
    () => fill(peers, few),
  );
  return { 'heap per name': bytes };
};

const peerWeight = (name, key) => ({
  name,
  ...unowned,
  load: async () => (await import('../peers/lookups.mjs'))[key](new Map()),
  trial: weigh((peers, all) => peers[key](all)),
});

const WEIGHTS = [
  { name: 'limit: a Map', by: 'limit', lacks: unowned.lacks, trial: weigh((_, all) => new Map(all)) },
  {
    name: 'mortise: provides, a hundred names for each plugin',
    by: 'mortise',
    lacks: [],
    trial: weigh((peers, all) => peers.publishing(all)),
  },
  peerWeight('inversify, constants', 'inversify'),
  peerWeight('awilix, values', 'awilix'),
  peerWeight('tsyringe, values', 'tsyringe'),
];

export default {
  name: 'D1',
  title: 'Look-up by namespace',
  what: 'One of 10,000 published values by its namespace: as text, as a list of segments, and through a reference that was taken once.',
  parts: [
    race({ metric: 'look-up', sizes: [COUNT], sizeName: 'names', cases }),
    trials({ metrics: { 'heap per name': 'B' }, sizes: [COUNT], cases: WEIGHTS, rounds: { full: 3, quick: 1 } }),
  ],
  targets: [
    { metric: 'look-up', size: COUNT, case: BY_NAME, of: 'ratio', most: 1.3 },
    { metric: 'look-up', size: COUNT, case: HELD, of: 'ratio', most: 0.3 },
    { metric: 'look-up', size: COUNT, case: BY_LIST, of: 'ratio', most: 8 },
  ],
};
