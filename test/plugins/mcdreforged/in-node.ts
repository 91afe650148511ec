/** Open this to run MCDReforged in a Node of its own: what jest keeps of modules and promises is jest's. */
import { join } from 'node:path';
import { runNode } from '../../child.js';
import type { Folder } from './given.js';

const dist = join(import.meta.dirname, '../../../dist/mortise');

/** What the lines print, as JSON; they have `mcdr` and a `host` that runs. */
export async function inNode(folder: Folder, lines: string): Promise<unknown> {
  folder.write({
    'main.mjs': `
      import { writeFileSync } from 'node:fs';
      import { createHost } from ${JSON.stringify(join(dist, 'index.js'))};
      import { createMcdr } from ${JSON.stringify(join(dist, 'plugins/mcdreforged.js'))};
      const mcdr = await createMcdr({ home: import.meta.dirname });
      const host = mcdr.join(createHost({ ...mcdr.options, log: { level: 'silent' } }));
      await host.start();
      ${lines}`,
  });
  const { stdout, stderr, code } = await runNode(['main.mjs'], { cwd: folder.path });
  if (code !== 0 || stderr !== '') throw new Error(`It ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
