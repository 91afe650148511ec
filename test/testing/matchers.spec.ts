/** Open this to see what specs of plugins can say of a host, and what they are told when it is not so. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { definePlugin, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import { createHost } from '../../src/index.js';
import { createTestHost, matchers, type MortiseMatchers, type TestHost } from '../../src/testing/index.js';
import { lines, readable } from '../explain/readable.js';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MortiseMatchers<R> {}
}

expect.extend(matchers);

@Plugin({ id: 'cache', version: '1.0.0' })
@Provide('acme/cache')
class Cache {
  @OnEvent('bind_session') warm() {}
}
@Plugin({ id: 'presence', version: '1.0.0' })
@Provide('acme/presence')
class Presence {
  @Use('acme/cash') readonly cache!: unknown;
  @OnEvent('bind_session') onBind() {}
}

const made: TestHost[] = [];
afterEach(async () => {
  for (const test of made.splice(0)) await test.stop();
});

async function started(): Promise<TestHost> {
  const reduced = definePlugin({ id: 'reduced', version: '1.0.0', provides: { 'acme/rate': 0.07 } });
  const test = createTestHost({ plugins: [Cache, Presence], apps: { shop: { extensions: [reduced] } } });
  made.push(test);
  await test.start();
  return test;
}

/** What a failing expectation says. */
function failure(run: () => void): string {
  try {
    run();
  } catch (error) {
    return readable((error as Error).message);
  }
  return 'it did not fail';
}

describe('matchers', () => {
  it('pass for what is so, of a test host and of its host alike', async () => {
    const test = await started();
    for (const host of [test, test.host]) {
      expect(host).toRun('cache');
      expect(host).toRun('shop:reduced');
      expect(host).not.toRun('presence');
      expect(host).toPublish('acme/cache');
      expect(host).toPublish('acme/rate', 'shop');
      expect(host).not.toPublish('acme/rate');
      expect(host).toDeliver('bind_session', 'cache');
      expect(host).not.toDeliver('bind_session', 'presence');
      expect(host).not.toDeliver('close_session', 'cache');
    }
  });

  it('say why a plugin does not run', async () => {
    const test = await started();
    expect(failure(() => expect(test).toRun('presence'))).toBe(
      lines(
        "Expected 'presence' to run.",
        '',
        "'presence' 1.0.0 is waiting.",
        "  because 'presence' uses 'acme/cash' (Presence.cache), and no plugin it can see publishes it (matchers.spec.ts) [plan.missing-provider]",
        "  and 'presence' is the class Presence, which is listed (matchers.spec.ts)",
        "  to do: Load a plugin that provides it, or make the use optional. Did you mean 'acme/cache'?",
      ),
    );
    expect(failure(() => expect(test).toRun('presense'))).toContain("There is no plugin 'presense'.");
  });

  it('say why a plugin runs that should not', async () => {
    const test = await started();
    expect(failure(() => expect(test).not.toRun('cache'))).toBe(
      lines(
        "Expected 'cache' not to run.",
        '',
        "'cache' 1.0.0 is running.",
        "  because 'cache' is the class Cache, which is listed (matchers.spec.ts)",
      ),
    );
  });

  it('say why a namespace is not there, and why it is', async () => {
    const test = await started();
    expect(failure(() => expect(test.host).toPublish('acme/presence'))).toContain(
      lines(
        "Expected something to be published under 'acme/presence'.",
        '',
        "Nothing is published under 'acme/presence'.",
        "  because 'presence' provides it and is waiting (matchers.spec.ts)",
      ),
    );
    expect(failure(() => expect(test.host).toPublish('acme/cache', 'shp'))).toContain(
      lines("There is no app 'shp'.", "  to do: Make it with createApp, or list it under apps. Did you mean 'shop'?"),
    );
    expect(failure(() => expect(test.host).not.toPublish('acme/rate', 'shop'))).toContain(
      lines(
        "Expected something not to be published under 'acme/rate' in the app 'shop'.",
        '',
        "'acme/rate' is published by 'shop:reduced' in the app 'shop'.",
      ),
    );
  });

  it('say why an event does not get to a plugin, and why it does', async () => {
    const test = await started();
    expect(failure(() => expect(test).toDeliver('bind_session', 'presence'))).toContain(
      lines(
        "Expected 'bind_session' to get to 'presence'.",
        '',
        "'bind_session' goes to one handler.",
        "  1. Cache.warm of 'cache' (priority 1000) (matchers.spec.ts)",
        "  and Presence.onBind of 'presence' handles 'bind_session' and would not get it (matchers.spec.ts)",
      ),
    );
    expect(failure(() => expect(test).toDeliver('close_session', 'cache'))).toContain(
      lines(
        "Expected 'close_session' to get to 'cache'.",
        '',
        "'cache' does not handle 'close_session'.",
        "Nobody would get 'close_session' now.",
      ),
    );
    expect(failure(() => expect(test).not.toDeliver('bind_session', 'cache'))).toContain("Expected 'bind_session' not to get to 'cache'.");
  });

  it('want a host, in both ways', () => {
    for (const thing of [undefined, null, 5, {}, { host: {} }]) {
      expect(failure(() => expect(thing).toRun('cache'))).toMatch(
        /^toRun wants a host that createHost or createTestHost made, but is given /,
      );
      expect(failure(() => expect(thing).not.toDeliver('x.y', 'cache'))).toMatch(/^toDeliver wants a host/);
    }
  });

  it('take a host that has not started', () => {
    expect(createHost()).not.toRun('cache');
    expect(failure(() => expect(createHost()).toRun('cache'))).toContain('to do: Call host.start(); nothing is loaded before.');
  });
});
