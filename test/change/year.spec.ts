/** Open this to see that a host which is changed for a year keeps nothing of what has gone, and takes each change as it was asked for. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin, PluginContext, type PluginContextView } from 'mortise';
import { createTestHost } from 'mortise/testing';
import type { Host } from '../../src/host.js';
import { Departed } from '../../src/host/departed.js';
import { collectGarbage } from '../../src/leaks/heap.js';

describe('a host that is changed again and again', () => {
  it('forgets what was configured for plugins that have gone, and has it again when that is undone', async () => {
    const { host } = createTestHost();
    await host.start();
    const { kernel } = host as Host;
    for (let round = 0; round < 5; round += 1) {
      await host.load(definePlugin({ id: `tenant-${round}`, version: '1.0.0' }));
      await host.configure(`tenant-${round}`, { round });
      await host.unload(`tenant-${round}`);
    }
    expect(kernel.configured.size).toBe(0);
    await host.undo();
    expect(host.info('tenant-4').config).toMatchObject([{ field: 'round', value: 4, layer: 'live' }]);
    await host.stop();
  });

  it('has one table of what is configured for all revisions in which nothing of it changed', async () => {
    const { host } = createTestHost({ extensions: [definePlugin({ id: 'a', version: '1.0.0' })] });
    await host.start();
    const { kernel } = host as Host;
    await host.configure('a', { x: 1 });
    const before = kernel.configured;
    await host.disable('a');
    await host.enable('a');
    expect(kernel.configured).toBe(before);
    await host.configure('a', { x: 2 });
    expect(kernel.configured).not.toBe(before);
    await host.stop();
  });

  it('holds nothing of a plan that was applied and taken back', async () => {
    const { host } = createTestHost({ extensions: [definePlugin({ id: 'a', version: '1.0.0' })] });
    await host.start();
    const refs: WeakRef<object>[] = [];
    const fail = async (): Promise<void> => {
      const start = (): never => {
        throw new Error('not today');
      };
      const next = definePlugin({ id: 'a', version: '2.0.0', setup: () => ({ start }) });
      refs.push(new WeakRef(next));
      const { receipt } = await host.apply(await host.plan({ unload: ['a'], load: [next] }));
      expect(receipt!.outcome).toBe('rolled back');
    };
    await fail();
    // The next operation takes the place of what is known of the last one.
    await host.disable('a');
    await collectGarbage();
    expect(refs[0]!.deref()).toBeUndefined();
    await host.stop();
  }, 30_000);

  it('watches no instance any more that is gone, of a generation that starts and stops', async () => {
    const { host } = createTestHost({ extensions: [definePlugin({ id: 'a', version: '1.0.0', setup: () => ({}) })] });
    await host.start();
    const { kernel } = host as Host;
    const departed = new Departed(kernel);
    const record = kernel.records.get('a')!;
    for (let round = 0; round < 20; round += 1) departed.instances(record, [{ round }]);
    await collectGarbage();
    departed.instances(record, [{}]);
    expect(departed.size).toBe(1);
    await host.stop();
  }, 30_000);

  it('reads again what was given in code, though nobody else has it', async () => {
    const { host } = createTestHost();
    await host.start();
    await (async () => {
      await host.load({
        name: 'e',
        version: '1.0.0',
        attach(_options: unknown, done: () => void) {
          this.registerPlugin('a/e', definePlugin({ id: 'e', version: '1.0.0', setup: () => ({}) }));
          done();
        },
      });
    })();
    await collectGarbage();
    expect((await host.reload('e')).receipt!.outcome).toBe('done');
    await host.unload('e');
    expect((await host.doctor()).healthy).toBe(true);
    await host.stop();
  }, 30_000);
});

describe('values that are given', () => {
  /** A plugin that takes values, and those that it got. */
  async function taking() {
    const seen: unknown[] = [];
    const onConfig = (next: unknown): void => void seen.push(structuredClone(next));
    const setup = (context: PluginContextView) => ({ start: () => void seen.push(structuredClone(context.config)), onConfig });
    const test = createTestHost({ extensions: [definePlugin({ id: 'a', version: '1.0.0', inject: [PluginContext], setup })] });
    await test.start();
    return { host: test.host, seen };
  }

  it.each<[string, unknown, unknown]>([
    ['maps', new Map([['k', 1]]), new Map([['k', 2]])],
    ['patterns', /a/, /b/],
    ['dates', new Date(1), new Date(2)],
  ])('and are %s are two changes, if they are two', async (_what, first, second) => {
    const { host, seen } = await taking();
    await Promise.all([host.configure('a', { m: first }), host.configure('a', { m: second })]);
    expect(seen).toEqual([{}, { m: first }, { m: second }]);
    await host.stop();
  });

  it('count as they were when they were given', async () => {
    const { host, seen } = await taking();
    const values = { limits: { max: 5 }, list: [{ at: 1 }] };
    const changing = host.configure('a', values);
    values.limits.max = 99;
    await changing;
    values.list[0]!.at = 99;
    await host.reload('a');
    const given = { limits: { max: 5 }, list: [{ at: 1 }] };
    expect(seen).toEqual([{}, given, given]);
    await host.configure('a', { limits: { max: 1 } });
    await host.undo();
    expect(seen.at(-1)).toEqual(given);
    await host.stop();
  });
});
