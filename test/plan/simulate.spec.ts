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
    expect(after(world).plugins.find(({ key }) => key === 'late')!.reason).toBe("'late' needs 'missing' *, which was not loaded.");
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
});
