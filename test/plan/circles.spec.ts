/** Open this to see what becomes of plugins that need each other in a circle. */
import { describe, expect, it } from '@jest/globals';
import { planned, plugin, said, running, states, steps, wanted } from './worlds.js';

describe('a circle of needs', () => {
  const circle = [plugin('a', { needs: { b: '*' } }), plugin('b', { needs: { c: '*' } }), plugin('c', { uses: ['acme/a'] })];
  const closed = [plugin('a', { needs: { b: '*' }, provides: ['acme/a'] }), circle[1]!, circle[2]!];

  it('is plan.cycle for each of its members, with the whole path and the cheapest way out', () => {
    const made = planned(wanted(closed));
    expect(said(made)).toEqual(Array(3).fill('plan.cycle: These plugins need each other in a circle: a -> b -> c -> a.'));
    expect(made.problems.map(({ plugin: key }) => key)).toEqual(['a', 'b', 'c']);
    expect(made.problems[0]).toMatchObject({
      blame: 'plugin',
      phase: 'plan',
      hint: "Make one of the needs optional or live; cheapest: 'c' uses 'acme/a' of 'a'.",
    });
    expect(steps(made)).toEqual(['wait a', 'wait b', 'wait c']);
  });

  it('leaves everybody else alone, and who needs a member waits', () => {
    const world = wanted([...closed, plugin('d', { needs: { a: '*' } }), plugin('e')]);
    expect(states(running(world))).toMatchObject({ d: "waiting: 'd' waits for 'a', which is waiting itself.", e: 'running' });
  });

  it('is broken when one of its members goes', () => {
    const before = running(wanted(closed));
    const withoutUse = plugin('c', { generation: 2 });
    expect(steps(planned(wanted([closed[0]!, closed[1]!, withoutUse]), before, { load: ['c'] }))).toEqual([
      'unload c',
      'wire c',
      'start c',
      'wire b',
      'start b',
      'wire a',
      'start a',
    ]);
  });

  it('is told once for all that hang together, by its shortest way', () => {
    const made = planned(
      wanted([plugin('a', { needs: { b: '*', c: '*' } }), plugin('b', { needs: { a: '*' } }), plugin('c', { needs: { b: '*' } })]),
    );
    expect(said(made)).toEqual([
      'plan.cycle: These plugins need each other in a circle: a -> b -> a.',
      'plan.cycle: These plugins need each other in a circle: a -> b -> a.',
      "plan.waits: 'c' waits for 'b', which is waiting itself.",
    ]);
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
