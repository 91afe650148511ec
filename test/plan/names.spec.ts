/** Open this to see who provides a namespace for whom: in a host, in an app, and where two want the same. */
import { describe, expect, it } from '@jest/globals';
import type { WantedPlugin } from '../../src/model/plan.js';
import { resolve } from '../../src/plan/resolve.js';
import { applied, nothing, planned, plugin, said, running, states, steps, wanted } from './worlds.js';

describe('a use of a namespace', () => {
  it('puts its provider first', () => {
    const made = planned(wanted([plugin('web', { uses: ['acme/cache'] }), plugin('cache', { provides: ['acme/cache'] })]));
    expect(steps(made)).toEqual(['wire cache', 'start cache', 'wire web', 'start web']);
    expect(made.steps[2]!.because[1]).toEqual({ code: 'needed-first', text: "uses 'acme/cache' of 'cache'", plugin: 'cache' });
    expect(made.steps[2]!.needs).toEqual(['cache']);
  });

  it('without a provider is plan.missing-provider, with near names and the place that asks', () => {
    const made = planned(wanted([plugin('web', { uses: ['acme/cahe'] }), plugin('cache', { provides: ['acme/cache'] })]));
    expect(said(made)).toEqual([
      "plan.missing-provider: 'web' uses 'acme/cahe' (web.constructor[0]), and no plugin it can see publishes it.",
    ]);
    expect(made.problems[0]).toMatchObject({
      plugin: 'web',
      place: 'web.constructor[0]',
      hint: "Load a plugin that provides it, or make the use optional. Did you mean 'acme/cache'?",
    });
  });

  it('that is optional orders only, and one that is live does not even that', () => {
    const cache = plugin('cache', { provides: ['acme/cache'] });
    const optional = planned(wanted([plugin('web', { uses: ['acme/cache?', 'acme/mail?'] }), cache]));
    expect([steps(optional), optional.problems]).toEqual([['wire cache', 'start cache', 'wire web', 'start web'], []]);
    const live = planned(wanted([plugin('web', { uses: ['acme/cache~', 'acme/mail~'] }), cache]));
    expect([steps(live), live.problems]).toEqual([['wire web', 'start web', 'wire cache', 'start cache'], []]);
  });

  it('of what the plugin provides itself needs nobody', () => {
    expect(planned(wanted([plugin('web', { uses: ['acme/web'], provides: ['acme/web'] })])).steps).toHaveLength(2);
  });

  it('sees what a plugin publishes while it runs, beyond its manifest', () => {
    const cache = plugin('cache');
    const before = running(wanted([cache]));
    const published = { ...before, plugins: before.plugins.map((found) => ({ ...found, published: ['acme/cache'] })) };
    const world = wanted([cache, plugin('web', { uses: ['acme/cache'] })]);
    expect(said(planned(world))).toHaveLength(1);
    expect(steps(planned(world, published, { load: ['web'] }))).toEqual(['wire web', 'start web']);
  });
});

describe('B5: two plugins with one id', () => {
  it('are plan.duplicate-id: the first one stays, nothing of the second is planned', () => {
    const made = planned(
      wanted([
        plugin('cache', { version: '1.0.0', extension: 'one' }),
        plugin('cache', { version: '2.0.0', extension: 'two', generation: 2 }),
      ]),
    );
    expect(said(made)).toEqual(["plan.duplicate-id: The id 'cache' of 'two' 2.0.0 (two) is taken by 'one' 1.0.0 (one)."]);
    expect(made.problems[0]).toMatchObject({ plugin: 'cache', extension: 'two', phase: 'plan', severity: 'error' });
    expect(made.steps.map(({ action, generation }) => [action, generation])).toEqual([
      ['wire', 1],
      ['start', 1],
    ]);
  });

  it('of one file are told as that: which entries bring it, and how to have it loaded anew', () => {
    const from = (kind: 'file' | 'discovered', spec: string, generation = 1): WantedPlugin => {
      const given = plugin('cache', { generation });
      return { ...given, manifest: { ...given.manifest, source: { kind, spec, path: '/srv/plugins/cache.mjs' } } };
    };
    const told = (first: WantedPlugin, second: WantedPlugin) =>
      planned(wanted([first, second])).problems.map(({ code, message, hint }) => `${code}: ${message} ${hint}`);
    const says = "plan.duplicate-id: The id 'cache' is taken: 'cache' 1.0.0 (/srv/plugins/cache.mjs) comes twice,";
    const hint = 'Take one of the two out; what runs is loaded anew by a reload. The first one stays.';
    const listed = from('file', './plugins/cache.mjs');
    expect([
      told(listed, from('file', './plugins/cache.mjs', 2)),
      told(listed, from('discovered', 'plugins/cache', 2)),
      told(plugin('cache'), plugin('cache', { generation: 2 })),
      told(listed, { ...listed, generation: 2 }),
    ]).toEqual([
      [`${says} both times given as './plugins/cache.mjs'. ${hint}`],
      [`${says} given as './plugins/cache.mjs' and found at 'plugins/cache'. ${hint}`],
      [
        "plan.duplicate-id: The id 'cache' of 'cache' 1.0.0 (cache) is taken by 'cache' 1.0.0 (cache). Take one of them out, if it was given twice, or give one another id. The first one stays.",
      ],
      [expect.stringContaining('is taken by')],
    ]);
  });

  it('leave the one that runs alone', () => {
    const first = plugin('cache');
    const made = planned(wanted([first, plugin('cache', { generation: 2 })]), running(wanted([first])), { load: ['cache'] });
    expect([steps(made), made.problems.map(({ code }) => code)]).toEqual([[], ['plan.duplicate-id']]);
  });

  it('are none in an app and its host, or in two apps', () => {
    const made = planned(wanted([plugin('cache'), plugin('cache', { app: 'front' }), plugin('cache', { app: 'back' })]));
    expect(made.problems).toEqual([]);
    expect(made.steps).toHaveLength(6);
  });
});

describe('B5: two plugins with one namespace', () => {
  it('are plan.duplicate-namespace: the one that was listed second waits', () => {
    const [first, second] = [plugin('zebra', { provides: ['acme/cache'] }), plugin('ape', { provides: ['acme/cache'] })];
    const world = wanted([first, second, plugin('web', { uses: ['acme/cache'] })]);
    const made = planned(world);
    expect(said(made)).toEqual(["plan.duplicate-namespace provides: The namespace 'acme/cache' of 'ape' is already published by 'zebra'."]);
    expect(made.problems[0]).toMatchObject({ plugin: 'ape', extension: 'ape', phase: 'plan' });
    expect(states(running(world))).toMatchObject({ zebra: 'running', ape: expect.stringMatching(/^waiting/), web: 'running' });
  });

  it('leave the name to who runs, or is starting, whoever is listed first', () => {
    const [first, second] = [plugin('zebra', { provides: ['acme/cache'] }), plugin('ape', { provides: ['acme/cache'] })];
    const { revision, plugins } = running(wanted([second]));
    for (const state of ['running', 'starting'] as const) {
      const now = { revision, plugins: plugins.map((each) => ({ ...each, state })) };
      expect(steps(planned(wanted([first, second]), now, { load: ['zebra'] }))).toEqual(['wait zebra']);
    }
    for (const differs of [{ state: 'stopped' as const }, { generation: 2, state: 'stopped' as const }]) {
      const now = { revision, plugins: plugins.map((each) => ({ ...each, ...differs })) };
      expect(steps(planned(wanted([first, second]), now, {})).filter((step) => !step.startsWith('unload'))).toEqual([
        'wait ape',
        'wire zebra',
        'start zebra',
      ]);
    }
  });

  it('do not get in the way of each other where one of them can not run, whoever is listed first', () => {
    const ape = plugin('ape', { provides: ['acme/cache'] });
    const web = plugin('web', { uses: ['acme/cache'] });
    const bad = { code: 'manifest.bad-type', severity: 'error', blame: 'plugin', message: 'It is broken.', hint: '' } as const;
    const broken = plugin('zebra', { provides: ['acme/cache'], problems: [bad] });
    for (const plugins of [
      [broken, ape, web],
      [ape, broken, web],
    ])
      expect(said(planned(wanted(plugins)))).toEqual(['manifest.bad-type: It is broken.']);
    const off = plugin('zebra', { provides: ['acme/cache'], enabled: false });
    for (const plugins of [
      [off, ape, web],
      [ape, off, web],
    ]) {
      const made = planned(wanted(plugins));
      expect([steps(made), made.problems]).toEqual([['wire ape', 'start ape', 'wire web', 'start web'], []]);
      expect(resolve(wanted(plugins), nothing).nodes.get('zebra')!.blocked).toEqual([]);
    }
  });

  it('take turns when the first one goes', () => {
    const [first, second] = [plugin('zebra', { provides: ['acme/cache'] }), plugin('ape', { provides: ['acme/cache'] })];
    const before = running(wanted([first, second]));
    const made = planned(wanted([second]), before, { unload: ['zebra'] });
    expect(steps(made)).toEqual(['beforeStop zebra', 'stop zebra', 'unload zebra', 'wire ape', 'start ape']);
    expect(made.steps.at(-1)!.because[0]).toEqual({ code: 'wanted', text: 'what it waited for is there' });
  });
});

describe('an app', () => {
  const hostCache = plugin('cache', { provides: ['acme/cache'] });
  const ownCache = plugin('cache', { app: 'front', provides: ['acme/cache'] });
  const user = plugin('web', { app: 'front', uses: ['acme/cache'], needs: { cache: '*' } });

  it('uses what its host has', () => {
    const made = planned(wanted([user, hostCache]));
    expect(steps(made)).toEqual(['wire cache', 'start cache', 'wire front:web', 'start front:web']);
    expect(made.steps[2]!.needs).toEqual(['cache']);
  });

  it('uses its own before that of its host, and says that it shadows', () => {
    const made = planned(wanted([user, hostCache, ownCache]));
    expect(made.steps.find(({ plugin: key }) => key === 'front:web')!.needs).toEqual(['front:cache']);
    expect(made.problems).toMatchObject([
      {
        code: 'plan.shadows',
        severity: 'note',
        plugin: 'front:cache',
        app: 'front',
        phase: 'plan',
        message: "In the app 'front', 'acme/cache' is the one of 'front:cache'; it hides the one of 'cache'.",
      },
    ]);
  });

  it('is not seen by its host or by other apps, and the message says where the thing is', () => {
    const made = planned(
      wanted([
        ownCache,
        plugin('web', { uses: ['acme/cache'] }),
        plugin('status', { app: 'back', uses: ['acme/cache'] }),
        plugin('admin', { needs: { cache: '*' } }),
      ]),
    );
    expect(said(made)).toEqual([
      "plan.missing-dependency dependencies.cache: 'admin' needs 'cache' *, which only the app 'front' has, for itself.",
      "plan.missing-provider: 'back:status' uses 'acme/cache' (status.constructor[0]), and only the app 'front' publishes it, for itself.",
      "plan.missing-provider: 'web' uses 'acme/cache' (web.constructor[0]), and only the app 'front' publishes it, for itself.",
    ]);
    for (const { hint } of made.problems) expect(hint).toBe('List that extension at the host instead of the app.');
  });

  it('may have a plugin that needs the one of its host that has its name', () => {
    const wrapper = plugin('cache', { app: 'front', needs: { cache: '*' } });
    expect(steps(planned(wanted([wrapper, hostCache])))).toEqual(['wire cache', 'start cache', 'wire front:cache', 'start front:cache']);
    expect(said(planned(wanted([wrapper])))).toEqual([
      'plan.cycle: These plugins need each other in a circle: front:cache -> front:cache.',
    ]);
  });

  it('that is down starts nothing; when it stops, its plugins stop, and when it starts they are back', () => {
    const world = wanted([user, hostCache, ownCache]);
    expect(steps(planned({ ...world, apps: [] }))).toEqual(['wire cache', 'start cache']);
    const up = running(world);
    const down = planned({ ...world, apps: [] }, up, { stopApp: ['front'] });
    expect(steps(down)).toEqual(['stop front:web', 'stop front:cache']);
    expect(down.steps[1]!.because).toEqual([{ code: 'app-stops', text: "the app 'front' stops" }]);
    const stopped = applied(down, { ...world, apps: [] }, up);
    expect(steps(planned(world, stopped, { startApp: ['front'] }))).toEqual([
      'wire front:cache',
      'start front:cache',
      'wire front:web',
      'start front:web',
    ]);
  });

  it('that hide names of their host are told by app, and then by name', () => {
    const provides = ['acme/mail', 'acme/cache'];
    const inApp = (app: string) => plugin('all', { app, provides });
    for (const plugins of [
      [plugin('all', { provides }), inApp('front'), inApp('back')],
      [inApp('back'), inApp('front'), plugin('all', { provides: [...provides].reverse() })],
    ])
      expect(resolve(wanted(plugins), nothing).notes.map(({ details }) => [details!['app'], details!['namespace']])).toEqual([
        ['back', 'acme/cache'],
        ['back', 'acme/mail'],
        ['front', 'acme/cache'],
        ['front', 'acme/mail'],
      ]);
  });

  it('are told together where several have what another one asks for', () => {
    const own = (app: string) => plugin('cache', { app, provides: ['acme/cache'] });
    const web = plugin('web', { uses: ['acme/cache'], needs: { cache: '*' } });
    for (const plugins of [
      [own('front-end'), own('back'), own('front'), web],
      [own('front'), own('back'), own('front-end'), web],
    ])
      expect(said(planned(wanted(plugins)))).toEqual([
        "plan.missing-dependency dependencies.cache: 'web' needs 'cache' *, which only the app 'back', 'front' and 'front-end' has, for itself.",
        "plan.missing-provider: 'web' uses 'acme/cache' (web.constructor[0]), and only the app 'back', 'front' and 'front-end' publishes it, for itself.",
      ]);
  });

  it('does not mean what it publishes itself', () => {
    const web = plugin('web', { uses: ['acme/cahe'], provides: ['acme/cache'] });
    expect(planned(wanted([web])).problems[0]!.hint).not.toContain('mean');
  });

  it('sees its own names and those of its host, when somebody may have meant one', () => {
    const web = plugin('web', { app: 'front', uses: ['acme/cahe'] });
    const hint = (...others: readonly WantedPlugin[]): string => planned(wanted([web, ...others])).problems[0]!.hint;
    const provides = ['acme/cache'];
    const meant = "Load a plugin that provides it, or make the use optional. Did you mean 'acme/cache'?";
    expect(hint(plugin('cache', { provides }), plugin('cache', { app: 'front', provides }))).toBe(meant);
    expect(hint(plugin('cache', { app: 'front', provides }))).toBe(meant);
    expect(hint(plugin('cache', { app: 'back', provides }))).not.toContain('mean');
  });
});
