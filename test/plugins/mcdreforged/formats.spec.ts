/** Open this to see the shapes in which plugins lie on the disk, where they are looked for, and what is said of those that are wrong. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Folder, solo, temporaryFolder, zip, type ZipEntry } from './given.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

const json = (id: string, more = ''): string => `{ "id": "${id}", "version": "1.2", "name": "${id}"${more} }`;
const loads = `export const on_load = (server) => server.logger.info('load ' + server.open_bundled_file('text.txt').toString() + ' ' + server.tr('hello.who', 'Ada'));`;
const packed = (id: string, more: readonly ZipEntry[] = []): Buffer =>
  zip([
    { name: 'mcdreforged.plugin.json', text: json(id) },
    { name: `${id}/`, mode: 0o40755 },
    { name: `${id}/index.mjs`, text: `export { on_load } from './deep/load.mjs';` },
    { name: `${id}/deep/load.mjs`, text: loads },
    { name: 'text.txt', text: 'bundled' },
    { name: 'lang/en_us.json', text: '{ "hello.who": "Hello {0}" }' },
    ...more,
  ]);

describe('a plugin', () => {
  it('may be one file, a directory, an archive, or a directory elsewhere', async () => {
    folder.write({
      'plugins/solo.mjs': solo('solo'),
      'plugins/MyDirectory/mcdreforged.plugin.json': json('dir', ', "entrypoint": "dir.main"'),
      'plugins/MyDirectory/dir/main.mjs': loads,
      'plugins/MyDirectory/text.txt': 'in the directory',
      'plugins/MyDirectory/lang/en_us.yml': 'hello:\n  who: Hi {}\n',
      'plugins/packed-v1.mcdr': packed('packed'),
      'plugins/link/mcdreforged.linked_directory_plugin.json': `{ "target": "../../elsewhere" }`,
      'elsewhere/mcdreforged.plugin.json': json('linked'),
      'elsewhere/linked.mjs': `export const on_load = (server) => server.logger.info('load ' + server.get_plugin_file_path('linked'));`,
    });
    const { report, said } = await folder.start();
    expect(report.problems).toEqual([]);
    expect(
      said()
        .filter((line) => line.includes('load'))
        .sort(),
    ).toEqual([
      'dir: load in the directory Hi Ada',
      `linked: load ${folder.path}/plugins/link`,
      'packed: load bundled Hello Ada',
      'solo: load first',
    ]);
  });

  it('is found in several directories and in category folders; what begins with a dot and what is a module itself is passed over', async () => {
    folder.write({
      'plugins/b.mjs': solo('b'),
      'plugins/games/chess/a.mjs': solo('a'),
      'plugins/.hidden/x.mjs': solo('x1'),
      'plugins/node_modules/y/y.mjs': solo('x2'),
      'plugins/library/index.mjs': 'throw new Error("not a plugin")',
      'plugins/library/other.mjs': solo('x3'),
      'plugins/types.d.ts': 'export {}',
      'plugins/readme.txt': '',
      'more/c.mjs': solo('c'),
    });
    symlinkSync('..', join(folder.path, 'plugins/games/loop'));
    const { report, warned } = await folder.start({ directories: ['plugins', 'more', 'nowhere'] });
    expect(report.plugins.map(({ id }) => id)).toEqual(['mcdreforged', 'b', 'a', 'c']);
    expect(warned).toEqual([
      expect.stringMatching(/^Plugin directory ".*\/nowhere" can't be read: ENOENT.*Make it, or take it out of `directories`\.$/),
    ]);
  });

  it('stands beside a link that leads to itself, and beside one of Python, which are told', async () => {
    folder.write({ 'plugins/a.mjs': solo('a'), 'plugins/old.py': 'print(1)' });
    symlinkSync('loop', join(folder.path, 'plugins/loop'));
    const { mcdr, warned, said } = await folder.start();
    expect(warned).toEqual([
      expect.stringMatching(/plugins\/loop" can't be looked at: ELOOP/),
      expect.stringMatching(/plugins\/old\.py" is written in Python/),
    ]);
    expect(said('a')).toEqual(['load first']);
    expect(await mcdr.load_plugin('plugins/loop')).toBe(false);
  });

  it('that is broken stops nothing else', async () => {
    folder.write({
      'plugins/a_syntax.mjs': 'export function (',
      'plugins/b_throws.mjs': 'throw new Error("at import")',
      'plugins/c_json/mcdreforged.plugin.json': '{ nope',
      'plugins/d_noid/mcdreforged.plugin.json': '{ "version": "1" }',
      'plugins/e_noentry/mcdreforged.plugin.json': json('e'),
      'plugins/f_link/mcdreforged.linked_directory_plugin.json': '{ "target": "./nowhere" }',
      'plugins/g_zip.mcdr': 'no archive',
      'plugins/good.mjs': solo('good'),
    });
    const { report, said } = await folder.start();
    expect(report.plugins.map(({ id }) => id)).toEqual(['mcdreforged', 'good']);
    expect(said('good')).toEqual(['load first']);
    const told = report.problems.map(({ code, extension, message }) => [
      code,
      extension,
      message.replace(/^.*?called back an error: |^The attach of .*? threw: /, ''),
    ]);
    expect(told.map(([code, extension]) => `${code} ${extension}`)).toEqual([
      'extension.import-failed ./plugins/a_syntax.mjs',
      'extension.import-failed ./plugins/b_throws.mjs',
      'attach.called-back-error c_json',
      'attach.called-back-error d_noid',
      'attach.called-back-error e_noentry',
      'attach.called-back-error f_link',
      'attach.called-back-error g_zip.mcdr',
    ]);
    const texts = report.problems.map(({ message }) => message).join('\n');
    expect(texts).toContain('Fail to load plugin at plugins/c_json: mcdreforged.plugin.json is not JSON');
    expect(texts).toContain('Missing plugin id in mcdreforged.plugin.json; write "id": "my_plugin".');
    expect(texts).toContain("its entry point 'e' is neither e.js nor e/index.js");
    expect(texts).toContain('nowhere has no mcdreforged.plugin.json');
    expect(texts).toContain('Fail to load plugin at plugins/g_zip.mcdr: ');
  });

  it('whose packages are not installed is not even imported', async () => {
    const throws = 'throw new Error("imported")';
    folder.write({
      'node_modules/there/package.json': '{ "name": "there", "version": "1.5.0" }',
      'plugins/a/mcdreforged.plugin.json': json('a'),
      'plugins/a/a.mjs': throws,
      'plugins/a/requirements.txt': '# comment\nthere>=1\nnot-there\n',
      'plugins/b/mcdreforged.plugin.json': json('b'),
      'plugins/b/b.mjs': throws,
      'plugins/b/package.json': '{ "dependencies": { "there": "^2.0.0" } }',
      'plugins/c/mcdreforged.plugin.json': json('c'),
      'plugins/c/c.mjs': 'export {}',
      'plugins/c/requirements.txt': 'there ^1.2\nthere @ file:///x\n',
    });
    const { report, said } = await folder.start();
    expect(report.problems.map(({ code, extension }) => `${code} ${extension}`)).toEqual([
      'attach.called-back-error a',
      'attach.called-back-error b',
    ]);
    expect(report.problems[0]!.message).toContain("required package 'not-there' not installed; run npm install not-there");
    expect(report.problems[1]!.message).toContain(
      "version unsatisfied for required package 'there': 1.5.0 is installed, and ^2.0.0 is needed",
    );
    expect(said('c')).toEqual([expect.stringContaining('Unsupported line in')]);
  });
});

describe('an archive', () => {
  it.each<[string, ZipEntry[], string]>([
    ['leads out', [{ name: '../evil.mjs' }], '../evil.mjs'],
    ['has an absolute path', [{ name: '/etc/evil' }], '/etc/evil'],
    ['leads out in the middle', [{ name: 'bad/../../evil' }], 'bad/../../evil'],
    ['has a path of Windows', [{ name: 'C:\\evil' }], 'C:\\evil'],
    ['has a link', [{ name: 'bad/link', text: '/etc/passwd', mode: 0o120777 }], "its entry 'bad/link' is a link"],
    ['has another package', [{ name: 'other/index.mjs' }], 'Packed plugin cannot contain other package: found package other'],
    ['has another module', [{ name: 'other.mjs' }], 'Packed plugin cannot contain other module: found module other.mjs'],
    ['has a huge entry', [{ name: 'bad/huge', text: 'x'.repeat(3000) }], "its entry 'bad/huge' has 3000 bytes, and 2000 are the most"],
    ['lies of the size of an entry', [{ name: 'bad/huge', text: 'x'.repeat(1_000_000), size: 10 }], 'too many bytes in the stream'],
    [
      'is huge as a whole',
      Array.from({ length: 5 }, (_, index) => ({ name: `bad/${index}`, text: 'x'.repeat(1900) })),
      'it has more than 6000 bytes, unpacked',
    ],
    ['has very many entries', Array.from({ length: 60 }, (_, index) => ({ name: `bad/${index}` })), 'entries, and 50 are the most'],
    ['has an encrypted entry', [{ name: 'bad/secret', flags: 1 }], "its entry 'bad/secret' is encrypted"],
    ['has an entry twice', [{ name: 'text.txt' }], "it has two entries 'text.txt'"],
  ])('that %s is refused, and leaves nothing', async (_, more, why) => {
    folder.write({ 'plugins/bad.mcdr': packed('bad', more), 'plugins/good.mcdr': packed('good') });
    const { report, test } = await folder.start({ archives: { entries: 50, entryBytes: 2000, totalBytes: 6000 } });
    const place = join(folder.path, 'plugins/bad.mcdr');
    expect(report.problems).toMatchObject([
      { code: 'attach.called-back-error', extension: 'bad.mcdr', place, cause: { code: 'mcdreforged.not-loadable' } },
    ]);
    expect(report.problems[0]!.message).toContain(`Fail to load plugin at plugins/bad.mcdr: `);
    expect(report.problems[0]!.message).toContain(why);
    expect(report.problems[0]!.hint).toContain('Pack it again without that, and load it again.');
    expect(report.plugins.map(({ id }) => id)).toEqual(['mcdreforged', 'good']);
    expect(readdirSync(folder.path).sort()).toEqual(['.mortise', 'plugins']);
    expect(readdirSync(join(folder.path, '.mortise')).flatMap((each) => readdirSync(join(folder.path, '.mortise', each)))).toEqual([
      expect.stringMatching(/^good-/),
    ]);
    await test.stop();
    expect(readdirSync(join(folder.path, '.mortise'))).toEqual([]);
  });

  it('with metadata of megabytes is refused, and nothing is thrown where nobody catches it', async () => {
    folder.write({ 'plugins/bad.mcdr': zip([{ name: 'mcdreforged.plugin.json', text: `{"id":"bad"}${' '.repeat(1_500_000)}` }]) });
    const { report } = await folder.start();
    expect(report.problems[0]!.message).toContain("its entry 'mcdreforged.plugin.json' has 1500012 bytes, and 1048576 are the most for it");
  });

  it('without its metadata is none', async () => {
    folder.write({ 'plugins/bad.pyz': zip([{ name: 'bad/index.mjs' }]) });
    const { report } = await folder.start();
    expect(report.problems[0]!.message).toContain('there is no mcdreforged.plugin.json at its root');
  });

  it('may have folders whose names nobody can import', async () => {
    folder.write({ 'plugins/good.mcdr': packed('good', [{ name: 'resources/readme.md' }, { name: 'other-name/data.json', text: '{}' }]) });
    const { report } = await folder.start();
    expect(report.problems).toEqual([]);
  });
});

it('an owner who asks for what there is not hears of it', async () => {
  await expect(folder.start({ directory: 'plugins' } as never)).rejects.toThrow(
    "createMcdr has no option 'directory': there are home, directories,",
  );
});

it('nothing is unpacked outside of home', async () => {
  mkdirSync(join(folder.path, 'plugins'));
  folder.write({ 'plugins/a.mcdr': packed('a') });
  const { test, said } = await folder.start();
  expect(said('a')).toEqual(['load bundled Hello Ada']);
  expect(test.host.info('a').manifest.source.path).toContain(join(folder.path, '.mortise', 'mcdreforged-'));
});

it('what a process has left that was killed is taken away, and that of others stays', async () => {
  const { pid } = spawnSync(process.execPath, ['--eval', '0']);
  folder.write({
    [`.mortise/mcdreforged-${pid}-0123abcd/x/x.js`]: '',
    [`.mortise/mcdreforged-${process.ppid}-0123abcd/y/y.js`]: '',
    '.mortise/socket': '',
    'plugins/a.mcdr': packed('a'),
  });
  await folder.start();
  expect(readdirSync(join(folder.path, '.mortise')).sort()).toEqual([
    expect.stringMatching(new RegExp(`^mcdreforged-(?:${process.pid}|${process.ppid})-`)),
    expect.stringMatching(new RegExp(`^mcdreforged-(?:${process.pid}|${process.ppid})-`)),
    'socket',
  ]);
});
