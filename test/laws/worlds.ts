/** Open this to see the random worlds that the laws of plans are tried on: up to 60 plugins of a host and its apps, with every kind of need. */
import fc from 'fast-check';
import type { Wanted, WantedPlugin } from '../../src/model/plan.js';
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

/** Most needs point to earlier plugins, so that most worlds start; some point anywhere, so that there are circles. */
function made({ app, version, enabled, broken, methods, provides, kind, needs }: Draft, index: number, count: number): WantedPlugin {
  const given: Record<'needs' | 'optional' | 'conflicts', Record<string, string>> & { uses: string[] } = {
    needs: {},
    optional: {},
    conflicts: {},
    uses: [],
  };
  for (const { to, how, range } of needs) {
    const id = `p${how >= 20 || index === 0 ? to % (count + 1) : to % index}`;
    if (how <= 6 || how === 20) given.needs[id] = how <= 5 ? '*' : RANGES[range]!;
    else if (how <= 9) given.optional[id] = RANGES[range]!;
    else if (how === 10) given.conflicts[id] = '^2';
    else if (how === 11) given.uses.push(`n/${id}~`);
    else given.uses.push(`n/${id}${how <= 15 || how === 21 ? '?' : ''}`);
  }
  const all: PluginGiven = {
    ...given,
    version,
    enabled,
    provides: provides || index % 4 !== 0 ? [`n/p${index}`] : [],
    lifecycle: methods ? ['start', 'afterStart', 'beforeStop'] : [],
    kinds: kind ? ['acme.kind'] : [],
    problems: broken ? [{ code: 'manifest.bad-type', severity: 'error', blame: 'plugin', message: 'It is broken.', hint: '' }] : [],
    ...(app === undefined ? {} : { app }),
  };
  return plugin(`p${index}`, all);
}

/** A world without duplicates; the first plugin registers the kind. */
export const worlds: fc.Arbitrary<Wanted> = fc
  .tuple(fc.array(draft, { maxLength: 60, size: 'max' }), fc.subarray(['front', 'back']))
  .map(([drafts, apps]) =>
    wanted(
      drafts.map((given, index) => made(given, index, drafts.length)),
      { apps, kinds: [{ key: 'acme.kind', extension: 'p0' }] },
    ),
  );

/** A world, and some of its plugins. */
export const worldsWithSome: fc.Arbitrary<[Wanted, readonly WantedPlugin[]]> = worlds.chain((world) =>
  fc.tuple(fc.constant(world), fc.subarray([...world.plugins])),
);
