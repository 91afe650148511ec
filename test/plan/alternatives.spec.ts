/** Open this to see a use that takes the first of several names, and apps that start only when they are told to. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, Plugin, Use } from '../../decorators/index.js';
import { createTestHost } from '../../src/testing/index.js';

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
