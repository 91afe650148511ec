/** Open this for the names of `mortise/metrics`: counters and timings for Prometheus and OpenTelemetry, and whether a service is live and ready. */
import { createMetrics } from './metrics.js';

export type { Paths } from './doors.js';
export { MetricsError } from './errors.js';
export { createMetrics, type Metrics, type MetricsOptions, type MetricsSettings } from './metrics.js';
export type { OpenTelemetryMeter } from './open-telemetry.js';
export type { PrometheusRegistry } from './prometheus.js';
export type { FastifyDoors, FastifyLike, HttpDoors } from './servers.js';
/** So that a configuration file may list it: `module: mortise/metrics`. */
export default createMetrics;
