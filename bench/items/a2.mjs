/** Open this to see how an emit that is waited for is measured: in series, in parallel, and where there is nothing to wait for. */
import { anew, entrants } from '../harness/emitting.mjs';
import { PAYLOADS, unrolled, written } from '../harness/handlers.mjs';
import { race } from '../harness/race.mjs';

const SIZES = [1, 4, 10];
const OWN = 'mortise: events.emitAsync';
const OWN_PARALLEL = 'mortise: events.emitAsync, parallel';

/** A function that is awaited, as a bus is: whoever publishes has one promise to wait for. `code` makes it. */
const called = (name, code) => ({
  name,
  make: async (targets) => {
    const names = targets.map((_, index) => `h${index}`);
    const { make } = await written(`export const make = (payloads, ${names.join(', ')}) => {
      const emit = ${code(names)};
      return async (n) => { for (let i = 0; i < n; i++) await emit(payloads[i & 15]); };
    };`);
    return make(PAYLOADS, ...targets);
  },
});

const oneByOne = (names) => names.map((name) => `await ${name}.on(payload);`).join(' ');
const atOnce = (names) => `Promise.all([${names.map((name) => `${name}.on(payload)`).join(', ')}])`;
const awaiting = (names) => `async (payload) => { ${oneByOne(names)} }`;
/** At once, the promise of the only handler is one for the whole. */
const unlessOne = (code) => (names) => (names.length === 1 ? `(payload) => ${names[0]}.on(payload)` : code(names));
const chain = called('limit: a function that awaits each direct call', awaiting);
const together = called(
  'limit: a function that returns Promise.all of direct calls',
  unlessOne((names) => `(payload) => ${atOnce(names)}`),
);
/** Cheaper than Promise.all, which makes a list of what they give. */
const counted = {
  by: 'reference',
  ...called(
    'a function that counts direct calls',
    unlessOne((names) => {
      const calls = names.map((name) => `${name}.on(payload).then(done, no);`).join(' ');
      return `(payload) => new Promise((yes, no) => { let left = ${names.length}; const done = () => { if (--left === 0) yes(); }; ${calls} })`;
    }),
  ),
};
/** Without a function in between, so in series without a promise for the whole: nobody who is called can be as fast. */
const inlined = (name, turn) => ({ name, by: 'reference', make: (targets) => unrolled(targets, turn, 'async') });
const inLoop = inlined('each direct call awaited by the publisher itself', oneByOne);
const togetherInLoop = inlined('Promise.all of direct calls awaited by the publisher itself', (names) => `await ${atOnce(names)};`);

/** A race of all buses of `awaited.mjs` under that key, against a limit. */
const cases = (limits, name, isParallel, key, how) => {
  const own = async () => [{ name, open: (await anew('mortise.mjs')).awaited(isParallel), contains: true, lacks: [] }];
  const peers = async () => (await anew('awaited.mjs'))[key];
  return (size, isWanted) => entrants(size, { limits, own, peers, how, isParallel }, isWanted);
};

const series = cases([chain, inLoop], OWN, false, 'SERIES', 'async');
const parallel = cases([together, counted, togetherInLoop], OWN_PARALLEL, true, 'PARALLEL', 'async');
const synchronous = cases([chain, inLoop], OWN, false, 'SERIES_OF_SYNC', 'sync');

export default {
  name: 'A2',
  title: 'Emit, awaited',
  what: 'The publisher waits until all handlers have ended: asynchronous methods in series and in parallel, and methods that are synchronous.',
  parts: [
    race({ metric: 'in series', sizes: SIZES, sizeName: 'handlers', cases: series }),
    race({ metric: 'in parallel', sizes: SIZES, sizeName: 'handlers', cases: parallel }),
    race({ metric: 'synchronous handlers', sizes: SIZES, sizeName: 'handlers', cases: synchronous }),
  ],
  targets: [
    { metric: 'in series', size: 4, case: OWN, of: 'ratio', most: 1.15 },
    { metric: 'in parallel', size: 4, case: OWN_PARALLEL, of: 'ratio', most: 1.45 },
    { metric: 'synchronous handlers', size: 4, case: OWN, of: 'ratio', most: 0.25 },
  ],
};
