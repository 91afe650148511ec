/** Open this to see how the instruments come into a registry of prom-client, and leave it again. */
import type { Undo } from 'mortise';
import { MetricsError, needed } from './errors.js';
import { CHANGE_DURATION, INSTRUMENTS, prometheusName, type Measure, type Seen } from './instruments.js';

/** What is needed of a `Registry` of prom-client. */
export interface PrometheusRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
  getSingleMetric(name: string): unknown;
  removeSingleMetric(name: string): void;
}

export interface Prometheus {
  readonly registry: PrometheusRegistry;
  changed(outcome: string, seconds: number): void;
  /** Takes the instruments out of the registry. */
  readonly close: Undo;
}

/**
 * Puts all instruments into a registry, by default one of its own; they are read when it is asked. Throws `metrics.missing-package`, and
 * `metrics.taken-name` where the registry has one of them already.
 */
export async function prometheus(host: string, see: () => Seen, given: PrometheusRegistry | undefined): Promise<Prometheus> {
  const { Counter, Gauge, Histogram, Registry } = await needed(
    'prom-client',
    'The text for Prometheus',
    'prometheus',
    () => import('prom-client'),
  );
  const registry = (given as InstanceType<typeof Registry> | undefined) ?? new Registry();
  const names = [...INSTRUMENTS.map(prometheusName), prometheusName(CHANGE_DURATION)];
  const taken = names.find((name) => registry.getSingleMetric(name) !== undefined);
  if (taken !== undefined)
    throw new MetricsError('metrics.taken-name', {
      message: `The registry has a metric '${taken}' already.`,
      hint: 'Give each host a registry of its own, and merge them where they are asked: Registry.merge([one, other]).',
    });
  // All are collected in one go, so they are read from one look at the host.
  let seen: Seen | undefined;
  const seeOnce = (): Seen => {
    if (seen === undefined) queueMicrotask(() => (seen = undefined));
    return (seen ??= see());
  };
  for (const instrument of INSTRUMENTS) {
    const about = { name: prometheusName(instrument), help: instrument.help, labelNames: ['host', ...instrument.labels], registers: [] };
    const read = (): readonly Measure[] => instrument.read(seeOnce());
    const gauge = (): InstanceType<typeof Gauge> =>
      new Gauge({
        ...about,
        collect() {
          this.reset();
          for (const { labels, value } of read()) this.set({ host, ...labels }, value);
        },
      });
    const counter = (): InstanceType<typeof Counter> =>
      new Counter({
        ...about,
        collect() {
          this.reset();
          for (const { labels, value } of read()) this.inc({ host, ...labels }, value);
        },
      });
    registry.registerMetric(instrument.kind === 'gauge' ? gauge() : counter());
  }
  const { help, labels, buckets } = CHANGE_DURATION;
  const duration = new Histogram({
    name: prometheusName(CHANGE_DURATION),
    help,
    labelNames: ['host', ...labels],
    buckets: [...buckets],
    registers: [registry],
  });
  return {
    registry,
    changed: (outcome, seconds) => duration.observe({ host, outcome }, seconds),
    close: () => names.forEach((name) => registry.removeSingleMetric(name)),
  };
}
