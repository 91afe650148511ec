/** Open this to see pomelo-sync-plugin, unmodified, write what changed behind the game, and the rest when it stops. */
import { afterAll, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { createApp, startAll, stopAll, type PomeloPlugin } from 'mortise/pomelo';
import { temporaryFolder } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
// How the plugin writes each thing: by the key of the mapping, as its document has it.
folder.write({
  'mapping/bag.js': `module.exports = { save: function (client, bag, done) { client.saved.push(bag); done(); } };`,
});

it('pomelo-sync-plugin 0.0.2 keeps its part of the app, and stops when everything is written', async () => {
  const app = createApp({ id: 'area-1', serverType: 'area', log: () => {} });
  const dbclient = { saved: [] as unknown[] };
  const plugin = createRequire(import.meta.url)('pomelo-sync-plugin') as PomeloPlugin;
  expect(() => app.use(plugin, { sync: { path: `${folder.path}/mapping` } })).toThrow('opts.dbclient should not be empty.');
  app.use(plugin, { sync: { path: `${folder.path}/mapping`, dbclient, interval: 60_000 } });
  const report = await startAll(app);
  expect(report.plugins.map(({ id, version, state }) => [id, version, state])).toContainEqual(['pomelo-sync-plugin', '0.0.2', 'running']);
  const sync = app.get('sync') as { exec(key: string, id: number, value: object): void; isDone(): boolean };
  sync.exec('bag.save', 1, { tea: 2 });
  expect([dbclient.saved, sync.isDone()]).toEqual([[], false]);
  expect((await stopAll(app))?.problems).toEqual([]);
  expect(dbclient.saved).toEqual([{ tea: 2 }]);
});
