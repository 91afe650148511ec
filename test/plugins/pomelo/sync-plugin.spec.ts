/** Open this to see pomelo-sync-plugin, unmodified, write what changed behind the game, and the rest when it stops. */
import { afterAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { runNode } from '../../child.js';
import { temporaryFolder } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
// How the plugin writes each thing: by the key of the mapping, as its document has it.
folder.write({
  'package.json': '{"type":"commonjs"}',
  'mapping/bag.js': `module.exports = { save: function (client, bag, done) { client.saved.push(bag); done(); } };`,
});

// In a process of its own, which it ends: the plugin never clears its timer.
const service = `
  const { createApp, startAll, stopAll } = require('mortise/pomelo');
  const app = createApp({ id: 'area-1', serverType: 'area', log() {} });
  const said = {};
  const dbclient = { saved: [] };
  const path = process.env.MAPPING;
  const plugin = require('pomelo-sync-plugin');
  try { app.use(plugin, { sync: { path } }); } catch (error) { said.refused = error.message; }
  app.use(plugin, { sync: { path, dbclient, interval: 60_000 } });
  (async () => {
    const report = await startAll(app);
    said.plugins = report.plugins.map(({ id, version, state }) => [id, version, state].join(' ')).slice(1);
    app.get('sync').exec('bag.save', 1, { tea: 2 });
    said.before = [...dbclient.saved];
    said.problems = (await stopAll(app)).problems.length;
    said.after = dbclient.saved;
    process.stdout.write('\\n' + JSON.stringify(said), () => process.exit());
  })();`;

it('pomelo-sync-plugin 0.0.2 keeps its part of the app, and stops when everything is written', async () => {
  const env = { MAPPING: join(folder.path, 'mapping') };
  const { code, stdout } = await runNode(['--input-type=commonjs', '--eval', service], { cwd: join(import.meta.dirname, '../../..'), env });
  expect([code, JSON.parse(stdout.split('\n').at(-1)!)]).toEqual([
    0,
    {
      refused: 'opts.dbclient should not be empty.',
      plugins: ['pomelo-sync-plugin 0.0.2 running'],
      before: [],
      problems: 0,
      after: [{ tea: 2 }],
    },
  ]);
}, 30_000);
