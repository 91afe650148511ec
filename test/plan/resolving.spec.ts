/** Open this to see what is decided for each plugin before any step is planned: why it can not start, and on which level it could. */
import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/model/problem.js';
import { resolve } from '../../src/plan/resolve.js';
import { but, nothing, planned, plugin, running, said, steps, wanted } from './worlds.js';

const lacks = { needs: { disk: '*' } };

describe('a host that stops', () => {
  it('decides nothing: nobody is told why, and nobody has a level', () => {
    const world = wanted([plugin('late', lacks), plugin('a', { needs: { a: '*' } }), plugin('a', { generation: 2 })], { up: false });
    const { nodes, ...rest } = resolve(world, nothing);
    expect(rest).toEqual({ levels: [], refused: [], circles: [], notes: [] });
    expect([...nodes.values()]).toMatchObject([
      { blocked: [], broken: false, edges: [] },
      { blocked: [], broken: false, edges: [] },
    ]);
    expect(planned(world).steps).toEqual([]);
  });
});

describe('the levels', () => {
  it('are none where nobody can start', () => {
    expect(resolve(wanted([plugin('late', lacks), plugin('off', { enabled: false })]), nothing).levels).toEqual([]);
  });

  it('do not count what can not start', () => {
    const web = plugin('web', { optional: { store: '*', off: '*', ring: '*' } });
    const rest = [plugin('store', lacks), plugin('off', { enabled: false }), plugin('ring', { needs: { ring: '*' } }), plugin('other')];
    expect(resolve(wanted([web, ...rest]), nothing).levels).toEqual([['web', 'other']]);
  });
});

describe('a plugin that has failed', () => {
  const world = wanted([plugin('web')]);
  const failed = (generation: number, failure?: Problem, reason?: string) =>
    resolve(
      world,
      but(running(world), 'web', {
        generation,
        state: 'failed',
        ...(failure === undefined ? {} : { failure }),
        ...(reason === undefined ? {} : { reason }),
      }),
    ).nodes.get('web')!;
  const mend = 'Mend the plugin; then enable it, which tries again, or unload it and load the mended one.';

  it('does not start again by itself, and tells what went wrong and how it is tried again', () => {
    const failure: Problem = {
      code: 'lifecycle.threw',
      severity: 'error',
      blame: 'plugin',
      message: 'It threw.',
      hint: 'Look at its log.',
      phase: 'start',
    };
    const { blocked, broken } = failed(1, failure);
    expect(blocked).toEqual([{ ...failure, hint: `Look at its log. ${mend}`, plugin: 'web', extension: 'web' }]);
    expect(broken).toBe(true);
  });

  it.each([
    ['It crashed.', 'It crashed.'],
    [undefined, 'it failed'],
  ])('tells what is known of it, where its problem is not kept: %s', (reason, message) => {
    expect(failed(1, undefined, reason).blocked).toEqual([
      {
        code: 'lifecycle.failed',
        severity: 'error',
        blame: 'plugin',
        message,
        hint: mend,
        plugin: 'web',
        extension: 'web',
        phase: 'plan',
      },
    ]);
  });

  it('is nothing that another generation is to blame for', () => {
    expect(failed(2)).toMatchObject({ blocked: [], broken: false });
  });

  it('tells what is wrong with it rather than that it failed, where that is known without a start', () => {
    const problem: Problem = { code: 'manifest.bad-type', severity: 'error', blame: 'plugin', message: 'It is broken.', hint: '' };
    const bad = wanted([plugin('web', { problems: [problem] })]);
    const { blocked, broken } = resolve(bad, running(bad)).nodes.get('web')!;
    expect([blocked.map(({ message }) => message), broken]).toEqual([['It is broken.'], true]);
  });
});

describe('a plugin that can not be understood', () => {
  it('fits no engine and no version, where nobody knows how it writes ranges', () => {
    const strange = (needs: Record<string, string>) => {
      const { manifest, ...rest } = plugin('web', { needs });
      return { ...rest, manifest: { ...manifest, versions: 'runes' } };
    };
    expect(said(planned(wanted([strange({ node: '*' })])))).toEqual([
      "plan.engine-mismatch dependencies.node: 'web' needs node *, but this is node 22.1.0.",
    ]);
    expect(said(planned(wanted([strange({ store: '*' }), plugin('store')])))).toEqual([
      "plan.version-mismatch dependencies.store: 'web' needs 'store' *, but 1.0.0 is loaded.",
    ]);
  });
});

describe('an engine that is a pre-release', () => {
  it('counts as the release that it comes before', () => {
    const host = { name: 'shop', version: '2.0.0-beta.1', node: '25.0.0-nightly20260101abc' };
    expect(steps(planned(wanted([plugin('web', { needs: { node: '>=25', mortise: '^2' } })], { host })))).toEqual([
      'wire web',
      'start web',
    ]);
  });
});
