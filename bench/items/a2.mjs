/** Open this to see how an emit that is waited for is measured: in series, in parallel, and where there is nothing to wait for. */
import { entrants } from '../harness/emitting.mjs';
import { unrolled } from '../harness/handlers.mjs';
import { race } from '../harness/race.mjs';

const SIZES = [1, 4, 10];
const OWN = 'mortise: events.emitAsync';
const OWN_PARALLEL = 'mortise: events.emitAsync, parallel';

const chain = {
  name: 'limit: each direct call awaited',
  make: (targets) => unrolled(targets, (names) => names.map((name) => `await ${name}.on(payload);`).join(' '), 'async'),
};
const together = {
  name: 'limit: Promise.all of direct calls',
  make: (targets) =>
    unrolled(targets, (names) => `await Promise.all([${names.map((name) => `${name}.on(payload)`).join(', ')}]);`, 'async'),
};

async function own(name, isParallel) {
  const { awaited } = await import('../peers/mortise.mjs');
  return [{ name, open: awaited(isParallel), contains: true, lacks: [] }];
}

/** A race of all buses of `awaited.mjs` under that key, against a limit. */
const cases = (limit, name, isParallel, key, how) => async (size, isWanted) => {
  const { [key]: peers } = await import('../peers/awaited.mjs');
  return entrants(size, { limits: [limit], own: await own(name, isParallel), peers, how }, isWanted);
};

const series = cases(chain, OWN, false, 'SERIES', 'async');
const parallel = cases(together, OWN_PARALLEL, true, 'PARALLEL', 'async');
const synchronous = cases(chain, OWN, false, 'SERIES_OF_SYNC', 'sync');

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
