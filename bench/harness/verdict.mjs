/** Open this to see when a target is met: what was seen, how far it strays, and what that means. */

/**
 * A row for each target of an item: `{ metric, size, case, of: 'value' | 'ratio', most }`; `most` is a number, or `{ case, times, plus }`: what that
 * case has in the same run, times or plus so much.
 *
 * `missed` is what is above by more than its noise band: when even the lower quartile is. `noise` is above by less than that. What has no
 * quartiles, as a percentile has none, has no noise band. A target may have a `note`: what must be known beside its verdict.
 */
export function verdicts(item, result) {
  return item.targets.map((target) => {
    const row = {
      item: item.name,
      what: wordsOf(target),
      unit: '',
      target,
      note: target.note,
      most: undefined,
      seen: undefined,
      verdict: 'not measured',
    };
    const figure = find(result, target, target.case);
    if (figure === undefined) return { ...row, ...leftOut(result, target.case) };
    const unit = target.of === 'ratio' ? 'x' : figure.unit;
    const most = mostOf(result, target);
    if (figure.missing !== undefined) return { ...row, unit, most, verdict: 'not offered', why: figure.missing };
    const seen = figure[target.of];
    if (most === undefined) return { ...row, unit, seen, ...leftOut(result, target.most.case) };
    if (seen === undefined) return row;
    const verdict = seen.median <= most ? 'met' : (seen.q1 ?? seen.median) <= most ? 'noise' : 'missed';
    return { ...row, unit, most, seen, verdict };
  });
}

/** Whether the exit code says so: what is not offered, or could not be measured, is not met either. */
export function isMissed({ verdict }) {
  return ['missed', 'not offered', 'not measured'].includes(verdict);
}

/** Why there is no figure of a case, or of one of some: which option has left it out. */
function leftOut(result, names) {
  const { only, quick } = result?.of ?? {};
  const isWanted = only === undefined || [names].flat().every((name) => name.includes(only));
  if (!isWanted) return { verdict: 'left out', why: 'by --only' };
  return quick ? { verdict: 'left out', why: 'by --quick' } : {};
}

function find(result, { metric, size }, name) {
  return result?.figures.find((figure) => figure.metric === metric && figure.case === name && (size === undefined || figure.size === size));
}

function mostOf(result, target) {
  const { most, of } = target;
  if (typeof most === 'number') return most;
  const { times = 1, plus = 0 } = most;
  const others = (Array.isArray(most.case) ? most.case : [most.case]).map((name) => find(result, target, name)?.[of]?.median);
  // Without one of them nobody knows who is the best.
  return others.includes(undefined) ? undefined : Math.min(...others) * times + plus;
}

function wordsOf({ metric, size, case: name }) {
  return `${name}: ${metric}${size === undefined ? '' : `, ${size.toLocaleString('en')}`}`;
}
