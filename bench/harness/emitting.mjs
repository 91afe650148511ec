/** Open this to see how a bus is tried and measured: the same handlers in order, one that throws, and other events that were served before. */
import { allReached, handlers, unrolled } from './handlers.mjs';

const EVENT = 'bench.measured';
/** A service has more than one event, and the sites that deliver them have seen others. */
const OTHERS = 35;
const SAME_SIZE = 5;
/** Enough for whoever prepares something for events that are emitted often. */
const SERVED = 1504;

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

class Recorder {
  constructor(ran, mark, isFaulty) {
    Object.assign(this, { ran, mark, isFaulty });
  }
  record({ id }) {
    this.ran.push(`${this.mark}:${id}`);
    if (this.isFaulty) throw new Error('a handler that throws');
  }
}

// Classes of their own: some peers write on what they are given.
const recorder = () =>
  class extends Recorder {
    on(payload) {
      this.record(payload);
    }
  };
const asyncRecorder = () =>
  class extends Recorder {
    async on(payload) {
      this.record(payload);
    }
  };

const ALL = ['first', 'second', 'third'].map((mark) => `${mark}:payload-0`).join(' ');

/** Handlers run once each, in order, with the payload; one that throws is kept from the others and from the emitter, or not, as is said of the bus. */
async function tryOut({ name, open, contains }, isAsync) {
  let escaped = 0;
  const escape = () => void escaped++;
  process.on('uncaughtException', escape).on('unhandledRejection', escape);
  for (const isFaulty of [false, true]) {
    const ran = [];
    const target = (mark, fails) => new (isAsync ? asyncRecorder() : recorder())(ran, mark, fails);
    const bus = await open(
      [target('first', false), target('second', isFaulty), target('third', false)].map((of) => ({ event: EVENT, target: of })),
    );
    try {
      await bus.loop(EVENT, 1);
    } catch {
      escaped++;
    }
    await settled();
    const isWhole = ran.join(' ') === ALL && escaped === 0;
    if (isWhole !== (!isFaulty || contains))
      throw new Error(
        `'${name}' ran [${ran.join(' ')}], ${escaped} errors escaped, ${isFaulty ? 'with a handler that throws' : 'without errors'}`,
      );
    await bus.close();
  }
  process.off('uncaughtException', escape).off('unhandledRejection', escape);
}

/** A bus as an entrant of a race. */
async function entrant(by, bus, size, how) {
  await tryOut(bus, how === 'async');
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

/** The limit, mortise, and peers, each with handlers of its own. A bus is `{ name, open, contains, lacks }`. */
export async function entrants(size, { limits, own, peers, how = 'sync' }, isWanted) {
  const all = [];
  for (const { name, by = 'limit', make } of limits) {
    const targets = await handlers(size, how);
    all.push({ name, by, lacks: ['containment', 'unload'], loop: await make(targets), check: (turns) => allReached(targets, turns) });
  }
  for (const bus of own) all.push(await entrant('mortise', bus, size, how));
  for (const bus of peers) if (isWanted(bus)) all.push(await entrant(bus.by ?? 'peer', bus, size, how));
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
