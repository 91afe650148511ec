/** Open this to see that circles are told as walking every path tells them: each once, with the need that is cheapest to give up. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Wanted } from '../../src/model/plan.js';
import { cyclesByHand } from '../graph/digraphs.js';
import { planned, plugin, running, states, wanted } from '../plan/worlds.js';

const KEYS = ['ant', 'bee', 'cat', 'dog', 'eel'];

/** How one plugin needs another: all of these ways at once. */
const HOW = ['needs', 'uses', 'uses too', 'facts', 'optional', 'uses optionally', 'uses live'] as const;
type How = (typeof HOW)[number];
type Needs = readonly (readonly (readonly How[])[])[];

/** Up to five plugins; `needs[a][b]` are the ways in which a needs b. Few of them are facts of kinds. */
const needs: fc.Arbitrary<Needs> = fc.integer({ min: 1, max: KEYS.length }).chain((count) => {
  const some = fc.subarray<How>([...HOW], { maxLength: 2 });
  const cell = fc.oneof({ arbitrary: fc.constant<How[]>([]), weight: 2 }, { arbitrary: some, weight: 3 });
  return fc.array(fc.array(cell, { minLength: count, maxLength: count }), { minLength: count, maxLength: count });
});

function worldOf(given: Needs): Wanted {
  const to = (row: number, ...how: How[]): string[] => KEYS.filter((_, other) => given[row]![other]?.some((each) => how.includes(each)));
  const all = (ids: readonly string[]): Record<string, string> => Object.fromEntries(ids.map((id) => [id, '*']));
  const plugins = given.map((_, row) =>
    plugin(KEYS[row]!, {
      needs: all(to(row, 'needs')),
      optional: all(to(row, 'optional').filter((id) => !to(row, 'needs').includes(id))),
      uses: [
        ...to(row, 'uses').map((id) => `zoo/${id}`),
        ...to(row, 'uses too').map((id) => `zoo/${id}2`),
        ...to(row, 'uses optionally').map((id) => `zoo/${id}3?`),
        ...to(row, 'uses live').map((id) => `zoo/${id}~`),
      ],
      kinds: to(row, 'facts').map((id) => `zoo.${id}`),
      provides: ['', '2', '3'].map((end) => `zoo/${KEYS[row]!}${end}`),
    }),
  );
  return wanted(plugins, { kinds: KEYS.map((id) => ({ key: `zoo.${id}`, extension: id })) });
}

const isSelf = (from: number, to: number, how: How): boolean => from === to && how !== 'needs';

/** The ways in which one requires another, as a person reads them, in the order of the manifest, and what it costs to give them up. */
function required(given: Needs, from: number, to: number): { readonly text: string; readonly price: number }[] {
  const id = KEYS[to]!;
  const hows = given[from]![to]!.filter((how) => !isSelf(from, to, how));
  const said = (how: How, text: string, price: number) => (hows.includes(how) ? [{ text, price }] : []);
  const real = [
    ...said('needs', from === to ? 'needs itself' : `needs '${id}' * (1.0.0)`, 2),
    ...said('uses', `uses 'zoo/${id}' of '${id}'`, 1),
    ...said('uses too', `uses 'zoo/${id}2' of '${id}'`, 1),
  ];
  // A fact is not told beside another need that is required already.
  return real.length > 0 ? real : said('facts', `has facts of 'zoo.${id}', which '${id}' understands`, 1000);
}

function edgesOf(given: Needs): number[][] {
  return given.map((row, from) => [...row.keys()].filter((to) => required(given, from, to).length > 0));
}

/** Every circle with what is cheapest in it: not a fact, if there is another; then what breaks most circles; then what costs least; then the first. */
function toldByHand(given: Needs): { path: string[]; weakest: string }[] {
  const cycles = cyclesByHand(edgesOf(given));
  const links = (cycle: readonly number[]): [number, number][] => cycle.map((from, at) => [from, cycle[(at + 1) % cycle.length]!]);
  const breaks = ([from, to]: readonly [number, number]): number =>
    cycles.filter((cycle) => links(cycle).some(([a, b]) => a === from && b === to)).length;
  return cycles.map((cycle) => {
    const rated = links(cycle).map((link, at) => {
      const ways = required(given, ...link);
      const price = ways.reduce((sum, way) => sum + way.price, 0);
      const said = `'${KEYS[link[0]]!}' ${ways.map(({ text }) => text).join(' and ')}`;
      return { said, rank: [price >= 1000 ? 1 : 0, 100 - breaks(link), price, at] };
    });
    const text = (rank: readonly number[]): string => rank.map((each) => String(each).padStart(6, '0')).join(' ');
    const [best] = rated.sort((a, b) => (text(a.rank) < text(b.rank) ? -1 : 1));
    return { path: [...cycle, cycle[0]!].map((row) => KEYS[row]!), weakest: best!.said };
  });
}

const told = (world: Wanted): { path: string[]; weakest: string }[] =>
  planned(world)
    .problems.filter(({ code }) => code === 'plan.cycle')
    .map(({ details }) => ({ path: details!['path'] as string[], weakest: details!['weakest'] as string }));

const byPath = (a: { path: string[] }, b: { path: string[] }): number => (a.path.join() < b.path.join() ? -1 : 1);
const RUNS = { numRuns: 300 };

describe('circles', () => {
  it('are told once each, as walking every path finds them, with the need that is cheapest to give up', () => {
    fc.assert(
      fc.property(needs, (given) => {
        expect(told(worldOf(given)).sort(byPath)).toEqual(toldByHand(given).sort(byPath));
      }),
      RUNS,
    );
  });

  it('are printed once each, from the first key around to it again', () => {
    fc.assert(
      fc.property(needs, (given) => {
        const printed = planned(worldOf(given)).problems.map(({ message }) => message);
        for (const { path } of toldByHand(given)) {
          const line = `These plugins need each other in a circle: ${path.join(' -> ')}.`;
          expect(printed.filter((message) => message === line)).toHaveLength(1);
        }
      }),
      RUNS,
    );
  });

  it('are known to their members, each of which waits with the shortest that it is in; whoever needs one waits for it, and others run', () => {
    fc.assert(
      fc.property(needs, (given) => {
        const now = running(worldOf(given));
        const circles = toldByHand(given);
        const edges = edgesOf(given);
        const inCircle = new Set(circles.flatMap(({ path }) => path));
        const waiting = new Set(inCircle);
        for (const key of waiting) edges.forEach((to, from) => (to.includes(KEYS.indexOf(key)) ? waiting.add(KEYS[from]!) : waiting));
        for (const [key, state] of Object.entries(states(now))) {
          const shortest = circles.find(({ path }) => path.includes(key))?.path.join(' -> ');
          if (shortest !== undefined) expect(state).toBe(`waiting: These plugins need each other in a circle: ${shortest}.`);
          else if (waiting.has(key)) expect(state).toMatch(/^waiting: '\w+' waits for '\w+', which is waiting itself\.$/);
          else expect(state).toBe('running');
        }
      }),
      RUNS,
    );
  });

  it('are told in one order, whatever the order of plugins and of their needs', () => {
    const shuffled = needs.chain((given) => {
      const { plugins } = worldOf(given);
      const turned = plugins.map(({ manifest, ...rest }) => ({
        ...rest,
        manifest: { ...manifest, dependencies: [...manifest.dependencies].reverse(), provides: [...manifest.provides].reverse() },
      }));
      return fc.tuple(fc.constant(given), fc.shuffledSubarray(turned, { minLength: turned.length }));
    });
    fc.assert(
      fc.property(shuffled, ([given, plugins]) => {
        const world = worldOf(given);
        expect(told({ ...world, plugins })).toEqual(told(world));
      }),
      RUNS,
    );
  });

  it('are not told again while nothing changes, and are gone when the cheapest need of each is', () => {
    fc.assert(
      fc.property(needs, (given) => {
        const world = worldOf(given);
        expect(planned(world, running(world), { settle: true }).problems).toEqual([]);
        const advice = new Set(toldByHand(given).map(({ weakest }) => weakest));
        const mended = given.map((row, from) =>
          row.map((hows, to) => {
            const ways = required(given, from, to).map(({ text }) => text);
            return advice.has(`'${KEYS[from]!}' ${ways.join(' and ')}`)
              ? hows.filter((how) => how.includes('opt') || how.includes('live'))
              : hows;
          }),
        );
        const better = worldOf(mended);
        expect(told(better)).toEqual([]);
        expect(new Set(Object.values(states(running(better))))).toEqual(new Set(['running']));
      }),
      RUNS,
    );
  });
});
