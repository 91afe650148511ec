/** Open this to see that what plugins of MCDReforged await is followed while somebody could ask for it, and makes nothing slower afterwards. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Folder, temporaryFolder } from './given.js';
import { inNode } from './in-node.js';

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
  });
  // Since Node 24 nothing has to follow a promise, and it has no such marks in any case.
  const marks = await inNode(
    folder,
    `
    const turns = () => new Promise((resolve) => setTimeout(resolve, 20));
    const marks = {};
    const look = async (when) => {
      await turns();
      marks[when] = Object.getOwnPropertySymbols(new Promise(() => {})).length;
    };
    await look('started');
    await mcdr.console('hello');
    await look('heard');
    await mcdr.reload_plugin('ear');
    await look('reloaded');
    void mcdr.console('hang');
    await look('hanging');
    const { ok } = await host.change({ reload: ['mcdreforged'], force: true });
    await look('begun anew');
    void mcdr.console('hang');
    await turns();
    await host.stop();
    await look('stopped');
    console.log(JSON.stringify({ ...marks, ok, hanging: marks.hanging > 0 }));`,
  );
  const isMarked = Number(process.versions.node.split('.')[0]) < 24;
  expect(marks).toEqual({ started: 0, heard: 0, reloaded: 0, hanging: isMarked, ok: true, 'begun anew': 0, stopped: 0 });
});
