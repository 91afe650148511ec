/** Open this to see how a cost is followed from size to size: the exponent of its growth. */
import { exponent } from './statistics.mjs';

/** One figure for each case and each metric of `growth`, a map from metric to the sizes from and to which it is followed. */
export function growthOf(growth, figures) {
  return Object.entries(growth).flatMap(([metric, [from, to]]) => {
    const names = [...new Set(figures.map((figure) => figure.case))];
    return names.flatMap((name) => {
      const points = figures
        .filter((figure) => figure.case === name && figure.metric === metric && figure.value !== undefined)
        .filter(({ size }) => size >= from && size <= to)
        .toSorted((a, b) => a.size - b.size);
      const hasEnds = points[0]?.size === from && points.at(-1).size === to;
      return !hasEnds ? [] : [{ metric: `${metric}: growth from ${words(from)} to ${words(to)}`, unit: 'exponent', ...fitted(points) }];
    });
  });
}

const words = (size) => size.toLocaleString('en');

/** The noise band is that of both ends, each moved to its quartile against the other. */
function fitted(points) {
  const [first, last] = [points[0], points.at(-1)];
  const median = exponent(points.map(({ size, value }) => [size, value.median]));
  const over = Math.log(last.size / first.size);
  const flat = Math.log(last.value.q1 / first.value.q3) / over;
  const steep = Math.log(last.value.q3 / first.value.q1) / over;
  const { case: name, by, lacks } = first;
  return { case: name, by, lacks, value: { median, q1: Math.min(flat, median), q3: Math.max(steep, median) } };
}
