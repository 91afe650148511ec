/** Open this to hear ZerePy's document of its plugin system told from its first line to its last, in its own vocabulary. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { Around, OnEvent, Plugin, PluginContext } from 'mortise/decorators';
import { createMetrics } from 'mortise/metrics';
import { createTestHost, type TestHost } from 'mortise/testing';
import {
  Action,
  ActionPlugin,
  Connection,
  ConnectionPlugin,
  createZerePy,
  discoverPlugins,
  HealthCheck,
  PluginBase,
  PluginError,
  PluginTimeoutError,
  validatePluginConfig,
  type Call,
  type PluginConfig,
  type PluginOptions,
  type ZerePy,
  type ZerePyOptions,
} from 'mortise/zerepy';

const folder = mkdtempSync(join(tmpdir(), 'zerepy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const told: unknown[] = [];

/** "Creating Plugins" of the document. */
class MyPlugin extends ConnectionPlugin {
  get name(): string {
    return 'my_plugin';
  }
  get version(): string {
    return '1.0.0';
  }
  override initialize(config: PluginOptions, context: PluginContext): void {
    // Initialize plugin
    told.push(['initialize', config]);
    context.own(() => told.push('resources released'));
  }
  override cleanup(): void {
    // Clean up resources
    told.push('cleanup');
  }
  isConfigured(): boolean {
    return true;
  }
  configure(): boolean {
    return true;
  }
  async performAction(action: string, params: Readonly<Record<string, unknown>>, { attempt }: Call): Promise<unknown> {
    told.push(`${action}, try ${attempt}`);
    if (action === 'flaky' && attempt < 3) throw new Error('no answer');
    return action === 'hang' ? new Promise(() => undefined) : { action, params };
  }
  override preInitialize(): void {
    told.push('preInitialize');
  }
  override postInitialize(): void {
    told.push('postInitialize');
  }
  override preCleanup(): void {
    told.push('preCleanup');
  }
  override postCleanup(): void {
    told.push('postCleanup');
  }
  @HealthCheck('line') line(): boolean {
    return true;
  }
  @OnEvent('bind_session') handle({ uid }: { uid: string }): void {
    told.push(`hello ${uid}`);
  }
}

class Count extends ActionPlugin {
  readonly name = 'count';
  readonly version = '1.0.0';
  override readonly parameters = { text: { type: 'string' }, of: { type: 'string', max: 1, default: ' ' } } as const;
  async execute({ text, of }: { text: string; of: string }): Promise<number> {
    return text.split(of).length - 1;
  }
}

/** "Plugin Configuration" of the document. */
const MY_CONFIG: PluginConfig = JSON.parse(`{
    "name": "my_plugin",
    "version": "1.0.0",
    "type": "connection",
    "config": {
        "enabled": true,
        "options": {
            "timeout": 30,
            "retries": 3
        }
    }
}`) as PluginConfig;

async function running(options: ZerePyOptions, ...plugins: readonly object[]): Promise<{ zerepy: ZerePy; test: TestHost }> {
  told.length = 0;
  const zerepy = createZerePy(options);
  const test = createTestHost({ plugins: [zerepy, ...plugins], dialects: [zerepy.dialect] });
  expect((await test.start()).problems).toEqual([]);
  return { zerepy, test };
}

describe('Overview', () => {
  it('supports plugins of its own and of users through one interface', async () => {
    const { zerepy, test } = await running({}, MyPlugin, Count);
    expect(zerepy.registry.list().map(({ category, name }) => `${category}/${name}`)).toEqual(['action/count', 'connection/my_plugin']);
    await test.stop();
  });
});

describe('Core Components', () => {
  it('Plugin Base: name, version, initialize(config), cleanup()', async () => {
    const plugin: PluginBase = new MyPlugin();
    expect([plugin.name, plugin.version]).toEqual(['my_plugin', '1.0.0']);
    const { test } = await running({ plugins: [MY_CONFIG] }, MyPlugin);
    expect(told).toContainEqual(['initialize', { timeout: 30, retries: 3 }]);
    await test.stop();
    expect(told).toContain('cleanup');
  });

  it('Plugin Registry: register(category, name, class), get(category, name)', () => {
    const { registry } = createZerePy();
    registry.register('connection', 'my_plugin', MyPlugin);
    expect(registry.get('connection', 'my_plugin')).toBe(MyPlugin);
    expect(() => registry.get('connection', 'your_plugin')).toThrow(PluginError);
    expect(() => registry.register('nothing', 'my_plugin', MyPlugin)).toThrow(/no category 'nothing'/);
  });

  it('Plugin Discovery: discoverPlugins(directory)', async () => {
    mkdirSync(join(folder, 'plugins/actions'), { recursive: true });
    writeFileSync(
      join(folder, 'plugins/actions/wave.mjs'),
      `import { ActionPlugin } from 'mortise/zerepy';
       export class Wave extends ActionPlugin {
         get name() { return 'wave'; }
         get version() { return '1.0.0'; }
         async execute() { return 'waves'; }
       }`,
    );
    writeFileSync(join(folder, 'plugins/broken.mjs'), `throw new Error('broken');`);
    const { plugins, problems } = await discoverPlugins(join(folder, 'plugins'));
    expect([...plugins.keys()]).toEqual(['wave']);
    expect(problems).toMatchObject([{ code: 'extension.import-failed' }]);
  });
});

describe('Plugin Types', () => {
  it('Connection Plugins: isConfigured, configure, performAction', async () => {
    const { zerepy, test } = await running({}, MyPlugin);
    expect(await zerepy.connections.isConfigured('my_plugin')).toBe(true);
    expect(await zerepy.connections.configure('my_plugin')).toBe(true);
    expect(await zerepy.connections.performAction('my_plugin', 'post', { text: 'hi' })).toEqual({ action: 'post', params: { text: 'hi' } });
    await test.stop();
  });

  it('Action Plugins: validateParams gives all errors, execute is asynchronous', async () => {
    expect(new Count().validateParams({ of: 'two' })).toEqual([
      'text is required',
      'of must be a text with a length of at most 1, but is "two"',
    ]);
    const { zerepy, test } = await running({}, Count);
    expect(await zerepy.actions.execute('count', { text: 'a b c' })).toBe(2);
    await expect(zerepy.actions.execute('count', { of: 'two' })).rejects.toMatchObject({ issues: [{ path: 'text' }, { path: 'of' }] });
    await test.stop();
  });

  it('both as decorators as well', async () => {
    @Plugin({ id: 'decorated', version: '1.0.0' })
    @Connection('decorated')
    class Decorated {
      isConfigured() {
        return true;
      }
      configure() {
        return true;
      }
      @Action('double', { parameters: { n: { type: 'integer' } } }) double({ n }: { n: number }) {
        return 2 * n;
      }
    }
    const { zerepy, test } = await running({}, Decorated);
    expect(await zerepy.connections.performAction('decorated', 'double', ['21'])).toBe(42);
    await test.stop();
  });
});

describe('Plugin Lifecycle', () => {
  it('is discovery, initialization, operation, cleanup', async () => {
    const { zerepy, test } = await running({ plugins: [MY_CONFIG] });
    zerepy.manager.join(test.host);
    await zerepy.manager.loadPlugins(MyPlugin); // 1. search, load, validate, register
    expect([zerepy.registry.get('connection', 'my_plugin'), told]).toEqual([MyPlugin, []]);
    await zerepy.manager.startPlugins(); // 2. configuration, resources, state, handlers
    test.host.events.emit('bind_session', { uid: 'ada' }); // 3. requests and events
    await zerepy.connections.performAction('my_plugin', 'post');
    await zerepy.manager.stopPlugins(); // 4. resources, state, handlers
    test.host.events.emit('bind_session', { uid: 'bob' });
    expect(told).toEqual([
      'preInitialize',
      ['initialize', { timeout: 30, retries: 3 }],
      'postInitialize',
      'hello ada',
      'post, try 1',
      'preCleanup',
      'cleanup',
      'resources released',
      'postCleanup',
    ]);
    await test.stop();
    test.expectClean();
  });
});

describe('Plugin Development', () => {
  it('Plugin Configuration is as documented, and what is wrong has path and message', async () => {
    expect(validatePluginConfig(MY_CONFIG)).toEqual([]);
    expect(validatePluginConfig({ ...MY_CONFIG, config: { enabled: 1, options: { retries: 'often' } } })).toEqual([
      { path: 'config.enabled', message: 'config.enabled must be true or false, but is 1' },
      { path: 'config.options.retries', message: 'config.options.retries must be an integer, but is "often"' },
    ]);
    const { zerepy, test } = await running({ plugins: [{ ...MY_CONFIG, config: { enabled: false } }] }, MyPlugin);
    await expect(zerepy.connections.performAction('my_plugin', 'post')).rejects.toMatchObject({ code: 'zerepy.not-running' });
    await test.stop();
  });

  it('Plugin Installation: a package in the plugins directory', async () => {
    const zerepy = createZerePy();
    const test = createTestHost({ home: folder, directories: ['plugins'], plugins: [zerepy], dialects: [zerepy.dialect] });
    await test.start();
    expect(await zerepy.actions.execute('wave')).toBe('waves');
    await test.stop();
  });
});

describe('Best Practices', () => {
  it('Error Handling: proper types, retries, logs; Resource Management: timeouts, usage, cleanup', async () => {
    const { zerepy, test } = await running({ plugins: [MY_CONFIG] }, MyPlugin);
    const flaky = zerepy.connections.performAction('my_plugin', 'flaky');
    await test.clock.advance(1_000);
    expect(await flaky).toEqual({ action: 'flaky', params: {} });
    expect(test.log.filter(({ plugin, level }) => plugin === 'my_plugin' && level === 'warn')).toHaveLength(2);
    const hangs = zerepy.connections.performAction('my_plugin', 'hang', {}, { retries: 0 }).catch((error: unknown) => error);
    await test.clock.advance(30_000);
    expect(await hangs).toBeInstanceOf(PluginTimeoutError);
    expect(zerepy.monitor.usage('my_plugin')).toMatchObject({ calls: 2, errors: 1 });
    const owner = { id: 'my_plugin', own: (undo: () => unknown) => undo };
    zerepy.resources.track(owner, 'sockets', 'line', { close: () => told.push('closed') });
    await zerepy.resources.cleanup('sockets');
    expect(told).toContain('closed');
    await test.stop();
    test.expectClean();
  });
});

describe('Integration', () => {
  it('Event Integration: subscribe, publish, handle errors, track state', async () => {
    const { zerepy, test } = await running({}, Count);
    const states: string[] = [];
    test.host.events.handle('zerepy.action_started', ({ action }) => states.push(`${action} started`));
    test.host.events.handle('zerepy.action_succeeded', ({ action }) => states.push(`${action} succeeded`));
    test.host.events.handle('zerepy.action_failed', ({ action, error }) => states.push(`${action} failed: ${(error as PluginError).code}`));
    await zerepy.actions.execute('count', ['a b']);
    await zerepy.actions.execute('count', []).catch(() => undefined);
    expect(states).toEqual(['count started', 'count succeeded', 'count started', 'count failed: zerepy.bad-parameters']);
    await test.stop();
  });
});

describe('Common Patterns', () => {
  it('Plugin Factory: create(config)', () => {
    const { factory, registry } = createZerePy();
    registry.register('connection', 'my_plugin', MyPlugin);
    expect(factory.create(MY_CONFIG)).toBeInstanceOf(MyPlugin);
  });

  it('Plugin Manager: loadPlugins, startPlugins, stopPlugins', async () => {
    const { zerepy, test } = await running({});
    zerepy.manager.join(test.host);
    await zerepy.manager.loadPlugins(MyPlugin, Count);
    expect((await zerepy.manager.startPlugins()).plugins.filter(({ state }) => state === 'running').map(({ id }) => id)).toEqual(expect.arrayContaining(['my_plugin', 'count'])); // prettier-ignore
    expect((await zerepy.manager.stopPlugins()).plugins.filter(({ state }) => state === 'running').map(({ id }) => id)).toEqual(['zerepy']);
    await test.stop();
  });

  it('Plugin Hooks: preInitialize, postInitialize, preCleanup, postCleanup', async () => {
    told.length = 0;
    const zerepy = createZerePy();
    const say = (what: string) => () => void told.push(`host ${what}`);
    zerepy.hooks.add({
      preInitialize: say('preInitialize'),
      postInitialize: say('postInitialize'),
      preCleanup: say('preCleanup'),
      postCleanup: say('postCleanup'),
    });
    const test = createTestHost({ plugins: [zerepy, MyPlugin], dialects: [zerepy.dialect] });
    await test.start();
    await test.stop();
    expect(told.filter((each) => typeof each === 'string' && /(pre|post)/.test(each))).toEqual([
      'host preInitialize',
      'preInitialize',
      'postInitialize',
      'host postInitialize',
      'host preCleanup',
      'preCleanup',
      'postCleanup',
      'host postCleanup',
    ]);
  });

  it('Plugin Hooks stand around any plugin, and around any step', async () => {
    const seen: string[] = [];
    const zerepy = createZerePy();
    zerepy.hooks.pre('*', ({ step, plugin }) => seen.push(`${step} of ${plugin}`));
    const plain = definePlugin({ id: 'plain', version: '1.0.0', beforeStart() {}, beforeStop() {} });
    const test = createTestHost({ plugins: [zerepy, plain] });
    await test.start();
    await test.stop();
    expect(seen).toEqual(['beforeStart of plain', 'initialize of plain', 'beforeStop of plain', 'cleanup of plain']);
  });

  it('Plugin Monitoring: trackUsage(plugin), checkHealth(plugin)', async () => {
    const { zerepy, test } = await running({}, MyPlugin);
    await zerepy.monitor.trackUsage('my_plugin', () => 'work');
    test.host.events.emit('bind_session', { uid: 'ada' });
    expect(zerepy.monitor.usage('my_plugin')).toMatchObject({ calls: 1, errors: 0, events: 1 });
    expect(await zerepy.monitor.checkHealth('my_plugin')).toMatchObject({ live: true, ready: true, degraded: false });
    zerepy.monitor.addCheck('hangs', () => new Promise(() => undefined), { affects: 'degraded', timeout: 1_000 });
    const health = zerepy.monitor.checkHealth();
    await test.clock.advance(1_000);
    expect(await health).toMatchObject({ live: true, ready: true, degraded: true });
    await test.stop();
  });

  it('Plugin Monitoring is seen from outside: text for Prometheus, live and ready, events around any method', async () => {
    class Watched extends ActionPlugin {
      readonly name = 'watched';
      readonly version = '1.0.0';
      @Around('watched.execute') async execute(): Promise<string> {
        return 'seen';
      }
    }
    const zerepy = createZerePy();
    const metrics = createMetrics();
    const test = createTestHost({ plugins: [metrics, zerepy, Watched], dialects: [zerepy.dialect] });
    await test.start();
    await zerepy.actions.execute('watched');
    expect(test.events.filter(({ name }) => name.startsWith('watched.')).map(({ name }) => name)).toEqual([
      'watched.execute.start',
      'watched.execute.success',
    ]);
    expect(await metrics.text()).toContain('mortise_calls_total{host="test",plugin="watched",call="watched"} 1');
    const server = createServer(metrics.http).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const ready = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', checks: [] }]);
    server.close();
    await test.stop();
  });
});
