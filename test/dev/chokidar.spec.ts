/** Open this to see what is heard of a real disk: whatever way an editor saves, the path of what changed is told. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chokidarWatcher } from '../../src/dev/chokidar.js';
import type { WatchedFolder, Watcher } from '../../src/dev/watcher.js';
import { folder, type Folder } from '../extension/folder.js';

let watcher: Watcher | undefined;
afterEach(async () => watcher?.close());

interface Listening {
  readonly at: Folder;
  /** Resolves when all of these were heard since it was last asked. */
  heard(...names: readonly string[]): Promise<void>;
  /** All that was ever heard. */
  readonly all: readonly string[];
  watch(folders: readonly WatchedFolder[]): Promise<void>;
}

async function listen(files: Readonly<Record<string, string>>, isDeep = true): Promise<Listening> {
  const at = folder(files);
  const all: string[] = [];
  const news = new Set<string>();
  const hear = (path: string): void => {
    all.push(path);
    news.add(path);
  };
  const made = chokidarWatcher({ changed: hear, failed: (cause) => hear(String(cause)) });
  watcher = made;
  await made.watch([{ path: at.path, isDeep }]);
  return {
    at,
    all,
    watch: (folders) => made.watch(folders),
    async heard(...names) {
      const isHeard = (): boolean => names.every((name) => news.has(join(at.path, name)));
      for (const began = Date.now(); !isHeard(); await new Promise((resolve) => setTimeout(resolve, 5)))
        if (Date.now() - began > 4_000) throw new Error(`${names.join(', ')}: only ${[...news].join(', ')} were heard`);
      news.clear();
    },
  };
}

/** When what is written now is heard twice, what was written before was passed over. */
async function later({ at, heard }: Listening): Promise<void> {
  for (const text of ['1', '2']) {
    at.write({ 'later.ts': text, 'a.ts': `later ${text}` });
    await heard('later.ts', 'a.ts');
  }
}

describe('the watcher', () => {
  it('hears a file that is written, and every further time', async () => {
    const { at, heard } = await listen({ 'a.ts': '1' });
    for (const text of ['2', '3', '4']) {
      at.write({ 'a.ts': text });
      await heard('a.ts');
    }
  });

  it('hears a second write soon after the first', async () => {
    const { at, heard } = await listen({ 'a.ts': '1' });
    at.write({ 'a.ts': '' });
    await heard('a.ts');
    at.write({ 'a.ts': '2' });
    await heard('a.ts');
  });

  it('hears an atomic save: a new file that takes the place of the old one, again and again', async () => {
    const { at, heard } = await listen({ 'a.ts': '1' });
    for (const text of ['2', '3', '4']) {
      at.write({ 'a.ts~': text });
      renameSync(join(at.path, 'a.ts~'), join(at.path, 'a.ts'));
      await heard('a.ts');
    }
  });

  it('hears both names of a file that is renamed, new files, and deleted ones that come again', async () => {
    const { at, heard } = await listen({ 'a.ts': '1' });
    renameSync(join(at.path, 'a.ts'), join(at.path, 'b.ts'));
    await heard('a.ts', 'b.ts');
    at.write({ 'new/deep/c.ts': '1' });
    await heard('new/deep/c.ts');
    rmSync(join(at.path, 'new/deep/c.ts'));
    await heard('new/deep/c.ts');
    at.write({ 'new/deep/c.ts': '1' });
    await heard('new/deep/c.ts');
  });

  it('hears of a folder again that was deleted as a whole', async () => {
    const { at, heard, watch } = await listen({ 'plugin/a.ts': '1' });
    await watch([{ path: join(at.path, 'plugin'), isDeep: true }]);
    rmSync(join(at.path, 'plugin'), { recursive: true });
    await heard('plugin/a.ts');
    mkdirSync(join(at.path, 'plugin'));
    writeFileSync(join(at.path, 'plugin/a.ts'), '2');
    await heard('plugin/a.ts');
  });

  it('passes over node_modules, names with a dot, and what lies below a folder that is watched flat', async () => {
    const deep = await listen({ 'a.ts': '1', 'node_modules/x/index.js': '1', '.git/HEAD': '1' });
    deep.at.write({ 'node_modules/x/index.js': '2', '.git/HEAD': '2', 'a.ts': '2' });
    await later(deep);
    expect(deep.all.filter((path) => /node_modules|\.git/.test(path))).toEqual([]);
    await watcher!.close();
    const flat = await listen({ 'a.ts': '1', 'below/b.ts': '1' }, false);
    flat.at.write({ 'below/b.ts': '2', 'a.ts': '2' });
    await later(flat);
    expect(flat.all.filter((path) => path.endsWith('b.ts'))).toEqual([]);
  });
});
