/** Open this to see what becomes of who uses a name that its plugin declares and has not published yet. */
import { describe, expect, it } from '@jest/globals';
import type { Snapshot, SnapshotPlugin } from '../../src/model/plan.js';
import { resolve } from '../../src/plan/resolve.js';
import { but, planned, plugin, running, said, steps, wanted } from './worlds.js';

describe('a name that a running plugin declares and has not published', () => {
  const cache = plugin('cache', { provides: ['acme/cache', 'acme/mail'] });
  const web = plugin('web', { uses: ['acme/cache'] });
  const up = (differs: Partial<SnapshotPlugin>): Snapshot => {
    const { revision, plugins } = running(wanted([cache]));
    return { revision, plugins: plugins.map((each) => ({ ...each, ...differs })) };
  };
  const withheld = ['acme/cache'];

  it('keeps its users waiting, and says for whom', () => {
    const made = planned(wanted([cache, web, plugin('news', { uses: ['acme/mail'] })]), up({ withheld }), { load: ['web', 'news'] });
    expect(said(made)).toEqual([
      "plan.missing-provider: 'web' uses 'acme/cache' (web.constructor[0]), and 'cache' declares it and has not published it yet.",
    ]);
    expect(steps(made)).toEqual(['wait web', 'wire news', 'start news']);
  });

  it('is one that its successor, or it when it starts again, is expected to publish', () => {
    const successor = plugin('cache', { provides: ['acme/cache'], generation: 2 });
    expect(planned(wanted([successor, web]), up({ withheld }), { reload: ['cache'] }).problems).toEqual([]);
  });
});

describe('a name that a running plugin took back a moment ago, and that it may publish again', () => {
  const cache = plugin('cache', { provides: ['acme/cache'] });
  const web = plugin('web', { uses: ['acme/cache'] });
  const world = wanted([cache, web]);
  const away = { withheld: ['acme/cache'], expected: ['acme/cache'] };
  const taken = (differs: Partial<SnapshotPlugin> = {}): Snapshot => but(running(world), 'cache', { ...away, ...differs });

  it('is waited for by whoever held it, which goes on until then', () => {
    expect(resolve(world, taken()).nodes.get('web')).toMatchObject({
      blocked: [],
      edges: [{ to: 'cache', need: 'required', text: "uses 'acme/cache', which 'cache' may publish again" }],
    });
    for (const state of ['running', 'starting'] as const)
      expect(planned(world, but(taken(), 'web', { state }), { settle: true }).steps).toEqual([]);
  });

  it('is missing for whoever did not hold it, or is new', () => {
    const missing = "'cache' declares it and has not published it yet.";
    const news = plugin('news', { uses: ['acme/cache'] });
    const made = planned(wanted([cache, web, news]), taken(), { load: ['news'] });
    expect([steps(made), said(made)]).toEqual([['wait news'], [expect.stringContaining(missing)]]);
    expect(steps(planned(world, but(taken(), 'web', { holds: [] }), { settle: true }))).toEqual(['stop web', 'wait web']);
    const next = wanted([cache, plugin('web', { uses: ['acme/cache'], generation: 2 })]);
    expect(planned(next, taken(), { reload: ['web'] }).refused).toEqual(['web']);
  });

  it('is missing when that plugin does not run any more', () => {
    expect(steps(planned(world, taken({ state: 'failed', reason: 'It crashed.' }), { settle: true }))).toContain('stop web');
  });

  it('is expected of the one that it was held of', () => {
    const other = plugin('book', { provides: ['acme/book'] });
    const all = wanted([other, cache, web]);
    const both = but(but(running(all), 'cache', away), 'book', { expected: ['acme/cache', 'acme/book'] });
    expect(resolve(all, both).nodes.get('web')!.edges).toMatchObject([{ to: 'cache' }]);
    expect(resolve(all, but(both, 'web', { holds: ['book'] })).nodes.get('web')!.edges).toMatchObject([{ to: 'book' }]);
  });
});
