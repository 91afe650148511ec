/** Open this to see that no event is lost and none is handled twice while generations change, whatever is under way at that moment. */
import { describe, expect, it } from '@jest/globals';
import type { Observable } from 'rxjs';
import { bufferCount } from 'rxjs';
import { definePlugin } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { settle } from '../../src/testing/virtual-clock.js';
import { World } from './worlds.js';

describe('a delivery that is under way when its plugin is reloaded', () => {
  it('is finished by the generation that began it, while the next one gets what comes then', async () => {
    const world = new World();
    const { test, heard } = world;
    const { host } = test;
    const ends: (() => void)[] = [];
    world.handling = (name, payload) =>
      name === 'root' && payload === 'slow' ? new Promise<void>((resolve) => ends.push(resolve)) : undefined;
    await test.start();
    const slow = host.events.emitAsync('world.event', 'slow');
    const report = host.reload('root');
    // Until it has ended, the one that serves already is not alone.
    while (world.value('root').number === 1) await settle();
    host.events.emit('world.event', 'fast');
    expect(world.stopped.size).toBe(0);
    ends.forEach((end) => end());
    expect(await slow).toBe(5);
    const { receipt } = await report;
    expect(receipt).toMatchObject({ outcome: 'done', drained: 1 });
    expect(heard.filter((line) => line.endsWith('slow'))).toEqual(['root 1: slow', 'beside 1: slow', 'middle 1: slow', 'leaf 1: slow']);
    expect(heard.filter((line) => line.endsWith('fast'))).toEqual(['root 2: fast', 'beside 1: fast', 'middle 1: fast', 'leaf 1: fast']);
    await test.stop();
    test.expectClean();
  });

  it('that does not end in time takes the change back, and names the plugin; with force it is left alone', async () => {
    const world = new World();
    const { test } = world;
    const { host, clock } = test;
    world.handling = (name) => (name === 'root' ? new Promise(() => undefined) : undefined);
    await test.start();
    host.events.emit('world.event', 'never ends');
    const before = world.state();
    const reload = host.reload('root');
    await clock.advance(5_000);
    const report = await reload;
    expect(report.receipt).toMatchObject({ outcome: 'rolled back', failed: { step: 'drain', plugin: 'root' } });
    expect(report.problems[0]).toMatchObject({ code: 'change.drain-timeout', plugin: 'root', details: { deliveries: 1, ms: 5_000 } });
    expect(world.state().plugins).toEqual(before.plugins);
    world.state().instances.forEach((instance, index) => expect(instance).toBe(before.instances[index]));
    const forced = host.change({ reload: ['root'], force: true });
    await clock.advance(5_000);
    expect((await forced).receipt!.outcome).toBe('done');
    expect(world.value('root').number).toBe(3);
    await test.stop();
  });
});

describe('a handler', () => {
  it('keeps its place among others of its priority from generation to generation', async () => {
    const { test, heard } = new World();
    await test.start();
    for (let round = 0; round < 3; round += 1) await test.host.reload('root', 'beside');
    heard.length = 0;
    test.host.events.emit('world.event', 'x');
    expect(heard).toEqual(['root 4: x', 'beside 4: x', 'middle 1: x', 'leaf 1: x']);
    await test.stop();
  });

  it('of a stream gives what it holds back to the generation that got it', async () => {
    const got: string[] = [];
    let made = 0;
    const collector = {
      name: 'collector',
      attach(this: { registerPlugin(plugin: object): void }) {
        const number = ++made;
        const through = (source: Observable<unknown>) => source.pipe(bufferCount(2));
        const handler = (pair: unknown) => void got.push(`${number}: ${String(pair)}`);
        this.registerPlugin(definePlugin({ id: 'collector', version: '1.0.0', on: { 'a.b': { through, handler } } } as never));
      },
    };
    const test = createTestHost({ plugins: [collector] });
    await test.start();
    for (const payload of [1, 2, 3]) test.host.events.emit('a.b', payload);
    await test.host.reload('collector');
    for (const payload of [4, 5]) test.host.events.emit('a.b', payload);
    expect(got).toEqual(['1: 1,2', '1: 3', '2: 4,5']);
    await test.stop();
    test.expectClean();
  });
});

describe('under load', () => {
  it('every event is handled once, by one generation, over 1,000 reloads', async () => {
    const world = new World();
    const { test } = world;
    const { host } = test;
    const seen = new Map<string, number>();
    world.handling = (name, payload) => {
      const key = `${name} ${String(payload)}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      // Some of them take a while.
      return (payload as number) % 3 === 0 ? Promise.resolve().then(() => Promise.resolve()) : undefined;
    };
    await test.start();
    let sent = 0;
    const waited: Promise<number>[] = [];
    const over = new AbortController();
    const load = (async () => {
      while (!over.signal.aborted) {
        if (sent % 2 === 0) host.events.emit('world.event', sent);
        else waited.push(host.events.emitAsync('world.event', sent));
        sent += 1;
        await Promise.resolve();
      }
    })();
    for (let round = 0; round < 1_000; round += 1) {
      const name = (['root', 'middle', 'leaf', 'beside'] as const)[round % 4]!;
      world.fails[name] = undefined as never;
      if (round % 10 === 9) world.fails[name] = 'afterStart';
      const { receipt } = await host.reload(name);
      expect(receipt!.outcome).toBe(round % 10 === 9 ? 'rolled back' : 'done');
    }
    over.abort();
    await load;
    await Promise.all(waited);
    expect(sent).toBeGreaterThan(1_000);
    const wrong = [...seen].filter(([, times]) => times !== 1);
    expect(wrong).toEqual([]);
    expect(seen.size).toBe(sent * 4);
    await test.stop();
  });
});
