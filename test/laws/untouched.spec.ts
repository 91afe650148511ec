/** Open this to see how far a change or a problem reaches: to whoever has to do with the plugin that it is about, and no further. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Plan, Snapshot, Wanted, WantedPlugin } from '../../src/model/plan.js';
import { applied, nothing, planned, running } from '../plan/worlds.js';
import { broken, islands, largeIslands } from './worlds.js';

/** What a plugin is asked for by: its id, the names that it publishes, and the kinds of its extension. */
function offers({ manifest }: WantedPlugin, { kinds }: Wanted): string[] {
  return [
    `plugin ${manifest.id}`,
    ...manifest.provides.map(({ namespace }) => `name ${namespace}`),
    ...kinds.filter(({ extension }) => extension === manifest.extension).map(({ key }) => `kind ${key}`),
  ];
}

/** What it needs or excludes, whether or not that is optional or live. */
function asks({ manifest }: WantedPlugin): string[] {
  return [
    ...manifest.dependencies.map(({ id }) => `plugin ${id}`),
    ...manifest.uses.map(({ namespace }) => `name ${namespace}`),
    ...manifest.kinds.map(({ key }) => `kind ${key}`),
  ];
}

/** Who may be told something else because of a plugin: whoever asks for it or is asked by it, excludes it or publishes what it does, and so on. */
function connected(world: Wanted, to: WantedPlugin): Set<string> {
  const links = world.plugins.map((each) => ({ each, offers: offers(each, world), asks: asks(each) }));
  const share = (a: readonly string[], b: readonly string[]): boolean => a.some((text) => b.includes(text));
  const reached = new Set(links.filter(({ each }) => each.key === to.key));
  for (const one of reached) {
    for (const other of links)
      if (share(one.offers, other.asks) || share(one.asks, other.offers) || share(one.offers, other.offers)) reached.add(other);
  }
  return new Set([...reached].map(({ each }) => each.key));
}

/** Who may run or not because of a plugin: only whoever asks for it, excludes it, is excluded by it or publishes what it does, and so on. */
function dependent(world: Wanted, on: WantedPlugin): Set<string> {
  const links = world.plugins.map((each) => ({
    each,
    offers: offers(each, world),
    asks: asks(each),
    excludes: each.manifest.dependencies.filter(({ need }) => need === 'conflicting').map(({ id }) => `plugin ${id}`),
  }));
  const share = (a: readonly string[], b: readonly string[]): boolean => a.some((text) => b.includes(text));
  const reached = new Set(links.filter(({ each }) => each.key === on.key));
  for (const one of reached) {
    for (const other of links)
      if (share(one.offers, other.asks) || share(one.excludes, other.offers) || share(one.offers, other.offers)) reached.add(other);
  }
  return new Set([...reached].map(({ each }) => each.key));
}

/** What a plan says of some; names that somebody may have meant are looked for everywhere, so hints are left out. */
function saidOf({ steps, problems }: Plan, isMeant: (key: string) => boolean): unknown {
  return {
    steps: steps.filter(({ plugin }) => isMeant(plugin)),
    problems: problems.filter(({ plugin }) => isMeant(plugin!)).map((found) => ({ ...found, hint: '' })),
  };
}

function without(world: Wanted, gone: WantedPlugin): Wanted {
  return { ...world, plugins: world.plugins.filter(({ key }) => key !== gone.key) };
}

function changed(world: Wanted, one: WantedPlugin, to: Partial<WantedPlugin>): Wanted {
  return { ...world, plugins: world.plugins.map((each) => (each.key === one.key ? { ...each, ...to } : each)) };
}

const CHANGES: Readonly<Record<string, (world: Wanted, one: WantedPlugin) => readonly [before: Wanted, after: Wanted]>> = {
  'adding it': (world, one) => [without(world, one), world],
  'taking it away': (world, one) => [world, without(world, one)],
  'disabling it': (world, one) => [changed(world, one, { enabled: true }), changed(world, one, { enabled: false })],
  'enabling it': (world, one) => [changed(world, one, { enabled: false }), changed(world, one, { enabled: true })],
  'breaking it': (world, one) => [changed(world, one, { problems: [] }), changed(world, one, { problems: [broken], generation: 2 })],
  'replacing it': (world, one) => [world, changed(world, one, { generation: 2 })],
};

/** A world of islands, and one of its plugins. */
function withOne(from: fc.Arbitrary<Wanted>): fc.Arbitrary<readonly [Wanted, WantedPlugin]> {
  return from.chain((world) => fc.tuple(fc.constant(world), fc.constantFrom(...world.plugins)));
}

function check(law: (given: readonly [Wanted, WantedPlugin]) => void): void {
  fc.assert(fc.property(withOne(islands), law), { numRuns: 20 });
  fc.assert(fc.property(withOne(largeIslands), law), { numRuns: 2 });
}

function standing({ plugins }: Snapshot): Map<string, string> {
  return new Map(plugins.map(({ key, state }) => [key, state]));
}

describe.each(Object.entries(CHANGES))('%s', (_, change) => {
  it('touches no step and no problem of a plugin that is not connected to it, and stops, starts and keeps back only whoever depends on it', () => {
    check(([world, one]) => {
      const [before, after] = change(world, one);
      const [near, behind] = [connected(world, one), dependent(world, one)];
      const now = running(before);
      const made = planned(after, now, { settle: true });
      expect(saidOf(made, (key) => !near.has(key))).toEqual({ steps: [], problems: [] });
      for (const { action, plugin } of made.steps) if (action !== 'wait' && action !== 'fail') expect(behind).toContain(plugin);
      const then = standing(applied(made, after, now));
      for (const [key, state] of standing(now)) if (!behind.has(key)) expect([key, then.get(key)]).toEqual([key, state]);
    });
  });

  it('changes nothing of what is said to the others when all of them start, nor the order of that', () => {
    check(([world, one]) => {
      const [before, after] = change(world, one);
      const near = connected(world, one);
      expect(saidOf(planned(after), (key) => !near.has(key))).toEqual(saidOf(planned(before), (key) => !near.has(key)));
    });
  });
});

describe('a problem', () => {
  it('keeps back nobody but whoever needs the one that has it', () => {
    check(([world, one]) => {
      const failed = applied(planned(world), world, nothing, new Set([one.key]));
      const then = standing(applied(planned(world, failed, { settle: true }), world, failed));
      const behind = dependent(world, one);
      for (const [key, state] of standing(running(world))) if (!behind.has(key)) expect([key, then.get(key)]).toEqual([key, state]);
    });
  });
});

describe('the islands', () => {
  it('are worth it: most plugins have nothing to do with each other, and some have', () => {
    let [near, behind, all] = [0, 0, 0];
    for (const [world, one] of fc.sample(withOne(islands), { numRuns: 100, seed: 5 })) {
      near += connected(world, one).size;
      behind += dependent(world, one).size;
      all += world.plugins.length;
    }
    expect(near / all).toBeLessThan(0.3);
    expect(behind / all).toBeGreaterThan(0.03);
  });
});
