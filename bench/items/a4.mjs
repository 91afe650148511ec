/** Open this to see what it costs to take one of many handlers back and add it again, and what each weighs. */
import { weighed } from '../harness/heap.mjs';
import { orMissing } from '../harness/missing.mjs';
import { race } from '../harness/race.mjs';
import { trials } from '../harness/trials.mjs';
import { LIMITS, MORTISE, REGISTERING } from '../peers/registering.mjs';

const COUNT = 10_000;
const ONE = 'remove and add, one event';
const OWN = 'remove and add, own events';
const PEERS = REGISTERING.filter(({ by }) => by === 'peer').map(({ name }) => name);

/** Which one is next: drawn beforehand, so that the draw is not measured. */
const DRAWN = Float64Array.from({ length: 1 << 16 }, () => Math.random());

const shared = () => 'bench.shared';
const own = (index) => `bench.own-${index}`;

/** One of three is taken back and added again, and stands behind the others then; after an unload, where that is offered, nobody is there. */
async function tryOut(name, lacks, bus) {
  const ran = [];
  const event = shared();
  const handlers = ['a', 'b', 'c'].map(
    (mark) =>
      ({ id }) =>
        void ran.push(`${mark}:${id}`),
  );
  const added = handlers.map((handler) => bus.add(event, handler));
  bus.emit(event, { id: 1 });
  bus.remove(added[1], event);
  bus.emit(event, { id: 2 });
  bus.add(event, handlers[1]);
  bus.emit(event, { id: 3 });
  if (!lacks.includes('unload')) await bus.unload();
  else for (const undo of [added[0], added[2]]) bus.remove(undo, event);
  bus.emit(event, { id: 4 });
  const expected = `a:1 b:1 c:1 a:2 c:2 a:3 c:3 b:3${lacks.includes('unload') ? ' b:4' : ''}`;
  if (ran.join(' ') !== expected) throw new Error(`'${name}' ran [${ran.join(' ')}] instead of [${expected}]`);
}

/** A peer that fails with nothing to do does not load. */
const loadOf = (by, make) => (by === 'peer' ? make : undefined);

async function entrant({ name, lacks, make }, eventOf, size) {
  await tryOut(name, lacks, await make());
  const bus = await make();
  const events = Array.from({ length: size }, (_, index) => eventOf(index));
  const calls = new Uint32Array(size);
  const handlers = Array.from({ length: size }, (_, index) => () => void calls[index]++);
  const added = events.map((event, index) => bus.add(event, handlers[index]));
  const draws = Uint32Array.from(DRAWN, (part) => Math.floor(part * size));
  let at = 0;
  const loop = (n) => {
    for (let i = 0; i < n; i++) {
      const index = draws[at++ & 0xffff];
      bus.remove(added[index], events[index]);
      added[index] = bus.add(events[index], handlers[index]);
    }
  };
  const check = async () => {
    for (const event of new Set(events)) bus.emit(event, {});
    const wrong = calls.findIndex((count) => count !== 1);
    if (wrong !== -1) throw new Error(`handler ${wrong} was called ${calls[wrong]} times by one emit`);
    if (lacks.includes('unload')) return;
    await bus.unload();
    for (const event of new Set(events)) bus.emit(event, {});
    const left = calls.findIndex((count) => count !== 1);
    if (left !== -1) throw new Error(`handler ${left} is still there after the unload`);
  };
  return { loop, check };
}

const cases = (limit, eventOf) => async (size) => {
  const all = [];
  for (const bus of [limit, ...REGISTERING]) {
    const { name, by, lacks, make } = bus;
    all.push({ name, by, lacks, ...(await orMissing(() => entrant(bus, eventOf, size), loadOf(by, make))) });
  }
  return all;
};

/** Names and functions were there before. */
async function weigh(make, count) {
  const handlers = Array.from({ length: count }, (_, index) => () => index);
  const weights = {};
  for (const [metric, eventOf] of [
    ['heap per handler, one event', shared],
    ['heap per handler, own events', own],
  ]) {
    const events = handlers.map((_, index) => eventOf(index));
    const fill = (bus) => [bus, handlers.map((handler, index) => bus.add(events[index], handler))];
    const [rehearsed, bus] = [await make(), await make()];
    const { bytes } = await weighed(
      count,
      () => fill(bus),
      () => void fill(rehearsed),
    );
    // What holds the results of `add` is ours: one word each.
    weights[metric] = bytes - 8;
  }
  return weights;
}

export default {
  name: 'A4',
  title: 'Adding and removing handlers',
  what: 'One of many handlers is taken back at random and added again; and what one weighs. Those of mortise are of a plugin, which takes back all of them when it is unloaded.',
  parts: [
    race({
      metric: ONE,
      unit: 'us',
      sizes: [1000, COUNT, 40_000],
      sizeName: 'handlers',
      cases: cases(LIMITS.one, shared),
      growth: { [ONE]: [1000, 40_000] },
    }),
    race({ metric: OWN, unit: 'us', sizes: [COUNT], sizeName: 'handlers', cases: cases(LIMITS.own, own) }),
    trials({
      metrics: { 'heap per handler, one event': 'B', 'heap per handler, own events': 'B' },
      sizes: [COUNT],
      // The lighter one of both.
      cases: [LIMITS.own, ...REGISTERING].map(({ name, by, lacks, make }) => ({
        name,
        by,
        lacks,
        load: loadOf(by, make),
        trial: (size) => weigh(make, size),
      })),
      rounds: { full: 3, quick: 1 },
    }),
  ],
  targets: [
    { metric: ONE, size: COUNT, case: MORTISE, of: 'value', most: { case: PEERS } },
    { metric: OWN, size: COUNT, case: MORTISE, of: 'value', most: { case: PEERS } },
    // Constant work: what rises is what the caches miss, as in the limit.
    { metric: `${ONE}: growth from 1,000 to 40,000`, case: MORTISE, of: 'value', most: { case: LIMITS.one.name, plus: 0.2 } },
    { metric: 'heap per handler, one event', size: COUNT, case: MORTISE, of: 'value', most: 70 },
    { metric: 'heap per handler, own events', size: COUNT, case: MORTISE, of: 'value', most: 110 },
  ],
};
