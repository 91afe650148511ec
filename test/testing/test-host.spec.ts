/** Open this to see what the kit gives to the author of a plugin: fakes, steps, records, and a word about what was left behind. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type PluginDefinition } from 'mortise';
import { Config, Field, Plugin, PluginContext, Use } from 'mortise/decorators';
import { createTestHost, VirtualClock } from 'mortise/testing';
import type { Host } from '../../src/host.js';
import { Entry } from '../../src/wiring/entry.js';

const plugin = (id: string, rest: Partial<PluginDefinition> = {}) => definePlugin({ id, version: '1.0.0', ...rest });

describe('createTestHost', () => {
  it('publishes fakes in the place of plugins that are not there', async () => {
    let seen: unknown;
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @Use('acme/mail') mail: unknown;
      start() {
        seen = this.mail;
      }
    }
    const mail = { send: () => {} };
    const test = createTestHost({ plugins: [A], fakes: { 'acme/mail': mail } });
    expect((await test.start()).ok).toBe(true);
    expect(seen).toBe(mail);
    await test.stop();
    test.expectClean();
  });

  it('takes configuration and settings by plugin id, and the options of a host besides', async () => {
    @Config()
    class Settings {
      @Field.integer({ default: 1 }) ttl!: number;
    }
    let ttl = 0;
    @Plugin({ id: 'a', version: '1.0.0', config: Settings, inject: [Settings] })
    class A {
      constructor(settings: Settings) {
        ttl = settings.ttl;
      }
    }
    const test = createTestHost({
      name: 'mine',
      plugins: [A],
      extensions: [plugin('b'), plugin('c')],
      config: { a: { ttl: 5 } },
      settings: { a: { required: true }, c: { enabled: false } },
    });
    const { plugins } = await test.start();
    expect(ttl).toBe(5);
    expect([test.host.name, plugins.map(({ key, state, required }) => `${key} ${state} ${String(required)}`)]).toEqual([
      'mine',
      ['a running true', 'b running false', 'c described false'],
    ]);
  });

  it.each([
    [{ plugin: [] }, "The option 'plugin' means nothing. Did you mean 'plugins'?"],
    [{ fake: {} }, "The option 'fake' means nothing. Did you mean 'fakes'?"],
    [{ plugins: plugin('a') }, "The option 'plugins' wants a list, but is an object."],
    [{ stepwise: 1 }, "The option 'stepwise' wants true or false, but is the number 1."],
    [{ strcit: true }, "The option 'strcit' means nothing. Did you mean 'strict'?"],
    [{ settings: { a: { enable: false } } }, "The option 'plugins.a.enable' means nothing. Did you mean 'enabled'?"],
    [{ timeouts: { warn: 0 } }, "The option 'timeouts.warn' wants milliseconds above 0, but is the number 0."],
  ])('refuses options that mean nothing: %j', (options, says) => {
    expect(() => createTestHost(options as never)).toThrow(says);
  });

  it('runs on a clock that is given, or on one of its own', async () => {
    const clock = new VirtualClock(100);
    expect(createTestHost({ clock }).clock).toBe(clock);
    const test = createTestHost({
      plugins: [plugin('a', { start: () => new Promise<void>((done) => void test.clock.setTimeout(done, 7)) })],
    });
    const start = test.start();
    await test.clock.advance(7);
    expect((await start).plugins[0]!.ms).toBe(7);
  });

  it('records every problem, event and log line', async () => {
    const test = createTestHost({ log: { level: 'debug' }, plugins: [plugin('a', { start: () => Promise.reject(new Error('boom')) })] });
    await test.start();
    test.host.events.emit('acme.tick', 1);
    expect(test.problems.map(({ code }) => code)).toEqual(['lifecycle.failed']);
    expect(test.events.map(({ name }) => name)).toEqual([
      'host.starting',
      'extension.attached',
      'plugin.starting',
      'problem.found',
      'plugin.failed',
      'host.started',
      'acme.tick',
    ]);
    expect(test.events.at(-1)).toEqual({ name: 'acme.tick', payload: 1 });
    expect(test.log.map(({ message }) => message.split(' ')[0])).toEqual(['attached', 'starting', 'start', 'started']);
  });
});

describe('stepwise', () => {
  const ab = () => [plugin('a', { afterStart: () => {} }), plugin('b', { dependencies: { a: '*' } })];

  it('holds each step until it is let go, and tells which it was', async () => {
    const test = createTestHost({ stepwise: true, plugins: ab() });
    const start = test.start();
    expect(await test.step()).toMatchObject({ action: 'wire', plugin: 'a' });
    expect(test.host.list()).toMatchObject([{ state: 'starting' }, { state: 'described' }]);
    expect(await test.step()).toMatchObject({ action: 'start', plugin: 'a' });
    expect(test.host.list()).toMatchObject([{ state: 'running' }, { state: 'described' }]);
    const rest: string[] = [];
    for (let step = await test.step(); step !== undefined; step = await test.step()) rest.push(`${step.action} ${step.plugin}`);
    expect(rest).toEqual(['wire b', 'start b', 'afterStart a']);
    expect((await start).ok).toBe(true);
    expect(await test.step()).toBeUndefined();
  });

  it('runs to a step, and says when it never comes', async () => {
    const test = createTestHost({ stepwise: true, plugins: ab() });
    const start = test.start();
    expect(await test.runTo('b', 'wire')).toMatchObject({ action: 'wire', plugin: 'b', needs: ['a'] });
    expect(test.host.list()[1]).toMatchObject({ state: 'starting' });
    await expect(test.runTo('b', 'stop')).rejects.toThrow("the step 'stop' of 'b' never came; is it in the plan?");
    await start;
    const stop = test.stop();
    expect(await test.runTo('a', 'stop')).toMatchObject({ action: 'stop', plugin: 'a' });
    await stop;
    test.expectClean();
  });

  it('has no steps without it', async () => {
    const test = createTestHost({ plugins: ab() });
    const start = test.start();
    expect(await test.step()).toBeUndefined();
    await start;
  });
});

describe('expectClean', () => {
  /** A host whose plugin `a` has stopped, with something of it left behind on purpose. */
  async function left(seed: (host: Host, context: PluginContext, clock: VirtualClock) => void, unload = true) {
    let context: PluginContext | undefined;
    const test = createTestHost({
      apps: { shop: {} },
      plugins: [
        plugin('a', { inject: [PluginContext], provides: { 'a/x': 1 }, setup: (given: PluginContext) => void (context = given) }),
        plugin('b'),
      ],
    });
    await test.start();
    await (unload ? test.host.unload('a') : test.host.disable('a'));
    seed(test.host as Host, context!, test.clock);
    return test;
  }

  const entry = (namespace: string) => new Entry(namespace, 'singleton', 'a', undefined, 1);

  it.each<[string, (host: Host, context: PluginContext, clock: VirtualClock) => void, string]>([
    [
      'a handler',
      (host) => void host.kernel.bus.view({ plugin: 'a' }).handle('acme.tick', () => {}),
      "'a' still has 1 handlers or subscriptions",
    ],
    [
      'a subscription',
      (host) => void host.kernel.bus.view({ plugin: 'a' }).on('acme.tick').subscribe(),
      "'a' still has 1 handlers or subscriptions",
    ],
    ['a name', (host) => host.kernel.host.publish(entry('left/x')), "'a' still publishes 1 namespaces"],
    ['a name in an app', (host) => host.scopes()[1]!.publish(entry('left/x')), "'a' still publishes 1 namespaces in the app 'shop'"],
  ])('finds %s that a plugin left behind', async (_, seed, line) => {
    const test = await left(seed);
    expect(() => test.expectClean('a')).toThrow(`a left something behind:\n  ${line}`);
    await test.host.disable('b');
    expect(() => test.expectClean()).toThrow(`the host left something behind:\n  ${line}`);
    test.expectClean('b');
  });

  it('finds a binding that was left behind', async () => {
    const test = await left((host) => void host.container.bind('a/x').toConstantValue(1), false);
    expect(() => test.expectClean('a')).toThrow("'a' left the binding of a/x");
  });

  it('finds a timer that went past the context, when everything has stopped', async () => {
    const test = await left((_host, _context, clock) => void clock.setTimeout(() => {}, 1000));
    test.expectClean('a');
    await test.stop();
    expect(() => test.expectClean()).toThrow('the host left something behind:\n  1 timers are still set');
  });

  it('of a key that never was says which one was meant: a misspelt one would be clean for ever', async () => {
    const test = createTestHost({
      plugins: [
        plugin('mailer'),
        plugin('idle'),
        plugin('broken', {
          setup: () => {
            throw new Error('boom');
          },
        }),
      ],
      settings: { idle: { enabled: false } },
      apps: { shop: { extensions: [plugin('till')] } },
    });
    await test.start();
    await test.host.unload('mailer', 'idle');
    for (const key of ['mailer', 'idle', 'broken']) test.expectClean(key);
    expect(() => test.expectClean('mailr')).toThrow("There is no plugin 'mailr' to find clean. Did you mean 'mailer'?");
    expect(() => test.expectClean('till')).toThrow("There is no plugin 'till' to find clean.");
    await test.stop();
    test.expectClean('shop:till');
    expect(() => test.expectClean('mailr')).toThrow(expect.objectContaining({ code: 'plan.unknown-plugin' }));
  });

  it('says of a plugin that still runs what is on its ledger', async () => {
    const test = createTestHost({
      plugins: [
        plugin('a', {
          inject: [PluginContext],
          provides: { 'a/x': 1 },
          on: { 'acme.tick': () => {} },
          setup: (context: PluginContext) => ({ start: () => void context.setTimeout(() => {}, 5) }),
        }),
      ],
    });
    await test.start();
    expect(() => test.expectClean()).toThrow(
      /^the host left something behind:\n {2}'a' is running: its inversify container, .*handler of 'acme\.tick'.*a timer.*a \(its stop\).*the namespace a\/x/,
    );
    await test.stop();
    test.expectClean();
  });
});
