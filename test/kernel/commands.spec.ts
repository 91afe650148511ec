/** Open this to see when the commands of a plugin are there, and whose they are. */
import { describe, expect, it } from '@jest/globals';
import { argument, createHost, definePlugin, literal, type Extension, type PluginContextView } from 'mortise';
import { Command, Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { said, thrown } from '../command/given.js';

/** A plugin of another generation with each attach. Its command says which. */
function generations(id: string, of: (number: number) => object, reload: 'overlap' | 'restart' = 'overlap'): Extension {
  let count = 0;
  return {
    name: id,
    version: '1.0.0',
    attach(this: { registerPlugin(plugin: object): void }, _options: unknown, callback: () => void) {
      const number = ++count;
      this.registerPlugin(definePlugin({ id, version: `1.0.${number}`, reload, ...of(number) } as never));
      callback();
    },
  } as Extension;
}

const inject = [PluginContext];
const setup = (use: (context: PluginContextView) => unknown) => ({ inject, setup: (context: PluginContextView) => void use(context) });

describe('a command of a plugin', () => {
  it('that gives something that works when it is awaited has it work once', async () => {
    let count = 0;
    // oxlint-disable-next-line unicorn/no-thenable -- queries of some libraries are sent when they are awaited
    const query = (): unknown => ({
      then: (done: (row: string) => void): void => {
        count += 1;
        done('row');
      },
    });
    const host = createHost({
      log: { level: 'silent' },
      extensions: [definePlugin({ id: 'p', version: '1.0.0', commands: { find: query } })],
    });
    await host.start();
    expect([await host.commands.run('find'), count]).toEqual(['row', 1]);
    await host.stop();
  });

  it('is there while the plugin runs: not before it has started, and no more when it stops', async () => {
    const seen: unknown[] = [];
    const host = createHost({
      log: { level: 'silent' },
      extensions: [
        definePlugin({
          id: 'shop',
          version: '1.0.0',
          inject,
          setup(context: PluginContextView) {
            context.commands.register('sell <n:integer>', ({ n }) => n);
            return {
              start: async () => void seen.push(await said(host.commands.run('sell 1'))),
              stop: async () => void seen.push(await said(host.commands.run('sell 1'))),
            };
          },
        }),
      ],
    });
    host.commands.register('mine', () => 'host');
    await host.start();
    seen.push(
      await host.commands.run('sell 1'),
      host.commands.list().map(({ usage, plugin }) => `${plugin}: ${usage}`),
    );
    await host.stop();
    const absent = "command.unknown: There is no command 'sell'.";
    expect(seen).toEqual([absent, 1, ['host: mine', 'shop: sell <n:integer>'], absent]);
    expect(await host.commands.run('mine')).toBe('host');
  });

  it('is taken back by its undo, before its plugin runs as well, and refused when the plugin is gone', async () => {
    let context!: PluginContextView;
    const plugin = definePlugin({
      id: 'shop',
      version: '1.0.0',
      ...setup((given) => {
        context = given;
        given.commands.register('never', () => 1)();
      }),
    });
    const test = createTestHost({ plugins: [plugin] });
    await test.start();
    const undo = context.commands.register('late', () => 'late');
    expect([await said(test.host.commands.run('never')), await test.host.commands.run('late')]).toEqual([
      "command.unknown: There is no command 'never'.",
      'late',
    ]);
    undo();
    undo();
    expect(await said(test.host.commands.run('late'))).toMatch(/^command.unknown/);
    context.commands.register(literal('tree', {}, literal('a', { run: () => 1 }), argument('b', 'text', { run: () => 2 })));
    await test.stop();
    test.expectClean();
    expect(thrown(() => context.commands.register('again', () => 1))).toMatch(/^context.gone/);
  });

  it('that another plugin has is command.duplicate with both, and the first one keeps it', async () => {
    let late!: PluginContextView;
    const plugins = [
      definePlugin({ id: 'one', version: '1.0.0', ...setup(({ commands }) => commands.register('list', () => 'one')) }),
      definePlugin({
        id: 'two',
        version: '1.0.0',
        ...setup(({ commands }) => (commands.register('list', () => 2), commands.register('list all', () => 'all'))),
      }),
      definePlugin({ id: 'three', version: '1.0.0', ...setup((context) => (late = context)) }),
    ];
    const test = createTestHost({ plugins });
    await test.start();
    const message = (by: string): string => `The command 'list' of '${by}' is already one of 'one'.`;
    expect(test.problems).toMatchObject([{ code: 'command.duplicate', plugin: 'two', message: message('two') }]);
    expect(thrown(() => late.commands.register('list', () => 3))).toBe(`command.duplicate: ${message('three')}`);
    expect([await test.host.commands.run('list'), await test.host.commands.run('list all')]).toEqual(['one', 'all']);
    await test.stop();
  });

  it('runs in the name of its plugin when that runs it', async () => {
    let context!: PluginContextView;
    const plugin = definePlugin({ id: 'chat', version: '1.0.0', ...setup((given) => (context = given)) });
    const test = createTestHost({ plugins: [plugin] });
    test.host.commands.register('who', (_, source) => `${source.kind} ${source.name}`, { permission: 'user' });
    await test.start();
    expect(await context.commands.run('who')).toBe('plugin chat');
    expect(await context.commands.run('who', { kind: 'user', name: 'amy' })).toBe('user amy');
    expect(await test.host.commands.run('who')).toBe('console console');
    await test.stop();
  });

  it('that is declared in a way that means nothing keeps its plugin from starting', async () => {
    const plugin = definePlugin({ id: 'shop', version: '1.0.0', ...setup(({ commands }) => commands.register('sell <n:int>', () => 1)) });
    const test = createTestHost({ plugins: [plugin] });
    const { problems } = await test.start();
    expect(problems[0]).toMatchObject({ plugin: 'shop' });
    expect(problems[0]!.message).toContain("'sell <n:int>' is no command");
    await test.stop();
  });
});

describe('a reload', () => {
  it.each(['overlap', 'restart'] as const)('gives a command to the new generation in one moment (%s)', async (reload) => {
    const plugin = generations(
      'shop',
      (number) => setup(({ commands }) => (commands.register('which', () => number), commands.register(`only ${number}`, () => number))),
      reload,
    );
    const test = createTestHost({ plugins: [plugin] });
    await test.start();
    expect(await test.host.commands.run('which')).toBe(1);
    expect((await test.host.reload('shop')).receipt?.outcome).toBe('done');
    expect([await test.host.commands.run('which'), await test.host.commands.run('only 2')]).toEqual([2, 2]);
    expect(await said(test.host.commands.run('only 1'))).toMatch(/^command/);
    expect(test.host.commands.list()).toHaveLength(2);
    expect(test.problems).toEqual([]);
    await test.stop();
    test.expectClean();
  });

  it('that fails leaves the commands of the generation that serves', async () => {
    const plugin = generations('shop', (number) => ({
      inject,
      setup({ commands }: PluginContextView) {
        commands.register('which', () => number);
        return { health: () => number === 1 };
      },
    }));
    const test = createTestHost({ plugins: [plugin] });
    await test.start();
    const { receipt } = await test.host.reload('shop');
    expect(receipt?.outcome).toBe('rolled back');
    expect(await test.host.commands.run('which')).toBe(1);
    await test.stop();
  });

  it('waits for a command that has begun', async () => {
    let end!: (value: string) => void;
    const plugin = generations('shop', (number) =>
      setup(({ commands }) => commands.register('slow', () => new Promise((done) => (end = done)).then(() => number))),
    );
    const test = createTestHost({ plugins: [plugin] });
    await test.start();
    const slow = test.host.commands.run('slow');
    const order: string[] = [];
    const reload = test.host.reload('shop').then(() => order.push('reloaded'));
    void slow.then(() => order.push('ended'));
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    expect(order).toEqual([]);
    end('now');
    expect(await slow).toBe(1);
    await reload;
    expect(order).toEqual(['ended', 'reloaded']);
    await test.stop();
  });
});

describe('the commands of a definition', () => {
  it('are methods, functions, and either with options, of the plugin and of its components', async () => {
    const plugin = definePlugin({
      id: 'presence',
      version: '1.0.0',
      where: () => 'home',
      commands: {
        'presence list': 'where',
        'presence show <uid:integer 1..>': {
          permission: 'operator',
          doc: 'Where is this user?',
          handler: ({ uid }: { uid: number }, source) => `${source.name}: ${uid}`,
        },
      },
      components: [{ name: 'more', setup: () => ({ bye: () => 'bye' }), commands: { bye: 'bye', hi: () => 'hi' } }],
    });
    const test = createTestHost({ plugins: [plugin] });
    expect((await test.start()).problems).toEqual([]);
    const { commands } = test.host;
    expect(await Promise.all(['presence list', 'presence show 7', 'bye', 'hi'].map((line) => commands.run(line)))).toEqual([
      'home', 'console: 7', 'bye', 'hi',
    ]); // prettier-ignore
    expect(await said(commands.run('presence show 7', { kind: 'user', name: 'amy' }))).toMatch(/^permission.denied/);
    expect(test.host.info('presence')!.manifest.commands!.map(({ usage, component, method }) => `${component} ${usage} ${method}`)).toEqual([
      'more bye bye', 'more hi hi', 'presence presence list where', 'presence presence show <uid:integer 1..> handler',
    ]); // prettier-ignore
    await test.stop();
    expect(commands.list()).toEqual([]);
  });

  it.each<[object, string]>([
    [{ commands: ['list'] }, "manifest.bad-type: The field 'x.commands' wants a map from line to handler"],
    [{ commands: { list: 'shw' }, show() {} }, "manifest.bad-fact: commands['list'] on x: there is no method 'shw' (did you mean 'show'?)"],
    [{ commands: { list: 5 } }, "manifest.bad-fact: commands['list'] on x: the handler is the number 5"],
    [{ commands: { 'list <': () => 1 } }, 'manifest.bad-fact: @Command on x'],
    [{ commands: { list: { handler: () => 1, permision: 'admin' } } }, "'permision' means nothing here (did you mean 'permission'?)"],
    [{ setup: () => ({}), commands: { list: 'show' } }, "commands['list'] on x: there is no method 'show' on what setup returned"],
  ])('that mean nothing are told before anything runs: %#', async (more, why) => {
    const test = createTestHost({ plugins: [definePlugin({ id: 'x', version: '1.0.0', ...more } as never)] });
    const { problems } = await test.start();
    await test.stop();
    expect(problems.map(({ code, message }) => `${code}: ${message}`)[0]).toContain(why);
  });
});

describe('@Command', () => {
  it('makes a method a command of its component, with permission, help and suggestions', async () => {
    class Base {
      readonly home = 'home';
      @Command('presence show <uid:integer 1..>', { permission: 'operator', doc: 'Where is this user?', suggest: { uid: () => ['7'] } })
      show({ uid }: { uid: number }, source: { name: string }) {
        return `${source.name}: ${uid} is at ${this.home}`;
      }
    }
    @Plugin({ id: 'presence', version: '1.0.0' })
    class Presence extends Base {
      @Command('presence list') protected list() {
        return [this.home];
      }
    }
    const test = createTestHost({ plugins: [Presence] });
    await test.start();
    const { commands } = test.host;
    expect([await commands.run('presence show 7'), await commands.run('presence list')]).toEqual(['console: 7 is at home', ['home']]);
    expect(await said(commands.run('presence show 7', { kind: 'user', name: 'amy' }))).toMatch(/^permission.denied/);
    expect((await commands.complete('presence show ')).suggestions).toEqual([{ start: 14, text: '7' }]);
    expect(commands.help({ search: 'where' }).entries).toEqual([
      { prefix: 'presence show <uid:integer 1..>', text: 'Where is this user?', plugin: 'presence' },
    ]);
    await test.stop();
    expect(commands.list()).toEqual([]);
    test.expectClean();
  });

  it('that means nothing is told before anything runs', async () => {
    const wrong = (usage: string, options?: object, isStatic = false): object => {
      class Wrong {
        static handle() {}
        handle() {}
      }
      Command(usage, options)(isStatic ? (Wrong as never) : Wrong.prototype, 'handle', {} as never);
      Plugin({ id: 'wrong', version: '1.0.0' })(Wrong);
      return Wrong;
    };
    const messages = async (plugin: object): Promise<string[]> => {
      const test = createTestHost({ plugins: [plugin] });
      const { problems } = await test.start();
      await test.stop();
      return problems.map(({ code, message }) => `${code}: ${message}`);
    };
    expect(await messages(wrong('show <n:int>'))).toEqual([
      expect.stringContaining('manifest.bad-fact: @Command on Wrong.handle') as never,
    ]);
    expect((await messages(wrong('show <n:integr>')))[0]).toContain("(did you mean 'integer'?)");
    expect((await messages(wrong('show', { permission: [] })))[0]).toContain('permission is an empty list instead of a level');
    expect((await messages(wrong('show', {}, true)))[0]).toContain('a static method belongs to no instance');
    expect((await messages(wrong('show', { permission: 'king' })))[0]).toMatch(/^permission.unknown-level/);
  });
});
