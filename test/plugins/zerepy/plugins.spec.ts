/** Open this to see classes of the document as plugins: registered, configured, made, loaded, started and stopped. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { OnEvent, PluginContext } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import {
  ActionPlugin,
  ConnectionPlugin,
  createZerePy,
  discoverPlugins,
  HealthCheck,
  PluginBase,
  PluginConfigError,
  PluginExecutionError,
  PluginLoadError,
  PluginNotFoundError,
  validatePluginConfig,
  type PluginConfig,
  type PluginOptions,
} from 'mortise/zerepy';

const home = mkdtempSync(join(tmpdir(), 'zerepy-'));
afterAll(() => rmSync(home, { recursive: true }));
function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), text);
  }
}

const seen: unknown[] = [];

class MyPlugin extends ConnectionPlugin {
  get name() {
    return 'my_plugin';
  }
  get version() {
    return '1.0.0';
  }
  override initialize(options: PluginOptions, context: PluginContext) {
    seen.push(['initialize', options, context.id]);
  }
  override cleanup() {
    seen.push('cleanup');
  }
  isConfigured() {
    return true;
  }
  configure() {
    return true;
  }
  performAction(action: string, params: Readonly<Record<string, unknown>>) {
    return [action, params];
  }
  @HealthCheck('line') line() {
    return true;
  }
  @OnEvent('bind_session') bound({ uid }: { uid: string }) {
    seen.push(['bound', uid]);
  }
}

class Summarize extends ActionPlugin {
  readonly name = 'summarize';
  readonly version = '2.0.0';
  override readonly parameters = { text: { type: 'string' }, words: { type: 'integer', min: 1, default: 1 } } as const;
  override validateParams(params: Readonly<Record<string, unknown>>) {
    return [...super.validateParams(params), ...(params['text'] === '' ? ['there is nothing to summarize'] : [])];
  }
  async execute({ text, words }: { text: string; words: number }) {
    return text.split(' ').slice(0, words).join(' ');
  }
}

const config: PluginConfig = {
  name: 'my_plugin',
  version: '1.0.0',
  type: 'connection',
  config: { enabled: true, options: { timeout: 30, retries: 3 } },
};

describe('a class that extends a base class', () => {
  it('is registered when it is attached, initialised when it starts, called while it runs, cleaned up when it stops', async () => {
    seen.length = 0;
    const zerepy = createZerePy({ plugins: [config] });
    const test = createTestHost({ plugins: [zerepy, MyPlugin, Summarize], dialects: [zerepy.dialect] });
    expect((await test.start()).problems).toEqual([]);
    expect(zerepy.registry.get('connection', 'my_plugin')).toBe(MyPlugin);
    expect(test.host.list().map(({ key, category, version }) => [key, category, version])).toContainEqual([
      'my_plugin',
      'connection',
      '1.0.0',
    ]);
    test.host.events.emit('bind_session', { uid: 'ada' });
    expect(await zerepy.connections.performAction('my_plugin', 'ping', { a: 1 })).toEqual(['ping', { a: 1 }]);
    expect(await zerepy.actions.execute('summarize', { text: 'one two three', words: '2' })).toBe('one two');
    expect(zerepy.actions.validate('summarize', { text: '' })).toEqual([{ path: '', message: 'there is nothing to summarize' }]);
    expect(new Summarize().validateParams({ words: 'x' })).toEqual(['text is required', 'words must be an integer, but is "x"']);
    expect((await zerepy.monitor.checkHealth('my_plugin')).checks.map(({ name }) => name)).toEqual(['line']);
    await test.stop();
    expect(seen).toEqual([['initialize', { timeout: 30, retries: 3 }, 'my_plugin'], ['bound', 'ada'], 'cleanup']);
    expect(zerepy.registry.list()).toEqual([]);
    test.expectClean();
  });

  it('takes the place of its own generation before, and serves all the time', async () => {
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Summarize], dialects: [zerepy.dialect] });
    await test.start();
    expect((await test.host.reload('summarize')).problems).toEqual([]);
    expect(await zerepy.actions.execute('summarize', ['one two'])).toBe('one');
    expect(zerepy.registry.list()).toHaveLength(1);
    await test.stop();
    test.expectClean();
  });

  it('whose initialize or cleanup throws is a problem of its own', async () => {
    class Bad extends PluginBase {
      readonly name = 'bad';
      readonly version = '1.0.0';
      static override readonly category = 'tool';
      override initialize({ fails }: PluginOptions) {
        if (fails === true) throw new Error('no start');
      }
      override cleanup() {
        throw new Error('no end');
      }
    }
    const zerepy = createZerePy({ categories: ['tool'] });
    const test = createTestHost({ plugins: [zerepy, Summarize, Bad], dialects: [zerepy.dialect] });
    await test.start();
    await test.stop();
    expect(test.problems).toMatchObject([
      { plugin: 'bad', phase: 'stop', message: expect.stringContaining("The cleanup of 'bad' has failed: no end.") },
    ]);
    const again = createZerePy({
      categories: ['tool'],
      plugins: [{ name: 'bad', version: '1.0.0', type: 'tool', config: { options: { fails: true } } }],
    });
    const second = createTestHost({ plugins: [again, Summarize, Bad], dialects: [again.dialect] });
    expect((await second.start()).problems).toMatchObject([
      { code: 'lifecycle.failed', plugin: 'bad', message: expect.stringContaining('no start') },
    ]);
    expect(await again.actions.execute('summarize', ['one'])).toBe('one');
    await second.stop();
  });

  it('that is none of a plugin, or can not be made, is refused where it stands', async () => {
    class Throws extends ActionPlugin {
      readonly name = 'throws';
      readonly version = '1.0.0';
      constructor() {
        super();
        throw new Error('too early');
      }
      execute() {}
    }
    const zerepy = createZerePy();
    const odd = class Odd extends Summarize {};
    const test = createTestHost({ plugins: [zerepy, Throws, Summarize, odd], dialects: [zerepy.dialect] });
    expect((await test.start()).problems.map(({ code, message }) => [code, message])).toMatchSnapshot();
    expect(await zerepy.actions.execute('summarize', ['one'])).toBe('one');
    await test.stop();
  });
});

describe('what a class says of its actions', () => {
  const made = (fields: object): typeof Summarize =>
    class extends ActionPlugin {
      readonly name = 'odd';
      readonly version = '1.0.0';
      constructor() {
        super();
        Object.assign(this, fields);
      }
      execute() {
        return 'done';
      }
    } as never;

  it.each<[object, string]>([
    [{ parameters: { n: { type: 'int' } } }, 'the parameter n has no known type'],
    [{ parameters: { n: { type: 'list', of: { type: 'str' } } } }, 'the parameter n.of has no known type'],
    [{ parameters: { n: { type: 'object', fields: { m: { type: 'map', of: null } } } } }, 'the parameter n.m.of has no known type'],
    [{ parameters: { n: { type: 'map', of: { type: 'string', pattern: '(' } } } }, 'the pattern of the parameter n.of is none'],
    [{ parameters: { n: { type: 'select', choices: 'ab' } } }, 'the parameter n has no list of choices'],
    [{ parameters: { n: undefined } }, 'the parameter n has no known type'],
    [{ parameters: 'n' }, 'its parameters are no object'],
    [{ timeout: -1 }, 'timeout is -1 instead of milliseconds above 0'],
  ])('is refused where it stands when it means nothing: %j', async (fields, why) => {
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, made(fields), Summarize], dialects: [zerepy.dialect] });
    expect((await test.start()).problems).toMatchObject([
      { code: 'attach.threw', cause: { code: 'zerepy.not-a-plugin', message: expect.stringContaining(why) } },
    ]);
    expect(await zerepy.actions.execute('summarize', ['one'])).toBe('one');
    await test.stop();
    test.expectClean();
  });

  it('is refused in a connection as well', async () => {
    class Odd extends MyPlugin {
      override readonly actions = { post: { parameters: { tags: { type: 'list', of: { type: 'str' as 'string' } } } } } as const;
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Odd], dialects: [zerepy.dialect] });
    expect((await test.start()).problems).toMatchObject([
      { cause: { message: expect.stringContaining('of its action post, the parameter tags.of has no known type') } },
    ]);
    await test.stop();
  });

  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
      'no luck',
    ],
    ['is asynchronous', () => Promise.reject(new Error('too late')), 'a promise'],
    ['says no list', () => 'wrong', 'a string'],
    ['says what is no text', () => [5], 'a list with what is no text'],
  ])('is an error of the plugin when its validateParams %s', async (_, validateParams, why) => {
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, made({ validateParams })], dialects: [zerepy.dialect] });
    expect((await test.start()).problems).toEqual([]);
    const error = await zerepy.actions.execute('odd').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PluginExecutionError);
    expect(error).toMatchObject({ code: 'zerepy.execution-failed', problem: { plugin: 'odd', message: expect.stringContaining(why) } });
    expect(() => zerepy.actions.validate('odd', {})).toThrow(PluginExecutionError);
    await test.stop();
  });
});

describe('the configuration of a plugin', () => {
  it('is { name, version, type, config { enabled, options { timeout, retries } } }', () => {
    expect(validatePluginConfig(config)).toEqual([]);
    expect(validatePluginConfig({ name: 'a', version: '1', type: 'action' })).toEqual([]);
    expect(validatePluginConfig({ name: 'a', version: '1', type: 'action', config: { options: { of: 'its own' } } })).toEqual([]);
  });

  it('is refused with a list of everything that is wrong, each with path and message', () => {
    const wrong = { name: 7, type: 'conection', config: { enabled: 'yes', options: { timeout: 0, retries: -1 }, option: {} }, kind: 'x' };
    expect(validatePluginConfig(wrong, ['connection', 'action'])).toEqual([
      { path: 'name', message: 'name must be a text, but is 7' },
      { path: 'version', message: 'version is required' },
      { path: 'type', message: 'type must be one of connection, action, but is "conection"' },
      { path: 'config.enabled', message: 'config.enabled must be true or false, but is "yes"' },
      { path: 'config.options.timeout', message: 'config.options.timeout must be a number of seconds, 0.001 to 2147483, but is 0' },
      { path: 'config.options.retries', message: 'config.options.retries must be an integer, at least 0, but is -1' },
      { path: 'config.option', message: 'config.option is not known; known are enabled, options' },
      { path: 'kind', message: 'kind is not known; known are name, version, type, config' },
    ]);
    expect(validatePluginConfig(null)).toEqual([{ path: '', message: 'they must be an object, but is null' }]);
    expect(() => createZerePy({ plugins: [config, wrong as never] })).toThrow(PluginConfigError);
    expect(() => createZerePy({ plugins: [config, wrong as never] })).toThrow(expect.objectContaining({ problem: expect.objectContaining({ place: 'plugins[1]', code: 'zerepy.bad-config' }) })); // prettier-ignore
  });

  it('that is wrong, or for another version, keeps that plugin alone from loading', async () => {
    const zerepy = createZerePy();
    const specs = [
      { extension: MyPlugin, options: { ...config, version: '3.0.0' } },
      { extension: Summarize, options: { name: 'summarize' } },
    ];
    class Other extends Summarize {
      override readonly name = 'other' as never;
    }
    const test = createTestHost({ plugins: [zerepy, ...specs, Other], dialects: [zerepy.dialect] });
    expect((await test.start()).problems).toMatchObject([
      {
        extension: 'my_plugin',
        message: expect.stringContaining("The configuration of 'my_plugin' is for version 3.0.0, and this is 1.0.0."),
        cause: { code: 'zerepy.bad-config', message: expect.stringContaining("write version: '1.0.0'") },
      },
      {
        extension: 'summarize',
        message: expect.stringContaining('version is required; type is required'),
        cause: { code: 'zerepy.bad-config', name: 'PluginConfigError' },
      },
    ]);
    expect(await zerepy.actions.execute('other', ['one'])).toBe('one');
    await test.stop();
  });
});

describe('the registry', () => {
  it('has classes by open, declared categories; overwriting is explicit, and undone with its owner', () => {
    const { registry } = createZerePy();
    class One {}
    class Two {}
    expect(() => registry.register('tool', 'one', One)).toThrow(PluginNotFoundError);
    expect(() => registry.register('tool', 'one', One)).toThrow(/no category 'tool'/);
    const undeclare = registry.declare('tool', { doc: 'What helps' });
    expect([...registry.categories()]).toEqual([
      ['connection', {}],
      ['action', {}],
      ['tool', { doc: 'What helps' }],
    ]);
    const undos: (() => unknown)[] = [];
    const owner = { id: 'acme', own: (undo: () => unknown) => undos.push(undo) };
    registry.register('tool', 'one', One);
    expect(() => registry.register('tool', 'one', Two, { owner })).toThrow(expect.objectContaining({ code: 'zerepy.taken', problem: expect.objectContaining({ plugin: 'acme' }) })); // prettier-ignore
    registry.register('tool', 'one', Two, { owner, overwrite: true });
    registry.register('tool', 'two', Two, { owner });
    expect([registry.get('tool', 'one'), registry.entry('tool', 'one').owner]).toEqual([Two, 'acme']);
    expect(registry.filter({ owner: 'acme' }).map(({ name }) => name)).toEqual(['one', 'two']);
    expect(registry.filter(({ type }) => type === One)).toEqual([]);
    for (const undo of undos) undo();
    expect(registry.get('tool', 'one')).toBe(One);
    expect(() => registry.get('tool', 'onne')).toThrow(/There is no tool 'onne'. Did you mean|There is 'one'/);
    expect(() => registry.register('tool', 'two words', One)).toThrow(PluginLoadError);
    expect(() => registry.register('tool', 'none', {} as never)).toThrow(/is no class/);
    undeclare();
    expect(() => registry.get('tool', 'onne')).toThrow(/no category/);
  });
});

describe('the factory', () => {
  it('makes an instance by a configuration, and initialises nothing', async () => {
    const { factory, registry } = createZerePy();
    registry.register('connection', 'my_plugin', MyPlugin);
    expect(factory.create(config)).toBeInstanceOf(MyPlugin);
    expect(() => factory.create({ ...config, version: '2.0.0' })).toThrow(PluginConfigError);
    expect(() => factory.create({ ...config, type: 'nothing' })).toThrow(/type must be one of connection, action/);
    expect(() => factory.create({ ...config, name: 'other' })).toThrow(PluginNotFoundError);
    registry.register('action', 'plain', class Plain {});
    expect(() => factory.create({ name: 'plain', version: '1', type: 'action' })).toThrow(PluginLoadError);
  });
});

describe('the manager', () => {
  it('loads without starting, starts all, and stops all in reverse', async () => {
    seen.length = 0;
    const zerepy = createZerePy({ plugins: [config] });
    expect(() => zerepy.manager.loadPlugins(MyPlugin)).toThrow(PluginLoadError);
    const test = createTestHost({ plugins: [zerepy], dialects: [zerepy.dialect] });
    zerepy.manager.join(test.host);
    await test.start();
    expect((await zerepy.manager.loadPlugins(MyPlugin, { extension: Summarize })).problems).toEqual([]);
    expect(zerepy.registry.list()).toHaveLength(2);
    expect(seen).toEqual([]);
    await expect(zerepy.actions.execute('summarize', ['a'])).rejects.toMatchObject({ code: 'zerepy.not-running' });
    expect((await zerepy.manager.startPlugins()).ok).toBe(true);
    expect(await zerepy.actions.execute('summarize', ['one two'])).toBe('one');
    await zerepy.manager.stopPlugins();
    expect(seen).toEqual([['initialize', { timeout: 30, retries: 3 }, 'my_plugin'], 'cleanup']);
    await expect(zerepy.actions.execute('summarize', ['a'])).rejects.toMatchObject({ code: 'zerepy.not-running' });
    await zerepy.manager.startPlugins();
    expect(await zerepy.actions.execute('summarize', ['one two'])).toBe('one');
    await test.stop();
    test.expectClean();
  });
});

describe('discovery', () => {
  it('finds classes in a directory and below, and tells of what it can not read', async () => {
    write({
      'plugins/connections/echo/index.mjs': `
        import { ConnectionPlugin } from 'mortise/zerepy';
        export class Echo extends ConnectionPlugin {
          get name() { return 'echo'; }
          get version() { return '1.0.0'; }
          isConfigured() { return true; }
          configure() { return true; }
          performAction(action, params) { return [action, params]; }
        }`,
      'plugins/greet.mjs': `
        import { ActionPlugin } from 'mortise/zerepy';
        export { ActionPlugin };
        export default class Greet extends ActionPlugin {
          name = 'greet'; version = '1.0.0'; parameters = { who: { type: 'string' } };
          async execute({ who }) { return 'hello ' + who; }
        }`,
      'plugins/_draft.mjs': `throw new Error('never read');`,
      'plugins/broken.mjs': `throw new Error('broken file');`,
    });
    const { plugins, problems } = await discoverPlugins(join(home, 'plugins'));
    expect([...plugins].map(([name, { category }]) => [name, category])).toEqual([
      ['greet', 'action'],
      ['echo', 'connection'],
    ]);
    expect(problems.map(({ code, place }) => [code, place])).toEqual([
      ['extension.import-failed', expect.stringContaining(join(home, 'plugins/broken.mjs'))],
    ]);
    const zerepy = createZerePy();
    const test = createTestHost({ home, directories: ['plugins'], plugins: [zerepy], dialects: [zerepy.dialect] });
    await test.start();
    expect(await zerepy.actions.execute('greet', ['ada'])).toBe('hello ada');
    expect(await zerepy.connections.performAction('echo', 'ping')).toEqual(['ping', {}]);
    await test.stop();
    expect((await discoverPlugins(join(home, 'nowhere'))).problems).toMatchObject([{ code: 'extension.directory-unreadable' }]);
  });
});

it('a ZerePy is refused with options that mean nothing, or values that are none', () => {
  expect(() => createZerePy({ plugin: [config] } as never)).toThrow(
    "createZerePy can't make a registry: 'options.plugin' is not a known key. Did you mean 'plugins'? Correct them; its options are categories, plugins and permission. [zerepy.bad-options]",
  );
  expect(() => createZerePy({ plugins: {} } as never)).toThrow(
    expect.objectContaining({ code: 'zerepy.bad-options', problem: expect.objectContaining({ field: 'options.plugins' }) }),
  );
});
