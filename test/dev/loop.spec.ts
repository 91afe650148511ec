/** Open this to see how edits become changes: gathered, one change at a time, and what failed is tried again when it may have become better. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChangeOutcome } from '../../src/dev/outcome.js';
import { world } from './world.js';

const A = ['/home/a/index.ts', '/home/a/part.ts'];
const B = ['/home/b/index.ts'];

describe('the loop', () => {
  it('reads nothing while files are still being saved, then everything in one change', async () => {
    const { save, pass, asked } = await world({ a: A, b: B });
    save('/home/a/part.ts', '2');
    await pass(15);
    save('/home/b/index.ts', '2');
    await pass(15);
    expect(asked).toEqual([]);
    await pass(5);
    expect(asked).toEqual([{ reload: ['a', 'b'], load: [], unload: [] }]);
  });

  it('hears what was saved while the host started, once', async () => {
    const { pass, asked, told } = await world({ a: A, b: B }, { meanwhile: { '/home/a/part.ts': '2' } });
    await pass(20);
    expect(asked).toEqual([{ reload: ['a'], load: [], unload: [] }]);
    expect(told).toMatchObject([{ isDone: true, titles: ['a'] }]);
    await pass(1000);
    expect(asked).toHaveLength(1);
  });

  it('takes no change for one: the same text, and files that belong to nobody', async () => {
    const { save, hear, pass, asked } = await world({ a: A });
    hear('/home/a/part.ts');
    save('/home/a/notes.txt', 'x');
    save('/home/a/other.ts', 'nobody imports it');
    await pass(100);
    expect(asked).toEqual([]);
  });

  it('changes once more when something is saved while a change runs', async () => {
    const { save, pass, hold, asked, most, loop } = await world({ a: A });
    const release = hold();
    save('/home/a/part.ts', '2');
    await pass(20);
    save('/home/a/part.ts', '3');
    await pass(1000);
    expect(asked).toHaveLength(1);
    release();
    await pass(0);
    await loop.idle();
    expect(asked).toHaveLength(2);
    expect(most()).toBe(1);
  });

  it('keeps what failed, and tries it again only when something of it has changed', async () => {
    const { save, hear, pass, asked, told } = await world({ a: A });
    save('/home/a/part.ts', 'broken');
    await pass(20);
    expect(told.at(-1)).toMatchObject({ isDone: false, titles: ['a'] });
    hear('/home/a/part.ts');
    await pass(20);
    expect(asked).toHaveLength(1);
    save('/home/a/index.ts', 'better, but the part is not');
    await pass(20);
    expect(told.at(-1)).toMatchObject({ isDone: false });
    save('/home/a/part.ts', '3');
    await pass(20);
    expect(told.at(-1)).toMatchObject({ isDone: true, stale: [] });
    expect(asked).toHaveLength(3);
  });

  it('tries again when a helper that was deleted is there again, as it was', async () => {
    const { save, pass, told } = await world({ a: A });
    save('/home/a/part.ts');
    await pass(200);
    expect(told.at(-1)).toMatchObject({ isDone: false });
    save('/home/a/part.ts', '1 of /home/a/part.ts');
    await pass(20);
    expect(told.at(-1)).toMatchObject({ isDone: true });
  });

  it('waits for a helper that is gone for a moment, as when an editor deletes it before it is written', async () => {
    const { save, pass, asked, told } = await world({ a: A, b: B });
    save('/home/a/part.ts');
    await pass(60);
    save('/home/b/index.ts', '2');
    await pass(60);
    expect(asked).toEqual([]);
    save('/home/a/part.ts', '2');
    await pass(20);
    expect(asked.map(({ reload }) => reload)).toEqual([['a', 'b']]);
    expect(told).toHaveLength(1);
  });

  it('follows a helper that is renamed when its importer is edited', async () => {
    const { save, pass, told, find } = await world({ a: A });
    save('/home/a/part.ts');
    save('/home/a/piece.ts', 'the part');
    find('a', ['/home/a/index.ts', '/home/a/piece.ts']);
    save('/home/a/index.ts', 'imports the piece');
    await pass(200);
    expect(told).toMatchObject([{ isDone: true, titles: ['a'], stale: [] }]);
    save('/home/a/piece.ts', '2');
    await pass(20);
    expect(told).toHaveLength(2);
  });

  it('looks for what failed in the folders below as well', async () => {
    const { save, pass, asked, watched } = await world({ a: ['/home/index.ts'] });
    expect(watched()).toEqual([{ path: '/home', isDeep: false }]);
    save('/home/index.ts', 'broken');
    await pass(20);
    expect(watched()).toContainEqual({ path: '/home', isDeep: true });
    save('/home/new/helper.ts', 'here it is');
    await pass(20);
    expect(asked).toHaveLength(2);
  });

  it('lets one go live beside another that still fails, and says so', async () => {
    const { save, pass, asked, told } = await world({ a: A, b: B });
    save('/home/a/index.ts', 'broken');
    await pass(20);
    save('/home/b/index.ts', '2');
    await pass(20);
    expect(asked.map(({ reload }) => reload)).toEqual([['a'], ['b', 'a'], ['b']]);
    expect(told.at(-1)).toMatchObject({ isDone: true, titles: ['b'], stale: ['a'] });
  });

  it('tells once what is wrong elsewhere, and again to whoever edits it', async () => {
    const { save, pass, told } = await world({ a: ['/home/a.ts'], b: ['/home/b.ts'] }, { texts: { '/home/b.ts': 'broken' } });
    save('/home/a.ts', '2');
    await pass(20);
    expect(told).toMatchObject([{ isDone: true, titles: ['a'], problems: [], stale: ['b'] }]);
    save('/home/notes.ts', 'belongs to nobody');
    await pass(20);
    expect(told).toHaveLength(1);
    save('/home/b.ts', 'still broken');
    await pass(20);
    expect(told.at(-1)).toMatchObject({ isDone: true, titles: ['b'], problems: [{ message: 'Error: b: /home/b.ts is still broken' }] });
    save('/home/b.ts', '2');
    await pass(20);
    expect(told.at(-1)).toMatchObject({ isDone: true, titles: ['b'], problems: [], stale: [] });
  });

  it('lets two go live together that need each other', async () => {
    const { save, pass, told } = await world({ a: ['/home/a/index.ts', '/home/shared.ts'], b: ['/home/b/index.ts'] });
    save('/home/a/index.ts', 'broken');
    await pass(20);
    save('/home/a/index.ts', '2');
    save('/home/b/index.ts', '2');
    await pass(20);
    expect(told.at(-1)).toMatchObject({ isDone: true, titles: ['a', 'b'], stale: [] });
  });

  it('unloads a discovered plugin whose file is gone, and not one that is only written anew', async () => {
    const { save, pass, asked, told } = await world({ found: ['/home/plugins/found.mjs'] }, { directories: ['/home/plugins'] });
    save('/home/plugins/found.mjs');
    await pass(60);
    save('/home/plugins/found.mjs', '2');
    await pass(300);
    expect(asked).toEqual([{ reload: ['found'], load: [], unload: [] }]);
    save('/home/plugins/found.mjs');
    await pass(300);
    expect(asked.at(-1)).toEqual({ reload: [], load: [], unload: ['found'] });
    expect(told.at(-1)).toMatchObject({ isDone: true, gone: ['found'] });
  });

  it('loads what comes to a directory, and takes a file that is renamed there for one change', async () => {
    const there = { '/home/plugins/.keep': '' };
    const { save, pass, asked, told, find } = await world({ a: A }, { directories: ['/home/plugins'], texts: there });
    find('found', ['/home/plugins/one.mjs']);
    save('/home/plugins/one.mjs', '1');
    await pass(20);
    expect(asked).toEqual([{ reload: [], load: ['id of found'], unload: [] }]);
    expect(told.at(-1)).toMatchObject({ isDone: true, titles: ['found'] });
    save('/home/plugins/one.mjs');
    find('found too', ['/home/plugins/two.mjs']);
    save('/home/plugins/two.mjs', '1');
    await pass(300);
    expect(asked.slice(1)).toEqual([{ reload: [], load: ['id of found too'], unload: ['found'] }]);
  });

  it('loads what comes in a directory that was not there', async () => {
    const { save, hear, pass, asked, watched, find } = await world({ a: A }, { directories: ['/home/plugins'] });
    expect(watched()).toContainEqual({ path: '/home', isDeep: false });
    find('found', ['/home/plugins/deep/one.mjs']);
    save('/home/plugins/deep/one.mjs', '1');
    hear('/home/plugins');
    await pass(20);
    expect(watched()).toContainEqual({ path: '/home/plugins', isDeep: true });
    expect(asked).toEqual([{ reload: [], load: ['id of found'], unload: [] }]);
  });

  it('says when the configuration has changed, and not while it is being written anew', async () => {
    const { save, hear, pass, told, asked } = await world({ a: A }, { config: '/home/mortise.yaml', texts: { '/home/mortise.yaml': '1' } });
    hear('/home/mortise.yaml');
    await pass(20);
    save('/home/mortise.yaml');
    await pass(20);
    expect(told).toEqual([]);
    save('/home/mortise.yaml', '2');
    await pass(20);
    expect(told).toEqual([{ kind: 'config', file: '/home/mortise.yaml' }]);
    expect(asked).toEqual([]);
  });

  it('reloads by hand what was not edited', async () => {
    const { loop, asked } = await world({ a: A, b: B });
    await loop.reload(loop.names());
    expect(asked).toEqual([{ reload: ['a', 'b'], load: [], unload: [] }]);
  });

  it('does nothing any more once it is closed', async () => {
    const { loop, save, pass, asked } = await world({ a: A });
    save('/home/a/part.ts', '2');
    await loop.close();
    await pass(1000);
    expect(asked).toEqual([]);
  });
});

describe('whatever is saved, and whenever', () => {
  const step = fc.record({
    file: fc.constantFrom(...A, ...B),
    text: fc.option(fc.constantFrom('1', '2', '3', 'broken'), { nil: undefined }),
    ms: fc.constantFrom(0, 5, 19, 20, 21, 100),
    isHeld: fc.boolean(),
  });

  it('in the end what is on the disk serves, or it was told that it does not; and there are never two changes at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { save, pass, hold, loop, told, most } = await world({ a: A, b: B });
        const disk = new Map<string, string | undefined>([...A, ...B].map((file) => [file, `1 of ${file}`]));
        for (const { file, text, ms, isHeld } of steps) {
          const release = isHeld ? hold() : undefined;
          save(file, text);
          disk.set(file, text);
          await pass(ms);
          release?.();
        }
        await pass(1000);
        await loop.idle();
        const isWrong = (files: readonly string[]): boolean =>
          files.some((file) => disk.get(file) === undefined || disk.get(file) === 'broken');
        const wrong = [...(isWrong(A) ? ['a'] : []), ...(isWrong(B) ? ['b'] : [])];
        const served = new Map(loop.ports.host.graphs().map(({ name, sources }) => [name, sources]));
        for (const [name, files] of [
          ['a', A],
          ['b', B],
        ] as const)
          if (!wrong.includes(name)) for (const file of files) expect(served.get(name)!.get(file)).toBe(disk.get(file));
        const last = told.findLast((outcome): outcome is ChangeOutcome => outcome.kind === 'change');
        const stale = last === undefined ? [] : last.isDone ? last.stale : [...last.titles, ...last.stale];
        expect(stale).toEqual(expect.arrayContaining(wrong));
        expect(most()).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });
});
