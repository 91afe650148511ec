/** Open this to see the laws of conflicts, tried on small worlds in which many plugins exclude each other. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Snapshot, Wanted, WantedPlugin } from '../../src/model/plan.js';
import { applied, planned, plugin, running, wanted } from '../plan/worlds.js';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Whoever may exclude anybody, and need anybody else, in circles too. */
const worlds: fc.Arbitrary<Wanted> = fc
  .array(fc.record({ conflicts: fc.subarray(IDS, { maxLength: 2 }), needs: fc.subarray(IDS, { maxLength: 1 }) }), {
    minLength: 2,
    maxLength: IDS.length,
  })
  .map((drafts) =>
    wanted(
      drafts.map(({ conflicts, needs }, index) => {
        const all = (ids: readonly string[]): Record<string, string> =>
          Object.fromEntries(ids.filter((id) => id !== IDS[index] && IDS.indexOf(id) < drafts.length).map((id) => [id, '*']));
        return plugin(IDS[index]!, {
          conflicts: all(conflicts),
          needs: all(needs.filter((id) => !conflicts.includes(id))),
        });
      }),
    ),
  );

function isUp({ plugins }: Snapshot, key: string): boolean {
  return plugins.find((each) => each.key === key)?.state === 'running';
}

function excludes(one: WantedPlugin, other: WantedPlugin): boolean {
  return one.manifest.dependencies.some(({ id, need }) => need === 'conflicting' && id === other.key);
}

describe('of plugins that exclude each other', () => {
  it('no two run', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const up = world.plugins.filter(({ key }) => isUp(running(world), key));
        for (const one of up) for (const other of up) expect(excludes(one, other)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('each gives way to one that runs', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const now = running(world);
        for (const { code, plugin: loser } of planned(world).problems) {
          if (code !== 'plan.conflict') continue;
          const one = world.plugins.find(({ key }) => key === loser)!;
          expect(world.plugins.filter((other) => isUp(now, other.key) && (excludes(one, other) || excludes(other, one)))).not.toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('planned once more, all is decided as before', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const now = running(world);
        expect(planned(world, now, {}).steps).toEqual([]);
        expect(planned(world, applied(planned(world, now, {}), world, now), {}).steps).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('who runs stays, whoever comes', () => {
    fc.assert(
      fc.property(worlds, fc.subarray(IDS), (world, coming) => {
        const before = running({ ...world, plugins: world.plugins.filter(({ key }) => !coming.includes(key)) });
        const after = applied(planned(world, before, { load: coming }), world, before);
        for (const { key, state } of before.plugins) if (state === 'running') expect([key, isUp(after, key)]).toEqual([key, true]);
        expect(planned(world, after, {}).steps).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('a next generation of who runs takes its place, and disturbs nobody', () => {
    fc.assert(
      fc.property(worlds, fc.constantFrom(...IDS), (world, key) => {
        const before = running(world);
        if (!isUp(before, key)) return;
        const next = { ...world, plugins: world.plugins.map((each) => (each.key === key ? { ...each, generation: 2 } : each)) };
        const made = planned(next, before, { reload: [key] });
        expect(made.refused).toBeUndefined();
        const after = applied(made, next, before);
        for (const { key: other, state } of before.plugins) expect([other, isUp(after, other)]).toEqual([other, state === 'running']);
      }),
      { numRuns: 500 },
    );
  });

  it('the one that is meant to give way does, unless they exclude each other in a circle', () => {
    fc.assert(
      fc.property(worlds, (given) => {
        const world = wanted(
          given.plugins.map((each) => ({
            ...each,
            manifest: { ...each.manifest, dependencies: each.manifest.dependencies.filter(({ need }) => need === 'conflicting') },
          })),
        );
        const winners = new Map(
          world.plugins.map((one) => [
            one,
            world.plugins.filter((other) => other !== one && excludes(one, other) && (!excludes(other, one) || other.key < one.key)),
          ]),
        );
        // The kernel of the relation, where there is one without a choice.
        const stays = new Map<WantedPlugin, boolean>();
        for (let round = 0; round < world.plugins.length; round += 1)
          for (const [one, before] of winners) {
            if (before.some((other) => stays.get(other) === true)) stays.set(one, false);
            else if (before.every((other) => stays.get(other) === false)) stays.set(one, true);
          }
        const now = running(world);
        for (const [{ key }, stay] of stays) expect([key, isUp(now, key)]).toEqual([key, stay]);
      }),
      { numRuns: 500 },
    );
  });
});
