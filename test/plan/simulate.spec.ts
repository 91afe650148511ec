/** Open this to see what the kernel would make of a plan, worked out without doing it. */
import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../src/plan/resolve.js';
import { simulate } from '../../src/plan/simulate.js';
import type { Snapshot, Wanted } from '../../src/model/plan.js';
import { nothing, planned, plugin, wanted } from './worlds.js';

const states = ({ plugins }: Snapshot): Record<string, string> => Object.fromEntries(plugins.map(({ key, state }) => [key, state]));

function after(world: Wanted, before: Snapshot = nothing, fails?: ReadonlySet<string>): Snapshot {
  return simulate(planned(world, before), resolve(world, before), before, fails);
}

describe('what a plan would come to', () => {
  const world = wanted([
    plugin('store', { provides: ['n/store'] }),
    plugin('api', { needs: { store: '^1' }, uses: ['n/store'] }),
    plugin('late', { needs: { missing: '*' } }),
    plugin('off', { enabled: false }),
  ]);

  it('has everything that starts running, in the order of the plan, and holding what it needs and uses', () => {
    const { plugins, revision } = after(world);
    expect(revision).toBe(1);
    expect(plugins.find(({ key }) => key === 'api')).toEqual({
      key: 'api',
      generation: expect.any(Number),
      version: '1.0.0',
      state: 'running',
      holds: ['store'],
      published: [],
      startedAs: 2,
    });
    expect(states(after(world))).toEqual({ store: 'running', api: 'running', late: 'waiting', off: 'described' });
  });

  it('says of what waits why', () => {
    expect(after(world).plugins.find(({ key }) => key === 'late')!.reason).toBe("'late' needs 'missing' *, which is not loaded.");
  });

  it('lets what needs a plugin that fails wait for it', () => {
    const failed = after(world, nothing, new Set(['store']));
    expect(states(failed)).toEqual({ store: 'failed', api: 'waiting', late: 'waiting', off: 'described' });
    expect(failed.plugins.find(({ key }) => key === 'api')!.reason).toBe("'api' waits for 'store'");
  });

  it('is the same as before when nothing is to do, but for the revision', () => {
    const up = after(world);
    expect(after(world, up)).toEqual({ ...up, revision: 2 });
  });

  it('drops what is no longer wanted and takes its successor in', () => {
    const up = after(world);
    const less: Wanted = {
      ...world,
      plugins: world.plugins
        .filter(({ key }) => key !== 'off')
        .map((found) => (found.key === 'store' ? { ...found, generation: 99 } : found)),
    };
    const swapped = after(less, up);
    expect(states(swapped)).toEqual({ api: 'running', late: 'waiting', store: 'running' });
    expect(swapped.plugins.find(({ key }) => key === 'store')!.generation).toBe(99);
  });

  it('changes nothing that it was given', () => {
    const up = after(world);
    const copy = structuredClone(up);
    after({ ...world, up: false }, up);
    expect(up).toEqual(copy);
  });

  it('has what waits, what never started and what stopped hold nothing, each in its app', () => {
    const apart = wanted([plugin('late', { app: 'front', needs: { missing: '*' } }), plugin('off', { enabled: false })]);
    const same = { generation: 1, version: '1.0.0', holds: [], published: [] };
    expect(after(apart).plugins).toStrictEqual([
      { ...same, key: 'front:late', state: 'waiting', app: 'front', reason: "'front:late' needs 'missing' *, which is not loaded." },
      { ...same, key: 'off', state: 'described' },
    ]);
    const stopped = after({ ...world, up: false }, after(world));
    expect(stopped.plugins.find(({ key }) => key === 'api')).toStrictEqual({ ...same, key: 'api', state: 'stopped' });
  });

  it('lets nobody hold what is not there, or what it only may depend on', () => {
    const web = plugin('web', { optional: { store: '*' }, uses: ['n/cache?', 'n/mail?'], needs: { api: '*' } });
    const cache = plugin('cache', { provides: ['n/cache'], needs: { missing: '*' } });
    const given = wanted([web, cache, plugin('mail', { provides: ['n/mail'] }), plugin('store'), plugin('api')]);
    const holdsOf = ({ plugins }: Snapshot): readonly string[] => plugins.find(({ key }) => key === 'web')!.holds;
    const up = after(given);
    expect(holdsOf(up)).toEqual(['api', 'mail']);
    const again: Wanted = { ...given, plugins: [{ ...web, generation: 2 }, ...given.plugins.slice(1)] };
    expect(holdsOf(after(again, up))).toEqual(['api', 'mail']);
  });

  it('has what takes over run in the place of the other one, as the last that started', () => {
    const up = after(world);
    const [store, api] = world.plugins;
    const next: Wanted = {
      ...world,
      plugins: [{ ...store!, generation: 2 }, { ...api!, generation: 2, follows: true }, ...world.plugins.slice(2)],
    };
    const same = { generation: 2, state: 'running', version: '1.0.0', published: [] };
    const then = after(next, up).plugins;
    expect(then.find(({ key }) => key === 'store')).toStrictEqual({ ...same, key: 'store', holds: [], startedAs: 3 });
    expect(then.find(({ key }) => key === 'api')).toStrictEqual({ ...same, key: 'api', holds: ['store'], startedAs: 4 });
  });

  it('has what is made ready for the first time run as well', () => {
    const up = after(world);
    const [store, api, ...rest] = world.plugins;
    const needs: Wanted = { ...world, plugins: [store!, plugin('api', { needs: { disk: '*' }, generation: 2 }), plugin('disk'), ...rest] };
    expect(api!.generation).toBe(1);
    const then = after(needs, up);
    expect(states(then)).toEqual({ store: 'running', api: 'running', disk: 'running', late: 'waiting', off: 'described' });
    expect(after(needs, then)).toEqual({ ...then, revision: 3 });
  });

  it('takes away what is replaced by what may not run, and has that stand there', () => {
    const off: Wanted = {
      ...world,
      plugins: world.plugins.map((each) => (each.key === 'api' ? { ...each, enabled: false, generation: 2 } : each)),
    };
    const then = after(off, after(world)).plugins.find(({ key }) => key === 'api');
    expect(then).toStrictEqual({ key: 'api', generation: 2, state: 'described', version: '1.0.0', holds: [], published: [] });
  });

  it('ends what gave way and had never run without a word', () => {
    const { revision, plugins } = after(world);
    const before: Snapshot = {
      revision,
      plugins: plugins.map((each) => (each.key === 'api' ? { ...each, state: 'failed', holds: [] } : each)),
    };
    const next: Wanted = {
      ...world,
      plugins: [{ ...world.plugins[0]!, generation: 2 }, { ...world.plugins[1]!, generation: 2 }, ...world.plugins.slice(2)],
    };
    expect(states(after(next, before))).toEqual({ store: 'running', api: 'running', late: 'waiting', off: 'described' });
  });
});
