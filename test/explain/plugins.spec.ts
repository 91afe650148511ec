/** Open this to see what `why` says of a plugin, whatever its state: one causal tree, and what to do. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { definePlugin, memberFact, OnEvent, Plugin, PluginContext, Provide, Use } from '../../decorators/index.js';
import { createHost } from '../../src/index.js';
import type { ExtensionSpec } from '../../src/model/extension.js';
import type { ExtensionContextView } from '../../src/model/extension.js';
import type { MortiseHost } from '../../src/model/host.js';
import { createTestHost, type TestHost, type TestHostOptions } from '../../src/testing/index.js';
import { folder } from '../extension/folder.js';
import { lines, readable } from './readable.js';

const store = definePlugin({ id: 'store', version: '1.4.0', provides: { 'acme/store': {} } });
const made: TestHost[] = [];
afterEach(async () => {
  for (const test of made.splice(0)) if (test.host.state === 'running') await test.stop();
});

async function started(plugins: readonly ExtensionSpec[], options: TestHostOptions = {}, ms = 0): Promise<MortiseHost> {
  const test = createTestHost({ ...options, plugins });
  made.push(test);
  const starting = test.start();
  await test.clock.advance(ms);
  await starting;
  return test.host;
}

const why = (host: MortiseHost, key: string): string => readable(host.why({ plugin: key }));

describe('a plugin that runs', () => {
  it('does not say that it is slow when it has started', async () => {
    const slow = definePlugin({
      id: 'slow',
      version: '1.0.0',
      setup: () => ({ start: () => new Promise((done) => (end = () => done(undefined))) }),
    });
    let end = (): void => undefined;
    const test = createTestHost({ plugins: [slow] });
    made.push(test);
    const starting = test.start();
    await test.clock.advance(3_000);
    expect(why(test.host, 'slow')).toContain('has not finished after 3 s');
    end();
    await starting;
    expect(why(test.host, 'slow')).not.toContain('has not finished');
  });

  it('says who listed it, whom it needs, and what it does without', async () => {
    @Plugin({ id: 'web', version: '2.0.0', dependencies: { store: '^1.2' }, optionalDependencies: { metrics: '^1', audit: '^2' } })
    class Web {
      @Use('acme/store') readonly store!: unknown;
      @Use('acme/mail', { optional: true }) readonly mail?: unknown;
      @Use('acme/flags', { live: true, optional: true }) readonly flags$!: unknown;
    }
    const host = await started([Web, store, definePlugin({ id: 'audit', version: '1.0.0' })]);
    expect(why(host, 'web')).toBe(
      lines(
        "'web' 2.0.0 is running.",
        "  because 'web' is the class Web, which is listed (plugins.spec.ts)",
        "  and it needs 'store' ^1.2 (1.4.0) (plugins.spec.ts)",
        "  and it uses 'acme/store' of 'store' (plugins.spec.ts)",
        "  and it does without 'acme/mail', which is optional (plugins.spec.ts)",
        "  and it does without 'metrics' ^1, which is optional (plugins.spec.ts)",
        "  and it does without 'audit' ^2, which is optional, since 1.0.0 is loaded (plugins.spec.ts)",
      ),
    );
    expect(host.why('web').fixes).toEqual([]);
  });

  it('says what it does without since that came later, and how to give it that', async () => {
    const seen: unknown[] = [];
    const web = {
      id: 'web',
      version: '1.0.0',
      inject: [{ use: 'acme/mail', optional: true }],
      setup: (mail: unknown) => void seen.push(mail),
    };
    const host = await started([definePlugin(web as never)]);
    await host.load(definePlugin({ id: 'mail', version: '1.0.0', provides: { 'acme/mail': 'it' } }));
    expect(readable(host.why('web'))).toBe(
      lines(
        "'web' 1.0.0 is running.",
        "  because 'web' is listed (plugins.spec.ts)",
        "  and it does without 'acme/mail', which is optional (plugins.spec.ts)",
        "    because 'mail' publishes 'acme/mail', and came later",
        "  to do: To give it that of 'mail', make it anew: host.reload('web').",
      ),
    );
    expect(String(host.why('acme/mail'))).not.toContain('it is used by');
    await host.reload('web');
    expect([seen, why(host, 'web').includes("it uses 'acme/mail' of 'mail'")]).toEqual([[undefined, 'it'], true]);
    expect(String(host.why('acme/mail'))).toContain("it is used by 'web'");
  });

  it('says what it was given and what not, of one who published the one before and the other after', async () => {
    let later = (): void => undefined;
    const source = {
      id: 'source',
      version: '1.0.0',
      inject: [PluginContext],
      provides: ['n/now'],
      setup: (context: PluginContext) => ({
        start() {
          context.provide('n/now', 1);
          later = () => void context.provide('n/later', 2);
        },
      }),
    };
    const names = ['n/now', 'n/later'];
    const user = { id: 'user', version: '1.0.0', inject: names.map((use) => ({ use, optional: true })), setup: () => undefined };
    const host = await started([definePlugin(source as never), definePlugin(user as never)]);
    later();
    expect(readable(host.why('user'))).toBe(
      lines(
        "'user' 1.0.0 is running.",
        "  because 'user' is listed (plugins.spec.ts)",
        "  and it uses 'n/now' of 'source' (plugins.spec.ts)",
        "  and it does without 'n/later', which is optional (plugins.spec.ts)",
        "    because 'source' publishes 'n/later', and came later",
        "  to do: To give it that of 'source', make it anew: host.reload('user').",
      ),
    );
    const isUsed = (name: string): boolean => String(host.why(name)).includes("it is used by 'user'");
    expect(names.map(isUsed)).toEqual([true, false]);
  });

  it('says what it does without since that needs it, and nothing to do about it', async () => {
    const one = {
      id: 'one',
      version: '1.0.0',
      inject: [{ use: 'n/two', optional: true }],
      provides: { 'n/one': 1 },
      setup: () => undefined,
    };
    const two = { id: 'two', version: '1.0.0', inject: ['n/one'], provides: { 'n/two': 2 }, setup: () => undefined };
    const host = await started([definePlugin(one as never), definePlugin(two as never)]);
    expect(readable(host.why('one'))).toBe(
      lines(
        "'one' 1.0.0 is running.",
        "  because 'one' is listed (plugins.spec.ts)",
        "  and it does without 'n/two', which is optional (plugins.spec.ts)",
        "    because 'two' publishes 'n/two', and came later",
      ),
    );
  });

  it('says that it uses what it was given, where its app publishes another one since', async () => {
    const value = (is: string) => definePlugin({ id: 'rates', version: '1.0.0', provides: { 'acme/rate': is } });
    const till = { id: 'till', version: '1.0.0', inject: ['acme/rate'], setup: () => undefined };
    const host = await started([value('of the host')], {
      apps: { shop: { extensions: [definePlugin(till as never), value('of the shop')] } },
    });
    expect(why(host, 'shop:till')).toContain("it uses 'acme/rate' of 'shop:rates'");
    await host.unload('shop:rates');
    await host.undo();
    expect(readable(host.why('shop:till'))).toBe(
      lines(
        "'shop:till' 1.0.0 is running.",
        "  because 'shop:till' is listed (plugins.spec.ts)",
        "  and it uses 'acme/rate' of 'rates' (plugins.spec.ts)",
        "    because 'shop:rates' publishes 'acme/rate', and came later",
        "  to do: To give it that of 'shop:rates', make it anew: host.reload('shop:till').",
      ),
    );
    expect(String(host.why('acme/rate'))).toContain("it is used by 'shop:till'");
    await host.reload('shop:till');
    expect(why(host, 'shop:till')).toContain("it uses 'acme/rate' of 'shop:rates'");
  });

  it('says with which extension it comes, and as what that is listed', async () => {
    const billing = {
      name: 'billing',
      version: '1.0.0',
      attach(this: ExtensionContextView) {
        this.registerPlugin(definePlugin({ id: 'tax', version: '2.0.0' }));
        this.registerPlugin('billing/rates', {});
      },
    };
    const files = folder({
      'package.json': '{ "type": "module" }',
      'reports.js': "export default { id: 'reports', version: '1.0.0', setup: () => ({}) };",
      'found/mail.js':
        "export default { name: 'post', version: '1.0.0', attach(_, done) { this.registerPlugin('post/mail', {}); done(); } };",
    });
    const host = await started([billing, { file: './reports.js' }], { home: files.path, directories: ['./found'] });
    expect(why(host, 'tax')).toBe(
      lines("'tax' 2.0.0 is running.", "  because 'tax' comes with 'billing', which is listed (plugins.spec.ts)"),
    );
    expect(why(host, 'reports')).toContain("because 'reports' is listed as './reports.js' (plugins.spec.ts)");
    expect(why(host, 'post:post/mail')).toContain("because 'post:post/mail' comes with 'post', which is found at './found/mail.js'");
    expect(why(host, 'billing')).toBe(
      lines(
        "There is no plugin 'billing'; that is the extension of 'billing:billing/rates' and 'tax'.",
        "  because 'billing:billing/rates' 1.0.0 is running",
        "    because 'billing:billing/rates' comes with 'billing', which is listed (plugins.spec.ts)",
        "  and 'tax' 2.0.0 is running",
        "    because 'tax' comes with 'billing', which is listed (plugins.spec.ts)",
      ),
    );
  });

  it('says what it declares and has not published, and its latest warnings', async () => {
    @Plugin({ id: 'audit', version: '1.0.0', provides: ['acme/audit'] })
    class Audit {
      @OnEvent('bind_sesion') bound() {}
    }
    const host = await started([Audit]);
    expect(why(host, 'audit')).toBe(
      lines(
        "'audit' 1.0.0 is running.",
        "  because 'audit' is the class Audit, which is listed (plugins.spec.ts)",
        "  and it declares 'acme/audit', and has not published it (plugins.spec.ts)",
        "  and Audit.bound handles 'bind_sesion', which has no namespace and is not an event that this host declares. Did you mean 'bind_session'? (plugins.spec.ts) [manifest.unknown-event]",
        "  to do: Call context.provide('acme/audit', value) in start, or put @Provide on the component that is meant.",
      ),
    );
  });
});

describe('a plugin that waits', () => {
  it('says for what, and what else was not loaded', async () => {
    const host = await started([definePlugin({ id: 'web', version: '1.0.0', dependencies: { stores: '^1' } }), store]);
    expect(why(host, 'web')).toBe(
      lines(
        "'web' 1.0.0 is waiting.",
        "  because 'web' needs 'stores' ^1, which is not loaded (plugins.spec.ts) [plan.missing-dependency]",
        "  and 'web' is listed (plugins.spec.ts)",
        "  to do: Load 'stores', or make it optional: optionalDependencies. Did you mean 'store'?",
      ),
    );
  });

  it('says for whom, and below it why that one does not run', async () => {
    @Plugin({ id: 'web', version: '1.0.0' })
    class Web {
      @Use('acme/api') readonly api!: unknown;
    }
    @Plugin({ id: 'api', version: '1.0.0', dependencies: { database: '^3' } })
    @Provide('acme/api')
    class Api {}
    const host = await started([Web, Api, definePlugin({ id: 'database', version: '2.7.0' })]);
    expect(why(host, 'web')).toBe(
      lines(
        "'web' 1.0.0 is waiting.",
        "  because 'web' waits for 'api', which is waiting itself [plan.waits]",
        "    because 'api' needs 'database' ^3, but 2.7.0 is loaded (plugins.spec.ts) [plan.version-mismatch]",
        "      because 'database' is listed (plugins.spec.ts)",
        "  and 'web' is the class Web, which is listed (plugins.spec.ts)",
        "  to do: Load a version of 'database' in ^3, or widen the range of 'api' (npm rules).",
      ),
    );
  });

  it('says every cause, when it has several', async () => {
    @Plugin({ id: 'web', version: '1.0.0', dependencies: { api: '*', cache: '*', store: '^2' } })
    class Web {
      @Use('acme/mail') readonly mail!: unknown;
      constructor(@Use('acme/flags') readonly flags: unknown) {}
    }
    const host = await started([Web, store, definePlugin({ id: 'api', version: '1.0.0' })]);
    const { because, fixes } = host.why('web');
    expect(because.map(({ code }) => code)).toEqual([
      'plan.missing-dependency',
      'plan.version-mismatch',
      'plan.missing-provider',
      'plan.missing-provider',
      undefined,
    ]);
    expect(because.map(({ says }) => says)).toEqual(
      expect.arrayContaining([
        "'web' needs 'cache' *, which is not loaded.",
        "'web' uses 'acme/mail' (Web.mail), and no plugin it can see publishes it.",
        "'web' uses 'acme/flags' (Web.constructor[0]), and no plugin it can see publishes it.",
      ]),
    );
    expect(fixes).toHaveLength(3);
  });

  it('says both of those it waits for, and each cause once', async () => {
    const host = await started([
      { extension: definePlugin({ id: 'store', version: '1.0.0' }), enabled: false },
      definePlugin({ id: 'left', version: '1.0.0', dependencies: { store: '*' } }),
      definePlugin({ id: 'right', version: '1.0.0', dependencies: { store: '*' } }),
      definePlugin({ id: 'web', version: '1.0.0', dependencies: { left: '*', right: '*' } }),
    ]);
    expect(why(host, 'web')).toBe(
      lines(
        "'web' 1.0.0 is waiting.",
        "  because 'web' waits for 'left', which is waiting itself [plan.waits]",
        "    because 'left' waits for 'store', which is disabled [plan.waits]",
        "      because the entry that lists 'store' says enabled: false (plugins.spec.ts)",
        "  and 'web' waits for 'right', which is waiting itself [plan.waits]",
        "    because 'right' waits for 'store', which is disabled [plan.waits]",
        "  and 'web' is listed (plugins.spec.ts)",
        "  to do: Enable it: host.enable('store'), or take enabled: false away.",
      ),
    );
  });

  it('says what was refused, and what could not be loaded, when that may be what it misses', async () => {
    const host = await started([
      { module: 'acme-mail' },
      definePlugin({ id: 'web', version: '1.0.0', dependencies: { mail: '*' }, inject: ['acme/flags'], setup: () => ({}) }),
    ]);
    const text = why(host, 'web');
    expect(text).toContain("because 'web' needs 'mail' *, which is not loaded (plugins.spec.ts) [plan.missing-dependency]");
    expect(text).toContain("    because the extension 'acme-mail' was not found");
    expect(text.indexOf('to do: Install the package')).toBeLessThan(text.indexOf("to do: Load 'mail'"));
  });
});

describe('what could not be loaded', () => {
  it('is no cause any more when it was loaded since', async () => {
    let isBroken = true;
    const hello = {
      name: 'hello',
      attach(this: ExtensionContextView) {
        if (isBroken) throw new Error('not yet');
        this.registerPlugin('acme/hello', {});
      },
    };
    const host = await started([hello, definePlugin({ id: 'web', version: '1.0.0', dependencies: { cache: '*' } })]);
    expect(why(host, 'web')).toContain('not yet');
    isBroken = false;
    await host.load(hello);
    expect(why(host, 'web')).not.toContain('not yet');
  });

  it('is no cause any more when its file came, and was loaded', async () => {
    const files = folder({ 'package.json': '{ "type": "module" }' });
    const web = definePlugin({ id: 'web', version: '1.0.0', dependencies: { cache: '*' } });
    const host = await started([{ file: './late.js' }, web], { home: files.path, live: true });
    expect(why(host, 'web')).toContain("'./late.js' was not found");
    writeFileSync(join(files.path, 'late.js'), "export const id = 'late'; export const version = '1.0.0';");
    await host.load({ file: './late.js' });
    expect(why(host, 'web')).not.toContain('./late.js');
  });

  it('is not called listed, since it may have been asked for only once', async () => {
    const host = await started([definePlugin({ id: 'web', version: '1.0.0', dependencies: { cache: '*' } })]);
    await host.load({ file: './tpyo.mjs' });
    expect(why(host, 'web').split('\n').slice(2, 4)).toEqual([
      '    because not everything that was asked for could be loaded',
      expect.stringContaining("because the extension './tpyo.mjs' was not found"),
    ]);
  });
});

describe('a plugin that was unloaded', () => {
  const cache = definePlugin({ id: 'cache', version: '1.0.0', provides: { 'acme/cache': {} } });

  it('is the cause itself, with who unloaded it and in which revision: what failed to load before is none', async () => {
    const web = definePlugin({ id: 'web', version: '1.0.0', dependencies: { cache: '*' } });
    const host = await started([web, cache]);
    await host.load({ file: './tpyo.mjs' }, { module: 'lodash-nope' });
    await host.unload('cache');
    const { revision } = host.history().at(-1)!;
    expect(why(host, 'web')).toBe(
      lines(
        "'web' 1.0.0 is waiting.",
        "  because 'web' needs 'cache' *, which is not loaded (plugins.spec.ts) [plan.missing-dependency]",
        `    because 'cache' was unloaded by code, in revision ${revision} (plugins.spec.ts)`,
        "  and 'web' is listed (plugins.spec.ts)",
        "  to do: Load 'cache', or make it optional: optionalDependencies.",
      ),
    );
    expect(why(host, 'cache')).toBe(
      lines(
        "There is no plugin 'cache'.",
        `  because 'cache' was unloaded by code, in revision ${revision} (plugins.spec.ts)`,
        '  to do: Load a plugin with that id.',
      ),
    );
    await host.load({ module: 'acme-cache' });
    expect(why(host, 'web')).toContain("and the extension 'acme-cache' was not found");
    await host.load(cache);
    expect(why(host, 'web')).not.toContain('unloaded');
  });

  it('is told to whoever has waited since for what it published', async () => {
    const web = definePlugin({ id: 'web', version: '1.0.0', inject: ['acme/cache'], setup: () => ({}) });
    const host = await started([web, cache]);
    await host.load({ file: './tpyo.mjs' });
    await host.unload('cache');
    const { revision } = host.history().at(-1)!;
    expect(why(host, 'web').split('\n').slice(1, 3)).toEqual([
      expect.stringContaining('[plan.missing-provider]'),
      `    because 'cache' was unloaded by code, in revision ${revision} (plugins.spec.ts)`,
    ]);
    expect(why(host, 'web')).not.toContain('tpyo');
  });

  it('of an app is not that of the host', async () => {
    const web = definePlugin({ id: 'web', version: '1.0.0', dependencies: { cache: '*' } });
    const host = await started([web], { apps: { shop: { extensions: [cache, web] } } });
    await host.unload('shop:cache');
    expect(why(host, 'shop:web')).toContain("because 'shop:cache' was unloaded by code");
    expect(why(host, 'web')).not.toContain('unloaded');
  });
});

describe('a plugin that is in the way of another one', () => {
  it('is told with where it comes from', async () => {
    const host = await started([
      definePlugin({ id: 'redis', version: '1.0.0', conflicts: { memory: '*' } }),
      definePlugin({ id: 'memory', version: '2.0.0' }),
    ]);
    expect(why(host, 'redis')).toBe(
      lines(
        "'redis' 1.0.0 is waiting.",
        "  because 'redis' can't run beside 'memory' *, and 2.0.0 is loaded (plugins.spec.ts) [plan.conflict]",
        "    because 'memory' is listed (plugins.spec.ts)",
        "  and 'redis' is listed (plugins.spec.ts)",
        '  to do: Take one of the two out, or narrow the range of the conflict (npm rules).',
      ),
    );
  });

  it('has the namespace, and the other one has to be renamed', async () => {
    const host = await started([store, definePlugin({ id: 'shadow', version: '1.0.0', provides: { 'acme/store': {} } })]);
    const [loser, winner] = host.why('store').state === 'running' ? ['shadow', 'store'] : ['store', 'shadow'];
    expect(why(host, loser!)).toContain(
      lines(
        `  because the namespace 'acme/store' of '${loser}' is already published by '${winner}' (plugins.spec.ts) [plan.duplicate-namespace]`,
        `    because '${winner}' is listed (plugins.spec.ts)`,
      ),
    );
  });

  it('has the id, so that the other one is none', async () => {
    const host = await started([store, definePlugin({ id: 'store', version: '2.0.0' })]);
    expect(host.why('store').says).toBe("'store' 1.4.0 is running.");
    expect(host.problems.map(({ code }) => code)).toEqual(['plan.duplicate-id']);
  });

  it('may be missing: the one that gives its decorators a meaning', async () => {
    const Every = memberFact<number>('acme.every');
    @Plugin({ id: 'jobs', version: '1.0.0' })
    class Jobs {
      @Every(5) run() {}
    }
    const host = await started([Jobs]);
    expect(why(host, 'jobs').split('\n').slice(0, 2)).toEqual([
      "'jobs' 1.0.0 is waiting.",
      "  because Jobs.run carries a fact of the kind 'acme.every', which nobody gives a meaning here (plugins.spec.ts) [manifest.unknown-kind]",
    ]);
    expect(host.why('jobs').fixes).toEqual(['Load the plugin that registers the kind, or pass it in createHost({ kinds }).']);
  });
});

describe('a plugin that failed', () => {
  const failing = (at: string) =>
    definePlugin({
      id: 'store',
      version: '1.0.0',
      setup: () => {
        if (at === 'setup') throw new Error('disk full');
        return Object.fromEntries(
          ['beforeStart', 'start', 'afterStart'].map((method) => [
            method,
            () => {
              if (method === at) throw new Error('disk full');
            },
          ]),
        );
      },
    });

  it.each([
    [
      'setup',
      "setup of 'store' failed: disk full (plugins.spec.ts) [wire.construct-failed]",
      'Mend the line that threw, or leave work that may fail to start().',
    ],
    [
      'beforeStart',
      "beforeStart of 'store' failed: disk full (plugins.spec.ts) [lifecycle.failed]",
      "Mend beforeStart of 'store' at the line that threw.",
    ],
    ['start', "start of 'store' failed: disk full (plugins.spec.ts) [lifecycle.failed]", "Mend start of 'store' at the line that threw."],
    [
      'afterStart',
      "afterStart of 'store' failed: disk full (plugins.spec.ts) [lifecycle.failed]",
      "Mend afterStart of 'store' at the line that threw.",
    ],
  ])('in %s says so at the line that threw, and how to try again', async (at, cause, fix) => {
    const host = await started([failing(at)]);
    const text = why(host, 'store');
    expect(text.split('\n').slice(0, 3)).toEqual([
      "'store' 1.0.0 has failed.",
      `  because ${cause}`,
      "  and 'store' is listed (plugins.spec.ts)",
    ]);
    expect(text).toContain(`  to do: ${fix}`);
    expect(text).toContain("  to do: Then try again: host.enable('store'); or unload it and load the mended one.");
    const thrown = host.why('store').because[0]!.place;
    expect(thrown).toMatch(/plugins\.spec\.ts:\d+:\d+$/);
  });

  it('has the line of code that is not compiled to the letter', async () => {
    const files = folder({
      'package.json': '{ "type": "module" }',
      'store.js': [
        'export const id = "store";',
        'export const version = "1.0.0";',
        'export function start() {',
        '  throw new Error("disk full");',
        '}',
      ].join('\n'),
    });
    const host = await started([{ file: './store.js' }], { home: files.path });
    expect(host.why('store').because[0]!.place).toBe(`${files.path}/store.js:4:9`);
    expect(host.problems[0]!.place).toBe(`${files.path}/store.js:4:9`);
  });

  it('by time says so once, and not that it was slow before', async () => {
    const host = await started([definePlugin({ id: 'store', version: '1.0.0', start: () => new Promise(() => {}) })], {}, 20_000);
    expect(why(host, 'store').split('\n').slice(0, 3)).toEqual([
      "'store' 1.0.0 has failed.",
      "  because start of 'store' did not finish within 10 s (plugins.spec.ts) [lifecycle.timeout]",
      "  and 'store' is listed (plugins.spec.ts)",
    ]);
  });

  it('by its manifest says what is wrong with it', async () => {
    const host = await started([definePlugin({ id: 'store', version: 'one', dependencies: { node: '<4' } })]);
    expect(why(host, 'store').split('\n').slice(0, 3)).toEqual([
      "'store' 0.0.0 has failed.",
      "  because the version 'one' is not a version (npm rules) (plugins.spec.ts) [manifest.bad-version]",
      expect.stringContaining("  and 'store' needs node <4, but this is node "),
    ]);
  });

  it('is told to who waits for it without telling its sentence twice', async () => {
    const host = await started([failing('start'), definePlugin({ id: 'web', version: '1.0.0', dependencies: { store: '*' } })]);
    expect(why(host, 'web').split('\n').slice(0, 4)).toEqual([
      "'web' 1.0.0 is waiting.",
      "  because 'web' waits for 'store', which has failed [plan.waits]",
      "    because start of 'store' failed: disk full (plugins.spec.ts) [lifecycle.failed]",
      "  and 'web' is listed (plugins.spec.ts)",
    ]);
  });
});

describe('a plugin that is disabled', () => {
  it('by its entry says so', async () => {
    const host = await started([{ extension: store, enabled: false }]);
    expect(why(host, 'store')).toBe(
      lines(
        "'store' 1.4.0 is disabled.",
        "  because the entry that lists 'store' says enabled: false (plugins.spec.ts)",
        "  and 'store' is listed (plugins.spec.ts)",
        "  to do: Enable it: host.enable('store'), or take enabled: false away.",
      ),
    );
    expect(host.why('store').state).toBe('disabled');
  });

  it('by the options says so', async () => {
    const host = await started([store], { settings: { store: { enabled: false } } });
    expect(why(host, 'store')).toContain("because the options in code say that 'store' is not enabled\n");
  });

  it('by the file says so with its line, unless code says it as well', async () => {
    const files = folder({ 'shop.yaml': 'plugins:\n  store:\n    enabled: false\n  web: { enabled: false }\n' });
    const host = createHost({
      home: files.path,
      config: './shop.yaml',
      extensions: [store, definePlugin({ id: 'web', version: '1.0.0' })],
      plugins: { web: { enabled: false } },
      log: { level: 'silent' },
    });
    await host.start();
    expect(why(host, 'store')).toContain("because the configuration file says that 'store' is not enabled (shop.yaml:3)");
    expect(why(host, 'web')).toContain("because the options in code say that 'web' is not enabled\n");
    await host.stop();
  });

  it('by a call says where that was, until it is enabled', async () => {
    const host = await started([store]);
    await host.disable('store');
    expect(why(host, 'store')).toBe(
      lines(
        "'store' 1.4.0 is disabled.",
        "  because host.disable was called for 'store' (plugins.spec.ts)",
        "  and 'store' is listed (plugins.spec.ts)",
        "  to do: Enable it: host.enable('store').",
      ),
    );
    await host.enable('store');
    expect(host.why('store').state).toBe('running');
  });
});

describe('a plugin of an app', () => {
  it('says that its app does not run', async () => {
    const host = await started([], { apps: { shop: { extensions: [store] } } });
    expect(why(host, 'shop:store')).toContain("'shop:store' 1.4.0 is running.");
    await host.app('shop').stop();
    expect(why(host, 'shop:store')).toBe(
      lines(
        "'shop:store' 1.4.0 has stopped.",
        "  because its app 'shop' is not running",
        "  and 'shop:store' is listed (plugins.spec.ts)",
        "  to do: Start the app: host.app('shop').start().",
      ),
    );
  });
});

describe('a host', () => {
  it('that is new knows no plugins', () => {
    const host = createHost({ name: 'shop', extensions: [store] });
    expect(why(host, 'store')).toBe(
      lines(
        "There is no plugin 'store'.",
        "  because the host 'shop' has not started, so nothing is loaded yet",
        '  to do: Call host.start(); nothing is loaded before.',
      ),
    );
    expect(readable(host.why('acme/store'))).toBe(
      lines(
        "Nothing is published under 'acme/store'.",
        "  because the host 'shop' has not started, so nothing is loaded yet",
        '  to do: Call host.start(); nothing is loaded before.',
      ),
    );
  });

  it('that is new and was asked for a plan knows what the plan knows', async () => {
    const host = createHost({ name: 'shop', log: { level: 'silent' } });
    await host.plan({ load: [store, definePlugin({ id: 'web', version: '1.0.0', dependencies: { cache: '^1' } })] });
    expect(why(host, 'store')).toBe(
      lines(
        "'store' 1.4.0 has not started.",
        "  because the host 'shop' has not started",
        "  and 'store' is listed (plugins.spec.ts)",
        '  to do: Call host.start(); nothing stands in its way.',
      ),
    );
    expect(why(host, 'web')).toContain("because 'web' needs 'cache' ^1, which is not loaded");
    await host.stop();
  });

  it('that is starting says of a plugin whose turn has not come that it has not started', async () => {
    const test = createTestHost({
      plugins: [store, definePlugin({ id: 'web', version: '1.0.0', dependencies: { store: '*' } })],
      stepwise: true,
    });
    const starting = test.start();
    await test.runTo('store', 'wire');
    expect(why(test.host, 'store').split('\n')[0]).toBe("'store' 1.4.0 is starting.");
    expect(why(test.host, 'web').split('\n').slice(0, 2)).toEqual([
      "'web' 1.0.0 has not started.",
      "  because the host 'test' is starting",
    ]);
    while ((await test.step()) !== undefined);
    await starting;
    const stopping = test.stop();
    while ((await test.step()) !== undefined);
    await stopping;
  });

  it('that has stopped says that', async () => {
    const test = createTestHost({ plugins: [store] });
    await test.start();
    await test.stop();
    expect(why(test.host, 'store')).toBe(
      lines("'store' 1.4.0 has stopped.", "  because the host 'test' has stopped", "  and 'store' is listed (plugins.spec.ts)"),
    );
  });
});
