/** Open this to see how cases are timed side by side: in a few processes, in rounds, in an order that changes, each against the limit of its round. */
import { quantile, shuffled, summary } from './statistics.mjs';

/** How long it is warmed up and one sample takes, in milliseconds, and how many there are in each of so many processes. */
export const EFFORT = {
  // What is compiled together, and what lies beside what, is a matter of luck, and different in each process.
  full: { processes: 3, warmUp: 250, sample: 6, rounds: 11 },
  quick: { processes: 1, warmUp: 50, sample: 2, rounds: 9 },
};
/** How often a sample that was disturbed is taken, unless it is one of so many milliseconds, which always is. */
const [TRIES, LONG] = [6, 60];
/**
 * A case is warm when the median of a quarter of its warm-up, and of so many samples, is that of the quarter before, but for so much. It has so many
 * times its warm-up to come there.
 */
const [ALIKE, BUT_FOR, PATIENCE] = [7, 0.04, 4];

/**
 * A part of an item: cases that do the same work are timed side by side, for each size in processes of its own.
 *
 * `cases(size, isWanted)` gives, at least as far as they are wanted, `{ name, by: 'limit' | 'mortise' | 'peer', lacks, check, loop }`. `loop(n)` does the work n times (n is a multiple of `least`)
 * and may return a promise; `check(n)` throws unless all of the work of n turns was done. What is `missing` instead is said and not timed.
 */
export function race(part) {
  return { kind: 'race', unit: 'ns', flags: [], least: 16, warmUp: 1, ...part };
}

/** The cases with a text in their names, and what they are compared with. */
export const wanted = (only) => (entrant) => only === undefined || entrant.by === 'limit' || entrant.name.includes(only);

/** All sizes of a race; `fork(size)` runs the rounds of one process, `say` tells how far it is. */
export async function runRaces(part, isQuick, fork, say) {
  const { processes } = EFFORT[isQuick ? 'quick' : 'full'];
  const figures = [];
  for (const [at, size] of part.sizes.entries()) {
    const runs = [];
    for (let count = 1; count <= processes; count++) {
      say(`${part.metric}, ${part.sizeName}: ${size} (${at + 1}/${part.sizes.length}), process ${count}/${processes}`);
      runs.push(await fork(size));
    }
    figures.push(...figuresOf(part, size, runs));
  }
  return figures;
}

/** The rounds of all processes together. */
function figuresOf(part, size, runs) {
  const limit = runs[0].findIndex(({ by }) => by === 'limit');
  return runs[0].map(({ name, by, lacks }, index) => {
    const figure = { metric: part.metric, unit: part.unit, size, case: name, by, lacks };
    const failed = runs.find((run) => run[index].times === undefined);
    if (failed !== undefined) return { ...figure, missing: failed[index].missing };
    const times = runs.flatMap((run) => run[index].times);
    const ratios = runs.flatMap((run) => run[index].times.map((value, round) => value / run[limit]?.times[round]));
    const value = summary(times.map((ms) => (ms * 1e6) / perUnit(part.unit)));
    return { ...figure, value, ratio: limit === -1 ? undefined : summary(ratios) };
  });
}

/** The rounds of one size in one process, which is the caller's: for each case its milliseconds in each round. */
export async function runRace(part, size, isQuick, only) {
  const { warmUp, sample, rounds } = EFFORT[isQuick ? 'quick' : 'full'];
  const isWanted = wanted(only);
  const all = (await part.cases(size, isWanted)).filter(isWanted);
  const entrants = all.filter(({ loop }) => loop !== undefined).map((entrant) => ({ ...entrant, turns: 0, times: [] }));
  for (const entrant of entrants) await prepare(entrant, part.least, part.warmUp * warmUp, sample);
  // What the others were warmed up with may have cost a case its code.
  for (const entrant of entrants) await settle(entrant, part.warmUp * warmUp);
  for (let round = 0; round < rounds; round++)
    for (const entrant of shuffled(entrants)) entrant.times.push((await sampled(entrant)) / entrant.n);
  for (const { name, check, turns } of entrants) {
    try {
      await check(turns);
    } catch (error) {
      throw new Error(`'${name}' has not done its work: ${error.message}`, { cause: error });
    }
  }
  return all.map(({ name, by, lacks = [], missing, close }) => {
    void close?.();
    const times = entrants.find((entrant) => entrant.name === name)?.times;
    return times === undefined ? { name, by, lacks, missing } : { name, by, lacks, times };
  });
}

/** Nanoseconds in a unit. */
function perUnit(unit) {
  return { ns: 1, us: 1e3, ms: 1e6 }[unit];
}

/** Runs a case until its code is compiled, and finds how many turns one sample needs. */
async function prepare(entrant, least, warmUp, sample) {
  let n = least;
  // What the first turn makes, an index for example, is no part of how long a turn takes.
  await time(entrant, n);
  const end = performance.now() + warmUp;
  for (let ms = 0; performance.now() < end || ms < sample / 2;) {
    ms = await time(entrant, n);
    if (ms < sample / 2) n *= 2;
    else if (ms > sample * 2 && n > least) n /= 2;
    else if (performance.now() >= end) break;
  }
  entrant.n = n;
}

/** Runs a case until it gets neither faster nor slower. */
async function settle(entrant, warmUp) {
  const end = performance.now() + PATIENCE * warmUp;
  let before = Infinity;
  while (performance.now() < end) {
    const until = performance.now() + warmUp / 4;
    const times = [];
    while ((times.length < ALIKE || performance.now() < until) && performance.now() < end) times.push(await time(entrant, entrant.n));
    const now = quantile(times, 0.5);
    if (Math.abs(now / before - 1) < BUT_FOR) return;
    before = now;
  }
}

/** Milliseconds of a sample. Where another process had the processor for a while it is taken again, a few times. */
async function sampled(entrant) {
  for (let tries = 1; ; tries++) {
    const before = process.cpuUsage();
    const ms = await time(entrant, entrant.n);
    const { user, system } = process.cpuUsage(before);
    const wasAlone = (user + system) / 1000 > ms * 0.95;
    if (wasAlone || tries === TRIES || ms > LONG) return ms;
  }
}

/** Milliseconds of n turns. Asynchronous work is awaited as a whole, so that the clock costs nothing per turn. */
async function time(entrant, n) {
  entrant.turns += n;
  const before = performance.now();
  const going = entrant.loop(n);
  if (going !== undefined) await going;
  return performance.now() - before;
}
