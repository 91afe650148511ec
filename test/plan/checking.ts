/** Open this to see how a plan that was written by hand is held against the laws. */
import { expect } from '@jest/globals';
import type { Reason, SnapshotPlugin, Step, StepAction, Wanted } from '../../src/model/plan.js';
import { checkPlan } from '../../src/plan/check.js';
import { plugin, wanted, type PluginGiven } from './worlds.js';

export interface Case {
  /** What stands; it runs in generation 1, unless it says otherwise. */
  readonly here?: readonly (Partial<SnapshotPlugin> & { readonly key: string })[];
  readonly wants?: Readonly<Record<string, PluginGiven>>;
  readonly world?: Partial<Wanted>;
  readonly revision?: number;
  readonly refused?: readonly string[];
  readonly steps: readonly Step[];
}

export function step(action: StepAction, key: string, more: Partial<Step> = {}): Step {
  return { action, plugin: key, generation: 1, because: [{ code: 'not-wanted', text: 'so' }], needs: [], level: 0, ...more };
}

export function because(code: Reason['code'], other?: string): Pick<Step, 'because'> {
  return { because: [{ code, text: 'so', ...(other === undefined ? {} : { plugin: other }) }] };
}

export function check({ here = [], wants = {}, world = {}, revision = 3, refused, steps }: Case): void {
  const plugins = here.map((given) => ({
    generation: 1,
    state: 'running' as const,
    version: '1.0.0',
    holds: [],
    published: [],
    ...given,
  }));
  const all = Object.entries(wants).map(([key, given]) => plugin(key.replace(/^.*:/, ''), given));
  checkPlan(
    { revision, change: {}, steps, problems: [], ...(refused === undefined ? {} : { refused }) },
    { revision: 3, plugins },
    wanted(all, world),
  );
}

/** That a plan breaks one law, at one of its steps or at its end. */
export function expectBroken(law: string, at: string, given: Case): void {
  const key = /^(?:the end, for|\w+) ([a-z:]+)$/.exec(at)?.[1];
  expect(() => check(given)).toThrow(
    expect.objectContaining({
      name: 'MortiseError',
      code: 'plan.unlawful',
      message: expect.stringContaining(`The plan breaks the law "${law}" at ${at}; it was not applied.`),
      problem: expect.objectContaining({ blame: 'framework', phase: 'plan', ...(key === undefined ? {} : { plugin: key }) }),
    }),
  );
}
