/** Open this to see how one generation takes the place of another: beside it, after it has stopped, or not at all. */
import { describe, expect, it } from '@jest/globals';
import type { Plan, Snapshot, SnapshotPlugin, Wanted } from '../../src/model/plan.js';
import { but, planned, plugin, running, steps, wanted, type PluginGiven } from './worlds.js';

const reload = { reload: ['store'] };
const next = (id: string, given: PluginGiven = {}) => plugin(id, { ...given, generation: 2 });

/** The steps that are taken while the other generation still serves. */
function beside(made: Plan): string[] {
  return steps({ ...made, steps: made.steps.filter(({ staged }) => staged === true) });
}

function reasons(made: Plan, action: string): string[] {
  return made.steps.filter((step) => step.action === action).map((step) => `${step.plugin}: ${step.because[0]!.text}`);
}

const takesPlace = 'another generation takes its place';
const mustStop = (key: string): string =>
  `${takesPlace}, which can't run beside it ('${key}' has to stop first); it starts again if that one fails`;

describe('a generation that takes the place of one that runs', () => {
  const store = plugin('store');
  const web = plugin('web', { needs: { store: '*' } });
  const up = (): Snapshot => running(wanted([web, store]));

  it('is made ready beside it with all that holds it, is told and asked for its health, and is swapped in before the other ends', () => {
    const follower = next('web', { needs: { store: '*' }, lifecycle: ['health'], follows: true });
    const made = planned(wanted([follower, next('store', { lifecycle: ['health', 'afterStart'] }), plugin('other')]), up(), reload);
    expect(made.replaces).toBe('overlap');
    expect(made).not.toHaveProperty('refused');
    expect(beside(made)).toEqual([
      'wire store',
      'start store',
      'wire web',
      'start web',
      'afterStart store',
      'health store',
      'health web',
      'swap store',
      'swap web',
    ]);
    expect(steps(made).slice(9)).toEqual([
      'drain web',
      'drain store',
      'beforeStop web',
      'beforeStop store',
      'stop web',
      'stop store',
      'unload web',
      'unload store',
      'wire other',
      'start other',
    ]);
    expect(reasons(made, 'wire')).toEqual([
      'store: it takes the place of the one that runs',
      'web: it holds what is replaced',
      "other: 'other' is listed (other)",
    ]);
    for (const action of ['drain', 'beforeStop', 'stop', 'unload'])
      expect(reasons(made, action)).toEqual([`web: ${takesPlace}`, `store: ${takesPlace}`]);
  });

  it('is swapped in with all others at one moment, and what gave way ends in the order in which it stops', () => {
    const made = planned(wanted([next('web', { needs: { store: '*' } }), next('store')]), up(), reload);
    const [swap, , first, second] = made.steps.slice(4);
    expect(swap).toEqual({
      action: 'swap',
      plugin: 'store',
      generation: 2,
      because: [{ code: 'wanted', text: 'it takes the place of the one that runs' }],
      needs: [],
      level: 0,
      staged: true,
    });
    const drain = { action: 'drain', generation: 1, because: [{ code: 'replaced', text: takesPlace }], needs: [] };
    expect([first, second]).toStrictEqual([
      { ...drain, plugin: 'web', level: 0 },
      { ...drain, plugin: 'store', level: 1 },
    ]);
  });

  it('has what it newly requires made ready with it, however far away, and nothing else', () => {
    const needs = { store: '*', cache: '*' };
    const made = planned(
      wanted([
        next('web', { needs, optional: { mail: '*' } }),
        store,
        plugin('mail'),
        plugin('cache', { needs: { disk: '*' } }),
        plugin('disk'),
        plugin('other'),
      ]),
      up(),
      { reload: ['web'] },
    );
    expect(beside(made)).toEqual([
      'wire disk',
      'start disk',
      'wire cache',
      'start cache',
      'wire web',
      'start web',
      ...swaps('disk', 'cache', 'web'),
    ]);
    expect(steps(made).slice(9)).toEqual([
      'drain web',
      'beforeStop web',
      'stop web',
      'unload web',
      'wire mail',
      'start mail',
      'wire other',
      'start other',
    ]);
  });

  it('has what waited until now made ready with it, where it requires that', () => {
    const cache = plugin('cache', { needs: { disk: '*' } });
    const before = running(wanted([web, store, cache]));
    const made = planned(wanted([next('web', { needs: { cache: '*' } }), store, cache, plugin('disk')]), before, { reload: ['web'] });
    expect(beside(made)).toEqual([
      'wire disk',
      'start disk',
      'wire cache',
      'start cache',
      'wire web',
      'start web',
      ...swaps('disk', 'cache', 'web'),
    ]);
  });

  it('is asked for its health, and what starts for the first time is not', () => {
    const made = planned(wanted([plugin('web', { lifecycle: ['health'] })]));
    expect(steps(made)).toEqual(['wire web', 'start web']);
  });

  it('has one that was still starting give way as well', () => {
    const made = planned(wanted([next('store')]), but(running(wanted([store])), 'store', { state: 'starting' }), reload);
    expect(steps(made)).toEqual([
      'wire store',
      'start store',
      'swap store',
      'drain store',
      'beforeStop store',
      'stop store',
      'unload store',
    ]);
  });

  it.each<[string, Wanted, Partial<SnapshotPlugin>?]>([
    ['it is disabled', wanted([next('store', { enabled: false })])],
    ['the host stops', wanted([next('store')], { up: false })],
    ['the other one has failed', wanted([next('store')]), { state: 'failed' }],
    ['it is the same one', wanted([store])],
    ['nobody wants any', wanted([])],
  ])('replaces nothing where %s', (_, world, differs = {}) => {
    const made = planned(world, but(running(wanted([store])), 'store', differs), reload);
    expect(made).not.toHaveProperty('replaces');
    expect([beside(made), made.refused]).toEqual([[], undefined]);
  });

  it('of one that failed is a start like any other', () => {
    const made = planned(wanted([next('store')]), but(running(wanted([store])), 'store', { state: 'failed' }), reload);
    expect(reasons(made, 'wire')).toEqual(["store: 'store' is listed (store)"]);
  });

  it('replaces nothing where its app is down', () => {
    const before = running(wanted([plugin('store', { app: 'front' })]));
    const made = planned(wanted([next('store', { app: 'front', needs: { gone: '*' } })], { apps: [] }), before, reload);
    expect([made.replaces, made.refused, steps(made)]).toEqual([
      undefined,
      undefined,
      ['beforeStop front:store', 'stop front:store', 'unload front:store'],
    ]);
  });
});

function swaps(...keys: readonly string[]): string[] {
  return keys.map((key) => `swap ${key}`);
}

describe('one that can not run beside the one that it replaces', () => {
  const web = plugin('web', { uses: ['acme/mail?'] });
  const mail = plugin('mail', { provides: ['acme/mail'] });
  const restarted = ['beforeStop store', 'stop store', 'unload store', 'wire store', 'start store'];

  it('starts when that has stopped, where its manifest says so', () => {
    const made = planned(wanted([next('store', { reload: 'restart', lifecycle: ['health'] })]), running(wanted([plugin('store')])), reload);
    expect([made.replaces, beside(made)]).toEqual(['restart', []]);
    expect(steps(made)).toEqual([...restarted, 'health store']);
    expect(reasons(made, 'stop')).toEqual([`store: ${mustStop('store')}`]);
    expect(made.steps[1]!.because[0]!.code).toBe('replaced');
    expect(reasons(made, 'wire')).toEqual(['store: it takes the place of the one that runs']);
  });

  it('starts when that has stopped, where the one that runs says so', () => {
    const before = but(running(wanted([plugin('store')])), 'store', { reload: 'restart' });
    expect(steps(planned(wanted([next('store')]), before, reload))).toEqual(restarted);
  });

  it('has all that are replaced with it stop first, and each says for whom', () => {
    const before = running(wanted([plugin('store'), plugin('web')]));
    const made = planned(wanted([next('store', { reload: 'restart' }), next('web')]), before, reload);
    expect(made.replaces).toBe('restart');
    expect(reasons(made, 'stop')).toEqual([`web: ${mustStop('store')}`, `store: ${mustStop('store')}`]);
  });

  it('waits for the stop of what it needs, of which there is no other generation', () => {
    const before = running(wanted([web, mail, plugin('store', { needs: { web: '*' } })]));
    const made = planned(wanted([web, next('store', { needs: { web: '*' } })]), before, { ...reload, unload: ['mail'] });
    expect(made.replaces).toBe('restart');
    expect(reasons(made, 'stop')).toEqual([
      `store: ${mustStop('store')}`,
      "web: it holds 'mail', which stops",
      'mail: it is no longer wanted',
    ]);
    expect(steps(made).slice(-4)).toEqual(['wire web', 'start web', 'wire store', 'start store']);
  });

  it('does not wait for the stop of what it needs optionally', () => {
    const before = running(wanted([web, mail, plugin('store')]));
    const made = planned(wanted([web, next('store', { optional: { web: '*' } })]), before, { ...reload, unload: ['mail'] });
    expect([made.replaces, beside(made)]).toEqual(['overlap', ['wire store', 'start store', 'swap store']]);
  });

  it('waits for the stop of what it excludes and what is about to go, in its own app as well', () => {
    for (const app of [undefined, 'front']) {
      const of = app === undefined ? {} : { app };
      const before = running(wanted([plugin('store', of), plugin('old', of)]));
      const made = planned(wanted([next('store', { ...of, conflicts: { old: '*', never: '*' } })], { apps: ['front'] }), before, reload);
      expect(made.replaces).toBe('restart');
    }
  });

  it('runs beside what it excludes where another version takes the place of that, and beside what it needs optionally', () => {
    const before = running(wanted([plugin('store'), plugin('old')]));
    const made = planned(
      wanted([next('store', { conflicts: { old: '^1', never: '*' } }), next('old', { version: '2.0.0' })]),
      before,
      reload,
    );
    expect(made.replaces).toBe('overlap');
    const kept = planned(wanted([next('store', { optional: { old: '*' } }), plugin('old')]), before, reload);
    expect(kept.replaces).toBe('overlap');
  });
});
