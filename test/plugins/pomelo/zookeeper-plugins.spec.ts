/** Open this to see plugins from npm for membership and for the failover of masters run unmodified, on a real ZooKeeper. */
import { expect, it } from '@jest/globals';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { ServerInfo } from 'mortise';
import { createApp, startAll, stopAll, type PomeloApp, type PomeloAppOptions, type PomeloPlugin } from 'mortise/pomelo';
import { describeOn, quietly, watchesOf, zookeeper } from './servers.js';

const require = createRequire(import.meta.url);
for (const plugin of ['pomelo-zookeeper-plugin', 'pomelo-masterha-plugin']) quietly(plugin);
// The client that the plugins use themselves.
const { createClient } = createRequire(require.resolve('pomelo-zookeeper-plugin'))('node-zookeeper-client') as {
  createClient(servers: string): {
    connect(): void;
    close(): void;
    once(event: 'connected', listener: () => void): void;
    mkdirp(path: string, done: (error?: Error) => void): void;
  };
};

/** The folder that the documents of both plugins want there. */
async function makeFolder(servers: string, path: string): Promise<void> {
  const client = createClient(servers);
  client.connect();
  await new Promise<void>((resolve) => client.once('connected', resolve));
  await new Promise<void>((resolve, reject) => client.mkdirp(path, (error) => (error ? reject(error) : resolve())));
  client.close();
}

function appWith(name: string, port: number, options: PomeloAppOptions): PomeloApp {
  const app = createApp({ host: '127.0.0.1', log: () => {}, ...options });
  app.use(require(name) as PomeloPlugin, { zookeeper: { server: `127.0.0.1:${port}` } });
  return app;
}

describeOn(zookeeper, 'pomelo-zookeeper-plugin 0.1.0', (served) => {
  it('tells each server of the others as they come, with what the app says of itself', async () => {
    await makeFolder(`127.0.0.1:${served.port}`, '/pomelo/servers');
    const chat = appWith('pomelo-zookeeper-plugin', served.port, { id: 'chat-1', serverType: 'chat', port: 4000 });
    const told = (ids: readonly string[]): Promise<readonly ServerInfo[]> =>
      new Promise((resolve) =>
        chat.event.on('replace_servers', (servers: readonly ServerInfo[]) => {
          if (servers.map(({ id }) => id).sort().join() === ids.join()) resolve(servers); // prettier-ignore
        }),
      );
    const [alone, both] = [told(['chat-1']), told(['chat-1', 'gate-1'])];
    expect((await startAll(chat)).plugins.map(({ id, version }) => `${id} ${version}`)).toContain('pomelo-zookeeper-plugin 0.1.0');
    await alone;
    const gate = appWith('pomelo-zookeeper-plugin', served.port, { id: 'gate-1', serverType: 'gate', port: 4001, frontend: true });
    await startAll(gate);
    await both;
    expect(chat.getServersByType('gate')).toEqual([
      { id: 'gate-1', serverType: 'gate', host: '127.0.0.1', port: 4001, frontend: 'true', pid: process.pid },
    ]);
    expect([chat.isFrontend(chat.getServerById('gate-1')), chat.isFrontend()]).toEqual([true, false]);
    for (const app of [gate, chat]) {
      // It connects again when its own stop has disconnected it. In Pomelo the process has ended by then.
      const { client } = app.components['__zookeeper__'] as { readonly client: EventEmitter };
      client.removeAllListeners('disconnected');
      expect((await stopAll(app))?.problems).toEqual([]);
    }
  }, 12_000);
});

describeOn(zookeeper, 'pomelo-masterha-plugin 0.0.4', (served) => {
  it('makes another master the master when the first one goes, and every server knows it', async () => {
    await makeFolder(`127.0.0.1:${served.port}`, '/pomelo/master');
    const masters: PomeloApp[] = [];
    for (const [id, port] of [
      ['master-a', 3005],
      ['master-b', 3006],
    ] as const) {
      const app = appWith('pomelo-masterha-plugin', served.port, { id, serverType: 'master', master: { id, host: '127.0.0.1', port } });
      expect((await startAll(app)).plugins.map((plugin) => `${plugin.id} ${plugin.state}`)).toContain('pomelo-masterha-plugin running');
      masters.push(app);
    }
    const chat = appWith('pomelo-masterha-plugin', served.port, { id: 'chat-1', serverType: 'chat', master: { id: 'master-a' } });
    await startAll(chat);
    // All three watch who is master, and the second master watches the first.
    const watched = async (): Promise<string> => Object.values(await watchesOf(served.port)).map(String).sort().join(); // prettier-ignore
    while ((await watched()) !== '1,3') await new Promise(setImmediate);
    await stopAll(masters[0]!);
    while (chat.getMaster()?.id !== 'master-b') await new Promise(setImmediate);
    expect(chat.getMaster()).toEqual({ id: 'master-b', host: '127.0.0.1', port: 3006 });
    expect((await stopAll(masters[1]!))?.problems).toEqual([]);
    expect((await stopAll(chat))?.problems).toEqual([]);
  }, 12_000);
});
