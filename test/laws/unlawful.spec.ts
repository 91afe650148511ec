/** Open this to see that a plan with a mistake in it is refused: lawful plans, spoilt in every way, against the laws written down twice. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Plan, Reason, Snapshot, Step, StepAction, Wanted } from '../../src/model/plan.js';
import { checkPlan } from '../../src/plan/check.js';
import { MortiseError } from '../../src/problem/error.js';
import { applied, nothing, planned, running } from '../plan/worlds.js';
import { isLawful } from './lawful.js';
import { broken, smallWorlds, withSome } from './worlds.js';

interface Given {
  readonly world: Wanted;
  readonly now: Snapshot;
  readonly plan: Pick<Plan, 'revision' | 'steps' | 'refused'>;
}

const ACTIONS: readonly StepAction[] = [
  'wire', 'start', 'afterStart', 'health', 'swap', 'drain', 'beforeStop', 'stop', 'unload', 'wait', 'fail',
]; // prettier-ignore
const CODES: readonly Reason['code'][] = [
  'wanted',
  'needed-first',
  'not-wanted',
  'disabled',
  'requirement-gone',
  'refused',
  'replaced',
  'host-stops',
  'app-stops',
];

/** Everything that a host is asked for: from one world to another. */
const given: fc.Arbitrary<Given> = withSome(smallWorlds).chain(([world, some]) => {
  const keys = new Set(some.map(({ key }) => key));
  const others = (to: Partial<Wanted['plugins'][number]>): Wanted => ({
    ...world,
    plugins: world.plugins.map((each) => (keys.has(each.key) ? { ...each, ...to } : each)),
  });
  const less: Wanted = { ...world, plugins: world.plugins.filter(({ key }) => !keys.has(key)) };
  const asked = (before: Wanted | undefined, after: Wanted, fails?: ReadonlySet<string>): Given => {
    const now = before === undefined ? nothing : running(before, fails);
    return { world: after, now, plan: planned(after, now, {}) };
  };
  return fc
    .constantFrom(
      () => asked(undefined, world),
      () => asked(less, world),
      () => asked(world, less),
      () => asked(world, { ...world, up: false }),
      () => asked(world, others({ generation: 2 })),
      () => asked(world, others({ enabled: false })),
      () => asked(others({ enabled: false }), world),
      () => asked(world, others({ generation: 2, problems: [broken] })),
      () => asked({ ...world, apps: ['front', 'back'] }, { ...world, apps: [] }),
      () => asked(world, world, keys),
    )
    .map((make) => make());
});

/** One mistake somewhere in a plan; the numbers say where. */
type Mistake = (steps: readonly Step[], keys: readonly string[], a: number, b: number) => readonly Step[];

function at(steps: readonly Step[], index: number, change: (step: Step) => Step): readonly Step[] {
  return steps.map((step, position) => (position === index % steps.length ? change(step) : step));
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'a step is missing': (steps, _, a) => steps.toSpliced(a % steps.length, 1),
  'all steps of a plugin are missing': (steps, keys, a) => steps.filter(({ plugin }) => plugin !== keys[a % keys.length]),
  'a step is there twice': (steps, _, a, b) => steps.toSpliced(b % (steps.length + 1), 0, steps[a % steps.length]!),
  'two steps have changed places': (steps, _, a, b) =>
    steps.with(a % steps.length, steps[b % steps.length]!).with(b % steps.length, steps[a % steps.length]!),
  'two neighbours have changed places': (steps, _, a) =>
    steps.with(a % steps.length, steps[(a + 1) % steps.length]!).with((a + 1) % steps.length, steps[a % steps.length]!),
  'a step has no reason': (steps, _, a) => at(steps, a, (step) => ({ ...step, because: [] })),
  'a step has another reason': (steps, _, a, b) =>
    at(steps, a, (step) => ({ ...step, because: [{ ...step.because[0]!, code: CODES[b % CODES.length]! }] })),
  'a step is because of another plugin': (steps, keys, a, b) =>
    at(steps, a, (step) => ({ ...step, because: [{ code: 'requirement-gone', text: 'so', plugin: keys[b % keys.length]! }] })),
  'a step is about another generation': (steps, _, a, b) =>
    at(steps, a, (step) => ({ ...step, generation: step.generation + (b % 2 === 0 ? 1 : -1) })),
  'a step is about another plugin': (steps, keys, a, b) => at(steps, a, (step) => ({ ...step, plugin: keys[b % keys.length]! })),
  'a step does something else': (steps, _, a, b) => at(steps, a, (step) => ({ ...step, action: ACTIONS[b % ACTIONS.length]! })),
  'a step needs something more': (steps, keys, a, b) =>
    at(steps, a, (step) => ({ ...step, needs: [...step.needs, keys[b % keys.length]!] })),
  'a step is on another level': (steps, _, a, b) => at(steps, a, (step) => ({ ...step, level: b % 3 })),
};

/** What `checkPlan` has against a plan. */
function lawBroken({ world, now, plan }: Given): string | undefined {
  try {
    checkPlan({ change: {}, problems: [], ...plan }, now, world);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof MortiseError) || thrown.code !== 'plan.unlawful') throw thrown;
    return thrown.problem.details!['law'] as string;
  }
}

function spoilt(name: string, lawful: Given, a: number, b: number): Given {
  const { world, now, plan } = lawful;
  const keys = [...new Set([...world.plugins, ...now.plugins].map(({ key }) => key)), 'nobody'];
  return plan.steps.length === 0 ? lawful : { ...lawful, plan: { ...plan, steps: MISTAKES[name]!(plan.steps, keys, a, b) } };
}

const spoiling = fc.tuple(given, fc.nat(), fc.nat());

describe('a plan that was made', () => {
  it('breaks no law', () => {
    fc.assert(
      fc.property(given, (each) => {
        expect(lawBroken(each)).toBeUndefined();
        expect(isLawful(each.plan, each.now, each.world)).toBe(true);
        const settled = applied({ change: {}, problems: [], ...each.plan }, each.world, each.now);
        expect(isLawful(planned(each.world, settled, {}), settled, each.world)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('is refused for another revision', () => {
    fc.assert(
      fc.property(given, ({ plan, ...rest }) => {
        expect(lawBroken({ ...rest, plan: { ...plan, revision: plan.revision + 1 } })).toBe('a plan starts from its snapshot');
      }),
      { numRuns: 20 },
    );
  });
});

describe('a plan is refused exactly when a law is broken, where', () => {
  it.each(Object.keys(MISTAKES))('%s', (name) => {
    fc.assert(
      fc.property(spoiling, ([lawful, a, b]) => {
        const one = spoilt(name, lawful, a, b);
        expect({ isLawful: lawBroken(one) === undefined, plan: one.plan }).toEqual({
          isLawful: isLawful(one.plan, one.now, one.world),
          plan: one.plan,
        });
      }),
      { numRuns: 80 },
    );
  });

  it('two mistakes were made', () => {
    const names = fc.constantFrom(...Object.keys(MISTAKES));
    fc.assert(
      fc.property(spoiling, names, names, fc.nat(), ([lawful, a, b], first, second, c) => {
        const one = spoilt(second, spoilt(first, lawful, a, b), b, c);
        expect(lawBroken(one) === undefined).toBe(isLawful(one.plan, one.now, one.world));
      }),
      { numRuns: 300 },
    );
  });
});

describe('mistakes', () => {
  it('are worth it: they break nearly every law there is, and most of them break one', () => {
    const laws = new Set<string>();
    let refused = 0;
    const samples = fc.sample(fc.tuple(spoiling, fc.constantFrom(...Object.keys(MISTAKES))), { numRuns: 2000, seed: 7 });
    const spoilable = samples.filter(([[{ plan: made }]]) => made.steps.length > 1);
    for (const [[lawful, a, b], name] of spoilable) {
      const law = lawBroken(spoilt(name, lawful, a, b));
      if (law === undefined) continue;
      laws.add(law);
      refused += 1;
    }
    expect(laws.size).toBeGreaterThan(25);
    expect(refused).toBeGreaterThan(spoilable.length / 2);
  });
});
