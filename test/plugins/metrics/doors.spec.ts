/** Open this to see the doors on a real Fastify and on node:http: live, ready, degraded, hanging checks, and a plugin that is away. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type HealthCheckOptions, type PluginContextView } from 'mortise';
import { PluginContext } from 'mortise/decorators';
import { createMetrics, type Metrics, type MetricsOptions } from 'mortise/metrics';
import { createTestHost, type TestHostOptions } from 'mortise/testing';

function checking(id: string, check: () => unknown, options?: HealthCheckOptions) {
  return definePlugin({
    id,
    version: '1.0.0',
    inject: [PluginContext],
    setup: ({ health }: PluginContextView) => void health.add('line', check, options),
  });
}

const broken = definePlugin({
  id: 'broken',
  version: '1.0.0',
  start() {
    throw new Error('no disk');
  },
});

/** A real Fastify that listens, and a host. */
async function served(plugins: NonNullable<TestHostOptions['plugins']>, options: MetricsOptions = {}, more: TestHostOptions = {}) {
  const metrics = createMetrics(options);
  const test = createTestHost({ plugins: [metrics, ...plugins], ...more });
  const app = Fastify();
  await app.register(metrics.fastify, { prefix: '/internal' });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const get = async (path: string) => {
    const response = await fetch(`${url}/internal${path}`);
    const body = await response.text();
    return { status: response.status, type: response.headers.get('content-type'), body: path === '/metrics' ? body : (JSON.parse(body) as Record<string, unknown>) }; // prettier-ignore
  };
  const end = async () => {
    await test.stop();
    await app.close();
  };
  return { test, get, metrics, app, end };
}

describe('on Fastify', () => {
  it('answers live, ready and metrics while the host runs, and is not ready before and after', async () => {
    const { test, get, end } = await served([]);
    expect([(await get('/live')).status, await get('/ready')]).toMatchObject([200, { status: 503, body: { status: 'unknown' } }]);
    await test.start();
    expect(await get('/live')).toMatchObject({
      status: 200,
      type: 'application/json; charset=utf-8',
      body: { status: 'live', checks: [] },
    });
    expect(await get('/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    const { status, type, body } = await get('/metrics');
    expect([status, type, body]).toEqual([200, expect.stringMatching(/^text\/plain/), expect.stringContaining('mortise_host_state{host="test",state="running"} 1')]); // prettier-ignore
    await test.stop();
    expect([(await get('/live')).status, (await get('/ready')).status, (await get('/metrics')).status]).toEqual([200, 503, 503]);
    await end();
  });

  it('is degraded without a plugin that nobody requires, unready without one that is critical, and dead where it has to be started again', async () => {
    const { test, get, end } = await served([broken]);
    await test.start();
    expect(await get('/ready')).toMatchObject({
      status: 200,
      body: { status: 'degraded', checks: [{ plugin: 'broken', name: 'running', affects: 'degraded', ok: false }] },
    });
    await end();
    for (const [affects, live, ready] of [
      ['nothing', 200, 'ready'],
      ['ready', 200, 'unready'],
      ['live', 503, 'dead'],
    ] as const) {
      const other = await served([broken], {}, { config: { metrics: { affects: { broken: affects } } } });
      await other.test.start();
      expect([(await other.get('/live')).status, (await other.get('/ready')).body]).toMatchObject([live, { status: ready }]);
      await other.end();
    }
  });

  it('asks each door for what it is about: a check that hangs makes nobody wait who does not need it', async () => {
    const { test, get, end } = await served([
      checking('cache', () => new Promise(() => undefined), { affects: 'degraded' }),
      checking('db', () => new Promise(() => undefined), { timeout: 1_000 }),
    ]);
    await test.start();
    expect(await get('/live')).toMatchObject({ status: 200, body: { checks: [] } });
    const ready = get('/ready');
    await asked();
    await test.clock.advance(1_000);
    expect(await ready).toMatchObject({ status: 503, body: { status: 'unready', checks: [{ plugin: 'db', ok: false, ms: 1_000 }] } });
    const health = get('/health');
    await asked();
    await test.clock.advance(5_000);
    expect(await health).toMatchObject({ status: 503, body: { status: 'unready', checks: [{ plugin: 'cache' }, { plugin: 'db' }] } });
    await end();
  });

  it('tells reasons only where the owner wants that', async () => {
    const plugins = [checking('db', () => Promise.reject(new Error('postgres://root:secret@db')))];
    const [shy, open] = [await served(plugins), await served(plugins, { details: true })];
    await shy.test.start();
    await open.test.start();
    expect(JSON.stringify((await shy.get('/ready')).body)).not.toContain('secret');
    expect(JSON.stringify((await open.get('/ready')).body)).toContain('secret');
    await shy.end();
    await open.end();
  });

  it('is a plugin like any other: disabled its doors say so, enabled they are back, and another one may take its name', async () => {
    const { test, get, metrics, end } = await served([]);
    await test.start();
    expect(test.host.lookup('mortise/metrics')).toBe(metrics);
    await test.host.disable('metrics');
    expect(await get('/ready')).toMatchObject({ status: 503, body: { reason: 'The metrics plugin does not run.' } });
    await test.host.enable('metrics');
    expect(await get('/ready')).toMatchObject({ status: 200 });
    await test.host.unload('metrics');
    const mine: Metrics = { ...createMetrics(), text: async () => 'mine' };
    await test.host.load(definePlugin({ id: 'metrics', version: '9.0.0', provides: { 'mortise/metrics': mine } }));
    expect(await test.host.lookup('mortise/metrics').text()).toBe('mine');
    await end();
  });
});

/** Until a request has come in and its checks are asked. */
async function asked(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('on node:http', () => {
  async function listening(handle: (request: IncomingMessage, response: ServerResponse) => void) {
    const server = createServer(handle).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  it('answers its paths, heads without a body, refuses to be written to, and knows nothing else', async () => {
    const metrics = createMetrics({ paths: { live: '/healthz' } });
    const test = createTestHost({ plugins: [metrics] });
    await test.start();
    const { server, url } = await listening(metrics.http);
    expect(await (await fetch(`${url}/healthz?verbose`)).json()).toMatchObject({ status: 'live' });
    const head = await fetch(`${url}/ready`, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('cache-control')]).toEqual([200, '', 'no-store']);
    const posted = await fetch(`${url}/ready`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect([(await fetch(`${url}/live`)).status, (await fetch(url)).status]).toEqual([404, 404]);
    server.close();
    await test.stop();
  });

  it('leaves a request alone that somebody else has answered meanwhile', async () => {
    const metrics = createMetrics();
    const unhandled: unknown[] = [];
    const hear = (thrown: unknown) => void unhandled.push(thrown);
    process.on('unhandledRejection', hear);
    const { server, url } = await listening((request, response) => {
      metrics.http(request, response);
      response.writeHead(503).end('too many');
    });
    const response = await fetch(`${url}/live`);
    expect([response.status, await response.text()]).toEqual([503, 'too many']);
    await asked();
    process.off('unhandledRejection', hear);
    expect(unhandled).toEqual([]);
    server.close();
  });

  it('leaves what it does not know to whoever is next', async () => {
    const metrics = createMetrics();
    const { server, url } = await listening((request, response) => metrics.http(request, response, () => response.end('mine')));
    expect(await (await fetch(`${url}/else`)).text()).toBe('mine');
    expect((await fetch(`${url}/live`)).status).toBe(200);
    server.close();
  });

  it('is served by the plugin itself where a port is set, and closed with it', async () => {
    const metrics = createMetrics();
    const test = createTestHost({ plugins: [metrics], config: { metrics: { port: 0 } } });
    await test.start();
    const url = metrics.url!;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('mortise_host_state');
    await test.host.reload('metrics');
    expect((await fetch(`${metrics.url!}/live`)).status).toBe(200);
    const last = metrics.url!;
    await test.stop();
    expect(metrics.url).toBeUndefined();
    await expect(fetch(`${last}/live`)).rejects.toThrow();
    test.expectClean();
  });

  it('says so when its port is taken', async () => {
    const { server, url } = await listening(() => undefined);
    const test = createTestHost({ plugins: [createMetrics({ port: Number(new URL(url).port) })] });
    const { problems } = await test.start();
    expect(problems).toMatchObject([{ code: 'lifecycle.failed', plugin: 'metrics', cause: { code: 'EADDRINUSE' } }]);
    server.close();
    await test.stop();
  });
});
