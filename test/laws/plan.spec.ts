/** Open this to see the laws of plans, tried on random worlds. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Plan, Snapshot, Step, Wanted, WantedPlugin } from '../../src/model/plan.js';
import { resolve } from '../../src/plan/resolve.js';
import { applied, nothing, planned, running } from '../plan/worlds.js';
import { check, largeWorlds, withSome, worlds } from './worlds.js';

function withoutConflicts(plugin: WantedPlugin): WantedPlugin {
  const dependencies = plugin.manifest.dependencies.filter(({ need }) => need !== 'conflicting');
  return { ...plugin, manifest: { ...plugin.manifest, dependencies } };
}

const any = (from: fc.Arbitrary<Wanted>): fc.Arbitrary<Wanted> => from;

/** Positions of the steps of one action, by plugin. */
function positions({ steps }: Plan, action: Step['action']): Map<string, number> {
  return new Map([...steps.entries()].flatMap(([index, step]) => (step.action === action ? [[step.plugin, index] as const] : [])));
}

function without(world: Wanted, gone: readonly { readonly key: string }[]): Wanted {
  const keys = new Set(gone.map(({ key }) => key));
  return { ...world, plugins: world.plugins.filter(({ key }) => !keys.has(key)) };
}

/** What can be seen of a snapshot: who runs, and who waits and why; not how often anything started. */
function seen({ plugins }: Snapshot): unknown {
  return Object.fromEntries(
    plugins.map(({ key, state, generation, reason }) => [key, { state, generation, reason }]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
  );
}

/** The steps with equals in one order: those of one action and level, next to each other, may change places. */
function sorted({ steps }: Plan): unknown {
  const rank = ({ action, level, plugin }: Step, index: number): string => {
    const isStart = action === 'wire' || action === 'start';
    return isStart
      ? `start ${String(level).padStart(4, '0')} ${plugin} ${action === 'wire' ? 0 : 1}`
      : action === 'afterStart'
        ? `zafter ${String(level).padStart(4, '0')} ${plugin}`
        : `a ${String(index).padStart(6, '0')}`;
  };
  return steps
    .map((step, index) => [rank(step, index), step] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, step]) => step);
}

describe('for every world', () => {
  it('the random ones are worth it: most plugins run, and every reason not to occurs', () => {
    const states = new Map<string, number>();
    const codes = new Set<string>();
    const some = [...fc.sample(worlds, { numRuns: 100, seed: 5 }), ...fc.sample(largeWorlds, { numRuns: 10, seed: 5 })];
    for (const world of some) {
      const made = planned(world);
      for (const { code } of made.problems) codes.add(code);
      for (const { state } of applied(made, world, nothing).plugins) states.set(state, (states.get(state) ?? 0) + 1);
    }
    expect([...codes].sort()).toEqual([
      'manifest.bad-type',
      'plan.conflict',
      'plan.cycle',
      'plan.missing-dependency',
      'plan.missing-provider',
      'plan.version-mismatch',
      'plan.waits',
    ]);
    expect(states.get('running')).toBeGreaterThan(states.get('waiting')!);
    expect(states.get('waiting')).toBeGreaterThan(300);
  });

  it('the order in which plugins are listed decides nothing, but which of equals is first', () => {
    const shuffled = (from: fc.Arbitrary<Wanted>): fc.Arbitrary<[Wanted, WantedPlugin[]]> =>
      from.chain((world) => fc.tuple(fc.constant(world), fc.shuffledSubarray([...world.plugins], { minLength: world.plugins.length })));
    check(shuffled, ([world, plugins]) => {
      const [made, other] = [planned(world), planned({ ...world, plugins })];
      expect(sorted(other)).toEqual(sorted(made));
      expect(other.problems).toEqual(made.problems);
    });
  });

  it('what is asked for is asked for once: planning again, after it is done, is empty', () => {
    check(any, (world) => {
      const again = planned(world, running(world), {});
      expect([again.steps, again.problems]).toEqual([[], []]);
    });
  });

  it('it settles after failures, in as many plans as there are failures to hear of, and then is empty', () => {
    check(withSome, ([world, some]) => {
      const fails = new Set(some.filter((_, index) => index % 3 === 0).map(({ key }) => key));
      let now = applied(planned(world), world, nothing, fails);
      for (let round = 0; round < 3; round += 1) now = applied(planned(world, now, { settle: true }), world, now, fails);
      expect(planned(world, now, { settle: true }).steps).toEqual([]);
    });
  });

  it('what is required starts before and stops after whoever requires it', () => {
    check(any, (world) => {
      const up = planned(world);
      const started = positions(up, 'start');
      const wired = positions(up, 'wire');
      for (const at of wired.values()) for (const need of up.steps[at]!.needs) expect(started.get(need)).toBeLessThan(at);
      for (const [key, node] of resolve(world, nothing).nodes) {
        for (const { to } of node.edges) if (wired.has(key) && started.has(to)) expect(started.get(to)).toBeLessThan(wired.get(key)!);
      }
      const snapshot = applied(up, world, nothing);
      const stopped = positions(planned({ ...world, up: false }, snapshot, { stop: true }), 'stop');
      for (const { key, holds } of snapshot.plugins) for (const held of holds) expect(stopped.get(key)).toBeLessThan(stopped.get(held)!);
      expect([...stopped.keys()].reverse()).toEqual([...started.keys()]);
    });
  });

  it('whoever runs has what it requires, and whoever does not run knows why', () => {
    check(any, (world) => {
      const snapshot = running(world);
      const runs = new Set(snapshot.plugins.filter(({ state }) => state === 'running').map(({ key }) => key));
      const { nodes } = resolve(world, nothing);
      for (const { key, state, reason } of snapshot.plugins) {
        const { plugin, edges } = nodes.get(key)!;
        const isUp = plugin.app === undefined || world.apps.includes(plugin.app);
        if (state === 'running') for (const { to, need } of edges) expect(need === 'optional' || runs.has(to)).toBe(true);
        else if (plugin.enabled && isUp) expect(reason).toMatch(/[.?]$/);
        else expect(state).toBe('described');
      }
    });
  });

  it('no step is without a reason, and the plan is JSON', () => {
    check(any, (world) => {
      const made = planned(world);
      for (const { because } of made.steps) {
        expect(because.length).toBeGreaterThan(0);
        for (const { text } of because) expect(text).not.toBe('');
      }
      expect(JSON.parse(JSON.stringify(made))).toEqual({ ...made });
      expect(String(made).split('\n').length).toBeGreaterThan(made.steps.length);
    });
  });

  it('loading and unloading again gives back what was', () => {
    check(withSome, ([given, some]) => {
      // Of two that exclude each other the one that runs stays, also when what let it run goes again.
      const world: Wanted = { ...given, plugins: given.plugins.map(withoutConflicts) };
      const less = without(world, some);
      const before = running(less);
      const loaded = applied(planned(world, before, { load: [] }), world, before);
      const after = applied(planned(less, loaded, { unload: [] }), less, loaded);
      expect(seen(after)).toEqual(seen(before));
      // Who was restarted in between may have lost what it held optionally, and gains nothing by it.
      const held = new Map(before.plugins.map(({ key, holds }) => [key, holds]));
      for (const { key, holds } of after.plugins) expect(held.get(key)).toEqual(expect.arrayContaining([...holds]));
    });
  });

  it('disabling and enabling again gives back what was', () => {
    check(withSome, ([given, some]) => {
      const keys = new Set(some.map(({ key }) => key));
      // Of two that exclude each other the one that runs stays, so what came in between would.
      const world: Wanted = { ...given, plugins: given.plugins.map(withoutConflicts) };
      const less: Wanted = {
        ...world,
        plugins: world.plugins.map((found) => (keys.has(found.key) ? { ...found, enabled: false } : found)),
      };
      const before = running(world);
      const off = applied(planned(less, before, { disable: [] }), less, before);
      for (const { key, state } of off.plugins) if (keys.has(key)) expect(state).not.toBe('running');
      const on = applied(planned(world, off, { enable: [] }), world, off);
      expect(Object.keys(seen(on) as object)).toEqual(Object.keys(seen(before) as object));
      for (const { key, state } of before.plugins)
        if (state === 'running') expect(on.plugins.find((found) => found.key === key)!.state).toBe('running');
    });
  });

  it('a stop leaves nothing running, and a start after it brings back the same', () => {
    check(any, (world) => {
      const before = running(world);
      const down: Wanted = { ...world, up: false };
      const stopped = applied(planned(down, before, { stop: true }), down, before);
      expect(stopped.plugins.some(({ state }) => state === 'running')).toBe(false);
      expect(seen(applied(planned(world, stopped), world, stopped))).toEqual(seen(before));
    });
  });

  it('a change touches only what it is about, and whoever has to do with that', () => {
    check(withSome, ([world, some]) => {
      const less = without(world, some);
      const before = running(less);
      const made = planned(world, before, { load: [] });
      const { nodes } = resolve(world, before);
      const here = new Map(before.plugins.map((found) => [found.key, found]));
      const fresh = new Set(some.map(({ key }) => key));
      const stops = positions(made, 'stop');
      for (const key of stops.keys()) {
        expect(nodes.get(key)!.blocked.length > 0 || here.get(key)!.holds.some((held) => stops.has(held))).toBe(true);
      }
      for (const key of positions(made, 'wire').keys()) {
        expect(fresh.has(key) || stops.has(key) || here.get(key)!.state === 'waiting').toBe(true);
      }
    });
  });
});
