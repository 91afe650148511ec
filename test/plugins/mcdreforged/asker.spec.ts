/** Open this to see that what plugins of MCDReforged await is followed while somebody could ask for it, and makes nothing slower afterwards. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { runNode } from '../../child.js';
import { type Folder, temporaryFolder } from './given.js';

const dist = join(import.meta.dirname, '../../../dist');
let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

it('follows no promise of the process when no code of a plugin is under way, whatever has been', async () => {
  folder.write({
    'plugins/ear.mjs': `
      export const PLUGIN_METADATA = { id: 'ear', version: '1.0.0' };
      export async function on_load() { await null; }
      export async function on_info(server, info) {
        await null;
        if (info.content === 'hang') await new Promise(() => {});
      }`,
    // Since Node 24 nothing has to follow a promise, and it has no such marks in any case.
    'main.mjs': `
      import { createHost } from ${JSON.stringify(join(dist, 'mortise/index.js'))};
      import { createMcdr } from ${JSON.stringify(join(dist, 'mortise/plugins/mcdreforged.js'))};
      const seen = {};
      const look = async (when) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        seen[when] = Object.getOwnPropertySymbols(new Promise(() => {})).length;
      };
      const mcdr = await createMcdr({ home: import.meta.dirname });
      const host = mcdr.join(createHost({ ...mcdr.options, log: { level: 'silent' } }));
      await host.start();
      await look('started');
      await mcdr.console('hello');
      await look('heard');
      await mcdr.reload_plugin('ear');
      await look('reloaded');
      void mcdr.console('hang');
      await new Promise((resolve) => setTimeout(resolve, 20));
      await host.stop();
      await look('stopped');
      console.log(JSON.stringify(seen));`,
  });
  const { stdout, stderr, code } = await runNode(['main.mjs'], { cwd: folder.path });
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual({ started: 0, heard: 0, reloaded: 0, stopped: 0 });
});
