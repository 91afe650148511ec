/** Open this to see MCDReforged's own commands, and those of plugins, in the tree of the host. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as builder from 'mortise/mcdreforged';
import { type Folder, solo, type Started, temporaryFolder } from './given.js';

let folder: Folder;
beforeEach(() => void (folder = temporaryFolder()));
afterEach(() => folder.end());

/** What the console is answered to a line. */
async function answer({ mcdr, said }: Started, line: string): Promise<string[]> {
  const before = said('mcdreforged').length;
  await mcdr.console(line);
  return said('mcdreforged')
    .slice(before)
    .flatMap((text) => text.split('\n'));
}

describe('!!MCDR', () => {
  it('lists plugins: those that run, wait, are disabled, and were not loaded', async () => {
    folder.write({
      'plugins/a.mjs': solo('a', '', "name: 'The A'"),
      'plugins/waits.mjs': solo('waits', '', "dependencies: { nope: '*' }"),
      'plugins/broken.mjs': 'export function (',
      'plugins/second/a.mjs': solo('a'),
      'plugins/off.mjs.disabled': '',
      'plugins/bad.mcdr': 'no archive',
    });
    const found = await folder.start();
    for (const line of ['!!MCDR plugin list', '!!MCDR plg list']) {
      expect(await answer(found, line)).toEqual([
        'Plugins: 2',
        '- The A (a@1.0.0) running',
        "- waits (waits@1.0.0) waiting: 'waits' needs 'nope' *, which is not loaded.",
        'Disabled plugins: 1',
        '- plugins/off.mjs.disabled',
        'Plugins that were not loaded: 3',
        expect.stringContaining('- plugins/bad.mcdr: Fail to load plugin at plugins/bad.mcdr: '),
        expect.stringContaining('- plugins/broken.mjs: '),
        expect.stringMatching(/^- plugins\/second\/a\.mjs: The id 'a' of .* is taken by/),
      ]);
    }
    const { commands } = found.test.host;
    const offered = async (line: string): Promise<string[]> => (await commands.complete(line)).suggestions.map(({ text }) => text);
    expect(await offered('!!MCDR plugin load ')).toEqual(['plugins/bad.mcdr', 'plugins/broken.mjs', 'plugins/second/a.mjs']);
    expect(await offered('!!MCDR plugin enable ')).toEqual(['plugins/off.mjs.disabled']);
    expect(await offered('!!MCDR plugin reload ')).toEqual(['a', 'waits']);
  });

  it('shows one, in the language of who asks', async () => {
    folder.write({
      'plugins/a.mjs': solo(
        'a',
        '',
        "description: { en_us: 'cool', zh_cn: '酷' }, author: ['me', 'you'], link: 'https://example.com', dependencies: { b: '>=1' }",
      ),
      'plugins/b.mjs': solo('b'),
    });
    const found = await folder.start();
    expect(await answer(found, '!!MCDR plugin info a')).toEqual([
      'a (a@1.0.0) running', 'cool', 'Author: me, you', 'Link: https://example.com', 'File: plugins/a.mjs', 'Depends on: b >=1',
    ]); // prettier-ignore
    await answer(found, '!!MCDR preference language zh_cn');
    expect(await answer(found, '!!MCDR plugin info a')).toContain('酷');
    expect(await answer(found, '!!MCDR preference list')).toEqual(['language: zh_cn']);
    expect(await answer(found, '!!MCDR plugin info nope')).toEqual([expect.stringContaining("There is no plugin with id 'nope'.")]);
    expect(await answer(found, '!!MCDR preference language 1')).toEqual([
      expect.stringContaining("'1' is no language: write one like en_us."),
    ]);
  });

  it('loads, reloads, disables, enables and unloads them, and refreshes what has changed', async () => {
    folder.write({ 'plugins/a.mjs': solo('a') });
    const found = await folder.start();
    folder.write({ 'plugins/b.mjs': solo('b') });
    expect(await answer(found, '!!MCDR plugin load plugins/b.mjs')).toEqual(['Loaded 1: b']);
    expect(await answer(found, '!!MCDR plugin reload b')).toEqual(['Reloaded 1: b']);
    expect(await answer(found, '!!MCDR plugin disable b')).toEqual(['Unloaded 1: b']);
    expect(await answer(found, '!!MCDR plugin enable plugins/b.mjs.disabled')).toEqual(['Loaded 1: b']);
    expect(await answer(found, '!!MCDR plugin unload b')).toEqual(['Unloaded 1: b']);
    expect(await answer(found, '!!MCDR reload plugin')).toEqual(['Loaded 1: b']);
    expect(await answer(found, '!!MCDR r plg')).toEqual(['Nothing has changed.']);
    expect(await answer(found, '!!MCDR plugin reloadall')).toEqual(['Reloaded 2: a, b']);
    expect(await answer(found, '!!MCDR plg ra')).toEqual(['Reloaded 2: a, b']);
    expect(await answer(found, '!!MCDR plugin unload nope')).toEqual(["Failed nope: There is no plugin with id 'nope'. Loaded are: a, b."]);
  });

  it('says how it stands', async () => {
    folder.write({ 'plugins/a.mjs': solo('a') });
    expect(await answer(await folder.start(), '!!MCDR status')).toEqual([
      expect.stringMatching(/^MCDReforged 2\.15\.7 on mortise \d/), 'Host: test, running', 'Server: there is none', 'Plugins: 1 running, 1 found',
    ]); // prettier-ignore
  });

  it('gives and takes levels, in the file as well', async () => {
    const found = await folder.start();
    expect(await answer(found, '!!MCDR permission list')).toContain('- owner: 4');
    expect(await answer(found, '!!MCDR permission query ada')).toEqual(['ada: user']);
    expect(await answer(found, '!!MCDR permission set ada helper')).toEqual(['ada: helper']);
    expect(JSON.parse(readFileSync(join(folder.path, 'permission.json'), 'utf8'))).toMatchObject({ users: { ada: 'helper' } });
    expect(await answer(found, '!!MCDR permission set ada 3')).toEqual(['ada: admin']);
    expect(await answer(found, '!!MCDR permission set ada king')).toEqual([expect.stringContaining("'king'")]);
    expect(await answer(found, '!!MCDR permission remove ada')).toEqual(['ada: user']);
  });

  it('makes nobody more than who asks, and nobody less who is more', async () => {
    folder.write({ 'permission.json': '{ "users": { "adam": "admin", "olga": "owner" } }' });
    const { test } = await folder.start();
    const { commands } = test.host;
    const adam = { kind: 'user', name: 'adam' } as const;
    for (const [line, why] of [
      ['set adam owner', 'you are admin, and may give no more than that'],
      ['set bob 77', 'you are admin, and may give no more than that'],
      ['set olga guest', 'olga is owner, and you are admin only'],
      ['remove olga', 'olga is owner, and you are admin only'],
    ])
      await expect(commands.run(`!!MCDR permission ${line}`, adam)).rejects.toMatchObject({ message: expect.stringContaining(why!) });
    expect(await commands.run('!!MCDR permission set bob admin', adam)).toBe('bob: admin');
    expect(await commands.run('!!MCDR permission set bob king', adam).catch((error: Error) => error.message)).toContain(
      "There is no level 'king'",
    );
    expect(JSON.parse(readFileSync(join(folder.path, 'permission.json'), 'utf8'))).toMatchObject({
      users: { adam: 'admin', olga: 'owner', bob: 'admin' },
    });
  });

  it('is not for everybody', async () => {
    const { test } = await folder.start();
    const ada = { kind: 'user', name: 'ada' } as const;
    await expect(test.host.commands.run('!!MCDR plugin list', ada)).rejects.toMatchObject({
      code: expect.stringMatching(/^permission\.|^command\./),
    });
    expect(test.host.commands.help({ source: ada }).entries.map(({ prefix }) => prefix)).toEqual([
      '!!help', '!!help <page:integer 1..>', '!!help search <text:greedy>', '!!MCDR', '!!MCDR preference language <language>', '!!MCDR preference list',
    ]); // prettier-ignore
  });

  it('may be called otherwise', async () => {
    const found = await folder.start({ commandPrefix: '!!server' });
    expect(await answer(found, '!!server status')).toHaveLength(4);
    await found.mcdr.console('!!MCDR status');
    expect(found.said('mcdreforged')).toHaveLength(1);
  });
});

describe('help', () => {
  it('has the messages of plugins, by prefix, language, permission and page, and can be searched', async () => {
    const registers = Array.from({ length: 12 }, (_, index) => `server.register_help_message('!!x${index}', 'text ${index}');`).join('\n');
    folder.write({
      'plugins/a.mjs': `export const PLUGIN_METADATA = { id: 'a', version: '1' };
        export function on_load(server) { ${registers} server.register_help_message('!!day', { en_us: 'How late is it?', zh_cn: '几点了' }); server.register_help_message('!!secret', 'hidden', 'owner'); }`,
    });
    const found = await folder.start();
    expect((await answer(found, '!!help')).at(-1)).toMatch(/^page 1 of \d$/);
    expect((await answer(found, '!!help 2')).at(-1)).toMatch(/^page 2 of \d$/);
    expect(await answer(found, '!!help search HOW LATE')).toEqual(['!!day: How late is it?']);
    await answer(found, '!!MCDR preference language zh_cn');
    expect(await answer(found, '!!help search 几点')).toEqual(['!!day: 几点了']);
    const ada = { kind: 'user', name: 'ada' } as const;
    expect(found.test.host.commands.help({ source: ada, prefix: '!!secret' }).entries).toEqual([]);
    expect(found.test.host.commands.help({ prefix: '!!secret' }).entries).toHaveLength(1);
    await found.mcdr.unload_plugin('a');
    expect(found.test.host.commands.help({ prefix: '!!day' }).entries).toEqual([]);
  });
});

describe('a command of a plugin', () => {
  it('is a line or a tree, goes with its plugin, and its errors are told', async () => {
    folder.write({
      'plugins/a.mjs': `export const PLUGIN_METADATA = { id: 'a', version: '1' };
        export function on_load(server) {
          server.register_command('!!add <a:integer> <b:integer>', ({ a, b }) => String(a + b));
          server.register_command({ kind: 'literal', names: ['!!tree'], children: [{ kind: 'literal', names: ['leaf'], children: [], run: () => 'green' }] });
          server.register_command('!!bad', () => { throw new Error('no luck'); });
        }`,
    });
    const found = await folder.start();
    expect(await answer(found, '!!add 1 2')).toEqual(['3']);
    expect(await answer(found, '!!tree leaf')).toEqual(['green']);
    expect(await answer(found, '!!add 1 x')).toEqual([expect.stringContaining('!!add 1 x <--')]);
    expect(await answer(found, '!!bad')).toEqual([expect.stringContaining('no luck')]);
    await found.mcdr.unload_plugin('a');
    expect(await answer(found, '!!add 1 2')).toEqual([]);
  });

  it('is run by another plugin, in its own name or in that of a user', async () => {
    folder.write({
      'plugins/a.mjs': `export const PLUGIN_METADATA = { id: 'a', version: '1' };
        export function on_load(server) { server.register_command('!!who', (_, source) => server.logger.info(source.kind + ' ' + source.name)); }
        export async function on_mcdr_start(server) {
          await server.execute_command('!!who');
          server.logger.info(await server.execute_command('!!who', { kind: 'user', name: 'ada' }));
          server.logger.info(await server.execute_command('!!nobody'));
        }`,
    });
    const { said, test } = await folder.start();
    await test.clock.advance(0);
    expect(said('a')).toEqual(['plugin a', 'user ada', 'true', 'false']);
  });
});

describe('the command builder', () => {
  /** Runs a plugin whose on_load has the names of the builder. */
  async function built(body: string): Promise<Started> {
    folder.write({
      'permission.json': '{ "users": { "ada": "admin" } }',
      'plugins/a.mjs': `export const PLUGIN_METADATA = { id: 'a', version: '1', dependencies: { builder: '*' } };
        export function on_load(server) {
          const { Literal, CountingLiteral, Integer, Float, Text, QuotableText, GreedyText, Boolean, Enumeration, SimpleCommandBuilder, CommandError, UnknownCommand, InvalidInteger } = server.get_plugin_instance('builder');
          ${body}
        }`,
    });
    return folder.start(
      {},
      { plugins: [{ extension: { id: 'builder', version: '1.0.0', provides: { 'mcdreforged/builder': { ...builder } } } }] },
    );
  }
  const run = ({ test }: Started, line: string, user?: string): Promise<unknown> =>
    test.host.commands
      .run(line, user === undefined ? { kind: 'console', name: 'console' } : { kind: 'user', name: user })
      .catch((error: { code: string }) => error.code);

  it('makes the same tree by nodes: words, arguments with bounds, requirements, suggestions', async () => {
    const found = await built(`
      server.register_command(
        Literal(['!!day', '!!d']).runs((source) => 'day of ' + (source.player ?? 'nobody') + ' ' + source.is_console)
          .then(Literal('set').requires((source) => source.has_permission('admin'), 'admins only').then(Integer('n').in_range(1, 9).runs((_, { n }) => n + 1)))
          .then(Literal('hidden').precondition((source) => source.isConsole).runs(() => 'seen'))
          .then(Literal('say').then(GreedyText('text').atMaxLength(5).runs((_, { text }) => text)))
          .then(Literal('mode').then(Enumeration('m', ['fast', 'slow']).runs((_, { m }) => m)))
          .then(Literal('ratio').then(Float('f').at_min(0.5).then(Boolean('on').runs((_, { f, on }) => f + ' ' + on))))
          .then(Literal('to').then(QuotableText('who').suggests(() => ['ada', 'bob']).runs((source, { who }) => { source.reply('to ' + who); }))),
      );`);
    expect(found.report.problems).toEqual([]);
    expect(await run(found, '!!day')).toBe('day of nobody true');
    expect(await run(found, '!!d', 'bob')).toBe('day of bob false');
    expect(await run(found, '!!day set 3')).toBe(4);
    expect(await run(found, '!!day set 3', 'ada')).toBe(4);
    expect(await run(found, '!!day set 3', 'bob')).toBe('permission.denied');
    expect(await run(found, '!!day set 10')).toBe('command.out-of-range');
    expect(await run(found, '!!day hidden')).toBe('seen');
    expect(await run(found, '!!day hidden', 'ada')).toBe('command.unknown-argument');
    expect(await run(found, '!!day say a b')).toBe('a b');
    expect(await run(found, '!!day mode slow')).toBe('slow');
    expect(await run(found, '!!day ratio 0.75 true')).toBe('0.75 true');
    expect(await run(found, '!!day to "a b"')).toBe(undefined);
    expect(found.said('a')).toEqual(['to a b']);
    const { suggestions } = await found.test.host.commands.complete('!!day to a');
    expect(suggestions.map(({ text }) => text)).toEqual(['ada']);
  });

  it('redirects: to a node of the tree, as options do, and to one that is nowhere else', async () => {
    const found = await built(`
      const search = Text('what').runs((_, args) => JSON.stringify(args));
      search.then(CountingLiteral(['-v', '--verbose'], 'verbose').redirects(search));
      search.then(Literal('--name').then(QuotableText('name', { accumulate: true }).redirects(search)));
      server.register_command(Literal('!!find').then(search));
      const shared = Literal('shared').runs(() => 'shared').then(Literal('x').runs(() => 'x'));
      server.register_command(Literal('!!one').redirects(shared));
      const guarded = Literal('guarded').requires((source) => source.is_console).runs(() => 'in');
      server.register_command(Literal('!!round').redirects(guarded));
      server.register_command(Literal('!!two').then(Literal('a').redirects(shared)).then(Literal('b').redirects(shared).runs(() => 'own')));`);
    expect(found.report.problems).toEqual([]);
    expect(await run(found, '!!find tea')).toBe('{"what":"tea"}');
    expect(await run(found, '!!find tea -v --name "a b" --verbose --name c')).toBe('{"what":"tea","verbose":2,"name":["a b","c"]}');
    expect(await run(found, '!!find tea -w')).toBe('command.unknown-argument');
    for (const [line, answered] of [
      ['!!one', 'shared'],
      ['!!one x', 'x'],
      ['!!two a', 'shared'],
      ['!!two a x', 'x'],
      ['!!two b', 'own'],
      ['!!two b x', 'x'],
    ])
      // prettier-ignore
      expect(await run(found, line!)).toBe(answered);
    expect([await run(found, '!!round'), await run(found, '!!round', 'ada')]).toEqual(['in', 'permission.denied']);
  });

  it('has handlers of errors, at a node and behind it, which look on or answer', async () => {
    const found = await built(`
      class Gone extends Error {}
      const tell = (name) => (source, error) => { server.logger.info(name + ' ' + error.name); return name; };
      server.register_command(
        Literal('!!shop').on_error(UnknownCommand, tell('end'), { handled: true }).on_child_error(CommandError, tell('below'))
          .then(Integer('n').on_error(InvalidInteger, tell('no number'), { handled: true }).onError(Gone, tell('gone'), { handled: true })
            .runs((_, { n }) => { throw n === 1 ? new Gone('it') : new Error('other'); })),
      );`);
    expect(await run(found, '!!shop')).toBe('end');
    expect(await run(found, '!!shop x')).toBe('no number');
    expect(await run(found, '!!shop 1')).toBe('gone');
    expect(await run(found, '!!shop 2')).toBe('command.failed');
    expect(found.said('a')).toEqual(['end MortiseError', 'no number MortiseError', 'gone Error', 'below MortiseError']);
  });

  it('waits for a handler of errors that goes on, and tells what it throws like every error of a command', async () => {
    const found = await built(`
      const later = async (say) => { await new Promise((resolve) => setImmediate(resolve)); server.logger.info(say); };
      server.register_command(Literal('!!num').then(Integer('n').on_error(InvalidInteger, () => later('looked on')).runs(() => 'ok')));
      server.register_command(Literal('!!bad').then(Integer('n').on_error(InvalidInteger, async () => { throw new Error('no luck'); }).runs(() => 'ok')));
      server.register_command(Literal('!!own').then(Integer('n').on_error(InvalidInteger, async () => { await later('answered'); return 'one'; }, { handled: true }).runs(() => 'ok')));`);
    expect(await run(found, '!!num x', 'ada')).toBe('command.bad-value');
    expect(found.said('a')).toEqual(['looked on']);
    await expect(found.test.host.commands.run('!!bad x')).rejects.toMatchObject({
      code: 'command.failed',
      message: expect.stringContaining('no luck'),
    });
    expect(await run(found, '!!own x')).toBe('one');
  });

  it('gives its handlers a source that the server takes: for texts, preferences, levels and other commands', async () => {
    const found = await built(`
      server.register_translation('en_us', { hi: 'Hello' });
      server.register_translation('zh_cn', { hi: '你好' });
      server.register_command(Literal('!!who').runs((source) => source.player));
      server.register_command(Literal('!!ask').runs(async (source) => [
        server.tr_for(source, 'hi'), server.tr_map({ en_us: 'day', zh_cn: '天' }, source), server.get_preference(source).language,
        server.get_permission_level(source), await server.execute_command('!!who', source),
      ]));`);
    expect(await run(found, '!!MCDR preference language zh_cn', 'ada')).not.toBe('permission.denied');
    expect(await run(found, '!!ask', 'ada')).toEqual(['你好', '天', 'zh_cn', 3, true]);
    expect(await run(found, '!!ask', 'bob')).toEqual(['Hello', 'day', 'en_us', 1, true]);
  });

  it('makes the same tree by lines', async () => {
    const found = await built(`
      const commands = new SimpleCommandBuilder();
      commands.command('!!email list', () => 'none').command('!!email send <who> <text>', (_, { who, text }) => who + ': ' + text).arg('who', Text).arg('text', GreedyText);
      commands.command('!!email clear', () => 'cleared').literal('clear', (name) => Literal([name, 'empty']).requires((source) => source.is_console));
      commands.register(server);
      try { new SimpleCommandBuilder().command('!!x <y>', () => 1).register(server); } catch (error) { server.logger.info(error.message); }
      try { Literal('x').then(() => undefined); } catch (error) { server.logger.info(error.message); }
      for (const wrong of [() => Literal('x').then('y'), () => Literal('x').runs(1), () => Literal('x').requires('admin'), () => server.dispatch_event('a.b', 5)])
        try { wrong(); } catch (error) { server.logger.info(error.message); }`);
    expect(await run(found, '!!email list')).toBe('none');
    expect(await run(found, '!!email empty')).toBe('cleared');
    expect(await run(found, '!!email clear', 'ada')).toBe('permission.denied');
    expect(await run(found, '!!email send ada how are you')).toBe('ada: how are you');
    expect(found.said('a')).toEqual([
      "Undefined arg <y>: say what it takes by builder.arg('y', Integer).",
      'A node of a command is no promise, so it is not awaited.',
      "then() takes another node, as Integer('n'), and not a string.",
      'runs() takes a function, and not a number.',
      'requires() takes a function, and not a string.',
      'The arguments of event "a.b" are a number instead of a list: write [value].',
    ]);
    await found.mcdr.unload_plugin('a');
    expect(await run(found, '!!email list')).toBe('command.unknown');
  });
});
