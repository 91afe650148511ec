/** Open this for the names of `mortise/metrics`: counters and timings for Prometheus and OpenTelemetry, and whether a service is live and ready. */
import { createMetrics, type Metrics } from './metrics.js';

export type { Paths } from './doors.js';
export { MetricsError } from './errors.js';
export { createMetrics, type Metrics, type MetricsOptions, type MetricsSettings } from './metrics.js';
export type { OpenTelemetryMeter } from './open-telemetry.js';
export type { PrometheusRegistry } from './prometheus.js';
export type { FastifyDoors, FastifyLike, HttpDoors } from './servers.js';

/** What a configuration file lists: `module: mortise/metrics`. Each host gets metrics of its own. */
export function extension(): Metrics {
  return createMetrics();
}
