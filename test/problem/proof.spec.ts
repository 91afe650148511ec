/** Open this to see how problems are printed together: each cause once, with those who wait for it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Problem } from '../../src/model/problem.js';
import { problem, printProblem } from '../../src/problem/problem.js';
import { printProblems } from '../../src/problem/proof.js';
import { planned, plugin, wanted } from '../plan/worlds.js';

function absent(key: string): Problem {
  return problem('plan.missing-dependency', { plugin: key, id: 'nobody', range: '^1', hiddenIn: [] }, { plugin: key });
}

function waits(key: string, on: string): Problem {
  return problem('plan.waits', { plugin: key, on, why: 'is waiting itself' }, { plugin: key });
}

describe('problems that are printed together', () => {
  it('are each cause once, with those who wait for it below', () => {
    expect(printProblems([absent('store'), waits('api', 'store'), waits('web', 'api'), waits('mobile', 'api')])).toEqual([
      [
        "error plan.missing-dependency: 'store' needs 'nobody' ^1, which is not loaded.",
        "  so 'api' waits for 'store', 'web' and 'mobile' for 'api'",
        "  Load 'nobody', or make it optional: optionalDependencies.",
      ].join('\n'),
    ]);
    expect(printProblems([waits('a', 'store'), waits('b', 'store'), absent('store')])[0]).toContain("  so 'a' and 'b' wait for 'store'\n");
  });

  it('tell who waits for two below the first of its causes, and once', () => {
    const [first, second, ...others] = printProblems([absent('x'), absent('y'), waits('web', 'y'), waits('web', 'x')]);
    expect(first).toContain("so 'web' waits for 'x'");
    expect(second).not.toContain('web');
    expect(others).toEqual([]);
  });

  it('tell who waits for a member of a circle below the circle', () => {
    const { problems } = planned(
      wanted([plugin('a', { needs: { b: '*' } }), plugin('b', { needs: { a: '*' } }), plugin('web', { needs: { b: '*' } })]),
    );
    const printed = printProblems(problems);
    expect(printed).toHaveLength(1);
    expect(printed[0]).toContain("a -> b -> a.\n  so 'web' waits for 'b'\n");
  });

  it('put who waits below an error, and not below a warning that came before it', () => {
    const slow = problem('lifecycle.slow', { component: 'Store', method: 'start', ms: 3_000, limit: 10_000 }, { plugin: 'store' });
    const over = problem('lifecycle.timeout', { component: 'Store', method: 'start', ms: 10_000, awaits: [] }, { plugin: 'store' });
    const printed = printProblems([slow, waits('web', 'store'), over]);
    expect(printed.map((text) => text.split('\n')[1])).toEqual([
      '  Call the callback, or settle the promise; leave long work to the time after start.',
      "  so 'web' waits for 'store'",
    ]);
    expect(printProblems([slow, waits('web', 'store')])[0]).toContain("so 'web' waits for 'store'");
  });

  it('tell as they are those whose cause is not among them, with who waits for these', () => {
    expect(printProblems([waits('api', 'store'), waits('web', 'api')])).toEqual([
      [
        "warning plan.waits: 'api' waits for 'store', which is waiting itself.",
        "  so 'web' waits for 'api'",
        "  Mend 'store'; 'api' then starts by itself.",
      ].join('\n'),
    ]);
  });

  it('are capped: a step names eight, and of steps there are six', () => {
    const wide = Array.from({ length: 30 }, (_, index) => waits(`w${index}`, 'store'));
    expect(printProblems([absent('store'), ...wide])[0]).toContain(
      "so 'w0', 'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7' and 22 more wait for 'store'\n",
    );
    const long = Array.from({ length: 30 }, (_, index) => waits(`l${index}`, index === 0 ? 'store' : `l${index - 1}`));
    expect(printProblems([absent('store'), ...long])[0]).toContain(
      "so 'l0' waits for 'store', 'l1' for 'l0', 'l2' for 'l1', 'l3' for 'l2', 'l4' for 'l3', 'l5' for 'l4', and 24 more for these\n",
    );
  });

  it('are printed however many wait for one, and however long the chain is', () => {
    const count = 100_000;
    const problems = [
      absent('p0'),
      ...Array.from({ length: count }, (_, index) => waits(`p${index + 1}`, `p${index}`)),
      ...Array.from({ length: count }, (_, index) => waits(`q${index}`, 'p0')),
    ];
    expect(printProblems(problems)).toHaveLength(1);
  }, 30_000);

  it('lose nobody: each plugin with a problem is named, and nothing is told twice', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const needs = fc.dictionary(id, fc.constantFrom('*', '^1', '^2'), { maxKeys: 3 });
    fc.assert(
      fc.property(fc.dictionary(id, fc.record({ needs, enabled: fc.boolean() }), { minKeys: 1 }), (world) => {
        const { problems } = planned(wanted(Object.entries(world).map(([key, given]) => plugin(key, given))));
        const text = printProblems(problems).join('\n');
        for (const found of problems) {
          expect(text).toContain(`'${found.plugin}'`.replace(/^'undefined'$/, ''));
          if (found.code !== 'plan.waits') expect(text.split(printProblem(found).split('\n')[0]!)).toHaveLength(2);
        }
      }),
    );
  });
});
