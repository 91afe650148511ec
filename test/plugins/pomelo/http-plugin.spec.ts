/** Open this to see a plugin from npm, unmodified, serve its routes on a host. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createHost } from 'mortise';
import { createApp, pomeloDialect, type PomeloApp, type PomeloPlugin } from 'mortise/pomelo';
import { temporaryFolder } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
folder.write({
  'app/servers/gamehttp/route/status.js': `
    module.exports = function (app, http, plugin) {
      http.get('/status', function (req, res) { res.send({ server: app.getServerId(), type: app.getServerType() }); });
      http.post('/echo', function (req, res) { res.send(req.body); });
    };`,
});

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const home = join(import.meta.dirname, '../../..');

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function serves(app: PomeloApp, port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}`;
  const close = { connection: 'close' };
  expect(await (await fetch(`${url}/`, { headers: close })).text()).toBe('pomelo-http-plugin ok!');
  expect(await (await fetch(`${url}/status`, { headers: close })).json()).toEqual({ server: app.serverId, type: 'gamehttp' });
  const echo = { method: 'POST', headers: { ...close, 'content-type': 'application/json' }, body: '{"a":1}' };
  expect(await (await fetch(`${url}/echo`, echo)).json()).toEqual({ a: 1 });
}

describe('pomelo-http-plugin 0.0.25', () => {
  it('is used by the app, before the host starts', async () => {
    const port = await freePort();
    const app = createApp({ id: 'gamehttp-1', serverType: 'gamehttp', base: folder.path });
    app.use(createRequire(import.meta.url)('pomelo-http-plugin') as PomeloPlugin, { http: { port, logger: quiet } });
    const host = app.join(createHost({ name: 'game', extensions: app.extensions, log: { level: 'silent' } }));
    const report = await host.start();
    expect(report.problems).toEqual([]);
    expect(report.plugins.map(({ id, version, state }) => [id, version, state])).toContainEqual([
      'pomelo-http-plugin',
      '0.0.25',
      'running',
    ]);
    await serves(app, port);
    expect((await host.stop()).problems).toEqual([]);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('is listed at the host, by module', async () => {
    const port = await freePort();
    const app = createApp({ id: 'gamehttp-2', serverType: 'gamehttp', base: folder.path });
    const extensions = [{ module: 'pomelo-http-plugin', options: { http: { port, logger: quiet } } }];
    const host = app.join(createHost({ name: 'game', home, dialects: [pomeloDialect(app)], extensions, log: { level: 'silent' } }));
    expect((await host.start()).problems).toEqual([]);
    await serves(app, port);
    await host.unload('pomelo-http-plugin');
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    await host.stop();
  });

  it('fails with its own words where its routes are missing', async () => {
    const app = createApp({ serverType: 'nothing', base: folder.path });
    const extensions = [{ module: 'pomelo-http-plugin', options: { http: { port: await freePort(), logger: quiet } } }];
    const host = app.join(createHost({ name: 'game', home, dialects: [pomeloDialect(app)], extensions, log: { level: 'silent' } }));
    const report = await host.start();
    expect(report.plugins[0]!.reason).toContain('Cannot find route path');
    await host.stop();
  });
});
