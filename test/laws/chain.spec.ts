/** Open this to see that a hundred thousand plugins that stand on each other do not overflow anything. */
import { describe, expect, it } from '@jest/globals';
import type { SnapshotPlugin, WantedPlugin } from '../../src/model/plan.js';
import { planned, plugin, wanted } from '../plan/worlds.js';

const tail = Array.from({ length: 99_999 }, (_, index) => plugin(`p${index + 1}`, { needs: { [`p${index}`]: '*' } }));

describe('a chain of 100,000 plugins', () => {
  it('starts from end to end', () => {
    const { steps, problems } = planned(wanted([plugin('p0'), ...tail]));
    expect([steps.length, problems]).toEqual([200_000, []]);
    expect(steps.at(-1)).toMatchObject({ action: 'start', plugin: 'p99999', needs: ['p99998'], level: 99_999 });
  });

  it('waits from end to end when its first lacks something', () => {
    const made = planned(wanted([plugin('p0', { needs: { absent: '*' } }), ...tail]));
    expect([made.steps.length, made.problems.length]).toEqual([100_000, 100_000]);
    expect(made.problems.find((found) => found.plugin === 'p99999')!.message).toBe("'p99999' waits for 'p99998', which is waiting itself.");
  });
});

describe('a chain of 10,000 plugins', () => {
  it('stops the other way round when its first is taken away', () => {
    const links = [plugin('p0'), ...tail.slice(0, 9_999)];
    const up = ({ key }: WantedPlugin, index: number): SnapshotPlugin => ({
      key,
      generation: 1,
      state: 'running',
      version: '1.0.0',
      holds: index === 0 ? [] : [`p${index - 1}`],
      published: [],
      startedAs: index,
    });
    const made = planned(wanted(links.slice(1)), { revision: 1, plugins: links.map(up) }, { unload: ['p0'] });
    const stops = made.steps.filter(({ action }) => action === 'stop').map((step) => step.plugin);
    expect(stops).toEqual(links.map(({ key }) => key).reverse());
    expect(made.steps.filter(({ action }) => action === 'wait')).toHaveLength(9_999);
    expect(String(made).split('\n').length).toBeGreaterThan(made.steps.length);
  });
});
