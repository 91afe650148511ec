/** Open this to see hooks around the steps of plugins, their usage, their health and what they hold. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { OnEvent, Plugin, PluginContext, Use } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import {
  Action,
  Connection,
  createZerePy,
  HealthCheck,
  PluginCleanupError,
  type HookEvent,
  type PluginHooks,
  type Resources,
} from 'mortise/zerepy';

describe('hooks', () => {
  it('run around each step of a decorated plugin, its own and those of the host', async () => {
    const seen: unknown[] = [];
    @Plugin({ id: 'sample', version: '1.0.0' })
    @Connection('sample')
    class Sample {
      isConfigured() {
        return true;
      }
      configure() {
        return seen.push('configure') > 0;
      }
      preInitialize() {
        seen.push('own preInitialize');
      }
      start(callback: () => void) {
        seen.push('start');
        callback();
      }
      postInitialize() {
        seen.push('own postInitialize');
      }
      afterStart() {
        seen.push('afterStart');
      }
      async preCleanup() {
        seen.push('own preCleanup');
      }
      stop(force: boolean) {
        seen.push(['stop', force]);
      }
    }
    const zerepy = createZerePy();
    zerepy.hooks.add({
      preInitialize: ({ plugin }) => seen.push(`preInitialize ${plugin}`),
      postInitialize: ({ ms }) => seen.push(['postInitialize', ms]),
      preCleanup: () => seen.push('preCleanup'),
      postCleanup: () => seen.push('postCleanup'),
    });
    const undo = zerepy.hooks.pre('*', ({ step }) => seen.push(`pre ${step}`));
    const test = createTestHost({ plugins: [zerepy, Sample] });
    expect((await test.start()).problems).toEqual([]);
    await zerepy.connections.configure('sample');
    expect(test.host.usage.read('sample').calls).toMatchObject([{ name: 'sample.configure', calls: 1, failures: 0 }]);
    undo();
    await test.stop();
    expect(seen).toEqual([
      'preInitialize sample',
      'pre initialize',
      'own preInitialize',
      'start',
      'own postInitialize',
      ['postInitialize', 0],
      'pre afterStart',
      'afterStart',
      'configure',
      'preCleanup',
      'own preCleanup',
      ['stop', false],
      'postCleanup',
    ]);
    test.expectClean();
  });

  it('of the host that fail or hang disturb nothing; one of the plugin fails its step, and the host hears of it', async () => {
    const heard: HookEvent[] = [];
    @Plugin({ id: 'good', version: '1.0.0' })
    class Good {
      @Action('good') run() {
        return 'well';
      }
    }
    @Plugin({ id: 'bad', version: '1.0.0' })
    class Bad {
      @Action('bad') run() {}
      preInitialize() {
        throw new Error('not today');
      }
    }
    const zerepy = createZerePy();
    zerepy.hooks.pre('initialize', () => {
      throw new Error('broken hook');
    });
    zerepy.hooks.pre('initialize', () => new Promise(() => undefined));
    zerepy.hooks.post('initialize', (event) => heard.push(event));
    const test = createTestHost({ plugins: [zerepy, Good, Bad] });
    const start = test.start();
    await test.clock.advance(3_000);
    await test.clock.advance(3_000);
    const { problems } = await start;
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'lifecycle.failed', plugin: 'bad', message: expect.stringContaining('not today') },
    ]);
    expect(await zerepy.actions.execute('good')).toBe('well');
    expect(problems.filter(({ severity }) => severity === 'warning').map(({ message }) => message)).toEqual([
      "A hook of 'zerepy' before start of 'good' failed: broken hook",
      "A hook of 'zerepy' before start of 'good' did not end within 3 s.",
      "A hook of 'zerepy' before start of 'bad' failed: broken hook",
      "A hook of 'zerepy' before start of 'bad' did not end within 3 s.",
    ]);
    expect(heard.map(({ plugin, error }) => [plugin, (error as Error | undefined)?.message])).toEqual([
      ['good', undefined],
      ['bad', 'not today'],
    ]);
    await test.stop();
  });
});

describe('hooks of any plugin', () => {
  it('are there for plugins that know nothing of ZerePy, and go with who registers them', async () => {
    const seen: string[] = [];
    @Plugin({ id: 'watcher', version: '1.0.0', inject: [PluginContext] })
    class Watcher {
      @Use('zerepy/hooks') readonly hooks!: PluginHooks;
      constructor(readonly context: PluginContext) {}
      start() {
        this.hooks.pre('*', ({ step, plugin }) => seen.push(`${step} ${plugin}`), this.context);
      }
    }
    const zerepy = createZerePy();
    zerepy.hooks.post('initialize', ({ plugin }) => seen.push(`host ${plugin}`), { id: 'host', own: () => undefined });
    const test = createTestHost({ plugins: [zerepy, Watcher, definePlugin({ id: 'plain', version: '1.0.0' })] });
    await test.start();
    expect(seen).toEqual(['host plain', 'host watcher']);
    await test.host.disable('plain');
    await test.host.disable('watcher');
    await test.host.enable('plain');
    expect(seen.slice(2)).toEqual(['cleanup plain', 'host plain']);
    await test.host.reload('zerepy');
    await test.host.disable('plain');
    await test.host.enable('plain');
    expect(seen.slice(4)).toEqual(['host plain']);
    await test.stop();
    test.expectClean();
  });
});

describe('usage', () => {
  it('counts calls, errors, time and events of each plugin', async () => {
    @Plugin({ id: 'web', version: '1.0.0', inject: [PluginContext] })
    class Web {
      constructor(readonly context: PluginContext) {}
      @Action('wait', { parameters: { ms: { type: 'integer' } } }) wait({ ms }: { ms: number }) {
        return new Promise<void>((resolve) => this.context.setTimeout(() => resolve(), ms));
      }
      @Action('fail') fail() {
        throw new Error('no network');
      }
      @OnEvent('web.page') page() {
        throw new Error('no page');
      }
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Web] });
    await test.start();
    const waited = zerepy.actions.execute('wait', [250]);
    await test.clock.advance(250);
    await waited;
    await zerepy.actions.execute('fail').catch(() => undefined);
    expect(zerepy.monitor.usage('web')).toEqual({ calls: 2, errors: 1, time: 250, events: expect.any(Number), lastError: "Action 'fail' failed: no network. The cause has the stack of what was thrown. [zerepy.execution-failed]" }); // prettier-ignore
    const { events } = zerepy.monitor.usage('web');
    test.host.events.emit('web.page');
    expect(zerepy.monitor.usage('web')).toMatchObject({ errors: 2, lastError: 'no page' });
    expect(zerepy.monitor.usage('web').events).toBeGreaterThan(events);
    expect(zerepy.monitor.usage('nobody')).toEqual({ calls: 0, errors: 0, time: 0, events: 0 });
    expect(await zerepy.monitor.trackUsage('web', () => 'work of its own')).toBe('work of its own');
    expect(test.host.usage.read('web').calls.map(({ name, calls }) => [name, calls])).toEqual([['wait', 1], ['fail', 1], ['work', 1]]); // prettier-ignore
    expect(zerepy.monitor.all().get('web')?.calls).toBe(3);
    await test.stop();
  });
});

describe('health', () => {
  it('rolls checks up into live, ready and degraded; one that hangs has failed when its time is up', async () => {
    let isLive = true;
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @HealthCheck('process', { affects: 'live' }) process() {
        return isLive;
      }
      @HealthCheck('cache', { affects: 'degraded' }) cache() {
        throw new Error('cold');
      }
    }
    @Plugin({ id: 'slow', version: '1.0.0' })
    class Slow {
      @HealthCheck('server', { timeout: 2_000 }) server() {
        return new Promise(() => undefined);
      }
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Web, Slow] });
    expect((await test.start()).problems).toEqual([]);
    expect(await zerepy.monitor.checkHealth('web')).toMatchObject({ live: true, ready: true, degraded: true });
    const all = zerepy.monitor.checkHealth();
    await test.clock.advance(2_000);
    expect(await all).toEqual({
      live: true,
      ready: false,
      degraded: true,
      checks: [
        { plugin: 'web', name: 'process', affects: 'live', ok: true, ms: 0 },
        { plugin: 'web', name: 'cache', affects: 'degraded', ok: false, ms: 0, reason: 'cold' },
        { plugin: 'slow', name: 'server', affects: 'ready', ok: false, ms: 2_000, reason: 'it took longer than 2 s' },
      ],
    });
    await test.host.unload('slow');
    expect(await zerepy.monitor.checkHealth()).toMatchObject({ live: true, ready: true, degraded: true });
    isLive = false;
    expect(await test.host.commands.run('plugin-health')).toMatchObject({ live: false, ready: false });
    await test.stop();
    test.expectClean();
  });

  it('tells of a plugin that could not start', async () => {
    @Plugin({ id: 'broken', version: '1.0.0' })
    class Broken {
      start() {
        throw new Error('no disk');
      }
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Broken] });
    await test.start();
    expect(await zerepy.monitor.checkHealth('broken')).toMatchObject({
      live: false,
      checks: [{ name: 'running', reason: expect.stringContaining('no disk') }],
    });
    expect(await zerepy.monitor.checkHealth()).toMatchObject({ live: true, ready: true, degraded: true });
    await test.stop();
  });
});

describe('checks that are added', () => {
  it('count from the start of ZerePy on, go with who declares them, and outlast a reload', async () => {
    const zerepy = createZerePy();
    const undo = zerepy.monitor.addCheck('early', () => true);
    await expect(zerepy.monitor.checkHealth()).rejects.toMatchObject({ code: 'zerepy.not-joined' });
    await expect(zerepy.monitor.trackUsage('web', () => 1)).rejects.toMatchObject({ code: 'zerepy.not-joined' });
    const web = definePlugin({
      id: 'web',
      version: '1.0.0',
      inject: [PluginContext] as const,
      setup: (context: PluginContext) => void zerepy.monitor.addCheck('own', () => false, { owner: context, affects: 'degraded' }),
    });
    const test = createTestHost({ plugins: [zerepy, web] });
    await test.start();
    zerepy.monitor.addCheck('late', () => true, { owner: { id: 'someone', own: () => undefined } });
    const names = async () => (await zerepy.monitor.checkHealth()).checks.map(({ plugin, name }) => `${plugin} ${name}`);
    expect(await names()).toEqual(['zerepy early', 'web own', 'zerepy late']);
    await test.host.disable('web');
    await test.host.reload('zerepy');
    expect(await names()).toEqual(['zerepy early', 'zerepy late']);
    undo();
    expect(await names()).toEqual(['zerepy late']);
    await test.stop();
    test.expectClean();
  });
});

describe('resources', () => {
  it('are tracked by category and owner, and released with their plugin, latest first, even when one of them fails', async () => {
    const closed: string[] = [];
    @Plugin({ id: 'pool', version: '1.0.0', inject: [PluginContext] })
    class Pool {
      @Use('zerepy/resources') readonly resources!: Resources;
      constructor(readonly context: PluginContext) {}
      start() {
        const { resources, context } = this;
        resources.track(context, 'sockets', 'one', { close: () => closed.push('one') });
        resources.track(context, 'sockets', 'two', { end: () => Promise.reject(new Error('stuck')) });
        resources.track(context, 'files', 'log', 7, (fd) => closed.push(`fd ${fd}`));
        expect(() => resources.track(context, 'files', 'log', 8, () => undefined)).toThrow(/has a resource 'log'/);
        expect(() => resources.track(context, 'files', 'odd', 8)).toThrow(/how to release/);
      }
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Pool] });
    expect((await test.start()).problems).toEqual([]);
    expect(zerepy.resources.list()).toEqual([
      { category: 'sockets', name: 'one', owner: 'pool' },
      { category: 'sockets', name: 'two', owner: 'pool' },
      { category: 'files', name: 'log', owner: 'pool' },
    ]);
    expect(zerepy.resources.find('files', 'log')).toBe(7);
    await zerepy.resources.cleanup('files');
    expect(closed).toEqual(['fd 7']);
    await test.stop();
    expect(closed).toEqual(['fd 7', 'one']);
    expect(zerepy.resources.list()).toEqual([]);
    expect(test.problems).toMatchObject([{ plugin: 'pool', message: expect.stringContaining('stuck') }]);
    const owner = { id: 'x', own: () => undefined };
    zerepy.resources.track(owner, 'bad', 'one', 1, () => {
      throw new Error('stuck');
    });
    await expect(zerepy.resources.cleanup('bad')).rejects.toBeInstanceOf(PluginCleanupError);
  });

  it('are held by nobody any more when they were released early, while their plugin goes on', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let closed = 0;
    @Plugin({ id: 'pool', version: '1.0.0', inject: [PluginContext] })
    class Pool {
      constructor(readonly context: PluginContext) {}
      start() {
        for (let index = 0; index < 3; index += 1) this.hold(`socket ${index}`);
        this.register();
      }
      hold(name: string) {
        const socket = { close: () => (closed += 1) };
        held.push(new WeakRef(socket));
        zerepy.resources.track(this.context, 'sockets', name, socket);
      }
      register() {
        class Fresh {}
        held.push(new WeakRef(Fresh));
        zerepy.registry.register('action', 'fresh', Fresh, { owner: this.context })();
      }
    }
    const held: WeakRef<object>[] = [];
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Pool] });
    expect((await test.start()).problems).toEqual([]);
    await zerepy.resources.cleanup('sockets');
    expect(closed).toBe(3);
    // What a WeakRef has given out is held until the next macrotask.
    await new Promise(setImmediate);
    collect();
    expect(held.map((each) => each.deref())).toEqual([undefined, undefined, undefined, undefined]);
    await test.stop();
    expect(closed).toBe(3);
    test.expectClean();
  });

  it('of a plugin that has stopped are released at once, and refused', async () => {
    const closed: string[] = [];
    let context!: PluginContext;
    @Plugin({ id: 'pool', version: '1.0.0', inject: [PluginContext] })
    class Pool {
      constructor(given: PluginContext) {
        context = given;
      }
    }
    const zerepy = createZerePy();
    const test = createTestHost({ plugins: [zerepy, Pool] });
    await test.start();
    await test.host.disable('pool');
    expect(() => zerepy.resources.track(context, 'sockets', 'late', { close: () => closed.push('late') })).toThrow(/own/);
    await new Promise(setImmediate);
    expect([closed, zerepy.resources.list()]).toEqual([['late'], []]);
    await test.stop();
  });
});
