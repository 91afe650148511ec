/** Open this to see what `why` says of a namespace: who publishes it, or why nobody does, or who hides it. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { Component, definePlugin, Plugin, PluginContext, Provide, Use } from '../../decorators/index.js';
import type { MortiseHost } from '../../src/model/host.js';
import type { ExtensionSpec } from '../../src/model/extension.js';
import { createTestHost, type TestHost, type TestHostOptions } from '../../src/testing/index.js';
import type { MortiseError } from '../../src/index.js';
import { lines, readable } from './readable.js';

const made: TestHost[] = [];
afterEach(async () => {
  for (const test of made.splice(0)) if (test.host.state === 'running') await test.stop();
});

async function started(plugins: readonly ExtensionSpec[], options: TestHostOptions = {}): Promise<MortiseHost> {
  const test = createTestHost({ ...options, plugins });
  made.push(test);
  await test.start();
  return test.host;
}

/** What a failing look-up says, and what it says to do. */
function absence(look: { lookup(name: string): unknown }, name: string): [why: string, fix: string] {
  try {
    look.lookup(name);
  } catch (error) {
    const { message, hint } = (error as MortiseError).problem;
    return [message, hint];
  }
  return ['found', ''];
}

const tea = definePlugin({ id: 'tea', version: '1.0.0', provides: { 'tea/kettle': {} } });
const rates = (id: string, rest: object = {}) => definePlugin({ id, version: '1.0.0', provides: { 'billing/rate': 0.19 }, ...rest });

describe('a namespace that is published', () => {
  it('is told with its owner, the component, the state of that, and the users', async () => {
    @Component('cache')
    @Provide('acme/cache', { scope: 'transient' })
    class Cache {}
    @Plugin({ id: 'memory', version: '1.1.0', components: [Cache] })
    class Memory {}
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Use('acme/cache') readonly cache!: unknown;
    }
    const host = await started([Memory, Web]);
    expect(readable(host.why('acme/cache'))).toBe(
      lines(
        "'acme/cache' is published by 'memory'.",
        "  because its component 'cache' is published (transient) (namespaces.spec.ts)",
        "  and 'memory' 1.1.0 is running",
        "    because 'memory' is the class Memory, which is listed (namespaces.spec.ts)",
        "  and it is used by 'web'",
      ),
    );
    expect(host.why('acme/cache')).toMatchObject({ state: 'published', about: { namespace: 'acme/cache' }, fixes: [] });
  });

  it('by code is told so, whether it was declared or not', async () => {
    @Plugin({ id: 'port', version: '1.0.0', inject: [PluginContext] })
    class Port {
      constructor(readonly context: PluginContext) {}
      start() {
        this.context.provide('port/address', {});
      }
    }
    const host = await started([Port]);
    expect(readable(host.why('port/address')).split('\n').slice(0, 2)).toEqual([
      "'port/address' is published by 'port'.",
      '  because its code publishes it (namespaces.spec.ts)',
    ]);
    expect(host.why('port/adress').fixes).toEqual(["Load a plugin that provides it. Did you mean 'port/address'?"]);
  });

  it('in an app is told with what it hides', async () => {
    const host = await started([rates('rates')], { apps: { shop: { extensions: [rates('reduced')] } } });
    expect(readable(host.why({ namespace: 'billing/rate', app: 'shop' }))).toBe(
      lines(
        "'billing/rate' is published by 'shop:reduced' in the app 'shop'.",
        '  because its code publishes it (namespaces.spec.ts)',
        "  and 'shop:reduced' 1.0.0 is running",
        "    because 'shop:reduced' is listed (namespaces.spec.ts)",
        "  and it hides the one of 'rates', which is of the host (namespaces.spec.ts)",
      ),
    );
    expect(host.why('billing/rate').says).toBe("'billing/rate' is published by 'rates'.");
  });

  it('in an app and in the host is told with the users of that one', async () => {
    const user = (id: string) => definePlugin({ id, version: '1.0.0', inject: ['billing/rate'], setup: () => ({}) });
    const host = await started([rates('rates'), user('books')], { apps: { shop: { extensions: [rates('reduced'), user('till')] } } });
    const usedBy = (app?: string): string | undefined =>
      readable(host.why(app === undefined ? 'billing/rate' : { namespace: 'billing/rate', app }))
        .split('\n')
        .find((line) => line.includes('used by'));
    expect(usedBy()).toBe("  and it is used by 'books'");
    expect(usedBy('shop')).toBe("  and it is used by 'shop:till'");
  });
});

describe('a namespace that is not there', () => {
  it('because nobody provides it is told with its users and near names', async () => {
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Use('billing/rates') readonly rates!: unknown;
    }
    const host = await started([Web, rates('tax')]);
    expect(readable(host.why('billing/rates'))).toBe(
      lines(
        "Nothing is published under 'billing/rates'.",
        '  because no plugin that is loaded provides it',
        "  and it is used by 'web'",
        "  to do: Load a plugin that provides it. Did you mean 'billing/rate'?",
      ),
    );
    expect(absence(host, 'billing/rates')).toEqual([
      "Nothing is published under 'billing/rates': no plugin that is loaded provides it. Did you mean 'billing/rate'?",
      'Load a plugin that provides it. Use find() or lookup$() where absence is normal.',
    ]);
  });

  it('in an app that there is not is not told as one of the host', async () => {
    const host = await started([tea], { apps: { shop: {} } });
    expect(host.why({ namespace: 'tea/kettle', app: 'shop' }).state).toBe('published');
    expect(host.why({ namespace: 'tea/kettle', app: 'shp' })).toMatchObject({
      state: 'unknown',
      says: "There is no app 'shp'.",
      because: [],
      fixes: ["Make it with createApp, or list it under apps. Did you mean 'shop'?"],
    });
  });

  it('because only apps have it is told with them; of another app it knows no names', async () => {
    const host = await started([], { apps: { shop: { extensions: [rates('tax')] }, back: {} } });
    expect(readable(host.why('billing/rate'))).toBe(
      lines(
        "Nothing is published under 'billing/rate'.",
        "  because only the app 'shop' has it, for itself",
        "    because 'shop:tax' provides it there (namespaces.spec.ts)",
        "  to do: List that extension at the host instead, or look it up in the app: host.app('shop').lookup('billing/rate').",
      ),
    );
    expect(host.why('billing/rate').state).toBe('hidden');
    expect(host.why({ namespace: 'billing/rate', app: 'back' })).toMatchObject({ state: 'hidden' });
    expect(host.why({ namespace: 'billing/rates', app: 'back' }).fixes).toEqual(['Load a plugin that provides it.']);
    expect(host.why({ namespace: 'billing/rates', app: 'shop' }).fixes).toEqual([
      "Load a plugin that provides it. Did you mean 'billing/rate'?",
    ]);
    expect(absence(host, 'billing/rate')).toEqual([
      "Nothing is published under 'billing/rate': only the app 'shop' has it, for itself.",
      "List that extension at the host instead, or look it up in the app: host.app('shop').lookup('billing/rate'). Use find() or lookup$() where absence is normal.",
    ]);
  });

  it.each([
    [
      'failed',
      { extension: rates('tax', { start: () => { throw new Error('no table'); } }) }, // prettier-ignore
      "'tax' provides it and has failed",
      "start of 'tax' failed: no table",
      "Mend start of 'tax' at the line that threw.",
    ],
    [
      'waits',
      { extension: rates('tax', { dependencies: { table: '^1' } }) },
      "'tax' provides it and is waiting",
      "'tax' needs 'table' ^1, which is not loaded",
      "Load 'table', or make it optional: optionalDependencies.",
    ],
  ])('because its plugin %s is told with the cause, by why and by a look-up alike', async (_, entry, cause, behind, fix) => {
    const host = await started([entry]);
    const text = readable(host.why('billing/rate'));
    expect(text.split('\n').slice(0, 3)).toEqual([
      "Nothing is published under 'billing/rate'.",
      `  because ${cause} (namespaces.spec.ts)`,
      expect.stringContaining(`    because ${behind} (namespaces.spec.ts)`),
    ]);
    expect(text).toContain(`  to do: ${fix}`);
    const [message, hint] = absence(host, 'billing/rate');
    expect(message).toBe(`Nothing is published under 'billing/rate': ${cause}: ${behind}.`);
    expect(hint.startsWith(fix)).toBe(true);
  });

  it('because its plugin is disabled is told with what disables it', async () => {
    const host = await started([{ extension: rates('tax'), enabled: false }]);
    expect(readable(host.why('billing/rate'))).toBe(
      lines(
        "Nothing is published under 'billing/rate'.",
        "  because 'tax' provides it and is disabled (namespaces.spec.ts)",
        "    because the entry that lists 'tax' says enabled: false (namespaces.spec.ts)",
        "  to do: Enable it: host.enable('tax'), or take enabled: false away.",
      ),
    );
    expect(absence(host, 'billing/rate')).toEqual([
      "Nothing is published under 'billing/rate': 'tax' provides it and is disabled.",
      "Enable it: host.enable('tax'), or take enabled: false away. Use find() or lookup$() where absence is normal.",
    ]);
  });

  it('because its plugin withholds it is told with what its author does', async () => {
    @Plugin({ id: 'tax', version: '1.0.0', provides: ['billing/rate'] })
    class Tax {}
    const host = await started([Tax]);
    expect(readable(host.why('billing/rate'))).toBe(
      lines(
        "Nothing is published under 'billing/rate'.",
        "  because 'tax' declares it and runs, and has not published it (namespaces.spec.ts)",
        "  to do: Call context.provide('billing/rate', value) in start, or put @Provide on the component that is meant.",
      ),
    );
    expect(absence(host, 'billing/rate')).toEqual([
      "Nothing is published under 'billing/rate': 'tax' declares it and runs, and has not published it.",
      "Call context.provide('billing/rate', value) in start, or put @Provide on the component that is meant. Use find() or lookup$() where absence is normal.",
    ]);
  });

  it('while its plugin starts is told so', async () => {
    const seen: unknown[] = [];
    @Plugin({ id: 'tax', version: '1.0.0', inject: [PluginContext] })
    @Provide('billing/rate')
    class Tax {
      constructor(readonly context: PluginContext) {}
      start() {
        seen.push(absence(this.context, 'billing/rate'));
      }
    }
    await started([Tax]);
    expect(seen).toEqual([
      [
        "Nothing is published under 'billing/rate': 'tax' provides it and is starting.",
        "Use it where it is there: in a plugin that says @Use('billing/rate'), or after host.start(). Use find() or lookup$() where absence is normal.",
      ],
    ]);
  });

  it('because its app or its host has stopped is told so', async () => {
    const host = await started([rates('rates')], { apps: { shop: { extensions: [rates('reduced')] }, back: { extensions: [tea] } } });
    await host.app('shop').stop();
    await host.app('back').stop();
    expect(absence(host.app('back'), 'tea/kettle')).toEqual([
      "Nothing is published under 'tea/kettle': 'back:tea' provides it and has stopped.",
      "Start the app: host.app('back').start(). Use find() or lookup$() where absence is normal.",
    ]);
    expect(readable(host.why({ namespace: 'billing/rate', app: 'shop' })).split('\n')[0]).toBe(
      "'billing/rate' is published by 'rates' in the app 'shop'.",
    );
    await host.stop();
    expect(readable(host.why('billing/rate')).split('\n').slice(0, 3)).toEqual([
      "Nothing is published under 'billing/rate'.",
      "  because 'rates' provides it and has stopped (namespaces.spec.ts)",
      "    because the host 'test' has stopped",
    ]);
    expect(absence(host, 'billing/rate')[0]).toBe(
      "Nothing is published under 'billing/rate': 'rates' provides it and has stopped: the host has stopped.",
    );
  });
});
