/** Open this to see how a bus is tried and measured: the same handlers in order, one that throws, what is waited for, and other events that were served before. */
import { allReached, handlers, unrolled } from './handlers.mjs';
import { orMissing } from './missing.mjs';

const EVENT = 'bench.measured';
/** A service has more than one event, and the sites that deliver them have seen others. */
const OTHERS = 35;
const SAME_SIZE = 5;
/** Enough for whoever prepares something for events that are emitted often. */
const SERVED = 1504;

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

const turn = () => new Promise((resolve) => setImmediate(resolve));

class Recorder {
  isFaulty = false;
  constructor(ran, mark, turns) {
    Object.assign(this, { ran, mark, turns });
  }
  began({ id }) {
    this.ran.push(`${this.mark}:${id}`);
  }
  ended() {
    this.ran.push(`/${this.mark}`);
  }
  mayThrow() {
    if (this.isFaulty) throw new Error('a handler that throws');
  }
}

// Classes of their own: some peers write on what they are given.
const RECORDERS = {
  sync: () =>
    class extends Recorder {
      on(payload) {
        this.began(payload);
        this.mayThrow();
      }
    },
  async: () =>
    class extends Recorder {
      async on(payload) {
        this.began(payload);
        for (let left = this.turns; left > 0; left--) await turn();
        this.ended();
        this.mayThrow();
      }
    },
};

/** Marks, and how many turns each takes: whoever waits only for the first, or only for the last, is found out. */
const TURNS = { first: 1, second: 2, third: 1 };
const [FIRST, SECOND, THIRD] = Object.keys(TURNS).map((mark) => `${mark}:payload-0`);

/** What is recorded of one emit. */
const SCRIPTS = {
  sync: [FIRST, SECOND, THIRD],
  series: [FIRST, '/first', SECOND, '/second', THIRD, '/third'],
  parallel: [FIRST, SECOND, THIRD, '/first', '/third', '/second'],
};

/**
 * Handlers run once each, in order, with the payload; those that are waited for, one after the other or all at once, have ended when the emit has.
 * One that throws is kept from the others and from the emitter, or not, as is said of the bus. All of it of a new bus, and when it is as hot as one that is timed.
 */
async function tryOut({ name, open, contains }, how, isParallel) {
  const script = SCRIPTS[how === 'sync' ? how : isParallel ? 'parallel' : 'series'].join(' ');
  let escaped = 0;
  const escape = () => void escaped++;
  process.on('uncaughtException', escape).on('unhandledRejection', escape);
  try {
    for (const isFaulty of [false, true]) {
      const ran = [];
      const targets = Object.entries(TURNS).map(([mark, turns]) => new (RECORDERS[how]())(ran, mark, turns));
      const bus = await open(targets.map((target) => ({ event: EVENT, target })));
      for (const state of ['new', 'hot']) {
        // Nothing throws until it is hot: what is timed was served without errors, and some peers write each of them to a log.
        if (state === 'hot') await bus.loop(EVENT, SERVED);
        await settled();
        ran.length = 0;
        escaped = 0;
        targets[1].isFaulty = isFaulty;
        const seen = await emitted(bus, ran, escape);
        targets[1].isFaulty = false;
        if ((seen === script && escaped === 0) !== (!isFaulty || contains))
          throw new Error(
            `'${name}' ran [${seen.slice(0, 400)}], ${escaped} errors escaped, ${isFaulty ? 'with a handler that throws' : 'without errors'}, ${state}`,
          );
      }
      await bus.close();
    }
  } finally {
    process.off('uncaughtException', escape).off('unhandledRejection', escape);
  }
}

/** What has run when one emit is over; what comes only after it was waited for stands behind a bar. */
async function emitted(bus, ran, escape) {
  let going;
  try {
    going = bus.loop(EVENT, 1);
    await going;
  } catch {
    escape();
  }
  const inTime = going === undefined ? undefined : ran.length;
  await settled();
  return inTime === undefined || inTime === ran.length ? ran.join(' ') : [...ran.slice(0, inTime), '|', ...ran.slice(inTime)].join(' ');
}

/** A limit, or a reference, as a bus. */
const asBus = ({ name, make }) => ({
  name,
  contains: false,
  async open(listeners) {
    const loop = await make(listeners.map(({ target }) => target));
    return { loop: (_, n) => loop(n), close: () => {} };
  },
});

let copies = 0;

/**
 * A file of buses, with functions that nobody has called yet. A service has one bus, so what publishes there knows whose `emit` it calls, and V8
 * may take that for granted. What has published to several does not, and is slower by a third where `emit` is a function of each bus.
 */
export const anew = (file) => import(`../peers/${file}?copy=${copies++}`);

/** A bus as an entrant of a race; `made` makes it anew, so that what publishes to it when it is timed has published to no other. */
async function entrant(by, made, size, how, isParallel) {
  await tryOut(await made(), how, isParallel);
  const bus = await made();
  const targets = await handlers(size, how);
  const others = [];
  for (let index = 0; index < OTHERS; index++) {
    const count = index < SAME_SIZE ? size : 1 + (index % 10);
    for (const target of await handlers(count, how)) others.push({ event: `bench.other-${index}`, target });
  }
  const opened = await bus.open([...others, ...targets.map((target) => ({ event: EVENT, target }))]);
  for (let index = 0; index < OTHERS; index++) await opened.loop(`bench.other-${index}`, SERVED);
  await settled();
  const check = async (turns) => {
    await settled();
    allReached(targets, turns);
    bus.check?.(opened, turns);
  };
  return { name: bus.name, by, lacks: bus.lacks, loop: (n) => opened.loop(EVENT, n), check, close: opened.close };
}

/**
 * The limit, mortise, and peers, each with handlers of its own. `own` and `peers` answer with lists of buses that are `anew` at each call. A bus is
 * `{ name, open, contains, lacks }`; `how` handlers are, `'sync'` or `'async'`, and whether those that are waited for run all at once, is the same for all.
 */
export async function entrants(size, { limits, own, peers, how = 'sync', isParallel = false }, isWanted) {
  const all = [];
  for (const { name, by = 'limit', make } of limits) {
    await tryOut(asBus({ name, make }), how, isParallel);
    const targets = await handlers(size, how);
    all.push({ name, by, lacks: ['containment', 'unload'], loop: await make(targets), check: (turns) => allReached(targets, turns) });
  }
  const enter = (buses, index, by) => entrant(by, async () => (await buses())[index], size, how, isParallel);
  for (const index of (await own()).keys()) all.push(await enter(own, index, 'mortise'));
  for (const [index, bus] of (await peers()).entries()) {
    const { name, by = 'peer', lacks, open } = bus;
    if (!isWanted(bus)) continue;
    all.push({
      name,
      by,
      lacks,
      ...(await orMissing(
        () => enter(peers, index, by),
        () => open([]),
      )),
    });
  }
  return all;
}

const DIRECT = [
  { name: 'limit: direct calls, written out', make: (targets) => unrolled(targets) },
  {
    name: 'a loop over the handlers',
    by: 'reference',
    make: (targets) => unrolled([targets], ([all]) => `for (let k = 0; k < ${all}.length; k++) ${all}[k].on(payload);`),
  },
];

/** What all rows about a synchronous emit have in common. */
export const emitting = (size, own, peers, isWanted) => entrants(size, { limits: DIRECT, own, peers }, isWanted);
