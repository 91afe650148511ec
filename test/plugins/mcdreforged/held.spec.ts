/** Open this to see that the code of a generation goes when nobody holds it, and that the next one may hold it as `prev` without being a leak. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Folder, temporaryFolder } from './given.js';
import { inNode } from './in-node.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

/** What the doctor says of each generation of the plugin, after some reloads. What jest keeps of a module is its own, so this is a Node of its own. */
function doctorAfter(versions: readonly string[]): Promise<unknown> {
  const [first, ...others] = versions;
  folder.write({ 'plugins/x.mjs': first! });
  return inNode(
    folder,
    `
    const said = [];
    for (const text of ${JSON.stringify(others)}) {
      writeFileSync('plugins/x.mjs', text);
      if (!(await mcdr.reload_plugin('x'))) throw new Error('not reloaded');
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { healthy, departed } = await host.doctor();
      said.push({ healthy, departed: departed.map(({ generation, state, holder }) => [generation, state, holder].filter(Boolean).join(', ')) });
    }
    await host.stop();
    console.log(JSON.stringify(said));`,
  );
}

const plugin = (number: number, body: string): string =>
  `export const PLUGIN_METADATA = { id: 'x', version: '1.0.${number}' }; export let kept; let own; ${body}`;

it('is gone when the next one lets go of it', async () => {
  const reads = (number: number): string =>
    plugin(number, 'export function on_load(server, prev) { own = server; kept = prev?.PLUGIN_METADATA.version; }');
  expect(await doctorAfter([reads(1), reads(2), reads(3)])).toEqual([
    { healthy: true, departed: ['2, unloaded'] },
    { healthy: true, departed: ['3, unloaded'] },
  ]);
}, 60_000);

it('is held by the next one while that keeps it, and gone with that', async () => {
  const keeps = (number: number): string => plugin(number, 'export function on_load(server, prev) { own = server; kept = prev; }');
  const drops = plugin(4, 'export function on_load() {}');
  expect(await doctorAfter([keeps(1), keeps(2), keeps(3), drops])).toEqual([
    { healthy: true, departed: ["2, unloaded (held), generation 3 of 'x', which was given it"] },
    {
      healthy: true,
      departed: [
        "2, unloaded (held), generation 4 of 'x', which was given it",
        "3, unloaded (held), generation 4 of 'x', which was given it",
      ],
    },
    { healthy: true, departed: ['2, unloaded', '3, unloaded', '4, unloaded'] },
  ]);
}, 60_000);
