/** Open this to see what stops in a plan, in which order and why, and what is taken away. */
import { describe, expect, it } from '@jest/globals';
import type { Plan, Snapshot } from '../../src/model/plan.js';
import { but, planned, plugin, running, steps, wanted } from './worlds.js';

function reversed({ revision, plugins }: Snapshot): Snapshot {
  return { revision, plugins: [...plugins].reverse() };
}

function stopOf(made: Plan, key: string) {
  return made.steps.find((step) => step.action === 'stop' && step.plugin === key)!;
}

describe('the order of stops', () => {
  const store = plugin('store');
  const web = plugin('web', { needs: { store: '*' } });

  it('begins with what was still starting, in whichever order plugins stand', () => {
    const up = running(wanted([store, web, plugin('other')]));
    const world = wanted([store, web, plugin('other')], { up: false });
    const { startedAs: _, ...starting } = up.plugins.find(({ key }) => key === 'web')!;
    const now = {
      revision: 1,
      plugins: [...up.plugins.filter(({ key }) => key !== 'web'), { ...starting, state: 'starting' as const }],
    };
    for (const snapshot of [now, reversed(now)])
      expect(steps(planned(world, snapshot, { stop: true }))).toEqual(['stop web', 'stop other', 'stop store']);
  });

  it('is that in which they stand for two that were still starting', () => {
    const [ape, zebra] = [plugin('ape'), plugin('zebra')];
    const starting = { generation: 1, state: 'starting', version: '1.0.0', holds: [], published: [] } as const;
    const now: Snapshot = { revision: 1, plugins: ['zebra', 'ape'].map((key) => ({ key, ...starting })) };
    expect(steps(planned(wanted([ape, zebra], { up: false }), now, { stop: true }))).toEqual(['stop zebra', 'stop ape']);
  });

  it('is one step after the other, each with nothing that it needs', () => {
    const made = planned(wanted([store, web], { up: false }), running(wanted([store, web])), { stop: true });
    const because = [{ code: 'host-stops', text: 'the host stops' }];
    expect(made.steps).toStrictEqual([
      { action: 'stop', plugin: 'web', generation: 1, because, needs: [], level: 0 },
      { action: 'stop', plugin: 'store', generation: 1, because, needs: [], level: 1 },
    ]);
  });
});

describe('whoever listens', () => {
  it('is told of its stop, though only one of its components does', () => {
    const { manifest, ...rest } = plugin('web', { lifecycle: ['beforeStop'] });
    const components = [{ name: 'Web', lifecycle: ['start' as const] }, ...manifest.components];
    const world = wanted([{ ...rest, manifest: { ...manifest, components } }]);
    expect(steps(planned({ ...world, up: false }, running(world), { stop: true }))).toEqual(['beforeStop web', 'stop web']);
  });
});

describe('what is no longer wanted', () => {
  it('is taken away by its key where it did not run, after all that stops', () => {
    const lacks = { needs: { disk: '*' } };
    const up = running(wanted([plugin('zebra', lacks), plugin('ape', lacks), plugin('bee', lacks), plugin('web')]));
    for (const snapshot of [up, reversed(up)])
      expect(steps(planned(wanted([]), snapshot, { unload: ['ape', 'bee', 'web', 'zebra'] }))).toEqual([
        'beforeStop web',
        'stop web',
        'unload web',
        'unload ape',
        'unload bee',
        'unload zebra',
      ]);
  });

  it('says so, and of one that is replaced by what can not start yet that it is', () => {
    const up = but(running(wanted([plugin('old'), plugin('web')])), 'web', { state: 'failed' });
    const made = planned(wanted([plugin('web', { generation: 2, needs: { disk: '*' } })]), up, {});
    expect(made.steps.map(({ action, plugin: key, because }) => [action, key, because])).toEqual([
      ['beforeStop', 'old', [{ code: 'not-wanted', text: 'it is no longer wanted' }]],
      ['stop', 'old', [{ code: 'not-wanted', text: 'it is no longer wanted' }]],
      ['unload', 'old', [{ code: 'not-wanted', text: 'it is no longer wanted' }]],
      ['unload', 'web', [{ code: 'replaced', text: 'another generation takes its place' }]],
      ['wait', 'web', [{ code: 'refused', text: "'web' needs 'disk' *, which is not loaded." }]],
    ]);
  });
});

describe('who stops because of another', () => {
  it('says what it holds and which of that stops first, however that is listed', () => {
    const [mail, feed] = [plugin('mail', { provides: ['acme/mail'] }), plugin('feed', { provides: ['acme/feed'] })];
    const news = plugin('news', { uses: ['acme/mail?', 'acme/feed?'] });
    const up = running(wanted([mail, feed, news]));
    for (const holds of [
      ['feed', 'mail'],
      ['mail', 'feed'],
    ])
      expect(stopOf(planned(wanted([news]), but(up, 'news', { holds }), { unload: ['mail', 'feed'] }), 'news').because).toStrictEqual([
        { code: 'requirement-gone', text: "it holds 'feed', which stops", plugin: 'feed' },
      ]);
  });

  it('names nobody where what it needs has gone by itself', () => {
    const world = wanted([plugin('web', { needs: { store: '*' } }), plugin('store')]);
    const broken = but(running(world), 'store', { state: 'failed', reason: 'It crashed.' });
    expect(stopOf(planned(world, broken, { settle: true }), 'web').because).toStrictEqual([
      { code: 'requirement-gone', text: "'web' waits for 'store', which failed: It crashed." },
    ]);
  });

  it('says what it waits for where what it holds is required', () => {
    const world = [plugin('web', { needs: { store: '*' } }), plugin('store')];
    const made = planned(wanted(world.slice(0, 1)), running(wanted(world)), { unload: ['store'] });
    expect(stopOf(made, 'web').because).toStrictEqual([
      { code: 'requirement-gone', text: "'web' needs 'store' *, which is not loaded.", plugin: 'store' },
    ]);
  });
});
