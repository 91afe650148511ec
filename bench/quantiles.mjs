/** Open this to see how many measurements become few numbers. */

/** The median, the 95th percentile and the largest. */
export function quantiles(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part) => round(sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)]);
  return { median: at(0.5), p95: at(0.95), most: at(1) };
}

export function round(value) {
  return Math.round(value * 100) / 100;
}
