/** Open this to see what becomes of who uses a name that its plugin declares and has not published yet. */
import { describe, expect, it } from '@jest/globals';
import type { Snapshot, SnapshotPlugin } from '../../src/model/plan.js';
import { planned, plugin, running, said, steps, wanted } from './worlds.js';

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
