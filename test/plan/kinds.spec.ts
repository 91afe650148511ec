/** Open this to see whom a plugin with facts of a kind needs: the plugins of the extension that gave the kind its meaning. */
import { describe, expect, it } from '@jest/globals';
import { planned, plugin, said, steps, wanted } from './worlds.js';

const kinds = [{ key: 'acme.every', extension: 'acme' }];
const scheduler = plugin('scheduler', { extension: 'acme' });

describe('a fact of a kind', () => {
  it('adds nothing to a need of the same plugin, and makes an optional one required', () => {
    const because = (given: Parameters<typeof plugin>[1]) =>
      planned(wanted([scheduler, plugin('jobs', { kinds: ['acme.every'], ...given })], { kinds }))
        .steps.find((step) => step.plugin === 'jobs')!
        .because.slice(1)
        .map(({ text }) => text);
    const understands = "has facts of 'acme.every', which 'scheduler' understands";
    expect(because({})).toEqual([understands]);
    expect(because({ needs: { scheduler: '*' } })).toEqual(["needs 'scheduler' * (1.0.0)"]);
    expect(because({ optional: { scheduler: '*' } })).toEqual(["needs 'scheduler' * (1.0.0)", understands]);
  });

  it('counts once where an extension gave several kinds', () => {
    const both = [...kinds, { key: 'acme.once', extension: 'acme' }];
    const made = planned(wanted([scheduler, plugin('jobs', { kinds: ['acme.every', 'acme.once'] })], { kinds: both }));
    expect(made.steps[2]).toMatchObject({ plugin: 'jobs', needs: ['scheduler'] });
    expect(made.steps[2]!.because).toHaveLength(2);
  });

  it('is about the extension of one app, and not of another or of the host', () => {
    const own = (app: string) => plugin('scheduler', { extension: 'acme', app });
    const jobs = plugin('jobs', { kinds: ['acme.every'], extension: 'acme' });
    const needsOf = (app: string | undefined): readonly string[] => {
      const kind = { key: 'acme.every', extension: 'acme', ...(app === undefined ? {} : { app }) };
      const user = plugin('user', { kinds: ['acme.every'], app: 'back' });
      const made = planned(wanted([scheduler, own('front'), own('back'), jobs, user], { kinds: [kind] }));
      return ['jobs', 'back:user'].map((key) => made.steps.find((step) => step.plugin === key)!.needs.join());
    };
    expect(needsOf('front')).toEqual(['front:scheduler', 'front:scheduler']);
    expect(needsOf(undefined)).toEqual(['', 'jobs,scheduler']);
  });

  it('that nobody gives a meaning is told with its place', () => {
    const { manifest, ...rest } = plugin('jobs');
    const jobs = { ...rest, manifest: { ...manifest, kinds: [{ key: 'acme.every', component: 'Jobs', member: 'sweep' }] } };
    const made = planned(wanted([jobs]));
    expect(said(made)).toEqual([
      "manifest.unknown-kind: Jobs.sweep carries a fact of the kind 'acme.every', which nobody gives a meaning here.",
    ]);
    expect(made.problems[0]!.place).toBe('Jobs.sweep');
    expect(steps(made)).toEqual(['wait jobs']);
  });
});
