/** Open this to see what becomes of plugins that need each other in a circle. */
import { describe, expect, it } from '@jest/globals';
import type { Plan, WantedPlugin } from '../../src/model/plan.js';
import { resolve } from '../../src/plan/resolve.js';
import { nothing, planned, plugin, said, running, states, steps, wanted } from './worlds.js';

/** The problems about circles, as path and hint. */
function circles(made: Plan): string[] {
  return made.problems.filter(({ code }) => code === 'plan.cycle').map(({ message, hint }) => `${message.replace(/^.*: /, '')} ${hint}`);
}

const advice = (weakest: string): string => `Make one of the needs optional or live, or give it up; cheapest: ${weakest}.`;

describe('B6: a circle of needs', () => {
  const circle = [
    plugin('a', { needs: { b: '*' }, provides: ['acme/a'] }),
    plugin('b', { needs: { c: '*' } }),
    plugin('c', { uses: ['acme/a'], extension: 'acme' }),
  ];

  it('is told once, with the whole path and the cheapest way out, as a problem of whoever can take it', () => {
    const made = planned(wanted(circle));
    expect(made.problems).toEqual([
      {
        code: 'plan.cycle',
        severity: 'error',
        blame: 'plugin',
        message: 'These plugins need each other in a circle: a -> b -> c -> a.',
        hint: advice("'c' uses 'acme/a' of 'a'"),
        plugin: 'c',
        extension: 'acme',
        phase: 'plan',
        details: { path: ['a', 'b', 'c', 'a'], weakest: "'c' uses 'acme/a' of 'a'", breaks: 1, circles: 1 },
      },
    ]);
    expect(steps(made)).toEqual(['wait a', 'wait b', 'wait c']);
  });

  it('is known to each of its members', () => {
    const world = wanted(circle);
    const { nodes } = resolve(world, nothing);
    for (const key of ['a', 'b', 'c']) expect(nodes.get(key)!.blocked).toMatchObject([{ code: 'plan.cycle', plugin: key, phase: 'plan' }]);
    expect(nodes.get('c')!.blocked[0]!.extension).toBe('acme');
    const waits = 'waiting: These plugins need each other in a circle: a -> b -> c -> a.';
    expect(states(running(world))).toEqual({ a: waits, b: waits, c: waits });
  });

  it('leaves everybody else alone, and who needs a member waits', () => {
    const world = wanted([...circle, plugin('d', { needs: { a: '*' } }), plugin('e')]);
    expect(states(running(world))).toMatchObject({ d: "waiting: 'd' waits for 'a', which is waiting itself.", e: 'running' });
  });

  it('is waited for once by whoever needs a member of it in several ways, and for each member by whoever needs several', () => {
    const made = planned(wanted([...circle, plugin('d', { needs: { a: '*', b: '*' }, uses: ['acme/a'] })]));
    expect(said(made).slice(1)).toEqual([
      "plan.waits: 'd' waits for 'a', which is waiting itself.",
      "plan.waits: 'd' waits for 'b', which is waiting itself.",
    ]);
  });

  it('is broken when one of its members goes', () => {
    const before = running(wanted(circle));
    const withoutUse = plugin('c', { generation: 2 });
    expect(steps(planned(wanted([circle[0]!, circle[1]!, withoutUse]), before, { load: ['c'] }))).toEqual([
      'unload c',
      'wire c',
      'start c',
      'wire b',
      'start b',
      'wire a',
      'start a',
    ]);
  });

  it('is not told again, until something about a member of it changes', () => {
    const before = running(wanted(circle));
    expect(planned(wanted(circle), before, { settle: true }).problems).toEqual([]);
    expect(said(planned(wanted([...circle, plugin('e')]), before, { load: ['e'] }))).toEqual([]);
    const again = plugin('b', { needs: { c: '*' }, generation: 2 });
    const made = planned(wanted([circle[0]!, again, circle[2]!]), before, { load: ['b'] });
    expect([steps(made), circles(made).length]).toEqual([['unload b', 'wait b'], 1]);
  });

  it('is not told of what a member lacks besides; that is its first reason', () => {
    const made = planned(wanted([plugin('a', { needs: { b: '*', gone: '*' } }), plugin('b', { needs: { a: '*' } })]));
    expect(said(made)).toEqual([
      'plan.cycle: These plugins need each other in a circle: a -> b -> a.',
      "plan.missing-dependency dependencies.gone: 'a' needs 'gone' *, which is not loaded.",
    ]);
    expect(made.steps.map(({ because }) => because[0]!.text)).toEqual([
      "'a' needs 'gone' *, which is not loaded.",
      'These plugins need each other in a circle: a -> b -> a.',
    ]);
  });

  it('of a plugin alone is told as well', () => {
    expect(circles(planned(wanted([plugin('a', { needs: { a: '*' } })])))).toEqual([`a -> a. ${advice("'a' needs itself")}`]);
  });

  it('that is very long is shown by its ends, and the details have all of it', () => {
    const ring = (count: number): Plan =>
      planned(
        wanted([...Array(count).keys()].map((row) => plugin(`p${100 + row}`, { needs: { [`p${100 + ((row + 1) % count)}`]: '*' } }))),
      );
    const names = (from: number, to: number): string => [...Array(to - from).keys()].map((row) => `p${100 + from + row}`).join(' -> ');
    expect(circles(ring(40))[0]).toMatch(`${names(0, 40)} -> p100. Make`);
    const { problems, steps: waits } = ring(41);
    expect(problems[0]!.message).toBe(
      `These plugins need each other in a circle: ${names(0, 20)} -> (2 more) -> ${names(22, 41)} -> p100.`,
    );
    expect(problems[0]!.details!['path']).toHaveLength(42);
    expect(new Set(waits.map(({ because }) => because[0]!.text))).toEqual(new Set([problems[0]!.message]));
  });
});

describe('circles that hang together', () => {
  it('are told once each, the short ones first, and each plugin knows the shortest that it is in', () => {
    const world = wanted([
      plugin('a', { needs: { b: '*', c: '*' } }),
      plugin('b', { needs: { a: '*' } }),
      plugin('c', { needs: { b: '*' } }),
      plugin('x', { needs: { y: '*' } }),
      plugin('y', { needs: { x: '*' } }),
    ]);
    const made = planned(world);
    expect(circles(made)).toEqual([
      `a -> b -> a. ${advice("'b' needs 'a' * (1.0.0) (in 2 of 2 circles)")}`,
      `a -> c -> b -> a. ${advice("'b' needs 'a' * (1.0.0) (in 2 of 2 circles)")}`,
      `x -> y -> x. ${advice("'x' needs 'y' * (1.0.0)")}`,
    ]);
    expect(made.problems.map((found) => found.plugin)).toEqual(['b', 'b', 'x']);
    const waits = (path: string): string => `waiting: These plugins need each other in a circle: ${path}.`;
    for (const { blocked } of resolve(world, nothing).nodes.values()) expect(blocked).toHaveLength(1);
    expect(states(running(world))).toEqual({
      a: waits('a -> b -> a'),
      b: waits('a -> b -> a'),
      c: waits('a -> c -> b -> a'),
      x: waits('x -> y -> x'),
      y: waits('x -> y -> x'),
    });
  });

  it('are told where somebody new comes in, and those without it are not told again', () => {
    const old = [plugin('a', { needs: { b: '*' } }), plugin('b', { needs: { a: '*', c: '*' } })];
    const before = running(wanted([old[0]!, plugin('b', { needs: { a: '*' }, optional: { c: '*' } })]));
    const made = planned(wanted([...old, plugin('c', { needs: { b: '*' } })]), before, { load: ['c'] });
    expect(steps(made)).toEqual(['wait c']);
    expect(circles(made)).toEqual([`b -> c -> b. ${advice("'b' needs 'c' * (1.0.0)")}`]);
  });

  it('are broken first by what breaks most of them, even where a use is cheaper', () => {
    const made = planned(
      wanted([
        plugin('a', { needs: { b: '*' }, provides: ['acme/a'] }),
        plugin('b', { uses: ['acme/a', 'acme/c'] }),
        plugin('c', { uses: ['acme/a'], provides: ['acme/c'] }),
      ]),
    );
    expect(circles(made)).toEqual([
      `a -> b -> a. ${advice("'a' needs 'b' * (1.0.0) (in 2 of 2 circles)")}`,
      `a -> b -> c -> a. ${advice("'a' needs 'b' * (1.0.0) (in 2 of 2 circles)")}`,
    ]);
  });
});

describe('the cheapest need of a circle', () => {
  const kind = (key: string, extension: string) => ({ key, extension });
  const weakest = (...plugins: readonly WantedPlugin[]): unknown =>
    planned(wanted(plugins, { kinds: [kind('acme.kind', 'a'), kind('acme.other', 'b')] })).problems[0]!.details!['weakest'];

  it('is a use before a dependency, wherever it stands', () => {
    const provides = ['acme/it'];
    expect(weakest(plugin('a', { uses: ['acme/it'] }), plugin('b', { needs: { a: '*' }, provides }))).toBe("'a' uses 'acme/it' of 'b'");
    expect(weakest(plugin('a', { needs: { b: '*' }, provides }), plugin('b', { uses: ['acme/it'] }))).toBe("'b' uses 'acme/it' of 'a'");
  });

  it('is the first in the path where all cost the same', () => {
    expect(weakest(plugin('b', { needs: { a: '*' } }), plugin('a', { needs: { b: '*' } }))).toBe("'a' needs 'b' * (1.0.0)");
  });

  it('is all that one needs of another, since the others would hold the circle closed', () => {
    const a = plugin('a', { needs: { b: '*' }, uses: ['acme/one'] });
    expect(weakest(a, plugin('b', { needs: { a: '*' }, provides: ['acme/one', 'acme/two'] }))).toBe("'b' needs 'a' * (1.0.0)");
    const b = plugin('b', { needs: { a: '*' }, uses: ['acme/a'], provides: ['acme/one'] });
    const both = plugin('a', { uses: ['acme/one'], optional: { b: '*' }, provides: ['acme/a'] });
    expect(weakest(both, b)).toBe("'a' uses 'acme/one' of 'b'");
    const twice = plugin('a', { needs: { b: '*' }, uses: ['acme/one'], provides: ['acme/a'] });
    expect(weakest(twice, b)).toBe("'a' needs 'b' * (1.0.0) and uses 'acme/one' of 'b'");
  });

  it('is a dependency rather than three uses', () => {
    const provides = ['acme/1', 'acme/2', 'acme/3'];
    const uses = (count: number): WantedPlugin => plugin('a', { uses: provides.slice(0, count) });
    const b = plugin('b', { needs: { a: '*' }, provides });
    expect(weakest(uses(1), b)).toBe("'a' uses 'acme/1' of 'b'");
    expect(weakest(uses(2), b)).toBe("'a' uses 'acme/1' of 'b' and uses 'acme/2' of 'b'");
    expect(weakest(uses(3), b)).toBe("'b' needs 'a' * (1.0.0)");
  });

  it('is no fact of a kind, unless there is nothing else', () => {
    const facts = { kinds: ['acme.kind'] };
    expect(weakest(plugin('a', { needs: { b: '*' } }), plugin('b', facts))).toBe("'a' needs 'b' * (1.0.0)");
    expect(weakest(plugin('b', { needs: { a: '*' } }), plugin('a', { kinds: ['acme.other'] }))).toBe("'b' needs 'a' * (1.0.0)");
    // Not even where it is in more circles.
    const [d, e] = [plugin('b', { needs: { a: '*', c: '*' } }), plugin('c', { needs: { a: '*' } })];
    expect(weakest(plugin('a', { kinds: ['acme.other'] }), d, e)).toBe("'b' needs 'a' * (1.0.0)");
    const c = plugin('c', { needs: { b: '*' } });
    expect(weakest(plugin('a', { needs: { b: '*', c: '*' } }), plugin('b', facts), c)).toBe("'a' needs 'b' * (1.0.0)");
    const own = planned(
      wanted([plugin('a', { kinds: ['two'] }), plugin('b', { kinds: ['one'] })], { kinds: [kind('one', 'a'), kind('two', 'b')] }),
    );
    expect(circles(own)).toEqual([`a -> b -> a. ${advice("'a' has facts of 'two', which 'b' understands")}`]);
  });
});

describe('more circles than anybody reads', () => {
  /** Everybody needs everybody else. */
  const crowd = (count: number): WantedPlugin[] => {
    const ids = [...Array(count).keys()].map((row) => `p${100 + row}`);
    return ids.map((id) => plugin(id, { needs: Object.fromEntries(ids.filter((other) => other !== id).map((other) => [other, '*'])) }));
  };

  it('are told up to a hundred, the shortest first, and that there are more', () => {
    const made = planned(wanted([...crowd(300), plugin('other')]));
    expect(made.problems).toHaveLength(101);
    expect(circles(made)).toHaveLength(100);
    expect(new Set(circles(made)).size).toBe(100);
    expect(circles(made)[99]).toMatch(
      /^p100 -> p200 -> p100\. Make one of the needs optional or live, or give it up; cheapest: 'p\d00' needs 'p\d00' \* /,
    );
    const { message, hint, severity, plugin: key, extension, phase, details } = made.problems[100]!;
    expect([severity, key, extension, phase]).toEqual(['warning', 'p100', 'p100', 'plan']);
    expect([message, hint]).toEqual([
      "'p100', 'p101', 'p102', 'p103', 'p104', 'p105', 'p106', 'p107' and 292 more need each other in more circles than the 100 that are told.",
      'Break those that are told; then plan again.',
    ]);
    expect([details!['told'], (details!['plugins'] as string[]).length]).toEqual([100, 300]);
    // Each still knows one, told or not.
    const texts = made.steps.filter(({ action }) => action === 'wait').map(({ because }) => because[0]!.text);
    expect(texts).toHaveLength(300);
    expect(texts[299]).toBe('These plugins need each other in a circle: p100 -> p399 -> p100.');
    expect(steps(made).slice(300)).toEqual(['wire other', 'start other']);
  });

  it('are all told when there are exactly a hundred or fewer', () => {
    // Five in a crowd have 84 ways around; sixteen couples make it a hundred.
    const couples = (count: number): WantedPlugin[] =>
      [...Array(count).keys()].map((row) => plugin(`q${100 + row}`, { needs: { p100: '*' } }));
    const [first, ...others] = crowd(5);
    const all = (count: number): Plan => {
      const needs = Object.fromEntries([...others, ...couples(count)].map(({ key }) => [key, '*']));
      return planned(wanted([plugin(first!.key, { needs }), ...others, ...couples(count)]));
    };
    expect([circles(all(0)).length, all(0).problems.length]).toEqual([84, 84]);
    expect([circles(all(16)).length, all(16).problems.length]).toEqual([100, 100]);
    expect([circles(all(17)).length, all(17).problems.length]).toEqual([100, 101]);
  });

  it('are told for each crowd by itself', () => {
    const two = [
      ...crowd(6),
      ...crowd(6).map(({ key, manifest }) =>
        rename(
          key,
          manifest.dependencies.map(({ id }) => id),
        ),
      ),
    ];
    const made = planned(wanted(two));
    expect([circles(made).length, made.problems.filter(({ code }) => code === 'plan.more-cycles').length]).toEqual([200, 2]);
    expect(planned(wanted(two), running(wanted(two)), { settle: true }).problems).toEqual([]);
  });

  function rename(key: string, needs: readonly string[]): WantedPlugin {
    return plugin(`z${key}`, { needs: Object.fromEntries(needs.map((id) => [`z${id}`, '*'])) });
  }

  it('leave nobody without a reason where a way around is too long to be looked for', () => {
    const ladder = [...Array(1500).keys()].map((row) =>
      plugin(`p${10_000 + row}`, { needs: { [`p${10_000 + ((row + 1) % 1500)}`]: '*', [`p${10_000 + ((row + 2) % 1500)}`]: '*' } }),
    );
    const now = states(running(wanted(ladder)));
    expect(Object.keys(now)).toHaveLength(1500);
    for (const [key, state] of Object.entries(now))
      expect(state).toMatch(
        new RegExp(`^waiting: (These plugins need each other in a circle: .*|'${key}' waits for 'p\\d+', which is waiting itself)\\.$`),
      );
  });
});

describe('a circle that an optional need closes', () => {
  it('loses that need: everybody starts, the required ones in order', () => {
    const made = planned(wanted([plugin('a', { optional: { b: '*' } }), plugin('b', { needs: { a: '*' } })]));
    expect(made.problems).toEqual([]);
    expect(steps(made)).toEqual(['wire a', 'start a', 'wire b', 'start b']);
    expect(made.steps[0]!.because).toHaveLength(1);
  });

  it('loses it where all needs are optional, too', () => {
    const made = planned(
      wanted([plugin('a', { uses: ['acme/b?'], provides: ['acme/a'] }), plugin('b', { uses: ['acme/a?'], provides: ['acme/b'] })]),
    );
    expect([made.problems, steps(made)]).toEqual([[], ['wire a', 'start a', 'wire b', 'start b']]);
  });

  it('costs nobody else the order: an optional need behind a circle still counts', () => {
    const made = planned(
      wanted([
        plugin('a', { optional: { z: '*' } }),
        plugin('x', { optional: { y: '*' } }),
        plugin('y', { needs: { x: '*' } }),
        plugin('z', { needs: { x: '*' } }),
      ]),
    );
    expect(steps(made).filter((step) => step.startsWith('start'))).toEqual(['start x', 'start y', 'start z', 'start a']);
  });

  it('of a live use is none', () => {
    const made = planned(
      wanted([plugin('a', { uses: ['acme/b~'], provides: ['acme/a'] }), plugin('b', { uses: ['acme/a'], provides: ['acme/b'] })]),
    );
    expect([made.problems, steps(made)]).toEqual([[], ['wire a', 'start a', 'wire b', 'start b']]);
  });
});
