/** Open this to see the dependency check: what is missing, too old, in a circle or unhappy itself keeps nobody else from running. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Folder, solo, temporaryFolder } from './given.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

const needing = (id: string, needs: string, version = '1.0.0'): Record<string, string> => ({
  [`plugins/${id}.mjs`]: `export const PLUGIN_METADATA = { id: '${id}', version: '${version}', dependencies: ${needs} };
    export const on_load = (server) => server.logger.info('load'); export const on_unload = (server) => server.logger.info('unload');`,
});

async function reasonsOf(files: Record<string, string>): Promise<Record<string, string | undefined>> {
  folder.write({ ...files, 'plugins/zz_other.mjs': solo('zz_other') });
  const { report } = await folder.start();
  const all = Object.fromEntries(report.plugins.map(({ id, state, reason }) => [id, state === 'running' ? 'running' : reason]));
  // Whatever happens, what has nothing to do with it runs.
  expect(all['zz_other']).toBe('running');
  return all;
}

describe('a dependency', () => {
  it('that is there lets the plugin start after it, in the order of need', async () => {
    folder.write({ ...needing('a', "{ b: '>=1.0', c: '*' }"), ...needing('b', "{ c: '1.*' }"), ...needing('c', '{}') });
    const { said } = await folder.start();
    expect(said().filter((line) => line.endsWith(': load'))).toEqual(['c: load', 'b: load', 'a: load']);
  });

  it('that is missing is named, with the requirement', async () => {
    expect(await reasonsOf(needing('x', "{ nope: '>=1' }"))).toMatchObject({ x: "'x' needs 'nope' >=1, which is not loaded." });
  });

  it('of another version is named, with both', async () => {
    const found = await reasonsOf({ ...needing('x', "{ lib: '>=2.0' }"), ...needing('lib', '{}') });
    expect(found['x']).toContain("'lib'");
    expect(found['x']).toContain('>=2.0');
    expect(found['x']).toContain('1.0.0');
    expect(found['lib']).toBe('running');
  });

  it('in a circle is told with the whole path', async () => {
    const found = await reasonsOf({
      ...needing('a', "{ b: '*' }"),
      ...needing('b', "{ c: '*' }"),
      ...needing('c', "{ a: '*' }"),
      ...needing('me', "{ me: '*' }"),
    });
    for (const id of ['a', 'b', 'c']) expect(found[id]).toContain('a -> b -> c -> a');
    expect(found['me']).toContain('me -> me');
  });

  it('that fails its own check keeps its dependents waiting, who say for whom', async () => {
    const found = await reasonsOf({ ...needing('child', "{ parent: '*' }"), ...needing('parent', "{ nope: '*' }") });
    expect(found['parent']).toContain("'nope'");
    expect(found['child']).toContain("'parent'");
  });

  it.each([
    ['the server', "{ mcdreforged: '>=1.0.0 <3' }", "{ mcdreforged: '>=3' }", 'mcdreforged'],
    ['the host', "{ mortise: '*' }", "{ mortise: '>=999' }", 'mortise'],
    ['the runtime', "{ node: '>=20' }", "{ node: '>=999' }", 'node'],
  ])('may be %s', async (_, good, bad, named) => {
    const found = await reasonsOf({ ...needing('good', good), ...needing('bad', bad) });
    expect(found['good']).toBe('running');
    expect(found['bad']).toContain(named === 'mcdreforged' ? "'mcdreforged'" : named);
  });

  it('on Python names what there is instead', async () => {
    folder.write(needing('snake', "{ python: '>=3.8' }"));
    const { test, said } = await folder.start();
    expect(test.host.list().find(({ id }) => id === 'snake')!.reason).toBe("'snake' needs 'python' >=3.8, which is not loaded.");
    expect(said('snake')).toEqual([
      "snake depends on python, and plugins here run on Node, so it waits for ever: write node: '>=20' instead",
    ]);
  });

  it('that comes later lets those who wait start by themselves', async () => {
    folder.write(needing('x', "{ late: '*' }"));
    const { mcdr, test } = await folder.start();
    folder.write({ 'plugins/late.mjs': solo('late') });
    expect(await mcdr.refresh_changed_plugins()).toMatchObject({ loaded: expect.arrayContaining(['late', 'x']), failed: {} });
    expect(test.host.list().map(({ id, state }) => `${id} ${state}`)).toEqual(['mcdreforged running', 'x running', 'late running']);
  });

  it('may be of another style', async () => {
    folder.write(needing('x', "{ cache: '>=1.2' }"));
    const { report } = await folder.start({}, { plugins: [{ extension: { id: 'cache', version: '1.4.0' } }] });
    expect(report.plugins.find(({ id }) => id === 'x')).toMatchObject({ state: 'running' });
  });

  it('an extension that throws in on_load is failed, and those who need it wait', async () => {
    folder.write({
      'plugins/bad.mjs': `export const PLUGIN_METADATA = { id: 'bad', version: '1' }; export function on_load() { throw new Error('no luck'); }`,
      ...needing('x', "{ bad: '*' }"),
      'plugins/y.mjs': solo('y'),
    });
    const { report } = await folder.start();
    expect(report.plugins.map(({ id, state }) => `${id} ${state}`).sort()).toEqual([
      'bad failed',
      'mcdreforged running',
      'x waiting',
      'y running',
    ]);
    expect(report.problems.find(({ plugin }) => plugin === 'bad')).toMatchObject({
      code: 'lifecycle.failed',
      message: expect.stringContaining('no luck'),
    });
  });
});
