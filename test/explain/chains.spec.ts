/** Open this to see how long and wide causes are told: by their ends, each once, and never too deep for a stack. */
import { describe, expect, it } from '@jest/globals';
import { explain } from '../../src/explain/explain.js';
import type { Link } from '../../src/model/explanation.js';
import { operations } from '../laws/operations.js';
import { applied, nothing, planned, plugin, wanted } from '../plan/worlds.js';
import { evidenceOf } from './evidence.js';
import { lines } from './readable.js';

/** p0 needs p1, which needs p2, and so on; the last one needs what nobody has. */
function chainOf(length: number) {
  return wanted(
    Array.from({ length }, (_, index) => plugin(`p${index}`, { needs: { [index === length - 1 ? 'absent' : `p${index + 1}`]: '*' } })),
  );
}

function depthOf(because: readonly Link[]): number {
  let [depth, level] = [0, because];
  for (; level.length > 0; depth += 1) level = level.flatMap((link) => link.because);
  return depth;
}

describe('a chain of plugins that wait for each other', () => {
  it('is told whole when it is short', () => {
    expect(String(explain('p0', evidenceOf(chainOf(4))))).toBe(
      lines(
        "'p0' 1.0.0 has not started.",
        "  because 'p0' waits for 'p1', which is waiting itself [plan.waits]",
        "    because 'p1' waits for 'p2', which is waiting itself [plan.waits]",
        "      because 'p2' waits for 'p3', which is waiting itself [plan.waits]",
        "        because 'p3' needs 'absent' *, which is not loaded [plan.missing-dependency]",
        "  and 'p0' is listed",
        "  to do: Load 'absent', or make it optional: optionalDependencies.",
      ),
    );
  });

  it('of 50 is told by its two ends', () => {
    const text = String(explain('p0', evidenceOf(chainOf(50))));
    expect(text.split('\n').slice(6)).toEqual([
      "            because 'p5' waits for 'p6', which is waiting itself [plan.waits]",
      "              because 'p6' waits for 'p7', which is waiting itself [plan.waits]",
      "                because 41 more wait like this, one for the other, down to 'p49'",
      "                  because 'p49' needs 'absent' *, which is not loaded [plan.missing-dependency]",
      "  and 'p0' is listed",
      "  to do: Load 'absent', or make it optional: optionalDependencies.",
    ]);
  });

  it('of 100,000 is told by its two ends as well', () => {
    const long = chainOf(100_000);
    const { because, fixes } = explain('p0', evidenceOf(long));
    expect(depthOf(because)).toBe(9);
    expect(JSON.stringify(because)).toContain("99991 more wait like this, one for the other, down to 'p99999'");
    expect(fixes).toEqual(["Load 'absent', or make it optional: optionalDependencies."]);
  }, 60_000);

  it('is cut where one leads to the next, and says whom to ask about', () => {
    // Each end of a chain waits for the beginning of another one.
    const length = 30;
    const world = wanted(
      Array.from({ length: 40 }, (_, row) =>
        Array.from({ length }, (_unused, at) => {
          const next = at < length - 1 ? `c${row}-${String(at + 1).padStart(2, '0')}` : `c${row + 1}-00`;
          return plugin(`c${row}-${String(at).padStart(2, '0')}`, { needs: { [next]: '*', ...(at === 3 ? { off: '*' } : {}) } });
        }),
      )
        .flat()
        .concat(plugin('off', { enabled: false })),
    );
    const { because } = explain('c0-00', evidenceOf(world));
    expect(depthOf(because)).toBeLessThan(50);
    expect(JSON.stringify(because)).toContain("'off', which is disabled");
  });
});

describe('a plugin that waits for many', () => {
  it('names all of them, and what is to be done about each, once', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `n${index}`);
    const world = wanted([
      plugin('web', { needs: Object.fromEntries(many.map((id) => [id, '*'])) }),
      ...many.map((id) => plugin(id, { needs: { off: '*' } })),
      plugin('off', { enabled: false }),
    ]);
    const { because, fixes } = explain('web', evidenceOf(world));
    expect(because.filter(({ code }) => code === 'plan.waits')).toHaveLength(1_000);
    expect(because.filter((link) => link.because.length > 0 && link.because[0]!.because.length > 0)).toHaveLength(1);
    expect(fixes).toEqual(["Enable it: host.enable('off'), or take enabled: false away."]);
  });

  it('names every absence of its own, and ten times as many with ten times the work', () => {
    const cost = (count: number): number => {
      const many = Array.from({ length: count }, (_, index) => [`n${index}`, '*'] as const);
      const evidence = evidenceOf(wanted([plugin('web', { needs: Object.fromEntries(many) })]));
      return operations(() => expect(explain('web', evidence).because).toHaveLength(count + 1));
    };
    expect(cost(10_000) / cost(1_000)).toBeLessThan(12);
  });
});

describe('a circle', () => {
  it('is told need by need', () => {
    const world = wanted([
      plugin('a', { needs: { b: '^1' } }),
      plugin('b', { uses: ['acme/c'] }),
      plugin('c', { needs: { a: '*' }, provides: ['acme/c'] }),
    ]);
    const { because } = explain('a', evidenceOf(world));
    expect(because[0]!.because.map(({ says }) => says)).toEqual([
      "'a' needs 'b' ^1 (1.0.0)",
      "'b' uses 'acme/c' of 'c'",
      "'c' needs 'a' * (1.0.0)",
    ]);
  });

  it('of very many is told by the two ends of the way around', () => {
    const length = 500;
    const id = (at: number): string => `k${String(at).padStart(3, '0')}`;
    const world = wanted(Array.from({ length }, (_, at) => plugin(id(at), { needs: { [id((at + 1) % length)]: '*' } })));
    const steps = explain('k000', evidenceOf(world)).because[0]!.because.map(({ says }) => says);
    expect(steps).toHaveLength(21);
    expect([steps[0], steps[10], steps[20]]).toEqual([
      "'k000' needs 'k001' * (1.0.0)",
      '480 more do likewise',
      "'k499' needs 'k000' * (1.0.0)",
    ]);
  });
});

describe('who was started before', () => {
  it('says what the last attempt said, when nothing stands against it now', () => {
    const world = wanted([plugin('mail')]);
    const snapshot = {
      revision: 1,
      plugins: [
        {
          key: 'mail',
          generation: 1,
          state: 'waiting' as const,
          version: '1.0.0',
          holds: [],
          published: [],
          reason: "Mail.flags asks for 'acme/flags'.",
        },
      ],
    };
    expect(explain('mail', evidenceOf(world, snapshot)).because[0]!.says).toBe("Mail.flags asks for 'acme/flags'.");
  });

  it('is told as the plan left it', () => {
    const world = wanted([plugin('a', { needs: { b: '*' } }), plugin('b')]);
    const after = applied(planned(world), world, nothing);
    expect(explain('a', evidenceOf(world, after)).says).toBe("'a' 1.0.0 is running.");
  });
});
