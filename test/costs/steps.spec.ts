/** Open this to see that ten times as many plugins take ten times as many steps: counted, not timed. */
import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { runNode } from '../child.js';

/** How often blocks ran, by function. */
type Steps = Readonly<Record<string, number>>;

/** A sort takes a little more than ten times as many; what is counted twice for each pair takes a hundred times. */
const TIMES = 12;

/** What V8 has compiled for speed does not count its calls any more, and when that happens is a matter of chance. */
const UNCOMPILED = ['--no-opt', '--no-maglev'];

const sum = (steps: Steps): number => Object.values(steps).reduce((all, count) => all + count, 0);

/** The steps of each operation with so many plugins, and with ten times as many. */
async function counted(
  what: 'plan' | 'life' | 'changes' | 'failures' | 'components' | 'handlers' | 'escapes' | 'lookups',
  few: number,
): Promise<readonly [operation: string, few: Steps, many: Steps][]> {
  const args = [
    ...UNCOMPILED,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'steps.mjs'),
    what,
    String(few),
    String(few * 10),
  ];
  // Coverage would be counted by two at once.
  const { code, stdout, stderr } = await runNode(args, { env: { NODE_V8_COVERAGE: '' }, deadline: 240_000 });
  if (code !== 0) throw new Error(stderr);
  const sizes = JSON.parse(stdout) as Record<string, Record<string, Steps>>;
  return Object.entries(sizes[few]!).map(([operation, steps]) => [operation, steps, sizes[few * 10]![operation]!]);
}

/** Functions that are called often, and out of proportion. */
function outOfProportion(few: Steps, many: Steps): string[] {
  const often = sum(many) / 200;
  return Object.entries(many)
    .filter(([name, count]) => count > often && count > (few[name] ?? 0) * TIMES)
    .map(([name, count]) => `${name} ran ${few[name] ?? 0} blocks, and ${count} with ten times as many`);
}

describe('ten times as many', () => {
  it.each([
    ['plugins are planned', 'plan', 1000],
    ['plugins are started and stopped', 'life', 200],
    ['plugins are reloaded and unloaded, with their commands and those who hold them,', 'changes', 200],
    ['plugins fail when all have started, and take those down who hold them,', 'failures', 200],
    ['components of one plugin are started, reloaded and stopped', 'components', 200],
    ['handlers that are called with other events than before', 'handlers', 200],
    ['timers that plugins made past their contexts are told by the doctor', 'escapes', 200],
  ] as const)(
    '%s in ten times as many steps',
    async (_, what, few) => {
      const operations = await counted(what, few);
      expect(operations.length).toBeGreaterThan(0);
      for (const [operation, less, more] of operations) {
        expect(sum(less)).toBeGreaterThan(few * 10);
        expect([operation, outOfProportion(less, more)]).toEqual([operation, []]);
        expect(sum(more) / sum(less)).toBeLessThan(TIMES);
      }
    },
    300_000,
  );
});

describe('ten times as many names', () => {
  it('are looked up in as many steps: by name, by segments, by pattern, by category, in an app and through a reference', async () => {
    const [[, few, many]] = (await counted('lookups', 1000)) as [[string, Steps, Steps]];
    expect(sum(few)).toBeGreaterThan(1000);
    expect(sum(many) / sum(few)).toBeLessThan(1.05);
  }, 120_000);
});
