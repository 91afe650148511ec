/** Open this to see how events with patterns are measured: 100 names under 10 prefixes, 2 handlers each, and patterns `prefix.*`. */
import { handlers, PAYLOADS, reachedInAll, written } from '../harness/handlers.mjs';
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

/** A function for each name that calls just those whom it concerns, found in a map. */
async function limit(listeners) {
  const meant = ({ event }, name) => event === name || (event.endsWith('.*') && name.startsWith(event.slice(0, -1)));
  const call = (name) =>
    listeners.flatMap((listener, index) => (meant(listener, name) ? [`all[${index}].target.on(payload);`] : [])).join(' ');
  const entries = NAMES.map(
    (name) => `[${JSON.stringify(name)}, (payload) => { ${call(name).replaceAll(/all\[(\d+)\]\.target/g, 'h$1')} }]`,
  );
  const held = listeners.map((_, index) => `h${index} = all[${index}].target`);
  const { make } = await written(`export const make = (all) => { const ${held.join(', ')}; return new Map([${entries.join(',\n')}]); };`);
  const byName = make(listeners);
  let at = 0;
  return (n) => {
    for (let i = 0; i < n; i++) byName.get(NAMES[at++ % NAMES.length])(PAYLOADS[i & 15]);
  };
}

/** Who is called for which name; a bus that asks everybody, or nobody, is found out. */
async function tryOut({ name, open }) {
  const seen = new Set();
  const events = ['a.x', 'a.y', 'a.*', 'b.*'];
  const listeners = events.map((event) => ({
    event,
    target: new {
      Target: class {
        on({ id }) {
          seen.add(`${event}:${id}`);
        }
      },
    }.Target(),
  }));
  const bus = await open(listeners, ['a.x']);
  bus.loop(1);
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (seen.size !== 2 || !seen.has('a.*:payload-0') || !seen.has('a.x:payload-0'))
    throw new Error(`'${name}' ran [${[...seen].join(' ')}] for a.x`);
  await bus.close();
}

const cases = (strangers) => async (patterns) => {
  const { MORTISE, WILDCARDS } = await import('../peers/wildcards.mjs');
  const reached = EXACT + patterns / PREFIXES;
  const listenersOf = async () => {
    const events = listened(patterns, strangers);
    const targets = await handlers(events.length);
    return events.map((event, index) => ({ event, target: targets[index] }));
  };
  const checkOf = (listeners) => (turns) =>
    reachedInAll(
      listeners.map(({ target }) => target),
      reached,
      turns,
    );
  const direct = await listenersOf();
  const all = [
    {
      name: 'limit: a written-out function for each name',
      by: 'limit',
      lacks: ['containment', 'unload'],
      loop: await limit(direct),
      check: checkOf(direct),
    },
  ];
  for (const bus of [MORTISE, ...WILDCARDS]) {
    await tryOut(bus);
    const listeners = await listenersOf();
    const { loop, close } = await bus.open(listeners, NAMES);
    const { name, by, lacks } = bus;
    all.push({ name, by, lacks, loop, close, check: checkOf(listeners) });
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
