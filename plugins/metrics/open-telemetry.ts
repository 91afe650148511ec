/** Open this to see how the instruments come into a meter of OpenTelemetry, and leave it again. */
import { VERSION, type Undo } from 'mortise';
import { needed } from './errors.js';
import { CHANGE_DURATION, INSTRUMENTS, type Instrument, type Labels, type Seen } from './instruments.js';

interface About {
  readonly description: string;
  readonly unit: string;
}

interface BatchResult {
  observe(metric: unknown, value: number, attributes?: Labels): void;
}

/** What is needed of a `Meter` of `@opentelemetry/api`. */
export interface OpenTelemetryMeter {
  createObservableCounter(name: string, options: About): unknown;
  createObservableGauge(name: string, options: About): unknown;
  createHistogram(name: string, options: About): { record(value: number, attributes: Labels): void };
  // oxlint-disable-next-line typescript/no-explicit-any -- the meter gives what its own observables take
  addBatchObservableCallback(callback: (result: BatchResult) => void, observables: any[]): void;
  // oxlint-disable-next-line typescript/no-explicit-any -- the same
  removeBatchObservableCallback(callback: (result: BatchResult) => void, observables: any[]): void;
}

export interface OpenTelemetry {
  changed(outcome: string, seconds: number): void;
  /** Nothing is observed any more. */
  readonly close: Undo;
}

/** Observes all instruments with a meter, by default that of the global provider. Throws `metrics.missing-package`. */
export async function openTelemetry(
  host: string,
  see: () => Seen,
  given: OpenTelemetryMeter | undefined,
  failed: (thrown: unknown) => void,
): Promise<OpenTelemetry> {
  const meter = given ?? (await ofProvider());
  const observed = INSTRUMENTS.map((instrument) => ({ instrument, metric: create(meter, instrument) }));
  const duration = meter.createHistogram(CHANGE_DURATION.name, { description: CHANGE_DURATION.help, unit: CHANGE_DURATION.unit });
  const metrics = observed.map(({ metric }) => metric);
  const observe = (result: BatchResult): void => {
    try {
      const seen = see();
      for (const { instrument, metric } of observed)
        for (const { labels, value } of instrument.read(seen)) result.observe(metric, value, { host, ...labels });
    } catch (thrown) {
      failed(thrown);
    }
  };
  meter.addBatchObservableCallback(observe, metrics);
  return {
    changed: (outcome, seconds) => duration.record(seconds, { host, outcome }),
    close: () => meter.removeBatchObservableCallback(observe, metrics),
  };
}

async function ofProvider(): Promise<OpenTelemetryMeter> {
  const { metrics } = await needed('@opentelemetry/api', 'OpenTelemetry', 'openTelemetry', () => import('@opentelemetry/api'));
  return metrics.getMeter('mortise', VERSION);
}

function create(meter: OpenTelemetryMeter, { name, kind, unit, help }: Instrument): unknown {
  const about: About = { description: help, unit: unit ?? (kind === 'counter' ? `{${name.split('.').at(-1)!}}` : '1') };
  return kind === 'counter' ? meter.createObservableCounter(name, about) : meter.createObservableGauge(name, about);
}
