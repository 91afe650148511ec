/** Open this to see that a change is planned as if everything had been looked at, though only what it concerns was. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Concerns, type Neighbour } from '../../src/kernel/concerned.js';
import type { Snapshot, Wanted, WantedPlugin } from '../../src/model/plan.js';
import { planned, plugin, running, wanted, type PluginGiven } from '../plan/worlds.js';

/** The records of a world that stands. */
function recordsOf({ plugins }: Wanted, snapshot: Snapshot): Map<string, Neighbour & { readonly wanted: WantedPlugin }> {
  const standing = new Map(snapshot.plugins.map((each) => [each.key, each]));
  return new Map(
    plugins.map((each) => {
      const now = standing.get(each.key)!;
      const published = new Map(now.published.map((name) => [name, () => undefined]));
      const life = { holds: new Set(now.holds), published, expected: new Map() };
      return [each.key, { key: each.key, manifest: each.manifest, state: now.state, life, wanted: each }];
    }),
  );
}

const KINDS = [{ key: 'route', extension: 'p0' }, { key: 'job' }];

/** What is planned for successors, with all that stands and with what they concern only. */
function bothPlans(world: Wanted, next: ReadonlyMap<string, WantedPlugin>, concerns = new Concerns()) {
  const snapshot = running(world);
  const replacing = (plugins: readonly WantedPlugin[]): WantedPlugin[] => plugins.map((each) => next.get(each.key) ?? each);
  const records = recordsOf(world, snapshot);
  const coming = [...next.values()].map(({ key, manifest }) => ({ key, manifest, state: 'described' as const, life: undefined }));
  const some = concerns.of(records, { coming, touched: new Set(next.keys()), kinds: KINDS });
  const change = { reload: [...next.keys()] };
  const whole = planned({ ...world, plugins: replacing(world.plugins) }, snapshot, change);
  const few = [...some.values()].map((each) => each.wanted);
  const part = planned(
    { ...world, plugins: replacing(few) },
    { ...snapshot, plugins: snapshot.plugins.filter(({ key }) => some.has(key)) },
    change,
  );
  return { whole, part, some: [...some.keys()] };
}

const ids = fc.constantFrom('p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7');
const names = fc.constantFrom('a', 'b', 'c', 'd');
const some = <T>(of: fc.Arbitrary<T>) => fc.uniqueArray(of, { maxLength: 2 });
const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: other });
const ranges = fc.dictionary(ids, mostly(fc.constant('^1.0.0'), fc.constant('^2.0.0')), { maxKeys: 1 });
const given = fc.record({
  needs: ranges,
  optional: ranges,
  conflicts: mostly(fc.constant({}), ranges),
  uses: some(fc.tuple(names, fc.constantFrom('', '?', '?', '~')).map(([name, how]) => name + how)),
  provides: some(names),
  kinds: mostly(fc.constant<string[]>([]), some(fc.constantFrom('route', 'job'))),
  enabled: mostly(fc.constant(true), fc.constant(false)),
  version: mostly(fc.constant('1.0.0'), fc.constant('2.0.0')),
  app: mostly(fc.constant(undefined), fc.constant('web')),
});
const worlds = fc.array(given, { minLength: 8, maxLength: 8 });

describe('what a change concerns', () => {
  it('is enough to plan it, unless something stands still', () => {
    let smooth = 0;
    fc.assert(
      fc.property(
        worlds,
        fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 2 }),
        given,
        fc.boolean(),
        (plugins, picked, other, isOther) => {
          const of = (index: number, more: Partial<PluginGiven>): WantedPlugin => {
            const { app, ...each } = { ...plugins[index]!, ...more };
            return plugin(`p${index}`, { ...each, ...(app === undefined ? {} : { app }) });
          };
          const all = plugins.map((_, index) => of(index, {}));
          const chosen = picked.map((index) => all[index]!.key);
          const world = wanted(all, { kinds: KINDS });
          const held = new Map(running(world).plugins.map(({ key, holds }) => [key, holds]));
          // Whoever holds what is replaced comes anew with it.
          const touched = new Set<string>(chosen);
          for (const key of touched) for (const [holder, holds] of held) if (holds.includes(key)) touched.add(holder);
          const successor = (key: string): WantedPlugin => {
            const index = all.findIndex((each) => each.key === key);
            const { enabled, app } = plugins[index]!;
            const next = isOther && key === chosen[0] ? { ...other, enabled, app } : {};
            return of(index, { ...next, generation: 2, ...(chosen.includes(key) ? {} : { follows: true as const }) } as PluginGiven);
          };
          const { whole, part } = bothPlans(world, new Map([...touched].map((key) => [key, successor(key)])));
          const isSmooth =
            part.problems.length === 0 &&
            part.steps.every(({ plugin: key, action }) => touched.has(key) && action !== 'wait' && action !== 'fail');
          if (!isSmooth) return;
          smooth += 1;
          expect(part).toEqual(whole);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(smooth).toBeGreaterThan(100);
  });

  it('is few of many', () => {
    const many = Array.from({ length: 100 }, (_, index) => plugin(`o${index}`, { uses: ['hub'], provides: [`of ${index}`] }));
    const world = wanted([plugin('hub', { provides: ['hub'] }), plugin('own', { uses: ['of 7'] }), ...many], { kinds: KINDS });
    const { some: found, part } = bothPlans(world, new Map([['own', plugin('own', { uses: ['of 8'], generation: 2 })]]));
    expect(found).toEqual(['hub', 'own', 'o7', 'o8']);
    expect(part.replaces).toBe('overlap');
  });

  it('is found again when plugins have come, gone and changed their places', () => {
    const concerns = new Concerns();
    const [a, b, c] = [plugin('a', { provides: ['x'] }), plugin('b', { uses: ['x'] }), plugin('c')];
    for (const plugins of [
      [a, b, c],
      [b, c, a],
      [a, b],
      [c, b, a],
    ]) {
      const world = wanted(plugins, { kinds: KINDS });
      const { some: found } = bothPlans(world, new Map([['b', plugin('b', { uses: ['x'], generation: 2 })]]), concerns);
      expect(found.toSorted()).toEqual(['a', 'b']);
    }
  });

  it('remembers no name that nobody has or wants any more', () => {
    const concerns = new Concerns();
    const sizes = Array.from({ length: 20 }, (_, round) => {
      const id = `guest-${round}`;
      const world = wanted([plugin('a', { provides: ['x'] }), plugin(id, { uses: [`of ${id}`], needs: { [`friend of ${id}`]: '*' } })], {
        kinds: KINDS,
      });
      bothPlans(world, new Map([['a', plugin('a', { provides: ['x'], generation: 2 })]]), concerns);
      return concerns.size;
    });
    expect(new Set(sizes).size).toBe(1);
  });
});
