/** Open this to see how something that happens once in the life of a process is measured: in a fresh process each time, in turn with its rivals. */
import { shuffled, summary } from './statistics.mjs';

const ROUNDS = { full: 9, quick: 3 };

/**
 * A part of an item: each case runs in a fresh process for each size and round.
 *
 * `cases` are `{ name, by, lacks, trial, upTo, against }`; `trial(size)` checks its own work and gives numbers by the names in `metrics` (name to unit).
 * `upTo` is the largest size that a case can stand. One whose `load` fails, where it has one, is missing; else whatever fails is an error.
 * A case is compared with the limit, or with the one that it is `against`.
 */
export function trials(part) {
  return { kind: 'trials', flags: [], rounds: ROUNDS, ...part };
}

/** All rounds of a part; `fork(size, name)` runs one trial in a process of its own, `say` tells how far it is. */
export async function runTrials(part, isQuick, fork, say) {
  const sizes = (isQuick && part.quickSizes) || part.sizes;
  const entrants = sizes.flatMap((size) => part.cases.map((entrant) => ({ entrant, size, runs: [] })));
  const able = entrants.filter(({ entrant, size }) => entrant.trial !== undefined && size <= (entrant.upTo ?? Infinity));
  const rounds = part.rounds[isQuick ? 'quick' : 'full'];
  for (let round = 0; round < rounds; round++) {
    for (const [index, { entrant, size, runs }] of shuffled(able).entries()) {
      say(`round ${round + 1}/${rounds}, ${index + 1}/${able.length}: ${entrant.name}, ${size}`);
      runs.push(await fork(size, entrant.name));
    }
  }
  return entrants.flatMap((of) => figuresOf(part, of, entrants));
}

function figuresOf(part, { entrant, size, runs }, entrants) {
  const { name, by, lacks = [], missing } = entrant;
  const isLimit = (other) => (entrant.against === undefined ? other.by === 'limit' : other.name === entrant.against);
  const limit = entrants.find((other) => other.size === size && isLimit(other.entrant));
  return Object.entries(part.metrics).flatMap(([metric, unit]) => {
    const figure = { metric, unit, size, case: name, by, lacks };
    const why = runs.length === 0 ? (missing ?? `not at ${size}`) : runs.find((run) => run.missing !== undefined)?.missing;
    if (why !== undefined) return [{ ...figure, missing: why }];
    const values = runs.map((run) => run[metric]).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    const base = limit?.runs.map((run) => run[metric]);
    const hasRatio = base?.every((value) => value > 0) === true && part.ratios?.[metric] !== false;
    const ratio = hasRatio ? summary(values.map((value, round) => value / base[round])) : undefined;
    return [{ ...figure, value: summary(values), ratio }];
  });
}
