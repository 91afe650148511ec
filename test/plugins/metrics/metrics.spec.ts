/** Open this to see what is measured: as text for Prometheus and through OpenTelemetry, by real packages, across reloads and changes. */
import { metrics as global } from '@opentelemetry/api';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { Around, OnEvent, Plugin } from 'mortise/decorators';
import { createMetrics, type MetricsOptions } from 'mortise/metrics';
import { createTestHost } from 'mortise/testing';
import { Gauge, Registry } from 'prom-client';

@Plugin({ id: 'shop', version: '1.0.0' })
class Shop {
  @OnEvent('shop.sold') sold() {}
  @OnEvent('shop.*') any() {
    throw new Error('broken');
  }
  @Around('till.charge') @OnEvent('orders.placed') charge() {}
}

const failing = definePlugin({
  id: 'failing',
  version: '2.0.0',
  start() {
    throw new Error('no disk');
  },
});

async function running(options: MetricsOptions = {}, config: Readonly<Record<string, unknown>> = {}) {
  const metrics = createMetrics(options);
  const test = createTestHost({ name: 'demo', plugins: [metrics, Shop, failing], config: { metrics: config } });
  const report = await test.start();
  return { metrics, test, report };
}

const linesOf = (text: string, start: string): string[] => text.split('\n').filter((line) => line.startsWith(start));

describe('the text for Prometheus', () => {
  it('has the states of host and plugins, handlers by plugin and event, calls, and problems', async () => {
    const { metrics, test } = await running();
    for (let i = 0; i < 3; i++) test.host.events.emit('shop.sold');
    test.host.events.emit('orders.placed');
    const text = await metrics.text();
    expect(text).toContain('# TYPE mortise_handler_deliveries_total counter\n');
    expect(linesOf(text, 'mortise_host_state{')).toEqual([
      'mortise_host_state{host="demo",state="new"} 0',
      'mortise_host_state{host="demo",state="starting"} 0',
      'mortise_host_state{host="demo",state="running"} 1',
      'mortise_host_state{host="demo",state="stopping"} 0',
      'mortise_host_state{host="demo",state="stopped"} 0',
    ]);
    expect(linesOf(text, 'mortise_plugins{')).toContain('mortise_plugins{host="demo",state="failed"} 1');
    expect(linesOf(text, 'mortise_plugin_running{')).toEqual([
      `mortise_plugin_running{host="demo",plugin="metrics",version="${test.host.version}",state="running"} 1`,
      'mortise_plugin_running{host="demo",plugin="shop",version="1.0.0",state="running"} 1',
      'mortise_plugin_running{host="demo",plugin="failing",version="2.0.0",state="failed"} 0',
    ]);
    const of = (metric: string) =>
      linesOf(text, `mortise_handler_${metric}_total{host="demo",plugin="shop"`).map((line) => line.slice(line.indexOf('event')));
    expect(of('deliveries')).toEqual([
      'event="shop.sold",handler="Shop.sold"} 3',
      'event="orders.placed",handler="Shop.charge"} 1',
      'event="shop.*",handler="Shop.any"} 3',
    ]); // prettier-ignore
    expect(of('failures')).toContain('event="shop.*",handler="Shop.any"} 3');
    expect(of('samples')).toContain('event="shop.sold",handler="Shop.sold"} 1');
    expect(of('sampled_seconds')).toHaveLength(3);
    expect(text).toContain('mortise_calls_total{host="demo",plugin="shop",call="Shop.charge"} 1');
    expect(text).toContain('mortise_call_duration_seconds_total{host="demo",plugin="shop",call="Shop.charge"} 0');
    expect(text).toContain('mortise_problems_total{host="demo",code="lifecycle.failed",severity="error",plugin="failing"} 1');
    await test.stop();
    test.expectClean();
  });

  it('counts changes by outcome and who asked, with their times, and goes on counting after a reload of its own', async () => {
    const { metrics, test } = await running();
    await test.host.reload('shop');
    await test.host.change({ disable: ['shop'], by: 'command' });
    const { receipt } = await test.host.reload('metrics');
    expect(receipt).toMatchObject({ outcome: 'done' });
    await test.host.enable('shop');
    const text = await metrics.text();
    expect(linesOf(text, 'mortise_changes_total{').sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'mortise_changes_total{host="demo",outcome="done",by="code"} 3',
      'mortise_changes_total{host="demo",outcome="done",by="command"} 1',
    ]);
    expect(text).toContain('mortise_change_duration_seconds_count{host="demo",outcome="done"} ');
    expect(text).toContain('mortise_change_phase_seconds_total{host="demo",phase="swap"} 0');
    await test.stop();
  });

  it('tells of a change that was taken back', async () => {
    let isWell = true;
    const sick = definePlugin({ id: 'sick', version: '1.0.0', health: () => isWell });
    const metrics = createMetrics();
    const test = createTestHost({ plugins: [metrics, sick] });
    await test.start();
    isWell = false;
    expect((await test.host.reload('sick')).receipt?.outcome).toBe('rolled back');
    expect(await metrics.text()).toContain('mortise_changes_total{host="test",outcome="rolled back",by="code"} 1');
    await test.stop();
  });

  it('goes into a registry that is given, beside what it has, and leaves it when the plugin stops', async () => {
    const registry = new Registry();
    new Gauge({ name: 'mine', help: 'mine', registers: [registry] }).set(7);
    const { metrics, test } = await running({ registry });
    expect(await metrics.text()).toMatch(/mine 7[^]*mortise_host_state/);
    await test.host.disable('metrics');
    expect(await registry.metrics()).not.toContain('mortise');
    expect(await registry.metrics()).toContain('mine 7');
    await expect(metrics.text()).rejects.toMatchObject({ code: 'metrics.not-running' });
    await test.stop();
  });

  it('refuses a registry that has one of its names, and says so', async () => {
    const registry = new Registry();
    const first = await running({ registry });
    const second = await running({ registry });
    expect(second.report.problems).toMatchObject([{ plugin: 'metrics', message: expect.stringContaining('[metrics.taken-name]') }, {}]);
    await first.test.stop();
    await second.test.stop();
  });

  it('is off where an operator says so', async () => {
    const { metrics, test } = await running({}, { prometheus: false });
    await expect(metrics.text()).rejects.toThrow('prometheus is off');
    await test.stop();
  });
});

describe('OpenTelemetry', () => {
  let provider: MeterProvider | undefined;
  afterEach(async () => {
    global.disable();
    await provider?.shutdown();
  });

  function exporting() {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 600_000 });
    provider = new MeterProvider({ readers: [reader] });
    const exported = async () => {
      exporter.reset();
      await reader.forceFlush();
      const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
      return new Map(all.map(({ descriptor, dataPoints }) => [descriptor.name, { unit: descriptor.unit, points: dataPoints.map(({ attributes, value }) => ({ attributes, value })) }])); // prettier-ignore
    };
    return { provider, exported };
  }

  it('observes the same with the meter that it is given', async () => {
    const { provider: given, exported } = exporting();
    const { test } = await running({ meter: given.getMeter('demo'), prometheus: false });
    test.host.events.emit('shop.sold');
    await test.host.reload('shop');
    const found = await exported();
    expect(found.get('mortise.handler.deliveries')).toMatchObject({
      unit: '{deliveries}',
      points: expect.arrayContaining([
        { attributes: { host: 'demo', plugin: 'shop', event: 'shop.sold', handler: 'Shop.sold' }, value: 1 },
      ]) as unknown,
    });
    expect(found.get('mortise.handler.sampled')?.unit).toBe('s');
    expect(found.get('mortise.changes')?.points).toEqual([{ attributes: { host: 'demo', outcome: 'done', by: 'code' }, value: 1 }]);
    expect(found.get('mortise.change.duration')).toMatchObject({ points: [{ attributes: { host: 'demo', outcome: 'done' }, value: { count: 1 } }] }); // prettier-ignore
    await test.host.disable('metrics');
    test.host.events.emit('shop.sold');
    const sold = (await exported())
      .get('mortise.handler.deliveries')
      ?.points.find(({ attributes }) => attributes['handler'] === 'Shop.sold');
    expect([undefined, 1]).toContain(sold?.value);
    await test.stop();
  });

  it('observes with the global provider where it is only switched on', async () => {
    const { provider: given, exported } = exporting();
    global.setGlobalMeterProvider(given);
    const { test } = await running({}, { openTelemetry: true });
    expect((await exported()).get('mortise.host.state')?.points).toContainEqual({
      attributes: { host: 'demo', state: 'running' },
      value: 1,
    });
    await test.stop();
  });
});

it('says which settings are wrong, all of them', async () => {
  const { report, test } = await running({}, { port: 70_000, affects: { shop: 'alive' }, detail: true });
  expect(report.problems.filter(({ plugin }) => plugin === 'metrics').map(({ field }) => field)).toEqual(
    expect.arrayContaining(['plugins.metrics.config.port', 'plugins.metrics.config.affects.shop', 'plugins.metrics.config.detail']),
  );
  await test.stop();
});

it('are refused with options that mean nothing, or values that are none, all of them', () => {
  expect(() => createMetrics({ prometeus: false, affects: { shop: 'rady' }, paths: { health: 5 } } as never)).toThrow(
    expect.objectContaining({
      code: 'metrics.bad-options',
      problem: expect.objectContaining({
        field: 'options.affects.shop',
        message:
          "createMetrics can't make metrics: " +
          "'options.affects.shop' wants one of 'live', 'ready', 'degraded', 'nothing', but is the string 'rady'. " +
          "'options.paths.health' wants a string, but is the number 5. " +
          "'options.prometeus' is not a known key. Did you mean 'prometheus'?",
      }),
    }),
  );
  expect(() => createMetrics({ port: 70_000 })).toThrow(/'options.port' wants an integer from 0 to 65535, but is the number 70000/);
});
