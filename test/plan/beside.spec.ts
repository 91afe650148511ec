/** Open this to see the laws of what is made ready beside what serves, each broken once, and what comes close to breaking one. */
import { describe, expect, it } from '@jest/globals';
import type { Step, StepAction } from '../../src/model/plan.js';
import { because, check, expectBroken, step, type Case } from './checking.js';

const staged = (action: StepAction, key = 'a', more: Partial<Step> = {}): Step =>
  step(action, key, { generation: 2, staged: true, ...more });
const replaced = because('replaced');

const a = { key: 'a' };
const b = { key: 'b', holds: ['a'] };
const [wireA, startA, swapA] = [staged('wire'), staged('start'), staged('swap')];
const drainA = step('drain', 'a', replaced);
const stopA = step('stop', 'a', replaced);
const unloadA = step('unload', 'a', replaced);
const ready = [wireA, startA];
const leaves = [drainA, stopA, unloadA];
/** Another generation of a takes its place, with other steps in between. */
const reload = { here: [a], wants: { a: { generation: 2 } } } as const;
const both = { here: [a, b], wants: { a: { generation: 2 }, b: { generation: 2 } } } as const;
const readyB = [staged('wire', 'b', { level: 1, needs: ['a'] }), staged('start', 'b', { level: 1 })];
const swapB = staged('swap', 'b');
const leavesB = ['drain', 'stop', 'unload'].map((action) => step(action as StepAction, 'b', replaced));

describe('a plan in which one takes over is unlawful', () => {
  it.each<[law: string, at: string, Case]>([
    ['what runs is not made ready again', 'wire a', { here: [a], wants: { a: {} }, steps: [staged('wire', 'a', { generation: 1 })] }],
    ['a plugin is wired once in a plan', 'wire a', { ...reload, steps: [wireA, wireA] }],
    [
      'a plugin starts or stands still, not both',
      'wire a',
      { ...reload, steps: [...ready, swapA, ...leaves, step('wait', 'a', { generation: 2 })] },
    ],
    ['a plugin is wired after what it needs has started', 'wire b', { ...both, steps: [wireA, ...readyB] }],
    ['a plugin is wired after what it needs has started', 'wire a', { ...reload, steps: [staged('wire', 'a', { needs: ['c'] }), startA] }],
    [
      'a plugin is wired after what it needs has started',
      'wire b',
      { here: [a, b], wants: { b: { generation: 2 } }, steps: [...readyB, swapB, ...leavesB, step('stop', 'a'), step('unload', 'a')] },
    ],
    [
      'a plugin stands on a higher level than what it needs',
      'wire b',
      { ...both, steps: [...ready, staged('wire', 'b', { needs: ['a'] })] },
    ],

    [
      'what is told of its stop is stopped',
      'the end, for c',
      {
        here: [a, { key: 'c' }],
        wants: { ...reload.wants, c: {} },
        steps: [staged('wire', 'a', { needs: ['c'] }), startA, swapA, drainA, step('beforeStop', 'c'), stopA, unloadA],
      },
    ],

    ['a plugin is wired before it is started', 'start a', { ...reload, steps: [startA] }],
    ['a plugin is wired before it is started', 'start a', { ...reload, steps: [...ready, startA] }],
    [
      'all have started before one is told that they have',
      'start b',
      { ...both, steps: [...ready, readyB[0]!, staged('afterStart'), readyB[1]!] },
    ],
    ['what is wired is started', 'the end, for a', { ...reload, steps: [wireA] }],
    ['what is made ready is swapped in', 'the end, for a', { ...reload, steps: ready }],

    ['afterStart follows start', 'afterStart a', { ...reload, steps: [wireA, staged('afterStart'), startA] }],
    [
      'a plugin is told once that all have started',
      'afterStart a',
      { ...reload, steps: [...ready, staged('afterStart'), staged('afterStart')] },
    ],
    ['a plugin is asked for its health when it has started', 'health a', { ...reload, steps: [wireA, staged('health'), startA] }],
    ['a plugin is asked once for its health', 'health a', { ...reload, steps: [...ready, staged('health'), staged('health')] }],

    ['only what has started is swapped in', 'swap a', { ...reload, steps: [wireA, swapA] }],
    ['only what has started is swapped in', 'swap a', { ...reload, steps: [...ready, swapA, swapA] }],
    [
      'only what starts is made ready beside what serves, and only that is swapped in',
      'stop a',
      { here: [a], wants: {}, steps: [step('stop', 'a', { staged: true })] },
    ],
    [
      'only what starts is made ready beside what serves, and only that is swapped in',
      'swap a',
      { here: [a], wants: { a: {} }, steps: [step('swap', 'a')] },
    ],
    ...(['wire', 'start', 'afterStart', 'health'] as const).map((action): [string, string, Case] => [
      'what takes over is made ready, swapped and drained before anything else is done',
      `${action} b`,
      { ...both, steps: [...ready, swapA, staged(action, 'b')] },
    ]),
    [
      'what takes over is made ready, swapped and drained before anything else is done',
      'swap b',
      { ...both, steps: [...ready, ...readyB, swapA, drainA, swapB] },
    ],
    [
      'what takes over is made ready, swapped and drained before anything else is done',
      'drain a',
      { ...reload, steps: [...ready, swapA, step('beforeStop', 'a'), ...leaves] },
    ],

    ['only what gave way ends what it had begun', 'drain a', { here: [a], wants: { a: {} }, steps: [step('drain', 'a')] }],
    [
      'only what gave way ends what it had begun',
      'drain a',
      { ...reload, steps: [...ready, swapA, step('drain', 'a', { generation: 2 })] },
    ],
    ['a plugin ends once what it had begun', 'drain a', { ...reload, steps: [...ready, swapA, drainA, drainA] }],
    ['what gives way ends what it had begun before it stops', 'stop a', { ...reload, steps: [...ready, swapA, stopA] }],
    ['what gives way is stopped and unloaded', 'the end, for a', { ...reload, steps: [...ready, swapA, drainA] }],
    ['what gives way is stopped and unloaded', 'the end, for a', { ...reload, steps: [...ready, swapA, drainA, stopA] }],
    [
      'what gives way is stopped and unloaded',
      'the end, for a',
      { ...reload, here: [{ ...a, state: 'failed' }], steps: [...ready, swapA] },
    ],
    ['only what runs is told of its stop', 'beforeStop a', { ...reload, steps: [...ready, swapA, drainA, stopA, step('beforeStop', 'a')] }],
    ['only what runs is stopped', 'stop a', { ...reload, steps: [...ready, swapA, drainA, stopA, stopA] }],
    [
      'a step is about the generation that is there',
      'stop a',
      { ...reload, steps: [...ready, swapA, drainA, { ...stopA, generation: 2 }] },
    ],
    ['only what is there is unloaded, once', 'unload a', { ...reload, steps: [...ready, swapA, ...leaves, unloadA] }],
    ['only what has stopped is unloaded', 'unload a', { ...reload, steps: [...ready, unloadA] }],
    ['nothing stops that nobody asked to stop', 'stop a', { ...reload, steps: [...ready, swapA, drainA, step('stop', 'a')] }],
    [
      'whoever holds a plugin stops before it',
      'stop a',
      { ...both, steps: [...ready, ...readyB, swapA, swapB, leavesB[0]!, drainA, stopA] },
    ],
    [
      'whoever holds a plugin stops before it',
      'stop a',
      { ...reload, here: [a, b], wants: { ...reload.wants, b: {} }, steps: [...ready, swapA, drainA, stopA] },
    ],

    [
      'a plugin is asked for its health when it has started',
      'health a',
      { wants: { a: {} }, steps: [step('wire', 'a'), step('health', 'a')] },
    ],
    [
      'a plugin is asked for its health when it has started',
      'health a',
      { ...reload, steps: [...ready, swapA, ...leaves, step('health', 'a', { generation: 2 })] },
    ],
    [
      'a plugin is asked once for its health',
      'health a',
      { wants: { a: {} }, steps: [step('wire', 'a'), step('start', 'a'), step('health', 'a'), step('health', 'a')] },
    ],
  ])('when it breaks: %s, at %s', (law, at, given) => expectBroken(law, at, given));

  it.each(['wire', 'start', 'afterStart', 'health', 'swap'] as const)('when %s is about what nobody wants, or not so', (action) => {
    const before = { wire: [], start: [wireA], afterStart: ready, health: ready, swap: ready }[action];
    for (const wants of [{}, { a: {} }, { a: { generation: 2, enabled: false } }])
      expectBroken('only what is wanted and enabled starts, or says why it does not', `${before[0]?.action ?? action} a`, {
        wants,
        steps: [...before, staged(action)],
      });
    expectBroken('only what is wanted and enabled starts, or says why it does not', `${action} a`, {
      wants: { a: { generation: 2 } },
      steps: [...before, staged(action, 'a', { generation: 3 })],
    });
  });

  it('when it is refused and has steps all the same', () => {
    const steps = [step('wire', 'a'), step('start', 'a')];
    expect(() => check({ wants: { a: {} }, refused: ['a'], steps })).toThrow('"a plan that is refused has no steps" at wire a;');
  });

  it('when what takes no part in it is asked for its health and nobody wants it so', () => {
    const steps = [step('wire', 'a'), step('start', 'a'), step('health', 'a', { generation: 2 })];
    expectBroken('only what is wanted and enabled starts, or says why it does not', 'health a', { wants: { a: {} }, steps });
  });
});

describe('a plan in which one takes over is lawful', () => {
  it.each<[string, Case]>([
    ['the other one ends, stops and goes when it is swapped in', { ...reload, steps: [...ready, swapA, ...leaves] }],
    [
      'it is told and asked before, and the other one is told of its stop',
      { ...reload, steps: [...ready, staged('afterStart'), staged('health'), swapA, drainA, step('beforeStop', 'a'), stopA, unloadA] },
    ],
    [
      'who holds it takes over with it',
      { ...both, steps: [...ready, ...readyB, swapA, swapB, leavesB[0]!, drainA, leavesB[1]!, stopA, unloadA, leavesB[2]!] },
    ],
    [
      'who holds it stops, and starts again after it',
      {
        ...reload,
        here: [a, b],
        wants: { ...reload.wants, b: {} },
        steps: [
          ...ready,
          staged('afterStart'),
          swapA,
          drainA,
          step('stop', 'b', because('requirement-gone', 'a')),
          stopA,
          unloadA,
          step('wire', 'b', { needs: ['a'], level: 1 }),
          step('start', 'b'),
          step('afterStart', 'b'),
          step('health', 'b'),
        ],
      },
    ],
    [
      'it needs what runs and goes on',
      {
        here: [a, { key: 'c' }],
        wants: { ...reload.wants, c: {} },
        steps: [staged('wire', 'a', { needs: ['c'] }), startA, swapA, ...leaves],
      },
    ],
    ['nothing stood in its place', { wants: reload.wants, steps: [...ready, swapA] }],
    ['it had waited', { here: [{ ...a, generation: 2, state: 'waiting' }], wants: reload.wants, steps: [...ready, swapA] }],
    ['another generation had failed, and goes', { ...reload, here: [{ ...a, state: 'failed' }], steps: [...ready, swapA, unloadA] }],
    ['it is refused, and nothing is done', { ...reload, refused: ['a'], steps: [] }],
  ])('when %s', (_, given) => {
    expect(() => check(given)).not.toThrow();
  });
});
