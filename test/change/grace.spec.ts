/** Open this to see how those who need a name that its plugin takes back are given time: `timeouts.grace`. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, PluginContext } from 'mortise';
import { createTestHost, settle } from 'mortise/testing';

/** A plugin that publishes a name when it is told to, and one that needs the name. */
function flickering(grace: number | undefined) {
  let context!: PluginContext;
  const lives: string[] = [];
  const test = createTestHost({
    ...(grace === undefined ? {} : { timeouts: { grace } }),
    settings: { late: { enabled: false } },
    plugins: [
      definePlugin({
        id: 'line',
        version: '1.0.0',
        provides: ['line/open'],
        inject: [PluginContext],
        setup: (given) => void (context = given),
      }),
      definePlugin({
        id: 'phone',
        version: '1.0.0',
        inject: ['line/open'],
        setup: () => ({ start: () => void lives.push('start'), stop: () => void lives.push('stop') }),
      }),
      definePlugin({ id: 'late', version: '1.0.0', inject: ['line/open'], setup: () => ({}) }),
    ],
  });
  const state = (key: string): string => test.host.list().find((plugin) => plugin.key === key)!.state;
  const quiet = async (): Promise<void> => {
    await settle();
    await (test.host as unknown as { idle(): Promise<void> }).idle();
  };
  return { test, lives, state, quiet, publish: (value: object) => context.provide('line/open', value) };
}

describe('a name that its plugin takes back', () => {
  it('stops those who need it at once, by default, and starts them when it is back', async () => {
    const { test, lives, state, quiet, publish } = flickering(undefined);
    await test.start();
    const hangUp = publish({});
    await quiet();
    hangUp();
    await quiet();
    expect([lives, state('phone')]).toEqual([['start', 'stop'], 'waiting']);
    publish({});
    await quiet();
    expect([lives, state('phone')]).toEqual([['start', 'stop', 'start'], 'running']);
    await test.stop();
  });

  it('disturbs nobody who runs with it when it comes back within the grace period', async () => {
    const { test, lives, state, quiet, publish } = flickering(5_000);
    await test.start();
    const hangUp = publish({});
    await quiet();
    hangUp();
    await test.clock.advance(4_999);
    await quiet();
    expect(lives).toEqual(['start']);
    expect(test.host.find('line/open')).toBeUndefined();
    publish({});
    await test.clock.advance(60_000);
    await quiet();
    expect([lives, state('phone')]).toEqual([['start'], 'running']);
    await test.stop();
    test.expectClean();
  });

  it('stops them when the grace period is over, and starts nobody with it meanwhile', async () => {
    const { test, lives, state, quiet, publish } = flickering(5_000);
    await test.start();
    const hangUp = publish({});
    await quiet();
    hangUp();
    await test.host.enable('late');
    expect([state('late'), state('phone')]).toEqual(['waiting', 'running']);
    await test.clock.advance(5_000);
    await quiet();
    expect([lives, state('phone')]).toEqual([['start', 'stop'], 'waiting']);
    expect(String(test.host.why('phone'))).toContain("'line' declares it and has not published it yet");
    await test.stop();
    test.expectClean();
  });

  it('is waited for no longer when its plugin stops, or the host', async () => {
    const { test, lives, quiet, publish } = flickering(5_000);
    await test.start();
    const hangUp = publish({});
    await quiet();
    hangUp();
    await test.host.disable('line');
    expect(lives).toEqual(['start', 'stop']);
    await test.stop();
    test.expectClean();
  });
});
