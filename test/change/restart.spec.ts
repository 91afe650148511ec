/** Open this to see how plugins change whose generations can't run beside each other: one after the other, and back again if that fails. */
import { describe, expect, it } from '@jest/globals';
import { FAULTS, World, type Name } from './worlds.js';

const PLACES = ['root', 'middle', 'leaf'] as const satisfies readonly Name[];
/** What fails before anything has stopped. */
const BEFORE = new Set(['attach', 'callback', 'metadata', 'resolve', 'snapshot']);

describe.each(PLACES)("a reload of the %s of a graph that can't overlap", (name) => {
  const holders = PLACES.slice(PLACES.indexOf(name));

  it('says so in the plan', async () => {
    const { test } = new World('restart');
    await test.start();
    const plan = await test.host.plan({ reload: [name] });
    expect(plan.replaces).toBe('restart');
    expect(String(plan)).toContain(
      `another generation takes its place, which can't run beside it ('root' has to stop first); it starts again if that one fails`.replace(
        "'root'",
        `'${name}'`,
      ),
    );
    await test.stop();
  });

  it('stops child first, starts parent first, and hands state over', async () => {
    const world = new World('restart');
    const { test, said } = world;
    await test.start();
    test.host.events.emit('world.event', 'one');
    said.length = 0;
    const report = await test.host.reload(name);
    expect(report.problems).toEqual([]);
    expect(report.receipt!.plugins.map(({ plugin, did }) => `${plugin} ${did}`).sort()).toEqual(
      holders.map((each) => `${each} restarted`).sort(),
    );
    expect(said).toEqual([
      ...[...holders].reverse().map((each) => `stop ${each} 1`),
      ...holders.map((each) => `start ${each} ${each === name ? 2 : 1}`),
    ]);
    expect(PLACES.map((each) => world.value(each).count)).toEqual([1, 1, 1]);
    expect(world.value('leaf').needs!.needs).toBe(world.value('root'));
    await test.stop();
    test.expectClean();
  });

  it.each(FAULTS)('that fails in %s brings the old generation back, with its state', async (fault) => {
    const world = new World('restart');
    const { test, heard } = world;
    const { host } = test;
    await test.start();
    host.events.emit('world.event', 'before');
    const before = world.state();
    heard.length = 0;
    world.fails[name] = fault;
    const report = await host.reload(name);
    expect(report.ok).toBe(false);
    expect(report.receipt!.outcome).toMatch(/^(rolled back|refused)$/);
    expect(report.receipt!.failed).toMatchObject({ plugin: name });
    const after = world.state();
    expect(after.plugins).toEqual(before.plugins);
    expect(after.counts).toEqual(before.counts);
    expect(after.bound).toEqual(before.bound);
    after.instances.forEach((instance, index) => {
      const isTouched = (holders as readonly unknown[]).includes((instance as { name: string }).name) && !BEFORE.has(fault);
      if (!isTouched) expect(instance).toBe(before.instances[index]);
      else expect((instance as { number: number }).number).toBe(1);
    });
    host.events.emit('world.event', 'after');
    expect(heard.sort()).toEqual(['beside 1: after', 'leaf 1: after', 'middle 1: after', 'root 1: after']);
    delete world.fails[name];
    expect((await host.reload(name)).receipt!.outcome).toBe('done');
    await test.stop();
    test.expectClean();
  });
});
