/** Open this to see the laws of plans, each broken once. */
import { describe, expect, it } from '@jest/globals';
import type { Snapshot, SnapshotPlugin, Step, StepAction } from '../../src/model/plan.js';
import { checkPlan } from '../../src/plan/check.js';
import { planned, plugin, running, wanted } from './worlds.js';

const because = [{ code: 'wanted', text: 'somebody wants it' }] as const;

function step(action: StepAction, key: string, more: Partial<Step> = {}): Step {
  return { action, plugin: key, generation: 1, because, needs: [], level: 0, ...more };
}

function standing(...plugins: (Partial<SnapshotPlugin> & { key: string })[]): Snapshot {
  return {
    revision: 0,
    plugins: plugins.map((given) => ({ generation: 1, state: 'running', version: '1.0.0', holds: [], published: [], ...given })),
  };
}

function check(snapshot: Snapshot, ...steps: Step[]): void {
  checkPlan({ revision: 0, change: {}, steps, problems: [] }, snapshot);
}

describe('a plan is unlawful', () => {
  it.each<[string, Snapshot, Step[]]>([
    ['every step has a reason', standing(), [step('wire', 'a', { because: [] })]],
    ['only what runs is stopped', standing({ key: 'a', state: 'stopped' }), [step('stop', 'a')]],
    ['only what runs is stopped', standing({ key: 'a' }), [step('stop', 'a'), step('stop', 'a')]],
    ['whoever holds a plugin stops before it', standing({ key: 'a' }, { key: 'b', holds: ['a'] }), [step('stop', 'a'), step('stop', 'b')]],
    ['only what has stopped is unloaded', standing({ key: 'a' }), [step('unload', 'a')]],
    ['only what is there is unloaded', standing(), [step('unload', 'a')]],
    ['what runs is not wired again', standing({ key: 'a' }), [step('wire', 'a')]],
    ['what runs is not wired again', standing({ key: 'a', state: 'starting' }), [step('wire', 'a')]],
    ['a plugin is wired once in a plan', standing(), [step('wire', 'a'), step('wire', 'a')]],
    ['a plugin is wired after what it needs has started', standing({ key: 'b', state: 'waiting' }), [step('wire', 'a', { needs: ['b'] })]],
    [
      'a plugin is wired after what it needs has started',
      standing(),
      [step('wire', 'b'), step('wire', 'a', { needs: ['b'] }), step('start', 'b')],
    ],
    ['a plugin is wired before it is started', standing(), [step('start', 'a')]],
    ['afterStart follows start', standing(), [step('wire', 'a'), step('afterStart', 'a'), step('start', 'a')]],
    ['only what does not run waits', standing({ key: 'a' }), [step('wait', 'a')]],
    ['only what does not run waits', standing({ key: 'a' }), [step('fail', 'a')]],
    ['only what runs is told of its stop', standing({ key: 'a' }), [step('stop', 'a'), step('beforeStop', 'a')]],
  ])('when it breaks: %s', (law, snapshot, steps) => {
    const broken = steps.at(-1)!;
    expect(() => check(snapshot, ...steps)).toThrow(
      expect.objectContaining({
        name: 'MortiseError',
        code: 'plan.unlawful',
        problem: expect.objectContaining({ blame: 'framework', phase: 'plan' }),
      }),
    );
    expect(() => check(snapshot, ...steps)).toThrow(`The plan breaks the law "${law}" at `);
    if (
      law !== 'whoever holds a plugin stops before it' &&
      law !== 'a plugin is wired after what it needs has started' &&
      law !== 'afterStart follows start'
    ) {
      expect(() => check(snapshot, ...steps)).toThrow(`at ${broken.action} ${broken.plugin};`);
    }
  });

  it('never when it was planned', () => {
    const world = wanted([plugin('web', { needs: { store: '*' }, lifecycle: ['beforeStop', 'afterStart'] }), plugin('store')]);
    expect(() => checkPlan(planned(world), { revision: 0, plugins: [] })).not.toThrow();
    expect(() => checkPlan(planned({ ...world, up: false }, running(world)), running(world))).not.toThrow();
  });

  it('not when who holds a plugin has failed already', () => {
    expect(() => check(standing({ key: 'a' }, { key: 'b', state: 'failed', holds: ['a'] }), step('stop', 'a'))).not.toThrow();
  });
});
