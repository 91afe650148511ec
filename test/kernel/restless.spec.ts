/** Open this to see that a host comes to rest and stops, whatever its plugins do to each other. */
import { describe, expect, it } from '@jest/globals';
import { Component, definePlugin, Plugin, PluginContext, Provide, Use } from '../../decorators/index.js';
import { memberFact } from '../../src/facts/facts.js';
import type { Kind } from '../../src/model/kind.js';
import { createTestHost, type TestHost } from '../../src/testing/index.js';

const states = (test: TestHost): string[] => test.host.list().map(({ key, state }) => `${key} ${state}`);
const bare = (id: string, more: object = {}) => definePlugin({ id, version: '1.0.0', ...more });

describe('a host', () => {
  it('gives up on plugins that start and stop each other for ever, and goes on with the others', async () => {
    let toggle = (_on: boolean): void => {};
    const owner = bare('owner', {
      inject: [PluginContext],
      setup(context: PluginContext) {
        let hide: (() => void) | undefined;
        toggle = (on) => {
          hide?.();
          hide = on ? context.provide('flap/switch', {}) : undefined;
        };
        return { start: () => toggle(true) };
      },
    });
    // Starting it takes away what it needs, and stopping it brings that back.
    const needy = bare('needy', { inject: ['flap/switch'], setup: () => ({ start: () => toggle(false), stop: () => toggle(true) }) });
    const test = createTestHost({ plugins: [owner, needy, bare('calm')] });
    const { problems } = await test.start();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'lifecycle.restless', plugin: 'needy' }));
    expect(states(test)).toEqual(['owner running', 'needy failed', 'calm running']);
    await test.stop();
    test.expectClean();
  });

  it('stops although a component that was made late got a value of a plugin that came later', async () => {
    @Component('late')
    @Provide('a/late', { scope: 'transient' })
    class Late {
      @Use('b/x', { optional: true }) readonly x?: unknown;
    }
    @Plugin({ id: 'a', version: '1.0.0', components: [Late] })
    class A {}
    const test = createTestHost({ plugins: [A] });
    await test.start();
    await test.host.load(bare('b', { provides: { 'b/x': 1 } }));
    expect((test.host.lookup('a/late') as Late).x).toBe(1);
    await test.host.unload('b');
    expect(states(test)).toEqual(['a running']);
    await test.stop();
    expect(test.host.state).toBe('stopped');
  });

  it('has a plugin of an app keep away from one of the host, also where the app has one of that name that may not run', async () => {
    const [one, own] = ['host', 'app'].map(() => definePlugin({ id: 'one', version: '1.0.0' }));
    const other = definePlugin({ id: 'other', version: '1.0.0', conflicts: { one: '*' } });
    const test = createTestHost({
      log: { level: 'silent' },
      plugins: [one!],
      apps: { shop: { extensions: [{ extension: own!, enabled: false }, other] } },
    });
    await test.start();
    expect(test.host.list().map(({ key, state }) => `${key} ${state}`)).toEqual([
      'one running',
      'shop:one described',
      'shop:other waiting',
    ]);
    await test.stop();
  });

  it('keeps what runs when something that excludes it is loaded', async () => {
    const test = createTestHost({ plugins: [bare('b', { conflicts: { a: '*' } })] });
    await test.start();
    await test.host.load(bare('a', { conflicts: { b: '*' } }));
    expect(states(test)).toEqual(['b running', 'a waiting']);
    await test.host.unload('b');
    expect(states(test)).toEqual(['a running']);
    await test.stop();
  });

  it('lets another plugin have the name of one that is disabled or failed', async () => {
    const broken = bare('broken', { provides: { 'acme/y': 1 }, start: () => Promise.reject(new Error('no')) });
    const test = createTestHost({
      plugins: [bare('off', { provides: { 'acme/x': 1 } }), bare('on', { provides: { 'acme/x': 2 } }), broken],
      settings: { off: { enabled: false } },
    });
    await test.start();
    expect(test.host.lookup('acme/x')).toBe(2);
    await test.host.load(bare('other', { provides: { 'acme/y': 2 } }));
    expect(test.host.lookup('acme/y')).toBe(2);
    await test.stop();
  });

  it('tries a plugin that failed again when it is enabled', async () => {
    let lucky = false;
    const moody = bare('moody', {
      start() {
        if (!lucky) throw new Error('not today');
      },
    });
    const test = createTestHost({ plugins: [moody] });
    await test.start();
    await test.host.enable('moody');
    expect(states(test)).toEqual(['moody failed']);
    lucky = true;
    await test.host.enable('moody');
    expect(states(test)).toEqual(['moody running']);
    await test.stop();
  });
});

describe('a kind', () => {
  const Every = memberFact<number>('acme.every');
  const bound: string[] = [];
  const giving = (kind: string, extension = 'kinds') => ({
    name: extension,
    version: '1.0.0',
    attach(this: { registerKind(given: Kind): void }) {
      this.registerKind({ key: 'acme.every', bind: () => void bound.push(kind) });
    },
  });
  @Plugin({ id: 'user', version: '1.0.0' })
  class User {
    @Every(1) sweep() {}
  }

  it('that comes later starts the plugins that wait for it', async () => {
    bound.length = 0;
    const test = createTestHost({ plugins: [User] });
    await test.start();
    expect(states(test)).toEqual(['user waiting']);
    await test.host.load(giving('first'));
    expect([states(test), bound]).toEqual([['user running'], ['first']]);
    await test.stop();
  });

  it('of a plan that nobody applies has no effect, and one that replaces another takes over', async () => {
    bound.length = 0;
    const test = createTestHost({ plugins: [User] });
    await test.start();
    await test.host.plan({ load: [giving('never')] });
    expect(states(test)).toEqual(['user waiting']);
    await test.host.load(giving('first'));
    await test.host.apply(await test.host.plan({ unload: ['kinds'], load: [giving('second', 'others')] }));
    expect(test.problems.filter(({ code }) => code === 'attach.bad-kind')).toEqual([]);
    await test.host.disable('user');
    await test.host.enable('user');
    expect(bound.at(-1)).toBe('second');
    await test.stop();
  });
});

describe('a plan', () => {
  it('is applied once, and only as the object that the host gave', async () => {
    const test = createTestHost();
    await test.start();
    const plan = await test.host.plan({ load: [bare('a')] });
    const copy = JSON.parse(JSON.stringify(plan)) as typeof plan;
    await expect(test.host.apply(copy)).rejects.toMatchObject({ code: 'plan.unknown' });
    await test.host.apply(plan);
    await expect(test.host.apply(plan)).rejects.toMatchObject({ code: 'plan.stale' });
    await test.stop();
  });
});
