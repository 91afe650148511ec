/** Open this to see what a plan tells of each plugin: once, while it is news. */
import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/model/problem.js';
import type { Snapshot } from '../../src/model/plan.js';
import { applied, nothing, planned, plugin, running, said, steps, wanted } from './worlds.js';

const warned: Problem = {
  code: 'manifest.unknown-field',
  severity: 'warning',
  blame: 'plugin',
  message: 'A field means nothing.',
  hint: '',
};

describe('why a plugin stands still', () => {
  const late = plugin('late', { needs: { disk: '*' } });

  it('is a step that needs nothing, and is not told again while nothing changes', () => {
    const made = planned(wanted([late]));
    expect(made.steps).toStrictEqual([
      {
        action: 'wait',
        plugin: 'late',
        generation: 1,
        because: [{ code: 'refused', text: "'late' needs 'disk' *, which is not loaded." }],
        needs: [],
        level: 0,
      },
    ]);
    expect(planned(wanted([late]), running(wanted([late])), { settle: true }).steps).toEqual([]);
  });

  it('is told again where it has stopped since, though with the same words', () => {
    const { revision, plugins } = running(wanted([late]));
    const stopped: Snapshot = { revision, plugins: plugins.map((each) => ({ ...each, state: 'stopped' })) };
    expect(steps(planned(wanted([late]), stopped, { settle: true }))).toEqual(['wait late']);
  });

  it('is told again of another generation, of one that failed as well', () => {
    const world = wanted([late]);
    const again = wanted([plugin('late', { needs: { disk: '*' }, generation: 2 })]);
    expect(steps(planned(again, running(world), { reload: ['late'] }))).toEqual(['unload late', 'wait late']);
    const { revision, plugins } = running(world);
    const failed: Snapshot = { revision, plugins: plugins.map((each) => ({ ...each, state: 'failed' })) };
    expect(steps(planned(again, failed, { reload: ['late'] }))).toEqual(['unload late', 'wait late']);
    expect(planned(world, failed, { settle: true }).steps).toEqual([]);
  });

  it('is not told while it is disabled, or its app is down', () => {
    const off = plugin('late', { needs: { disk: '*' }, enabled: false });
    const down = plugin('late', { needs: { disk: '*' }, app: 'front' });
    const made = planned(wanted([off, down], { apps: [] }));
    expect([made.steps, made.problems]).toEqual([[], []]);
  });
});

describe('a warning of a plugin', () => {
  const web = plugin('web', { problems: [warned] });

  it('is told when the plugin is enabled for the first time, and not when it was disabled before', () => {
    const off = wanted([plugin('web', { problems: [warned], enabled: false })]);
    expect(planned(off).problems).toEqual([]);
    const up = planned(wanted([web]), running(off), { enable: ['web'] });
    expect(up.problems).toEqual([warned]);
    const now = applied(up, wanted([web]), running(off));
    expect(planned(off, now, { disable: ['web'] }).problems).toEqual([]);
  });

  it('is told of every generation', () => {
    const next = plugin('web', { problems: [warned], generation: 2 });
    expect(planned(wanted([next]), running(wanted([web])), { reload: ['web'] }).problems).toEqual([warned]);
  });
});

describe('a name of an app that hides one of its host', () => {
  const cache = plugin('cache', { provides: ['acme/cache'] });
  const own = { app: 'front', provides: ['acme/cache'] };

  it('is told when its plugin starts, and not again', () => {
    const world = wanted([cache, plugin('cache', own)]);
    expect(planned(world).problems).toMatchObject([{ code: 'plan.shadows' }]);
    expect(planned(world, running(world), { settle: true }).problems).toEqual([]);
  });

  it('is not told of one that can not start, or of one that stops', () => {
    const lacks = wanted([cache, plugin('cache', { ...own, needs: { disk: '*' } })]);
    expect(said(planned(lacks))).toEqual(["plan.missing-dependency dependencies.disk: 'front:cache' needs 'disk' *, which is not loaded."]);
    const world = wanted([cache, plugin('cache', own)]);
    expect(planned({ ...world, apps: [] }, running(world), { stopApp: ['front'] }).problems).toEqual([]);
  });
});

describe('names that somebody may have meant', () => {
  it('are looked for in the first fifty problems', () => {
    const ids = [...Array(52).keys()].map((index) => `p${100 + index}`);
    const made = planned(wanted([...ids.map((id) => plugin(id, { needs: { stor: '*' } })), plugin('store')]));
    const isMeant = made.problems.map(({ hint }) => hint.endsWith("Did you mean 'store'?"));
    expect(isMeant).toEqual([...Array<boolean>(50).fill(true), false, false]);
  });

  it('are left out where none is near', () => {
    const [found] = planned(wanted([plugin('web', { needs: { disk: '*' } })]), nothing).problems;
    expect(found!.hint).toBe("Load 'disk', or make it optional: optionalDependencies.");
  });
});

describe('whoever listens for the start of all', () => {
  it('is told, though only one of its components does', () => {
    const { manifest, ...rest } = plugin('web', { lifecycle: ['afterStart'] });
    const components = [{ name: 'Web', lifecycle: ['start' as const] }, ...manifest.components];
    expect(steps(planned(wanted([{ ...rest, manifest: { ...manifest, components } }])))).toEqual([
      'wire web',
      'start web',
      'afterStart web',
    ]);
  });
});
