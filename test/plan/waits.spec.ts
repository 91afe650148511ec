/** Open this to see who waits for whom: for what is disabled, what failed, what gives a kind its meaning; and what happens when it comes. */
import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../src/plan/resolve.js';
import { applied, but, nothing, planned, plugin, said, running, states, steps, wanted } from './worlds.js';

const chain = [plugin('web', { needs: { api: '*' } }), plugin('api', { needs: { store: '*' } }), plugin('store'), plugin('other')];

function withStore(given: Parameters<typeof plugin>[1]) {
  return wanted([chain[0]!, chain[1]!, plugin('store', given), chain[3]!]);
}

describe('who needs a plugin that is disabled', () => {
  it('waits, and so on up the chain, while others start', () => {
    const made = planned(withStore({ enabled: false }));
    expect(steps(made)).toEqual(['wait api', 'wait web', 'wire other', 'start other']);
    expect(said(made)).toEqual([
      "plan.waits: 'api' waits for 'store', which is disabled.",
      "plan.waits: 'web' waits for 'api', which is waiting itself.",
    ]);
    expect(made.problems[0]).toMatchObject({ plugin: 'api', severity: 'warning', hint: "Enable 'store'; 'api' then starts by itself." });
  });

  it('waits as well where it uses what that one publishes', () => {
    const user = plugin('web', { uses: ['acme/store'] });
    expect(said(planned(wanted([user, plugin('store', { provides: ['acme/store'], enabled: false })])))).toEqual([
      "plan.waits: 'web' waits for 'store', which is disabled.",
    ]);
  });

  it('starts by itself when it is enabled, and stops when it is disabled again', () => {
    const [off, on] = [withStore({ enabled: false }), withStore({})];
    const waiting = running(off);
    const enabled = planned(on, waiting, { enable: ['store'] });
    expect(steps(enabled)).toEqual(['wire store', 'start store', 'wire api', 'start api', 'wire web', 'start web']);
    expect(enabled.steps.map(({ because }) => because[0]!.text)).toEqual([
      ...Array(2).fill("'store' is listed (store)"),
      ...Array(4).fill('what it waited for is there'),
    ]);
    const up = applied(enabled, on, waiting);
    const disabled = planned(off, up, { disable: ['store'] });
    expect(steps(disabled)).toEqual(['stop web', 'stop api', 'stop store', 'wait api', 'wait web']);
    expect(disabled.steps.slice(0, 3).map(({ because }) => because[0])).toEqual([
      { code: 'requirement-gone', text: "'web' waits for 'api', which is waiting itself.", plugin: 'api' },
      { code: 'requirement-gone', text: "'api' waits for 'store', which is disabled.", plugin: 'store' },
      { code: 'disabled', text: 'it is disabled' },
    ]);
  });
});

describe('who needs a plugin that failed', () => {
  const world = wanted(chain);

  it('waits with the reason; the failed one is not tried again', () => {
    const failed = running(world, new Set(['store']));
    expect(states(failed)).toMatchObject({ store: "failed: 'store' failed", api: "waiting: 'api' waits for 'store'", other: 'running' });
    const settled = planned(world, failed, { settle: true });
    expect(steps(settled)).toEqual(['wait api', 'wait web']);
    expect(said(settled)).toEqual([
      "plan.waits: 'api' waits for 'store', which failed: 'store' failed.",
      "plan.waits: 'web' waits for 'api', which is waiting itself.",
    ]);
    expect(planned(world, applied(settled, world, failed), { settle: true }).steps).toEqual([]);
  });

  it('starts when another generation of it is loaded', () => {
    const failed = running(world, new Set(['store']));
    const made = planned(withStore({ generation: 2 }), failed, { load: ['store'] });
    expect(steps(made)).toEqual(['unload store', 'wire store', 'start store', 'wire api', 'start api', 'wire web', 'start web']);
    expect(made.steps[0]!.because).toEqual([{ code: 'replaced', text: 'another generation takes its place' }]);
  });

  it('is told the whole reason, without its last full stop', () => {
    const broken = but(running(world), 'store', { state: 'failed', reason: 'It crashed in v1.2. Twice.' });
    expect(said(planned(world, broken, { settle: true }))[0]).toBe(
      "plan.waits: 'api' waits for 'store', which failed: It crashed in v1.2. Twice.",
    );
  });

  it('stops, when it ran while that one failed', () => {
    const up = running(world);
    const broken = {
      ...up,
      plugins: up.plugins.map((found) => (found.key === 'store' ? { ...found, state: 'failed' as const, reason: 'It crashed.' } : found)),
    };
    expect(steps(planned(world, broken, { settle: true }))).toEqual(['stop web', 'stop api', 'wait api', 'wait web']);
  });
});

describe('who has facts of a kind', () => {
  const user = plugin('jobs', { kinds: ['acme.every'] });
  const giver = plugin('scheduler', { extension: 'acme' });

  it('needs the plugins of the extension that registered it', () => {
    const made = planned(
      wanted([user, giver, plugin('more', { extension: 'acme' })], { kinds: [{ key: 'acme.every', extension: 'acme' }] }),
    );
    expect(steps(made)).toEqual(['wire scheduler', 'start scheduler', 'wire more', 'start more', 'wire jobs', 'start jobs']);
    expect(made.steps[4]).toMatchObject({
      needs: ['more', 'scheduler'],
      because: [
        { code: 'wanted' },
        { text: "has facts of 'acme.every', which 'more' understands" },
        { text: "has facts of 'acme.every', which 'scheduler' understands" },
      ],
    });
  });

  it('needs nobody when the owner gave the kind, or its own extension', () => {
    expect(steps(planned(wanted([user, giver], { kinds: [{ key: 'acme.every' }] })))).toEqual([
      'wire jobs',
      'start jobs',
      'wire scheduler',
      'start scheduler',
    ]);
    const own = plugin('jobs', { kinds: ['acme.every'], extension: 'acme' });
    const made = planned(wanted([own, giver], { kinds: [{ key: 'acme.every', extension: 'acme' }] }));
    expect(steps(made)).toEqual(['wire jobs', 'start jobs', 'wire scheduler', 'start scheduler']);
    expect(made.steps[0]!.needs).toEqual([]);
    expect(steps(planned(wanted([user], { kinds: [{ key: 'acme.every', extension: 'acme' }] })))).toEqual(['wire jobs', 'start jobs']);
  });

  it('waits with manifest.unknown-kind when nobody gives it a meaning any more', () => {
    const made = planned(wanted([user], { kinds: [{ key: 'acme.ever' }] }));
    expect(steps(made)).toEqual(['wait jobs']);
    expect(made.problems).toMatchObject([
      {
        code: 'manifest.unknown-kind',
        plugin: 'jobs',
        place: 'class jobs',
        message: "class jobs carries a fact of the kind 'acme.every', which nobody gives a meaning here.",
        hint: expect.stringContaining("Did you mean 'acme.ever'?"),
      },
    ]);
  });

  it('waits while the app of that extension is down, and stops and starts with it', () => {
    const own = plugin('scheduler', { extension: 'acme', app: 'front' });
    const more = plugin('more', { app: 'front', needs: { scheduler: '*' } });
    const up = wanted([user, own, more], { kinds: [{ key: 'acme.every', extension: 'acme', app: 'front' }] });
    const down = { ...up, apps: [] };
    const made = planned(down);
    expect(steps(made)).toEqual(['wait jobs']);
    expect(said(made)).toEqual(["plan.waits: 'jobs' waits for 'front:scheduler', which belongs to the app 'front', which is down."]);
    // The others of the app are down with it, and not because of it.
    expect(resolve(down, nothing).nodes.get('front:more')!.blocked).toEqual([]);
    const lacks = plugin('scheduler', { extension: 'acme', app: 'front', needs: { disk: '*' } });
    const { nodes } = resolve({ ...down, plugins: [user, lacks, more] }, nothing);
    for (const key of ['jobs', 'front:more'])
      expect(nodes.get(key)!.blocked.map(({ message }) => message)).toEqual([
        `'${key}' waits for 'front:scheduler', which is waiting itself.`,
      ]);
    const both = planned(up, running(down), { startApp: ['front'] });
    expect(steps(both).filter((step) => step.startsWith('start'))).toEqual(['start front:scheduler', 'start jobs', 'start front:more']);
    expect(steps(planned(down, running(up), { stopApp: ['front'] }))).toEqual([
      'stop front:more',
      'stop jobs',
      'stop front:scheduler',
      'wait jobs',
    ]);
  });
});
