/** Open this to see guarantee G4: changes asked for at the same time, from anywhere, come one after the other, and none waits for itself. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, type MortiseHost } from 'mortise';
import type { Host } from '../../src/host.js';
import { collectGarbage } from '../../src/leaks/heap.js';
import { createTestHost } from 'mortise/testing';
import { World } from './worlds.js';

describe('G4: operations', () => {
  it('asked for at the same time are done one after the other, in the order of asking', async () => {
    const { test } = new World();
    const { host } = test;
    await test.start();
    const reports = await Promise.all([host.disable('leaf'), host.reload('root'), host.enable('leaf'), host.unload('beside')]);
    expect(reports.map(({ receipt }) => receipt!.outcome)).toEqual(['done', 'done', 'done', 'done']);
    expect(reports.map(({ receipt }) => receipt!.revision)).toEqual([2, 3, 4, 5]);
    expect(host.history().map(({ revision, change }) => `${revision} ${Object.keys(change).join()}`)).toEqual([
      '2 disable',
      '3 reload',
      '4 enable',
      '5 unload',
    ]);
    await test.stop();
  });

  it('that are equal and wait together are one', async () => {
    const { test } = new World();
    const { host } = test;
    await test.start();
    const first = host.disable('leaf');
    const [second, third] = [host.reload('root'), host.reload('root')];
    expect(second).toBe(third);
    expect(second).not.toBe(first);
    const { receipt } = await second;
    expect((await host.reload('root')).receipt!.revision).toBe(receipt!.revision + 1);
    await test.stop();
  });

  it('asked for in a handler, and awaited there, change other plugins as if they were asked for outside', async () => {
    const world = new World();
    const { test } = world;
    const { host } = test;
    const outcomes: unknown[] = [];
    world.handling = async (name, payload) => {
      if (name === 'beside' && payload === 'now') outcomes.push((await host.reload('root')).receipt!.outcome);
    };
    await test.start();
    await host.events.emitAsync('world.event', 'now');
    expect(outcomes).toEqual(['done']);
    await test.stop();
  });

  it('asked for in a handler of the very plugin that goes, and not awaited, are done when it has ended', async () => {
    const world = new World();
    const { test } = world;
    const { host } = test;
    let asked: Promise<unknown> | undefined;
    world.handling = (name) => void (name === 'root' && (asked ??= host.reload('root')));
    await test.start();
    host.events.emit('world.event', 'now');
    expect(await asked).toMatchObject({ receipt: { outcome: 'done' } });
    await test.stop();
  });

  it('asked for in an attach wait until that has ended, and awaiting one there is refused with an explanation', async () => {
    const later: Promise<unknown>[] = [];
    let refused: unknown;
    const held: { host?: MortiseHost } = {};
    const test = createTestHost({
      plugins: [
        definePlugin({ id: 'other', version: '1.0.0' }),
        {
          name: 'asker',
          async attach(this: { registerPlugin(plugin: object): void }) {
            later.push(held.host!.reload('other'));
            try {
              await held.host!.unload('other');
            } catch (error) {
              refused = error;
            }
            this.registerPlugin(definePlugin({ id: 'asker', version: '1.0.0' }));
          },
        },
      ],
    });
    const host = (held.host = test.host);
    await test.start();
    expect(await later[0]).toMatchObject({ receipt: { outcome: 'done' } });
    expect(refused).toMatchObject({ code: 'host.waits-for-itself' });
    // Only the wait was refused.
    await (host as Host).idle();
    expect(host.list().map(({ key }) => key)).toEqual(['asker']);
    await test.stop();
  });

  it('that would wait for themselves are refused: awaiting the own unload in stop', async () => {
    const held: { host?: MortiseHost } = {};
    const errors: unknown[] = [];
    const self = definePlugin({
      id: 'self',
      version: '1.0.0',
      async stop() {
        try {
          await held.host!.unload('self');
        } catch (error) {
          errors.push(error);
        }
      },
    });
    const test = createTestHost({ plugins: [self] });
    const host = (held.host = test.host);
    await test.start();
    await host.unload('self');
    expect(errors).toEqual([expect.objectContaining({ code: 'host.waits-for-itself', message: expect.stringContaining('self') })]);
    await test.stop();
  });
});

describe('a plan', () => {
  it('that is stale is refused, or made anew, as its owner says', async () => {
    const { test } = new World();
    const { host } = test;
    await test.start();
    const plan = await host.plan({ reload: ['root'] });
    await host.disable('beside');
    await expect(host.apply(plan)).rejects.toMatchObject({ code: 'plan.stale' });
    const again = await host.plan({ reload: ['root'] });
    await host.enable('beside');
    expect((await host.apply(again, { stale: 'replan' })).receipt).toMatchObject({ outcome: 'done' });
    await test.stop();
    test.expectClean();
  });

  it('of several operations on several plugins is one transaction', async () => {
    const world = new World();
    const { test } = world;
    const { host } = test;
    await test.start();
    const before = world.state();
    world.fails.leaf = 'start';
    const { receipt } = await host.change({ reload: ['leaf', 'beside'], disable: ['root'] }).catch(() => ({ receipt: undefined }));
    // The leaf needs the root, so it can't start without it, whatever it fails in.
    expect(receipt).toMatchObject({ outcome: 'refused', failed: { plugin: 'leaf' } });
    expect(world.state()).toEqual(before);
    const failed = await host.change({ reload: ['leaf', 'beside'] });
    expect(failed.receipt).toMatchObject({ outcome: 'rolled back', failed: { step: 'start', plugin: 'leaf' } });
    expect(world.state()).toEqual(before);
    await test.stop();
  });

  it('that nobody applies is discarded, and what was attached for it is taken back', async () => {
    const said: string[] = [];
    const { test } = new World();
    const { host } = test;
    await test.start();
    const extra = {
      name: 'extra',
      attach(this: { own(effect: () => void): void; registerPlugin(plugin: object): void }) {
        this.own(() => said.push('taken back'));
        this.registerPlugin(definePlugin({ id: 'extra', version: '1.0.0' }));
      },
    };
    const plan = await host.plan({ load: [extra] });
    await host.discard(plan);
    expect(said).toEqual(['taken back']);
    await expect(host.apply(plan)).rejects.toMatchObject({ code: 'plan.unknown' });
    await test.stop();
  });

  it.each([
    ['a promise', (host: MortiseHost) => host.plan({ reload: ['leaf'] })],
    ['undefined', () => undefined],
    ["the string 'reload'", () => 'reload'],
    ['an object', () => ({ steps: [] })],
  ])('that is %s is none: it is neither applied nor discarded', async (seen, given) => {
    const { test } = new World();
    const { host } = test;
    await test.start();
    const revision = host.history().at(-1)?.revision;
    for (const call of ['apply', 'discard'] as const)
      await expect(host[call](given(host) as never)).rejects.toMatchObject({
        code: 'plan.unknown',
        message: expect.stringContaining(`What was given as a plan is ${seen}.`),
      });
    expect(host.history().at(-1)?.revision).toBe(revision);
    await test.stop();
  });

  it('that was applied before it was discarded is applied', async () => {
    const { test } = new World();
    await test.start();
    const plan = await test.host.plan({ load: [definePlugin({ id: 'extra', version: '1.0.0' })] });
    const [report] = await Promise.all([test.host.apply(plan), test.host.discard(plan)]);
    expect(report.receipt).toMatchObject({ outcome: 'done' });
    expect(test.host.list().find(({ key }) => key === 'extra')).toMatchObject({ state: 'running' });
    await test.stop();
  });

  it('that nobody can apply any more, since nobody holds it, is discarded by itself', async () => {
    const said: string[] = [];
    const { test } = new World();
    const { host } = test;
    await test.start();
    const extra = (name: string) => ({
      name,
      attach(this: { own(effect: () => void): void; registerPlugin(plugin: object): void }) {
        this.own(() => said.push(name));
        this.registerPlugin(definePlugin({ id: name, version: '1.0.0' }));
      },
    });
    await host.plan({ load: [extra('forgotten')] });
    const kept = await host.plan({ load: [extra('kept')] });
    await collectGarbage();
    await (host as Host).idle();
    expect(said).toEqual(['forgotten']);
    await host.apply(kept);
    await collectGarbage();
    await (host as Host).idle();
    expect(said).toEqual(['forgotten']);
    expect(host.list().find(({ key }) => key === 'kept')).toMatchObject({ state: 'running' });
    await test.stop();
    expect(said).toEqual(['forgotten', 'kept']);
  }, 30_000);

  it('that loads an id once more disturbs neither the first one nor those who hold it', async () => {
    const world = new World();
    const { host } = world.test;
    await world.test.start();
    const before = ['root', 'middle', 'leaf'].map((name) => world.value(name as 'root'));
    const { receipt, problems } = await host.load(definePlugin({ id: 'root', version: '2.0.0' }));
    expect(problems.map(({ code }) => code)).toEqual(['plan.duplicate-id']);
    expect(receipt!.plugins).toEqual([]);
    expect(['root', 'middle', 'leaf'].map((name) => world.value(name as 'root'))).toEqual(before);
    expect(world.value('middle')).toBe(before[1]);
    await world.test.stop();
  });

  it('of a plugin that is disabled is read anew, and stays disabled', async () => {
    const world = new World();
    const { host } = world.test;
    await world.test.start();
    await host.disable('leaf');
    const { receipt } = await host.reload('leaf');
    expect(receipt).toMatchObject({ outcome: 'done', plugins: [{ plugin: 'leaf', did: 'replaced', previous: 3 }] });
    expect(host.list().find(({ key }) => key === 'leaf')).toMatchObject({ enabled: false });
    await host.enable('leaf');
    expect(world.value('leaf').number).toBe(2);
    await world.test.stop();
  });
});
