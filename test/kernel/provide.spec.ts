/** Open this to see that a name has one publisher: whoever comes second fails, also where nobody could know that before both had started. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, PluginContext, type ExtensionContextView } from 'mortise';
import { createTestHost } from 'mortise/testing';

const stopped: string[] = [];

/** It says nowhere that it publishes the name. */
const guest = () =>
  definePlugin({
    id: 'guest',
    version: '1.0.0',
    inject: [PluginContext],
    setup: (context) => ({
      start: async () => void context.provide('n/x', 'guest'),
      stop: () => void stopped.push('guest'),
    }),
  });

/** It says so, and gives the value at once or when it starts. */
const owner = (given: string) =>
  given === 'at once'
    ? definePlugin({
        id: 'owner',
        version: '1.0.0',
        provides: { 'n/x': 'owner' },
        setup: () => ({ stop: () => void stopped.push('owner') }),
      })
    : definePlugin({
        id: 'owner',
        version: '1.0.0',
        provides: ['n/x'],
        inject: [PluginContext],
        setup: (context) => ({ start: () => void context.provide('n/x', 'owner'), stop: () => void stopped.push('owner') }),
      });

describe.each(['one after the other', 'side by side'])('of two that publish one name, started %s,', (how) => {
  const isParallel = how === 'side by side';

  describe.each(['at once', 'when it starts'])('the one that declares it given %s,', (given) => {
    it.each([
      ['the other', false],
      ['that one', true],
    ])('with %s listed first, one runs and is found, and the other fails', async (_, isFirst) => {
      stopped.length = 0;
      const user = definePlugin({ id: 'user', version: '1.0.0', inject: ['n/x'], setup: () => undefined });
      const test = createTestHost({
        parallel: isParallel,
        plugins: isFirst ? [owner(given), guest(), user] : [guest(), owner(given), user],
      });
      const { problems } = await test.start();
      const found = test.host.find('n/x') as string;
      const loser = found === 'owner' ? 'guest' : 'owner';
      const states = Object.fromEntries(test.host.list().map(({ key, state }) => [key, state]));
      expect(states).toEqual({ [found]: 'running', [loser]: 'failed', user: 'running' });
      expect(problems.map(({ plugin, message }) => [plugin, message])).toEqual([
        [loser, expect.stringContaining(`The namespace 'n/x' of '${loser}' is already published by '${found}'.`)],
      ]);
      // Whoever had started is stopped again, and nothing else is done to anybody.
      expect(stopped).toEqual(problems[0]!.code === 'plan.duplicate-namespace' ? [loser] : []);
      expect(String(test.host.why(loser))).toContain('Rename one of them');
      await test.host.unload(found);
      expect([test.host.find('n/x'), test.host.list().find(({ key }) => key === 'user')!.state]).toEqual([undefined, 'waiting']);
      await test.host.enable(loser);
      expect([test.host.find('n/x'), test.host.list().find(({ key }) => key === 'user')!.state]).toEqual([loser, 'running']);
      await test.stop();
      test.expectClean();
    });
  });
});

describe('a plugin of which one name is taken', () => {
  it('publishes none of the others, and an app may have them all the same', async () => {
    const names = ['n/a', 'n/x', 'n/b'];
    const many = () => definePlugin({ id: 'many', version: '1.0.0', provides: Object.fromEntries(names.map((name) => [name, 'many'])) });
    const test = createTestHost({ plugins: [guest(), many()], apps: { shop: { extensions: [many()] } } });
    await test.start();
    expect(names.map((name) => test.host.find(name))).toEqual([undefined, 'guest', undefined]);
    expect(names.map((name) => test.host.app('shop').find(name))).toEqual(['many', 'many', 'many']);
    await test.stop();
    test.expectClean();
  });

  it('keeps no events for it when a restart is taken back since it failed', async () => {
    let attached = 0;
    const heard: string[] = [];
    const extension = {
      name: 'two',
      attach(this: ExtensionContextView) {
        const number = ++attached;
        this.registerPlugin(definePlugin({ id: 'first', version: '1.0.0', reload: 'restart', provides: number === 1 ? {} : { 'n/x': 1 } }));
        this.registerPlugin(
          definePlugin({
            id: 'guest',
            version: '1.0.0',
            reload: 'restart',
            inject: [PluginContext],
            setup: (context) => ({
              start: async () => void (number === 1 || context.provide('n/x', 'guest')),
              hear: (payload: unknown) => void heard.push(`${number} ${String(payload)}`),
            }),
            on: { 't.e': 'hear' },
          }),
        );
      },
    };
    const test = createTestHost({ parallel: true, plugins: [extension] });
    const { host } = test;
    await test.start();
    const { receipt } = await host.reload('first', 'guest');
    expect(receipt!.failed).toMatchObject({ plugin: 'guest', step: 'start' });
    host.events.emit('t.e', 1);
    expect(heard).toEqual(['1 1']);
    expect(host.why({ event: 't.e' }).says).toBe("'t.e' goes to one handler.");
    expect(String(host.why({ event: 't.e' }))).not.toContain('kept');
    await test.stop();
    test.expectClean();
  });
});
