/** Open this to see how the metrics are put together: `createMetrics` makes an extension whose plugin measures while it runs. */
import { createServer, type Server } from 'node:http';
import {
  checkOptions,
  definePlugin,
  PluginContext,
  VERSION,
  type Affects,
  type ConfigSchema,
  type Extension,
  type ExtensionContext,
  type PluginContextView,
} from 'mortise';
import { Config, Field } from 'mortise/decorators';
import { Counted } from './counted.js';
import { answer, type Answer, type Door, type Inside, type Paths } from './doors.js';
import { MetricsError } from './errors.js';
import type { Seen } from './instruments.js';
import { openTelemetry, type OpenTelemetryMeter } from './open-telemetry.js';
import { prometheus, type PrometheusRegistry } from './prometheus.js';
import { fastifyDoors, httpDoors, type FastifyDoors, type HttpDoors } from './servers.js';

declare module 'mortise' {
  interface Namespaces {
    'mortise/metrics': Metrics;
  }
}

/** What an operator may set, as options of `createMetrics` and in the configuration of the plugin `metrics`. */
export interface MetricsSettings {
  /** The text for Prometheus; needs the package `prom-client`. Default true. */
  readonly prometheus?: boolean;
  /** Observed through the OpenTelemetry API; needs the package `@opentelemetry/api`, and an SDK that exports. Default false. */
  readonly openTelemetry?: boolean;
  /**
   * By key of a plugin: what the service is not any more while it does not run, and the most that its checks affect: `live`, `ready`, `degraded` or
   * `nothing`. Default: `ready` of those that are required and `degraded` of the others; its checks say for themselves.
   */
  readonly affects?: Readonly<Record<string, Affects | 'nothing'>>;
  /** The doors tell reasons as well, which may hold addresses and more. Default false. */
  readonly details?: boolean;
  /** A port at which the plugin itself serves the doors; 0 is any that is free. Default: none. */
  readonly port?: number;
  /** The address of that port. Default `127.0.0.1`. */
  readonly address?: string;
}

/** What code says of the metrics: the settings of the plugin, and what only code can give. */
export interface MetricsOptions extends MetricsSettings {
  /** A `Registry` of prom-client. Default: one of its own. */
  readonly registry?: PrometheusRegistry;
  /** A `Meter` of `@opentelemetry/api`; with it `openTelemetry` is true by default. Default: that of the global provider. */
  readonly meter?: OpenTelemetryMeter;
  readonly paths?: Paths;
}

/** An extension, and the doors that its owner puts into a server. Plugins find it as `mortise/metrics`. */
export interface Metrics extends Extension<ExtensionContext> {
  /** A plugin of Fastify with `/metrics`, `/live`, `/ready` and `/health`. */
  readonly fastify: FastifyDoors;
  /** The same for `createServer` of `node:http`, or as a middleware. */
  readonly http: HttpDoors;
  /** Where the plugin serves the doors itself, if it does. */
  readonly url: string | undefined;
  /** The text for Prometheus. Rejects with `metrics.not-running`. */
  text(): Promise<string>;
}

/**
 * Makes the metrics of one host: counters and sampled timings of plugins, events, handlers and calls, states of host and plugins, and changes with
 * their times, as text for Prometheus and through the OpenTelemetry API; and doors that tell whether the service is live and ready. Its plugin is
 * `metrics`: it can be disabled, configured and replaced like any other; without it the doors answer 503, and only `/live` 200. Throws
 * `metrics.bad-options`.
 *
 * ```ts
 * import { createHost, definePlugin } from 'mortise';
 * import { createMetrics } from 'mortise/metrics';
 *
 * const metrics = createMetrics({ affects: { shop: 'ready' } });
 * const shop = definePlugin({ id: 'shop', version: '1.0.0', on: { 'shop.sold': () => undefined } });
 * const host = createHost({ extensions: [metrics, shop], log: { level: 'silent' } });
 * await host.start();
 * host.events.emit('shop.sold');
 * const text = await metrics.text();
 * console.log(text.split('\n').find((line) => /^mortise_handler_deliveries_total.*shop.sold/.test(line)));
 * // mortise_handler_deliveries_total{host="host",plugin="shop",event="shop.sold",handler="shop.shop.sold"} 1
 * await host.stop();
 * ```
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const wrong = checkOptions(OPTIONS, options, "createMetrics can't make metrics");
  // As defaults of the configuration they would be told as those of whoever wrote its fields.
  if (wrong !== undefined) throw new MetricsError('metrics.bad-options', wrong);
  const counted = new Counted();
  let inside: Inside | undefined;
  let url: string | undefined;
  const reply = (door: Door): Promise<Answer> => answer(door, inside);
  const http = httpDoors(options.paths ?? {}, reply);
  const metrics: Metrics = {
    name: 'metrics',
    version: VERSION,
    fastify: fastifyDoors(options.paths ?? {}, reply),
    http,
    get url() {
      return url;
    },
    async text() {
      const { status, body } = await reply('metrics');
      if (status === 200) return body;
      throw new MetricsError('metrics.not-running', {
        message: `There is no text for Prometheus: ${(JSON.parse(body) as { reason: string }).reason}`,
        hint: 'Start the host and its plugin metrics first, with prometheus: true.',
      });
    },
    attach() {
      const MetricsConfig = configOf(options);
      this.registerPlugin(
        definePlugin({
          id: 'metrics',
          version: VERSION,
          // Two generations would count in one registry, and serve at one port.
          reload: 'restart',
          description: 'Metrics for Prometheus and OpenTelemetry, and whether the service is live and ready',
          category: 'observability',
          config: MetricsConfig,
          provides: { 'mortise/metrics': metrics },
          inject: [PluginContext, MetricsConfig] as const,
          setup: (context: PluginContextView, config: Settled) => ({
            async start() {
              inside = await measure(context, config, options, counted);
              context.own(() => (inside = undefined));
              if (config.port === undefined) return;
              const server = createServer(http);
              context.own(() => closed(server));
              url = await listening(server, config.port, config.address);
              server.on('error', (error) => context.log.error(`The doors of the metrics: ${error.message}`));
              context.own(() => (url = undefined));
              context.log.info('serving', { url });
            },
          }),
        }),
      );
    },
  };
  return metrics;
}

type Settled = Required<Omit<MetricsSettings, 'port'>> & Pick<MetricsSettings, 'port'>;

const OF_PLUGIN = { type: 'select', choices: ['live', 'ready', 'degraded', 'nothing'] } as const;
const PORTS = { min: 0, max: 65_535 } as const;

const PATH = { type: 'string', required: false } as const;
const OPTIONS: ConfigSchema = {
  prometheus: { type: 'boolean', required: false },
  openTelemetry: { type: 'boolean', required: false },
  affects: { type: 'map', of: OF_PLUGIN, required: false },
  details: { type: 'boolean', required: false },
  port: { type: 'integer', ...PORTS, required: false },
  address: { type: 'string', required: false },
  registry: { type: 'any', required: false },
  meter: { type: 'any', required: false },
  paths: { type: 'object', fields: { metrics: PATH, live: PATH, ready: PATH, health: PATH }, required: false },
};

/** What was passed in code are the defaults; files and operators may say otherwise. */
function configOf(options: MetricsOptions) {
  const { prometheus: text = true, openTelemetry: otel = options.meter !== undefined, affects = {}, details = false } = options;
  const { port, address = '127.0.0.1' } = options;
  @Config()
  class MetricsConfig {
    @Field.boolean({ default: text, doc: 'Text for Prometheus, by prom-client' }) readonly prometheus!: boolean;
    @Field.boolean({ default: otel, doc: 'Observed through the OpenTelemetry API' }) readonly openTelemetry!: boolean;
    @Field.map({ default: affects, of: OF_PLUGIN, doc: 'By plugin: what the service is not any more without it' })
    readonly affects!: Readonly<Record<string, Affects | 'nothing'>>;
    @Field.boolean({ default: details, doc: 'Tell reasons at the doors' }) readonly details!: boolean;
    @Field.integer({
      ...(port === undefined ? { required: false } : { default: port }),
      ...PORTS,
      doc: 'Port of doors of its own; 0 for any that is free',
    })
    readonly port?: number;
    @Field.string({ default: address, doc: 'Address of that port' }) readonly address!: string;
  }
  return MetricsConfig;
}

/** Begins to measure; all of it ends with the plugin. */
async function measure(context: PluginContextView, config: Settled, options: MetricsOptions, counted: Counted): Promise<Inside> {
  const { host, usage, health, log } = context;
  const see = (): Seen => ({ state: host.state, plugins: host.list(), usage: usage.read(), changes: counted });
  const text = config.prometheus ? await prometheus(host.name, see, options.registry) : undefined;
  if (text !== undefined) context.own(text.close);
  const failed = (thrown: unknown): void => log.error(`The metrics could not be observed: ${String(thrown)}`);
  const observed = config.openTelemetry ? await openTelemetry(host.name, see, options.meter, failed) : undefined;
  if (observed !== undefined) context.own(observed.close);
  context.events.handle('host.changed', ({ by, receipt }) => {
    counted.change(by, receipt);
    for (const each of [text, observed]) each?.changed(receipt.outcome, receipt.ms.all / 1000);
  });
  context.events.handle('problem.found', (found) => counted.problem(found));
  return { health, registry: text?.registry, affects: config.affects, details: config.details };
}

function listening(server: Server, port: number, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      const at = server.address();
      const taken = typeof at === 'object' && at !== null ? at.port : port;
      resolve(`http://${address.includes(':') ? `[${address}]` : address}:${taken}`);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
