/** Open this to see when a generation can not take the place of the one that runs, so that nothing at all is done. */
import { describe, expect, it } from '@jest/globals';
import type { Snapshot } from '../../src/model/plan.js';
import type { Problem } from '../../src/model/problem.js';
import { planned, plugin, running, said, steps, wanted, type PluginGiven } from './worlds.js';

const reload = { reload: ['store'] };
const next = (id: string, given: PluginGiven = {}) => plugin(id, { ...given, generation: 2 });

describe('a replacement is refused, and nothing at all is done,', () => {
  const before = (): Snapshot => running(wanted([plugin('store'), plugin('web', { needs: { store: '*' } })]));
  const web = next('web', { needs: { store: '*' }, follows: true });

  it('when what is to take the place can not start', () => {
    const made = planned(wanted([next('store', { needs: { disk: '*' } }), web, plugin('other')]), before(), reload);
    expect([made.steps, made.refused, made.replaces]).toEqual([[], ['store'], undefined]);
    expect(said(made)).toEqual(["plan.missing-dependency dependencies.disk: 'store' needs 'disk' *, which is not loaded."]);
  });

  it('when one of several can not start, told once for each that nobody made anew only to follow', () => {
    const lacks = { needs: { disk: '*' } };
    const made = planned(wanted([next('store', lacks), next('web', lacks)]), before(), reload);
    expect([made.steps, made.refused]).toEqual([[], ['store', 'web']]);
    expect(made.problems.map(({ plugin: key }) => key)).toEqual(['store', 'web']);
  });

  it('when something was not found or could not be read', () => {
    const missing = (about: Partial<Problem>): Problem => ({
      code: 'extension.not-found',
      severity: 'error',
      blame: 'host',
      message: 'It is gone.',
      hint: '',
      ...about,
    });
    const all = [missing({ plugin: 'store', extension: 'x' }), missing({ extension: 'mail' }), missing({}), missing({ plugin: 'store' })];
    const made = planned(
      wanted([plugin('store'), plugin('web', { needs: { store: '*' } }), plugin('other')], { missing: all }),
      before(),
      reload,
    );
    expect([made.steps, made.refused]).toEqual([[], ['store', 'mail', 'an extension']]);
    expect(made.problems).toEqual(all);
    const unreadable = [
      missing({ details: { file: '/srv/mortise.yaml' } }),
      missing({ field: 'config', details: { file: '/srv/b.yaml' } }),
    ];
    expect(planned(wanted([plugin('store')], { missing: unreadable }), before(), {}).refused).toEqual(['/srv/mortise.yaml', '/srv/b.yaml']);
    const one = planned(wanted([next('store'), next('web', { follows: true })], { missing: all.slice(1, 2) }), before(), reload);
    expect([one.steps, one.refused, one.replaces]).toEqual([[], ['mail'], undefined]);
  });

  it('but not when only one that follows can not start any more: it waits', () => {
    const made = planned(
      wanted([next('store', { version: '2.0.0' }), next('web', { needs: { store: '^1' }, follows: true })]),
      before(),
      reload,
    );
    expect([made.refused, made.replaces]).toEqual([undefined, 'overlap']);
    expect(steps(made)).toContain('wait web');
  });
});
