/** Open this to see the laws of plans, each broken once, and what comes close to breaking one. */
import { describe, expect, it } from '@jest/globals';
import type { Reason, Step } from '../../src/model/plan.js';
import { checkPlan } from '../../src/plan/check.js';
import { because, check, expectBroken, step, type Case } from './checking.js';
import { planned, plugin, running, wanted } from './worlds.js';

const a = { key: 'a' };
const waiting = { key: 'a', state: 'waiting' } as const;
const stopA = step('stop', 'a');
const [wireA, startA] = [step('wire', 'a'), step('start', 'a')];
const down = { world: { up: false } };
const goesDown = because('host-stops');

describe('a plan is unlawful', () => {
  it.each<[law: string, at: string, Case]>([
    ['a plan starts from its snapshot', 'revision 4', { revision: 4, steps: [] }],
    ['every step has a reason', 'wire a', { wants: { a: {} }, steps: [step('wire', 'a', { because: [] }), startA] }],

    ['only what runs is told of its stop', 'beforeStop a', { here: [{ ...a, state: 'stopped' }], steps: [step('beforeStop', 'a')] }],
    ['only what runs is told of its stop', 'beforeStop b', { here: [a], steps: [step('beforeStop', 'b')] }],
    ['a step is about the generation that is there', 'beforeStop a', { here: [a], steps: [step('beforeStop', 'a', { generation: 2 })] }],
    ['all are told of their stop before one stops', 'beforeStop b', { here: [a, { key: 'b' }], steps: [stopA, step('beforeStop', 'b')] }],
    ['a plugin is told of its stop once', 'beforeStop a', { here: [a], steps: [step('beforeStop', 'a'), step('beforeStop', 'a')] }],
    ['what is told of its stop is stopped', 'the end, for a', { here: [a], wants: { a: {} }, steps: [step('beforeStop', 'a')] }],

    ['only what runs is stopped', 'stop a', { here: [waiting], steps: [stopA] }],
    ['only what runs is stopped', 'stop a', { here: [a], steps: [stopA, stopA] }],
    ['a step is about the generation that is there', 'stop a', { here: [a], steps: [step('stop', 'a', { generation: 2 })] }],
    ['a step is about the generation that is there', 'stop a', { wants: { a: {} }, steps: [wireA, startA, stopA] }],
    ['all have stopped before one starts', 'stop a', { here: [a], wants: { b: {} }, steps: [step('wire', 'b'), stopA] }],
    ['whoever holds a plugin stops before it', 'stop a', { here: [a, { key: 'b', holds: ['c', 'a'] }], steps: [stopA, step('stop', 'b')] }],
    [
      'whoever holds a plugin stops before it',
      'stop a',
      { here: [a, { key: 'b', holds: ['a'] }, { key: 'c', holds: ['a'], state: 'starting' }], steps: [step('stop', 'b'), stopA] },
    ],

    ['only what is there is unloaded, once', 'unload a', { steps: [step('unload', 'a')] }],
    ['only what is there is unloaded, once', 'unload a', { here: [{ ...waiting }], steps: [step('unload', 'a'), step('unload', 'a')] }],
    ['a step is about the generation that is there', 'unload a', { here: [waiting], steps: [step('unload', 'a', { generation: 2 })] }],
    ['only what has stopped is unloaded', 'unload a', { here: [a], steps: [step('unload', 'a')] }],
    ['what is wanted is not unloaded', 'unload a', { here: [waiting], wants: { a: {} }, steps: [step('unload', 'a')] }],

    ['only what does not run waits', 'wait a', { here: [a], wants: { a: {} }, steps: [step('wait', 'a')] }],
    ['only what does not run waits', 'fail a', { here: [a], wants: { a: {} }, steps: [step('fail', 'a')] }],
    ['a plugin says once why it stands still', 'fail a', { wants: { a: {} }, steps: [step('wait', 'a'), step('fail', 'a')] }],

    ['what runs is not wired again', 'wire a', { here: [a], wants: { a: {} }, steps: [wireA, startA] }],
    ['what runs is not wired again', 'wire a', { here: [{ ...a, state: 'starting' }], wants: { a: {} }, steps: [wireA, startA] }],
    ['a plugin is wired once in a plan', 'wire a', { wants: { a: {} }, steps: [wireA, wireA] }],
    ['a plugin starts or stands still, not both', 'wire a', { wants: { a: {} }, steps: [wireA, startA, step('wait', 'a')] }],
    ['a plugin starts or stands still, not both', 'wire a', { wants: { a: {} }, steps: [step('fail', 'a'), wireA, startA] }],
    [
      'a plugin is wired after what it needs has started',
      'wire a',
      { here: [{ key: 'b', state: 'waiting' }], wants: { a: {}, b: {} }, steps: [step('wire', 'a', { needs: ['b'] })] },
    ],
    [
      'a plugin is wired after what it needs has started',
      'wire a',
      { wants: { a: {}, b: {} }, steps: [step('wire', 'b'), step('wire', 'a', { needs: ['b'], level: 1 }), step('start', 'b')] },
    ],
    [
      'a plugin stands on a higher level than what it needs',
      'wire a',
      { wants: { a: {}, b: {} }, steps: [step('wire', 'b'), step('start', 'b'), step('wire', 'a', { needs: ['b'] })] },
    ],
    ['a plugin is wired before it is started', 'start a', { wants: { a: {} }, steps: [startA] }],
    ['a plugin is started once in a plan', 'start a', { wants: { a: {} }, steps: [wireA, startA, startA] }],
    [
      'all have started before one is told that they have',
      'start b',
      {
        wants: { a: {}, b: {} },
        steps: [wireA, startA, step('wire', 'b'), step('afterStart', 'a'), step('start', 'b')],
      },
    ],
    ['what is wired is started', 'the end, for a', { wants: { a: {} }, steps: [wireA] }],
    ['afterStart follows start', 'afterStart a', { wants: { a: {} }, steps: [wireA, step('afterStart', 'a'), startA] }],
    ['afterStart follows start', 'afterStart a', { here: [a], wants: { a: {} }, steps: [step('afterStart', 'a')] }],
    [
      'a plugin is told once that all have started',
      'afterStart a',
      { wants: { a: {} }, steps: [wireA, startA, step('afterStart', 'a'), step('afterStart', 'a')] },
    ],

    ['what nobody wants is unloaded', 'the end, for a', { here: [waiting], steps: [] }],
    ['what nobody wants is unloaded', 'the end, for a', { here: [a], steps: [stopA] }],
    ['what nobody wants is unloaded', 'the end, for a', { here: [waiting], wants: { a: { generation: 2 } }, steps: [] }],
    ['what may not run is stopped', 'the end, for a', { here: [a], wants: { a: {} }, ...down, steps: [] }],
    ['what may not run is stopped', 'the end, for a', { here: [a], wants: { a: { enabled: false } }, steps: [] }],
    [
      'what may not run is stopped',
      'the end, for web:a',
      { here: [{ key: 'web:a' }], wants: { 'web:a': { app: 'web' } }, world: { apps: ['shop'] }, steps: [] },
    ],
    ['whoever is wanted runs, or says why it does not', 'the end, for a', { wants: { a: {} }, steps: [] }],
    [
      'whoever is wanted runs, or says why it does not',
      'the end, for a',
      { here: [{ ...a, state: 'stopped' }], wants: { a: {} }, steps: [] },
    ],
    [
      'whoever is wanted runs, or says why it does not',
      'the end, for a',
      { here: [waiting], wants: { a: { generation: 2 } }, steps: [step('unload', 'a')] },
    ],
  ])('when it breaks: %s, at %s', (law, at, given) => expectBroken(law, at, given));

  const wrong: readonly (readonly [string, Pick<Case, 'here' | 'wants' | 'world'>])[] = [
    ['nobody wants', {}],
    ['somebody wants in another generation', { wants: { a: { generation: 2 } } }],
    ['is disabled', { wants: { a: { enabled: false } } }],
    ['belongs to a host that stops', { wants: { a: {} }, ...down }],
  ];
  it.each(
    wrong.flatMap(([what, given]) =>
      (['wait', 'fail', 'wire', 'start', 'afterStart'] as const).map((action) => [action, what, given] as const),
    ),
  )('when %s is about a plugin that %s', (action, _, given) => {
    const before = { wait: [], fail: [], wire: [], start: [wireA], afterStart: [wireA, startA] }[action];
    expect(() => check({ ...given, steps: [...before, step(action, 'a')] })).toThrow(
      '"only what is wanted and enabled starts, or says why it does not"',
    );
  });

  it.each(['wait', 'fail', 'wire'] as const)('when %s comes before another generation has gone', (action) => {
    const given = { here: [waiting], wants: { a: { generation: 2 } } };
    const late = step(action, 'a', { generation: 2 });
    const law = '"another generation goes before a plugin takes its place"';
    expect(() => check({ ...given, steps: [late] })).toThrow(law);
    expect(() =>
      check({ ...given, steps: [step('unload', 'a'), late, ...(action === 'wire' ? [{ ...startA, generation: 2 }] : [])] }),
    ).not.toThrow();
  });

  it('when it starts from something else, which is the fault of no plugin', () => {
    const problem = expect.not.objectContaining({ plugin: undefined });
    expect(() => check({ revision: 2, steps: [] })).toThrow(expect.objectContaining({ code: 'plan.unlawful', problem }));
  });

  it('when a later generation is started than was wired', () => {
    expect(() => check({ wants: { a: {} }, steps: [wireA, { ...startA, generation: 2 }] })).toThrow('at start a;');
  });
});

describe('a stop is lawful only for a reason that is so:', () => {
  const here = [a, { key: 'b', holds: ['a'] }];
  const off = { enabled: false };
  it.each<[code: Reason['code'], so: string, isSo: boolean, given: Omit<Case, 'steps'>, rest?: readonly Step[]]>([
    ['host-stops', 'the host stops', true, { here: [a], wants: { a: {} }, ...down }],
    ['host-stops', 'the host is up', false, { here: [a], wants: { a: off } }],
    ['not-wanted', 'nobody wants it', true, { here: [a] }, [step('unload', 'a')]],
    ['not-wanted', 'somebody wants it', false, { here: [a], wants: { a: off } }],
    ['replaced', 'another generation is wanted', true, { here: [a], wants: { a: { ...off, generation: 2 } } }, [step('unload', 'a')]],
    ['replaced', 'the same one is wanted', false, { here: [a], wants: { a: off } }],
    ['replaced', 'none is wanted', false, { here: [a] }, [step('unload', 'a')]],
    ['disabled', 'it is disabled', true, { here: [a], wants: { a: off } }],
    ['disabled', 'it is enabled', false, { here: [a], wants: { a: {} }, ...down }],
    ['disabled', 'it is not there', false, { here: [a] }, [step('unload', 'a')]],
    ['requirement-gone', 'it says why it waits', true, { here: [a], wants: { a: {} } }, [step('wait', 'a')]],
    ['requirement-gone', 'it says why it has failed', true, { here: [a], wants: { a: {} } }, [step('fail', 'a')]],
    ['requirement-gone', 'it does not say what for', false, { here: [a], wants: { a: {} } }, [wireA, startA]],
    ['wanted', 'that is no reason to stop', false, { here: [a] }, [step('unload', 'a')]],
    ['needed-first', 'that is no reason to stop', false, { here: [a] }, [step('unload', 'a')]],
    ['refused', 'that is no reason to stop', false, { here: [a] }, [step('unload', 'a')]],
  ])('%s, and %s: %s', (code, _, isSo, given, rest = []) => {
    const act = expect(() => check({ ...given, steps: [step('stop', 'a', because(code)), ...rest] }));
    if (isSo) act.not.toThrow();
    else act.toThrow('"nothing stops that nobody asked to stop" at stop a;');
  });

  it('app-stops, and its app is not among those that are up', () => {
    const given = { here: [{ key: 'web:a' }], wants: { 'web:a': { app: 'web' } } };
    const steps = [step('stop', 'web:a', because('app-stops'))];
    expect(() => check({ ...given, world: { apps: ['shop'] }, steps })).not.toThrow();
    expect(() => check({ ...given, world: { apps: ['shop', 'web'] }, steps })).toThrow('"nothing stops that nobody asked to stop"');
    expect(() => check({ here: [a], wants: { a: off }, steps: [step('stop', 'a', because('app-stops'))] })).toThrow('nobody asked');
    expect(() => check({ here: [a], steps: [step('stop', 'a', because('app-stops'))] })).toThrow('nobody asked');
  });

  it('requirement-gone, of a plugin that it holds and that stops as well', () => {
    const wants = { a: off, b: {} };
    const [stopB, again] = [step('stop', 'b', because('requirement-gone', 'a')), [step('wire', 'b'), step('start', 'b')]];
    const off1 = step('stop', 'a', because('disabled'));
    expect(() => check({ here, wants, steps: [stopB, off1, ...again] })).not.toThrow();
    expect(() => check({ here, wants, steps: [stopB, ...again] })).toThrow('"nothing stops that nobody asked to stop" at stop b;');
    const free = [a, { key: 'b' }];
    expect(() => check({ here: free, wants, steps: [stopB, off1, ...again] })).toThrow(
      '"nothing stops that nobody asked to stop" at stop b;',
    );
  });

  it('one that is so is enough', () => {
    const reasons = [...because('wanted').because, ...goesDown.because];
    expect(() => check({ here: [a], wants: { a: {} }, ...down, steps: [step('stop', 'a', { because: reasons })] })).not.toThrow();
  });
});

describe('a plan is lawful', () => {
  it('when it was planned', () => {
    const world = wanted([plugin('web', { needs: { store: '*' }, lifecycle: ['beforeStop', 'afterStart'] }), plugin('store')]);
    const stopped = { ...world, up: false };
    expect(() => checkPlan(planned(world), { revision: 0, plugins: [] }, world)).not.toThrow();
    expect(() => checkPlan(planned(stopped, running(world)), running(world), stopped)).not.toThrow();
  });

  it('when who holds a plugin that stops has failed already, or has stopped before', () => {
    const steps = [step('stop', 'a', goesDown)];
    const wants = { a: {}, b: {} };
    expect(() => check({ here: [a, { key: 'b', state: 'failed', holds: ['a'] }], wants, ...down, steps })).not.toThrow();
    const both = [step('stop', 'b', goesDown), ...steps];
    expect(() => check({ here: [a, { key: 'b', holds: ['a', 'c'] }], wants, ...down, steps: both })).not.toThrow();
  });

  it('when a plugin stands on one that has run all the time, on whatever level', () => {
    const steps = [step('wire', 'b', { needs: ['a'] }), step('start', 'b')];
    expect(() => check({ here: [a], wants: { a: {}, b: {} }, steps })).not.toThrow();
  });

  it('when what is wanted waits or has failed already, or may not run', () => {
    expect(() => check({ here: [waiting], wants: { a: {} }, steps: [] })).not.toThrow();
    expect(() => check({ here: [{ ...a, state: 'failed' }], wants: { a: {} }, steps: [] })).not.toThrow();
    expect(() => check({ here: [{ ...a, state: 'stopped' }], wants: { a: {} }, ...down, steps: [] })).not.toThrow();
    expect(() => check({ wants: { a: { enabled: false } }, steps: [] })).not.toThrow();
  });

  it('when it is about the first of an id: a later one is refused', () => {
    const world = wanted([plugin('a'), plugin('a', { generation: 2 })]);
    const plan = { revision: 0, change: {}, problems: [] };
    const snapshot = { revision: 0, plugins: [] };
    expect(() => checkPlan({ ...plan, steps: [wireA, startA] }, snapshot, world)).not.toThrow();
    const second = [wireA, startA].map((each) => ({ ...each, generation: 2 }));
    expect(() => checkPlan({ ...plan, steps: second }, snapshot, world)).toThrow('only what is wanted and enabled');
  });
});

describe('a stop', () => {
  it('whose plan breaks a law is told of it, and done all the same', () => {
    const world = wanted([plugin('a'), plugin('b')]);
    const each = running(world);
    // Each holds the other, so neither can stop before the one that holds it.
    const knotted = { ...each, plugins: each.plugins.map((now) => ({ ...now, holds: [now.key === 'a' ? 'b' : 'a'] })) };
    const made = planned({ ...world, up: false }, knotted, { stop: true });
    expect(made.steps.filter(({ action }) => action === 'stop').map(({ plugin: key }) => key)).toEqual(['b', 'a']);
    expect(made.problems.map(({ code }) => code)).toEqual(['plan.unlawful']);
    expect(() => planned({ ...world, up: false }, knotted, {})).toThrow(expect.objectContaining({ code: 'plan.unlawful' }));
  });
});
