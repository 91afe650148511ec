/** Open this to see how a running host is changed: loaded, unloaded, enabled and disabled, one change after the other, each by one plan. */
import { describe, expect, it } from '@jest/globals';
import { memberFact, definePlugin, type ExtensionContext, type PluginDefinition } from 'mortise';
import { Plugin, PluginContext } from 'mortise/decorators';
import { createTestHost, settle } from 'mortise/testing';

/** Plugins that write down when they start and stop, and a host that runs some of them. */
async function running(make: (plugin: (id: string, rest?: Partial<PluginDefinition>) => PluginDefinition, calls: string[]) => object[]) {
  const calls: string[] = [];
  const plugin = (id: string, rest: Partial<PluginDefinition> = {}) =>
    definePlugin({
      id,
      version: '1.0.0',
      ...(rest.setup === undefined ? { start: () => void calls.push(`+${id}`), stop: () => void calls.push(`-${id}`) } : {}),
      ...rest,
    });
  const test = createTestHost({ plugins: make(plugin, calls) });
  await test.start();
  const took = (): string => calls.splice(0).join(' ');
  took();
  return Object.assign(test, { calls, plugin, took, states: () => test.host.list().map(({ key, state }) => `${key} ${state}`) });
}

const needs = (...ids: string[]) => ({ dependencies: Object.fromEntries(ids.map((id) => [id, '*'])) });

/** One extension of two plugins. */
const twins = {
  name: 'twins',
  attach(this: ExtensionContext, _options: unknown, done: () => void) {
    this.registerPlugin('twins/one', { one: 1 });
    this.registerPlugin('twins/two', { two: 2 });
    done();
  },
};

describe('load', () => {
  it('starts what it brings, with whoever waited for it, and leaves the others alone', async () => {
    const { host, plugin, took } = await running((make) => [make('a'), make('c', needs('b'))]);
    const report = await host.load(plugin('b', needs('a')));
    expect(took()).toBe('+b +c');
    expect(report.ok).toBe(true);
    expect(report.plugins.map(({ state }) => state)).toEqual(['running', 'running', 'running']);
  });

  it('of several is one change', async () => {
    const { host, plugin, took } = await running(() => []);
    await host.load(plugin('b', needs('a')), plugin('a'), { extension: plugin('off'), enabled: false });
    expect(took()).toBe('+a +b');
    expect(host.list().find(({ key }) => key === 'off')).toMatchObject({ state: 'described', enabled: false });
  });

  it('refuses an id that is taken before anything of the second runs, and takes its attach back', async () => {
    const { host, plugin, took, states, clock } = await running((make) => [make('a')]);
    let attached = 0;
    const report = await host.load({
      name: 'second',
      attach(this: ExtensionContext) {
        attached += 1;
        this.setInterval(() => {}, 1000);
        this.registerPlugin(plugin('a', { version: '2.0.0', setup: () => { throw new Error('must not run'); } })); // prettier-ignore
      },
    });
    expect(report.problems).toMatchObject([{ code: 'plan.duplicate-id', plugin: 'a' }]);
    expect(report.problems[0]!.message).toBe("The id 'a' of 'second' 2.0.0 (second) is taken by 'a' 1.0.0 (a).");
    expect([took(), attached, states(), clock.pending]).toEqual(['', 1, ['a running'], 0]);
  });

  it('answers with the problems of that change alone', async () => {
    const { host, plugin } = await running(() => []);
    expect((await host.load(5 as never)).problems).toMatchObject([{ code: 'spec.shape', field: 'extensions[0]' }]);
    expect((await host.load(plugin('a', { start: () => Promise.reject(new Error('boom')) }))).problems.map(({ code }) => code)).toEqual([
      'lifecycle.failed',
    ]);
    expect((await host.load(plugin('b'))).problems).toEqual([]);
    expect(host.problems.map(({ code }) => code)).toEqual(['spec.shape', 'lifecycle.failed']);
  });
});

describe('unload', () => {
  it('stops dependents first; they wait with a reason until load brings it back', async () => {
    const { host, plugin, took, states } = await running((make) => [make('a'), make('b', needs('a')), make('c', needs('b')), make('d')]);
    await host.unload('a');
    expect(took()).toBe('-c -b -a');
    expect(host.list().map(({ key, state, reason }) => [key, state, reason])).toEqual([
      ['b', 'waiting', "'b' needs 'a' *, which is not loaded."],
      ['c', 'waiting', "'c' waits for 'b', which is waiting itself."],
      ['d', 'running', undefined],
    ]);
    await host.load(plugin('a'));
    expect(took()).toBe('+a +b +c');
    expect(states()).toEqual(['b running', 'c running', 'd running', 'a running']);
  });

  it('leaves nothing of it: it may come again, as often as one likes', async () => {
    const test = await running(() => []);
    for (let turn = 0; turn < 3; turn += 1) {
      await test.host.load(test.plugin('a', { provides: { 'a/x': turn } }));
      expect(test.host.lookup('a/x')).toBe(turn);
      await test.host.unload('a');
      test.expectClean('a');
    }
    expect(test.took()).toBe('+a -a +a -a +a -a');
  });

  it('takes the plugins of one extension together, by any of their keys or by its name', async () => {
    for (const key of ['twins:twins/one', 'twins:twins/two', 'twins']) {
      const { host, states } = await running(() => [twins]);
      expect(states()).toEqual(['twins:twins/one running', 'twins:twins/two running']);
      await host.unload(key);
      expect(states()).toEqual([]);
    }
  });

  it.each(['unload', 'enable', 'disable'] as const)('and the like refuse a key that is not there, with near names: %s', async (action) => {
    const { host } = await running((make) => [make('presence'), make('cache')]);
    await expect(host[action]('presense')).rejects.toMatchObject({
      code: 'plan.unknown-plugin',
      message: expect.stringContaining(`There is no plugin 'presense' to ${action}. Did you mean 'presence'?`),
    });
  });

  it('of a plugin that failed lets a mended one in', async () => {
    const { host, plugin, took } = await running((make) => [
      make('a', { start: () => Promise.reject(new Error('boom')) }),
      make('b', needs('a')),
    ]);
    expect((await host.load(plugin('a'))).problems).toMatchObject([{ code: 'plan.duplicate-id' }]);
    await host.unload('a');
    await host.load(plugin('a'));
    expect(took()).toBe('+a +b');
  });
});

describe('a plan for both', () => {
  it('puts a new plugin in the place of the old one', async () => {
    const { host, plugin, took } = await running((make) => [make('a'), make('b', needs('a'))]);
    const plan = await host.plan({ unload: ['a'], load: [plugin('a', { version: '2.0.0' })] });
    const steps = plan.steps.filter(({ action }) => action !== 'beforeStop');
    expect(steps.map(({ action, plugin: key }) => `${action} ${key}`)).toEqual([
      'wire a',
      'start a',
      'wire b',
      'start b',
      'swap a',
      'swap b',
      'drain b',
      'drain a',
      'stop b',
      'stop a',
      'unload b',
      'unload a',
    ]);
    await host.apply(plan);
    expect(took()).toBe('+a +b -b -a');
    expect(host.list().map(({ key, version, state }) => `${key} ${version} ${state}`)).toEqual(['a 2.0.0 running', 'b 1.0.0 running']);
  });
});

describe('disable and enable', () => {
  it('stop and start a plugin with its dependents, and the plugins of its extension with it', async () => {
    const { host, took } = await running((make) => [make('a'), make('b', needs('a')), twins]);
    await host.disable('a');
    expect(took()).toBe('-b -a');
    expect(host.list()[0]).toMatchObject({ key: 'a', state: 'stopped', enabled: false });
    expect(host.list()[1]).toMatchObject({ key: 'b', state: 'waiting', enabled: true, reason: "'b' waits for 'a', which is disabled." });
    await host.disable('a');
    await host.enable('a');
    expect(took()).toBe('+a +b');
    expect(host.list()[0]).toMatchObject({ state: 'running', enabled: true });
    await host.disable('twins:twins/one');
    expect(host.find('twins/two')).toBeUndefined();
    await host.enable('twins');
    expect(host.find('twins/two')).toEqual({ two: 2 });
  });
});

describe('plan and apply', () => {
  it('show what would be done, change nothing, and then do just that', async () => {
    const { host, plugin, took, states } = await running((make) => [make('a')]);
    const plan = await host.plan({ load: [plugin('b', needs('a'))], disable: ['a'] });
    expect([took(), states()]).toEqual(['', ['a running']]);
    expect(String(plan)).toContain('load b; disable a');
    const other = await host.plan({ load: [plugin('b', needs('a'))] });
    expect(other.steps.map(({ action }) => action)).toEqual(['wire', 'start']);
    const report = await host.apply(other);
    expect([took(), report.plugins.map(({ key }) => key)]).toEqual(['+b', ['a', 'b']]);
  });

  it('refuse a plan when something has changed since, or when it was applied, and take back what was attached for it', async () => {
    const { host, plugin, clock } = await running((make) => [make('a')]);
    const extension = { name: 'ext', attach(this: ExtensionContext) { this.setInterval(() => {}, 1000); this.registerPlugin('ext/x', {}); } }; // prettier-ignore
    const plan = await host.plan({ load: [extension] });
    const twin = await host.plan({ unload: ['a'] });
    expect(clock.pending).toBe(1);
    await host.load(plugin('b'));
    expect(clock.pending).toBe(0);
    await expect(host.apply(plan)).rejects.toMatchObject({
      code: 'plan.stale',
      message: expect.stringContaining('The plan was made for revision 1, but the host is at 2.'),
    });
    await expect(host.apply(twin)).rejects.toMatchObject({ code: 'plan.stale' });
    const again = await host.plan({ load: [extension] });
    await host.apply(again);
    expect(clock.pending).toBe(1);
    await expect(host.apply(again)).rejects.toMatchObject({ code: 'plan.stale' });
    await expect(host.apply({ ...again })).rejects.toMatchObject({ code: 'plan.stale' });
  });

  it('take back at the stop what was attached for a plan that nobody applied', async () => {
    const test = await running(() => []);
    await test.host.plan({ load: [{ name: 'ext', attach(this: ExtensionContext) { this.setInterval(() => {}, 1000); } }] }); // prettier-ignore
    expect(test.clock.pending).toBe(1);
    await test.stop();
    expect(test.clock.pending).toBe(0);
  });

  it('a settled world makes no plan stale', async () => {
    let hide = (): void => {};
    const { host } = await running((make) => [
      make('a', {
        inject: [PluginContext],
        setup: (context: PluginContext) => ({ afterStart: () => void (hide = context.provide('a/x', 1)) }),
      }),
    ]);
    const plan = await host.plan({ disable: ['a'] });
    hide();
    await settle();
    await host.apply(plan);
    expect(host.list()[0]).toMatchObject({ state: 'stopped' });
  });
});

describe('operations', () => {
  it('asked for at the same time are done one after the other, in that order', async () => {
    const { host, plugin, took } = await running(() => []);
    const slow = plugin('a', { start: () => settle(), stop: () => settle() });
    await Promise.all([
      host.load(slow),
      host.unload('a'),
      host.load(plugin('b')),
      host.disable('b'),
      host.enable('b'),
      host.load(plugin('a')),
      host.unload('b'),
    ]);
    expect(took()).toBe('+b -b +b +a -b');
    expect(host.list().map(({ key }) => key)).toEqual(['a']);
  });

  it('go on after one that failed', async () => {
    const { host, plugin, took } = await running(() => []);
    const [failed, done] = await Promise.allSettled([host.unload('nobody'), host.load(plugin('a'))]);
    expect([failed.status, done.status, took()]).toEqual(['rejected', 'fulfilled', '+a']);
  });

  it('asked for inside a handler of an event run after the one that is under way', async () => {
    const { host, plugin, took } = await running(() => []);
    const loads: Promise<unknown>[] = [];
    host.events.handle('plugin.started', ({ plugin: key }) => {
      if (key === 'a') loads.push(host.load(plugin('late')), host.unload('a'));
    });
    await host.load(plugin('a'), plugin('b'));
    expect(took()).toBe('+a +b');
    await Promise.all(loads);
    expect(took()).toBe('+late -a');
  });

  it.each(['load', 'unload', 'enable', 'disable'] as const)('are refused before the start and after the stop: %s', async (action) => {
    const test = createTestHost();
    await expect(test.host[action]('a' as never)).rejects.toMatchObject({
      code: 'host.not-running',
      message: expect.stringContaining(`The host 'test' can't ${action}: it is new.`),
    });
    await test.start();
    await test.stop();
    await expect(test.host[action]('a' as never)).rejects.toMatchObject({
      code: 'host.not-running',
      message: expect.stringContaining('it is stopped'),
    });
    await expect(test.host.plan({})).rejects.toMatchObject({ code: 'host.not-running' });
  });
});

describe('an extension that only registers a kind', () => {
  it('gives it its meaning while it is loaded, and takes it along when it goes', async () => {
    const Marked = memberFact<number>('acme.mark');
    const bound: unknown[] = [];
    const kind = { name: 'kinds', attach(this: ExtensionContext) { this.registerKind({ key: 'acme.mark', bind: (_, { value }) => (bound.push(value), () => bound.push('undone')) }); } }; // prettier-ignore
    @Plugin({ id: 'a', version: '1.0.0' })
    class A {
      @Marked(1) method() {}
    }
    const { host } = await running(() => []);
    expect((await host.load(A)).problems).toMatchObject([{ code: 'manifest.unknown-kind', plugin: 'a' }]);
    await host.unload('a');
    await host.load(kind);
    await host.load(A);
    await host.unload('a');
    expect(bound).toEqual([1, 'undone']);
    expect((await host.load({ ...kind, name: 'again' })).problems).toMatchObject([{ code: 'attach.bad-kind', extension: 'again' }]);
    await host.unload('kinds');
    expect((await host.load(A)).problems).toMatchObject([{ code: 'manifest.unknown-kind' }]);
  });
});
