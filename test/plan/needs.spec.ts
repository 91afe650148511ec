/** Open this to see which plugins may start: versions, absence, conflicts, engines. */
import { describe, expect, it } from '@jest/globals';
import type { WantedPlugin } from '../../src/model/plan.js';
import type { Problem } from '../../src/model/problem.js';
import { but, planned, plugin, said, running, states, steps, wanted } from './worlds.js';

describe('B7: a need of a plugin', () => {
  it('puts that one first, and says so', () => {
    const made = planned(wanted([plugin('web', { needs: { store: '^1.0' } }), plugin('store', { version: '1.2.0' })]));
    expect(steps(made)).toEqual(['wire store', 'start store', 'wire web', 'start web']);
    expect(made.steps[2]).toEqual({
      action: 'wire',
      plugin: 'web',
      generation: 1,
      because: [
        { code: 'wanted', text: "'web' is listed (web)" },
        { code: 'needed-first', text: "needs 'store' ^1.0 (1.2.0)", plugin: 'store' },
      ],
      needs: ['store'],
      level: 1,
    });
    expect(made.problems).toEqual([]);
  });

  it('of one that is not there is plan.missing-dependency, with near names', () => {
    const made = planned(wanted([plugin('web', { needs: { stor: '^1.0' } }), plugin('store')]));
    expect(said(made)).toEqual(["plan.missing-dependency dependencies.stor: 'web' needs 'stor' ^1.0, which is not loaded."]);
    expect(made.problems[0]).toMatchObject({
      plugin: 'web',
      extension: 'web',
      phase: 'plan',
      blame: 'host',
      hint: "Load 'stor', or make it optional: optionalDependencies. Did you mean 'store'?",
    });
    expect(steps(made)).toEqual(['wait web', 'wire store', 'start store']);
    expect(made.steps[0]!.because).toEqual([{ code: 'refused', text: made.problems[0]!.message }]);
  });

  it('in a range that the version misses is plan.version-mismatch, with the whole path', () => {
    const world = [
      plugin('store', { version: '1.2.0' }),
      plugin('status', { needs: { store: '^2.0.0' } }),
      plugin('app', { needs: { status: '*' } }),
    ];
    const made = planned(wanted(world));
    expect(said(made)).toEqual([
      "plan.waits: 'app' waits for 'status', which is waiting itself.",
      "plan.version-mismatch dependencies.store: 'status' needs 'store' ^2.0.0, but 1.2.0 is loaded (app -> status -> store).",
    ]);
    expect(made.problems[1]).toMatchObject({
      plugin: 'status',
      hint: "Load a version of 'store' in ^2.0.0, or widen the range of 'status' (npm rules).",
    });
    expect(said(planned(wanted(world.slice(0, 2))))).toEqual([
      "plan.version-mismatch dependencies.store: 'status' needs 'store' ^2.0.0, but 1.2.0 is loaded.",
    ]);
  });

  it('is told with whom it is for: six of those that require it, nobody twice, and nobody who could do without', () => {
    const store = plugin('store');
    const pathOf = (...plugins: readonly WantedPlugin[]): unknown =>
      planned(wanted([store, ...plugins])).problems.find(({ code }) => code === 'plan.version-mismatch')!.details!['path'];
    const first = plugin('p0', { needs: { store: '^2' } });
    const chain = [...Array(8).keys()].map((index) => plugin(`p${index + 1}`, { needs: { [`p${index}`]: '*' } }));
    expect(pathOf(first, ...chain)).toEqual(['p6', 'p5', 'p4', 'p3', 'p2', 'p1', 'p0', 'store']);
    expect(pathOf(plugin('p0', { needs: { store: '^2', p1: '*' } }), chain[0]!)).toEqual(['p1', 'p0', 'store']);
    expect(pathOf(first, plugin('p1', { optional: { p0: '*' } }))).toEqual(['p0', 'store']);
  });

  it('is not met by itself under a name that is near', () => {
    const [found] = planned(wanted([plugin('stored', { needs: { store: '*' } })])).problems;
    expect(found!.hint).not.toContain('mean');
  });

  it('takes no prerelease that the range does not name', () => {
    const version = '2.0.0-beta.1';
    expect(said(planned(wanted([plugin('store', { version }), plugin('web', { needs: { store: '>=1' } })])))).toHaveLength(1);
    expect(said(planned(wanted([plugin('store', { version }), plugin('web', { needs: { store: '>=2.0.0-beta' } })])))).toEqual([]);
  });

  it('that is optional orders, and blocks nothing', () => {
    const web = plugin('web', { optional: { store: '^1' } });
    expect(steps(planned(wanted([web, plugin('store')])))).toEqual(['wire store', 'start store', 'wire web', 'start web']);
    const absent = planned(wanted([web]));
    expect([steps(absent), absent.problems]).toEqual([['wire web', 'start web'], []]);
    const mismatched = planned(wanted([web, plugin('store', { version: '2.0.0' })]));
    expect([steps(mismatched), mismatched.problems]).toEqual([['wire web', 'start web', 'wire store', 'start store'], []]);
  });

  it('that is optional is not told as a reason where it can’t be met', () => {
    const made = planned(wanted([plugin('web', { optional: { store: '*' } }), plugin('store', { needs: { disk: '*' } })]));
    expect(made.steps.find(({ action }) => action === 'wire')!.because).toEqual([{ code: 'wanted', text: "'web' is listed (web)" }]);
  });

  it('of itself is a circle of one, and means nothing when it is optional or a conflict', () => {
    expect(said(planned(wanted([plugin('web', { needs: { web: '*' } })])))).toEqual([
      'plan.cycle: These plugins need each other in a circle: web -> web.',
    ]);
    expect(said(planned(wanted([plugin('web', { optional: { web: '^9' }, conflicts: { web: '*' } })])))).toEqual([]);
  });
});

describe('a conflict', () => {
  it('with one that gives way itself stands in no way, whoever has the earlier key, and all stays so when it is planned again', () => {
    for (const [first, second, third] of [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
      ['b', 'a', 'c'],
    ] as const) {
      // prettier-ignore
      const world = wanted([
        plugin(first, {}),
        plugin(second, { conflicts: { [first]: '*' } }),
        plugin(third, { conflicts: { [second]: '*' } }),
      ]);
      expect(states(running(world))).toMatchObject({
        [first]: 'running',
        [second]: expect.stringContaining('waiting: '),
        [third]: 'running',
      });
      expect(planned(world, running(world)).steps).toEqual([]);
    }
  });

  it('with a version that is there is plan.conflict', () => {
    const made = planned(wanted([plugin('web', { conflicts: { old_web: '<2' } }), plugin('old_web', { version: '1.4.0' })]));
    expect(said(made)).toEqual(["plan.conflict conflicts.old_web: 'web' can't run beside 'old_web' <2, and 1.4.0 is loaded."]);
    expect(made.problems[0]).toMatchObject({ plugin: 'web', phase: 'plan' });
    expect(
      states(running(wanted([plugin('web', { conflicts: { old_web: '<2' } }), plugin('old_web', { version: '1.4.0' })])))['old_web'],
    ).toBe('running');
  });

  it.each([
    ['another version', plugin('old_web', { version: '2.0.0' })],
    ['a plugin that is disabled', plugin('old_web', { enabled: false })],
    ['a plugin that lacks what it needs', plugin('old_web', { needs: { disk: '*' } })],
    ['a plugin whose app is down', plugin('old_web', { app: 'front' })],
    [
      'a plugin that is broken itself',
      plugin('old_web', {
        problems: [{ code: 'manifest.bad-version', severity: 'error', blame: 'plugin', message: 'No version.', hint: '' }],
      }),
    ],
  ])('is none with %s, in whichever order they are listed', (_, other) => {
    const web = plugin('web', { conflicts: { old_web: '<2' }, ...(other.app === undefined ? {} : { app: other.app }) });
    for (const plugins of [
      [web, other],
      [other, web],
    ]) {
      expect(said(planned(wanted(plugins, { apps: [] }))).filter((text) => text.startsWith('plan.conflict'))).toEqual([]);
    }
  });
});

describe('of two that exclude each other', () => {
  const web = plugin('web', { conflicts: { old: '*' } });
  const old = plugin('old');

  it('the one that runs or is starting stays, whoever says so', () => {
    for (const state of ['running', 'starting'] as const) {
      const first = planned(wanted([old, web]), but(running(wanted([web])), 'web', { state }), { load: ['old'] });
      expect([steps(first), said(first)]).toEqual([
        ['wait old'],
        ["plan.conflict conflicts.old: 'web' can't run beside 'old' *, and 1.0.0 is loaded."],
      ]);
      expect(first.problems[0]!.plugin).toBe('old');
      const second = planned(wanted([old, web]), but(running(wanted([old])), 'old', { state }), { load: ['web'] });
      expect([steps(second), second.problems[0]!.plugin]).toEqual([['wait web'], 'web']);
    }
  });

  it('the one that says so gives way, where both run or none does', () => {
    expect(steps(planned(wanted([web, old])))).toEqual(['wait web', 'wire old', 'start old']);
    const both = running(wanted([plugin('web'), old]));
    expect(steps(planned(wanted([web, old]), both, {}))).toEqual(['stop web', 'wait web']);
    const stopped = but(running(wanted([web])), 'web', { state: 'stopped' });
    expect(steps(planned(wanted([web, old]), stopped, { load: ['old'] }))).toEqual(['wait web', 'wire old', 'start old']);
    // Also where it is another generation that runs.
    const next = plugin('web', { conflicts: { old: '*' }, generation: 2 });
    const reloaded = planned(wanted([next, old]), running(wanted([web])), { load: ['old'] });
    expect([reloaded.refused, reloaded.problems.map(({ plugin: loser }) => loser)]).toEqual([undefined, ['old']]);
  });

  it('the one with the later key gives way, where both say so, and the first of them runs on', () => {
    const mutual = [plugin('ape', { conflicts: { bee: '*' } }), plugin('bee', { conflicts: { ape: '*' } })];
    for (const plugins of [mutual, [...mutual].reverse()])
      expect(steps(planned(wanted(plugins)))).toEqual(['wait bee', 'wire ape', 'start ape']);
    const up = running(wanted([mutual[1]!]));
    expect(steps(planned(wanted(mutual), up, { load: ['ape'] }))).toEqual(['wait ape']);
  });

  it('who gave way is in nobody’s way any more', () => {
    const cat = plugin('cat', { conflicts: { web: '*' } });
    expect(steps(planned(wanted([cat, web, old]))).filter((step) => step.startsWith('start'))).toEqual(['start cat', 'start old']);
  });

  it('with one that gives way to who runs is none', () => {
    const [ape, bee, cat] = [plugin('ape', { conflicts: { cat: '*' } }), plugin('bee', { conflicts: { ape: '*' } }), plugin('cat', {})];
    const up = running(wanted([cat]));
    expect(steps(planned(wanted([ape, bee, cat]), up, { load: ['ape', 'bee'] }))).toEqual(['wait ape', 'wire bee', 'start bee']);
    const dog = plugin('dog', { conflicts: { ape: '*' } });
    expect(steps(planned(wanted([ape, cat, dog]), up, { load: ['ape', 'dog'] }))).toEqual(['wait ape', 'wire dog', 'start dog']);
  });

  it('who needs the one that gave way waits for it', () => {
    const made = planned(wanted([web, old, plugin('news', { needs: { web: '*' } })]));
    expect(steps(made)).toEqual(['wait news', 'wait web', 'wire old', 'start old']);
  });

  it('the one whose app stops is in nobody’s way', () => {
    const own = plugin('web', { app: 'front', conflicts: { old: '*' } });
    const made = planned(wanted([own, old], { apps: [] }), running(wanted([own])), { load: ['old'], stopApp: ['front'] });
    expect(steps(made)).toEqual(['stop front:web', 'wire old', 'start old']);
  });

  it('the one of an app means its own plugin of that name before the one of its host', () => {
    const own = [plugin('web', { app: 'front', conflicts: { old: '<2' } }), plugin('old', { app: 'front', version: '2.0.0' })];
    expect(planned(wanted([...own, old])).problems).toEqual([]);
    expect(planned(wanted([own[0]!, old])).problems).toMatchObject([{ code: 'plan.conflict', plugin: 'front:web' }]);
  });
});

describe('an engine', () => {
  it.each([
    [{ needs: { mortise: '^0.1' } }, []],
    [{ needs: { mortise: '>=9' } }, ["plan.engine-mismatch dependencies.mortise: 'web' needs mortise >=9, but this is mortise 0.1.0."]],
    [{ needs: { node: '>=99' } }, ["plan.engine-mismatch dependencies.node: 'web' needs node >=99, but this is node 22.1.0."]],
    [{ conflicts: { node: '22.x' } }, ["plan.engine-mismatch conflicts.node: 'web' needs node other than 22.x, but this is node 22.1.0."]],
    [{ optional: { node: '>=20', mortise: '*' } }, []],
    [{ conflicts: { node: '20.x' }, optional: { node: '>=99', mortise: '>=99' } }, []],
  ])('needed as %j', (given, says) => {
    const made = planned(wanted([plugin('web', given)]));
    expect(said(made)).toEqual(says);
    expect(steps(made)).toEqual(says.length === 0 ? ['wire web', 'start web'] : ['fail web']);
    for (const found of made.problems) expect(found).toMatchObject({ plugin: 'web', severity: 'error' });
  });
});

describe('a plugin with an error of its own', () => {
  const broken: Problem = {
    code: 'manifest.bad-type',
    severity: 'error',
    blame: 'plugin',
    message: "The field 'link' wants a text.",
    hint: '',
    field: 'link',
    plugin: 'store',
    phase: 'describe',
  };
  const warned: Problem = {
    code: 'manifest.unknown-field',
    severity: 'warning',
    blame: 'plugin',
    message: 'A field means nothing.',
    hint: '',
  };

  it('fails, and who needs it waits and says why', () => {
    const world = wanted([plugin('web', { needs: { store: '*' } }), plugin('store', { problems: [broken] })]);
    const made = planned(world);
    expect(steps(made)).toEqual(['fail store', 'wait web']);
    expect(said(made)).toEqual([
      "manifest.bad-type link: The field 'link' wants a text.",
      "plan.waits: 'web' waits for 'store', which failed: The field 'link' wants a text.",
    ]);
    expect(made.problems[0]!.phase).toBe('describe');
    expect(states(running(world))).toEqual({
      store: "failed: The field 'link' wants a text.",
      web: "waiting: 'web' waits for 'store', which failed: The field 'link' wants a text.",
    });
  });

  it('that is only a warning starts, and the warning is told once', () => {
    const world = wanted([plugin('web', { problems: [warned] })]);
    const made = planned(world);
    expect([steps(made), made.problems]).toEqual([['wire web', 'start web'], [warned]]);
    expect(planned({ ...world, up: false }, running(world), { stop: true }).problems).toEqual([]);
  });
});
