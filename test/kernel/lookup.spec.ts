/** Open this to see how published values are found, what is said when they are not, and what an app sees. */
import { describe, expect, it } from '@jest/globals';
import { Observable } from 'rxjs';
import { createHost, definePlugin, MortiseError, type MortiseHost, type NamespaceReference } from 'mortise';
import { Component, PluginContext, Provide } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

/** A plugin that publishes values. */
function provider(id: string, provides: Readonly<Record<string, unknown>>, rest: object = {}) {
  return definePlugin({ id, version: '1.0.0', provides, ...rest });
}

/** Why a look-up found nothing. */
function absence(host: Pick<MortiseHost, 'lookup'>, namespace: string): string {
  try {
    host.lookup(namespace);
  } catch (error) {
    expect(error).toBeInstanceOf(MortiseError);
    expect((error as MortiseError).code).toBe('lookup.absent');
    return (error as MortiseError).problem.message;
  }
  return 'found';
}

describe('a published value', () => {
  it('is found by lookup and find, in any spelling, by pattern and by category', async () => {
    const test = createTestHost({
      plugins: [provider('a', { 'acme/x': 1, 'acme/y': undefined }, { category: 'things' }), provider('b', { 'acme/z/deep': 3 })],
    });
    await test.start();
    const { host } = test;
    expect([host.lookup('acme/x'), host.lookup(['acme', 'x']), host.find('acme/x'), host.lookup('acme/y')]).toEqual([1, 1, 1, undefined]);
    expect([...host.lookupAll('acme/*')]).toEqual([
      ['acme/x', 1],
      ['acme/y', undefined],
    ]);
    expect([...host.lookupAll(['acme', '**'])].map(([name]) => name)).toEqual(['acme/x', 'acme/y', 'acme/z/deep']);
    expect([...host.category('things')]).toEqual([
      ['acme/x', 1],
      ['acme/y', undefined],
    ]);
  });

  it('by a pattern whose ** is not the last is told what a pattern may have', () => {
    const { host } = createTestHost();
    expect(() => host.lookupAll('a/**/b')).toThrow(
      "'a/**/b' is not a namespace: segment 2 has a character that is not allowed. Use segments of letters, digits, '_', '.', '-' joined by '/'; in lookupAll also '*', and '**' as the last. [lookup.bad-namespace]",
    );
  });

  it('comes and goes on lookup$', async () => {
    const test = createTestHost({ plugins: [provider('a', { 'acme/x': 1 })] });
    const seen: unknown[] = [];
    const stream = test.host.lookup$('acme/x');
    expect(stream).toBeInstanceOf(Observable);
    const subscription = stream.subscribe((value) => seen.push(value));
    await test.start();
    await test.host.disable('a');
    await test.host.enable('a');
    subscription.unsubscribe();
    await test.stop();
    expect(seen).toEqual([undefined, 1, undefined, 1]);
    expect(() => test.host.lookup$('acme//x')).toThrow(expect.objectContaining({ code: 'lookup.bad-namespace' }));
  });

  it('whose subscriber in the service throws is a problem, and the next subscriber is told', async () => {
    const test = createTestHost({ plugins: [provider('a', { 'acme/x': 1 })] });
    const seen: unknown[] = [];
    test.host.lookup$('acme/x').subscribe((value) => {
      if (value !== undefined) throw new Error('boom');
    });
    test.host.lookup$('acme/x').subscribe((value) => seen.push(value));
    await test.start();
    expect(seen).toEqual([undefined, 1]);
    expect(test.problems).toMatchObject([
      { code: 'lookup.subscriber-failed', severity: 'warning', message: "A subscriber of lookup$('acme/x') failed: boom" },
    ]);
    expect(test.problems[0]!.plugin).toBeUndefined();
  });
});

describe('a reference', () => {
  it('is to whatever is published now, before the start, across a disabling and another value, and after the stop', async () => {
    let publish: PluginContext['provide'] | undefined;
    const calling = definePlugin({
      id: 'calling',
      version: '1.0.0',
      inject: [PluginContext],
      setup: (context: PluginContext) => ({ start: () => void (publish = context.provide) }),
    });
    const test = createTestHost({ plugins: [provider('a', { 'acme/x': 1 }), calling] });
    const [x, y] = [test.host.reference('acme/x'), test.host.reference(['acme', 'y'])];
    expect([x.namespace, x.find(), y.namespace]).toEqual(['acme/x', undefined, 'acme/y']);
    expect(() => x.value).toThrow(expect.objectContaining({ code: 'lookup.absent' }));
    await test.start();
    expect([x.value, x.find(), x.value, y.find()]).toEqual([1, 1, 1, undefined]);
    publish!('acme/y', 'one');
    expect([x.value, y.value]).toEqual([1, 'one']);
    const hide = publish!('acme/y', 'two');
    expect(y.value).toBe('two');
    hide();
    expect(y.find()).toBeUndefined();
    await test.host.disable('a');
    expect(absence({ lookup: () => x.value as never }, 'acme/x')).toBe(
      "Nothing is published under 'acme/x': 'a' provides it and is disabled.",
    );
    await test.host.enable('a');
    expect(x.value).toBe(1);
    await test.stop();
    expect(x.find()).toBeUndefined();
    expect(() => test.host.reference('acme/*')).toThrow(expect.objectContaining({ code: 'lookup.bad-namespace' }));
  });

  it('asks each time for what is made for each who asks', async () => {
    let made = 0;
    @Component('counter')
    @Provide('acme/counter', { scope: 'transient' })
    class Counter {
      readonly number = ++made;
    }
    const counting = definePlugin({ id: 'counting', version: '1.0.0', components: [Counter] });
    const test = createTestHost({ plugins: [counting] });
    await test.start();
    const counter = test.host.reference('acme/counter');
    expect([counter.value, counter.find(), test.host.lookup('acme/counter')]).toEqual(
      [1, 2, 3].map((number) => expect.objectContaining({ number })),
    );
  });

  it('that a plugin holds follows its scope: an app’s own first, then that of its host', async () => {
    let held: NamespaceReference | undefined;
    const holding = definePlugin({
      id: 'holding',
      version: '1.0.0',
      inject: [PluginContext],
      setup: (context: PluginContext) => ({ start: () => void (held = context.reference('acme/x')) }),
    });
    const test = createTestHost({ plugins: [provider('x', { 'acme/x': 'host' })] });
    const shop = test.host.createApp('shop', { extensions: [holding, provider('x', { 'acme/x': 'shop' })] });
    await test.start();
    const [ofShop, ofHost] = [shop.reference('acme/x'), test.host.reference('acme/x')];
    const all = (): unknown[] => [held!.find(), ofShop.find(), ofHost.find(), shop.find('acme/x')];
    expect(all()).toEqual(['shop', 'shop', 'host', 'shop']);
    await test.host.disable('shop:x');
    expect(all()).toEqual(['host', 'host', 'host', 'host']);
    await test.host.enable('shop:x');
    expect(all()).toEqual(['shop', 'shop', 'host', 'shop']);
    await test.host.disable('x');
    expect(all()).toEqual(['shop', 'shop', undefined, 'shop']);
    await test.host.disable('shop:x');
    expect(all()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is one of many that are taken and dropped, and each is right', async () => {
    const test = createTestHost({ plugins: [provider('a', { 'acme/x': 1 })] });
    await test.start();
    const references = Array.from({ length: 20_001 }, () => test.host.reference('acme/x'));
    expect(references.every((each) => each.value === 1 && each.find() === 1)).toBe(true);
    await test.host.disable('a');
    expect(references.every((each) => each.find() === undefined)).toBe(true);
  });
});

describe('an absent value', () => {
  it('is undefined for find, and an error with a fix for lookup', async () => {
    const test = createTestHost({ plugins: [provider('a', { 'acme/presence': 1 })] });
    await test.start();
    expect(test.host.find('acme/presense')).toBeUndefined();
    expect(absence(test.host, 'acme/presense')).toBe(
      "Nothing is published under 'acme/presense': no plugin that is loaded provides it. Did you mean 'acme/presence'?",
    );
    expect(() => test.host.lookup('acme/nothing/like/it')).toThrow(
      'Load a plugin that provides it. Use find() or lookup$() where absence is normal. [lookup.absent]',
    );
  });

  it.each([
    ['failed', { setup: () => { throw new Error('boom'); } }, "'a' provides it and has failed: setup of 'a' failed: boom"], // prettier-ignore
    ['waits', { dependencies: { b: '*' } }, "'a' provides it and is waiting: 'a' needs 'b' *, which is not loaded"],
  ])('says when its plugin %s', async (_, rest, why) => {
    const test = createTestHost({ plugins: [provider('a', { 'acme/x': 1 }, rest)] });
    await test.start();
    expect(absence(test.host, 'acme/x')).toBe(`Nothing is published under 'acme/x': ${why}.`);
  });

  it('says when its plugin is disabled, when the host has not started, and when it has stopped', async () => {
    const test = createTestHost({ plugins: [provider('a', { 'acme/x': 1 })] });
    expect(absence(test.host, 'acme/x')).toBe("Nothing is published under 'acme/x': the host has not started, so nothing is loaded yet.");
    await test.start();
    await test.host.disable('a');
    expect(absence(test.host, 'acme/x')).toBe("Nothing is published under 'acme/x': 'a' provides it and is disabled.");
    await test.host.enable('a');
    expect(absence(test.host, 'acme/x')).toBe('found');
    await test.stop();
    expect(absence(test.host, 'acme/x')).toBe(
      "Nothing is published under 'acme/x': 'a' provides it and has stopped: the host has stopped.",
    );
    expect(absence(test.host, 'acme/y')).toBe("Nothing is published under 'acme/y': the host has stopped. Did you mean 'acme/x'?");
  });

  it('says to await the start, to an owner who has not; a plugin that asks in its start is told what lacks', async () => {
    let inside: unknown;
    const asking = definePlugin({
      id: 'asking',
      version: '1.0.0',
      inject: [PluginContext],
      setup: (context: PluginContext) => ({
        start() {
          try {
            context.lookup('acme/y');
          } catch (error) {
            inside = (error as MortiseError).problem.hint;
          }
        },
      }),
    });
    const test = createTestHost({ plugins: [asking, provider('a', { 'acme/x': 1 })] });
    const starting = test.start();
    await Promise.resolve();
    expect(test.host.state).toBe('starting');
    expect(() => test.host.lookup('acme/x')).toThrow('Await host.start() first; what is there is seen when it has ended.');
    await starting;
    expect(inside).toBe('Load a plugin that provides it. Use find() or lookup$() where absence is normal.');
  });

  it('under the id of a plugin says what that one publishes', async () => {
    const test = createTestHost({ plugins: [provider('a', { 'acme/x': 1, 'acme/y': 2 }), provider('b', {})] });
    await test.start();
    expect(absence(test.host, 'a')).toBe(
      "Nothing is published under 'a': it is the id of a plugin, which publishes 'acme/x' and 'acme/y'.",
    );
    expect(() => test.host.lookup('a')).toThrow("Look up what it publishes: 'acme/x'.");
    expect(absence(test.host, 'b')).toBe("Nothing is published under 'b': it is the id of a plugin, which publishes nothing.");
  });

  it('says when only an app has it', async () => {
    const test = createTestHost({ apps: { shop: { extensions: [provider('a', { 'acme/x': 1 })] }, office: {} } });
    await test.start();
    expect(absence(test.host, 'acme/x')).toBe("Nothing is published under 'acme/x': only the app 'shop' has it, for itself.");
  });

  it('under something that is no name is another error', () => {
    const host = createHost();
    for (const name of ['', 'a//b', 'a b', '../x', [], [['a']], null, 5]) {
      expect(() => host.lookup(name as string)).toThrow(expect.objectContaining({ code: 'lookup.bad-namespace' }));
      expect(() => host.find(name as string)).toThrow(expect.objectContaining({ code: 'lookup.bad-namespace' }));
    }
    expect(() => host.lookup('a/*')).toThrow('is not a namespace');
  });
});

describe('an app', () => {
  const x = (value: unknown) => provider('x', { 'acme/x': value });

  it('sees its own first, then what its host has; nobody else sees its own', async () => {
    const test = createTestHost({ plugins: [x('host'), provider('y', { 'acme/y': 'y' })] });
    const shop = test.host.createApp('shop', { extensions: [x('shop'), provider('z', { 'acme/z': 'z' }, { category: 'things' })] });
    const office = test.host.createApp('office');
    const report = await test.start();
    expect(['acme/x', 'acme/y', 'acme/z'].map((name) => shop.find(name))).toEqual(['shop', 'y', 'z']);
    expect(['acme/x', 'acme/y', 'acme/z'].map((name) => office.find(name))).toEqual(['host', 'y', undefined]);
    expect(['acme/x', 'acme/y', 'acme/z'].map((name) => test.host.find(name))).toEqual(['host', 'y', undefined]);
    expect([...shop.lookupAll('acme/*').values()]).toEqual(['shop', 'y', 'z']);
    expect([shop.category('things').size, test.host.category('things').size]).toEqual([1, 0]);
    // It is said that one hides the other.
    expect(report.ok).toBe(true);
    expect(report.problems).toMatchObject([
      {
        code: 'plan.shadows',
        severity: 'note',
        app: 'shop',
        plugin: 'shop:x',
        message: "In the app 'shop', 'acme/x' is the one of 'shop:x'; it hides the one of 'x'.",
      },
    ]);
    expect(shop.list().map(({ key, app, id }) => [key, app, id])).toEqual([
      ['shop:x', 'shop', 'x'],
      ['shop:z', 'shop', 'z'],
    ]);
    expect([shop.name, shop.events]).toEqual(['shop', test.host.events]);
  });

  it('hears on lookup$ of its own and, when that is away, of what its host has', async () => {
    const test = createTestHost({ plugins: [x('host')] });
    const shop = test.host.createApp('shop', { extensions: [x('shop')] });
    const seen: unknown[] = [];
    shop.lookup$('acme/x').subscribe((value) => seen.push(value));
    await test.start();
    await shop.stop();
    await test.host.disable('x');
    await test.host.enable('x');
    await shop.start();
    await test.host.disable('x');
    expect(seen).toEqual([undefined, 'host', 'shop', 'host', undefined, 'host', 'shop']);
  });

  it('made before the start starts with the host; made later it starts by itself; stop and start are its own', async () => {
    const test = createTestHost({ plugins: [x('host')] });
    const early = test.host.createApp('early', { extensions: [provider('a', { 'acme/a': 1 })] });
    await test.start();
    expect(early.find('acme/a')).toBe(1);
    const late = test.host.createApp('late', { extensions: [provider('a', { 'acme/a': 2 }, { dependencies: { x: '*' } })] });
    expect(late.find('acme/a')).toBeUndefined();
    expect((await late.start()).plugins.map(({ key, state }) => `${key} ${state}`)).toEqual([
      'x running',
      'early:a running',
      'late:a running',
    ]);
    expect(late.find('acme/a')).toBe(2);
    await late.stop();
    expect(late.list()).toMatchObject([{ state: 'stopped' }]);
    expect([late.find('acme/a'), early.find('acme/a')]).toEqual([undefined, 1]);
    await late.start();
    expect(late.find('acme/a')).toBe(2);
    // What stops at the host stops in the apps that need it.
    await test.host.disable('x');
    expect([late.find('acme/a'), early.find('acme/a')]).toEqual([undefined, 1]);
    await test.stop();
    test.expectClean();
  });

  it('made later brings its settings along', async () => {
    const configs: unknown[] = [];
    const seen = definePlugin({
      id: 'a',
      version: '1.0.0',
      inject: [PluginContext],
      setup: (context: PluginContext) => void configs.push(context.config),
    });
    const test = createTestHost();
    await test.start();
    const app = test.host.createApp('shop', {
      extensions: [seen, provider('off', {})],
      plugins: { a: { config: { ttl: 5 } }, off: { enabled: false } },
    });
    await app.start();
    expect(configs).toEqual([{ ttl: 5 }]);
    expect(app.list()[1]).toMatchObject({ id: 'off', enabled: false, state: 'described' });
  });

  it('can neither start nor stop while the host does not run, and has a name of its own', async () => {
    const test = createTestHost({ apps: { shop: {} } });
    const app = test.host.createApp('late');
    await expect(app.start()).rejects.toMatchObject({
      code: 'host.not-running',
      message: expect.stringContaining("can't start the app 'late': it is new"),
    });
    await expect(app.stop()).rejects.toMatchObject({ code: 'host.not-running' });
    for (const name of ['shop', 'late'])
      expect(() => test.host.createApp(name)).toThrow(expect.objectContaining({ code: 'host.duplicate-app' }));
    expect(() => test.host.createApp('a b')).toThrow(expect.objectContaining({ code: 'host.bad-options' }));
    expect(() => test.host.createApp('other', { extensions: 5 as never })).toThrow("'extensions' wants a list, but is the number 5.");
  });
});
