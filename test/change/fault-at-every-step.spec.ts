/** Open this to see guarantee G3: whatever fails in whatever step of a change, what ran before runs as if nothing had been asked. */
import { describe, expect, it } from '@jest/globals';
import { FAULTS, World, type Name } from './worlds.js';

const PLACES = ['root', 'middle', 'leaf'] as const satisfies readonly Name[];

describe.each(PLACES)('G3: a reload of the %s of a graph', (name) => {
  it('that goes well replaces it and whoever holds it, parent first, and stops those that were there, child first', async () => {
    const world = new World();
    const { test, said } = world;
    await test.start();
    said.length = 0;
    const before = PLACES.map((each) => world.value(each));
    const report = await test.host.reload(name);
    expect(report.problems).toEqual([]);
    expect(report.receipt).toMatchObject({ outcome: 'done' });
    const from = PLACES.indexOf(name);
    PLACES.forEach((each, index) => {
      if (index < from) expect(world.value(each)).toBe(before[index]);
      else expect(world.value(each)).not.toBe(before[index]);
    });
    // Whoever holds it holds the new one.
    expect(world.value('leaf').needs).toBe(world.value('middle'));
    expect(world.value('middle').needs).toBe(world.value('root'));
    const touched = PLACES.slice(from);
    expect(said).toEqual([
      ...touched.map((each) => `start ${each} ${each === name ? 2 : 1}`),
      ...[...touched].reverse().map((each) => `stop ${each} 1`),
    ]);
    await test.stop();
    test.expectClean();
  });

  it.each(FAULTS)('that fails in %s leaves the very same instances, handlers, names and state', async (fault) => {
    const world = new World();
    const { test, heard } = world;
    const { host } = test;
    await test.start();
    host.events.emit('world.event', 'before');
    const before = world.state();
    const slots = world.slots();
    heard.length = 0;
    world.fails[name] = fault;
    const report = await host.reload(name);
    expect(report.ok).toBe(false);
    expect(report.receipt!.outcome).toMatch(/^(rolled back|refused)$/);
    expect(report.receipt!.failed).toMatchObject({ plugin: name });
    const after = world.state();
    expect(after.plugins).toEqual(before.plugins);
    after.instances.forEach((instance, index) => expect(instance).toBe(before.instances[index]));
    expect(after.counts).toEqual(before.counts);
    expect(after.bound).toEqual(before.bound);
    expect(world.slots()).toEqual(slots);
    expect(before.instances.filter((instance) => world.stopped.has(instance))).toEqual([]);
    host.events.emit('world.event', 'after');
    expect(heard).toEqual(['root 1: after', 'beside 1: after', 'middle 1: after', 'leaf 1: after']);
    // Mended, it goes live.
    delete world.fails[name];
    expect((await host.reload(name)).receipt!.outcome).toBe('done');
    expect(world.value(name).number).toBe(3);
    await test.stop();
    test.expectClean();
  });
});
