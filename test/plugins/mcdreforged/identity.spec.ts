/** Open this to see who a plugin of MCDReforged is: its id and other metadata, with fallbacks and the warnings that go with them. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Folder, temporaryFolder } from './given.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

const meta = (text: string): string => `export const PLUGIN_METADATA = ${text};`;

describe('metadata', () => {
  it('is all there for others to see, in every field', async () => {
    folder.write({
      'plugins/mine.mjs': meta(`{
        id: 'my_plugin_id', version: '1.14.1-beta.4+build.54', name: 'My Plugin', description: { en_us: 'cool', zh_cn: '酷' },
        author: ['myself', 'you'], link: 'https://example.com', dependencies: { mcdreforged: '>=1.0.0', an_important_api: '*' },
      }`),
      'plugins/api.mjs': meta(`{ id: 'an_important_api', version: '2.0', name: { toString: () => 'Rich' }, author: 'one' }`),
    });
    const { test } = await folder.start();
    const { manifest } = test.host.info('my_plugin_id');
    expect(manifest).toMatchObject({
      id: 'my_plugin_id',
      version: '1.14.1-beta.4+build.54',
      name: 'My Plugin',
      description: { en_us: 'cool', zh_cn: '酷' },
      authors: ['myself', 'you'],
      link: 'https://example.com',
      versions: 'mcdreforged',
      dialect: 'mcdreforged',
      reload: 'restart',
    });
    expect(manifest.dependencies.map(({ id, range }) => `${id} ${range}`)).toEqual(['mcdreforged >=1.0.0', 'an_important_api *']);
    expect(test.host.info('an_important_api').manifest).toMatchObject({ name: 'Rich', version: '2.0', authors: ['one'] });
    expect(test.host.info('my_plugin_id').state).toBe('running');
  });

  it.each([
    ["{ text: 'Gold', color: 'gold' }", 'Gold'],
    ["{ text: 'My ', extra: [{ text: 'Plugin', bold: true }, '!'] }", 'My Plugin!'],
    ["['My ', { text: 'Plugin' }]", 'My Plugin'],
  ])('may have a text of the game for a name and a description, which is kept as it prints: %s', async (text, plain) => {
    folder.write({ 'plugins/a.mjs': meta(`{ id: 'a', version: '1', name: ${text}, description: ${text} }`) });
    const { test } = await folder.start();
    expect(test.host.info('a').manifest).toMatchObject({ name: plain, description: plain });
  });

  it('falls back to the file name and 0.0.0 where there is none, and says so', async () => {
    folder.write({
      'plugins/Bad Name.mjs': 'export function on_load(server) { server.logger.info(JSON.stringify(server.get_self_metadata())); }',
    });
    const { said } = await folder.start();
    expect(said('bad_name')).toEqual([
      "plugins/Bad Name.mjs doesn't declare PLUGIN_METADATA; fallback values are used. Export PLUGIN_METADATA = { id, version, … }.",
      'Version of bad_name is not specified; the fallback version is used instead: 0.0.0',
      JSON.stringify({ id: 'bad_name', version: '0.0.0', name: 'bad_name', dependencies: {}, entrypoint: 'bad_name' }),
    ]);
  });

  it.each([
    ['export default { PLUGIN_METADATA: { id: "a", version: "1" }, on_load(server) { server.logger.info("loaded"); } };', 'mjs'],
    ['export const metadata = { id: "a", version: "1" }; export const onLoad = (server) => server.logger.info("loaded");', 'mjs'],
    ['exports.PLUGIN_METADATA = { id: "a", version: "1" }; exports.on_load = (server) => server.logger.info("loaded");', 'cjs'],
    ['module.exports = { metadata: { id: "a", version: "1" }, onLoad(server) { server.logger.info("loaded"); } };', 'cjs'],
    [
      'export const metadata: { id: string; version: string } = { id: "a", version: "1" }; export const onLoad = (server: any) => server.logger.info("loaded");',
      'ts',
    ],
  ])('may be written as %s', async (text, extension) => {
    folder.write({ [`plugins/a.${extension}`]: text });
    const { said, report } = await folder.start();
    expect(report.problems).toEqual([]);
    expect(said('a')).toEqual(['loaded']);
  });

  it.each([
    [
      "{ id: 'Mine', version: '1' }",
      "Plugin id 'Mine' of plugins/x.mjs is invalid: it should consist of a lowercase letter, then lowercase letters, numbers and underscores with a length of 1 to 64. The id from the file name is used instead: x",
    ],
    ["{ version: '1' }", 'Plugin id of plugins/x.mjs is not specified; the id from the file name is used instead: x'],
    [
      "{ id: 'x', version: 'one.two' }",
      "Version 'one.two' of x is invalid (the part 'one' is no number), ignore and use fallback version instead 0.0.0",
    ],
    ["{ id: 'x', version: 7 }", "Version '7' of x is invalid (it is a number), ignore and use fallback version instead 0.0.0"],
    [
      "{ id: 'x', version: '1', dependencies: { api: '>= 1' } }",
      `Dependency "api: >= 1" of x is invalid (in '>=', it is empty), so it is ignored`,
    ],
  ])('%s is warned about, and the plugin runs', async (text, warning) => {
    folder.write({ 'plugins/x.mjs': meta(text) });
    const { said, report } = await folder.start();
    expect(said('x')).toEqual([warning]);
    expect(report.plugins.find(({ id }) => id === 'x')).toMatchObject({ state: 'running' });
  });

  it.each([
    ["{ id: 'x', version: '1', author: 5 }", 'PLUGIN_METADATA of plugins/x.mjs: author is a number instead of a text or a list of texts.'],
    ["{ id: 'x', version: '1', link: {} }", 'PLUGIN_METADATA of plugins/x.mjs: link is an object instead of a text.'],
    [
      "{ id: 'x', version: '1', description: { en_us: 1 } }",
      'PLUGIN_METADATA of plugins/x.mjs: description.en_us is a number instead of a text.',
    ],
    ["{ id: 'x', version: '1', dependencies: ['a'] }", 'dependencies is a list instead of a map from plugin id to requirement.'],
    ["{ id: 'x', version: '1', entrypoint: 'y' }", "Invalid entry point 'y' for plugin id 'x': it is 'x' or begins with 'x.'."],
  ])('%s is refused, and nobody else notices', async (text, why) => {
    folder.write({ 'plugins/x.mjs': meta(text), 'plugins/y.mjs': meta("{ id: 'y', version: '1' }") });
    const { report } = await folder.start();
    expect(report.problems).toMatchObject([
      { code: 'attach.called-back-error', extension: 'x.mjs', message: expect.stringContaining(why) },
    ]);
    expect(report.plugins.map(({ id, state }) => `${id} ${state}`)).toEqual(['mcdreforged running', 'y running']);
  });
});

describe('an id', () => {
  it.each([
    ['document', ['my_plugin', 'anotherhelper123', '__a_cool_plugin__', '9lives', 'x'.repeat(64)]],
    ['current', ['my_plugin', 'anotherhelper123', 'x'.repeat(64)]],
  ] as const)('by the %s grammar may be what it says', async (ids, good) => {
    folder.write(Object.fromEntries(good.map((id, index) => [`plugins/${index}.mjs`, meta(`{ id: '${id}', version: '1' }`)])));
    const { report } = await folder.start({ ids });
    expect(report.problems).toEqual([]);
    expect(report.plugins.map(({ id }) => id).sort()).toEqual([...good, 'mcdreforged'].sort());
  });

  it.each([
    ['document', ['MyPlugin', 'another-helper-123', 'a cool plugin', 'x'.repeat(65), 'cool\\n']],
    ['current', ['MyPlugin', 'another-helper-123', 'a cool plugin', '__a_cool_plugin__', '9lives', 'x'.repeat(65)]],
  ] as const)('by the %s grammar is nothing else', async (ids, bad) => {
    folder.write(Object.fromEntries(bad.map((id, index) => [`plugins/p${index}.mjs`, meta(`{ id: '${id}', version: '1' }`)])));
    const { report, said } = await folder.start({ ids });
    expect(report.plugins.map(({ id }) => id).sort()).toEqual([...bad.map((_, index) => `p${index}`), 'mcdreforged'].sort());
    expect(said().filter((line) => line.includes('is invalid'))).toHaveLength(bad.length);
  });

  it('that is taken is refused to whoever comes later, with both places', async () => {
    folder.write({ 'plugins/a.mjs': meta("{ id: 'dup', version: '1' }"), 'plugins/b.mjs': meta("{ id: 'dup', version: '2' }") });
    const { report } = await folder.start();
    expect(report.plugins.filter(({ id }) => id === 'dup').map(({ version }) => version)).toEqual(['1']);
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]!.message).toContain('plugins/a.mjs');
    expect(report.problems[0]!.message).toContain('plugins/b.mjs');
  });
});
