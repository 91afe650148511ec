/** Open this to see how events with patterns are measured: 100 names under 10 prefixes, 2 handlers each, and patterns `prefix.*`. */
import { handlers, PAYLOADS, written } from '../harness/handlers.mjs';
import { orMissing } from '../harness/missing.mjs';
import { race } from '../harness/race.mjs';

const PREFIXES = 10;
const EACH = 10;
const EXACT = 2;
const STRANGERS = 1000;
const NAMES = Array.from({ length: PREFIXES * EACH }, (_, index) => `prefix${index % PREFIXES}.event${Math.floor(index / PREFIXES)}`);
const OWN = 'mortise: events.emit with patterns';

/** What is listened to, in order; `strangers` match nothing that is emitted. */
function listened(patterns, strangers) {
  return [
    ...NAMES.flatMap((name) => Array.from({ length: EXACT }, () => name)),
    ...Array.from({ length: patterns }, (_, index) => `prefix${index % PREFIXES}.*`),
    ...Array.from({ length: strangers }, (_, index) => `strange${index}.*`),
  ];
}

const meant = ({ event }, name) => event === name || (event.endsWith('.*') && name.startsWith(event.slice(0, -1)));

/** A function for each name that calls just those whom it concerns, found in a map. */
async function limit(listeners, names) {
  const call = (name) =>
    listeners.flatMap((listener, index) => (meant(listener, name) ? [`all[${index}].target.on(payload);`] : [])).join(' ');
  const entries = names.map(
    (name) => `[${JSON.stringify(name)}, (payload) => { ${call(name).replaceAll(/all\[(\d+)\]\.target/g, 'h$1')} }]`,
  );
  const held = listeners.map((_, index) => `h${index} = all[${index}].target`);
  const { make } = await written(`export const make = (all) => { const ${held.join(', ')}; return new Map([${entries.join(',\n')}]); };`);
  const byName = make(listeners);
  let at = 0;
  const loop = (n) => {
    for (let i = 0; i < n; i++) byName.get(names[at++ % names.length])(PAYLOADS[i & 15]);
  };
  return { loop, close: () => {} };
}

const LIMIT = { name: 'limit: a written-out function for each name', by: 'limit', lacks: ['containment', 'unload'], open: limit };

/** What is listened to before it is timed: exactly and by a pattern, mixed. */
const MIXED = ['a.*', 'a.x', 'b.*', 'a.x', 'a.y', 'a.*', 'b.*', 'a.x'];
const FAULTY = 1;
/** Whom the names concern, each with its payload, in the order in which they were added. */
const [TRIED, SCRIPT] = [
  ['a.x', 'b.z'],
  ['0:payload-0', '1:payload-0', '3:payload-0', '5:payload-0', '7:payload-0', '2:payload-1', '6:payload-1'],
];
/** A multiple of the names, for each of them enough for whoever prepares something for events that are emitted often. */
const SERVED = 3008;

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/**
 * Who is called for which name, and in which order where that is offered; a bus that asks everybody, or nobody, is found out. One that throws is kept
 * from the others. All of it of a new bus, and of a hot one.
 */
async function tryOut({ name, open, lacks }) {
  const [ran, state] = [[], { isFaulty: false }];
  const listeners = MIXED.map((event, index) => ({
    event,
    target: new {
      Target: class {
        on({ id }) {
          ran.push(`${index}:${id}`);
          if (index === FAULTY && state.isFaulty) throw new Error('a handler that throws');
        }
      },
    }.Target(),
  }));
  const bus = await open(listeners, TRIED);
  const textOf = (all) => (lacks.includes('order') ? all.toSorted((a, b) => a.localeCompare(b)) : all).join(' ');
  for (const heat of [0, SERVED]) {
    bus.loop(heat);
    await settled();
    for (const isFaulty of lacks.includes('containment') ? [false] : [false, true]) {
      ran.length = 0;
      state.isFaulty = isFaulty;
      try {
        bus.loop(TRIED.length);
      } catch (error) {
        ran.push(`(${error.message})`);
      }
      await settled();
      state.isFaulty = false;
      if (textOf(ran) !== textOf(SCRIPT))
        throw new Error(
          `'${name}' ran [${ran.join(' ')}] for ${TRIED.join(' and ')}, ${isFaulty ? 'with a handler that throws' : 'without errors'}, after ${heat} others`,
        );
    }
  }
  await bus.close();
}

/** After so many names and payloads in turn both begin anew together. */
const PERIOD = 400;

/** What the payloads of so many turns add up to, by name. */
function sums(turns) {
  const of = NAMES.map(() => 0);
  for (let at = 0; at < turns; at++) of[at % NAMES.length] += PAYLOADS[at & 15].value;
  return of;
}

/** Throws unless each got all payloads of the names that concern it, and no others. */
function allMeantReached(listeners, turns) {
  const [whole, rest] = [sums(PERIOD), sums(turns % PERIOD)];
  const times = Math.floor(turns / PERIOD);
  for (const [index, listener] of listeners.entries()) {
    const expected = NAMES.reduce((sum, name, at) => (meant(listener, name) ? sum + times * whole[at] + rest[at] : sum), 0);
    const { sum } = listener.target;
    if (sum !== expected) throw new Error(`handler ${index}, of ${listener.event}, has ${sum} instead of ${expected}`);
  }
}

async function entrant(bus, patterns, strangers) {
  await tryOut(bus);
  const events = listened(patterns, strangers);
  const targets = await handlers(events.length);
  const listeners = events.map((event, index) => ({ event, target: targets[index] }));
  const { loop, close } = await bus.open(listeners, NAMES);
  return { loop, close, check: (turns) => allMeantReached(listeners, turns) };
}

const cases = (strangers) => async (patterns, isWanted) => {
  const { MORTISE, WILDCARDS } = await import('../peers/wildcards.mjs');
  const all = [];
  for (const bus of [LIMIT, MORTISE, ...WILDCARDS]) {
    const { name, by, lacks } = bus;
    if (!isWanted(bus)) continue;
    const load = by === 'peer' ? () => bus.open([], NAMES) : undefined;
    all.push({ name, by, lacks, ...(await orMissing(() => entrant(bus, patterns, strangers), load)) });
  }
  return all;
};

const SIZES = [10, 100];
/** A hundred names share the turns, so each needs a hundred times as many until its code is compiled. */
const WARM_UP = 24;

export default {
  name: 'A3',
  title: 'Events with patterns',
  what: 'Emitting 100 names under 10 prefixes in turn, each with 2 handlers of its own and those of the patterns `prefix.*`.',
  parts: [
    race({ metric: 'emit', sizes: SIZES, sizeName: 'patterns', warmUp: WARM_UP, cases: cases(0) }),
    race({
      metric: 'emit beside 1,000 patterns that do not match',
      sizes: SIZES,
      sizeName: 'patterns',
      warmUp: WARM_UP,
      cases: cases(STRANGERS),
    }),
  ],
  targets: ['emit', 'emit beside 1,000 patterns that do not match'].flatMap((metric) => [
    { metric, size: 10, case: OWN, of: 'ratio', most: 3 },
    { metric, size: 100, case: OWN, of: 'ratio', most: 6.5 },
  ]),
};
