/** Open this to see the random worlds that the laws of plans are tried on: plugins of a host and its apps, with every kind of need. */
import fc from 'fast-check';
import type { Wanted, WantedPlugin } from '../../src/model/plan.js';
import type { Problem } from '../../src/model/problem.js';
import { plugin, wanted, type PluginGiven } from '../plan/worlds.js';

const RANGES = ['*', '^1', '>=1 <2', '^2', '1.0.x'];

interface Draft {
  readonly app: string | undefined;
  readonly version: string;
  readonly enabled: boolean;
  readonly broken: boolean;
  readonly methods: boolean;
  readonly provides: boolean;
  readonly kind: boolean;
  readonly needs: readonly { readonly to: number; readonly how: number; readonly range: number }[];
}

const draft: fc.Arbitrary<Draft> = fc.record({
  app: fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: fc.constantFrom('front', 'back'), weight: 1 }),
  version: fc.constantFrom('1.0.0', '1.2.0', '2.0.0'),
  enabled: fc.oneof({ arbitrary: fc.constant(true), weight: 9 }, { arbitrary: fc.constant(false), weight: 1 }),
  broken: fc.oneof({ arbitrary: fc.constant(false), weight: 19 }, { arbitrary: fc.constant(true), weight: 1 }),
  methods: fc.boolean(),
  provides: fc.boolean(),
  kind: fc.oneof({ arbitrary: fc.constant(false), weight: 9 }, { arbitrary: fc.constant(true), weight: 1 }),
  needs: fc.array(fc.record({ to: fc.nat(), how: fc.nat(23), range: fc.nat(RANGES.length - 1) }), { maxLength: 2 }),
});

export const broken: Problem = { code: 'manifest.bad-type', severity: 'error', blame: 'plugin', message: 'It is broken.', hint: '' };

/** Most needs point to earlier plugins, so that most worlds start; some point anywhere, so that there are circles. */
function made({ needs, ...own }: Draft, index: number, count: number, first: number, isRival: boolean): WantedPlugin {
  const given: Record<'needs' | 'optional' | 'conflicts', Record<string, string>> & { uses: string[] } = {
    needs: {},
    optional: {},
    conflicts: {},
    uses: [],
  };
  for (const { to, how, range } of needs) {
    const id = `p${first + (how >= 20 || index === first ? to % (count + 1) : to % (index - first))}`;
    if (how <= 6 || how === 20) given.needs[id] = how <= 5 ? '*' : RANGES[range]!;
    else if (how <= 9) given.optional[id] = RANGES[range]!;
    else if (how === 10) given.conflicts[id] = '^2';
    else if (how === 11) given.uses.push(`n/${id}~`);
    else given.uses.push(`n/${id}${how <= 15 || how === 21 ? '?' : ''}`);
  }
  const all: PluginGiven = {
    ...given,
    version: own.version,
    enabled: own.enabled,
    provides: own.provides || index % 4 !== 0 ? [`n/p${index}`] : isRival ? [`n/p${index + 1}`] : [],
    lifecycle: own.methods ? ['start', 'afterStart', 'beforeStop'] : [],
    kinds: own.kind ? [`acme.kind${first}`] : [],
    problems: own.broken ? [broken] : [],
    ...(own.app === undefined ? {} : { app: own.app }),
  };
  return plugin(`p${index}`, all);
}

/** Plugins have to do with those of their own island only; the first of each registers a kind. With rivals, some publish what others do. */
function worldsOf(least: number, most: number, island = most, rivals = false): fc.Arbitrary<Wanted> {
  return fc
    .tuple(fc.array(draft, { minLength: least, maxLength: most, size: 'max' }), fc.subarray(['front', 'back']))
    .map(([drafts, apps]) => {
      const firstOf = (index: number): number => index - (index % island);
      const sizeOf = (index: number): number => Math.min(island, drafts.length - firstOf(index));
      const firsts = [...new Set(drafts.map((_, index) => firstOf(index)))];
      return wanted(
        drafts.map((given, index) => made(given, index, sizeOf(index), firstOf(index), rivals)),
        { apps, kinds: firsts.map((first) => ({ key: `acme.kind${first}`, extension: `p${first}` })) },
      );
    });
}

/** Worlds in which no two publish one name in one scope: of those, it is decided by the list who was first. */
export const worlds = worldsOf(0, 60);
export const largeWorlds = worldsOf(100, 400);
export const smallWorlds = worldsOf(1, 12);
/** Worlds of many parts that have nothing to do with each other. */
export const islands = worldsOf(20, 60, 6, true);
export const largeIslands = worldsOf(100, 400, 12, true);

/** A world, and some of its plugins. */
export function withSome(from: fc.Arbitrary<Wanted>): fc.Arbitrary<[Wanted, readonly WantedPlugin[]]> {
  return from.chain((world) => fc.tuple(fc.constant(world), fc.subarray([...world.plugins])));
}

/** A law for every world: most runs are on up to sixty plugins, where a failure is short to read, and some on hundreds. */
export function check<T>(given: (from: fc.Arbitrary<Wanted>) => fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(given(worlds), law), { numRuns: 60 });
  fc.assert(fc.property(given(largeWorlds), law), { numRuns: 5 });
}
