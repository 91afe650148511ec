/** Open this to see a use that takes the first of several names, names that only code publishes, and apps that start only when they are told to. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, Plugin, PluginContext, Use } from '../../decorators/index.js';
import { createTestHost, type TestHost } from '../../src/testing/index.js';

const provider = (id: string, namespace: string) => definePlugin({ id, version: '1.0.0', provides: { [namespace]: id } });

describe('a use with other names that will do', () => {
  const seen: unknown[] = [];
  const user = definePlugin({
    id: 'user',
    version: '1.0.0',
    inject: [{ use: 'a/b/c', or: ['a/b', 'a'] }] as const,
    setup: (value: unknown) => ({ start: () => void seen.push(value) }),
  });

  it('takes the first that somebody provides, starts after it, and waits for it when it goes', async () => {
    seen.length = 0;
    const test = createTestHost({ plugins: [user, provider('second', 'a/b'), provider('third', 'a')] });
    expect((await test.start()).problems).toEqual([]);
    const state = (): string => test.host.list().find(({ id }) => id === 'user')!.state;
    // It is known who provides the first, so nothing else is taken meanwhile.
    await test.host.disable('second');
    expect([seen, state()]).toEqual([['second'], 'waiting']);
    await test.host.enable('second');
    expect([seen, state()]).toEqual([['second', 'second'], 'running']);
    expect(String(test.host.why('user'))).toContain("it uses 'a/b' of 'second'");
    expect(String(test.host.why('a/b'))).toContain("it is used by 'user'");
    expect(String(test.host.why('a'))).not.toContain('it is used by');
    await test.stop();
    test.expectClean();
  });

  it('waits when nobody provides any of them, and names what is near to the first', async () => {
    const test = createTestHost({ plugins: [user, provider('near', 'a/b/d')] });
    const { problems } = await test.start();
    expect(problems).toMatchObject([{ code: 'plan.missing-provider', hint: expect.stringContaining("'a/b/d'") }]);
    await test.stop();
  });

  it('is written with @Use as well, and may be optional', async () => {
    @Plugin({ id: 'decorated', version: '1.0.0' })
    class Decorated {
      @Use('x/y', { or: ['x'] }) readonly value!: string;
      @Use('z', { or: ['zz'], optional: true }) readonly none?: string;
      start() {
        seen.push([this.value, this.none]);
      }
    }
    seen.length = 0;
    const test = createTestHost({ plugins: [Decorated, provider('base', 'x')] });
    expect((await test.start()).problems).toEqual([]);
    expect(seen).toEqual([['base', undefined]]);
    expect(String(test.host.why('decorated'))).toContain("it does without 'z', which is optional");
    await test.stop();
  });
});

describe('a name that only code publishes', () => {
  const seen: string[] = [];
  /** It says nowhere what it publishes. */
  const silent = (id: string, namespace: string, inject: readonly object[] = []) =>
    definePlugin({
      id,
      version: '1.0.0',
      inject: [PluginContext, ...inject] as never,
      setup: ((context: PluginContext, ...[value]: unknown[]) => ({
        start() {
          seen.push(`${id} ${String(value)}`);
          context.provide(namespace, id);
        },
      })) as never,
    });
  const states = ({ host }: TestHost): string[] => host.list().map(({ key, state }) => `${key} ${state}`);

  it('and would be taken before the one that is used stops nobody, though its publisher stands on the user', async () => {
    seen.length = 0;
    const user = silent('user', 'n/user', [{ use: 'n/better', or: ['n/good'] }]);
    const test = createTestHost({ plugins: [silent('good', 'n/good'), silent('better', 'n/better', [{ use: 'n/user' }]), user] });
    await test.start();
    await test.host.load(definePlugin({ id: 'other', version: '1.0.0' }));
    expect(states(test)).toEqual(['good running', 'better running', 'user running', 'other running']);
    expect(seen).toEqual(['good undefined', 'user good', 'better user']);
    const told = String(test.host.why('user'));
    expect(told).toContain("it uses 'n/good' of 'good'");
    expect(told).toContain("'better' publishes 'n/better', and came later");
    // Nothing that is done anew would change that.
    expect(test.host.why('user').fixes).toEqual([]);
    await test.stop();
    test.expectClean();
  });

  it('is known to be that of a plugin which was disabled, so its users are told for whom they wait, now and later', async () => {
    const test = createTestHost({ plugins: [silent('source', 'n/source'), silent('user', 'n/user', [{ use: 'n/source' }])] });
    await test.start();
    const { problems } = await test.host.disable('source');
    expect(problems.map(({ message }) => message)).toEqual(["'user' waits for 'source', which is disabled."]);
    for (const more of ['one', 'two']) {
      expect(String(test.host.why('user'))).toContain("'user' waits for 'source', which is disabled");
      expect(test.host.why('user').fixes).toEqual(["Enable it: host.enable('source')."]);
      expect(String(test.host.why('n/source'))).toContain("'source' provides it and is disabled");
      await test.host.load(definePlugin({ id: more, version: '1.0.0' }));
    }
    await test.host.enable('source');
    expect(states(test).slice(0, 2)).toEqual(['source running', 'user running']);
    await test.stop();
    test.expectClean();
  });

  it('and goes with its publisher, which waits now, leaves its users to what else will do', async () => {
    seen.length = 0;
    const middle = silent('middle', 'n/middle', [{ use: 'n/base' }]);
    const user = silent('user', 'n/user', [{ use: 'n/middle', or: ['n/good'] }]);
    const test = createTestHost({ plugins: [silent('good', 'n/good'), silent('base', 'n/base'), middle] });
    await test.start();
    await test.host.load(user);
    await test.host.unload('base');
    expect(states(test)).toEqual(['good running', 'middle waiting', 'user running']);
    expect(seen.slice(-2)).toEqual(['user middle', 'user good']);
    await test.stop();
    test.expectClean();
  });
});

describe('an app that is not enabled', () => {
  it('is there, and starts when it is told to', async () => {
    const test = createTestHost({
      apps: { quiet: { enabled: false, extensions: [provider('a', 'a')] }, loud: { extensions: [provider('b', 'b')] } },
    });
    await test.start();
    expect([test.host.app('quiet').find('a'), test.host.app('loud').find('b')]).toEqual([undefined, 'b']);
    await test.host.app('quiet').start();
    expect(test.host.app('quiet').find('a')).toBe('a');
    await test.stop();
  });
});
