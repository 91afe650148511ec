/** Open this to see when a target is met: what was seen, how far it strays, and what that means. */

/**
 * A row for each target of an item: `{ metric, size, case, of: 'value' | 'ratio', most }`; `most` is a number, or `{ case, times, plus }`: what that
 * case has in the same run, times or plus so much.
 *
 * `missed` is what is above by more than its noise band: when even the lower quartile is. `noise` is above by less than that.
 */
export function verdicts(item, result) {
  return item.targets.map((target) => {
    const row = { item: item.name, what: wordsOf(target), unit: '', target, most: undefined, seen: undefined, verdict: 'not measured' };
    const figure = find(result, target, target.case);
    if (figure === undefined) return result?.of.quick ? { ...row, verdict: 'left out' } : row;
    const unit = target.of === 'ratio' ? 'x' : figure.unit;
    const most = mostOf(result, target);
    if (figure.missing !== undefined) return { ...row, unit, most, verdict: 'not offered', why: figure.missing };
    const seen = figure[target.of];
    if (seen === undefined || most === undefined) return row;
    const verdict = seen.median <= most ? 'met' : seen.q1 <= most ? 'noise' : 'missed';
    return { ...row, unit, most, seen, verdict };
  });
}

/** Whether the exit code says so: what is not offered, or could not be measured, is not met either. */
export function isMissed({ verdict }) {
  return ['missed', 'not offered', 'not measured'].includes(verdict);
}

function find(result, { metric, size }, name) {
  return result?.figures.find((figure) => figure.metric === metric && figure.case === name && (size === undefined || figure.size === size));
}

function mostOf(result, target) {
  const { most, of } = target;
  if (typeof most === 'number') return most;
  const { times = 1, plus = 0 } = most;
  const others = (Array.isArray(most.case) ? most.case : [most.case]).map((name) => find(result, target, name)?.[of]?.median);
  const known = others.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known) * times + plus;
}

function wordsOf({ metric, size, case: name }) {
  return `${name}: ${metric}${size === undefined ? '' : `, ${size.toLocaleString('en')}`}`;
}
